"""Findings on draws by lot: who did not commit, who refused to reveal, and draws that came to nothing."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from proverka.inventory.drawing import Drawing, drawings_of
from proverka.model.entry import Entry
from proverka.model.finding import Finding
from proverka.model.sentence import Sentence, commas, sentence
from proverka.model.span import day_after
from proverka.model.vocabulary import Vocabulary


def draw_findings(entries: Iterable[Entry[object]], words: Vocabulary, as_of: date) -> list[Finding]:
    """Return what is amiss with the draws of a record by the end of a day (UTC), plan by plan."""
    end = datetime.combine(day_after(as_of), time(), tzinfo=UTC)
    return [finding for drawing in drawings_of(entries).values() for finding in _of_one(drawing, words, end)]


def _of_one(drawing: Drawing, words: Vocabulary, end: datetime) -> Iterator[Finding]:
    plan = drawing.plan
    for party in plan.names:
        commitment, reveal = drawing.commitments.get(party), drawing.reveals.get(party)
        if commitment is None and plan.commit_by < end:
            yield Finding(
                rule="draw-not-committed",
                severity="breach",
                about=party,
                expected=sentence(
                    "a commitment to the draw {draw} by {instant}", draw=drawing.label, instant=_told(plan.commit_by)
                ),
                got=sentence("none by {party}", party=words.name(party)),
                entries=(drawing.index,),
            )
        until = drawing.instant_of(party)
        if commitment is not None and (reveal is None or reveal.at > until) and until < end:
            yield Finding(
                rule="draw-not-revealed",
                severity="breach" if reveal is None else "notice",
                about=party,
                expected=sentence(
                    "the reveal of entry {entry} in the draw {draw} by {instant}",
                    entry=str(commitment.index),
                    draw=drawing.label,
                    instant=_told(until),
                ),
                got=_refused(drawing, party, words)
                if reveal is None
                else sentence("it came late, on {instant}", instant=_told(reveal.at)),
                entries=(drawing.index, commitment.index, *((reveal.index,) if reveal else ())),
            )
    if plan.parties[-1].reveal_by < end and not drawing.counts:
        yield Finding(
            rule="draw-void",
            severity="discrepancy",
            about=drawing.label,
            expected=sentence(
                "reveals of at least {number} of {parties}",
                number=plan.least,
                parties=commas(map(words.name, plan.others)),
            ),
            got=sentence(
                "{parties}; nothing is drawn under this plan",
                parties=commas(map(words.name, drawing.reveals)) if drawing.reveals else sentence("nobody"),
            ),
            entries=(drawing.index,),
        )


def _refused(drawing: Drawing, party: str, words: Vocabulary) -> Sentence:
    return sentence(
        "{party} has not revealed; it is still awaited"
        if party in drawing.awaited
        else "{party} has not revealed; it was passed over, and the larger samples count",
        party=words.name(party),
    )


def _told(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""Each party's words and assessments, side by side: dated, with speaker and carrier, never averaged."""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from proverka.assessment.result import Carrier, Status, View
from proverka.inventory.standing import Evidence, Held
from proverka.model.submission import Allegation, Assessment, Statement
from proverka.model.vocabulary import Vocabulary

FAVOURABLE = "favourable"


def views_of(evidence: Evidence, words: Vocabulary, as_of: date) -> list[View]:
    """Return every statement and assessment made by `as_of`, in order of day."""
    held = [*evidence.of_kind("statement", words), *evidence.of_kind("assessment", words)]
    return [_view(h, words) for h in sorted(held, key=_order) if h.span.latest <= as_of and not h.withdrawn]


def _order(held: Held) -> tuple[date, date, int]:
    return held.span.latest, held.span.earliest, held.index


def _view(held: Held, words: Vocabulary) -> View:
    entry, body = held.entry, held.body
    words_of = _of_statement(body) if isinstance(body, Statement) else _of_assessment(body, words.name(entry.by))
    return msgspec.structs.replace(
        words_of,
        entry=entry.index,
        label=entry.label,
        date=str(held.span),
        party=entry.by,
        party_name=words.name(entry.by),
        outlet=entry.source.outlet if entry.source else "",
        about=entry.bears_on,
        source=entry.source.url if entry.source else "",
    )


def _of_statement(body: Statement) -> View:
    return View(
        kind="statement",
        speaker=body.speaker,
        role=body.role,
        relay=body.relay,
        stance=body.stance,
        claim=body.claim,
        text=body.text,
        quote=body.quote,
        hedged=body.hedged,
        denied=body.denied,
        condition=body.condition,
        venue=body.venue,
        quotation=body.quotation,
        also=tuple(Carrier(outlet=one.outlet, relay=one.relay, source=one.url) for one in body.also),
    )


def _of_assessment(body: object, party_name: str) -> View:
    assert isinstance(body, Assessment), "the other of the two kinds asked for"
    return View(kind="assessment", speaker=party_name, stance=body.view, claim="assessment", text=body.reasons)


def status_of_conduct(views: Iterable[View], allegations: Iterable[Held], owing: Collection[str]) -> Status:
    """Return what parties' latest views of a way of acting come to, without weighing them.

    Only favourable: on_track. Only critical or mixed: at_risk. Both, by different parties: contested. An
    allegation whose latest level is not unfounded is a critical view. What the parties that owe the duty
    (`owing`) say of themselves contests criticism, and shows nothing by itself. None: no_evidence.
    """
    latest: dict[str, str] = {}
    for view in views:
        if view.stance != "none":
            latest[view.party] = view.stance
    stances = {stance for party, stance in latest.items() if party not in owing} | _alleged(allegations)
    if not stances:
        return "no_evidence"
    if stances == {FAVOURABLE}:
        return "on_track"
    return "contested" if FAVOURABLE in {*stances, *latest.values()} else "at_risk"


def _alleged(allegations: Iterable[Held]) -> set[str]:
    """Return the critical view that allegations make, unless the latest word of each thread is unfounded."""
    threads: dict[str, Allegation] = {}
    for held in sorted(allegations, key=_order):
        if isinstance(held.body, Allegation):
            threads[held.body.thread or held.entry.label] = held.body
    return {"critical" for allegation in threads.values() if allegation.level != "unfounded"}

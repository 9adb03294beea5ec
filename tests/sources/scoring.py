"""Score the reading of articles against annotations: `python -m tests.sources.scoring [SET [FOLDER]] [--faults]`.

Each line of the table is one thing that is found: how many the annotations have, how many were found, how many of
those are right; precision is right of found, recall right of annotated. With --faults every difference is printed.

What is compared with what:
quotations      stretches between marks: the same if they share three fifths of the annotated one.
statements      indirect ones by their sentence.
speakers        of every statement that was found: right if all and only the annotated ones are named. A quotation
                that is not annotated counts as wrong where a speaker was given. Nobody, where the annotation has
                somebody, is missing and not wrong.
relays          of the statements found: that of the statement, else that of the story.
dates           expressions that share a character, with the same interval.
kinds           of the statements found; no kind is missing and not wrong.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.sources.annotation import ARTICLES, Annotation, Statement, annotations

from proverka.sources.analysis import Reading, analyse
from proverka.sources.attribution.lexicon_tables import AgenciesTable, PartiesTable
from proverka.sources.dates import dates_in
from proverka.sources.language import ENGLISH, language_table
from proverka.sources.passage import Passage
from proverka.sources.reading import read_article
from proverka.sources.statement import FoundStatement

_SHARED = 0.6
_ARTICLE = re.compile(r"^(?:the|an?|mr|mrs|ms|dr)\.? ", re.IGNORECASE)


@dataclass
class Count:
    """One line of the table."""

    annotated: int = 0
    found: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.annotated if self.annotated else 1.0


@dataclass
class Score:
    """The table, the kinds that were taken for others, and every difference in words."""

    counts: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    taken_for: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: defaultdict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    faults: list[str] = field(default_factory=list)


def score(of: str = "", folder: Path = ARTICLES) -> Score:
    """The score of all articles of a folder whose names begin so."""
    total = Score()
    for path, annotation in annotations(of, folder):
        reading = analyse(read_article(path.read_bytes(), name=path.name))
        score_article(total, path, annotation, reading)
    return total


def score_article(total: Score, path: Path, annotation: Annotation, reading: Reading) -> None:
    matched = list(matches(annotation.statements, reading))
    _score_quotations(total, path, annotation, reading, matched)
    for wanted, found in matched:
        where = f"{path.stem[:12]}: {wanted.words[0][:70]!r}"
        _score_speakers(total, where, wanted, found)
        if found is not None:
            _score_relay(total, where, wanted, found, annotation)
            _score_kind(total, where, wanted, found)
            _score_about(total, where, wanted, found)
    _score_dates(total, path, annotation, reading)
    _score_page(total, path, annotation, reading)


# --- which found statement is which annotated one ------------------------------------------------------------------


def matches(wanted: Iterable[Statement], reading: Reading) -> Iterator[tuple[Statement, FoundStatement | None]]:
    text = reading.article.text
    after, taken = 0, set[int]()
    for one in wanted:
        places = list(located(text, one.words, after if one.quotation != "indirect" else 0))
        if one.quotation != "indirect" and places:
            after = places[-1].end
        yield one, _best(one, places, reading.statements, taken)


def located(text: str, words: Sequence[str], after: int) -> Iterator[Passage]:
    """Where each stretch of words stands, from a place on if it stands there, else anywhere; blanks count alike."""
    for stretch in words:
        pattern = re.compile(r"\s+".join(map(re.escape, stretch.split())))
        match = pattern.search(text, after) or pattern.search(text)
        if match is not None:
            after = max(after, match.end())
            yield Passage(match.start(), match.end())


def _best(
    wanted: Statement, places: Sequence[Passage], statements: Sequence[FoundStatement], taken: set[int]
) -> FoundStatement | None:
    if wanted.quotation != "indirect":
        for one in statements:
            if one.quotation != "indirect" and any(_share(place, words) for place in places for words in one.words):
                return one
        return None
    fitting = [
        (at, one)
        for at, one in enumerate(statements)
        if at not in taken and any(one.sentence.meets(place) for place in places)
    ]
    # Several statements of one sentence: an indirect one of the same speakers, else one of the two.
    indirect = [(at, one) for at, one in fitting if one.quotation == "indirect"]
    exact = [(at, one) for at, one in fitting if _same_speakers(wanted, one)]
    best = [one for one in indirect if one in exact] or indirect or exact
    if not best:
        return None
    taken.add(best[0][0])
    return best[0][1]


def _share(annotated: Passage, found: Passage) -> bool:
    common = min(annotated.end, found.end) - max(annotated.start, found.start)
    return common >= _SHARED * (annotated.end - annotated.start)


# --- names ---------------------------------------------------------------------------------------------------------


@cache
def _canonical() -> dict[str, str]:
    parties = language_table(ENGLISH, "parties", PartiesTable)
    agencies = language_table(ENGLISH, "agencies", AgenciesTable)
    found = {_plain(name): _plain(body.name) for body in parties.organisations for name in body.names}
    for state in parties.states:
        found |= {_plain(name): _plain(state.name) for name in (*state.names, *state.metonyms)}
    for agency in agencies.agencies:
        found |= {_plain(name): _plain(agency.name) for name in agency.aliases}
    return found


def _plain(name: str) -> str:
    return _ARTICLE.sub("", name.casefold().replace("’", "'").replace(".", ""))


def same_name(one: str, other: str) -> bool:
    """Whether two names are of one: equal but for articles, of one table entry, or a name and the end of it."""
    first, second = (_canonical().get(_plain(name), _plain(name)) for name in (one, other))
    if first == second:
        return True
    shorter, longer = sorted((first.split(), second.split()), key=len)
    return bool(shorter) and (longer[-len(shorter) :] == shorter or " ".join(shorter) in " ".join(longer))


def _same_speakers(wanted: Statement, found: FoundStatement) -> bool:
    names = [speaker.name for speaker in found.speakers]
    return len(names) == len(wanted.speakers) and all(any(same_name(a, b) for b in wanted.speakers) for a in names)


# --- what is counted -----------------------------------------------------------------------------------------------


def _score_quotations(
    total: Score,
    path: Path,
    annotation: Annotation,
    reading: Reading,
    matched: Sequence[tuple[Statement, FoundStatement | None]],
) -> None:
    text = reading.article.text
    found = [(words, one) for one in reading.statements if one.quotation != "indirect" for words in one.words]
    places, after = [], 0
    for one in annotation.statements:
        if one.quotation != "indirect":
            here = list(located(text, one.words, after))
            after = here[-1].end if here else after
            places += here
    count, speakers = total.counts["quotations"], total.counts["speakers"]
    count.annotated += len(places)
    count.found += len(found)
    for place in places:
        if any(_share(place, words) for words, _ in found):
            count.right += 1
        else:
            total.faults.append(f"{path.stem[:12]}: quotation missed: {place.of(text)[:70]!r}")
    for words, statement in found:
        if not any(_share(place, words) for place in places):
            total.faults.append(f"{path.stem[:12]}: no quotation: {words.of(text)[:70]!r}")
            speakers.found += bool(statement.speakers)
    indirect = total.counts["indirect statements"]
    wanted = [(one, hit) for one, hit in matched if one.quotation == "indirect"]
    indirect.annotated += len(wanted)
    indirect.right += sum(hit is not None for _, hit in wanted)
    hits = {id(hit) for _, hit in matched}
    extra = [one for one in reading.statements if one.quotation == "indirect" and id(one) not in hits]
    indirect.found += sum(hit is not None for _, hit in wanted) + len(extra)
    total.faults += [f"{path.stem[:12]}: no statement: {one.sentence.of(text)[:120]!r}" for one in extra]
    total.faults += [
        f"{path.stem[:12]}: statement missed: {one.words[0][:120]!r}" for one, hit in wanted if hit is None
    ]


def _score_speakers(total: Score, where: str, wanted: Statement, found: FoundStatement | None) -> None:
    count = total.counts["speakers"]
    count.annotated += bool(wanted.speakers)
    if found is None:
        return
    names = [speaker.name for speaker in found.speakers]
    if not names:
        if wanted.speakers:
            total.faults.append(f"{where}: nobody ({found.abstained}), but {', '.join(wanted.speakers)}")
        return
    right = _same_speakers(wanted, found)
    rule = total.rules[found.speakers[0].rule.split("; “")[0]]
    for one in (count, rule):
        one.found += 1
        one.right += right
    if not right:
        rules = found.speakers[0].rule
        total.faults.append(
            f"{where}: speaker {', '.join(names)} ({rules}), but {', '.join(wanted.speakers) or 'nobody'}"
        )


def _score_about(total: Score, where: str, wanted: Statement, found: FoundStatement) -> None:
    """Count what is told of a speaker who was found right, and the day of speech."""
    if _same_speakers(wanted, found) and len(found.speakers) == 1:
        speaker = found.speakers[0]
        role = bool(wanted.role) and bool(speaker.role) and same_name(wanted.role, speaker.role)
        party = bool(wanted.party and speaker.party) and same_name(wanted.party, speaker.party)
        for name, here, there, right in (
            ("roles", wanted.role, speaker.role, role),
            ("parties", wanted.party, speaker.party, party),
        ):
            count = total.counts[name]
            count.annotated += bool(here)
            count.found += bool(there)
            count.right += right
            if not right and (here or there):
                total.faults.append(f"{where}: {name} {there or 'none'}, but {here or 'none'}")
    count, said = total.counts["days of speech"], str(found.said.span) if found.said and found.said.span else ""
    count.annotated += bool(wanted.said)
    count.found += bool(said)
    count.right += bool(said) and said == wanted.said
    if said != wanted.said:
        total.faults.append(f"{where}: said {said or 'none'}, but {wanted.said or 'none'}")


def _score_relay(total: Score, where: str, wanted: Statement, found: FoundStatement, annotation: Annotation) -> None:
    count = total.counts["relays"]
    relay = wanted.relay or annotation.relay_of_story
    right = bool(relay) and bool(found.relay) and same_name(relay, found.relay)
    count.annotated += bool(relay)
    count.found += bool(found.relay)
    count.right += right
    if not right and (relay or found.relay):
        total.faults.append(f"{where}: relay {found.relay or 'none'}, but {relay or 'none'}")


def _score_kind(total: Score, where: str, wanted: Statement, found: FoundStatement) -> None:
    claim = found.claim
    for name, here, there in (
        ("kinds", wanted.kind, claim.kind),
        ("stances", wanted.stance.replace("none", ""), claim.stance.replace("none", "")),
        ("hedges", wanted.hedged, claim.hedged),
        ("denials of a kind", wanted.denied, claim.denied),
        ("conditions", bool(wanted.condition), claim.condition is not None),
    ):
        count = total.counts[name]
        count.annotated += bool(here)
        count.found += bool(there)
        count.right += bool(here) and here == there
        if here != there:
            total.faults.append(f"{where}: {name} {there or 'none'}, but {here or 'none'}")
    if wanted.kind != claim.kind:
        total.taken_for[wanted.kind or "none", claim.kind or "none"] += 1


def _score_dates(total: Score, path: Path, annotation: Annotation, reading: Reading) -> None:
    text, count = reading.article.text, total.counts["dates"]
    found = [
        one
        for story in reading.article.stories
        for paragraph in story.paragraphs
        for one in dates_in(text, within=paragraph, published=story.published)
        if one.span is not None
    ]
    count.annotated += len(annotation.dates)
    count.found += len(found)
    after = 0
    for dated in annotation.dates:
        place = next(located(text, (dated.words,), after), None)
        hit = next((one for one in found if place is not None and one.passage.meets(place)), None)
        after = place.end if place is not None else after
        if hit is not None and hit.span == dated.span:
            count.right += 1
        else:
            told = f"{hit.span} ({hit.rule})" if hit else "none"
            total.faults.append(f"{path.stem[:12]}: date {dated.words!r}: {told}, but {dated.interval}")


def _score_page(total: Score, path: Path, annotation: Annotation, reading: Reading) -> None:
    article = reading.article
    story = article.stories[0] if article.stories else None
    told = {
        "titles": story.title if story else "",
        "outlets": story.outlet if story else "",
        "dates of publication": str(story.published.span or "") if story else "",
        "addresses": story.address if story else "",
    }
    wanted = {
        "titles": annotation.title,
        "outlets": annotation.outlet,
        "dates of publication": annotation.published,
        "addresses": annotation.address,
    }
    for name, there in told.items():
        here, count = wanted[name], total.counts[name]
        right = bool(here) and (here == there or (name == "outlets" and same_name(here, there)))
        count.annotated += bool(here)
        count.found += bool(there)
        count.right += right
        if here != there and not right:
            total.faults.append(f"{path.stem[:12]}: {name} {there!r}, but {here!r}")
    apart = total.counts["furniture"]
    body = " ".join(article.text[one.start : one.end] for one in (story.paragraphs if story else ()))
    for begins in annotation.furniture:
        apart.annotated += 1
        kept = " ".join(begins.split()) in " ".join(body.split())
        apart.found += not kept
        apart.right += not kept
        if kept:
            total.faults.append(f"{path.stem[:12]}: furniture in the story: {begins[:60]!r}")


def main(arguments: Sequence[str]) -> None:
    """Print the table, and with --faults every difference."""
    named = [one for one in arguments if not one.startswith("-")]
    total = score(named[0] if named else "", Path(named[1]) if named[1:] else ARTICLES)
    if "--faults" in arguments:
        print("\n".join(total.faults))
    print(f"{'':24}{'annotated':>10}{'found':>8}{'right':>8}{'precision':>11}{'recall':>8}")
    for name, one in total.counts.items():
        print(f"{name:24}{one.annotated:>10}{one.found:>8}{one.right:>8}{one.precision:>11.3f}{one.recall:>8.3f}")
    if "--rules" in arguments:
        for name, one in sorted(total.rules.items(), key=lambda item: -item[1].found):
            print(f"  {one.right:>4} of {one.found:<4} {name}")
    if "--kinds" in arguments:
        for (here, there), number in total.taken_for.most_common():
            print(f"  {number:>4} {here} taken for {there}")


if __name__ == "__main__":
    main(sys.argv[1:])

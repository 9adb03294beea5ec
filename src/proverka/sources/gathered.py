"""The proposals of several articles together: what several outlets print is proposed once, with all who printed it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from proverka.sources.analysis import Reading
from proverka.sources.language import ENGLISH
from proverka.sources.links.aliases import NO_ALIASES, Aliases
from proverka.sources.merging import MergedStatement, merged
from proverka.sources.printed_statement import PrintedStatement
from proverka.sources.proposal import Proposal, Reprint, proposals_of


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Spot:
    """A statement by its article and its number there, both from 1."""

    article: int
    statement: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One statement that several articles print, the fullest print first; `possibly` are others that may be it."""

    spots: tuple[Spot, ...]
    possibly: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Articles with their proposals, in order, and the statements that several of them print or may print."""

    articles: tuple[tuple[Reading, tuple[Proposal, ...]], ...]
    groups: tuple[Group, ...] = ()


def gathered(readings: Sequence[Reading], aliases: Aliases = NO_ALIASES, *, language: str = ENGLISH) -> Gathered:
    """Return the proposals of articles: of a statement that several print, the fullest print has the others in `also`.

    Those others point to it in `same_as`, and are not to be submitted.
    """
    proposed = [proposals_of(reading, aliases) for reading in readings]
    if len(readings) <= 1:
        return Gathered(articles=tuple(zip(readings, proposed, strict=True)))
    groups = tuple(_groups(readings, aliases, language))
    by_spot = {
        (Spot(article=article, statement=one.place), one.letter): (reading, one)
        for article, (reading, own) in enumerate(zip(readings, proposed, strict=True), start=1)
        for one in own
    }
    told = {spot: group.spots for group in groups for spot in group.spots}
    articles = tuple(
        (reading, tuple(_placed(one, told.get(Spot(article=article, statement=one.place), ()), by_spot) for one in own))
        for article, (reading, own) in enumerate(zip(readings, proposed, strict=True), start=1)
    )
    return Gathered(articles=articles, groups=groups)


def _placed(
    one: Proposal, group: Sequence[Spot], by_spot: Mapping[tuple[Spot, str], tuple[Reading, Proposal]]
) -> Proposal:
    """Return a proposal with what its group makes of it: the first one has the others, which point to it."""
    if len(group) <= 1:
        return one
    lead, *others = group
    own, first = by_spot.get((lead, one.letter), (None, None))
    if own is None or first is not one:
        return replace(one, same_as=(lead.article, lead.statement))
    reprints = (by_spot[other, one.letter] for other in others if (other, one.letter) in by_spot)
    # The same bytes under two names are one print.
    printed = {reading.article.version.sha256: (other, reading) for reading, other in reprints}
    printed.pop(own.article.version.sha256, None)
    return replace(one, also=tuple(_reprint(other, reading) for other, reading in printed.values()))


def _groups(readings: Sequence[Reading], aliases: Aliases, language: str) -> Iterator[Group]:
    """Yield the groups of more than one article, and those that may be the same as others."""
    spots = {
        id(statement): Spot(article=article, statement=number)
        for article, reading in enumerate(readings, start=1)
        for number, statement in enumerate(reading.statements, start=1)
    }
    printed = (one for article, reading in enumerate(readings, start=1) for one in _printed(article, reading))
    found = merged(printed, aliases=aliases, language=language)
    placed = [tuple(spots[id(one.statement)] for one in group.printed) for group in found]
    for group, own in zip(found, placed, strict=True):
        across = _first_of_each(own)
        possibly = _elsewhere(group, own, placed)
        if len(across) > 1 or possibly:
            yield Group(spots=across, possibly=possibly)


def _first_of_each(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """Return the first print of each article: what one article says twice is for a person to see twice."""
    first: dict[int, Spot] = {}
    for spot in spots:
        first.setdefault(spot.article, spot)
    return tuple(first.values())


def _elsewhere(group: MergedStatement, own: Sequence[Spot], placed: Sequence[tuple[Spot, ...]]) -> tuple[Spot, ...]:
    articles = {spot.article for spot in own}
    others = (placed[number][0] for number in group.possibly)
    return tuple(spot for spot in others if spot.article not in articles)


def _printed(article: int, reading: Reading) -> Iterator[PrintedStatement]:
    for statement in reading.statements:
        yield PrintedStatement(
            statement=statement,
            article=article,
            text=reading.article.text,
            published=reading.article.stories[statement.story].published.span,
        )


def _reprint(other: Proposal, reading: Reading) -> Reprint:
    return Reprint(
        outlet=other.outlet or other.statement.relay or reading.article.version.name,
        url=other.url,
        relay=other.statement.relay,
        sha256=reading.article.version.sha256,
        passage=other.passage,
    )

"""What a record would say of a statement that was found, for a person to correct and to confirm."""

from collections.abc import Iterator
from dataclasses import dataclass

from proverka.model.span import Span
from proverka.sources.analysis import Reading
from proverka.sources.excerpt import excerpt_of
from proverka.sources.links.aliases import NO_ALIASES, Aliases
from proverka.sources.passage import Passage
from proverka.sources.statement import FoundStatement, Speaker

_BORNE_ON = ("obligation", "instrument")
# Of one statement by several speakers, each has a proposal: a, b, c and so on.
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """Another article that prints the same statement: its outlet, address and relay, its version and place there."""

    outlet: str
    url: str
    relay: str
    sha256: str
    passage: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One speaker's statement, as a record would hold it. What nobody can be sure of is empty.

    `place` is the statement's in its article, from 1, and `letter` tells its speakers apart where it has several.
    `named` is the speaker as found, `by` the id of the party in the case, `date` when it was said, or else when it was
    published. `doubts` says, for people, what is left empty and why. What is not here, the statement has.

    `also` are other articles that print it. One that another article prints more fully is `same_as` that statement,
    told by the place of the article and its own there, and is not to be submitted.
    """

    place: int
    letter: str = ""
    statement: FoundStatement
    named: Speaker | None = None
    speaker: str = ""
    role: str = ""
    by: str = ""
    date: Span | None = None
    condition: str = ""
    quote: str = ""
    bears_on: tuple[str, ...] = ()
    url: str = ""
    outlet: str = ""
    doubts: tuple[str, ...] = ()
    also: tuple[Reprint, ...] = ()
    same_as: tuple[int, int] | None = None

    @property
    def number(self) -> str:
        """What it is called in its article: 7, or 7a and 7b."""
        return f"{self.place}{self.letter}"

    @property
    def passage(self) -> Passage:
        """Where its words stand, from the first to the last."""
        return Passage.over(self.statement.words)


def proposals_of(reading: Reading, aliases: Aliases = NO_ALIASES) -> tuple[Proposal, ...]:
    """Return what a record would say of the statements of an article, in their order, one for each speaker."""
    return tuple(
        proposal
        for number, statement in enumerate(reading.statements, start=1)
        for proposal in _proposals(reading, statement, number, aliases)
    )


def _proposals(reading: Reading, found: FoundStatement, number: int, aliases: Aliases) -> Iterator[Proposal]:
    speakers: tuple[Speaker | None, ...] = found.speakers[: len(_LETTERS)] or (None,)
    letters = _LETTERS if len(speakers) > 1 else ("",)
    for letter, speaker in zip(letters, speakers, strict=False):
        yield _proposal(reading, found, speaker, (number, letter), aliases)


def _proposal(
    reading: Reading, found: FoundStatement, speaker: Speaker | None, called: tuple[int, str], aliases: Aliases
) -> Proposal:
    text, story = reading.article.text, reading.article.stories[found.story]
    date = (found.said.span if found.said else None) or story.published.span
    name, role, by = _who(speaker, aliases)
    condition = found.claim.condition
    return Proposal(
        place=called[0],
        letter=called[1],
        statement=found,
        named=speaker,
        speaker=name,
        role=role,
        by=by,
        date=date,
        condition=" ".join(condition.of(text).split()) if condition else "",
        quote=excerpt_of(text, found),
        bears_on=_bears_on(found),
        url=story.address,
        outlet=story.outlet,
        doubts=tuple(_doubts(found, speaker, by=by, date=date)),
    )


def _bears_on(found: FoundStatement) -> tuple[str, ...]:
    """Return the duties that a statement is about, or where none is told the papers that it names."""
    linked = {kind: dict.fromkeys(link.id for link in found.links if link.kind == kind) for kind in _BORNE_ON}
    return next((tuple(ids) for ids in linked.values() if ids), ())


def _who(speaker: Speaker | None, aliases: Aliases) -> tuple[str, str, str]:
    """Return the usual name of a speaker, the role as printed, and the id of the party, as far as they are known."""
    if speaker is None:
        return "", "", ""
    known = aliases.person_by_name.get(speaker.name)
    party = aliases.party_by_name.get(speaker.party)
    return known.name if known else speaker.name, speaker.role, party.id if party else ""


def _doubts(found: FoundStatement, speaker: Speaker | None, *, by: str, date: Span | None) -> Iterator[str]:
    if speaker is None:
        yield f"nobody can be sure who spoke: {found.abstained or 'the article does not tell'}"
    elif not by and speaker.party:
        yield f"{speaker.party} is no party of this case"
    elif not by:
        yield "the article does not tell for which party"
    if not found.claim.kind:
        yield "no kind of claim is sure"
    if date is None:
        yield "nothing tells when it was said"

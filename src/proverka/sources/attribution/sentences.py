"""Sentences as a reporter wrote them: each quotation counts as one word of the sentence that holds it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from proverka.sources.attribution.lexicon import COMMON, NAME, NUMBER, OTHER, QUOTED, TIME, Lexicon
from proverka.sources.attribution.quotations import Stretch
from proverka.sources.attribution.tokens import Token, tokens_of
from proverka.sources.passage import Passage

_ENDS = frozenset(".!?")
_CLOSERS = frozenset(")]”»\"'’")
# How many words may lie between a quotation that ends like a sentence and the verb that reports it.
_TAIL_MAX = 4
# How long a nickname is at most, in characters with its marks.
NICKNAME_MAX = 24


class Atom(NamedTuple):
    """A word, a phrase or a quotation, with its tag (see `lexicon`) and what the lexicon says of it."""

    tag: str
    value: str
    party: str
    start: int
    end: int
    text: str
    stretch: Stretch | None = None

    @property
    def capital(self) -> bool:
        """Whether it is printed with a capital letter."""
        return self.text[:1].isupper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: its atoms, their tags as one string, and where it stands."""

    atoms: tuple[Atom, ...]
    tags: str
    passage: Passage
    paragraph: int


def sentences_of(
    text: str,
    paragraph: Passage,
    stretches: Sequence[Stretch],
    *,
    lexicon: Lexicon,
    lowered: frozenset[str],
    number: int,
) -> list[Sentence]:
    """Return the sentences of a paragraph; `lowered` are words that the story prints in lower case elsewhere."""
    atoms = _surnames(_states(_without_glosses(list(_atoms(text, paragraph, stretches, lexicon, lowered)))))
    found, first = [], 0
    for at in range(len(atoms)):
        if at + 1 == len(atoms) or _ends(text, atoms, at):
            closed = at + 1 < len(atoms) and atoms[at + 1].text in _CLOSERS and atoms[at + 1].stretch is None
            if closed and atoms[at].stretch is None:
                continue
            found.append(_sentence(atoms[first : at + 1], number))
            first = at + 1
    return found


def _states(atoms: list[Atom]) -> list[Atom]:
    """Tell the State from what describes its own: “the US accused”, “the US ambassador”."""
    return [
        atom._replace(tag="C") if atom.tag == "D" and atom.text.isupper() and _alone(atoms, at) else atom
        for at, atom in enumerate(atoms)
    ]


def _surnames(atoms: list[Atom]) -> list[Atom]:
    """Tell a surname from a form of address: “Salman Sheikh”, “King said”."""
    return [
        atom._replace(tag=NAME)
        if atom.tag == "H"
        and atom.capital
        and _named_so("".join(one.tag for one in atoms[max(at - 1, 0) : at + 2]), at)
        else atom
        for at, atom in enumerate(atoms)
    ]


def _named_so(around: str, at: int) -> bool:
    """Whether what follows a form of address is no name, and no article stands before; `around`: the tags beside."""
    before, after = (around[0], around[2:]) if at else ("", around[1:])
    return before not in ("d", "p", "R") and (not after or after in ",VSGhxw)")


def _alone(atoms: Sequence[Atom], at: int) -> bool:
    return at + 1 == len(atoms) or atoms[at + 1].tag in "oTVGhxaw.,;:&sSb"


def _without_glosses(atoms: list[Atom]) -> list[Atom]:
    """Leave out the short name in brackets behind a full one: “Organisation for the … (OPCW)”, and nicknames."""
    kept: list[Atom] = []
    at = 0
    while at < len(atoms):
        if atoms[at].tag == "(" and kept and kept[-1].tag in "OBNR":
            gloss = "".join(atom.tag for atom in atoms[at : at + 3])
            if gloss in ("(O)", "(N)", "(A)", "(C)") and atoms[at + 1].text.isupper():
                at += 3
                continue
        if atoms[at].tag == QUOTED and kept and kept[-1].tag == NAME and _is_nickname(atoms, at):
            at += 1
            continue
        kept.append(atoms[at])
        at += 1
    return kept


def _is_nickname(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a quotation behind a name is short and stands before another one: “Ivan ‘the Bear’ Petrov”."""
    short = atoms[at].end - atoms[at].start <= NICKNAME_MAX
    return short and at + 1 < len(atoms) and atoms[at + 1].tag == NAME


def _sentence(atoms: Sequence[Atom], number: int) -> Sentence:
    tags = "".join(atom.tag for atom in atoms)
    return Sentence(atoms=tuple(atoms), tags=tags, passage=Passage(atoms[0].start, atoms[-1].end), paragraph=number)


def _ends(text: str, atoms: Sequence[Atom], at: int) -> bool:
    """Whether a sentence ends with the atom at a place; there is another one after it."""
    atom, after = atoms[at], atoms[at + 1]
    if atom.stretch is not None:
        return _quotation_ends(text, atoms, at)
    if atom.text in _ENDS:
        return True
    if atom.text in _CLOSERS and at and atoms[at - 1].text in _ENDS:
        return True
    # The stop of an abbreviation may be that of the sentence too, if the next word begins one.
    return (
        atom.text.endswith(".")
        and len(atom.text) > 1
        and after.capital
        and after.tag in "dPobEptkF"
        and atom.tag != "H"
    )


def _quotation_ends(text: str, atoms: Sequence[Atom], at: int) -> bool:
    stretch, after = atoms[at].stretch, atoms[at + 1]
    assert stretch is not None, "asked of quotations only"
    last = text[stretch.inner.end - 1]
    if last not in ".!?…" or (after.stretch is None and not after.capital):
        return False
    if after.stretch is not None or last in ".…":
        return True
    # “Are you ready?” Petrov asked.
    tail = "".join(atom.tag for atom in atoms[at + 1 : at + 1 + _TAIL_MAX])
    return "V" not in tail.split(OTHER)[0]


def _atoms(
    text: str, paragraph: Passage, stretches: Sequence[Stretch], lexicon: Lexicon, lowered: frozenset[str]
) -> Iterator[Atom]:
    at = paragraph.start
    for stretch in stretches:
        yield from _plain(tokens_of(text, Passage(at, stretch.outer.start)), lexicon, lowered)
        outer = stretch.outer
        yield Atom(QUOTED, "", "", outer.start, outer.end, text[outer.start : outer.start + 1], stretch)
        at = outer.end
    if at < paragraph.end:
        yield from _plain(tokens_of(text, Passage(at, paragraph.end)), lexicon, lowered)


def _plain(tokens: Sequence[Token], lexicon: Lexicon, lowered: frozenset[str]) -> Iterator[Atom]:
    at, fresh = 0, True
    while at < len(tokens):
        token = tokens[at]
        known = lexicon.at(tokens, at)
        if known is not None and known[1].tag == TIME and _is_name(tokens, at, lexicon):
            known = None
        if known is not None:
            count, meaning = known
            last = tokens[at + count - 1]
            printed = " ".join(one.text for one in tokens[at : at + count]) if count > 1 else token.text
            yield Atom(
                _of_capital(meaning.tag, token, fresh), meaning.value, meaning.party, token.start, last.end, printed
            )
            at += count
        else:
            yield Atom(_tag(token, fresh, lexicon, lowered), token.lower, "", token.start, token.end, token.text)
            at += 1
        fresh = tokens[at - 1].text in _ENDS


def _is_name(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether a month is a name: behind another one, and before no number (“Vice Minister Zhai Jun”)."""
    if tokens[at].lower not in lexicon.table.names.months or not at or lexicon.at(tokens, at - 1) is not None:
        return False
    number = at + 1 < len(tokens) and tokens[at + 1].sort == "number"
    return not number and tokens[at - 1].capital and tokens[at - 1].lower not in lexicon.table.names.never


def _of_capital(tag: str, token: Token, fresh: bool) -> str:  # noqa: FBT001 - a fact about the token
    """Return the tag of a known word: a reporting verb or particle in capitals inside a sentence is a name."""
    if tag in "VGa" and token.capital and not fresh:
        return NAME
    return tag


def _tag(token: Token, fresh: bool, lexicon: Lexicon, lowered: frozenset[str]) -> str:  # noqa: FBT001
    names = lexicon.table.names
    if token.sort in _OF_SORT:
        return _OF_SORT[token.sort]
    if token.sort == "mark":
        return _OF_MARK.get(token.text, OTHER)
    if token.lower.endswith(names.describing):
        return "j"
    pronouns = lexicon.table.pronouns
    contracted = token.lower.partition("'")[0]
    if contracted != token.lower and (contracted in pronouns.first or contracted in pronouns.masculine):
        return "F" if contracted in pronouns.first else "P"
    if token.capital or token.lower.startswith(names.articles):
        return COMMON if token.lower in names.never or (fresh and token.lower in lowered) else NAME
    return "n" if token.lower in names.particles else COMMON


_OF_SORT = {"possessive": "S", "number": NUMBER, "measure": "j"}
_OF_MARK = {**{mark: mark for mark in ",.:;()[]-"}, "—": ";", "–": ";"}

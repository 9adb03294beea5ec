"""Discourse: who is meant by a mention, and what the sentences of a story leave to be referred to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from proverka.sources.attribution.lexicon import Lexicon
from proverka.sources.attribution.mentions import Mention, words_of
from proverka.sources.attribution.people import Gender, Person
from proverka.sources.attribution.sentences import Atom, Sentence
from proverka.sources.passage import Passage
from proverka.sources.statement import Speaker

# Somebody with or without a name; several without names; an organ, a State, a carrier, a paper.
Sort = Literal["person", "people", "body"]
# Before any paragraph: nobody has spoken yet.
NEVER = -100


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Who is meant: somebody with a name or as printed, and the person of the story where it is one.

    `called` is the role by which somebody without a name is called.
    """

    speaker: Speaker
    person: Person | None = None
    sort: Sort = "person"
    gender: Gender = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why nobody can be sure who is meant."""

    reason: str


Outcome = tuple[Resolved, ...] | Unresolved


@dataclass(slots=True, kw_only=True)
class Discourse:
    """What the sentences read so far leave to be referred to.

    `speakers` spoke last, in the paragraph `spoke_in`; `subject` is whom the sentence before is about, `pair` the two
    who were last named together, `issuer` whose paper was last spoken of. `unnamed`, `bodies` and `carriers` are all
    that were named so far.
    """

    speakers: tuple[Resolved, ...] = ()
    spoke_in: int = NEVER
    subject: tuple[Resolved, ...] = ()
    pair: tuple[Resolved, ...] = ()
    issuer: tuple[Resolved, ...] = ()
    unnamed: list[Resolved] = field(default_factory=list)
    bodies: list[Resolved] = field(default_factory=list)
    carriers: list[Resolved] = field(default_factory=list)


class Mentioned(NamedTuple):
    """A mention where it stands, and the rule by which it was found to speak."""

    sentence: Sentence
    mention: Mention
    rule: str

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The words of the mention."""
        return self.sentence.atoms[self.mention.first : self.mention.after]

    @property
    def passage(self) -> Passage:
        """Where they stand."""
        atoms = self.atoms
        return Passage(atoms[0].start, atoms[-1].end)

    @property
    def words(self) -> str:
        """The words as printed."""
        return words_of(self.sentence.atoms, (self.mention.first, self.mention.after))

    def person(self, person: Person, why: str = "") -> Resolved:
        """Return a person of the story as who is meant."""
        speaker = Speaker(
            name=person.name, role=person.role, party=person.party, passage=self.passage, rule=self._because(why)
        )
        return Resolved(speaker=speaker, person=person, gender=person.gender)

    def again(self, group: Sequence[Resolved], why: str) -> tuple[Resolved, ...]:
        """Return those who were meant before as who is meant here."""
        return tuple(
            replace(one, speaker=replace(one.speaker, passage=self.passage, rule=self._because(why))) for one in group
        )

    def body(self, name: str, party: str, why: str = "") -> tuple[Resolved, ...]:
        """Return a body of a name as what is meant."""
        speaker = Speaker(name=name, party=party, passage=self.passage, rule=self._because(why))
        return (Resolved(speaker=speaker, sort="body"),)

    def _because(self, why: str) -> str:
        return f"{self.rule}; {why}" if why else self.rule


def is_definite(atoms: Sequence[Atom], lexicon: Lexicon) -> bool:
    """Whether words go back to something: “the minister”, “his spokesman”."""
    first = atoms[0]
    # An article may be part of a name: “the State Department spokeswoman”.
    word = first.value if first.tag == "d" else first.text.lower().partition(" ")[0]
    return word in lexicon.table.syntax.definite or first.tag == "p"


def without_article(words: str, lexicon: Lexicon) -> str:
    """Return words without the article or possessive with which they begin."""
    first, _, rest = words.partition(" ")
    return rest if rest and first.lower() in lexicon.table.syntax.articles else words

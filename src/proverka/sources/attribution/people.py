"""The people of one story: every way in which it names a person, brought together under the fullest name it gives.

A surname alone is whoever of that surname the story names; two persons of one surname are told apart by given name or
form of address, or not at all. Known people of a case add what the article leaves out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal
from unicodedata import combining, normalize

from proverka.sources.attribution.lexicon import Lexicon
from proverka.sources.attribution.lexicon_tables import AttributionTable
from proverka.sources.attribution.mentions import Mention, persons_within, words_of
from proverka.sources.attribution.sentences import Atom, Sentence

Gender = Literal["m", "f", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A person whom a case names: the canonical name, the party, and roles as printed."""

    name: str
    party: str = ""
    roles: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody of a story, as far as it was read: the fullest name, roles as printed, and the party spoken for.

    `speaks`: in the paragraph that names the person first. `inside`: under a full name, or elsewhere than at the
    beginning of a sentence, where any word has a capital.
    """

    name: str
    roles: list[str] = field(default_factory=list)
    party: str = ""
    gender: Gender = ""
    known: KnownPerson | None = None
    paragraph: int = 0
    speaks: bool = False
    inside: bool = False
    counterpart: bool = False
    altering: frozenset[str] = frozenset()

    @property
    def role(self) -> str:
        """The first role that the story gives, or one that the case knows."""
        return self.roles[0] if self.roles else ""

    @property
    def evident(self) -> bool:
        """Whether the story shows that this is a person, and no place or thing of that name."""
        return self.speaks or self.told

    @property
    def told(self) -> bool:
        """Whether the story or the case tells more of the person than the name."""
        return bool(self.gender or self.roles or self.known or self.counterpart)

    def has_role(self, wanted: frozenset[str]) -> bool:
        """Whether one of the person's roles is one of those."""
        known = self.known.roles if self.known else ()
        return any(_is_of(role, wanted, self.altering) for role in (*self.roles, *known))


def _is_of(role: str, wanted: frozenset[str], altering: frozenset[str]) -> bool:
    """Whether a role is one of those: it has their words in that order, and none that makes another office of it.

    A deputy trade minister is a deputy minister, and a shadow minister no minister.
    """
    words = role.lower().split()
    return any(_in_order(one.split(), words) and not altering & {*words} - {*one.split()} for one in wanted)


def _in_order(wanted: Sequence[str], words: Sequence[str]) -> bool:
    ahead = iter(words)
    return all(word in ahead for word in wanted)


@dataclass(slots=True, kw_only=True)
class People:
    """The people of one story: all in order, by the last words of their names, and by the first ones."""

    lexicon: Lexicon
    persons: list[Person] = field(default_factory=list)
    by_family: dict[str, list[Person]] = field(default_factory=dict)
    by_given: dict[str, list[Person]] = field(default_factory=dict)

    def note_speaking(self, sentence: Sentence, speakers: Sequence[Mention]) -> None:
        """Note who speaks in the paragraph that names them first."""
        for mention in speakers:
            if mention.kind == "person":
                person = self.find(name_of(sentence, mention, self.lexicon) or [""])
                if person is not None and person.paragraph == sentence.paragraph:
                    person.speaks = True

    def find(self, name: Sequence[str], *, gender: Gender = "") -> Person | None:
        """Return the person whom those words of a name stand for; None where it may be one of several, or nobody."""
        found = self.by_family.get(family_of(name, self.lexicon.table.names.articles), [])
        if len(name) > 1:
            fitting = [one for one in found if _agrees(one.name.split(), name)]
        else:
            found = found or self.by_given.get(name[0].lower(), [])
            fitting = [one for one in found if not gender or one.gender in ("", gender)]
        return fitting[0] if len(fitting) == 1 else None


def family_of(name: Sequence[str], articles: Sequence[str]) -> str:
    """Return the word by which a person is called later: the last one, without an Arabic article."""
    last = name[-1].lower()
    for article in articles:
        if last.startswith(article):
            return last[len(article) :]
    return last


def _agrees(full: Sequence[str], name: Sequence[str]) -> bool:
    """Whether two names of one surname can be one person's: their given names or initials do not differ."""
    one, other = full[0].lower().rstrip("."), name[0].lower().rstrip(".")
    if len(full) == 1 or len(name) == 1 or list(full[-len(name) :]) == list(name):
        return True
    initial = min(len(one), len(other)) == 1 and one[0] == other[0]
    # Sergei and Sergey, Mohammed and Mohammad: one name as different papers spell it.
    spelt = one[:4] == other[:4] and abs(len(one) - len(other)) <= 1 and min(len(one), len(other)) > 4  # noqa: PLR2004
    return one == other or initial or spelt


def people_of(
    sentences: Iterable[Sentence],
    mentions: Mapping[int, list[Mention]],
    lexicon: Lexicon,
    known: Mapping[str, KnownPerson],
    home: str,
) -> People:
    """Return the people of a story; `mentions` are those of each sentence by its number."""
    people = People(lexicon=lexicon)
    named = [
        (sentence, one)
        for number, sentence in enumerate(sentences)
        for mention in mentions[number]
        for one in (mention, *persons_within(sentence, mention))
        if one.kind == "person" and one.named
    ]
    # Full names first, so that a surname which is printed before them finds its person.
    for sentence, mention in sorted(named, key=lambda one: len(name_of(one[0], one[1], lexicon)) == 1):
        _enter(people, sentence, mention, lexicon)
    for person in people.persons:
        if (one := known.get(person.name.lower())) is not None:
            _recognise(person, one)
        if not person.party and any(at_home(role, home, lexicon.table) for role in person.roles):
            person.party = home
    return people


def name_of(sentence: Sentence, mention: Mention, lexicon: Lexicon) -> list[str]:
    """Return the words of the name in a mention, without forms of address."""
    honorifics = lexicon.table.names.honorifics
    return [
        atom.text
        for atom in sentence.atoms[slice(*mention.name)]
        if atom.tag != "H" and atom.text.lower() not in honorifics
    ]


def gender_in(atoms: Sequence[Atom], table: AttributionTable) -> Gender:
    """Return what the words of a mention say of the person's gender: form of address, office, given name."""
    names, roles = table.names, table.roles
    for atom in atoms:
        lower = unaccented(atom.text.lower())
        if lower in names.feminine_honorifics or lower in roles.feminine or lower in names.given_feminine:
            return "f"
        if lower in names.masculine_honorifics or lower in roles.masculine or lower in names.given_masculine:
            return "m"
    return ""


def unaccented(word: str) -> str:
    """Return a word without the accents of its letters, as many papers print it."""
    return "".join(c for c in normalize("NFD", word) if not combining(c)) if not word.isascii() else word


def _enter(people: People, sentence: Sentence, mention: Mention, lexicon: Lexicon) -> None:
    name = name_of(sentence, mention, lexicon)
    if not name:
        return
    atoms = sentence.atoms[mention.first : mention.after]
    gender, articles = gender_in(atoms, lexicon.table), lexicon.table.names.articles
    person = people.find(name, gender=gender)
    if person is None:
        if len(name) == 1 and family_of(name, articles) in people.by_family:
            return  # one of several of that surname
        person = Person(name=" ".join(name), paragraph=sentence.paragraph, altering=lexicon.table.roles.altering)
        people.persons.append(person)
        people.by_family.setdefault(family_of(name, articles), []).append(person)
        people.by_given.setdefault(name[0].lower(), []).append(person)
    elif len(name) > len(person.name.split()):
        person.name = " ".join(name)
    _learn(person, sentence, mention, gender, lexicon)


def _learn(person: Person, sentence: Sentence, mention: Mention, gender: Gender, lexicon: Lexicon) -> None:
    person.gender = person.gender or gender
    person.inside = person.inside or mention.name[0] > 0 or " " in person.name
    person.paragraph = min(person.paragraph, sentence.paragraph)
    rank = " ".join(
        atom.text for atom in sentence.atoms[slice(*mention.name)] if atom.value in lexicon.table.names.ranks
    )
    if rank and rank not in person.roles:
        person.roles.append(rank)
    before = sentence.tags[mention.first : mention.name[0]]
    if "K" in before:
        person.counterpart = True
        person.party = person.party or party_in(sentence.atoms[mention.first : mention.name[0]], lexicon)
    if mention.role[1] > mention.role[0]:
        role = role_words(sentence.atoms, mention.role)
        if role and role not in person.roles:
            person.roles.append(role)
        person.party = person.party or party_in(sentence.atoms[slice(*mention.role)], lexicon)


def role_words(atoms: tuple[Atom, ...], span: tuple[int, int]) -> str:
    """Return a role as printed: from its first word that is no article, State or carrier, to what it is of."""
    first, after = span
    while first < after and (atoms[first].tag in "dpSA" or (atoms[first].tag in "DCM" and first + 1 < after)):
        first += 1
    return words_of(atoms, (first, after))


def party_in(atoms: Iterable[Atom], lexicon: Lexicon) -> str:
    """Return the party that the words of a role or body name: before its head, or of which it is.

    A place where somebody is, or to whom an ambassador goes, is no party of theirs.
    """
    of, headed = True, False
    atoms = tuple(atoms)
    if any(before.tag == "D" and after.tag == "&" for before, after in pairwise(atoms)):
        return ""  # “Russian and Syrian diplomats”
    for atom in atoms:
        if atom.tag == "o":
            of = atom.value in lexicon.table.syntax.whose or not headed
        headed = headed or atom.tag in "RUB"
        if atom.party and of and (atom.tag != "M" or not headed):
            return atom.party
    return ""


def at_home(words: str, home: str, table: AttributionTable) -> bool:
    """Whether a role or body whose State is not told is of the State where the paper is at home."""
    offices = table.roles.of_government.get(home) or table.roles.of_government["other"]
    return bool(home) and any(office in words.lower() for office in offices)


def _recognise(person: Person, known: KnownPerson) -> None:
    person.known = known
    if len(person.name.split()) == 1:
        person.name = known.name
    person.party = known.party or person.party

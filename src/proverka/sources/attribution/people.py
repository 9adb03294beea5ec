"""The people of one story: every way in which it names a person, brought together under the fullest name it gives.

A surname alone is whoever of that surname the story names; two persons of one surname are told apart by given name or
form of address, or not at all. Known people of a case add what the article leaves out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal
from unicodedata import combining, normalize

from proverka.sources.attribution.case_names import KnownPerson
from proverka.sources.attribution.lexicon import Lexicon
from proverka.sources.attribution.lexicon_tables import AttributionTable
from proverka.sources.attribution.mentions import Mention, persons_within, words_of
from proverka.sources.attribution.sentences import Atom, Sentence

Gender = Literal["m", "f", ""]


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody of a story, as far as it was read: the fullest name, roles as printed, and the party spoken for.

    `told_party` is that of the story, where the case knows another one. `speaks`: in the paragraph that names the
    person first. `inside`: under a full name, or elsewhere than at the beginning of a sentence, where any word has a
    capital.
    """

    name: str
    lexicon: Lexicon
    roles: list[str] = field(default_factory=list)
    party: str = ""
    told_party: str = ""
    gender: Gender = ""
    known: KnownPerson | None = None
    paragraph: int = 0
    speaks: bool = False
    inside: bool = False
    counterpart: bool = False
    start: int = 0

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
        return any(self._is_of(role.lower().split(), wanted) for role in (*self.roles, *known))

    def _is_of(self, words: Sequence[str], wanted: frozenset[str]) -> bool:
        """Whether a role is one of those: it has their words in that order, and none that makes another office of it.

        A deputy trade minister is a deputy minister, a shadow minister no minister, an adviser to the president no
        president.
        """
        altering, phrasal = self.lexicon.table.roles.altering, self.lexicon.prepositions
        own = next((at for at, word in enumerate(words) if word in phrasal), len(words))
        return any(
            _in_order(one.split(), words if phrasal & {*one.split()} else words[:own])
            and not altering & {*words[:own]} - {*one.split()}
            for one in wanted
        )

    def may_speak_for(self, party: str) -> bool:
        """Whether the person may be of a party: it is theirs, or nothing tells of another one.

        A case may have its own name for an organisation, but not for a State.
        """
        if not party or not self.party or party in (self.party, self.told_party):
            return True
        states = self.lexicon.states
        return self.known is not None and party not in states and self.party not in states


def _in_order(wanted: Sequence[str], words: Sequence[str]) -> bool:
    ahead = iter(words)
    return all(word in ahead for word in wanted)


@dataclass(slots=True, kw_only=True)
class People:
    """The people of one story: all in order, by the last words of their names, and by the first ones."""

    lexicon: Lexicon
    known: Mapping[str, KnownPerson] = field(default_factory=dict)
    persons: list[Person] = field(default_factory=list)
    by_family: dict[str, list[Person]] = field(default_factory=dict)
    by_given: dict[str, list[Person]] = field(default_factory=dict)

    def another(self, name: Sequence[str], person: Person, start: int) -> KnownPerson | None:
        """Return whose a surname alone is before the story names somebody else of it in full, where the case knows one.

        “Assad said”, in a story that goes on with an uncle of his.
        """
        known = self.known.get(name[0].lower()) if len(name) == 1 else None
        later = " " in person.name and person.start > start
        return known if later and self.of_case(person) is not known else None

    def of_case(self, person: Person) -> KnownPerson | None:
        """Return the known person who somebody of the story is, if it is one."""
        return self.known.get(person.name.lower())

    def holding_office(self, offices: frozenset[str], party: str) -> KnownPerson | None:
        """Return the one known person who may have held one of those offices for a party, if it was so for certain."""
        known = {id(one): one for one in self.known.values()}.values()
        of_party = [one for one in known if one.party == party or one.party.startswith(f"{party} ")]
        found = [one for one in of_party if any(role.lower() in offices for role in one.roles)]
        return found[0] if len(found) == 1 and any(role.lower() in offices for role in found[0].offices) else None

    def enter_known(self, known: KnownPerson, paragraph: int) -> Person:
        """Return the person of the story who a known one is, entered where the story does not name that person."""
        found = next((one for one in self.persons if self.of_case(one) is known), None)
        if found is None:
            found = _added(self, known.name.split(), paragraph, 0)
            _recognise(found, known, self.lexicon)
        return found

    def note_speaking(self, sentence: Sentence, speakers: Sequence[Mention]) -> None:
        """Note who speaks in the paragraph that names them first."""
        for mention in speakers:
            if mention.kind == "person":
                person = self.find(name_of(sentence, mention) or [""])
                if person is not None and person.paragraph == sentence.paragraph:
                    person.speaks = True

    def recognise(self, home: str) -> None:
        """Tell who of the story is known, and of which State those are whose office is told without one: `home`.

        It is for when `note_speaking` has seen all sentences: a surname alone may be any word with a capital.
        """
        for person in self.persons:
            known = self.of_case(person)
            if known is not None and (" " in person.name or person.inside or person.evident):
                _recognise(person, known, self.lexicon)
            if not person.party and any(at_home(role, home, self.lexicon.table) for role in person.roles):
                person.party = home

    def find(self, name: Sequence[str], *, gender: Gender = "") -> Person | None:
        """Return the person whom those words of a name stand for; None where it may be one of several, or nobody."""
        found = self.by_family.get(family_of(name, self.lexicon.table), [])
        if len(name) > 1:
            fitting = [one for one in found if _agrees(one.name.split(), name)]
        else:
            found = found or self.by_given.get(name[0].lower(), [])
            fitting = [one for one in found if not gender or one.gender in ("", gender)]
        return fitting[0] if len(fitting) == 1 else None


def family_of(name: Sequence[str], table: AttributionTable) -> str:
    """Return the word by which a person is called later: the last one but “Jr.”, without an Arabic article."""
    lowered = [word.lower() for word in name]
    last = next((word for word in reversed(lowered) if word not in table.names.suffixes), lowered[-1])
    for article in table.names.articles:
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
) -> People:
    """Return the people of a story; `mentions` are those of each sentence by its number."""
    people = People(lexicon=lexicon, known=known)
    named = [
        (sentence, one)
        for number, sentence in enumerate(sentences)
        for mention in mentions[number]
        for one in (mention, *persons_within(sentence, mention))
        if one.kind == "person" and one.named and not _is_thing(sentence, one)
    ]
    # Full names first, so that a surname which is printed before them finds its person.
    for sentence, mention in sorted(named, key=lambda one: len(name_of(one[0], one[1])) == 1):
        _enter(people, sentence, mention, lexicon)
    return people


def name_of(sentence: Sentence, mention: Mention) -> list[str]:
    """Return the words of the name in a mention, without forms of address."""
    return [atom.text for atom in sentence.atoms[slice(*mention.name)] if atom.tag != "H"]


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


def gender_of(name: str, table: AttributionTable) -> Gender:
    """Return what a given name says of a person's gender."""
    given = unaccented(name.partition(" ")[0].lower())
    return "f" if given in table.names.given_feminine else "m" if given in table.names.given_masculine else ""


def unaccented(word: str) -> str:
    """Return a word without the accents of its letters, as many papers print it."""
    return "".join(c for c in normalize("NFD", word) if not combining(c)) if not word.isascii() else word


def _enter(people: People, sentence: Sentence, mention: Mention, lexicon: Lexicon) -> None:
    name = name_of(sentence, mention)
    if not name:
        return
    atoms = sentence.atoms[mention.first : mention.after]
    gender = gender_in(atoms, lexicon.table)
    person = people.find(name, gender=gender)
    start = sentence.atoms[mention.name[0]].start
    if person is not None and (known := people.another(name, person, start)) is not None:
        person = _added(people, name, sentence.paragraph, start)
        _recognise(person, known, lexicon)
    elif person is None:
        if len(name) == 1 and family_of(name, lexicon.table) in people.by_family:
            return  # one of several of that surname
        person = _added(people, name, sentence.paragraph, start)
    elif len(name) > len(person.name.split()):
        person.name = " ".join(name)
    _learn(person, sentence, mention, gender, lexicon)


def _added(people: People, name: Sequence[str], paragraph: int, start: int) -> Person:
    """Return a new person of the story, entered under the surname and the first name."""
    table = people.lexicon.table
    person = Person(name=" ".join(name), lexicon=people.lexicon, paragraph=paragraph, start=start)
    people.persons.append(person)
    people.by_family.setdefault(family_of(name, table), []).append(person)
    people.by_given.setdefault(name[0].lower(), []).append(person)
    return person


def _is_thing(sentence: Sentence, mention: Mention) -> bool:
    """Whether a bare name has an article: “the Taiko”, “in the Hague”."""
    return mention.role == (0, 0) and mention.first > 0 and sentence.tags[mention.first - 1] == "d"


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
    if any(before.tag in "DO" and after.tag == "&" for before, after in pairwise(atoms)):
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


def _recognise(person: Person, known: KnownPerson, lexicon: Lexicon) -> None:
    person.known = known
    person.gender = person.gender or gender_of(known.name, lexicon.table)
    if len(person.name.split()) == 1:
        person.name = known.name
    person.told_party, person.party = person.party, known.party or person.party

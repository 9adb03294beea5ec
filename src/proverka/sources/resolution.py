"""Resolution: who is meant by a mention, within one story; and what cannot be known, said as such.

The story is read in order. A pronoun stands for the subject of the sentence before it, else for whoever spoke last; a
role stands for the one person of the story that holds it; “both ministers” for the two who were last named together. A
mention that may be one of several stays unresolved.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from proverka.sources.lexicon import Lexicon
from proverka.sources.mentions import Mention, words_of
from proverka.sources.passage import Passage
from proverka.sources.people import at_home, Gender, People, Person, gender_in, name_of, party_in, role_words
from proverka.sources.sentences import Atom, Sentence
from proverka.sources.statement import Speaker

# Words that stand for whatever body was named before.
_ANY_BODY = frozenset(
    ("organization", "organisation", "watchdog", "agency", "body", "group", "coalition", "charity", "team")
)
# Words that stand for whatever person spoke before.
_ANY_PERSON = frozenset(("diplomat", "official", "politician"))
# A pronoun does not reach further back than this many paragraphs.
PARAGRAPHS_BACK_MAX = 3
# Whom the lead calls by a role alone is named within so many paragraphs.
LEAD_PARAGRAPHS_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Who is meant: somebody with a name or as printed, the person of the story where it is one, and what sort.

    `called` is the role by which somebody without a name is called.
    """

    speaker: Speaker
    person: Person | None = None
    sort: str = "person"  # person, people (several unnamed), body
    gender: Gender = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why nobody can be sure who is meant."""

    reason: str


@dataclass(slots=True, kw_only=True)
class Discourse:
    """What the sentences read so far leave to be referred to."""

    speakers: tuple[Resolved, ...] = ()
    spoke_in: int = -100
    subject: tuple[Resolved, ...] = ()
    pair: tuple[Resolved, ...] = ()
    unnamed: list[Resolved] = field(default_factory=list)
    bodies: list[Resolved] = field(default_factory=list)
    carriers: list[Resolved] = field(default_factory=list)
    issuer: tuple[Resolved, ...] = ()


class Resolver:
    """Resolves the mentions of one story, sentence after sentence."""

    def __init__(self, people: People, lexicon: Lexicon, organisations: frozenset[str], home: str) -> None:
        self.people, self.lexicon, self.discourse = people, lexicon, Discourse()
        self.organisations, self.home = organisations, home
        self.within: tuple[Mention, ...] = ()
        self.roles, self.pronouns = lexicon.table.roles, lexicon.table.pronouns

    def all(self, sentence: Sentence, mentions: Sequence[Mention], rule: str) -> tuple[Resolved, ...] | Unresolved:
        """Return all who are meant by a group of mentions, or why one of them is not to be known."""
        found: list[Resolved] = []
        for mention in mentions:
            one = self.one(sentence, mention, rule, beside=found)
            if isinstance(one, Unresolved):
                return one
            found += one
        return tuple(found)

    def one(
        self, sentence: Sentence, mention: Mention, rule: str, *, beside: Sequence[Resolved] = ()
    ) -> tuple[Resolved, ...] | Unresolved:
        """Return who is meant by a mention; `beside` are those named together with it before it."""
        passage = Passage(sentence.atoms[mention.first].start, sentence.atoms[mention.after - 1].end)
        if mention.kind == "person":
            return self._person(sentence, mention, passage, rule)
        if mention.kind == "role":
            return self._role(sentence, mention, passage, rule)
        if mention.kind in ("pronoun", "object"):
            return self._pronoun(sentence, mention, passage, rule)
        if mention.kind == "pair":
            return self._pair(sentence, mention, passage, rule, beside)
        if mention.kind == "document":
            return self._document(sentence, mention, passage, rule)
        return self._body(sentence, mention, passage, rule)

    # --- persons ---------------------------------------------------------------------------------------------------

    def _person(
        self, sentence: Sentence, mention: Mention, passage: Passage, rule: str
    ) -> tuple[Resolved, ...] | Unresolved:
        name = name_of(sentence, mention, self.lexicon)
        if not name:
            return Unresolved("a form of address without a name")
        gender = gender_in(sentence.atoms[mention.first : mention.after], self.lexicon.table)
        person = self.people.find(name, gender=gender)
        if person is None:
            return Unresolved(f"several persons of the name {name[-1]}")
        return (self._of(person, passage, rule),)

    def _of(self, person: Person, passage: Passage, rule: str) -> Resolved:
        speaker = Speaker(name=person.name, role=person.role, party=person.party, passage=passage, rule=rule)
        return Resolved(speaker=speaker, person=person, gender=person.gender)

    def _role(
        self, sentence: Sentence, mention: Mention, passage: Passage, rule: str
    ) -> tuple[Resolved, ...] | Unresolved:
        atoms = sentence.atoms[mention.first : mention.after]
        head = _head(sentence, mention)
        plural = head in self.roles.plural
        definite = _definite(atoms, self.lexicon)
        party = party_in(atoms) or _party_of_its(sentence, mention)
        if plural and definite and (two := self._two_of(head, party)):
            return tuple(self._of(one, passage, f"{rule}; the two of that role") for one in two)
        if not plural:
            meant = self._role_before(head, party, passage, rule) if definite else None
            role = role_words(sentence.atoms, mention.role)
            meant = meant or self._named_later(sentence, head, party, passage, rule, definite=definite, role=role)
            if meant is not None:
                return meant
        last = self.discourse.speakers
        near = sentence.paragraph - self.discourse.spoke_in <= 1
        if definite and not plural and near and len(last) == 1 and (person := last[0].person) is not None:
            others = [one for one in self.people.persons if one.has_role(frozenset({head}))]
            if not person.roles and not others and _of_party(person, party):
                # Nothing was told of who spoke last; now it is.
                person.roles.append(role_words(sentence.atoms, mention.role))
                person.party = person.party or party
                return (self._of(person, passage, f"{rule}; who spoke before, of whom no role was told"),)
        if definite and all(atom.tag in "dRrU" for atom in atoms):
            return Unresolved(f"nobody can tell which {head} is meant")
        name = _without_article(words_of(sentence.atoms, (mention.first, mention.after)), self.lexicon)
        speaker = Speaker(name=name, party=party, passage=passage, rule=rule)
        sort = "people" if plural else "person"
        gender = gender_in(atoms, self.lexicon.table)
        return (Resolved(speaker=speaker, sort=sort, gender=gender, called=role_words(sentence.atoms, mention.role)),)

    def _two_of(self, head: str, party: str) -> list[Person]:
        """Return the two persons whom “the foreign ministers” means."""
        singular = head.removesuffix("s")
        wanted = frozenset({singular}) | self.roles.short.get(singular, frozenset())
        found = [one for one in self.people.persons if one.has_role(wanted) and _of_party(one, party)]
        return found if len(found) == 2 else []  # noqa: PLR2004 - the two

    def _role_before(
        self, head: str, party: str, passage: Passage, rule: str
    ) -> tuple[Resolved, ...] | Unresolved | None:
        """Return to whom “the minister” goes back: who spoke last of that very word, else the one person of that role."""
        last = self.discourse.speakers
        if len(last) == 1 and last[0].person is None and last[0].sort == "person":
            if head == "source" or _called(last[0], head):
                return (self._again(last[0], passage, f"{rule}; who spoke before"),)
        fitting: list[Person] = []
        counterparts = [one for one in self.people.persons if one.counterpart and party and one.party == party]
        if len(counterparts) == 1:
            return (self._of(counterparts[0], passage, f"{rule}; the counterpart"),)
        for wanted in (frozenset({head}), self.roles.short.get(head, frozenset())):
            fitting = [one for one in self.people.persons if one.has_role(wanted) and _of_party(one, party)]
            fitting = [one for one in fitting if party and one.party == party] or fitting
            chosen = self._likeliest(fitting)
            if chosen is not None:
                return (self._of(chosen, passage, f"{rule}; the one of that role"),)
            if fitting:
                break
        for one in reversed(self.discourse.unnamed):
            if _called(one, head):
                return (self._again(one, passage, rule),)
        if head in _ANY_PERSON and not fitting and not party and len(last) == 1 and last[0].person is not None:
            return (self._again(last[0], passage, f"{rule}; who spoke before"),)
        return Unresolved(f"several persons are called {head}") if fitting else None

    def _named_later(
        self, sentence: Sentence, head: str, party: str, passage: Passage, rule: str, *, definite: bool, role: str
    ) -> tuple[Resolved, ...] | None:
        """Return who is named next where the lead gives only a role: “a senior Russian diplomat said on Monday”."""
        lead = sentence.paragraph <= (1 if definite else 0)
        if not lead and not definite:
            return None
        wanted = frozenset({head}) | self.roles.short.get(head, frozenset())
        fitting = [
            one
            for one in self.people.persons
            if one.has_role(wanted)
            and _of_party(one, party)
            and sentence.paragraph <= one.paragraph <= sentence.paragraph + LEAD_PARAGRAPHS_MAX
        ]
        if not fitting and lead:
            # The first who speaks under a full name, and of whom the story tells no role: it was told here.
            fitting = [
                one
                for one in self.people.persons
                if one.speaks
                and not one.roles
                and " " in one.name
                and _of_party(one, party)
                and sentence.paragraph < one.paragraph <= sentence.paragraph + LEAD_PARAGRAPHS_MAX
            ]
            first = min((one.paragraph for one in fitting), default=0)
            fitting = [one for one in fitting if one.paragraph == first]
        if len(fitting) != 1:
            return None
        if not fitting[0].roles:
            fitting[0].roles.append(role)
            own = self.home if at_home(role, self.home, self.lexicon.table) else ""
            fitting[0].party = fitting[0].party or party or own
        return (self._of(fitting[0], passage, f"{rule}; named later"),)

    def _likeliest(self, fitting: Sequence[Person]) -> Person | None:
        """Return the only one that fits, or the one of them who spoke last."""
        if len(fitting) == 1:
            return fitting[0]
        recent = [one.person for one in (*self.discourse.subject, *self.discourse.speakers) if one.person in fitting]
        return recent[0] if recent and all(one is recent[0] for one in recent) else None

    # --- pronouns --------------------------------------------------------------------------------------------------

    def _pronoun(
        self, sentence: Sentence, mention: Mention, passage: Passage, rule: str
    ) -> tuple[Resolved, ...] | Unresolved:
        word = {"him": "he", "them": "they"}.get(printed := sentence.atoms[mention.first].value, printed)
        own = self._subject_of_sentence(sentence, mention, word)
        if own is not None:
            return (self._again(own, passage, f"{rule}; “{word}”"),)
        near = sentence.paragraph - self.discourse.spoke_in <= PARAGRAPHS_BACK_MAX
        chosen: tuple[Resolved, ...] = ()
        spoke = self.discourse.speakers if near else ()
        plural = word in self.pronouns.plural
        groups = [spoke, self.discourse.subject] if plural else [self.discourse.subject, spoke]
        if word in self.pronouns.feminine:
            # Few enough are women that one who is known to be one is meant before somebody of whom nothing is known.
            groups.sort(key=lambda group: not any(one.gender == "f" for one in group))
        for group in groups:
            if group and self._fits(word, group):
                chosen = group
                break
        if not chosen and word in self.pronouns.plural and self.discourse.pair:
            chosen = self.discourse.pair
        if not chosen:
            return Unresolved(f"“{word}” may be anybody")
        return tuple(self._again(one, passage, f"{rule}; “{word}”") for one in chosen)

    def _subject_of_sentence(self, sentence: Sentence, mention: Mention, word: str) -> Resolved | None:
        """Return the person with whom the sentence begins, where a clause beside it goes on with a pronoun."""
        first = self.within[0] if len(self.within) == 1 else None
        if first is None or first.kind not in ("person", "role") or first.after > mention.first or mention.first < 1:
            return None
        if sentence.tags[mention.first - 1] not in "b&":
            return None
        group = self.one(sentence, first, "")
        if isinstance(group, Unresolved) or not self._fits(word, group):
            return None
        return group[0]

    def _fits(self, word: str, group: Sequence[Resolved]) -> bool:
        if word in self.pronouns.plural:
            return len(group) > 1 or group[0].sort == "people"
        if len(group) > 1:
            return False
        if word in self.pronouns.neuter:
            return group[0].sort == "body"
        wanted: Gender = "f" if word in self.pronouns.feminine else "m"
        return group[0].sort == "person" and group[0].gender in ("", wanted)

    def _again(self, one: Resolved, passage: Passage, rule: str) -> Resolved:
        speaker = Speaker(
            name=one.speaker.name, role=one.speaker.role, party=one.speaker.party, passage=passage, rule=rule
        )
        return Resolved(speaker=speaker, person=one.person, sort=one.sort, gender=one.gender, called=one.called)

    # --- two together ----------------------------------------------------------------------------------------------

    def _pair(
        self, sentence: Sentence, mention: Mention, passage: Passage, rule: str, beside: Sequence[Resolved]
    ) -> tuple[Resolved, ...] | Unresolved:
        if sentence.tags[mention.after - 1] == "K":
            return self._counterpart(sentence, mention, passage, rule, beside)
        pair = self.discourse.pair or self._only_two()
        if not pair:
            return Unresolved("nobody can tell which two are meant")
        return tuple(self._again(one, passage, f"{rule}; the two named together") for one in pair)

    def _only_two(self) -> tuple[Resolved, ...]:
        persons = [one for one in self.people.persons if one.roles]
        if len(persons) != 2:  # noqa: PLR2004 - the two
            return ()
        return tuple(self._of(one, Passage(0, 0), "") for one in persons)

    def _counterpart(
        self, sentence: Sentence, mention: Mention, passage: Passage, rule: str, beside: Sequence[Resolved]
    ) -> tuple[Resolved, ...] | Unresolved:
        party = party_in(sentence.atoms[mention.first : mention.after])
        reference = [one.person for one in (*beside, *self.discourse.subject, *self.discourse.speakers) if one.person]
        classes = [words for words in self.roles.same.values() if reference and reference[0].has_role(words)]
        fitting = [
            one
            for one in self.people.persons
            if one not in reference[:1]
            and (not party or one.party == party)
            and (any(one.has_role(words) for words in classes) or (not classes and party))
        ]
        if len(fitting) != 1:
            return Unresolved("nobody can tell whose counterpart is meant")
        return (self._of(fitting[0], passage, f"{rule}; the counterpart"),)

    # --- bodies, documents, carriers -------------------------------------------------------------------------------

    def _body(
        self, sentence: Sentence, mention: Mention, passage: Passage, rule: str
    ) -> tuple[Resolved, ...] | Unresolved:
        atoms = sentence.atoms[mention.first : mention.after]
        party = party_in(atoms)
        content = [atom for atom in atoms if atom.tag not in "dg"]
        if mention.kind == "carrier":
            names = [atom.value for atom in atoms if atom.tag == "A"] or [_paper(sentence.atoms, mention)]
            name = next((one for one in names if one[:1].isupper()), names[0])
            if name[:1].islower() and self.discourse.carriers and _definite(atoms, self.lexicon):
                return (self._again(self.discourse.carriers[-1], passage, f"{rule}; the carrier named before"),)
        elif len(content) == 1 and content[0].tag == "O":
            name = content[0].value
        else:
            name = _without_article(words_of(sentence.atoms, (mention.first, mention.after)), self.lexicon)
            earlier = self._body_before(content, atoms)
            if earlier is not None:
                return (self._again(earlier, passage, f"{rule}; the body named before"),)
            head = content[-1].text.lower() if content else ""
            if head in _ANY_BODY and _definite(atoms, self.lexicon) and not any(atom.tag in "NOC" for atom in content):
                return Unresolved(f"nobody can tell which {head} is meant")
        if not party and at_home(name, self.home, self.lexicon.table):
            party = self.home
        speaker = Speaker(name=name, party=party, passage=passage, rule=rule)
        return (Resolved(speaker=speaker, sort="body"),)

    def _body_before(self, content: Sequence[Atom], atoms: Sequence[Atom]) -> Resolved | None:
        """Return the body to which “the ministry”, “the organisation” go back."""
        head = content[-1].text.lower() if content else ""
        plain = all(atom.tag in "BjrcD" and (atom.tag == "D" or not atom.capital) for atom in content)
        if not plain or not content or content[-1].tag != "B" or not _definite(atoms, self.lexicon):
            return None
        adjective = any(atom.tag == "D" for atom in content)
        for one in reversed(self.discourse.bodies):
            if one.speaker.name.lower().endswith(head) and not adjective:
                return one
        if head not in _ANY_BODY:
            return None
        recent = [one for one in (*self.discourse.speakers, *self.discourse.subject) if one.sort == "body"]
        return next((one for one in recent if one.speaker.name[:1].isupper()), None)

    def _document(
        self, sentence: Sentence, mention: Mention, passage: Passage, rule: str
    ) -> tuple[Resolved, ...] | Unresolved:
        atoms = sentence.atoms[mention.first : mention.after]
        if any(atom.tag == "p" for atom in atoms) and self.discourse.speakers:
            return tuple(self._again(one, passage, f"{rule}; whose document it is") for one in self.discourse.speakers)
        issuer = [atom for atom in atoms if atom.tag in "OA"] or [atom for atom in atoms if atom.tag in "BCM"]
        if issuer:
            one = issuer[0]
            name = one.value if one.tag in "OA" else _issuer_words(atoms, one)
            speaker = Speaker(
                name=name, party=one.party or party_in(atoms), passage=passage, rule=f"{rule}; whose document it is"
            )
            return (Resolved(speaker=speaker, sort="body"),)
        head = next(atom.value for atom in atoms if atom.tag == "Y")
        of = self.lexicon.table.bodies.issuers.get(head, "")
        if of in self.organisations:
            speaker = Speaker(name=of, party=of, passage=passage, rule=f"{rule}; whose document it is")
            return (Resolved(speaker=speaker, sort="body"),)
        near = sentence.paragraph - self.discourse.spoke_in < PARAGRAPHS_BACK_MAX
        if self.discourse.issuer and head in self.lexicon.table.bodies.papers and near and len(atoms) <= 2:  # noqa: PLR2004
            return tuple(self._again(one, passage, f"{rule}; whose document it is") for one in self.discourse.issuer)
        name = _without_article(words_of(sentence.atoms, (mention.first, mention.after)), self.lexicon)
        return (Resolved(speaker=Speaker(name=name, passage=passage, rule=rule), sort="body"),)


def _issuer_words(atoms: Sequence[Atom], issuer: Atom) -> str:
    """Return the name of the body that issued a document, with the words of it that stand before its last one."""
    at = atoms.index(issuer)
    first = at
    while first and atoms[first - 1].tag in "rDCNBjORSU" and issuer.tag == "B":
        first -= 1
    return words_of(tuple(atoms), (first, at + 1))


def _paper(atoms: tuple[Atom, ...], mention: Mention) -> str:
    """Return the name of a paper or station that no table has: its capitalised words, behind what it is."""
    first = mention.first
    for at in range(mention.first, mention.after):
        if atoms[at].tag == "g":
            first = at + 1
    return words_of(atoms, (first, mention.after))


def _head(sentence: Sentence, mention: Mention) -> str:
    """Return the head of a role: the last word of its first run of heads."""
    last = ""
    for atom in sentence.atoms[slice(*mention.role)]:
        if atom.tag in "RU":
            last = atom.value
        elif last:
            break
    return last


def _definite(atoms: Sequence[Atom], lexicon: Lexicon) -> bool:
    first = atoms[0]
    if first.tag == "A":
        return first.text.lower().startswith("the ")
    return (first.tag == "d" and first.value in lexicon.table.syntax.definite) or first.tag == "p"


def _party_of_its(sentence: Sentence, mention: Mention) -> str:
    """Return the party of “its ambassador”: the one that the sentence names before it."""
    if sentence.atoms[mention.first].value != "its":
        return ""
    return next((atom.party for atom in reversed(sentence.atoms[: mention.first]) if atom.party), "")


def _called(one: Resolved, head: str) -> bool:
    return f" {head} " in f" {one.called.lower()} "


def _of_party(person: Person, party: str) -> bool:
    return not party or not person.party or person.party == party


def _without_article(words: str, lexicon: Lexicon) -> str:
    first, _, rest = words.partition(" ")
    return rest if rest and first.lower() in ("the", "a", "an", "its", "his", "her", "their") else words


def persons_in(found: Iterable[Resolved]) -> list[Person]:
    """Return the persons of the story among those resolved."""
    return [one.person for one in found if one.person is not None]

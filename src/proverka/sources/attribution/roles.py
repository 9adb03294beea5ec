"""Roles: who is meant by “the minister”, “a senior Russian diplomat”, “his counterpart”, “both ministers”."""

from collections.abc import Sequence

from proverka.sources.attribution.discourse import (
    Discourse,
    Mentioned,
    Outcome,
    Resolved,
    Unresolved,
    is_definite,
    without_article,
)
from proverka.sources.attribution.lexicon import Lexicon
from proverka.sources.attribution.people import People, Person, at_home, gender_in, party_in, role_words
from proverka.sources.attribution.sentences import Atom

# Whom the lead calls by a role alone is named within so many paragraphs.
LEAD_PARAGRAPHS_MAX = 3
# “The two ministers”.
TWO = 2


class RoleResolver:
    """Resolves roles to the people of one story."""

    def __init__(self, people: People, discourse: Discourse, lexicon: Lexicon, home: str) -> None:
        self.people, self.discourse, self.lexicon, self.home = people, discourse, lexicon, home
        self.roles = lexicon.table.roles

    def role(self, said: Mentioned) -> Outcome:
        """Return who is meant by a role without a name.

        1. Who was called so before, or is the one person of the story with that role.
        2. Whom the next paragraphs name with it, or the first whom they name with no role at all.
        3. Who spoke last, if the story has told no role of that person, and nobody else has this one.
        4. The one person of the case who held that office for that party when the story was published.
        5. Else somebody without a name, as printed; nobody where the words must go back to somebody.
        """
        head = _head(said)
        plural, definite = head in self.roles.plural, is_definite(said.atoms, self.lexicon)
        party = party_in(said.atoms, self.lexicon) or self._party_of_its(said)
        if plural and definite and (two := self._two_of(head, party)):
            return tuple(said.person(one, "the two of that role") for one in two)
        if not plural:
            meant = self._before(said, head, party) if definite else None
            meant = meant or self._later(said, head, party, definite=definite)
            owned = said.atoms[0].tag == "p"  # “his spokesman” is not he
            meant = meant or (self._role_told_now(said, head, party) if definite and not owned else None)
            if meant is not None:
                return meant
        if not plural and (known := self._of_office(said, head, party)) is not None:
            return (said.person(known, "who held that office"),)
        if definite and all(atom.tag in "dRrU" for atom in said.atoms):
            return Unresolved(f"nobody can tell which {head} is meant")
        return (self._unnamed(said, party, plural=plural),)

    def _of_office(self, said: Mentioned, head: str, party: str) -> Person | None:
        """Return the known person who held an office of which there is one: “the Russian foreign minister”."""
        first = said.atoms[0]
        role = role_words(said.sentence.atoms, said.mention.role)
        party = party or (self.home if at_home(role, self.home, self.lexicon.table) else "")
        if not party or (first.tag == "d" and not is_definite(said.atoms, self.lexicon)):
            return None
        same = (words for words in self.roles.unique.values() if head in words)
        alone = _alone(said.atoms)
        known = self.people.holding_office(frozenset({role.lower().replace(".", "")}), party)
        known = known or (self.people.holding_office(next(same, frozenset()), party) if alone else None)
        return self.people.enter_known(known, said.sentence.paragraph) if known is not None else None

    def _unnamed(self, said: Mentioned, party: str, *, plural: bool) -> Resolved:
        body = said.body(without_article(said.words, self.lexicon), party)[0]
        return Resolved(
            speaker=body.speaker,
            sort="people" if plural else "person",
            gender=gender_in(said.atoms, self.lexicon.table),
            called=role_words(said.sentence.atoms, said.mention.role),
        )

    def _wanted(self, head: str) -> frozenset[str]:
        return frozenset({head}) | self.roles.short.get(head, frozenset())

    def _holding(self, wanted: frozenset[str], party: str) -> list[Person]:
        """Return who holds one of those roles for a party; those of whom it is told go before others."""
        found = [one for one in self.people.persons if one.has_role(wanted) and one.may_speak_for(party)]
        return [one for one in found if party and party in (one.party, one.told_party)] or found

    def _two_of(self, head: str, party: str) -> list[Person]:
        """Return the two persons whom “the foreign ministers” means."""
        found = [
            one
            for one in self.people.persons
            if one.has_role(self._wanted(head.removesuffix("s"))) and one.may_speak_for(party)
        ]
        return found if len(found) == TWO else []

    def _before(self, said: Mentioned, head: str, party: str) -> Outcome | None:
        """Return to whom “the minister” goes back."""
        last = self.discourse.speakers
        alone = last[0] if len(last) == 1 else None
        if alone is not None and self._goes_back(alone, head):
            return said.again(last, "who spoke before")
        counterparts = [one for one in self.people.persons if one.counterpart and party and one.party == party]
        if len(counterparts) == 1:
            return (said.person(counterparts[0], "the counterpart"),)
        fitting = self._holding(frozenset({head}), party) or self._holding(self._wanted(head), party)
        if said.atoms[0].tag == "p" and alone is not None:
            fitting = [one for one in fitting if one is not alone.person]
        if (chosen := self._likeliest(fitting)) is not None:
            return (said.person(chosen, "the one of that role"),)
        unnamed = next((one for one in reversed(self.discourse.unnamed) if _called(one, head)), None)
        if unnamed is not None:
            return said.again((unnamed,), "")
        if head in self.roles.anyone and not fitting and alone is not None and self._may_be(alone.person, party):
            return said.again(last, "who spoke before")
        return Unresolved(f"several persons are called {head}") if fitting else None

    def _may_be(self, person: Person | None, party: str) -> bool:
        """Whether “the official”, “the UN official” may be that person."""
        return person is not None and person.may_speak_for(party)

    def _goes_back(self, last: Resolved, head: str) -> bool:
        """Whether “the official” is somebody without a name who spoke last."""
        unnamed = last.person is None and last.sort == "person"
        return unnamed and (head in self.roles.anybody or _called(last, head))

    def _likeliest(self, fitting: Sequence[Person]) -> Person | None:
        """Return the only one that fits, or the one of them who spoke last."""
        if len(fitting) == 1:
            return fitting[0]
        recent = [one.person for one in (*self.discourse.subject, *self.discourse.speakers) if one.person in fitting]
        return recent[0] if recent and all(one is recent[0] for one in recent) else None

    def _later(self, said: Mentioned, head: str, party: str, *, definite: bool) -> Outcome | None:
        """Return who is named next where only a role was given, as leads do."""
        here = said.sentence.paragraph
        lead = here <= (1 if definite else 0)
        if not lead and not definite:
            return None
        next_ = range(here, here + LEAD_PARAGRAPHS_MAX + 1)
        fitting = [
            one
            for one in self.people.persons
            if one.has_role(self._wanted(head)) and one.may_speak_for(party) and one.paragraph in next_
        ]
        if not fitting and lead:
            fitting = self._first_without_role(next_[1:], party)
        if len(fitting) != 1:
            return None
        self._tell(fitting[0], role_words(said.sentence.atoms, said.mention.role), party)
        return (said.person(fitting[0], "named later"),)

    def _first_without_role(self, paragraphs: Sequence[int], party: str) -> list[Person]:
        """Return the first who speaks under a full name, and of whom the story tells no role."""
        found = [
            one
            for one in self.people.persons
            if one.speaks
            and not one.roles
            and " " in one.name
            and one.may_speak_for(party)
            and one.paragraph in paragraphs
        ]
        first = min((one.paragraph for one in found), default=0)
        return [one for one in found if one.paragraph == first]

    def _role_told_now(self, said: Mentioned, head: str, party: str) -> Outcome | None:
        """Return who spoke last, if nothing was told of that person's role before, and nobody else has this one."""
        last = self.discourse.speakers
        near = said.sentence.paragraph - self.discourse.spoke_in <= 1
        person = last[0].person if near and len(last) == 1 else None
        if person is None or person.roles or not person.may_speak_for(party) or _elsewhere(said.atoms):
            return None
        if any(one.has_role(frozenset({head})) for one in self.people.persons):
            return None
        self._tell(person, role_words(said.sentence.atoms, said.mention.role), party)
        return (said.person(person, "who spoke before, of whom no role was told"),)

    def _tell(self, person: Person, role: str, party: str) -> None:
        """Keep a role of a person of whom the story tells none elsewhere."""
        if not person.roles:
            person.roles.append(role)
            own = self.home if at_home(role, self.home, self.lexicon.table) else ""
            person.party = person.party or party or own

    def _party_of_its(self, said: Mentioned) -> str:
        """Return the party of “its ambassador”: the one that the sentence names before it."""
        if said.atoms[0].value not in self.lexicon.table.syntax.its:
            return ""
        before = said.sentence.atoms[: said.mention.first]
        return next((atom.party for atom in reversed(before) if atom.party), "")

    # --- two together ----------------------------------------------------------------------------------------------

    def pair(self, said: Mentioned, beside: Sequence[Resolved]) -> Outcome:
        """Return who “both ministers” are, or somebody's counterpart; `beside` are those named together with it."""
        if said.atoms[-1].tag == "K":
            return self._counterpart(said, beside)
        if self.discourse.pair:
            return said.again(self.discourse.pair, "the two named together")
        persons = [one for one in self.people.persons if one.roles]
        if len(persons) != TWO:
            return Unresolved("nobody can tell which two are meant")
        return tuple(said.person(one, "the only two") for one in persons)

    def _counterpart(self, said: Mentioned, beside: Sequence[Resolved]) -> Outcome:
        party = party_in(said.atoms, self.lexicon)
        reference = [one.person for one in (*beside, *self.discourse.subject, *self.discourse.speakers) if one.person]
        offices = [words for words in self.roles.same.values() if reference and reference[0].has_role(words)]
        fitting = [
            one
            for one in self.people.persons
            if one not in reference[:1]
            and (not party or one.party == party)
            and (any(one.has_role(words) for words in offices) or (not offices and party))
        ]
        if len(fitting) != 1:
            return Unresolved("nobody can tell whose counterpart is meant")
        return (said.person(fitting[0], "the counterpart"),)


def _head(said: Mentioned) -> str:
    """Return the head of a role: the last word of its first run of heads."""
    last = ""
    for atom in said.sentence.atoms[slice(*said.mention.role)]:
        if atom.tag in "RU":
            last = atom.value
        elif last:
            break
    return last


def _alone(atoms: Sequence[Atom]) -> bool:
    """Whether a role tells no more than the office and whose it is: “Russia's foreign minister”, no deputy."""
    return len([atom for atom in atoms[: _preposition(atoms)] if atom.tag not in "dpDCSOM"]) == 1


def _elsewhere(atoms: Sequence[Atom]) -> bool:
    """Whether a role is of a place or person named with it: “the president of Sardinia” is no role told of Petrov."""
    return any(atom.tag in "NL" for atom in atoms[_preposition(atoms) :])


def _preposition(atoms: Sequence[Atom]) -> int:
    """Return where what a role is of begins: at its end where it is of nothing."""
    return next((at for at, atom in enumerate(atoms) if atom.tag == "o"), len(atoms))


def _called(one: Resolved, head: str) -> bool:
    return f" {head} " in f" {one.called.lower()} "

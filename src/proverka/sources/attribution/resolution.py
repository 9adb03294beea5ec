"""Resolution: who is meant by a mention, within one story; and what cannot be known, said as such.

The story is read in order. A pronoun stands for the subject of the sentence before it, else for whoever spoke last; a
role stands for the one person of the story that holds it (`roles`), a paper for the body that issued it (`bodies`). A
mention that may be one of several stays unresolved.
"""

from collections.abc import Callable, Sequence

from proverka.sources.attribution.bodies import BodyResolver
from proverka.sources.attribution.discourse import Discourse, Mentioned, Outcome, Resolved, Unresolved
from proverka.sources.attribution.lexicon import Lexicon
from proverka.sources.attribution.mentions import Mention, MentionKind
from proverka.sources.attribution.people import Gender, People, gender_in, name_of
from proverka.sources.attribution.roles import RoleResolver
from proverka.sources.attribution.sentences import Sentence
from proverka.sources.attribution.subjects import FIRST_OF_CLAUSE

# A pronoun does not reach further back than this many paragraphs.
PARAGRAPHS_BACK_MAX = 3


class Resolver:
    """Resolves the mentions of one story, sentence after sentence.

    `home` is the State of the paper or agency, empty where it has none; `within` is the subject of the sentence that is
    being read, `mentions` are all of it.
    """

    def __init__(self, people: People, lexicon: Lexicon, organisations: frozenset[str], home: str) -> None:
        self.people, self.lexicon, self.discourse = people, lexicon, Discourse()
        self.roles = RoleResolver(people, self.discourse, lexicon, home)
        self.bodies = BodyResolver(people, self.discourse, lexicon, organisations, home)
        self.pronouns = lexicon.table.pronouns
        self.within: tuple[Mention, ...] = ()
        self.mentions: Sequence[Mention] = ()
        self._resolvers: dict[MentionKind, Callable[[Mentioned], Outcome]] = {
            "person": self._person,
            "role": self.roles.role,
            "pronoun": self._pronoun,
            "object": self._pronoun,
            "document": self.bodies.document,
            "carrier": self.bodies.carrier,
            "body": self.bodies.body,
            "state": self.bodies.body,
        }

    def all(self, sentence: Sentence, mentions: Sequence[Mention], rule: str) -> Outcome:
        """Return all who are meant by a group of mentions, or why one of them is not to be known."""
        found: list[Resolved] = []
        for mention in mentions:
            one = self.one(Mentioned(sentence, mention, rule), beside=found)
            if isinstance(one, Unresolved):
                return one
            found += one
        return tuple(found)

    def one(self, said: Mentioned, *, beside: Sequence[Resolved] = ()) -> Outcome:
        """Return who is meant by a mention; `beside` are those named together with it before it."""
        kind = said.mention.kind
        if kind == "pair":
            return self.roles.pair(said, beside)
        return self._resolvers[kind](said)

    def _person(self, said: Mentioned) -> Outcome:
        name = name_of(said.sentence, said.mention)
        if not name:
            return Unresolved("a form of address without a name")
        person = self.people.find(name, gender=gender_in(said.atoms, self.lexicon.table))
        if person is None and said.mention.first and said.sentence.tags[said.mention.first - 1] == "d":
            return self.bodies.body(said)  # “the LCC”
        if person is None:
            return Unresolved(f"several persons of the name {name[-1]}")
        if said.rule == FIRST_OF_CLAUSE and not (person.inside or person.told):
            return Unresolved(f"{name[-1]} may be no name")
        return (said.person(person),)

    def _pronoun(self, said: Mentioned) -> Outcome:
        printed = said.atoms[0].value
        word = self.pronouns.subject_of.get(printed, printed)
        chosen = self._subject_of_sentence(said, word) or self._named_before(said, word)
        if chosen and self._owner_before(said, chosen, word):
            return Unresolved(f"“{word}” may be one of two")
        if not chosen:
            return Unresolved(f"“{word}” may be anybody")
        return said.again(chosen, f"“{word}”")

    def _subject_of_sentence(self, said: Mentioned, word: str) -> tuple[Resolved, ...]:
        """Return the person with whom the sentence begins, where a clause beside it goes on with a pronoun."""
        first = self.within[0] if len(self.within) == 1 else None
        if first is None or first.kind not in ("person", "role") or first.after > said.mention.first:
            return ()
        if said.sentence.tags[said.mention.first - 1] not in "b&:;":
            return ()
        group = self.one(Mentioned(said.sentence, first, said.rule))
        return group if isinstance(group, tuple) and self._fits(word, group) else ()

    def _owner_before(self, said: Mentioned, chosen: Sequence[Resolved], word: str) -> bool:
        """Whether the sentence names somebody else before as an owner: “Putin's aim is, as he said, …”."""
        if word in self.pronouns.plural or word in self.pronouns.neuter:
            return False
        tags = said.sentence.tags
        owner = next(
            (one for one in self.mentions if tags[one.after : one.after + 1] == "S" and one.kind == "person"), None
        )
        if owner is None or owner.after > said.mention.first:
            return False
        person = self.people.find(name_of(said.sentence, owner) or [""])
        wanted: Gender = "f" if word in self.pronouns.feminine else "m"
        return person is not None and person is not chosen[0].person and person.gender in ("", wanted)

    def _named_before(self, said: Mentioned, word: str) -> tuple[Resolved, ...]:
        """Return the subject of the sentence before, else who spoke last; for “they” the other way round."""
        near = said.sentence.paragraph - self.discourse.spoke_in <= PARAGRAPHS_BACK_MAX
        groups = [self.discourse.subject, self.discourse.speakers if near else ()]
        if len(groups[0]) == 1 and (person := groups[0][0].person) is not None and not person.evident:
            groups.reverse()
        if word in self.pronouns.plural:
            groups = [*reversed(groups), self.discourse.pair]
        if word in self.pronouns.feminine:
            # Few enough are women that one who is known to be one is meant before somebody of whom nothing is known.
            groups.sort(key=lambda group: not any(one.gender == "f" for one in group))
        return next((group for group in groups if group and self._fits(word, group)), ())

    def _fits(self, word: str, group: Sequence[Resolved]) -> bool:
        if word in self.pronouns.plural:
            return len(group) > 1 or group[0].sort == "people"
        if len(group) > 1:
            return False
        if word in self.pronouns.neuter:
            return group[0].sort == "body"
        wanted: Gender = "f" if word in self.pronouns.feminine else "m"
        return group[0].sort == "person" and group[0].gender in ("", wanted)

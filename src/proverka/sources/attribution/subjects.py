"""Subjects: whose verb a verb is, read from the tags of its sentence.

Sought in this order: the mention right before the verb, over adverbs, days, phrases and what stands between commas; the
subject of the verb beside it; the first mention of the clause that is no object and no owner.
"""

from collections.abc import Sequence

from proverka.sources.attribution.lexicon import Lexicon
from proverka.sources.attribution.mentions import Mention
from proverka.sources.attribution.report import Report
from proverka.sources.attribution.sentences import Sentence

# What may stand between a subject and its verb without making another one of it.
_SKIPPED = frozenset("ahzT0g")
# What a phrase is made of that describes a subject and stands before its verb.
_PHRASE = frozenset("cLjNdpDCOrSgT0BRU")
# How many words such a phrase has at most.
PHRASE_MAX = 6
# How many words of a clause without commas may stand between whom it describes and a mention in it.
CLAUSE_MAX = 4

# The rule that is sure of somebody only where that is somebody.
FIRST_OF_CLAUSE = "first of the clause"


class Subjects:
    """Finds the subjects of the verbs of one sentence."""

    def __init__(self, sentence: Sentence, mentions: Sequence[Mention], lexicon: Lexicon) -> None:
        self.mentions, self.syntax = mentions, lexicon.table.syntax
        self.tags, self.atoms = sentence.tags, sentence.atoms
        self.ending = {mention.after: mention for mention in mentions}
        self.starting = {mention.first: mention for mention in mentions}

    def of_verb(self, at: int, found: Sequence[Report]) -> tuple[tuple[Mention, ...], str]:
        """Return the subject of a verb and the rule by which it was found, nobody where it is not to be told.

        `found` are the reports before it.
        """
        beside = self.before(at)
        if beside is not None:
            return self.group_to(beside), "before the verb"
        if not self._goes_on(at):
            return (), ""
        return self._of_clause(at, found)

    def of_participle(self, at: int, found: Sequence[Report]) -> tuple[tuple[Mention, ...], str]:
        """Return the subject of a participle: that of its clause, or of the next one where it begins the sentence."""
        if not any(one.after <= at for one in self.mentions) and "," in self.tags[at:]:
            behind = self.first_mention(self.tags.index(",", at) + 1, len(self.tags))
            return (self.group_from(behind), "subject of the clause that follows") if behind is not None else ((), "")
        beside = self.ending.get(at)
        if beside is not None and beside.kind == "document" and not found:
            issuer = self._issuing(beside)
            return (beside,) if issuer is None else self.group_to(issuer), "whose words follow"
        return self._of_clause(at, found)

    def _issuing(self, document: Mention) -> Mention | None:
        """Return who issued a document, where the sentence tells: “the ministry put out a statement saying …”."""
        verb = self.atoms[document.first - 1] if document.first else None
        if verb is None or verb.value not in self.syntax.issuing:
            return None
        place = document.first - 1
        while place > 0 and self.tags[place - 1] == "c":
            place -= 1  # “put out”
        return self.before(place)

    def _of_clause(self, at: int, found: Sequence[Report]) -> tuple[tuple[Mention, ...], str]:
        clause = self.tags.rfind(";", 0, at) + 1
        earlier = [one for one in found if one.at >= clause and self.tags[one.first - 1 : one.first] != "w"]
        if earlier:
            return earlier[-1].speakers, "subject of the verb before"
        first = self.first_mention(clause, at)
        if first is None or self._behind_a_noun(clause, first):
            return (), ""
        return self.group_from(first), FIRST_OF_CLAUSE

    def _behind_a_noun(self, clause: int, first: Mention) -> bool:
        """Whether something else is the subject of a clause: “a plan to rid Syria of its arsenal, says …”."""
        start = self._behind_what_is_fronted(clause, first.after)
        before = self.tags[start : first.first]
        own = before.rstrip("cr")  # “Labour's foreign affairs spokesman”, “ousted President Petrov”
        return "c" in before and bool(own) and own[-1] not in ",S"

    def _goes_on(self, at: int) -> bool:
        """Whether a verb stands beside another one, whose subject is its own: “arrived on Monday and said”."""
        place = at - 1
        while place > 0 and self.tags[place] in "ahT":
            place -= 1
        return place > 0 and self.tags[place] in "&b,"

    def before(self, at: int) -> Mention | None:
        """Return the mention that is the subject of the verb at a place, read leftwards from it."""
        place = at - 1
        while place >= 0:
            found = self._ending_at(place) or self._described(place)
            if found is not None:
                return found
            step = self._over(place)
            if step is None:
                return None
            place = step
        return None

    def _ending_at(self, place: int) -> Mention | None:
        """Return the mention that ends at a place, if it may be a subject."""
        tag, mention = self.tags[place], self.ending.get(place + 1)
        if tag == ",":
            apposed = self.ending.get(place)
            subject = apposed is not None and apposed.apposed and self._preposition_of(apposed) is None
            return apposed if subject else None
        if tag == "w":
            return self._antecedent(place)
        if mention is None or tag == "S" or self._both(place):
            return None
        return self._described_by_clause(mention) or (mention if self._preposition_of(mention) is None else None)

    def _described(self, place: int) -> Mention | None:
        return self._described_by_participle(place) if self.tags[place] in "cLjN" else None

    def _over(self, place: int) -> int | None:
        """Return the place before what stands at one and is no subject; None where the clause begins there."""
        tag, mention = self.tags[place], self.ending.get(place + 1)
        if mention is not None and not self._both(place) and tag not in "S,w":
            preposition = self._preposition_of(mention)
            return preposition - 1 if preposition else None
        if self._skipped(place):
            return place - 1
        opened = None
        if tag in ",);":
            opened = self._opened(place)
        elif tag in "cLjN":
            opened = self._preposition_before(place)
        return opened - 1 if opened is not None else None

    def _skipped(self, place: int) -> bool:
        """Whether a word stands between a subject and its verb: adverbs, days, “on Monday”, “have each promised”."""
        tag = self.tags[place]
        if tag in _SKIPPED or self._both(place):
            return True
        if tag == "c":
            return self.atoms[place].text.endswith(self.syntax.adverb_ending)
        if tag == "d":
            return place > 0 and self.tags[place - 1] == "h"
        if tag == "V":  # “a source cited by SANA said”
            return self.tags[place + 1 : place + 2] == "o" and self.atoms[place + 1].value == self.syntax.by
        return tag == "o" and self.tags[place + 1 : place + 2] in ("T", "0", "d")

    def _both(self, place: int) -> bool:
        """Whether a “both” goes back to those named before it: “X and Y both said”."""
        return self.tags[place] == "e" and place > 0 and (self.tags[place - 1] == "," or place in self.ending)

    def _described_by_clause(self, mention: Mention) -> Mention | None:
        """Return the person of whom a clause without commas tells something: “the woman who leads the mission said”."""
        place = mention.first - 1
        while place > 0 and self.tags[place] in "cahxV" and mention.first - place <= CLAUSE_MAX:
            place -= 1
        if place > 0 and self.tags[place] == "w" and mention.first - place > 1:
            antecedent = self.ending.get(place)
            return antecedent if antecedent is not None and antecedent.kind in ("person", "role") else None
        return None

    def _preposition_of(self, mention: Mention) -> int | None:
        """Return the preposition of which a mention is the object."""
        place = mention.first - 1
        if place >= 0 and self.tags[place] == "o" and self.atoms[place].value not in self.syntax.clausal:
            return place
        return None

    def _described_by_participle(self, place: int) -> Mention | None:
        """Return the mention of which a participle tells something up to a place: “the body overseeing the work”."""
        for at in range(place, max(place - PHRASE_MAX, 0), -1):
            if self.tags[at] not in _PHRASE and self.tags[at] != "o":
                return None
            participle = self.tags[at] == "c" and self.atoms[at].text.endswith(self.syntax.participle_ending)
            if participle and at in self.ending:
                return self.ending[at]
        return None

    def _preposition_before(self, place: int) -> int | None:
        """Return the preposition that opens the phrase which ends at a place: “in a telephone interview”."""
        for at in range(place, max(place - PHRASE_MAX, -1), -1):
            if self.tags[at] == "o":
                return at
            if self.tags[at] not in _PHRASE:
                return None
        return None

    def _opened(self, closed: int) -> int | None:
        """Return where the comma or bracket stands that opens what the one at `closed` ends: right after a mention."""
        for place in range(closed - 1, 0, -1):
            mention = self.ending.get(place)
            if self.tags[place] in ",(;" and mention is not None and self._opens(place, mention):
                return place
            if self._reports(place) and self.tags[place - 1] not in "wh" and not self._carries(place, closed):
                return None
        return None

    def _carries(self, verb: int, closed: int) -> bool:
        """Whether what a comma closes tells only who carried the rest: “Petrov, the agency said, stressed that …”."""
        carrier = self.before(verb)
        begins = carrier is not None and carrier.kind == "carrier" and self.tags[carrier.first - 1] == ","
        return begins and set(self.tags[verb + 1 : closed]) <= _SKIPPED

    def _opens(self, place: int, mention: Mention) -> bool:
        inside = self.tags[place + 1]
        # A name in apposition follows a role; after a name it is one of a list.
        return not (inside in "NH" and mention.named) and inside not in "&Q" and not self._reports(place + 1)

    def _reports(self, place: int) -> bool:
        """Whether a verb reports by itself: “, quoted in the media,” and “, asked about it,” do not."""
        return self.tags[place] == "V" and self.atoms[place].value not in ("quote", "ask")

    def _antecedent(self, relative: int) -> Mention | None:
        place = relative - 1
        if place >= 0 and self.tags[place] == ",":
            place -= 1
        mention = self.ending.get(place + 1)
        things = self.atoms[relative].value in self.syntax.relatives_of_things
        kinds = ("state", "body", "document") if things else ("person", "role")
        return mention if mention is not None and mention.kind in kinds else None

    def first_mention(self, start: int, at: int) -> Mention | None:
        """Return the first mention of a clause that may be its subject: no object of a preposition, no possessor."""
        start = self._behind_what_is_fronted(start, at)
        for mention in self.mentions:
            if mention.first < start or mention.after > at or mention.kind == "object":
                continue
            preposition = mention.first > 0 and self.tags[mention.first - 1] == "o"
            owner = self.tags[mention.after : mention.after + 1] == "S"
            if not preposition and not owner:
                return mention
        return None

    def _behind_what_is_fronted(self, start: int, at: int) -> int:
        """Return where a clause goes on behind what it begins with: “After the talks, …”, “Asked about that, …”."""
        comma = self.tags.find(",", start, at)
        if comma <= start or "V" in self.tags[start + 1 : comma]:
            return start
        fronted = self.tags[start]
        asked = fronted == "V" and self.atoms[start].value in ("ask", "quote")
        return comma + 1 if fronted in "oGb" or asked else start

    def starting_after(self, at: int) -> Mention | None:
        """Return the mention that follows a place, over adverbs; none that only owns what follows it."""
        place = at + 1
        while place < len(self.tags) and self.tags[place] in "az":
            place += 1
        mention = self.starting.get(place)
        if mention is None or self.tags[mention.after : mention.after + 1] == "S":
            return None
        return mention

    def group_to(self, last: Mention) -> tuple[Mention, ...]:
        """Return a mention with those that are joined to it by “and”, where they together are a subject."""
        group, first = [last], last.first
        listed = False
        while first > 1 and self.tags[first - 1] == "&" and (one := self._before_and(first - 1)) is not None:
            listed = self.tags[first - 2] != ","
            group.insert(0, one)
            first = one.first
            while first > 1 and self.tags[first - 1] == "," and (more := self._listed(first - 1)) is not None:
                group.insert(0, more)
                first = more.first
        # What a comma parts from the two that “and” joins may belong to what is told: “it freed men, A and B said”.
        pair = tuple(group[-2:])
        if len(group) > len(pair) and {"person", "state"} <= {one.kind for one in group}:
            return ()  # “Anna Berg, the director, UK and Ireland, said”: nobody can tell
        if self._begins_clause(group):
            return tuple(group)
        return pair if listed and self._begins_clause(pair) else (last,)

    def _begins_clause(self, group: Sequence[Mention]) -> bool:
        """Whether several mentions stand where a clause may begin, so that they are its subject together."""
        first = group[0].first
        before = self.tags[first - 1] if first else ","
        object_ = before == "o" and self._preposition_of(group[0]) is not None
        told = any(one.kind in ("pronoun", "document") for one in group)
        paper = first in self.ending and self.ending[first].kind == "document"
        return not object_ and not told and (before in ",.;bsTtdeH(Q-:ao" or paper)

    def _listed(self, comma: int) -> Mention | None:
        """Return the mention that a comma parts from the next one of a list; none of a phrase before it."""
        mention = self.ending.get(comma)
        if mention is None or mention.kind == "document" or self._preposition_of(mention) is not None:
            return None
        return mention

    def _before_and(self, conjunction: int) -> Mention | None:
        """Return the mention before an “and”, or the one in apposition that a comma closes before it."""
        apposed = self.ending.get(conjunction - 1) if self.tags[conjunction - 1] == "," else None
        return apposed if apposed is not None and apposed.apposed else self.ending.get(conjunction)

    def group_from(self, first: Mention) -> tuple[Mention, ...]:
        """Return a mention with the one that “and” joins to it."""
        group, after = [first], first.after
        if self.tags[after : after + 1] == "&" and (one := self.starting.get(after + 1)) is not None:
            following = self.tags[one.after : one.after + 1]
            if following != "S" and one.kind != "pronoun":
                group.append(one)
        return tuple(group)

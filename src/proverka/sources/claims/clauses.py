"""Which words of a sentence carry a claim, and which only stand beside it: another's clause, a relative one, a ground.

The order is fixed: a sentence is parted where another attribution begins; of the part that holds the words, relative
clauses and questions are set aside, and grounds and purposes count only where nothing else says what is claimed.
"""

from dataclasses import dataclass, field

import msgspec

from proverka.sources.claims.claim_lexicon import MARKS
from proverka.sources.claims.wording import Wording

# How far after a coordinator the verb of another attribution is looked for, in words.
_ATTRIBUTION_REACH = 9
# No clause is followed further, in words.
_CLAUSE_MAX = 80
# How far after a relative pronoun its own finite verb may stand, in words.
_RELATIVE_REACH = 4

MAIN, GROUND, ASIDE = 0, 1, 2


class ClauseWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that begin and end clauses.

    After `quoted` a verb of saying begins no clause of its own; one with the `participle_ending` reports what follows.
    `grounds` holds phrases that begin a ground or a purpose, by their first word: the words that follow it.
    """

    turns: frozenset[str]
    relatives: frozenset[str]
    relative_that: str
    quoted: str
    participle_ending: str
    personal: str
    prepositions: frozenset[str]
    relative_agents: frozenset[str]
    subjects: frozenset[str]
    relative_heads: frozenset[str]
    finite: frozenset[str]
    grounds: dict[str, list[list[str]]]


@dataclass(slots=True, kw_only=True)
class Clauses:
    """How each word of a wording counts: MAIN, GROUND or ASIDE; `first` to `last` is the part that was looked at."""

    first: int
    last: int
    weight: bytearray = field(default_factory=bytearray)

    def put(self, first: int, last: int, weight: int) -> None:
        """Count these words for that, unless they count for less already."""
        for i in range(max(first, self.first), min(last, self.last)):
            self.weight[i] = max(self.weight[i], weight)

    def main(self, i: int) -> bool:
        """Whether the word counts fully."""
        return self.weight[i] == MAIN


def part_of(wording: Wording, anchor: tuple[int, int], sayings: frozenset[int], table: ClauseWords) -> tuple[int, int]:
    """Return the part of the sentence that holds the anchor's words: a turn to another attribution begins a new one.

    `sayings` are where verbs of saying stand.
    """
    words = wording.words
    first, last, spoken = 0, len(words), False
    for i, word in enumerate(words):
        if i in sayings:
            spoken = True
        if not (word in MARKS or word in table.turns) or not _turns(words, i, sayings, table):
            continue
        if i <= anchor[0]:
            if word == "," and i + 1 == anchor[0] and not words[i + 1].endswith(table.participle_ending):
                # *…, said the minister*: what is said stands before.
                continue
            if word in MARKS or (spoken and _saying_within(words, i + 1, sayings)):
                first, spoken = i + 1, False
        elif i >= anchor[1] and (word in MARKS or _saying_within(words, i + 1, sayings)):
            last = i
            break
    return first, last


def _turns(words: list[str], i: int, sayings: frozenset[int], table: ClauseWords) -> bool:
    """Whether a new part may begin after that word: the end of a sentence, a coordinator, *, adding* or its like."""
    word = words[i]
    if not 0 < i < len(words) - 1:
        return False
    if word == "," and i + 1 in sayings:
        return True
    if word == table.quoted and i + 1 in sayings:
        # *was quoted as saying* is one attribution.
        return False
    return word in ";.?!" or (word in table.turns and words[i + 1] != table.relative_that)


def _saying_within(words: list[str], first: int, sayings: frozenset[int]) -> bool:
    for i in range(first, min(first + _ATTRIBUTION_REACH, len(words))):
        if words[i] in ",;.":
            return False
        if i in sayings:
            return True
    return False


def clauses_of(wording: Wording, part: tuple[int, int], sayings: frozenset[int], table: ClauseWords) -> Clauses:
    """Return how the words of a part count: relative clauses and questions aside, grounds and purposes less."""
    first, last = part
    clauses = Clauses(first=first, last=last, weight=bytearray(len(wording.words)))
    words = wording.words
    begin = first
    for i in range(first, last):
        word = words[i]
        pronoun = word == table.relative_that or word in table.relatives
        # After a verb of saying *that* opens what is said; a capital within a sentence is no verb's.
        said = word == table.relative_that and i - 1 in sayings and not wording.capital[i - 1]
        if pronoun and i > begin and not said and _is_relative(words, i, last, table):
            clauses.put(i, _relative_end(words, i, last, table), ASIDE)
        elif word in table.grounds and i > first and _grounds(words, i, table):
            clauses.put(i, _mark_after(words, i, last), GROUND)
        if word in ".?!;":
            if word == "?":
                clauses.put(begin, i, ASIDE)
            begin = i + 1
    return clauses


def _grounds(words: list[str], i: int, table: ClauseWords) -> bool:
    tails = table.grounds.get(words[i])
    return tails is not None and any(words[i + 1 : i + 1 + len(tail)] == tail for tail in tails)


def _is_relative(words: list[str], i: int, last: int, table: ClauseWords) -> bool:
    """Whether a relative clause begins there: *that* must be the subject of a verb, or stand after what takes one."""
    if words[i] in table.relatives:
        return True
    if words[i] != table.relative_that or i + 1 >= last:
        return False
    if words[i - 1] in table.relative_heads or words[i - 1] in table.relative_agents:
        return True
    before = words[i - 1]
    no_noun = before in table.finite or before in table.turns or before in table.prepositions or before in MARKS
    return words[i + 1] in table.finite and not no_noun


def _relative_end(words: list[str], i: int, last: int, table: ClauseWords) -> int:
    """Return where a relative clause ends: at a mark, or before the finite verb that follows its own."""
    acting = words[i] == table.personal or words[i - 1] in table.relative_agents
    finite = int(acting and i + 1 < last and words[i + 1] not in table.finite and words[i + 1] not in table.subjects)
    for k in range(i + 1, min(last, i + _CLAUSE_MAX)):
        if words[k] in MARKS:
            return k
        if words[k] in table.finite and words[k - 1] not in table.finite:
            finite += 1
            if finite > 1 or k - i > _RELATIVE_REACH:
                return k
    return last


def _mark_after(words: list[str], i: int, last: int) -> int:
    return next((k for k in range(i + 1, min(last, i + _CLAUSE_MAX)) if words[k] in MARKS), last)

"""Signs: the cues that count for one statement, each with what it means there after negation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from proverka.sources.claims.claim_lexicon import MARKS, Hit
from proverka.sources.claims.clauses import ASIDE, MAIN, Clauses
from proverka.sources.claims.wording import Wording

# How far a negation reaches, in words.
_NEGATION_REACH = 6
# What a cue means where it is negated; a meaning that is not named loses all meaning.
NEGATED = {
    "threat": "threat-denied",
    "precondition": "precondition-denied",
    "deed": "denial",
    "denial": "denial",
    "commitment": "commitment-denied",
    "demand": "demand",
    "plan": "plan-denied",
    "favourable": "critical",
    "critical": "favourable",
    "good": "bad",
    "bad": "good",
    "topic": "topic",
    "assurance": "concern",
    "event": "event",
    "prospect": "prospect",
    "scheduled": "scheduled",
    "judgement": "judgement",
    "report": "report",
    "hedge": "hedge",
    "hope": "hope",
    "caution": "caution",
    "timely": "timely",
    "wish": "wish",
    "until": "until",
    "barred": "barred",
    "forbearance": "forbearance",
    "contrast": "contrast",
}
SPEECH = "speech:"
_FIRST = attrgetter("first")
# What tells until when something is barred always stands in a clause of its own.
_LIMIT = "until"


@dataclass(slots=True, kw_only=True)
class Signs:
    """Hits by meaning: those in the main clause, and those in grounds and purposes, which count where no other does."""

    begin: int = 0
    main: dict[str, list[Hit]] = field(default_factory=dict)
    ground: dict[str, list[Hit]] = field(default_factory=dict)

    def first(self, *meanings: str) -> Hit | None:
        """Return the first hit in the main clause with one of these meanings."""
        found: list[Hit] = []
        for meaning in meanings:
            if meaning in self.main:
                found += self.main[meaning]
        return min(found, key=lambda hit: hit.first) if found else None

    def has(self, meaning: str) -> bool:
        """Whether there is a hit with this meaning; a limit of time is one in a ground as well."""
        return meaning in self.main or (meaning == _LIMIT and meaning in self.ground)

    def within(self, first: int, last: int) -> "Signs":
        """Return the signs among the words from `first` to `last`."""
        kept = {meaning: [hit for hit in hits if first <= hit.first < last] for meaning, hits in self.main.items()}
        return Signs(begin=first, main={meaning: hits for meaning, hits in kept.items() if hits})

    def with_grounds(self) -> "Signs":
        """Return signs in which the grounds count as the main clause does."""
        if not self.ground:
            return self
        merged = {meaning: list(hits) for meaning, hits in self.main.items()}
        for meaning, hits in self.ground.items():
            merged.setdefault(meaning, []).extend(hits)
        return Signs(begin=self.begin, main=merged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """Where a negation ends: `coordinators` end every one, `finite` verbs that of *fail to* and its like."""

    coordinators: frozenset[str]
    finite: frozenset[str]


def signs_of(hits: Iterable[Hit], wording: Wording, clauses: Clauses, stops: Stops) -> Signs:
    """Return the hits of the part that count, negation done."""
    signs = Signs(begin=clauses.first)
    ordered = sorted(hits, key=_FIRST)
    negated = _negated(ordered, wording, stops)
    for hit in ordered:
        if not clauses.first <= hit.first < clauses.last or clauses.weight[hit.first] == ASIDE:
            continue
        meaning = hit.meaning
        if negated[hit.first] and not meaning.endswith("-denied") and not meaning.startswith(SPEECH):
            meaning = NEGATED.get(meaning, "")
        elif negated[hit.first] and meaning.startswith(SPEECH) and not meaning.endswith("-denied"):
            meaning += "-denied"
        if meaning:
            into = signs.main if clauses.weight[hit.first] == MAIN else signs.ground
            counted = hit if meaning == hit.meaning else Hit(meaning, hit.first, hit.last)
            into.setdefault(meaning, []).append(counted)
    return signs


def _negated(hits: list[Hit], wording: Wording, stops: Stops) -> bytearray:
    """Return which words stand under a negation: those shortly after it, up to where it stops."""
    words = wording.words
    under = bytearray(len(words) + 1)
    for hit in hits:
        if hit.meaning != "negator":
            continue
        for i in range(hit.last, min(hit.last + _NEGATION_REACH, len(words))):
            if words[i] in MARKS or words[i] in stops.coordinators:
                break
            if hit.last - hit.first > 1 and words[i] in stops.finite:
                break
            under[i] = 1
    return under

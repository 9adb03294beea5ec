"""What the bare form of a clause tells where no phrase tells more: the present judges, the past reports.

Readers differ on whether a bare statement reports or judges. What agrees with them most often is this: a reporter's own
words report. In a speaker's own words the past and the perfect report, and so does the present of what is done, counted
or at a place; *is*, *was* and *has* before anything else judge. A whole sentence of a speaker with no verb that is
known may be anything, and has no kind. It is the weakest of all signs, and counts only where there is no other.
"""

from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from proverka.sources.claims.claim_lexicon import MARKS, Hit
from proverka.sources.claims.clauses import Clauses
from proverka.sources.claims.wording import Wording
from proverka.sources.statement import Quotation

# A statement of fewer words than this says too little to be told by its form.
_WORDS_MIN = 3
# How many adverbs may stand between a verb and its participle.
_ADVERBS_MAX = 4
# How far after a verb its object may begin, in words.
_OBJECT_MAX = 2


class PredicateWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs by tense, and what tells an event: endings of participles, figures, places.

    `participle_like` end as participles do and are none. After `existence` (*there is*) the words of `absent` deny, but
    not before `one`; `no` after a verb of the speaker's denies too. `can` promises where the speaker does something
    else than `seeing`. `being` judges in the past. `imperatives` demand at the head of a quotation, where one of
    `second_person` tells how a thing is done.
    """

    present: frozenset[str]
    possible: frozenset[str]
    past: frozenset[str]
    perfect: frozenset[str]
    unreal: frozenset[str]
    happenings: frozenset[str]
    places: frozenset[str]
    numbers: frozenset[str]
    participle_endings: tuple[str, ...]
    progressive: str
    participle_like: frozenset[str]
    irregular: frozenset[str]
    judging: frozenset[str]
    existence: str
    absent: frozenset[str]
    one: str
    no: str
    second_person: frozenset[str]
    can: str
    seeing: frozenset[str]
    being: frozenset[str]
    imperatives: frozenset[str]
    negations: frozenset[str]
    adverbs: frozenset[str]
    first_person: frozenset[str]

    def modal(self, word: str) -> bool:
        """Whether a word is an auxiliary, so that what follows is no plain present."""
        return word in self.unreal or self.finite(word)

    def finite(self, word: str) -> bool:
        """Whether a word is a finite verb that the table lists."""
        return word in self.possible or word in self.present or word in self.past or word in self.perfect


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Where a statement is told: the words that may hold its verb, and those of the verb that reports it, or None."""

    within: tuple[int, int]
    reporting: tuple[int, int] | None
    quotation: Quotation

    def words(self) -> list[int]:
        """Return the words in the order in which the verb is to be looked for, without the verb that reports.

        What is said stands after *he said that*, or before *, he said*.
        """
        first, last = self.within
        if self.reporting is None or not first <= self.reporting[0] < last:
            return list(range(first, last))
        before, after = range(first, self.reporting[0]), range(self.reporting[1], last)
        return [*before, *after] if len(before) > len(after) else [*after, *before]


def predicate_in(wording: Wording, clauses: Clauses, told: Told, table: PredicateWords) -> Hit | None:
    """Return a hit at the first finite verb that counts, which means a judgement, a report or the like; or None.

    What a reporter tells of another's words in his own is a report, unless it is only possible.
    """
    words, quotation = wording.words, told.quotation
    main = [i for i in told.words() if clauses.main(i) and words[i] not in MARKS]
    if not main or (len(main) < _WORDS_MIN and quotation == "direct"):
        return None
    if quotation != "indirect" and words[main[0]] in table.imperatives:
        return Hit("demand", main[0], main[0] + 1)
    if quotation == "direct" and words[main[0]] in table.second_person and not table.modal(words[main[1]]):
        # *You load, you lock, you leave*: how a thing is done.
        return Hit("report", main[0], main[0] + 1)
    if quotation == "indirect":
        main = [i for i in main if words[i] in table.possible] + main
    # Whether the subject is counted: *two places*, *92 per cent*.
    counted = False
    for i in main:
        counted = counted or words[i][0].isdigit() or words[i] in table.numbers
        if meaning := _meaning(words, i, table, counted=counted):
            return Hit(_as_told(meaning, quotation), i, i + 1)
    if quotation == "direct" and words[main[0]] not in table.first_person:
        return None
    # What has no verb that is known: a reporter tells it, and a few quoted words judge.
    return Hit("report" if quotation == "indirect" else "judgement", main[0], main[-1] + 1)


def _as_told(meaning: str, quotation: Quotation) -> str:
    return "report" if quotation == "indirect" and meaning == "judgement" else meaning


class _Verb(NamedTuple):
    """A word that may be a finite verb, with what stands around it.

    `following` is the word after its adverbs, `participle` whether that is one; `own` whether the speaker is the
    subject, `existing` whether *there* is; `near` the next words, `counted` whether the subject is a number of things.
    """

    word: str
    following: str
    participle: bool
    own: bool
    existing: bool
    near: list[str]
    counted: bool


def _meaning(words: list[str], i: int, table: PredicateWords, *, counted: bool) -> str:
    """Return what a word tells as the finite verb of the clause, empty where it is none."""
    if not (table.finite(words[i]) or _is_past(words[i], table)):
        return ""
    following = _after(words, i, table)
    before = words[i - 1] if i else ""
    verb = _Verb(
        word=words[i],
        following=following,
        participle=_is_participle(following, table),
        own=before in table.first_person,
        existing=before == table.existence,
        near=words[i + 1 : i + 1 + _OBJECT_MAX],
        counted=counted,
    )
    if verb.word in table.possible:
        return "plan" if verb.participle or verb.own or following in table.happenings else "possible"
    denied = verb.own and (not table.negations.isdisjoint(verb.near[:1]) or table.no in verb.near)
    if verb.existing and verb.near and verb.near[0] in table.absent and verb.near[1:] != [table.one]:
        return "denial"
    if verb.word in table.present or (verb.word in table.perfect and not verb.participle):
        return _of_present(verb, table, denied=denied)
    unreal = before in table.unreal or _judged(verb, table, denied=denied)
    return "judgement" if unreal else "denial" if denied else "report"


def _of_present(verb: _Verb, table: PredicateWords, *, denied: bool) -> str:
    """Return what the present tells: what the speaker is doing is an event, most else a judgement."""
    if verb.word == table.can and verb.own and not denied and verb.following not in table.seeing:
        return "commitment"
    done = verb.participle and (verb.own or not verb.following.endswith(table.progressive))
    event = done or verb.counted or verb.following in table.places
    return ("denial" if denied else "report") if event else "judgement"


def _judged(verb: _Verb, table: PredicateWords, *, denied: bool) -> bool:
    """Whether the past judges: *it was a barbaric act*, *the start was good*."""
    if verb.word in table.past and verb.following in table.judging and not verb.existing:
        return True
    event = verb.existing or verb.participle or verb.counted or denied
    return verb.word in table.being and verb.following != "" and not event and verb.following not in table.places


def _is_participle(word: str, table: PredicateWords) -> bool:
    if word in table.participle_like:
        return False
    return word in table.irregular or word.endswith(table.participle_endings)


def _is_past(word: str, table: PredicateWords) -> bool:
    return word.endswith(table.participle_endings[0]) and word not in table.participle_like


def _after(words: list[str], i: int, table: PredicateWords) -> str:
    """Return the word after a verb and its adverbs, empty at a mark."""
    for k in range(i + 1, min(i + 1 + _ADVERBS_MAX, len(words))):
        if words[k] in MARKS:
            return ""
        if words[k] not in table.adverbs:
            return words[k]
    return ""

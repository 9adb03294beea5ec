"""What the bare form of a clause tells where no phrase tells more: the present judges, the past reports.

Speakers use the present tense of *is* or of a plain verb for how they see things, and the past or the perfect for what
happened. It is the weakest of all signs, and counts only where there is no other.
"""

import msgspec

from proverka.sources.clauses import Clauses
from proverka.sources.claim_lexicon import MARKS, Hit
from proverka.sources.statement import Quotation
from proverka.sources.wording import Wording

# A statement of fewer words than this says too little to be told by its form.
_WORDS_MIN = 3
# How many adverbs may stand between a verb and its participle.
_ADVERBS_MAX = 4


class PredicateWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Verbs by tense, and what tells an event: endings of participles, figures.

    `participle_like` end as participles do and are none.
    """

    present: frozenset[str]
    possible: frozenset[str]
    past: frozenset[str]
    perfect: frozenset[str]
    participle_endings: tuple[str, ...]
    participle_like: frozenset[str]
    negations: frozenset[str]
    adverbs: frozenset[str]
    first_person: frozenset[str]


def predicate_in(wording: Wording, clauses: Clauses, table: PredicateWords, quotation: Quotation) -> Hit | None:
    """Return a hit at the first finite verb that counts, which means a judgement, report, denial or plan; or None.

    What a reporter tells of another's words in his own is a report unless it is only possible.
    """
    words = wording.words
    main = [i for i in range(clauses.first, clauses.last) if clauses.main(i) and words[i] not in MARKS]
    if not main or (len(main) < _WORDS_MIN and quotation == "direct"):
        return None
    for i in main:
        if meaning := _meaning(words, i, table, counted=_counted(words, main, i)):
            return Hit(_as_told(meaning, quotation), i, i + 1)
    return None if quotation == "indirect" else Hit("judgement", main[0], main[-1] + 1)


def _as_told(meaning: str, quotation: Quotation) -> str:
    return "report" if quotation == "indirect" and meaning == "judgement" else meaning


def _counted(words: list[str], main: list[int], i: int) -> bool:
    """Whether the subject of the verb is counted: *two places*, *92 per cent*."""
    return any(words[k][0].isdigit() for k in main if k < i)


def _meaning(words: list[str], i: int, table: PredicateWords, *, counted: bool) -> str:
    word = words[i]
    following = _after(words, i, table)
    participle = following.endswith(table.participle_endings) and following not in table.participle_like
    if word in table.present:
        return "report" if participle or counted else "judgement"
    if word in table.possible:
        return "plan" if participle else "judgement"
    if word in table.past or word in table.perfect or _is_past(word, table):
        own = i > 0 and words[i - 1] in table.first_person
        return "denial" if own and i + 1 < len(words) and words[i + 1] in table.negations else "report"
    return ""


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

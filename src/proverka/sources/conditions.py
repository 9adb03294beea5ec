"""Conditions: where the words stand on which a claim rests, from *if* or its like to the end of the clause."""

import msgspec

from proverka.sources.claim_lexicon import MARKS, Hit
from proverka.sources.wording import Wording

# A condition longer than this is read no further, in words.
_CONDITION_MAX = 60
# How far before a verb in a main clause its subject may begin, in words, where no comma parts it from a condition.
_SUBJECT_MAX = 4


class ConditionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a condition is told by beside the phrases of the lexicon (`condition`, `whether`, `inverted`)."""

    modals: frozenset[str]
    inverted: frozenset[str]
    coordinators: frozenset[str]
    subjects: frozenset[str]


def condition_in(
    wording: Wording, first: int, last: int, hits: list[Hit], table: ConditionWords
) -> tuple[int, int] | None:
    """Return the words, from the first to the one after the last, of the first condition there, or None."""
    for hit in hits:
        if hit.meaning == "condition" and first <= hit.first < last:
            return hit.first, _end(wording, hit, last, table, opens=_opens(wording, hit.first, first))
    return _inverted(wording, first, last, table)


def _opens(wording: Wording, i: int, first: int) -> bool:
    """Whether a clause that begins there stands before its main clause."""
    return i == first or wording.words[i - 1] in MARKS or i - first <= 1


def _end(wording: Wording, hit: Hit, last: int, table: ConditionWords, *, opens: bool) -> int:
    words = wording.words
    until = min(last, hit.first + _CONDITION_MAX)
    modal_seen = False
    for k in range(hit.last, until):
        word = words[k]
        if word in MARKS and k > hit.last:
            return k
        if opens and word in table.modals:
            subject = _subject_before(words, k, hit.last, table)
            if modal_seen or subject > hit.last + 1:
                return subject
            modal_seen = True
    return until


def _subject_before(words: list[str], k: int, first: int, table: ConditionWords) -> int:
    """Return where the subject of the verb at `k` begins: a pronoun or an article shortly before it."""
    for i in range(k - 1, max(first, k - 1 - _SUBJECT_MAX), -1):
        if words[i] in table.subjects:
            return i
    return 0


def _inverted(wording: Wording, first: int, last: int, table: ConditionWords) -> tuple[int, int] | None:
    """Return a condition without *if*: *should Syria fail to comply,* at the head of a clause, up to its comma."""
    words = wording.words
    for i in range(first, last - 2):
        at_head = i == first or words[i - 1] in MARKS or words[i - 1] in table.coordinators
        if words[i] not in table.inverted or not at_head:
            continue
        if not (wording.capital[i + 1] or words[i + 1] in table.subjects):
            continue
        end = next((k for k in range(i, min(last, i + _CONDITION_MAX)) if words[k] in MARKS), last)
        if end < len(words) and words[end] == "?":
            continue
        return i, min(end, i + _CONDITION_MAX)
    return None

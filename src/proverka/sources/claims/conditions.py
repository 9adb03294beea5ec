"""Conditions: where the words stand on which a claim rests, from *if* or its like to the end of the clause."""

import msgspec

from proverka.sources.claims.claim_lexicon import MARKS, Hit, Lexicon
from proverka.sources.claims.wording import Wording

# A condition longer than this is read no further, in words.
_CONDITION_MAX = 60
# How far before a verb in a main clause its subject may begin, in words, where no comma parts it from a condition.
_SUBJECT_MAX = 4


class ConditionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Phrases that open a condition, and those that only look as if they did; what tells one without such a phrase.

    `anywhere` opens one before a subject wherever it stands, `inverted` only at the head of a clause, neither in a
    question (`questions`). `modals` and `subjects` tell where the main clause begins after a condition without a comma,
    unless one of `subordinators` stands between.
    """

    opens: tuple[str, ...]
    not_opens: tuple[str, ...]
    anywhere: frozenset[str]
    inverted: frozenset[str]
    questions: frozenset[str]
    coordinators: frozenset[str]
    modals: frozenset[str]
    subjects: frozenset[str]
    pronouns: frozenset[str]
    subordinators: frozenset[str]
    ends: frozenset[str]


def condition_in(
    wording: Wording, first: int, last: int, lexicon: Lexicon, table: ConditionWords
) -> tuple[int, int] | None:
    """Return the words, from the first to the one after the last, of the first condition there, or None.

    `lexicon` holds the phrases of the table as `opens` and `not_opens`.
    """
    inverted = _inverted(wording, first, last, table)
    for hit in lexicon.hits_between(wording, first, last):
        if inverted is not None and inverted[0] < hit.first:
            break
        if hit.meaning == "opens":
            return hit.first, _end(wording.words, hit, first, last, table)
    return inverted


def _end(words: list[str], hit: Hit, first: int, last: int, table: ConditionWords) -> int:
    """Return where a condition ends: at a mark, or before the main clause where it opens the sentence."""
    opens = hit.first <= first + 1 or words[hit.first - 1] in table.ends
    until = min(last, hit.first + _CONDITION_MAX)
    modal_seen = False
    for k in range(hit.last, until):
        if words[k] in MARKS and k > hit.last:
            return k
        if opens and words[k] in table.modals:
            subject = _subject_before(words, k, hit.last, table)
            if subject > hit.last and (modal_seen or words[subject] in table.pronouns):
                return subject
            modal_seen = True
    return until


def _subject_before(words: list[str], k: int, first: int, table: ConditionWords) -> int:
    """Return where the subject of the verb at `k` begins: a pronoun or an article shortly before it; 0 if none."""
    for i in range(k - 1, max(first, k - 1 - _SUBJECT_MAX), -1):
        if words[i] in table.subordinators:
            return 0
        if words[i] in table.subjects and words[i - 1] not in table.subordinators:
            return i
    return 0


def _inverted(wording: Wording, first: int, last: int, table: ConditionWords) -> tuple[int, int] | None:
    """Return a condition without *if*, such as *should Syria fail to comply*, up to its mark."""
    words = wording.words
    for i in range(first, last - 2):
        if not (wording.capital[i + 1] or words[i + 1] in table.subjects) or not _opens_inverted(
            words, i, first, table
        ):
            continue
        until = min(last, i + _CONDITION_MAX)
        end = next((k for k in range(i, until) if words[k] in MARKS), until)
        if end == len(words) or words[end] != "?":
            return i, end
    return None


def _opens_inverted(words: list[str], i: int, first: int, table: ConditionWords) -> bool:
    at_head = i == first or words[i - 1] in MARKS or words[i - 1] in table.coordinators
    if words[i] in table.inverted:
        return at_head
    return words[i] in table.anywhere and (i == first or words[i - 1] not in table.questions)

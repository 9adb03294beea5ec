"""Statements that a record holds already, perhaps under another label: for a person to see before another is added.

A record that was kept by hand has labels of its own, and an article that is read again in another version gets new
ones. Nothing is refused for it: two statements of one day may be alike, and only a person can tell.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from proverka.case.draft import Draft
from proverka.case.opened import Case
from proverka.model.entry import Entry
from proverka.model.span import Span
from proverka.model.submission import Statement
from proverka.sources.likeness import folded_words

# The share of the shorter one's pairs of words that both have: half a quotation in common is nobody's by chance.
ALIKE_FROM = 0.5


def near_statements(case: Case, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Entry[object]]]:
    """Yield each statement among the drafts with every entry that may say the same under another label.

    That is one of the same speaker, of a day that both may be of, in nearly the same quoted words.
    """
    held = [
        (entry, entry.body) for entry in case.entries if isinstance(entry.body, Statement) and entry.body.quote.strip()
    ]
    for draft in drafts:
        said = draft.body
        if not isinstance(said, Statement) or draft.effective is None:
            continue
        for entry, body in held:
            if entry.label != draft.label and _same_day(entry.span, draft.effective) and are_near(body, said):
                yield draft, entry


def are_near(one: Statement, other: Statement) -> bool:
    """Whether two statements are of one speaker, in nearly the same quoted words."""
    if folded_words(one.speaker) != folded_words(other.speaker):
        return False
    short, long = sorted((folded_words(one.quote), folded_words(other.quote)), key=len)
    if not short:
        return False
    pairs = set(pairwise(short))
    return short == long or (bool(pairs) and len(pairs & set(pairwise(long))) >= ALIKE_FROM * len(pairs))


def _same_day(one: Span, other: Span) -> bool:
    return one.earliest <= other.latest and other.earliest <= one.latest

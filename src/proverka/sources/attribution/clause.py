"""Whether what stands between quotation marks is a clause: then it is a direct quotation, otherwise a partial one."""

import re
from collections.abc import Sequence

from proverka.sources.attribution.lexicon_tables import ClauseWords
from proverka.sources.passage import Passage

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Fewer words are no clause, unless they are printed as a sentence.
WORDS_MIN = 3
# How many words stand between a pronoun and its verb at most.
BETWEEN_MAX = 4


def is_clause(text: str, inner: Passage, known: ClauseWords) -> bool:
    """Whether the words of a stretch have their own subject and verb, or are printed as a sentence."""
    printed = inner.of(text)
    words = [match.group().lower().replace("’", "'") for match in _WORD.finditer(printed)]
    if not words:
        return False
    capital = next((c for c in printed if c.isalpha()), "a").isupper()
    if len(words) < WORDS_MIN or (capital and printed[-1] in ".!?…"):
        return capital and printed[-1] in ".!?…"
    verb = _first_verb(words, known)
    if capital:
        return verb is not None or printed[-1] == ","
    return verb is not None and _has_subject(words, verb, known)


def _first_verb(words: Sequence[str], known: ClauseWords) -> int | None:
    verbs = (
        at
        for at, word in enumerate(words)
        if (word in known.verbs and (not at or words[at - 1] not in known.infinitives))
        or word.endswith(known.contracted)
    )
    return next(verbs, None)


def _has_subject(words: Sequence[str], verb: int, known: ClauseWords) -> bool:
    """Whether the words before a verb are its subject: a pronoun near it, or a noun with no clause about it."""
    if words[0].split("'")[0] in known.subjects:
        return verb <= BETWEEN_MAX
    return (
        verb > 0
        and words[verb] not in known.nouns
        and not any(word in known.openers or word in known.subjects for word in words[:verb])
    )

"""Whether what stands between quotation marks is a clause: then it is a direct quotation, otherwise a partial one."""

import re

from proverka.sources.passage import Passage

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# English words by which a clause is known; they are those of grammar, which no other table holds.
_SUBJECTS = frozenset(
    [
        "i",
        "we",
        "they",
        "it",
        "he",
        "she",
        "you",
        "there",
        "this",
        "that",
        "these",
        "those",
        "nobody",
        "everyone",
        "nothing",
        "everything",
    ]
)
_VERBS = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "am",
        "be",
        "been",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "must",
        "should",
        "shall",
        "may",
        "might",
        "cannot",
        "won't",
        "don't",
        "doesn't",
        "didn't",
        "isn't",
        "aren't",
        "wasn't",
        "weren't",
        "can't",
        "couldn't",
        "wouldn't",
        "shouldn't",
        "hasn't",
        "haven't",
        "hadn't",
        "need",
        "needs",
        "want",
        "wants",
        "hope",
        "hopes",
        "believe",
        "believes",
        "think",
        "thinks",
        "know",
        "knows",
        "expect",
        "expects",
        "see",
        "sees",
    ]
)
_OPENERS = frozenset(["which", "who", "whom", "whose", "what", "that", "where", "when", "why", "how"])
_CONTRACTED = ("'s", "'re", "'ve", "'ll", "'m", "'d", "n't")
_WORDS_MIN = 3


def is_clause(text: str, inner: Passage) -> bool:
    """Whether the words of a stretch have their own subject and verb, or are printed as a sentence."""
    printed = inner.of(text)
    words = [match.group().lower().replace("’", "'") for match in _WORD.finditer(printed)]
    if not words:
        return False
    capital = next((c for c in printed if c.isalpha()), "a").isupper()
    if capital and printed[-1] in ".!?…":
        return True
    if len(words) < _WORDS_MIN:
        return False
    verb = next((at for at, word in enumerate(words) if word in _VERBS or word.endswith(_CONTRACTED)), None)
    if capital:
        return verb is not None or printed[-1] == ","
    if verb is None:
        return False
    if words[0].split("'")[0] in _SUBJECTS:
        return verb <= 4  # noqa: PLR2004 - a subject and its verb stand together
    return verb > 0 and not any(word in _OPENERS or word in _SUBJECTS for word in words[:verb])

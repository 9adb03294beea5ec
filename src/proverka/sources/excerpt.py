"""The few words of a quotation that a record may hold beside its paraphrase."""

import re
from collections.abc import Iterator

from proverka.sources.passage import Passage
from proverka.sources.statement import FoundStatement

# A record of public sources quotes no more than this of one statement.
QUOTED_WORDS_MAX = 15

# Where a part of a sentence may be cut off without breaking it within a phrase.
_CUT = re.compile(r"(?<=[.!?;:,])[\"'”’»]{0,2}\s")


def words_in(text: str) -> int:
    """Return how many words a text has: whatever stands between blanks."""
    return len(text.split())


def excerpt_of(text: str, statement: FoundStatement) -> str:
    """Return at most QUOTED_WORDS_MAX words of a quotation in one line; none of a statement that is not quoted.

    All of its words where they are so few; else the part of a sentence in which its claim is told, or its first words.
    """
    if statement.quotation == "indirect":
        return ""
    parts = [part for words in statement.words for part in _parts(words, text)]
    whole = " ".join(" ".join(words.of(text).split()) for words in statement.words)
    if words_in(whole) <= QUOTED_WORDS_MAX:
        return _trimmed(whole)
    told = (part for cue in statement.claim.cues for part in parts if part.meets(cue.passage))
    fitting = (part for part in (*told, *parts) if 1 < words_in(part.of(text)) <= QUOTED_WORDS_MAX)
    chosen = next(fitting, None)
    found = chosen.of(text).split() if chosen else whole.split()[:QUOTED_WORDS_MAX]
    return _trimmed(" ".join(found))


def _parts(words: Passage, text: str) -> Iterator[Passage]:
    """Yield the parts of a quotation between its stops and commas."""
    start = words.start
    for cut in _CUT.finditer(text, words.start, words.end):
        yield Passage(start, cut.start())
        start = cut.end()
    if start < words.end:
        yield Passage(start, words.end)


def _trimmed(quote: str) -> str:
    """Return words without the comma that the reporting verb put at their end."""
    return quote.strip().rstrip(",;:").strip()

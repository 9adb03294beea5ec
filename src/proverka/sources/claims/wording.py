"""The words of a sentence as rules see them: lower case, contractions undone, each with where it stands."""

import re
from bisect import bisect_left
from dataclasses import dataclass

import msgspec

from proverka.sources.passage import Passage

# Letters and digits with inner hyphens and apostrophes; abbreviations and figures keep their points; a point before a
# small letter or a figure is none; marks that part clauses are words of their own. Quotation marks and square brackets
# are not seen, so that a phrase may run across them. Every repeat takes characters that what follows cannot, so that
# the search is linear in the text.
_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,8}|[^\W_]+(?:['’-][^\W_]+|(?<=\d)[.,]\d+)*|\.(?!\s?[a-z\d])|[,;:?!…—–()]|--|(?<=\s)-(?=\s)"
)
_DASHES = {"—": "-", "–": "-", "--": "-", "…": "."}


class Contractions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which words stand for several: whole ones, and what an ending after an apostrophe stands for.

    The point after one of the `abbreviations` ends no sentence.
    """

    abbreviations: frozenset[str]
    words: dict[str, str]
    endings: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words in order; word `i` stands at `starts[i]` to `ends[i]` of the article, `capital[i]` as it is printed.

    A contraction gives several words at one place.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    capital: list[bool]

    def passage(self, first: int, last: int) -> Passage:
        """Return where the words from `first` to `last` (without it) stand; there is at least one."""
        return Passage(self.starts[first], max(self.ends[first], self.ends[last - 1]))

    def within(self, passage: Passage) -> tuple[int, int]:
        """Return the first word of those that begin in the passage, and the one after the last."""
        first, last = bisect_left(self.starts, passage.start), bisect_left(self.starts, passage.end)
        return (first, last) if first < last else (0, 0)


def wording_of(text: str, sentence: Passage, contractions: Contractions) -> Wording:
    """Return the words of a sentence of the text."""
    spans = [match.span() for match in _WORD.finditer(text, sentence.start, sentence.end)]
    words = [text[start:end].lower() for start, end in spans]
    seen = Wording(
        words=words,
        starts=[start for start, _ in spans],
        ends=[end for _, end in spans],
        capital=[text[start].isupper() for start, _ in spans],
    )
    different = set(words)
    if not different.isdisjoint(contractions.abbreviations):
        _drop_points(seen, contractions.abbreviations)
    # Most sentences hold no dash and no contraction, and are done.
    if not _DASHES.keys().isdisjoint(different):
        seen.words[:] = [_DASHES.get(word, word) for word in words]
    whole, start, end = contractions.words, sentence.start, sentence.end
    if whole.keys().isdisjoint(different) and text.find("'", start, end) < 0 and text.find("’", start, end) < 0:
        return seen
    parts = {
        i: _parted(word.replace("’", "'"), contractions)
        for i, word in enumerate(words)
        if "'" in word or "’" in word or word in whole
    }
    return _with_parts(seen, parts)


def _drop_points(seen: Wording, abbreviations: frozenset[str]) -> None:
    """Take the points after abbreviations out; a form of address never ends a sentence."""
    words = seen.words
    kept = [i for i, word in enumerate(words) if word != "." or i == 0 or words[i - 1] not in abbreviations]
    if len(kept) < len(words):
        seen.starts[:] = [seen.starts[i] for i in kept]
        seen.ends[:] = [seen.ends[i] for i in kept]
        seen.capital[:] = [seen.capital[i] for i in kept]
        words[:] = [words[i] for i in kept]


def _with_parts(seen: Wording, parts: dict[int, list[str]]) -> Wording:
    """Return the words with those at some places replaced by several."""
    order = [i for i in range(len(seen.words)) for _ in parts.get(i, (0,))]
    return Wording(
        words=[part for i, word in enumerate(seen.words) for part in parts.get(i, (word,))],
        starts=[seen.starts[i] for i in order],
        ends=[seen.ends[i] for i in order],
        capital=[seen.capital[i] for i in order],
    )


def _parted(word: str, contractions: Contractions) -> list[str]:
    """Return `we'll` as `we will`, `don't` as `do not`; a possessive stays one word."""
    if word in contractions.words:
        return contractions.words[word].split()
    for ending, meant in contractions.endings.items():
        if word.endswith(ending) and len(word) > len(ending):
            return [word[: -len(ending)], meant]
    return [word]

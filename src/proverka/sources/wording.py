"""The words of a sentence as rules see them: lower case, contractions undone, each with where it stands."""

import re
from dataclasses import dataclass

import msgspec

from proverka.sources.passage import Passage

# Letters and digits with inner hyphens and apostrophes; abbreviations keep their points; marks that part clauses are
# words of their own. Quotation marks and square brackets are not seen, so that a phrase may run across them. Every
# repeat takes characters that what follows cannot, so that the search is linear in the text.
_WORD = re.compile(r"(?:[A-Za-z]\.){2,8}|[^\W_]+(?:['’-][^\W_]+)*|[.,;:?!…—–()]|--|(?<=\s)-(?=\s)")
_DASHES = {"—": "-", "–": "-", "--": "-", "…": "."}


class Contractions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which words stand for several: whole ones, and what an ending after an apostrophe stands for."""

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
        inside = [i for i, start in enumerate(self.starts) if passage.start <= start < passage.end]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)


def wording_of(text: str, sentence: Passage, contractions: Contractions) -> Wording:
    """Return the words of a sentence of the text."""
    seen = Wording(words=[], starts=[], ends=[], capital=[])
    whole = contractions.words
    for match in _WORD.finditer(text, sentence.start, sentence.end):
        printed = match.group()
        word = printed.lower().replace("’", "'")
        if word in whole:
            parts = whole[word].split()
        elif "'" in word:
            parts = _parted(word, contractions.endings)
        else:
            parts = [_DASHES.get(word, word)]
        start, end, capital = match.start(), match.end(), printed[0].isupper()
        for part in parts:
            seen.words.append(part)
            seen.starts.append(start)
            seen.ends.append(end)
            seen.capital.append(capital)
    return seen


def _parted(word: str, endings: dict[str, str]) -> list[str]:
    """Return `we'll` as `we will`, `don't` as `do not`; a possessive stays one word."""
    for ending, meant in endings.items():
        if word.endswith(ending) and len(word) > len(ending):
            return [word[: -len(ending)], meant]
    return [word]

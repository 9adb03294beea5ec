"""Tokens: the words, numbers and marks of a passage, each with its place."""

import re
from typing import NamedTuple

from proverka.sources.passage import Passage

# Abbreviations that end with a stop and do not end a sentence by it; any single capital letter is one too.
_ABBREVIATED = (
    "Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Maj|Col|Brig|Capt|Sgt|Cmdr|Adm|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|vs|Inc|Corp|Ltd|Co"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|[A-ZÀ-Þ]"
)
# A word keeps its inner apostrophes, hyphens and the stops of an abbreviation (U.S., a.m., Gen.); a possessive is a
# token of its own, so that a name is the same with and without it. Every repeat is bounded by the paragraph alone and
# no part can match what the next can, so that the time is linear.
_TOKEN = re.compile(
    rf"""(?P<possessive>['’]s?(?![^\W_])(?<=[^\W_]['’]|['’]s))
      | (?P<measure>\d[\d,.]*(?:-[^\W\d_]+)+)
      | (?P<number>\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?(?![^\W\d_]))
      | (?P<abbreviation>(?:[^\W\d_]\.){{2,}}|(?:{_ABBREVIATED})\.(?=[\s,-]))
      | (?P<word>[^\W_]+(?:[-'’/&][^\W_]+(?<!['’]s))*)
      | (?P<mark>[^\s\w]|_)
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """One token: its text as printed, in lower case, and its place in the text of the article."""

    text: str
    lower: str
    start: int
    end: int
    sort: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


def tokens_of(text: str, within: Passage) -> list[Token]:
    """Return the tokens of a passage, in order; white space is in none of them."""
    found = []
    for match in _TOKEN.finditer(text, within.start, within.end):
        printed, (start, end) = match[0], match.span()
        lower = printed.lower()
        found.append(Token(printed, lower.replace("’", "'"), start, end, match.lastgroup or "mark"))
    return found

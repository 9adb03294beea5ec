"""Marks in HTML that is in no language: docs/spec/neutral-text.md.

A mark stands for what is said in another way in each language, and is made of code points that nothing else may use.
Its first part says of which kind it is. What is no message is the record's own, and is marked too: its words (`w`) are
in its language, whatever that of the page is, and a day or a row of digits (`i`) is read from left to right in every
language.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

# Code points of the private use area, which say nothing to anybody else: they open, divide and close a mark.
OPEN, DIVIDE, CLOSE = "\ue000", "\ue001", "\ue002"
# What a page may be divided at into parts that stay the same from day to day.
CUT = "\ue003"
MARKS = re.compile(f"([{OPEN}{DIVIDE}{CLOSE}])")
_TO_BLANK = dict.fromkeys(map(ord, (OPEN, DIVIDE, CLOSE, CUT)), "\N{REPLACEMENT CHARACTER}")
_NAMED = re.compile(r"\{(\w+)\}")
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_OWN = ("w", "i")


def mark(*parts: str) -> Markup:
    """Return a mark; each part is a message of ours, or neutral HTML."""
    return Markup(OPEN + DIVIDE.join(parts) + CLOSE)  # noqa: S704 - as asked of the parts


def own(value: object) -> object:
    """Return the record's own words, or a day, as neutral HTML, escaped and marked as such; all else as it is."""
    if isinstance(value, date):
        return mark("i", str(value))
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return _own_words(value)


@lru_cache(maxsize=1 << 14)
def _own_words(words: str) -> Markup:
    """Return words of the record, as `own` does: names and days stand on a page again and again."""
    html = escape(without_marks(words))
    if _LETTER.search(words):
        return mark("w", html)
    return mark("i", html) if _DIGIT.search(words) else html


def plain(value: object) -> object:
    """Return neutral HTML for an attribute, which can hold no element: nothing of it is marked as the record's own."""
    if not isinstance(value, str) or OPEN not in value:
        return value
    if not hasattr(value, "__html__"):
        return without_marks(value)
    return Markup("".join(_unmarked(value)))  # noqa: S704 - HTML before and after


def _unmarked(html: str) -> Iterator[str]:
    kept: list[bool] = []
    pieces = iter(MARKS.split(html))
    for piece in pieces:
        if piece == OPEN:
            kind = next(pieces)
            kept.append(kind not in _OWN)
            if kept[-1]:
                yield OPEN + kind
            else:
                next(pieces)  # what divides the kind from what is marked
        elif piece != CLOSE or not kept or kept.pop():
            yield piece


def safe(value: object) -> str:
    """Return a value as neutral HTML: as it is where it is HTML, else escaped, and marked where it is the record's."""
    marked = own(value)
    return str(marked.__html__()) if hasattr(marked, "__html__") else str(escape(str(marked)))


def without_marks(text: str) -> str:
    """Return other people's words without the code points that open, divide and close marks."""
    return text.translate(_TO_BLANK) if not text.isascii() else text


def filled(message: str, facts: Mapping[str, str]) -> str:
    """Return a message with its facts in the places that it names; a name without a fact stays as it is."""
    if not facts:
        return message
    pieces = _taken_at_names(message)
    return "".join([facts.get(one, f"{{{one}}}") if number % 2 else one for number, one in enumerate(pieces)])


@lru_cache(maxsize=1 << 14)
def _taken_at_names(message: str) -> tuple[str, ...]:
    """Return a message in pieces: texts and the names in braces between them, in turn."""
    return tuple(_NAMED.split(message))

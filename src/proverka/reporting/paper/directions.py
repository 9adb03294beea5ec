"""Directions of writing: what runs from left to right in a page that runs from right to left.

Whatever sets a page knows in which direction letters run; it does not know that of a day, whose numbers and hyphens run
with the letters before them, nor that of a sentence's last sign, which runs with the page.
"""

import re
import unicodedata
from collections.abc import Iterator

from lxml.html import builder

from proverka.reporting.paper.flat import Element

DAY = re.compile(r"(?<![\w-])(\d{4}-\d{2}(?:-\d{2})?)(?![\w-])")
_ISOLATE, _END = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def mark_directions(root: Element) -> None:
    """Mark what runs from left to right in a page that does not: foreign words, and days among words of the page."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        pieces = list(_pieces(element.text or ""))
        if any(ltr for _, ltr in pieces):
            element.text = None
            _insert(element, 0, pieces)
    for element in list(root.iter()):
        parent = element.getparent()
        pieces = list(_pieces(element.tail or "")) if parent is not None else []
        if any(ltr for _, ltr in pieces):
            element.tail = None
            _insert(parent, parent.index(element) + 1, pieces)


def isolated(words: str) -> str:
    """Return words for where no marks can be: the days in them set apart by letters that are nothing to see."""
    return DAY.sub(rf"{_ISOLATE}\1{_END}", words)


def direction_of(letter: str) -> str:
    """Return the direction of a letter, L or R; nothing for signs and digits."""
    return {"L": "L", "R": "R", "AL": "R"}.get(unicodedata.bidirectional(letter), "")


def _pieces(words: str) -> Iterator[tuple[str, bool]]:
    """Yield words in pieces, each with whether it is to be marked: days, and words without a letter of the page.

    A blank at the end of foreign words belongs to the page: it stands between them and what follows.
    """
    found = {direction_of(letter) for letter in words}
    if "R" in found:
        yield from ((piece, place % 2 == 1) for place, piece in enumerate(DAY.split(words)) if piece)
    elif "L" in found or DAY.search(words):
        inner = words.strip()
        before, _, after = words.partition(inner)
        yield from ((piece, ltr) for piece, ltr in ((before, False), (inner, True), (after, False)) if piece)
    elif words:
        yield words, False


def _insert(parent: Element, place: int, pieces: list[tuple[str, bool]]) -> None:
    """Put pieces of text into an element, before the child at a place."""
    last: Element = parent[place - 1] if place else None
    for words, ltr in pieces:
        if ltr:
            last = builder.SPAN(words, {"dir": "ltr"})
            parent.insert(place, last)
            place += 1
        elif last is None:
            parent.text = (parent.text or "") + words
        else:
            last.tail = (last.tail or "") + words

"""The widths of the columns of a table, from what stands in them: the same in a PDF and in a text.

Lengths are counted in letters of the small type in which tables are set; an ideograph takes two.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from lxml.html import builder

from proverka.reporting.paper.flat import WHOLE_MAX, ZERO_WIDTH_SPACE, Element

# Letters in a line of a page of A4, upright and on its side.
LINE, LINE_WIDE = 126, 190
# Between two columns.
GAP = 2
# The shape before the word of a status.
SHAPE = 2
# A line of fewer ideographs is not read, but spelled.
IDEOGRAPHS = 4
# No column is made wider than this for the sake of one long word: an address may be broken.
WORD_MAX = WHOLE_MAX
# An Arabic letter of the same size takes more room, the longest most of all.
ARABIC_WIDTH = 1.2
_WIDE = frozenset("WF")
# What stays in one line, by its class.
_WHOLE = frozenset({"nowrap", "chip", "tag", "entry", "standing", "day"})


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its longest word, and its cells on average, in letters."""

    word: float
    average: float


def set_widths(root: Element) -> None:
    """Give every table of data the widths of its columns, in percent."""
    for table in root.xpath("//table[not(@class='facts')]"):
        wide = bool(table.xpath("ancestor::div[contains(@class, 'wide')]"))
        widths = shares(list(_columns(table)), LINE_WIDE if wide else LINE)
        group = builder.COLGROUP(*(builder.COL({"style": f"width: {share:.2f}%"}) for share in widths))
        caption = table.find("caption")
        table.insert(0 if caption is None else 1, group)


def shares(columns: Sequence[_Column], line: int) -> list[float]:
    """Return the share of each column in percent: room for its longest word, the rest by how much stands in it."""
    words = [column.word + GAP for column in columns]
    rest = max(line - sum(words), 0)
    weights = [max(column.average - column.word, 0) for column in columns]
    whole = sum(weights)
    widths = [
        word + (rest * weight / whole if whole else rest / len(columns))
        for word, weight in zip(words, weights, strict=True)
    ]
    return [100 * width / sum(widths) for width in widths]


def _columns(table: Element) -> Iterator[_Column]:
    """Yield the columns of a table; cells that span several columns say nothing about any."""
    cells: dict[int, list[Element]] = {}
    spans: dict[int, int] = {}
    for row in table.iter("tr"):
        place = 0
        for cell in row:
            while spans.get(place, 0):
                spans[place] -= 1
                place += 1
            width, height = (int(cell.get(name, "1")) for name in ("colspan", "rowspan"))
            if width == 1:
                cells.setdefault(place, []).append(cell)
                spans[place] = height - 1
            place += width
        for skipped in range(place, max(spans, default=0) + 1):
            spans[skipped] = max(spans.get(skipped, 0) - 1, 0)
    for place in range(max(cells, default=-1) + 1):
        yield _column(cells.get(place, []))


def _column(cells: Sequence[Element]) -> _Column:
    texts = [_text_of(cell) for cell in cells]
    told = (text for cell, text in zip(cells, texts, strict=True) if cell.tag == "td" or cell.get("scope") == "row")
    filled = [length for text in told if (length := _length(text))]
    longest = max((_length(word) for text in texts for word in _words(text)), default=0)
    # The root of the mean square: a few long cells count for more than many dashes.
    return _Column(
        min(longest, WORD_MAX), sqrt(sum(length**2 for length in filled) / len(filled)) if filled else longest
    )


def _text_of(element: Element, *, whole: bool = False) -> str:
    """Return the text of a cell, with a blank where a line may or must be broken and nowhere else."""
    classes = element.get("class", "").split()
    whole = whole or element.tag == "time" or not _WHOLE.isdisjoint(classes)
    parts = [element.text or ""]
    for child in element:
        broken = "block" in child.get("class", "").split()
        parts += [" " if broken else "", _text_of(child, whole=whole), child.tail or ""]
    text = "".join(parts)
    return "_" * round(_length(" ".join(text.split())) + (SHAPE if "chip" in classes else 0)) if whole else text


def _words(text: str) -> Iterator[str]:
    """Yield what no line breaks: words between blanks; of ideographs, as many as are read together."""
    for word in re.split(rf"[ \t\n{ZERO_WIDTH_SPACE}]+|(?<=/)(?=\D)", text):
        wide = any(unicodedata.east_asian_width(letter) in _WIDE for letter in word)
        yield word[:IDEOGRAPHS] if wide else word


def _length(text: str) -> float:
    return sum(map(_width, text))


def _width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in _WIDE:
        return 2
    return ARABIC_WIDTH if unicodedata.bidirectional(letter) == "AL" else 1

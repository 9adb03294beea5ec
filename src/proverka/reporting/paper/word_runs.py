"""Words in a line of a Word document: how they look, and in which direction they run."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from proverka.reporting.chart_canvas import ROLES
from proverka.reporting.chart_obligations import ROLE_OF_STATUS
from proverka.reporting.paper.flat import Element
from proverka.reporting.paper.word_xml import Xml, make, text_of

SMALLER = 0.88
_MUTED, _LINK = ROLES["muted"][1], ROLES["open"][1]
_MONOSPACED = "Courier New"

# What a class says of how words look. A colour never says anything alone: the words do.
_COLOURS: Mapping[str, str] = {
    **{f"chip-{status}": ROLES[role][1] for status, role in ROLE_OF_STATUS.items()},
    **dict.fromkeys(("sub", "kicker", "blank", "nothing", "note", "par-number", "number", "tag", "state"), _MUTED),
    "late": ROLES["bad"][1],
    "state-missed": ROLES["bad"][1],
    "state-met": ROLES["good"][1],
    "state-met_late": ROLES["late"][1],
    "standing-verified": ROLES["good"][1],
    "standing-contested": ROLES["odd"][1],
    "severity-breach": ROLES["bad"][1],
    "severity-discrepancy": ROLES["late"][1],
}
_BOLD = frozenset({"chip", "late", "state-missed", "standing", "side-name"})
_BOLD_TAGS = frozenset({"strong", "b", "th"})

# The directions of letters, as the Unicode Character Database names them.
_DIRECTIONS = {"L": "L", "R": "R", "AL": "R"}
_DIGITS = frozenset({"EN", "AN"})


@dataclass(frozen=True, slots=True)
class Look:
    """How words look that look another way than their paragraph: in colour, small, in another language.

    `size` is that of the paragraph, in points; `rtl` says that it runs from right to left.
    """

    size: float
    small: bool = False
    bold: bool = False
    italic: bool = False
    colour: str = ""
    mono: bool = False
    language: str = ""
    rtl: bool = False

    def within(self, element: Element) -> "Look":
        """Return the look of words inside an element."""
        classes = element.get("class", "").split()
        colour = next((_COLOURS[one] for one in reversed(classes) if one in _COLOURS), self.colour)
        bold = self.bold or element.tag in _BOLD_TAGS or not _BOLD.isdisjoint(classes)
        return replace(
            self,
            bold=bold and "sub" not in classes,
            italic=self.italic or element.tag in ("em", "i"),
            colour=_LINK if element.get("href", "").startswith("http") else colour,
            small=self.small or "sub" in classes,
            mono=self.mono or element.tag == "code",
            language=element.get("lang") or self.language,
            rtl=self.rtl and element.get("dir") != "ltr",
        )

    def runs(self, words: str) -> Iterator[Xml]:
        """Yield words as runs, each in one direction."""
        for stretch, rtl in stretches(words) if self.rtl else [(words, False)]:
            yield make("r", self._properties(rtl=rtl), text_of(stretch))

    def _properties(self, *, rtl: bool) -> Xml:
        """Return the properties of a run, in the order that the format asks for."""
        found = make("rPr")
        if self.mono:
            found.append(make("rFonts", ascii=_MONOSPACED, hAnsi=_MONOSPACED, cs=_MONOSPACED))
        for name, wanted in (("b", self.bold), ("i", self.italic)):
            if wanted:
                found.extend((make(name), make(f"{name}Cs")))
        if self.colour:
            found.append(make("color", val=self.colour.removeprefix("#").upper()))
        if self.small:
            half_points = round(self.size * SMALLER * 2)
            found.extend((make("sz", val=half_points), make("szCs", val=half_points)))
        if rtl:
            found.append(make("rtl"))
        if self.language:
            found.append(make("lang", val=self.language, eastAsia=self.language, bidi=self.language))
        return found


def stretches(words: str) -> Iterator[tuple[str, bool]]:
    """Yield words of a paragraph that runs from right to left in stretches, each with whether it runs so itself.

    Signs between two letters of one direction go with them, others with the paragraph; digits go with the letters
    before them (after the Unicode Bidirectional Algorithm, UAX #9, rules W2, W7, N1 and N2).
    """
    strong: list[str | None] = []
    last = "R"
    for letter in words:
        kind = unicodedata.bidirectional(letter)
        last = _DIRECTIONS.get(kind, last)
        strong.append(last if kind in _DIGITS or kind in _DIRECTIONS else None)
    directions = _settled(strong)
    for rtl, pairs in groupby(zip(directions, words, strict=True), key=lambda pair: pair[0]):
        yield "".join(letter for _, letter in pairs), rtl


def _settled(strong: list[str | None]) -> list[bool]:
    """Return for each letter or sign whether it runs from right to left."""
    after: list[str] = []
    following = "R"
    for one in reversed(strong):
        following = one or following
        after.append(following)
    found, before = [], "R"
    for one, following in zip(strong, reversed(after), strict=True):
        before = one or before
        found.append((one or (before if before == following else "R")) == "R")
    return found

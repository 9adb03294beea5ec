"""Words in a line of a Word document: how they look, and in which direction they run."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from proverka.reporting.chart_canvas import ROLES
from proverka.reporting.chart_obligations import ROLE_OF_STATUS
from proverka.reporting.paper.directions import DAY, direction_of
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

_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
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
        """Yield words as runs, each in one direction; what sets directions apart in plain text is not needed then."""
        bare = words.translate(_ISOLATES)
        for stretch, rtl in stretches(bare) if self.rtl else [(bare, False)]:
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
    before them, and a day always runs from left to right (after the Unicode Bidirectional Algorithm, UAX #9, rules W2,
    W7, N1 and N2).
    """
    strong: list[str] = []
    last = "R"
    for place, piece in enumerate(DAY.split(words)):
        for letter in piece:
            last = direction_of(letter) or last
            digit = last if unicodedata.bidirectional(letter) in _DIGITS else ""
            strong.append("L" if place % 2 else direction_of(letter) or digit)
    for rtl, pairs in groupby(zip(_settled(strong), words, strict=True), key=lambda pair: pair[0]):
        yield "".join(letter for _, letter in pairs), rtl


def _settled(strong: list[str]) -> Iterator[bool]:
    """Yield for each letter or sign whether it runs from right to left."""
    following = [*accumulate(reversed(strong), lambda last, one: one or last, initial="R")][:0:-1]
    before = "R"
    for one, after in zip(strong, following, strict=True):
        before = one or before
        yield (one or (before if before == after else "R")) == "R"

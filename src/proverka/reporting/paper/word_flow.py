"""The content of a report flowing into a Word document: paragraphs, lists, figures, tables, and the words in them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from proverka.reporting.paper.flat import ZERO_WIDTH_SPACE, Element
from proverka.reporting.paper.word_links import Links
from proverka.reporting.paper.word_runs import Look
from proverka.reporting.paper.word_xml import Xml, make
from proverka.reporting.terminal import STATUS_FORM

HEADINGS = {"h1": "Title", "h2": "Heading1", "h3": "Heading2", "h4": "Heading3"}
_PARAGRAPHS = frozenset({*HEADINGS, "p", "li", "figcaption", "caption"})
_HOLDERS = frozenset({"section", "article", "div", "main", "ul", "ol", "figure"})
_BLANKS = re.compile(r"[ \t\n]+")
# Lists without a mark before each item: what stands in them says by itself where an item begins.
_UNMARKED = frozenset({"lately", "stances", "evidence-list"})
_STYLES = {
    "note": "Note",
    "nothing": "Note",
    "warning": "Warning",
    "kicker": "Subtitle",
    "lead": "Lead",
    "side-name": "Side",
    "sub": "Note",
}

Special = Callable[[Element, "Flow"], None]


@dataclass(slots=True)
class Flow:
    """Writes elements of HTML to the end of a body or a cell.

    `specials` write what needs more than words: by the tag of an element, or `.` and its class. A paragraph is begun
    when there is something to put into it; `marks` are the anchors of what has begun since the last.
    """

    container: Xml
    links: Links
    look: Look
    specials: dict[str, Special]
    style: str = "Normal"
    marks: tuple[str, ...] = ()
    _paragraph: Xml | None = None
    _link: Xml | None = None
    _blank: bool = True

    def write(self, element: Element) -> None:
        """Write an element with all that it holds."""
        special = next((self.specials[key] for key in _keys(element) if key in self.specials), None)
        if "id" in element.attrib:
            self.marks = (*self.marks, element.get("id"))
        if special is not None:
            self.close()
            special(element, self)
        elif element.tag in _PARAGRAPHS:
            self._write_paragraph(element)
        elif element.tag in _HOLDERS:
            self.close()
            self.fill(element, self.look)
            self.close()
        else:
            self._write_words(element)

    def begin(self, style: str) -> Xml:
        """Begin a paragraph and return it, with the bookmarks of what has begun since the last."""
        self.close()
        paragraph = make("p", make("pPr", make("pStyle", val=style)))
        self.append(paragraph)
        for anchor in self.marks:
            paragraph.extend(self.links.bookmark(anchor))
        self._paragraph, self._blank, self.marks = paragraph, True, ()
        return paragraph

    def close(self) -> None:
        """End the paragraph."""
        self._paragraph = None

    def append(self, block: Xml) -> None:
        """Put a block at the end, before the properties of the last section."""
        last = self.container[-1] if len(self.container) else None
        if last is not None and last.tag.endswith("}sectPr"):
            last.addprevious(block)
        else:
            self.container.append(block)

    def say(self, words: str, look: Look) -> None:
        """Write words; blanks are those of HTML, where several count as one and none begins a paragraph."""
        # A program that sets lines by itself needs no hint where to break them, and searches without such hints.
        text = _BLANKS.sub(" ", words.replace(ZERO_WIDTH_SPACE, ""))
        if self._blank or self._paragraph is None:
            text = text.lstrip(" ")
        if not text:
            return
        holder = self._begun() if self._link is None else self._link
        holder.extend(look.runs(text))
        self._blank = text.endswith(" ")

    def _begun(self) -> Xml:
        return self.begin(self.style) if self._paragraph is None else self._paragraph

    def _write_paragraph(self, element: Element) -> None:
        before, self.style = self.style, self._style_of(element)
        self.close()
        # The style of a paragraph says how it looks; only words in it may look another way.
        self.fill(element, self.look)
        self.close()
        self.style = before

    def _style_of(self, element: Element) -> str:
        if element.tag in HEADINGS:
            return HEADINGS[element.tag]
        if element.tag in ("figcaption", "caption"):
            return "Caption"
        if element.tag == "li":
            return self._style_of_item(element.getparent())
        classes = element.get("class", "").split()
        return next((_STYLES[one] for one in classes if one in _STYLES), self.style)

    def _style_of_item(self, parent: Element) -> str:
        if parent.tag == "ol":
            return "ListNumber"
        unmarked = parent.xpath("ancestor-or-self::*[contains(@class, 'standings') or contains(@class, 'side')]")
        return "Item" if unmarked or parent.get("class", "") in _UNMARKED else "ListBullet"

    def fill(self, element: Element, look: Look) -> None:
        """Write what an element holds, without the element itself."""
        self._write_text(element.text, look)
        outer = self.look
        for child in element:
            self.look = look
            self.write(child)
            self.look = outer
            self._write_text(child.tail, look)

    def _write_text(self, words: str | None, look: Look) -> None:
        if words:
            self.say(words, look)

    def _write_words(self, element: Element) -> None:
        """Write what stands in a line: marks, breaks, links, words with a look of their own."""
        classes = element.get("class", "").split()
        if "block" in classes and not self._at_start():
            self._begun().append(make("r", make("br")))
            self._blank = True
        look = self.look.within(element)
        if sign := _sign(classes):
            self.say(f"{sign}\N{NO-BREAK SPACE}", look)
        address = element.get("href", "")
        if element.tag == "a" and address and self._link is None:
            self._begun()
            self._mark()
            self._link = self.links.link(address)
            self.fill(element, look)
            link, self._link = self._link, None
            if len(link):
                self._begun().append(link)
        else:
            self._mark()
            self.fill(element, look)

    def _at_start(self) -> bool:
        return self._paragraph is None or not self._paragraph.xpath("./w:r | ./w:hyperlink")

    def _mark(self) -> None:
        """Put the bookmarks of what has just begun into the line."""
        if self._paragraph is not None and self._link is None:
            for anchor in self.marks:
                self._paragraph.extend(self.links.bookmark(anchor))
            self.marks = ()


def _sign(classes: Sequence[str]) -> str:
    """Return the sign of a status, as a terminal shows it: a shape says what a colour says."""
    status = next((one.removeprefix("chip-") for one in classes if one.startswith("chip-")), "")
    return STATUS_FORM[status][0] if status else ""


def _keys(element: Element) -> list[str]:
    return [element.tag, *(f".{one}" for one in element.get("class", "").split())]

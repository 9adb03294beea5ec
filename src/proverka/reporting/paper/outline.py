"""The outline of a printed report: its headings with their numbers, the list of contents, numbered paragraphs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.html import builder

from proverka.reporting.paper.flat import Element
from proverka.reporting.tongue import Language

# The headings that stand in the list of contents, with their depth in it.
DEPTHS = {"h2": 1, "h3": 2}
HEADINGS = ("h2", "h3", "h4")
# Paragraphs that count: those that say something of their own.
_COUNTED = ("", "why", "reconciliation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading: where it is found, its number if it has one, its words, and its depth from 1."""

    anchor: str
    number: str
    words: str
    depth: int


def anchor_duties(root: Element) -> None:
    """Make the row of each obligation in their annex what links to the obligation lead to."""
    for row in root.xpath("//section[@id='annex-obligations']//tr[@class='row']"):
        link = row.find("th/a")
        row.set("id", link.get("href").removeprefix("#"))


def number_annexes(root: Element) -> None:
    """Give each annex its letter, in place of the number that its section has in the report as one file."""
    for annex in root.xpath("//div[@data-number]"):
        number = annex.find(".//h2/b")
        number[:] = []
        number.text = annex.attrib.pop("data-number")


def name_annexes(root: Element) -> None:
    """Say in which annex it is what a link leads to: on paper it cannot be followed."""
    annexes = {
        section.get("id"): annex.findtext(".//h2/b")
        for annex in root.xpath("//div[contains(@class, 'annex')]")
        for section in annex.iter("section")
    }
    for link in root.xpath("//main//a[not(@class)]"):
        annex = annexes.get(link.get("href", "").removeprefix("#"))
        if annex and annex not in link.text_content():
            link.tail = f" ({annex}){link.tail or ''}"


def number_paragraphs(root: Element, language: Language) -> None:
    """Number the paragraphs of the sections, from 1 on, so that a meeting can cite them; annexes have none."""
    found = root.xpath("//main/section/p | //main/section/article/p")
    counted = (p for p in found if p.get("class", "") in _COUNTED)
    for number, paragraph in enumerate(counted, start=1):
        mark = builder.SPAN(language.number(number) + ".", {"class": "par-number"})
        mark.tail = f" {paragraph.text or ''}"
        paragraph.text = None
        paragraph.insert(0, mark)
        paragraph.set("class", f"par {paragraph.get('class', '')}".strip())


def headings_of(root: Element) -> Iterator[Heading]:
    """Yield the headings that stand in the list of contents; each has an anchor of its own."""
    for place, heading in enumerate(root.xpath("//main//h2 | //main//h3"), start=1):
        anchor = heading.get("id") or f"heading-{place}"
        heading.set("id", anchor)
        number = heading.find("b")
        words = "".join(heading.itertext()) if number is None else number.tail or ""
        yield Heading(
            anchor=anchor,
            number=number.text if number is not None else "",
            words=" ".join(words.split()),
            depth=DEPTHS[heading.tag],
        )


def contents_list(headings: Iterable[Heading]) -> Element:
    """Return the list of contents; whoever makes pages of it adds their numbers."""
    return builder.OL(*(_line(heading) for heading in headings), {"class": "contents"})


def _line(heading: Heading) -> Element:
    number = builder.SPAN(heading.number, {"class": "number"})
    number.tail = f" {heading.words}"
    return builder.LI(builder.A(number, {"href": f"#{heading.anchor}"}), {"class": f"depth-{heading.depth}"})

"""Where links of a Word document lead: bookmarks inside it, addresses outside."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import qn

from proverka.reporting.paper.flat import Element
from proverka.reporting.paper.word_xml import Xml, make


@dataclass(slots=True)
class Links:
    """The links of a document: only what something leads to gets a bookmark, by a number of its own.

    A name of a bookmark may not be longer than 40 letters, so that anchors cannot be the names.
    """

    part: Part
    numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, part: Part, body: Element, anchors: Iterable[str]) -> "Links":
        """Return the links of a report: those in its body, and those to some anchors besides."""
        inside = (address[1:] for address in body.xpath("//a/@href") if address.startswith("#"))
        return cls(part, {name: n for n, name in enumerate(dict.fromkeys((*inside, *anchors)), start=1)})

    def bookmark(self, anchor: str) -> list[Xml]:
        """Return the bookmark of an anchor, empty where nothing leads to it."""
        number = self.numbers.get(anchor)
        if number is None:
            return []
        return [make("bookmarkStart", id=number, name=self.name(anchor)), make("bookmarkEnd", id=number)]

    def name(self, anchor: str) -> str:
        """Return the name of the bookmark of an anchor that something leads to."""
        return f"place_{self.numbers[anchor]}"

    def link(self, address: str) -> Xml:
        """Return an empty link to an address; a `#` begins one inside the document."""
        if address.startswith("#"):
            return make("hyperlink", anchor=self.name(address[1:]))
        link = make("hyperlink")
        link.set(qn("r:id"), self.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        return link

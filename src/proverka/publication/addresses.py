"""Where everything in a public edition has its address: the same from one edition to the next.

Addresses are relative, so that an edition works from any folder of any server and from a stick. A page's own place is
left open: a mark stands for the way to the folder of its language, and is filled in when the page is told.
"""

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from proverka.assessment.result import FigureResult
from proverka.reporting.anchors import entry_anchor, place_anchor, slug
from proverka.reporting.tongue import NEUTRAL

# Entries to a page of the record. Fixed for ever, since the address of an entry follows from it.
ENTRIES_TO_A_PAGE = 64

SECTIONS = {
    "findings": "findings.html",
    "due-soon": "obligations/index.html#due-soon",
    "record": "record/index.html",
    "verify": "verify.html",
    "downloads": "downloads.html",
    "changes": "changes.html",
    "about": "about.html",
}


def file_name(identifier: str) -> str:
    """Return an identifier as the name of a file: no two identifiers have the same.

    Strokes become tildes, which no identifier has.
    """
    return identifier.replace("/", "~")


def obligation_page(identifier: str) -> str:
    """Return the page of an obligation, in the folder of a language."""
    return f"obligations/{file_name(identifier)}.html"


def instrument_page(identifier: str) -> str:
    """Return the page of an instrument, in the folder of a language."""
    return f"instruments/{file_name(identifier)}.html"


def basis_page(basis: str) -> str:
    """Return the page of the figures on a basis, in the folder of a language."""
    return f"figures/{file_name(basis)}.html"


def chart_page(name: str) -> str:
    """Return the page of a chart, in the folder of a language."""
    return f"charts/{slug(name)}.html"


def embed_page(name: str) -> str:
    """Return the chart alone, for pages of others, in the folder of a language."""
    return f"embed/{slug(name)}.html"


def record_page(index: int) -> str:
    """Return the page of an entry, in the folder of a language."""
    return f"record/{record_part(index)}.html"


def record_part(index: int) -> str:
    """Return the name of the part of the record that holds an entry: `000`, `001`, ..."""
    return f"{index // ENTRIES_TO_A_PAGE:03d}"


def figure_anchor(figure: FigureResult) -> str:
    """Return the anchor of a figure on the page of its basis."""
    return f"figure-{figure.entry}"


@dataclass(frozen=True, slots=True)
class Paths:
    """The addresses of an edition, for its templates."""

    pages: bool = True

    def page(self, path: str) -> Markup:
        """Return the address of a page, named from the folder of its language."""
        return NEUTRAL.base() + Markup.escape(path)

    def entry(self, index: int) -> Markup:
        """Return the address of an entry of the record."""
        return _entry_address(index)

    def obligation(self, identifier: str) -> Markup:
        """Return the address of an obligation."""
        return self.page(obligation_page(identifier))

    def instrument(self, identifier: str) -> Markup:
        """Return the address of an instrument."""
        return self.page(instrument_page(identifier))

    def basis(self, basis: str) -> Markup:
        """Return the address of the figures on a basis."""
        return self.page(basis_page(basis))

    def figure(self, figure: FigureResult) -> Markup:
        """Return the address of a figure."""
        return self.page(f"{basis_page(figure.basis)}#{figure_anchor(figure)}")

    def place(self, identifier: str) -> Markup:
        """Return the address of a place."""
        return self.page(f"places.html#{place_anchor(identifier)}")

    def finding(self, number: int) -> Markup:
        """Return the address of a finding."""
        return self.page(f"findings.html#finding-{number}")

    def check(self, number: int) -> Markup:
        """Return the address of a sum that was tested."""
        return self.page(f"holdings.html#check-{number}")

    def chart(self, name: str) -> Markup:
        """Return the address of a chart."""
        return self.page(chart_page(name))

    def embed(self, name: str) -> Markup:
        """Return the address of a chart alone, for pages of others."""
        return self.page(embed_page(name))

    def section(self, name: str) -> Markup:
        """Return the address of a section."""
        return self.page(SECTIONS[name])

    def root(self, path: str) -> Markup:
        """Return the address of a file that all languages share, named from the folder of the edition."""
        return self.page(f"../{path}")


@lru_cache(maxsize=1 << 17)
def _entry_address(index: int) -> Markup:
    """Return the address of an entry, which stands on many pages."""
    return Paths().page(f"{record_page(index)}#{entry_anchor(index)}")


PATHS = Paths()

"""The tables of a page, and CSV, as a reader has them: rows of texts."""

import csv
import io
import re
from html.parser import HTMLParser

NUMBER = re.compile(r"(?<![\w-])-?\d[\d,]*(?:\.\d+)?(?![\w-])")


class Page(HTMLParser):
    """A page taken apart: the rows of its tables by their captions, its identifiers, and where it leads."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.ids: list[str] = []
        self.links: list[str] = []
        self._rows: list[list[str]] = []
        self._caption = ""
        self._into: list[str] | None = None
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [one for one in [given.get("id")] if one]
        self.links += [one for one in (given.get("href"), given.get("src"), given.get("data-address-of")) if one]
        if tag == "table":
            self._rows, self._caption = [], ""
        elif tag == "caption":
            self._into = [""]
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
            self._into = self._rows[-1]

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption" and self._into is not None:
            self._caption = self._into[-1]
        if tag in ("caption", "td", "th"):
            self._into = None
        elif tag == "table":
            self.tables[self._caption] = [[" ".join(cell.split()) for cell in row] for row in self._rows]

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV, by its header."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def numbers(text: str) -> list[str]:
    """The numbers in a text, without the marks that group their digits."""
    return [found.replace(",", "") for found in NUMBER.findall(text)]

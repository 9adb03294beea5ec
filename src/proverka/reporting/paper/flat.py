"""A page for a screen laid flat: nothing folded, nothing to press, no link that leads nowhere, facts as tables.

Everything here changes a tree in place.
"""

from typing import Any

from lxml import etree, html
from lxml.html import builder

from proverka.reporting.marks import filled
from proverka.reporting.tongue import Language

# A tree of lxml, which does not say its types.
Element = Any

ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
_OPERATED = ("form", "script", "button", "template")
_QUOTES = {
    "": ("“", "”"),
    "fr": ("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»"),
    "ru": ("«", "»"),
    "ar": ("«", "»"),
    "es": ("«", "»"),
}

# Letters of an amount that is never divided between two lines.
WHOLE_MAX = 18

# What says something to a browser alone.
_ATTRIBUTES = ("title", "data-label", "data-status", "tabindex", "role", "aria-label", "aria-labelledby", "rel")


def parsed(page: str) -> Element:
    """Return a page as a tree; where a line may be broken inside a word stands a letter that is nothing to see.

    After a stroke a line may be broken anyway, so that identifiers can be found as they are.
    """
    return html.fromstring(page.replace("/<wbr>", "/").replace("<wbr>", ZERO_WIDTH_SPACE))


def flatten(root: Element, language: Language) -> None:
    """Lay a page flat, as it is written in a language: see the single steps."""
    _drop_what_is_operated(root)
    _quote(root, language)
    _point(root, language)
    _unfold(root)
    _short_cells(root)
    _whole_numbers(root)
    _facts_as_tables(root)
    _counts_as_tables(root)
    for element in root.iter(etree.Element):
        element.text, element.tail = _kept_together(element.text), _kept_together(element.tail)
        for name in _ATTRIBUTES:
            element.attrib.pop(name, None)


def _kept_together(text: str | None) -> str | None:
    """Return a text in which no line ends between a number and its percent sign."""
    return text and text.replace(" %", "\N{NO-BREAK SPACE}%")


def shorten(root: Element, language: Language, rows_max: int, note: str) -> None:
    """Leave the last rows of each table that has more than so many, and say so under it.

    In the note `{shown}` and `{count}` are the numbers of rows.
    """
    for table in root.iter("table"):
        rows = table.xpath("tbody/tr[not(contains(@class, 'group'))]")
        if len(rows) > rows_max:
            for row in rows[:-rows_max]:
                row.drop_tree()
            numbers = {"shown": language.number(rows_max), "count": language.number(len(rows))}
            table.addnext(builder.P(filled(note, numbers), {"class": "note"}))


def drop_blind_links(root: Element) -> None:
    """Make text of links that lead nowhere on the page."""
    here = {f"#{name}" for name in root.xpath("//@id")}
    for link in list(root.iter("a")):
        address = link.get("href", "")
        if address.startswith("#") and address not in here:
            link.tag = "span"
            del link.attrib["href"]


def _drop_what_is_operated(root: Element) -> None:
    """Drop controls, marks that only repeat a word, bars without words, and the numbers and pictures of charts."""
    found = [*root.iter(*_OPERATED), *root.xpath("//svg | //*[@aria-hidden='true']")]
    for figure in root.iter("figure"):
        found += [child for child in figure if child.tag in ("div", "details", "svg")]
    for element in found:
        if element.getparent() is not None:
            element.drop_tree()


def _point(root: Element, language: Language) -> None:
    """Write out the arrow from what was to what is, which a browser would draw in the direction of reading."""
    for turned in root.xpath("//span[@class='turned']"):
        turned.text = "←" if language.rtl else "→"


def _unfold(root: Element) -> None:
    for fold in list(root.iter("details")):
        for summary in fold.findall("summary"):
            summary.drop_tree()
        fold.drop_tag()
    for frame in root.xpath("//div[@class='scroll']"):
        frame.drop_tag()


def _quote(root: Element, language: Language) -> None:
    """Write out the quotation marks that a browser would set."""
    first, last = _QUOTES.get(language.code, _QUOTES[""])
    for quoted in list(root.iter("q")):
        quoted.text = first + (quoted.text or "")
        quoted.tail = last + (quoted.tail or "")
        quoted.drop_tag()


def _short_cells(root: Element) -> None:
    """Leave out the sources of summary figures: each names its entry, which leads to its source."""
    for source in root.xpath("//table[contains(@class, 'holdings')]//*[@class='source']"):
        before = source.getprevious()
        before.tail = (before.tail or "").rstrip(" \n·")
        source.drop_tree()


def _whole_numbers(root: Element) -> None:
    """Keep a number and its unit in one line, where both are short."""
    for cell in root.xpath("//td[contains(@class, 'right')]"):
        if len(cell.text_content()) <= WHOLE_MAX:
            for element in cell.iter():
                element.text = element.text and element.text.replace(" ", "\N{NO-BREAK SPACE}")


def _facts_as_tables(root: Element) -> None:
    """Make tables of lists of terms and values: what reads a page aloud knows no such list in a PDF."""
    for facts in root.xpath("//dl[@class='facts']"):
        facts.tag = "table"
        for pair in facts:
            pair.tag = "tr"
            for cell in pair:
                if cell.tag == "dt":
                    cell.tag = "th"
                    cell.set("scope", "row")
                else:
                    cell.tag = "td"


def _counts_as_tables(root: Element) -> None:
    """Make a table of how many duties are in each status: status, number, meaning."""
    for counts in root.xpath("//ul[@class='counts']"):
        counts.tag = "table"
        for line in counts:
            line.tag = "tr"
            line.text = None
            status, number, meaning = line
            for child in line:
                child.tail = None
            line[:] = [builder.TH(status, scope="row"), builder.TD(number, {"class": "right"}), builder.TD(meaning)]

"""A table of a report as one of Word: columns of the same widths, a head that is repeated, rows that stay whole."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from proverka.reporting.paper.flat import Element
from proverka.reporting.paper.word_flow import Flow
from proverka.reporting.paper.word_styles import TABLE
from proverka.reporting.paper.word_xml import Xml, make

TEXT_SIZE = 8.0
FACTS_SIZE = 9.0
# Of a table of facts, the part for the names.
NAMES_SHARE = 0.22
CELL_STYLE, GROUP_STYLE = "TableText", "TableGroup"
_GROUND = "EDF0F3"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A place in the grid of a table: its cell, None for what a cell above reaches into; columns wide, rows high."""

    cell: Element | None
    first: int
    width: int
    more: bool


def write_table(table: Element, flow: Flow, *, width: int) -> None:
    """Write a table, `width` twentieths of a point wide, and its caption before it."""
    caption = table.find("caption")
    if caption is not None:
        flow.write(caption)
    widths = _widths(table, width)
    name = " ".join(caption.text_content().split()) if caption is not None else ""
    made = make("tbl", _properties(name, width, rtl=flow.look.rtl), make("tblGrid"))
    made[1].extend(make("gridCol", w=one) for one in widths)
    size = FACTS_SIZE if table.get("class") == "facts" else TEXT_SIZE
    inner = replace(flow, look=replace(flow.look, size=size), style=CELL_STYLE)
    for row, places in _rows(table):
        made.append(_row(row, places, widths, inner))
    flow.append(made)
    flow.append(make("p", make("pPr", make("pStyle", val="AfterTable"))))


def _properties(name: str, width: int, *, rtl: bool) -> Xml:
    """Return the properties of a table, in the order that the format asks for."""
    found = make("tblPr", make("tblStyle", val=TABLE))
    if rtl:
        found.append(make("bidiVisual"))
    found.extend((
        make("tblW", w=width, type="dxa"),
        make("tblLayout", type="fixed"),
        make("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
    ))  # fmt: skip
    if name:
        found.append(make("tblCaption", val=name))
    return found


def _widths(table: Element, width: int) -> list[int]:
    shares = [float(style.removeprefix("width: ").removesuffix("%")) for style in table.xpath("colgroup/col/@style")]
    if not shares:
        shares = [100 * NAMES_SHARE, 100 * (1 - NAMES_SHARE)]
    return [round(width * share / 100) for share in shares]


def _rows(table: Element) -> Iterator[tuple[Element, list[_Place]]]:
    """Yield each row with its places, those included into which a cell of an earlier row reaches."""
    open_: dict[int, tuple[int, int]] = {}
    for row in table.iter("tr"):
        places: list[_Place] = []
        column = 0
        cells = list(row)
        while cells or column in open_:
            if column in open_:
                width, left = open_.pop(column)
                if left > 1:
                    open_[column] = width, left - 1
                places.append(_Place(cell=None, first=column, width=width, more=True))
            else:
                cell = cells.pop(0)
                width, height = (int(cell.get(name, "1")) for name in ("colspan", "rowspan"))
                if height > 1:
                    open_[column] = width, height - 1
                places.append(_Place(cell=cell, first=column, width=width, more=height > 1))
            column += places[-1].width
        yield row, places


def _row(row: Element, places: list[_Place], widths: list[int], inner: Flow) -> Xml:
    properties = make("trPr", make("cantSplit"))
    if row.getparent().tag == "thead":
        properties.append(make("tblHeader"))
    made = make("tr", properties)
    group = "group" in row.get("class", "").split()
    marks: tuple[str, ...] = (row.get("id"),) if "id" in row.attrib else ()
    for place in places:
        width = sum(widths[place.first : place.first + place.width])
        cell = make("tc", _cell_properties(place, width, group=group))
        _fill(
            cell, place.cell, replace(inner, container=cell, marks=marks, style=GROUP_STYLE if group else inner.style)
        )
        marks = ()
        made.append(cell)
    return made


def _cell_properties(place: _Place, width: int, *, group: bool) -> Xml:
    found = make("tcPr", make("tcW", w=width, type="dxa"))
    if place.width > 1:
        found.append(make("gridSpan", val=place.width))
    if place.more:
        found.append(make("vMerge", val="continue" if place.cell is None else "restart"))
    if group:
        found.append(make("shd", val="clear", color="auto", fill=_GROUND))
    return found


def _fill(made: Xml, cell: Element | None, flow: Flow) -> None:
    """Write what a cell holds; the format asks for a paragraph in each."""
    if cell is not None:
        if "id" in cell.attrib:
            flow.marks = (*flow.marks, cell.get("id"))
        flow.fill(cell, flow.look.within(cell))
    if not made.xpath("./w:p"):
        flow.begin(flow.style)
    if cell is not None and "right" in cell.get("class", "").split():
        for properties in made.xpath("./w:p/w:pPr"):
            properties.append(make("jc", val="right"))

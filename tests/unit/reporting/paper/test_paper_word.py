"""The Word document: real headings, tables, lists, links and fields; read again with a library, and by its XML."""

import getpass
import io
import re
import socket
import tempfile
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from tests.unit.reporting.paper.conftest import KEEPER

from proverka.reporting.paper import Paper, docx_of


@pytest.fixture(scope="module")
def read(document: bytes) -> Any:
    return docx.Document(io.BytesIO(document))


@pytest.fixture(scope="module")
def read_arabic(arabic: Paper) -> Any:
    return docx.Document(io.BytesIO(docx_of(arabic)))


def packed(words: str) -> str:
    return re.sub(r"[\s\u200b]", "", words)


def all_words(document: Any) -> str:
    return packed("".join(node.text or "" for node in document.element.body.iter(qn("w:t"))))


def test_headings_are_those_of_the_content(read: Any, paper: Paper):
    styles = {"h1": "Title", "h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3"}
    wanted = [
        (styles[heading.tag], packed(heading.text_content()))
        for heading in paper.body.iter("h1", "h2", "h3", "h4")
        if heading.getparent().get("id") != "contents"
    ]
    # A status has a sign before it, which on a page is a shape.
    found = [(p.style.name, re.sub(r"\W\xa0", "", p.text)) for p in read.paragraphs if p.style.name in styles.values()]
    assert [(name, packed(words)) for name, words in found] == wanted


def test_contents_are_a_field_with_a_line_to_each_heading(read: Any, paper: Paper):
    lines = [p for p in read.paragraphs if p.style.name.startswith("toc ")]
    assert [packed(line.text) for line in lines] == [packed(h.number + h.words) for h in paper.headings]
    assert [line.style.name for line in lines] == [f"toc {h.depth}" for h in paper.headings]
    marks = {mark.get(qn("w:name")) for mark in read.element.body.iter(qn("w:bookmarkStart"))}
    for line in lines:
        (link,) = line._p.iter(qn("w:hyperlink"))
        assert link.get(qn("w:anchor")) in marks
    (code,) = [node.text for node in lines[0]._p.iter(qn("w:instrText"))]
    assert code.strip().startswith("TOC")
    kinds = [node.get(qn("w:fldCharType")) for node in read.element.body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_every_table_of_the_content_is_one_with_its_caption_head_and_widths(read: Any, paper: Paper):
    tables = paper.body.xpath("//table")
    assert len(read.tables) == len(tables)
    for made, table in zip(read.tables, tables, strict=True):
        rows = made._tbl.findall(qn("w:tr"))
        assert len(rows) == len(list(table.iter("tr")))
        heads = [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
        assert len(heads) == len(table.xpath("thead/tr"))
        grid = [int(column.get(qn("w:w"))) for column in made._tbl.iter(qn("w:gridCol"))]
        assert min(grid) > 0
        for row in rows:
            spans = [int(span.get(qn("w:val"))) for span in row.iter(qn("w:gridSpan"))]
            cells = row.findall(qn("w:tc"))
            assert len(cells) - len(spans) + sum(spans) == len(grid)
            assert all(cell[-1].tag == qn("w:p") for cell in cells)
    captions = [p.text for p in read.paragraphs if p.style.name == "Caption"]
    assert len(captions) >= len(paper.body.xpath("//caption"))


def test_wide_annexes_lie_on_their_side_and_tables_fit_their_page(read: Any):
    turns = [section.orientation for section in read.sections]
    assert turns == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    for section in read.sections:
        assert (section.page_width > section.page_height) == (section.orientation == WD_ORIENT.LANDSCAPE)
    text_width = {s.orientation: (s.page_width - s.left_margin - s.right_margin) // 635 for s in read.sections}
    widths = Counter(int(t._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w"))) for t in read.tables)
    assert max(widths) <= max(text_width.values()) + 1
    assert len(widths) == 2


def test_all_words_of_the_content_are_in_it(read: Any, paper: Paper):
    made = all_words(read)
    found = [
        packed(element.text_content())
        for element in paper.body.xpath(
            "//main//p | //main//h2 | //main//th[not(*)] | //main//td[not(*)] | //main//li[not(*)] | //caption"
        )
    ]
    assert len(found) > 200
    assert [words for words in found if words not in made] == []


def test_every_summary_figure_is_in_it(read: Any, paper: Paper):
    made = all_words(read)
    figures = [
        packed(mark.text_content()) for mark in paper.body.xpath("//section[@id='summary']//strong[@class='num']")
    ]
    assert len(figures) > 5
    assert [figure for figure in figures if figure not in made] == []


def test_a_status_has_a_sign_as_well_as_a_colour(read: Any, paper: Paper):
    overdue = [run for run in read.element.body.iter(qn("w:r")) if "✗" in "".join(run.itertext())]
    assert len(overdue) == len(paper.body.xpath("//*[contains(@class, 'chip-overdue')]"))


def test_pictures_have_words_in_their_place_and_a_caption(read: Any, paper: Paper):
    places = paper.body.xpath("//@data-chart")
    told = [shape._inline.docPr.get("descr") for shape in read.inline_shapes]
    assert told == [paper.pictures[name].alternative for name in places]
    numbers = [shape._inline.docPr.get("id") for shape in read.inline_shapes]
    assert len(set(numbers)) == len(numbers)
    captions = [p.text for p in read.paragraphs if p.style.name == "Caption"]
    assert [name for name in places if paper.pictures[name].title not in captions] == []


def test_links_lead_to_bookmarks_or_to_sources(read: Any):
    marks = Counter(mark.get(qn("w:name")) for mark in read.element.body.iter(qn("w:bookmarkStart")))
    assert max(marks.values()) == 1
    links = list(read.element.body.iter(qn("w:hyperlink")))
    assert len(links) > 50
    for link in links:
        if anchor := link.get(qn("w:anchor")):
            assert anchor in marks
            assert len(anchor) <= 40
        else:
            address = read.part.rels[link.get(qn("r:id"))].target_ref
            assert address.startswith("https://example.org/")


def test_the_foot_of_each_page_numbers_it(read: Any, paper: Paper):
    section = read.sections[0]
    assert section.different_first_page_header_footer
    codes = [node.text.strip() for node in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert section.header.paragraphs[0].text == paper.running
    assert all(later.footer.is_linked_to_previous for later in list(read.sections)[1:])


def test_its_properties_are_those_of_the_report_and_nobody_elses(document: bytes, read: Any, paper: Paper):
    found = read.core_properties
    assert (found.title, found.author, found.last_modified_by, found.language) == (paper.title, KEEPER, KEEPER, "en")
    day = datetime.combine(paper.as_of, datetime.min.time())
    assert found.created.replace(tzinfo=None) == found.modified.replace(tzinfo=None) == day
    assert (found.comments, found.keywords, found.revision) == ("", "", 1)
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        names = archive.namelist()
        everything = b"\n".join(archive.read(name) for name in names if not name.endswith(".png"))
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[0] == "[Content_Types].xml"
    assert not [name for name in names if "thumbnail" in name or "customXml" in name]
    secrets = (
        str(Path.home()),
        str(Path.cwd()),
        socket.gethostname(),
        "python-docx",
        "Macintosh",
        tempfile.gettempdir(),
    )
    assert [secret for secret in secrets if len(secret) > 4 and secret.encode() in everything] == []
    user = getpass.getuser()
    assert len(user) < 5 or user.encode() not in everything


def test_it_says_its_language_and_fonts_for_each_script(read: Any, read_arabic: Any):
    for made, code in ((read, "en"), (read_arabic, "ar")):
        defaults = made.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        assert defaults.find(qn("w:lang")).get(qn("w:val")) == code
        fonts = defaults.find(qn("w:rFonts"))
        assert all(fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia"))


def test_arabic_runs_from_right_to_left(read_arabic: Any, read: Any):
    normal = read_arabic.styles.element.find(f"{qn('w:style')}[@{qn('w:styleId')}='Normal']")
    assert normal.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in read_arabic.tables)
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is None for table in read.tables)
    for run in read_arabic.element.body.iter(qn("w:r")):
        words = "".join(node.text or "" for node in run.iter(qn("w:t")))
        letters = {letter for letter in words if letter.isalpha()}
        arabic = {letter for letter in letters if "\u0600" <= letter <= "\u06ff"}
        assert not arabic or arabic == letters
        if letters:
            assert bool(arabic) == (run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None)


def test_properties_stand_in_the_order_that_the_format_asks_for(read: Any, read_arabic: Any):
    orders = {
        "w:rPr": "rStyle rFonts b bCs i iCs color sz szCs rtl lang",
        "w:pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd bidi spacing ind jc outlineLvl sectPr",
        "w:tblPr": "tblStyle bidiVisual tblW tblBorders tblLayout tblCellMar tblLook tblCaption",
        "w:tcPr": "tcW gridSpan vMerge shd",
        "w:trPr": "cantSplit tblHeader",
    }
    for made in (read, read_arabic):
        for root in (made.element, made.styles.element):
            for name, order in orders.items():
                wanted = [qn(f"w:{one}") for one in order.split()]
                for properties in root.iter(qn(name)):
                    places = [wanted.index(child.tag) for child in properties]
                    assert places == sorted(set(places))


def test_every_style_that_is_named_is_there(read: Any):
    there = {style.get(qn("w:styleId")) for style in read.styles.element.iter(qn("w:style"))}
    named = {
        node.get(qn("w:val"))
        for root in (read.element, read.sections[0].header._element, read.sections[0].footer._element)
        for tag in ("w:pStyle", "w:tblStyle", "w:rStyle")
        for node in root.iter(qn(tag))
    }
    assert named <= there
    based = {node.get(qn("w:val")) for node in read.styles.element.iter(qn("w:basedOn"))}
    assert based <= there


def test_a_list_has_its_numbering(read: Any):
    there = {one.get(qn("w:numId")) for one in read.part.numbering_part.element.iter(qn("w:num"))}
    named = {one.get(qn("w:val")) for one in read.styles.element.iter(qn("w:numId"))}
    assert named == there
    assert {"List Bullet", "List Number"} <= {p.style.name for p in read.paragraphs}


def test_the_same_content_gives_the_same_bytes(document: bytes, paper: Paper):
    assert docx_of(paper) == document

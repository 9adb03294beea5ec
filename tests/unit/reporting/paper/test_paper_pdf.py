"""The PDF: tagged, with bookmarks, in its own fonts, the same bytes each time, and nothing about who made it."""

import getpass
import io
import platform
import re
import socket
import tempfile
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from tests.unit.reporting.paper.conftest import KEEPER, Printed
from tests.unit.reporting.paper.pdf_reader import Pdf, text

from proverka.model.errors import RefusedError
from proverka.reporting.paper import Paper, pdf_of, typesetter
from proverka.reporting.paper.fonts import FACES
from proverka.reporting.paper.pdf import page_of, pages_about, style_of

# Letters of a name that cannot be there by chance.
TELLING_MIN = 5
FAMILIES = {
    "Noto Sans", "Noto Sans Bold", "Noto Sans Semi Bold", "Noto Sans Medium", "Noto Sans Italic",
    "Noto Sans Arabic", "Noto Sans Arabic Bold", "Noto Sans Arabic Semi Bold", "Noto Sans Arabic Medium",
    "Noto Sans SC",
}  # fmt: skip


def packed(words: str) -> str:
    """Words without blanks: where a line ends, a PDF has none."""
    return re.sub(r"[\s\u200b]", "", words)


def test_every_heading_is_a_bookmark_at_its_depth(pdf: Pdf, paper: Paper):
    headings = [
        (int(heading.tag[1]) - 1, packed(heading.text_content())) for heading in paper.body.iter("h2", "h3", "h4")
    ]
    assert [(depth, packed(title)) for depth, title in pdf.bookmarks()] == headings
    assert len(headings) > 25


def test_headings_are_tagged_as_what_they_are(pdf: Pdf, paper: Paper):
    tagged = Counter(element["S"] for element in pdf.elements() if re.fullmatch(r"H\d", element["S"]))
    wanted = Counter(heading.tag.upper() for heading in paper.body.iter("h1", "h2", "h3", "h4"))
    assert tagged == wanted


def test_it_says_that_it_is_tagged_in_which_language_and_shows_its_title(pdf: Pdf):
    assert pdf.catalog["MarkInfo"] == {"Marked": True}
    assert text(pdf.catalog["Lang"]) == "en"
    assert pdf.catalog["ViewerPreferences"] == {"DisplayDocTitle": True}
    metadata = pdf.of(pdf.catalog["Metadata"]).content.decode()
    assert 'pdfuaid:part="1"' in metadata or "<pdfuaid:part>1<" in metadata


def test_every_piece_of_a_page_is_in_the_tree_or_an_artifact(pdf: Pdf):
    in_tree = {id(element) for element in pdf.elements()}
    numbers = pdf.of(pdf.of(pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
    owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in pdf.pages:
        marked = {place for place, words in pdf.marked(page).items() if place >= 0 and words}
        owned = {place for place, owner in enumerate(owners[page["StructParents"]]) if owner is not None}
        assert marked <= owned
        assert all(id(pdf.of(owner)) in in_tree for owner in owners[page["StructParents"]] if owner is not None)


def test_running_heads_and_feet_are_not_read_out(pdf: Pdf, paper: Paper):
    outside = packed(pdf.artifacts())
    pages = len(pdf.pages)
    assert outside.count(packed(paper.running)) == pages - 1
    assert packed(f"Page {pages} of {pages}") in outside
    assert packed(f"Page {pages} of {pages}") not in packed(pdf.words())


def test_every_table_has_heads_and_each_cell_names_its_own(pdf: Pdf):
    tables = [element for element in pdf.elements() if element["S"] == "Table"]
    assert len(tables) > 10
    for table in tables:
        kinds = Counter(element["S"] for element in pdf.elements(table))
        assert kinds["TH"] > 0
        assert kinds["TR"] > 0
    heads = {element["ID"] for element in pdf.elements() if "ID" in element}
    cells = [element for element in pdf.elements() if element["S"] == "TD"]
    named = [cell for cell in cells if cell["A"].get("Headers")]
    assert len(named) > 0.9 * len(cells)
    assert {head for cell in named for head in cell["A"]["Headers"]} <= heads


def test_lists_hold_items_and_nothing_else(pdf: Pdf):
    for element in pdf.elements():
        if element["S"] == "L":
            assert {child["S"] for child in pdf.children(element)} <= {"LI", "Caption", "L"}


def test_every_picture_has_words_in_its_place(pdf: Pdf, paper: Paper):
    told = {text(element["Alt"]) for element in pdf.elements() if element["S"] == "Figure"}
    assert told == {paper.pictures[name].alternative for name in paper.body.xpath("//@data-chart")}


def test_every_link_says_where_it_leads(pdf: Pdf):
    links = [pdf.of(one) for page in pdf.pages for one in page.get("Annots", [])]
    assert len(links) > 50
    names = {name for name in pdf.catalog["Names"]["Dests"]["Names"] if isinstance(name, bytes)}
    for link in links:
        assert link["Contents"]
        assert "StructParent" in link
        assert ("A" in link) != ("Dest" in link)
        if "Dest" in link:
            assert link["Dest"] in names
        else:
            assert text(link["A"]["URI"]).startswith("https://example.org/")


def test_all_words_of_the_content_are_in_it(pdf: Pdf, paper: Paper):
    printed = packed(pdf.words())
    found = [
        packed(element.text_content())
        for element in paper.body.xpath(
            "//main//p | //main//h2 | //main//th[not(*)] | //main//td[not(*)] | //main//li[not(*)]"
        )
    ]
    assert len(found) > 200
    assert [words for words in found if words not in printed] == []


def test_every_summary_figure_is_in_it(pdf: Pdf, paper: Paper):
    printed = packed(pdf.words())
    figures = [
        packed(mark.text_content()) for mark in paper.body.xpath("//section[@id='summary']//strong[@class='num']")
    ]
    assert len(figures) > 5
    assert [figure for figure in figures if figure not in printed] == []


def test_the_list_of_contents_names_the_pages(pdf: Pdf, paper: Paper):
    printed = packed(pdf.words())
    last = paper.headings[-1]
    assert f"{packed(last.number + last.words)}{len(pdf.pages)}" in printed


@pytest.mark.parametrize("name", ["pdf", "arabic_pdf", "chinese_pdf"])
def test_every_letter_has_a_glyph_of_a_font_that_we_bring_along(request: Any, name: str):
    found: Pdf = request.getfixturevalue(name)
    fonts = found.fonts
    assert {font["BaseFont"].partition("+")[2].replace("-", " ") for font in fonts} <= FAMILIES
    assert "\ufffd" not in found.words()
    for font in fonts:
        (descendant,) = map(found.of, font["DescendantFonts"])
        descriptor = found.of(descendant["FontDescriptor"])
        program = found.of(descriptor.get("FontFile2") or descriptor["FontFile3"]).content
        # What no font has is drawn as a box, under a number that no glyph has.
        glyphs = TTFont(io.BytesIO(program))["maxp"].numGlyphs
        assert min(found.letters(font)) > 0
        assert max(found.letters(font)) < glyphs


def test_arabic_pictures_are_pixels_with_the_same_words_to_be_read_out(paper: Paper, arabic: Paper):
    """Letters of a drawing would be set from left to right."""
    assert page_of(arabic).count('<img src="data:image/png;base64,') == len(arabic.pictures)
    assert all(f'alt="{escape(picture.alternative)}"' in page_of(arabic) for picture in arabic.pictures.values())
    assert "<img" not in page_of(paper)


def test_arabic_runs_from_right_to_left_in_letters_that_join(arabic_pdf: Pdf):
    assert text(arabic_pdf.catalog["Lang"]) == "ar"
    assert "٣" in arabic_pdf.artifacts()  # the digits of the language number the pages
    (font,) = (font for font in arabic_pdf.fonts if font["BaseFont"].endswith("Noto-Sans-Arabic"))
    # One letter has several forms, by where in a word it stands.
    forms = Counter(letter for letter in arabic_pdf.letters(font).values() if "\u0620" <= letter <= "\u064a")
    assert max(forms.values()) > 1


def test_the_same_content_gives_the_same_bytes(printed: Printed, paper: Paper):
    assert pdf_of(paper) == printed.data


def test_it_tells_the_day_of_the_report_and_no_clock(pdf: Pdf, paper: Paper):
    assert text(pdf.info["CreationDate"]) == f"D:{paper.as_of:%Y%m%d}"
    assert "ModDate" not in pdf.info
    first, _ = pdf.trailer["ID"]
    assert len(first) == 16


def test_it_tells_its_keeper_and_nothing_of_the_machine(pdf: Pdf):
    assert text(pdf.info["Author"]) == KEEPER
    assert set(pdf.info) == {"Producer", "Title", "Author", "Creator", "CreationDate"}
    everything = "\n".join(map(str, pdf.objects.values()))
    secrets = (str(Path.home()), str(Path.cwd()), socket.gethostname(), platform.node(), tempfile.gettempdir(), "file:")
    assert [secret for secret in secrets if len(secret) >= TELLING_MIN and secret in everything] == []
    user = getpass.getuser()
    assert user in KEEPER or not re.search(rf"\b{re.escape(user)}\b", " ".join(map(str, pdf.info.values())))


def test_nothing_is_fetched(typesetting: None):
    fetched = typesetter._typesetter().fetcher(frozenset())
    for address in ("https://example.org/a.png", "file:///etc/passwd", FACES[0].path.as_uri()):
        with pytest.raises(ValueError, match="nothing is fetched"):
            fetched.fetch(address)


def test_a_page_that_asks_for_more_gets_nothing_more(typesetting: None, tmp_path: Path):
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }")
    page = (
        f'<html lang="en"><head><title>t</title><link rel="stylesheet" href="{secret.as_uri()}"></head><body><p>words'
    )
    made = typesetter.typeset(page, "", FACES[:1], identifier=b"0" * 16, finisher=lambda *_: None)
    assert b"1 0 0 rg" not in Pdf(made).of(Pdf(made).pages[0]["Contents"]).content


def test_nothing_in_the_style_is_unknown_to_what_sets_it(printed: Printed):
    assert printed.warned == []


def test_the_setting_of_pages_is_told(printed: Printed, paper: Paper, pdf: Pdf):
    assert printed.told == sorted(printed.told)
    assert {of for _, of in printed.told} == {pages_about(paper)}
    assert pages_about(paper) == pytest.approx(len(pdf.pages), rel=0.5)


def test_without_the_libraries_that_set_type_it_is_refused_by_their_names(monkeypatch, paper: Paper):
    def missing() -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(typesetter, "_load", missing)
    typesetter._typesetter.cache_clear()
    try:
        with pytest.raises(RefusedError) as refused:
            pdf_of(paper)
    finally:
        typesetter._typesetter.cache_clear()
    assert refused.value.code == "not-installed"
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"):
        assert package in str(refused.value)


def test_it_is_refused_too_where_only_other_bytes_could_be_made(typesetting: None, monkeypatch, paper: Paper):
    monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)
    typesetter._typesetter.cache_clear()
    with pytest.raises(RefusedError, match="libharfbuzz-subset0"):
        pdf_of(paper)
    typesetter._typesetter.cache_clear()


def test_what_a_party_wrote_cannot_become_style_or_element(paper: Paper):
    assert "<script" not in page_of(paper)
    assert page_of(paper).count("</head>") == 1
    assert "</" not in style_of(paper)

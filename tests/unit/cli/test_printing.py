"""The report on paper from the command line: all files or none, told in a language, refused where it cannot be set."""

import ctypes.util
import io
import os
from pathlib import Path

import docx
import pytest

from proverka.model.errors import Refusal, RefusedError

AUGUST = ("--as-of", "2024-08-31", "--known-at", "2024-08-31")


@pytest.fixture
def typesetting():
    if ctypes.util.find_library("pango-1.0") is None:
        reason = "no library Pango: `make test` installs it where it may, otherwise install it by hand"
        (pytest.fail if "CI" in os.environ else pytest.skip)(reason)


def test_the_report_is_written_for_paper_too(proverka, typesetting):
    found = proverka("report", "built", "--out", "r.html", "--pdf", "p/r.pdf", "--docx", "p/r.docx", *AUGUST)
    assert (found.status, found.err) == (0, "")
    assert found.out == "report: r.html\nprinted report: p/r.pdf\nreport to edit: p/r.docx\n"
    assert Path("p/r.pdf").read_bytes().startswith(b"%PDF-1.7")
    made = docx.Document(io.BytesIO(Path("p/r.docx").read_bytes()))
    words = "\n".join(cell.text for table in made.tables for row in table.rows for cell in row.cells)
    assert "Given out by" in words
    assert made.core_properties.author
    assert made.core_properties.author in words
    assert "Class" not in words  # a whole case is no edition for anybody


def test_an_edition_says_for_whom_it_is(proverka):
    assert proverka("edition", "built", "public", "--for", "public").status == 0
    assert proverka("report", "public", "--out", "r.html", "--docx", "r.docx", *AUGUST).status == 0
    made = docx.Document("r.docx")
    rows = [[cell.text for cell in row.cells] for table in made.tables[:2] for row in table.rows]
    assert ["Class", "public"] in rows


def test_a_file_that_cannot_be_set_leaves_all_as_they_were(proverka, monkeypatch):
    assert proverka("report", "built", "--out", "r.html", *AUGUST).status == 0
    before = Path("r.html").read_bytes()

    def missing(*_):
        raise RefusedError(
            Refusal.NOT_INSTALLED, where="the report as PDF", expected="a library", got="none", remedy="install it"
        )

    monkeypatch.setattr("proverka.reporting.paper.pdf_of", missing)
    found = proverka("report", "built", "--out", "r.html", "--pdf", "r.pdf", "--as-of", "2024-06-30")
    assert found.status == 2
    assert found.err.startswith("refused the report as PDF: not-installed")
    assert Path("r.html").read_bytes() == before
    assert not Path("r.pdf").exists()


def test_a_language_that_is_not_there_is_refused_before_anything_is_read(proverka):
    found = proverka("report", "nothing-here", "--out", "r.html", "--language", "tlh")
    assert found.status == 2
    assert found.err.startswith("refused --language: unknown-name")
    assert "'tlh'" in found.err

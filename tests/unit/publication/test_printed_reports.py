"""Printed reports lie in an edition where they are asked for, and are listed there with their sizes."""

import io
from dataclasses import replace

import docx
import pytest
from tests.unit.publication.conftest import LAST

from proverka.case.imprint import imprint_of
from proverka.case.moments import Moments
from proverka.case.opened import Case
from proverka.case.printing import printed_languages, printed_reports
from proverka.fleet import Here
from proverka.publication import Published, site_files
from proverka.reporting.catalogues import language_of


def test_printed_reports_are_listed_with_their_sizes(published: Published, edition: dict[str, bytes]):
    assert not [path for path in edition if path.startswith("reports/")]
    assert b"reports/" not in edition["en/downloads.html"].replace(b"../en/reports/", b"").replace(b'"reports/', b"")
    papers = (("reports/syria-en.pdf", b"%PDF" * 700), ("reports/syria-en.docx", b"PK" * 600_000))
    files = dict(site_files(replace(published, papers=papers)))
    assert files.keys() - edition.keys() == {path for path, _ in papers}
    page = files["en/downloads.html"].decode()
    for path, size in (("reports/syria-en.pdf", "3 kB"), ("reports/syria-en.docx", "1.2 MB")):
        row = page[page.index(f'href="../{path}"') :]
        assert size in row[: row.index("</tr>")]
    assert b"Reports on paper" in files["ro-crate-metadata.json"]


def test_they_are_printed_by_whatever_runs_the_work(syria: Case, moments: Moments, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("proverka.reporting.paper.files.pdf_of", lambda paper: b"%PDF " + paper.language.code.encode())
    # Two languages tell as much as six.
    monkeypatch.setattr("proverka.case.printing.languages", lambda: tuple(map(language_of, ("en", "ar"))))
    told: list[tuple[int, int]] = []
    made = dict(printed_reports(syria, moments.on(LAST), Here(), lambda done, of: told.append((done, of))))
    codes = [language.code for language in printed_languages()]
    assert list(made) == [f"reports/syria-2013-{LAST}-{code}.{form}" for code in codes for form in ("pdf", "docx")]
    assert told == [(done, len(printed_languages())) for done in range(1, len(printed_languages()) + 1)]
    read = docx.Document(io.BytesIO(made[f"reports/syria-2013-{LAST}-en.docx"]))
    assert read.core_properties.author == imprint_of(syria, printed_languages()).keeper != ""

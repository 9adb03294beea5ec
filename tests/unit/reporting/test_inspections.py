"""Inspections against their clocks, and dissent in full, on the page and at the terminal."""

import io
from datetime import date

import msgspec
import pytest
from rich.console import Console

from proverka.assessment.result import Audit, ClockResult, InspectionResult, PaperResult
from proverka.reporting import render_html
from proverka.reporting.terminal import audit_text

DISSENT = "The third store was not entered <script>alert(1)</script>"


@pytest.fixture(scope="module")
def inspected(sample: Audit) -> Audit:
    """The made-up audit with one inspection, late findings, dissent and comments."""
    ref = sample.entries[0]
    papers = [("differing_observations", "An inspector", DISSENT), ("comments", "The State", "The count is right.")]
    clock = ClockResult(
        obligation=sample.obligations[0].id,
        paper="preliminary_findings",
        due=date(2014, 2, 12),
        state="met_late",
        days_late=2,
        rule="within 24 hours: ended 2014-02-11 + 24 hours = the end of 2014-02-12",
        entries=(ref.index,),
    )
    one = InspectionResult(
        entry=ref,
        inspection="systematic",
        title="First visit",
        places=("The depot",),
        days="2014-02-10/2014-02-11",
        ended_at=None,
        standing="verified",
        papers=tuple(
            PaperResult(
                entry=ref,
                document=document,
                title="A paper",
                text=text,
                days="2014-02-13",
                at=None,
                by="somebody",
                by_name=by,
                standing="claimed",
                printed=True,
            )
            for document, by, text in papers
        ),
        clocks=(clock,),
    )
    return msgspec.structs.replace(sample, inspections=(one,))


def test_the_page_prints_clocks_and_dissent(inspected):
    page = render_html(inspected, None)
    assert "Inspections against their clocks" in page
    assert "2 days late" in page
    assert "The third store was not entered &lt;script&gt;" in page
    assert "The count is right." in page


def test_the_terminal_prints_clocks_and_dissent(inspected):
    out = io.StringIO()
    Console(file=out, width=100).print(audit_text(inspected, case="case", verified=True))
    assert "INSPECTIONS AGAINST THEIR CLOCKS" in out.getvalue()
    assert "The third store was not entered" in out.getvalue()
    assert "The State, comments" in out.getvalue()


def test_without_inspections_nothing_is_said_of_clocks(sample):
    assert "Inspections against their clocks" not in render_html(sample, None)

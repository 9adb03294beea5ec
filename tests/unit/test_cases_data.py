"""The cases that come with Proverka: their data can be meant, and keep the promises of their README files."""

import csv
import re
from pathlib import Path

import pytest

from proverka.case.authored import read_authored
from proverka.model.submission import Statement

CASES = Path(__file__).parents[2] / "cases"
NAMES = ("belarus-mines", "syria-2013", "united-states")
# A quotation longer than this is no longer a quotation.
QUOTED_WORDS_MAX = 15


@pytest.mark.parametrize("name", NAMES)
def test_every_draft_can_be_meant(name: str) -> None:
    """The case is read without a refusal, and its instruments are there."""
    case = read_authored(CASES / name)
    assert case.words.keys == "demonstration"
    assert any(draft.kind == "instrument" for draft in case.drafts)


@pytest.mark.parametrize("name", NAMES)
def test_quotations_are_short(name: str) -> None:
    """No statement quotes more words than may be quoted."""
    statements = [draft for draft in read_authored(CASES / name).drafts if isinstance(draft.body, Statement)]
    assert statements
    for draft in statements:
        assert isinstance(draft.body, Statement)
        assert len(draft.body.quote.split()) <= QUOTED_WORDS_MAX, draft.label


def test_every_shared_row_of_the_syrian_case_has_an_entry() -> None:
    """221 events, 62 holdings, 88 statements and 45 rows of the declaration's history."""
    labels = {draft.label for draft in read_authored(CASES / "syria-2013").drafts}
    expected = {f"SY-E{n:03d}" for n in range(1, 222)}
    for letter, last in (("H", 62), ("S", 88), ("D", 45)):
        expected |= {f"SY-{letter}{n:02d}" for n in range(1, last + 1)}
    assert not expected - labels


@pytest.mark.parametrize("name", NAMES)
def test_no_file_names_a_path_of_a_machine(name: str) -> None:
    """Nothing in a case says where it was made."""
    for path in (CASES / name).rglob("*.*"):
        assert not re.search(r"(?:^|[\s\"'])(?:/home|/tmp|/work|[A-Z]:\\)", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("name", NAMES)
def test_derived_figures_say_from_what(name: str) -> None:
    """A figure that no source prints carries the reason for it."""
    with (CASES / name / "evidence" / "figure.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["nature"] == "derived":
                assert "DERIVED" in row["note"], row["label"]

"""CSV that anybody may open: exact where it can be, and nothing in it runs."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.model.sentence import Sentence, sentence
from proverka.publication.safe_csv import FORMULA_STARTS, safe_cell, safe_csv
from proverka.reporting.table import Column, table_of


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "＝1",
        " =1",
        "\n=1",
        '=HYPERLINK("http://x.example","y")',
        "\r=1",
        "\x00=1",
        sentence("{name}: {text}", name="=1", text="x"),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_none(text: str | Sentence):
    told = safe_cell(text)
    assert not told.startswith(FORMULA_STARTS)
    assert told.startswith(("'", "\N{REPLACEMENT CHARACTER}"))


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("49.3 % removed", "49.3 % removed"),
        ("a – b", "a – b"),
        ("two\nlines", "two\nlines"),
        ("ring\x07, return\r", "ring\N{REPLACEMENT CHARACTER}, return\N{REPLACEMENT CHARACTER}"),
        (Decimal("-5.304"), "-5.304"),
        (Decimal("49.30"), "49.30"),
        (-3, "-3"),
        (True, "true"),
        (date(2014, 2, 5), "2014-02-05"),
        (None, ""),
    ],
)
def test_a_cell_is_written_as_it_is(cell: str | Decimal | int | date | None, told: str):
    assert safe_cell(cell) == told


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=1, max_size=6))
def test_whatever_the_words_there_is_one_row_to_each_and_none_is_a_formula(words: list[str]):
    table = table_of("t", "T", "", (Column[str]("word", "string", "", lambda w: w),), words)
    header, *rows = csv.reader(io.StringIO(safe_csv(table).decode(), newline=""))
    assert header == ["word"]
    # A reader of CSV leaves out a row of one empty cell.
    assert len([row for row in rows if row and row[0]]) == len([word for word in words if word])
    for row in rows:
        assert not row or not row[0].lstrip(" \n").startswith(FORMULA_STARTS)

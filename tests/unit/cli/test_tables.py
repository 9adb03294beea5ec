"""Tables: RFC 4180, and safe to open in a spreadsheet."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from proverka.reporting.tables import table


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_a_text_that_a_spreadsheet_would_run_is_quoted(text):
    assert read(table(("a",), [(text,)])) == [["a"], [f"'{text}"]]


def test_numbers_and_days_are_left_as_they_are():
    row = (-1, Decimal("-49.30"), date(2014, 2, 5), None, True, "plain - text")
    assert read(table(("a",) * 6, [row]))[1] == ["-1", "-49.30", "2014-02-05", "", "yes", "plain - text"]


def test_commas_quotes_and_lines_stay_in_their_cell():
    text = 'one, "two"\nthree'
    assert read(table(("a", "b"), [(text, "c")]))[1] == [text, "c"]


def test_nothing_steers_a_terminal():
    assert "\x1b" not in table(("a",), [("\x1b[2J",)])
    assert "\r" not in table(("a",), [("\r=1",)])

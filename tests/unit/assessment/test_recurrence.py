"""Occurrences of a recurring duty, and which paper shows which of them."""

from datetime import date

import pytest

from proverka.assessment.recurrence import occurrences_of
from proverka.mandate import Deadline
from proverka.model.reading import convert

FIRST = date(2014, 1, 31)
MONTHLY = {"text": "monthly", "every": "1 month", "first": "2014-01-31", "rounding": "last_day"}

# Papers as (day, number or None); the states by 30 April, when the next occurrence is due.
CASES: list[tuple[list[tuple[str, int | None]], list[str]]] = [
    ([], ["no_evidence", "no_evidence", "no_evidence", "running"]),
    ([("2014-01-31", 1)], ["met", "no_evidence", "no_evidence", "running"]),
    ([("2014-02-01", 1)], ["met_late", "no_evidence", "no_evidence", "running"]),
    ([("2014-03-30", 3)], ["met", "met", "met", "running"]),
    ([("2014-04-02", 3)], ["met", "met", "met_late", "running"]),
    ([("2014-02-01", 1), ("2014-03-30", 3)], ["met_late", "met", "met", "running"]),
    ([("2014-03-30", 3), ("2014-04-10", 2)], ["met", "met_late", "met", "running"]),
    ([("2014-01-20", None)], ["met", "no_evidence", "no_evidence", "running"]),
    ([("2014-02-05", None)], ["met_late", "no_evidence", "no_evidence", "running"]),
    ([("2014-02-08", None)], ["no_evidence", "met", "no_evidence", "running"]),
    ([("2014-01-20", None), ("2014-01-25", None)], ["met", "met", "no_evidence", "running"]),
    ([("2014-03-20", None)], ["no_evidence", "no_evidence", "met", "running"]),
    ([("2014-04-20", 4)], ["met", "met", "met", "met"]),
    ([("2014-04-20", 9)], ["met", "met", "met", "met"]),
    ([("2014-01", 1)], ["met", "no_evidence", "no_evidence", "running"]),
]


@pytest.mark.parametrize(("papers", "states"), CASES)
def test_a_numbered_paper_shows_those_before_it_and_silence_shows_nothing(papers, states, held):
    deeds = [
        held(n, "delivery", on, document="report", title="R", **({} if number is None else {"ordinal": number}))
        for n, (on, number) in enumerate(papers, start=1)
    ]
    deadline = convert(MONTHLY, Deadline, where="test")
    rows = occurrences_of(deadline, FIRST, deeds, date(2014, 4, 15), where="test")
    assert [str(row.date) for row in rows] == ["2014-01-31", "2014-02-28", "2014-03-31", "2014-04-30"]
    assert [row.state for row in rows] == states
    assert all(row.entries for row in rows if row.state in ("met", "met_late"))


def test_a_series_ends_where_its_deadline_says(held):
    deadline = convert({**MONTHLY, "until": "2014-02-28"}, Deadline, where="test")
    rows = occurrences_of(deadline, FIRST, [], date(2015, 1, 1), where="test")
    assert [str(row.date) for row in rows] == ["2014-01-31", "2014-02-28"]


def test_the_due_day_itself_is_still_running(held):
    deadline = convert(MONTHLY, Deadline, where="test")
    assert [r.state for r in occurrences_of(deadline, FIRST, [], FIRST, where="test")] == ["running"]


def test_the_end_of_the_calendar_ends_a_series(held):
    deadline = convert({"text": "t", "every": "1 year", "first": "9990-06-01"}, Deadline, where="test")
    rows = occurrences_of(deadline, date(9990, 6, 1), [], date.max, where="test")
    assert [row.date.year for row in rows] == list(range(9990, 10_000))

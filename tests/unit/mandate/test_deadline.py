"""Every way to state a deadline, with the date and the rule that is shown beside it."""

from datetime import date

import pytest

from proverka.mandate import Deadline, resolve
from proverka.model.reading import convert

ADOPTED = date(2014, 1, 31)


def resolved(plain: dict[str, object], counted_from: date | None = ADOPTED):
    deadline = convert({"text": "as stated", **plain}, Deadline, where="test")
    return resolve(deadline, counted_from, anchor_name=deadline.anchor, zone="Europe/Amsterdam", where="test")


@pytest.mark.parametrize(
    ("plain", "day", "earliest", "rule"),
    [
        ({"on": "2014-06-30"}, date(2014, 6, 30), None, "2014-06-30, end of that day in Europe/Amsterdam"),
        ({"by": "2013-11"}, date(2013, 11, 30), date(2013, 11, 1), "2013-11, read as its last day (2013-11-30)"),
        ({"by": "2014"}, date(2014, 12, 31), date(2014, 1, 1), "2014, read as its last day"),
        ({"by": "2014-06-30"}, date(2014, 6, 30), None, "2014-06-30"),
        ({"by": "2014-01/2014-06"}, date(2014, 6, 30), date(2014, 1, 1), "read as its last day (2014-06-30)"),
        ({"after": "7 days"}, date(2014, 2, 7), None, "adopted (2014-01-31) + 7 days = 2014-02-07"),
        ({"after": "1 week"}, date(2014, 2, 7), None, "+ 1 week ="),
        ({"after": "24 hours"}, date(2014, 2, 1), None, "+ 24 hours ="),
        ({"after": "25 hours"}, date(2014, 2, 2), None, "+ 25 hours ="),
        ({"after": "2 months"}, date(2014, 3, 31), None, "+ 2 months ="),
        ({"after": "1 month", "rounding": "last_day"}, date(2014, 2, 28), None, "rounded to the last day = 2014-02-28"),
        ({"after": "1 month", "rounding": "next_day"}, date(2014, 3, 1), None, "rounded to the next day = 2014-03-01"),
        ({"after": "10 years"}, date(2024, 1, 31), None, "+ 10 years ="),
        ({"every": "1 month", "first": "2014-02-15"}, date(2014, 2, 15), None, "every 1 month from 2014-02-15"),
        ({"open": "as soon as possible"}, None, None, "no day can be computed"),
    ],
)
def test_the_date_and_its_rule(plain: dict[str, object], day: date | None, earliest: date | None, rule: str):
    due = resolved(plain)
    assert (due.day, due.earliest) == (day, earliest)
    assert rule in due.rule.english
    assert due.rule.english.startswith("as stated: ")


def test_an_anchor_that_has_not_happened_leaves_the_day_open():
    due = resolved({"after": "30 days", "anchor": "A/1"}, None)
    assert due.day is None
    assert due.rule.english == "as stated: 30 days after A/1, which has not happened"


@pytest.mark.parametrize(("stated", "shown"), [("2014-02-07", None), ("2014-02-08", date(2014, 2, 8))])
def test_a_printed_date_is_shown_where_it_differs_from_the_rule(stated: str, shown: date | None):
    assert resolved({"after": "7 days", "stated": stated}).stated == shown


def test_targets_and_windows_are_kept():
    due = resolved({"on": "2014-06-30", "target": True, "not_before": "2014-06-01"})
    assert due.target
    assert due.not_before == date(2014, 6, 1)

"""Instants and days side by side: what is late, what is not, and what is not shown."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from proverka.assessment.clocks import Moment, days_late, due_after, due_day, moment_of, told
from proverka.mandate import Deadline, InspectionMeasure, Obligation
from proverka.model.span import Span

ZONE = ZoneInfo("Europe/Amsterdam")


def duty(after: str) -> Obligation:
    return Obligation(
        id="A/1",
        debtors=("inspectorate",),
        action="Hand over a paper",
        measure=InspectionMeasure(what="a paper", paper="preliminary_findings"),
        deadline=Deadline(text="in time", after=after, anchor="inspection"),
    )


def at(text: str) -> Moment:
    return moment_of(Span.parse("2014-01-01"), datetime.fromisoformat(text), ZONE)


def on(text: str) -> Moment:
    return moment_of(Span.parse(text), None, ZONE)


# The end, the duration, the paper; the day on which it is due, and by how many days it was late, if it surely was.
CASES = [
    (at("2014-02-11T16:00+01:00"), "24 hours", at("2014-02-12T16:00+01:00"), "2014-02-12", None),
    (at("2014-02-11T16:00+01:00"), "24 hours", at("2014-02-12T16:01+01:00"), "2014-02-12", (1, 1)),
    (at("2014-02-11T16:00+01:00"), "24 hours", at("2014-02-13T16:01+01:00"), "2014-02-12", (2, 2)),
    (at("2014-02-11T16:00+01:00"), "24 hours", on("2014-02-12"), "2014-02-12", None),
    (at("2014-02-11T16:00+01:00"), "24 hours", on("2014-02-13"), "2014-02-12", (1, 1)),
    (on("2014-02-11"), "24 hours", at("2014-02-12T23:59+01:00"), "2014-02-12", None),
    (on("2014-02-11"), "24 hours", at("2014-02-13T00:00+01:00"), "2014-02-12", (1, 1)),
    (on("2014-02-11"), "24 hours", on("2014-02-12"), "2014-02-12", None),
    (on("2014-02-11"), "24 hours", on("2014-02-12/2014-02-14"), "2014-02-12", None),
    (on("2014-02-11"), "24 hours", on("2014-02-13/2014-02-14"), "2014-02-12", (1, 2)),
    (at("2014-02-11T16:00+01:00"), "10 days", at("2014-02-21T23:59+01:00"), "2014-02-21", None),
    (at("2014-02-11T16:00+01:00"), "10 days", on("2014-02-22"), "2014-02-21", (1, 1)),
    # In another zone the inspection ended a day later: its days count in that of the instrument.
    (at("2014-02-11T23:30+00:00"), "10 days", on("2014-02-22"), "2014-02-22", None),
    (on("2014-02-11"), "30 days", on("2014-03-15"), "2014-03-13", (2, 2)),
    # The night in which the clocks go forward has 23 hours, and 24 hours are 24 hours.
    (at("2014-03-29T12:00+01:00"), "24 hours", at("2014-03-30T13:00+02:00"), "2014-03-30", None),
    (at("2014-03-29T12:00+01:00"), "24 hours", at("2014-03-30T13:01+02:00"), "2014-03-30", (1, 1)),
]


@pytest.mark.parametrize(("ended", "after", "paper", "day", "late"), CASES)
def test_a_paper_is_late_only_where_that_is_shown(ended, after, paper, day, late):
    due = due_after(ended, duty(after), ZONE)
    assert due_day(due, ZONE) == date.fromisoformat(day)
    assert paper.surely_after(due) == (late is not None)
    if late:
        assert days_late(paper, due, ZONE) == late


def test_a_moment_is_told_as_it_is_known():
    assert told(at("2014-02-11T16:00+00:00"), ZONE) == "2014-02-11T17:00+01:00"
    assert told(on("2014-02-11"), ZONE) == "2014-02-11"
    assert told(on("2014-02-10/2014-02-11"), ZONE) == "2014-02-10/2014-02-11"


def test_an_instant_has_no_bounds():
    assert at("2014-02-11T16:00+00:00").exact
    assert not on("2014-02-11").exact
    assert on("2014-02-11").earliest == datetime(2014, 2, 10, 23, tzinfo=UTC)

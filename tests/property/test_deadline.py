"""Deadlines, against a calendar walked day by day."""

from datetime import date, timedelta
from itertools import islice
from typing import Literal

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from proverka.mandate import Deadline, Duration, occurrences, resolve
from proverka.mandate.deadline import OCCURRENCES_MAX, check_occurrences
from proverka.mandate.duration import Rounding
from proverka.model.errors import MalformedError, ProverkaError, RefusedError

DETERMINED = settings(derandomize=True, deadline=None, max_examples=200, database=None)

ANCHORS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
ROUNDINGS = st.sampled_from([None, "last_day", "next_day"])
Calendar = Literal["month", "year"]


def month_later(anchor: date, months: int, rounding: Rounding | None) -> date | None:
    """Walk day by day to the month that is `months` later; None where its day is missing and nothing is stated."""
    day, passed = anchor, 0
    days: list[date] = []
    while passed <= months:
        if passed == months:
            days.append(day)
        tomorrow = day + timedelta(days=1)
        passed += tomorrow.month != day.month
        day = tomorrow
    if months == 0:
        return anchor
    found = [d for d in days if d.day == anchor.day]
    if found:
        return found[0]
    return {"last_day": days[-1], "next_day": days[-1] + timedelta(days=1), None: None}[rounding]


@DETERMINED
@given(anchor=ANCHORS, count=st.integers(1, 30), unit=st.sampled_from(["month", "year"]), rounding=ROUNDINGS)
@example(anchor=date(2014, 1, 31), count=1, unit="month", rounding=None)
@example(anchor=date(2012, 2, 29), count=1, unit="year", rounding="next_day")
@example(anchor=date(2013, 12, 31), count=2, unit="month", rounding="last_day")
def test_months_and_years_end_where_the_calendar_says_and_are_never_guessed(
    anchor: date, count: int, unit: Calendar, rounding: Rounding | None
):
    expected = month_later(anchor, count * (12 if unit == "year" else 1), rounding)
    duration = Duration(count=count, unit=unit)
    try:
        got = duration.after(anchor, rounding=rounding, where="test")
    except RefusedError as error:
        assert error.code == "ambiguous-month"  # noqa: PT017 - the oracle says whether it is right
        assert expected is None
    else:
        assert got == expected


@DETERMINED
@given(anchor=ANCHORS, count=st.integers(1, 200), unit=st.sampled_from(["hour", "day", "week"]))
def test_hours_days_and_weeks_are_counted_one_by_one(anchor: date, count: int, unit: Literal["hour", "day", "week"]):
    got = Duration(count=count, unit=unit).after(anchor, rounding=None, where="test")
    days = {"day": count, "week": 7 * count}.get(unit)
    if days is None:  # the last hour is counted from midnight after the anchor
        last_hour = 0
        for _ in range(count):
            last_hour += 1
        days = (last_hour - 1) // 24 + 1
    day = anchor
    for _ in range(days):
        day += timedelta(days=1)
    assert got == day


@DETERMINED
@given(
    first=ANCHORS,
    every=st.integers(1, 14),
    unit=st.sampled_from(["day", "week", "month", "year"]),
    rounding=ROUNDINGS,
    number=st.integers(1, 12),
)
@example(first=date(2014, 1, 31), every=1, unit="month", rounding=None, number=3)
@example(first=date(2014, 8, 31), every=1, unit="month", rounding="last_day", number=12)
def test_a_series_does_not_drift(first: date, every: int, unit: str, rounding: Rounding | None, number: int):
    """Each occurrence is that of its own number: a short month does not shift the later ones."""
    deadline = Deadline(text="again", every=f"{every} {unit}s", first=first, rounding=rounding)
    expected: list[date | None] = [first]
    for n in range(1, number):
        if unit in ("day", "week"):
            expected.append(first + timedelta(days=n * every * (7 if unit == "week" else 1)))
        else:
            expected.append(month_later(first, n * every * (12 if unit == "year" else 1), rounding))
    try:
        got = list(islice(occurrences(deadline, first, date.max, where="test"), number))
    except RefusedError as error:
        assert error.code == "ambiguous-month"  # noqa: PT017 - the oracle says whether it is right
        assert None in expected
    else:
        assert got == expected


@settings(DETERMINED, max_examples=60)
@given(first=ANCHORS, every=st.integers(1, 14), unit=st.sampled_from(["month", "year"]), years=st.integers(0, 40))
@example(first=date(2014, 12, 31), every=1, unit="year", years=40)
@example(first=date(2012, 2, 29), every=4, unit="year", years=40)
@example(first=date(2012, 2, 29), every=1, unit="year", years=40)
def test_what_was_admitted_never_meets_a_missing_day(first: date, every: int, unit: str, years: int):
    deadline = Deadline(text="again", every=f"{every} {unit}s", first=first)
    try:
        check_occurrences(deadline, first, where="test")
    except RefusedError as error:
        assert error.code == "ambiguous-month"  # noqa: PT017 - refused is right only for late days of a month
        assert first.day > 28
        return
    assert list(occurrences(deadline, first, date(first.year + years, 12, 31), where="test"))


@DETERMINED
@given(
    first=ANCHORS,
    until=ANCHORS,
    end=st.none() | ANCHORS,
    days=st.integers(1, 400),
)
def test_a_series_ends_with_the_earlier_of_its_two_ends(first: date, until: date, end: date | None, days: int):
    deadline = Deadline(text="again", every=f"{days} days", first=first, until=end)
    last = until if end is None else min(until, end)
    expected, day = [], first
    while day <= last:
        expected.append(day)
        day += timedelta(days=days)
    # Of a series without end there is no last one: a century of days is as far as anybody asks.
    assert list(occurrences(deadline, first, until, where="test")) == expected[:OCCURRENCES_MAX]


@DETERMINED
@given(
    plain=st.fixed_dictionaries(
        {},
        optional={
            "on": st.dates(),
            "by": st.sampled_from(["2013-11", "2013", "2013-11-05", "November", "9999", "2013-13"]),
            "after": st.sampled_from(["7 days", "1 month", "1200 years", "0 days", "a week", "1 weeks ", "9999 days"]),
            "every": st.sampled_from(["1 month", "1 fortnight", "90 days"]),
            "first": st.dates(),
            "open": st.just("no day"),
            "rounding": st.sampled_from(["last_day", "next_day"]),
            "not_before": st.dates(),
        },
    ),
    anchor=st.none() | st.dates(),
)
@example(plain={"after": "1200 years"}, anchor=date.max)
@example(plain={"after": "1 month", "rounding": "next_day"}, anchor=date.max)
@example(plain={}, anchor=None)
def test_any_deadline_is_resolved_with_its_rule_or_refused(plain: dict[str, object], anchor: date | None):
    deadline = Deadline(text="as stated", **plain)  # type: ignore[arg-type]  # drawn by field
    try:
        due = resolve(deadline, anchor, anchor_name="adopted", zone="UTC", where="test")
    except ProverkaError as error:
        assert error.code in ("meaningless", "bad-value", "bad-date", "ambiguous-month")  # noqa: PT017 - or this
        return
    assert due.rule.english.startswith("as stated")
    assert sum(name in plain for name in ("on", "by", "after", "first", "open")) == 1
    if due.day is not None and due.earliest is not None:
        assert due.earliest < due.day
    if "after" in plain:
        assert (due.day is None) == (anchor is None)


@DETERMINED
@given(st.text(max_size=12) | st.from_regex(r"\d{1,5} (hour|day|week|month|year)s?", fullmatch=True))
@example("1200 years")
@example("1201 days")
@example("٧ days")
def test_a_duration_is_read_back_as_written_or_refused(text: str):
    try:
        duration = Duration.parse(text, where="test")
    except MalformedError as error:
        assert error.code == "bad-value"  # noqa: PT017 - either outcome is right
    else:
        assert Duration.parse(str(duration), where="test") == duration
        assert 1 <= duration.count <= 1200
        assume(not text.startswith("0"))
        assert str(duration).rstrip("s") == text.strip().rstrip("s")

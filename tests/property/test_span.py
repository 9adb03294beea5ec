"""Spans, against days counted one by one."""

import re
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from proverka.model.errors import MalformedError
from proverka.model.span import Span, day_after

DETERMINED = settings(derandomize=True, deadline=None, max_examples=200, database=None)
FORM = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?")


@st.composite
def spans(draw: st.DrawFn) -> Span:
    earliest = draw(st.dates())
    choices = [
        Span.day(earliest),
        Span(earliest.replace(day=1), _last_of_month(earliest)),
        Span(date(earliest.year, 1, 1), date(earliest.year, 12, 31)),
        Span(earliest, draw(st.dates(min_value=earliest))),
    ]
    return draw(st.sampled_from(choices))


def _last_of_month(day: date) -> date:
    while day != date.max and (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day


@DETERMINED
@given(spans())
@example(Span(date(1, 1, 1), date(1, 12, 31)))
@example(Span(date(99, 2, 1), date(99, 2, 28)))
def test_a_span_is_read_back_from_its_shortest_text(span: Span):
    text = str(span)
    assert FORM.fullmatch(text)
    assert Span.parse(text) == span
    assert hash(Span.parse(text)) == hash(span)
    spelt_out = f"{span.earliest.isoformat()}/{span.latest.isoformat()}"
    assert Span.parse(spelt_out) == span
    assert len(text) <= len(spelt_out)


@DETERMINED
@given(year=st.integers(1, 9999), month=st.integers(1, 12))
def test_a_month_holds_exactly_its_days(year: int, month: int):
    span = Span.parse(f"{year:04}-{month:02}")
    day, days = span.earliest, []
    while True:
        days.append(day)
        if day == span.latest:
            break
        day += timedelta(days=1)
    assert all((d.year, d.month) == (year, month) for d in days)
    for outside in (span.earliest.toordinal() - 1, span.latest.toordinal() + 1):
        if 1 <= outside <= date.max.toordinal():
            other = date.fromordinal(outside)
            assert (other.year, other.month) != (year, month)


DIGITS = st.text("0123456789-/ 年٣", max_size=21)


@DETERMINED
@given(st.text(max_size=24) | DIGITS | st.from_regex(FORM, fullmatch=True))
@example("2014-13")
@example("0000")
@example("2014-02-30")
@example("2014-05/2014-04")
@example("٢٠١٤")
def test_any_text_is_a_span_or_a_bad_date(text: str):
    try:
        span = Span.parse(text)
    except MalformedError as error:
        assert error.code == "bad-date"  # noqa: PT017 - either outcome is right
    else:
        assert span.earliest <= span.latest
        assert Span.parse(str(span)) == span


@DETERMINED
@given(spans(), spans())
def test_the_order_of_spans_is_total(one: Span, other: Span):
    assert (one < other) + (one == other) + (one > other) == 1
    assert (one < other) == ((one.earliest, one.latest) < (other.earliest, other.latest))


@DETERMINED
@given(st.dates())
@example(date.max)
def test_the_day_after_is_later_except_at_the_end_of_the_calendar(day: date):
    after = day_after(day)
    assert (after - day).days == (0 if day == date.max else 1)

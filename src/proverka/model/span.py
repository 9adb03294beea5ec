"""Dates as the sources give them: a day, a month, a year, or an interval, never more precise than said."""

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from functools import total_ordering
from typing import final

from proverka.model.errors import MalformedError, Refusal

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@final
@total_ordering
class Span:
    """An inclusive interval of days, within which something happened or held.

    A day is the interval of one; a month or a year stands for what the source did not say. Not a
    dataclass, because msgspec would then read and write it as an object instead of as its text.
    """

    __slots__ = ("earliest", "latest")

    earliest: date
    latest: date

    def __init__(self, earliest: date, latest: date) -> None:
        object.__setattr__(self, "earliest", earliest)
        object.__setattr__(self, "latest", latest)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: a span is a value."""
        raise AttributeError(name)

    def __eq__(self, other: object) -> bool:
        """Whether both ends are the same."""
        return isinstance(other, Span) and (self.earliest, self.latest) == (other.earliest, other.latest)

    def __lt__(self, other: "Span") -> bool:
        """Earlier beginning first, then earlier end."""
        return (self.earliest, self.latest) < (other.earliest, other.latest)

    def __hash__(self) -> int:
        """Equal spans hash alike."""
        return hash((self.earliest, self.latest))

    def __repr__(self) -> str:
        """As it would be written in code."""
        return f"Span.parse({str(self)!r})"

    @classmethod
    def parse(cls, text: str, *, where: str = "date") -> "Span":
        """Return the span that `2014`, `2014-05`, `2014-05-03` or `A/B` of those stands for.

        Raises MalformedError (bad-date) for anything else, for a day that no calendar has, and for an
        interval that ends before it begins.
        """
        first, slash, last = text.strip().partition("/")
        start = _point(first, text, where)
        end = _point(last, text, where) if slash else start
        if end.latest < start.earliest:
            raise _bad(text, where)
        return cls(start.earliest, end.latest)

    @classmethod
    def day(cls, day: date) -> "Span":
        """Return the span of that one day."""
        return cls(day, day)

    @property
    def is_day(self) -> bool:
        """Whether the day is known."""
        return self.earliest == self.latest

    def __str__(self) -> str:
        """The shortest text that parses back to this span."""
        start, end = self.earliest, self.latest
        if start == end:
            return start.isoformat()
        last_of_month = calendar.monthrange(end.year, end.month)[1]
        if start.day == 1 and end.day == last_of_month and start.year == end.year:
            if start.month == end.month:
                return start.isoformat()[: len("2014-05")]
            if (start.month, end.month) == (1, 12):
                return start.isoformat()[: len("2014")]
        return f"{start.isoformat()}/{end.isoformat()}"


def _point(text: str, whole: str, where: str) -> Span:
    match = _FORM.fullmatch(text)
    if match is None:
        raise _bad(whole, where)
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        assert year is not None, "the form always has a year"
        if month is None:
            return Span(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return Span.day(date(year, month, day))
    except (ValueError, calendar.IllegalMonthError) as cause:
        raise _bad(whole, where) from cause


def _bad(text: str, where: str) -> MalformedError:
    return MalformedError(
        Refusal.BAD_DATE,
        where=where,
        expected="a year, month or day as 2014, 2014-05 or 2014-05-03, or two of those joined by a slash",
        got=repr(text),
        remedy="write the date in that form, no more precise than the source states it",
    )


def utc(instant: datetime, *, where: str) -> datetime:
    """Return an instant in UTC; refuse (bad-date) one without an offset, or outside the calendar in UTC."""
    try:
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except OverflowError:
        pass
    raise MalformedError(
        Refusal.BAD_DATE,
        where=where,
        expected="an instant with its offset from UTC, within the calendar",
        got=instant.isoformat(),
        remedy="correct the instant, or add its offset, such as Z or +02:00",
    )


def last_day_of(instant: datetime) -> date:
    """Return the latest day that it was anywhere at `instant`: the clocks of Kiritimati are 14 hours ahead of UTC."""
    try:
        return (instant.astimezone(UTC) + timedelta(hours=14)).date()
    except OverflowError:
        return date.max


def day_after(day: date) -> date:
    """Return the next day; the last day that the calendar has is its own successor."""
    return day if day == date.max else day + timedelta(days=1)

"""Days, weeks, months, seasons and years as the calendar has them, and their parts as news means them."""

import calendar
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta

from proverka.model.span import Span

DAYS_OF_A_WEEK = 7
MONTHS_OF_A_YEAR = 12

# How a part of a month is counted: its first ten days, the next ten, and what is left. A year has thirds likewise.
_TENTHS = ((1, 10), (11, 20), (21, None))
_THIRDS = ((1, 4), (5, 8), (9, 12))


def month_of(year: int, month: int) -> Span:
    """Return a month; ValueError where the calendar has none such."""
    first = date(year, month, 1)
    return Span(first, first.replace(day=calendar.monthrange(year, month)[1]))


def months_of(year: int, first: int, last: int) -> Span:
    """Return the months `first` to `last` of a year; a `last` over 12 is in the year after."""
    more, month = divmod(last - 1, MONTHS_OF_A_YEAR)
    return Span(date(year, first, 1), month_of(year + more, month + 1).latest)


def year_of(year: int) -> Span:
    """Return a year."""
    return Span(date(year, 1, 1), date(year, 12, 31))


def part_of_month(year: int, month: int, part: int) -> Span:
    """Return the first ten days of a month (`part` 0), the second ten (1), or the rest (2)."""
    whole = month_of(year, month)
    first, last = _TENTHS[part]
    return Span(whole.earliest.replace(day=first), whole.earliest.replace(day=last) if last else whole.latest)


def part_of_year(year: int, part: int) -> Span:
    """Return the first, second or last four months of a year (`part` 0 to 2)."""
    return months_of(year, *_THIRDS[part])


def fraction_of_year(year: int, *, pieces: int, piece: int) -> Span:
    """Return one of 2, 3 or 4 equal `pieces` of a year, counted from 0; ValueError where it has no such piece."""
    if not 0 <= piece < pieces:
        raise ValueError(piece)
    months = MONTHS_OF_A_YEAR // pieces
    return months_of(year, piece * months + 1, (piece + 1) * months)


def half_of_month(year: int, month: int, piece: int) -> Span:
    """Return the first fifteen days of a month (0), or the rest (1); ValueError for any other."""
    whole = month_of(year, month)
    if piece == 0:
        return Span(whole.earliest, whole.earliest.replace(day=15))
    if piece == 1:
        return Span(whole.earliest.replace(day=16), whole.latest)
    raise ValueError(piece)


def week_of_month(year: int, month: int, piece: int) -> Span:
    """Return seven days of a month: from its first day for 0, then on; its last seven for -1."""
    whole = month_of(year, month)
    if piece < 0:
        return Span(whole.latest - timedelta(DAYS_OF_A_WEEK - 1), whole.latest)
    first = whole.earliest + timedelta(DAYS_OF_A_WEEK * piece)
    if first > whole.latest:
        raise ValueError(piece)
    return Span(first, min(first + timedelta(DAYS_OF_A_WEEK - 1), whole.latest))


def week_of(day: date, shift: int = 0) -> Span:
    """Return the week, Monday to Sunday, that holds the day, or the one `shift` weeks after it."""
    monday = day - timedelta(day.weekday()) + timedelta(DAYS_OF_A_WEEK * shift)
    return Span(monday, monday + timedelta(DAYS_OF_A_WEEK - 1))


def weekend_of(day: date, shift: int = 0) -> Span:
    """Return Saturday and Sunday of that week."""
    week = week_of(day, shift)
    return Span(week.latest - timedelta(1), week.latest)


def last_weekday(day: date, weekday: int) -> date:
    """Return the last such weekday (0 is Monday) on or before the day."""
    return day - timedelta((day.weekday() - weekday) % DAYS_OF_A_WEEK)


def next_weekday(day: date, weekday: int) -> date:
    """Return the first such weekday after the day."""
    return day + timedelta((weekday - day.weekday() - 1) % DAYS_OF_A_WEEK + 1)


def months_after(day: date, months: int) -> date:
    """Return the same day of another month; the last that the month has where it is shorter."""
    years, month = divmod(day.month - 1 + months, MONTHS_OF_A_YEAR)
    whole = month_of(day.year + years, month + 1)
    return whole.earliest.replace(day=min(day.day, whole.latest.day))


def month_after(day: date, months: int) -> Span:
    """Return the month that is so many after the one that holds the day."""
    there = months_after(day.replace(day=1), months)
    return month_of(there.year, there.month)


def over(*spans: Span) -> Span:
    """Return the shortest span that holds all of them."""
    return Span(min(span.earliest for span in spans), max(span.latest for span in spans))


def from_each(reference: Span, reading: Callable[[date], Span]) -> Span:
    """Return what a reading counts from any day of the reference: one that never goes back when the day goes on."""
    if reference.is_day:
        return reading(reference.earliest)
    return over(reading(reference.earliest), reading(reference.latest))


def in_years(make: Callable[[int], Span], years: Iterable[int]) -> list[Span]:
    """Return what `make` gives for each of the years; those are left out for which it raises ValueError."""
    found = []
    for year in years:
        with suppress(ValueError):
            found.append(make(year))
    return found


def only(make: Callable[[int], Span], years: Iterable[int]) -> Span:
    """Return what `make` gives for the only one of the years for which it gives any; ValueError if none does."""
    (found,) = in_years(make, years)
    return found

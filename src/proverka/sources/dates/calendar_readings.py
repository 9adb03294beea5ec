"""Readings of what the calendar names: days, months, parts of years and ranges of them, with a year or without."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from proverka.model.span import Span
from proverka.sources.dates import almanac
from proverka.sources.dates.ground import Ground, Reading

_HALF_A_YEAR_DAYS: Final = 183
_WINTER_BEGINS: Final = 12
_YEARS_OF_A_DECADE: Final = 10
_TENTHS: Final = ("days 1 to 10 of a month", "days 11 to 20 of a month", "the days from 21 of a month")
_HALVES: Final = ("days 1 to 15", "the days from 16")
_THIRDS: Final = (
    "the first four months of a year",
    "the middle four months of a year",
    "the last four months of a year",
)
_EDGES: Final = {1: "first", 12: "last"}
# The years of a decade that are its early, middle and late ones.
_DECADE_PARTS: Final = ((0, 3), (4, 6), (7, 9))


def day(ground: Ground) -> Reading:
    """Read a day of a month; a weekday told with it must be the day's, and tells the year where that is not told."""
    month = ground.month() if ground.has("month") else int(ground.text("mm"))
    number = ground.figure("day" if ground.has("day") else "dd")
    told = [part for part in ("weekday", "weekday2") if ground.has(part)]
    if not told:
        return ground.in_year(lambda year: Span.day(date(year, month, number)), "a day of a month", near=True)
    weekday = ground.weekday(told[0])

    def of(year: int) -> Span:
        found = date(year, month, number)
        if found.weekday() != weekday:
            raise ValueError(found)
        return Span.day(found)

    if ground.dated:
        return ground.in_year(of, "a day of a month that has that weekday")
    return ground.counted(lambda day: _of_weekday(of, day), "a day of a month: its weekday tells the year")


def _of_weekday(of: Callable[[int], Span], day: date) -> Span:
    """Return the day that a weekday singles out: of three years in a row at most one has it on that weekday.

    One that is more than half a year away is not meant but misprinted: then ValueError.
    """
    found = almanac.only(of, range(day.year - 1, day.year + 2))
    if abs((found.earliest - day).days) > _HALF_A_YEAR_DAYS:
        raise ValueError(found)
    return found


def slashed(ground: Ground) -> Reading:
    """Read a day between slashes, where only one of the two orders makes sense."""
    first, second = int(ground.text("dd")), int(ground.text("dd2"))
    year = int(ground.text("yyyy"))
    if first != second and max(first, second) <= almanac.MONTHS_OF_A_YEAR:
        return None, "a day between slashes: day and month may stand either way"
    month, number = sorted((first, second))
    return Span.day(date(year, month, number)), "a day between slashes, in the only order that is possible"


def days(ground: Ground) -> Reading:
    """Read a range of days; where it goes over the end of a year, the year that is written is the last day's."""
    last_month = ground.month("month2" if ground.has("month2") else "month")
    first_month = ground.month() if ground.has("month") else last_month
    first, last = ground.figure("day"), ground.figure("day2")
    if ground.has("year2"):
        start = date(int(ground.text("year2")), first_month, first)
        return _ordered(start, date(int(ground.text("year")), last_month, last)), "a range of days, as written"
    turns = last_month < first_month
    return ground.in_year(
        lambda year: _ordered(date(year - turns, first_month, first), date(year, last_month, last)),
        "a range of days",
        near=True,
    )


def months(ground: Ground) -> Reading:
    """Read a range of months, likewise."""
    first, last = ground.month(), ground.month("month2")
    if ground.has("year2"):
        end = int(ground.text("year2"))
        start = int(ground.text("year")) if ground.has("year") else end - (last < first)
        return _months(start, first, end, last), "a range of months, as written"
    return ground.in_year(lambda year: _months(year, first, year + (last < first), last), "a range of months")


def years(ground: Ground) -> Reading:
    """Read a range of years."""
    first, last = int(ground.text("yyyy")), int(ground.text("year"))
    return _ordered(date(first, 1, 1), date(last, 12, 31)), "a range of years, as written"


def month(ground: Ground) -> Reading:
    """Read a month."""
    return ground.in_year(lambda year: almanac.month_of(year, ground.month()), "a month")


def which_month(ground: Ground) -> Reading:
    """Read “last May”: the last one that is over, the next that has not begun, or this year's."""
    shift, number = ground.value("which", ground.table.which), ground.month()
    return ground.counted(
        lambda day: _which(lambda year: almanac.month_of(year, number), day, shift),
        f"{ground.text('which')} such month",
    )


def part_of_month(ground: Ground) -> Reading:
    """Read an early, middle or late part of a month."""
    part = ground.value("part", ground.table.parts)
    return ground.in_year(lambda year: almanac.part_of_month(year, ground.month(), part), _TENTHS[part])


def half_of_month(ground: Ground) -> Reading:
    """Read a half of a month."""
    half = _piece(ground, 2)
    return ground.in_year(lambda year: almanac.half_of_month(year, ground.month(), half), f"{_HALVES[half]} of a month")


def week_of_month(ground: Ground) -> Reading:
    """Read a week of a month, counted from its first day or from its last."""
    week = ground.value("ordinal", ground.table.ordinals)
    return ground.in_year(
        lambda year: almanac.week_of_month(year, ground.month(), week),
        "a week of a month: seven days counted from its first, or back from its last,",
    )


def half_of_year(ground: Ground) -> Reading:
    """Read a half of a year; of the year of reference where none is named."""
    return _fraction(ground, 2, "six months of a year")


def quarter(ground: Ground) -> Reading:
    """Read a quarter of a year."""
    return _fraction(ground, 4, "three months of a year")


def season(ground: Ground) -> Reading:
    """Read a season of a year; “the winter of 2013” may be the one that ends in it or the one that begins."""
    first, last = ground.value("season" if ground.has("season") else "barely", ground.table.seasons)
    shared = first == _WINTER_BEGINS and ground.has("season")

    def of(year: int) -> Span:
        begins = almanac.months_of(year, first, last)
        return almanac.over(almanac.months_of(year - 1, first, last), begins) if shared else begins

    rule = "two winters share a year: over both" if shared else "three whole months, in the north"
    return ground.in_year(of, f"a season: {rule}")


def which_season(ground: Ground) -> Reading:
    """Read “last summer”, likewise."""
    first, last = ground.value("season", ground.table.seasons)
    shift = ground.value("which", ground.table.which)
    rule = f"{ground.text('which')} such season, three whole months in the north"
    return ground.counted(lambda day: _which(lambda year: almanac.months_of(year, first, last), day, shift), rule)


def part_of_year(ground: Ground) -> Reading:
    """Read a part of a year: its first or last month, or four months; what is due by its end is due by its last day."""
    make, what = year_part(ground)
    return _year_named(ground, make, what)


def end_of_year(ground: Ground) -> Reading:
    """Read “year’s end”: of this year."""
    if ground.by:
        return ground.counted(lambda day: Span.day(date(day.year, 12, 31)), "by the last day of this year")
    return ground.counted(lambda day: almanac.month_of(day.year, 12), "the last month of this year")


def year_part(ground: Ground) -> tuple[Callable[[int], Span], str]:
    """Return what a part of a year is, for any year, and the rule."""
    edges = ground.table.edges
    if ground.text("part") in edges:
        month = ground.value("part", edges)
        if ground.by and month == almanac.MONTHS_OF_A_YEAR:
            return lambda year: Span.day(date(year, 12, 31)), "by the last day of a year"
        return lambda year: almanac.month_of(year, month), f"the {_EDGES[month]} month of a year"
    part = ground.value("part", ground.table.parts)
    return lambda year: almanac.part_of_year(year, part), _THIRDS[part]


def decade(ground: Ground) -> Reading:
    """Read a decade, or the early, middle or late years of one."""
    start = int(ground.text("decade")) * _YEARS_OF_A_DECADE
    if not ground.has("part"):
        return almanac.over(
            almanac.year_of(start), almanac.year_of(start + _YEARS_OF_A_DECADE - 1)
        ), "a decade, as written"
    first, last = _DECADE_PARTS[ground.value("part", ground.table.parts)]
    return almanac.over(almanac.year_of(start + first), almanac.year_of(start + last)), "years of a decade, as written"


def year(ground: Ground) -> Reading:
    """Read a year."""
    return ground.in_year(almanac.year_of, "a year")


def week_of_day(ground: Ground) -> Reading:
    """Read the week of a day, Monday to Sunday."""
    number = ground.figure("day" if ground.has("day") else "day2")
    return ground.in_year(
        lambda year: almanac.week_of(date(year, ground.month(), number)), "the week, Monday to Sunday, that holds a day"
    )


def _piece(ground: Ground, pieces: int) -> int:
    piece = ground.value("ordinal", ground.table.ordinals)
    return pieces - 1 if piece < 0 else piece


def _fraction(ground: Ground, pieces: int, what: str) -> Reading:
    piece = _piece(ground, pieces)
    return _year_named(ground, lambda year: almanac.fraction_of_year(year, pieces=pieces, piece=piece), what)


def _year_named(ground: Ground, make: Callable[[int], Span], what: str) -> Reading:
    if ground.has("theyear"):
        return ground.counted(lambda day: make(day.year), f"{what}: this year")
    return ground.in_year(make, what)


def _which(make: Callable[[int], Span], day: date, shift: int) -> Span:
    if shift == 0:
        return make(day.year)
    found = [make(year) for year in range(day.year - 2, day.year + 3)]
    if shift < 0:
        return max(span for span in found if span.latest < day)
    return min(span for span in found if span.earliest > day)


def _ordered(first: date, last: date) -> Span:
    if last < first:
        raise ValueError(first, last)
    return Span(first, last)


def _months(first_year: int, first: int, last_year: int, last: int) -> Span:
    return _ordered(date(first_year, first, 1), almanac.month_of(last_year, last).latest)


READINGS: Final[Mapping[str, Callable[[Ground], Reading]]] = {
    "day": day,
    "slashed": slashed,
    "range": days,
    "months": months,
    "years": years,
    "month": month,
    "which month": which_month,
    "part of a month": part_of_month,
    "half of a month": half_of_month,
    "week of a month": week_of_month,
    "half of a year": half_of_year,
    "quarter": quarter,
    "season": season,
    "which season": which_season,
    "part of a year": part_of_year,
    "end of a year": end_of_year,
    "decade": decade,
    "year": year,
    "week of": week_of_day,
}

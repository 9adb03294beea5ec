"""Readings of what lies about the day of reference: near days, weekdays, weekends, weeks, months and years."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from proverka.model.span import Span
from proverka.sources.dates import almanac
from proverka.sources.dates.calendar_readings import year_part
from proverka.sources.dates.datewords import Unit
from proverka.sources.dates.ground import Ground, Reading

_SATURDAY: Final = 5
# How many days the weekday told with “yesterday” may lie before it: the words may be older than the paper.
_DAYS_OLD_MAX: Final = 2
_YEARS_OF_A_DECADE: Final = 10
# The first and last weekday of the early, middle and late part of a week: nobody draws these lines sharply.
_WEEK_PARTS: Final = ((0, 2), (1, 3), (3, 6))


def near_day(ground: Ground) -> Reading:
    """Read “yesterday”; of “yesterday, Sunday” the weekday decides, where it is at most two days before."""
    shift, word = ground.value("dayword", ground.table.days), ground.text("dayword")
    if not ground.has("weekday"):
        return ground.counted(lambda day: Span.day(day + timedelta(shift)), word)
    weekday = ground.weekday()
    rule = f"{word}, told with its weekday: the last such weekday by then"
    if ground.reference is None:
        return None, f"{rule}; from which day is not known"
    earliest, latest = ground.reference.earliest + timedelta(shift), ground.reference.latest + timedelta(shift)
    last = almanac.last_weekday(latest, weekday)
    if (earliest - last).days > _DAYS_OLD_MAX:
        return None, f"{word}, told with a weekday that does not fit"
    first = almanac.next_weekday(earliest - timedelta(1), weekday)
    return Span(min(first, last), last), f"{rule}, counted from {ground.told}"


def weekday(ground: Ground) -> Reading:
    """Read a day of the week: by its tense, or by “last”, “this” and “next”, where these can be meant in two ways."""
    number = ground.weekday()
    if not ground.has("which"):
        return _bare_weekday(ground, number)
    shift = ground.value("which", ground.table.which)
    if ground.has("ofweek"):
        return ground.counted(lambda day: _in_week(day, number, shift), f"a weekday of {ground.text('which')} week")
    if shift == 0 and ground.direction != "unclear":
        return _bare_weekday(ground, number)
    if shift == 0:
        return ground.counted(lambda day: _in_week(day, number, 0), "this weekday: the one of the same week")
    near = _strictly_last if shift < 0 else almanac.next_weekday
    which = ground.text("which")
    return ground.counted(
        lambda day: almanac.over(Span.day(near(day, number)), _in_week(day, number, shift)),
        f"{which} weekday: the nearest one, which is that of {which} week",
        both=f"{which} weekday: the nearest one, or that of {which} week: over both",
    )


def weekdays(ground: Ground) -> Reading:
    """Read a range of weekdays: by its tense."""
    first, last = ground.weekday(), ground.weekday("weekday2")

    def past(day: date) -> Span:
        end = almanac.last_weekday(day, last)
        return Span(almanac.last_weekday(end, first), end)

    def future(day: date) -> Span:
        start = almanac.next_weekday(day, first)
        return Span(start, almanac.next_weekday(start - timedelta(1), last))

    if ground.direction == "past":
        return ground.counted(past, "a range of weekdays after a past verb: the last one")
    if ground.to_come:
        return ground.counted(future, "a range of weekdays yet to come: the next one")
    return ground.counted(
        lambda day: almanac.over(past(day), future(day)),
        "a range of weekdays, with no tense to go by: over the last one and the next",
    )


def weekend(ground: Ground) -> Reading:
    """Read a weekend: by its tense, or the one of last week; “next weekend” can be meant in two ways."""
    shift = ground.value("which", ground.table.which) if ground.has("which") else 0
    if shift < 0:
        return ground.counted(lambda day: almanac.weekend_of(day, -1), "Saturday and Sunday of last week")
    if shift > 0:
        return ground.counted(
            lambda day: almanac.over(almanac.weekend_of(day), almanac.weekend_of(day, 1)),
            "the next weekend, or that of next week: over both",
        )
    if ground.direction == "past":
        return ground.counted(_last_weekend, "a weekend after a past verb: the last one")
    if ground.to_come:
        return ground.counted(almanac.weekend_of, "a weekend yet to come: that of this week")
    return ground.counted(
        lambda day: almanac.over(_last_weekend(day), almanac.weekend_of(day)),
        "a weekend with no tense to go by: over both",
    )


def period(ground: Ground) -> Reading | None:
    """Read “last week”: the calendar's, or what has passed of it, or what is left."""
    unit, shift = ground.unit(), ground.value("which", ground.table.which)
    if unit.several or unit.days == 1 or unit.hours:
        return None
    return _calendar(ground, unit, shift, f"{ground.text('which')} {ground.text('unit')} of the calendar")


def rest(ground: Ground) -> Reading | None:
    """Read “the end of the month”: of this one. “The end of the day” may be any day's."""
    unit = ground.unit()
    if unit.hours:
        return None
    if unit.days == 1:
        return None, "follows something told before"
    return None if unit.several else _calendar(ground, unit, 0, f"this {ground.text('unit')} of the calendar")


def _bare_weekday(ground: Ground, number: int) -> Reading:
    if ground.direction == "past":
        return ground.counted(
            lambda day: Span.day(almanac.last_weekday(day, number)), "a weekday after a past verb: the last one"
        )
    if ground.to_come:
        return ground.counted(
            lambda day: Span(almanac.next_weekday(day - timedelta(1), number), almanac.next_weekday(day, number)),
            "a weekday yet to come: the next one",
            both="a weekday yet to come that is the day itself: over it and the next one",
        )
    return ground.counted(
        lambda day: Span(almanac.last_weekday(day, number), almanac.next_weekday(day, number)),
        "a weekday with no tense to go by: over the last one and the next",
    )


def _in_week(day: date, number: int, shift: int) -> Span:
    return Span.day(almanac.week_of(day, shift).earliest + timedelta(number))


def _strictly_last(day: date, number: int) -> date:
    return almanac.last_weekday(day - timedelta(1), number)


def _last_weekend(day: date) -> Span:
    saturday = almanac.last_weekday(day, _SATURDAY)
    return Span(saturday, saturday + timedelta(1))


def _calendar(ground: Ground, unit: Unit, shift: int, what: str) -> Reading:
    if ground.has("part"):
        return _part(ground, unit, shift, what)
    if ground.has("side") and shift == 0:
        if ground.value("side", ground.table.sides) < 0:
            return ground.counted(
                lambda day: Span(_unit_of(day, unit, 0).earliest, day), f"{what}, as far as it has passed"
            )
        return ground.counted(lambda day: Span(day, _unit_of(day, unit, 0).latest), f"{what}, as far as it is left")
    return ground.counted(lambda day: _unit_of(day, unit, shift), what)


def _part(ground: Ground, unit: Unit, shift: int, what: str) -> Reading:
    part = ground.value("part", ground.table.parts)
    if unit.months == almanac.MONTHS_OF_A_YEAR:
        make, rule = year_part(ground)
        return ground.counted(lambda day: make(day.year + shift), f"{rule}, of {what}")
    if unit.months == 1:
        return ground.counted(lambda day: _part_of_month(day, shift, part), f"ten days of {what}")
    if unit.days == almanac.DAYS_OF_A_WEEK:
        first, last = _WEEK_PARTS[part]
        return ground.counted(
            lambda day: Span(_in_week(day, first, shift).earliest, _in_week(day, last, shift).latest), f"days of {what}"
        )
    return ground.counted(lambda day: _unit_of(day, unit, shift), what)


def _part_of_month(day: date, shift: int, part: int) -> Span:
    month = almanac.month_after(day, shift).earliest
    return almanac.part_of_month(month.year, month.month, part)


def _unit_of(day: date, unit: Unit, shift: int) -> Span:
    if unit.days == 1:
        return Span.day(day + timedelta(shift))
    if unit.days:
        return almanac.over(almanac.week_of(day, shift * unit.days // almanac.DAYS_OF_A_WEEK))
    if unit.months < almanac.MONTHS_OF_A_YEAR:
        return almanac.month_after(day, shift * unit.months)
    if unit.months == almanac.MONTHS_OF_A_YEAR:
        return almanac.year_of(day.year + shift)
    start = (day.year // _YEARS_OF_A_DECADE + shift) * _YEARS_OF_A_DECADE
    return almanac.over(almanac.year_of(start), almanac.year_of(start + _YEARS_OF_A_DECADE - 1))


READINGS: Final[Mapping[str, Callable[[Ground], Reading | None]]] = {
    "near day": near_day,
    "weekday": weekday,
    "weekdays": weekdays,
    "weekend": weekend,
    "period": period,
    "rest": rest,
}

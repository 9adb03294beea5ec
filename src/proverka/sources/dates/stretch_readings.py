"""Readings of stretches of time: up to a day, from a day on, or to the day at their other end."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from proverka.model.span import Span
from proverka.sources.dates import almanac
from proverka.sources.dates.datewords import Unit
from proverka.sources.dates.ground import Ground, Reading

_HOURS_OF_A_DAY: Final = 24


def stretch(ground: Ground) -> Reading | None:
    """Read “the past two weeks” or “the next nine months”: up to the day of reference, or from it on."""
    unit = ground.unit()
    if (unit.several and not ground.has("number")) or _less_than_a_day(ground):
        return None
    count = ground.number() * ground.value("stretch", ground.table.stretches)
    if count < 0:
        return ground.counted(lambda day: Span(_shifted(day, unit, count), day), "a stretch of time that ends")
    return ground.counted(lambda day: Span(day, _shifted(day, unit, count)), "a stretch of time that begins")


def ago(ground: Ground) -> Reading | None:
    """Read “two weeks ago”: that day; months and years ago, that month or year. “About two weeks ago” is no day."""
    unit, number = ground.unit(), ground.number()
    if unit.hours:
        return None
    if ground.vague:
        return None, "so many back, but the number is not exact"
    if unit.days:
        return ground.counted(lambda day: Span.day(_shifted(day, unit, -number)), "so many days back, that day")
    if unit.months < almanac.MONTHS_OF_A_YEAR:
        return ground.counted(
            lambda day: almanac.month_after(day, -number * unit.months), "so many months back, that month"
        )
    years = number * unit.months // almanac.MONTHS_OF_A_YEAR
    return ground.counted(lambda day: almanac.year_of(day.year - years), "so many years back, that year")


def within(ground: Ground) -> Reading | None:
    """Read “within ten days”, of the day of reference."""
    unit, number = ground.unit(), ground.number()
    if _less_than_a_day(ground):
        return None
    if ground.has("of"):
        return None, "within a time of something that the words do not date"
    if ground.direction == "past":
        return None, "within a time, past tense: from which day is not told"
    return ground.counted(lambda day: Span(day, _shifted(day, unit, number)), "within a time that begins")


def ahead(ground: Ground) -> Reading | None:
    """Read “in two weeks”: after that time or within it. In the past tense it is how long something took, no date."""
    unit, number = ground.unit(), ground.number()
    if unit.hours:
        return None
    if ground.has("time"):
        return ground.counted(lambda day: Span.day(_shifted(day, unit, number)), "after a time, that day")
    if not ground.to_come:
        return None
    return ground.counted(
        lambda day: Span(day, _shifted(day, unit, number)), "in a time to come: after it, or within it: over both"
    )


def counted(ground: Ground) -> Reading | None:
    """Read “two days later”: nothing tells from when."""
    if ground.unit().hours:
        return None
    return None, "counted from something that the words do not date"


def anaphor(ground: Ground) -> Reading | None:
    """Read “the following day”: nothing tells from when."""
    if ground.has("unit") and (ground.unit().several or ground.unit().hours):
        return None
    return None, "follows something told before"


def hence(ground: Ground) -> Reading | None:
    """Read “two weeks from now”: that day."""
    unit, number = ground.unit(), ground.number()
    if unit.hours:
        return None
    if ground.vague:
        return None, "so many on, but the number is not exact"
    return ground.counted(lambda day: Span.day(_shifted(day, unit, number)), "so many on, that day")


def from_day(ground: Ground, start: Span) -> Reading:
    """Read “within a week of” or “a week after” with the day, or days, that stand behind it."""
    unit, number = ground.unit(), ground.number()
    sense = ground.value("sense", ground.table.senses) if ground.has("sense") else 1
    ends = almanac.from_each(start, lambda day: Span.day(_shifted(day, unit, sense * number)))
    if ground.has("of"):
        return almanac.over(start, ends), "within a time that begins with the day named"
    return ends, "counted from the day named"


def day_beside(ground: Ground, day: Span) -> Reading:
    """Return what “the day before” is where the day is named before it; OverflowError where the calendar ends."""
    shift = ground.value("anaphor", ground.table.anaphors)
    return Span.day(day.earliest + timedelta(shift)), f"{ground.text('anaphor')}, counted from the day named before it"


def _less_than_a_day(ground: Ground) -> bool:
    return bool(ground.unit().hours) and ground.number() < _HOURS_OF_A_DAY


def _shifted(day: date, unit: Unit, number: int) -> date:
    if unit.hours:  # whole days, and the one that is begun
        return day + timedelta(-(-abs(number) // _HOURS_OF_A_DAY) * (1 if number > 0 else -1))
    return day + timedelta(unit.days * number) if unit.days else almanac.months_after(day, unit.months * number)


READINGS: Final[Mapping[str, Callable[[Ground], Reading | None]]] = {
    "stretch": stretch,
    "ago": ago,
    "within": within,
    "ahead": ahead,
    "hence": hence,
    "counted": counted,
    "anaphor": anaphor,
}

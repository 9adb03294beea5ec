"""Hours named beside a day, and the zone of their clock: a New York evening is the next day elsewhere."""

import re
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from proverka.model.span import Span
from proverka.sources.dates.datewords import DateTable
from proverka.sources.dates.expressions import Expression, grammar
from proverka.sources.passage import Passage

# How far from a day its hour may stand, and how far a city whose clock it is.
_HOUR_BEFORE: Final = 28
_HOUR_BEHIND: Final = 40
_CITY_CHARACTERS: Final = 80
_MINUTES: Final = 60
_NOON: Final = 12
# Neither an hour nor a city is looked for over the end of a sentence.
_SENTENCE: Final = re.compile(r"[a-z]{3}[.!?][”\"’)]{0,2}\s|[;\n“”\"]")

Minutes = tuple[int, int]


class Clocks:
    """The words of a language for hours and for whose they are."""

    def __init__(self, table: DateTable) -> None:
        halves = "|".join(re.escape(half) for half in table.clock.halves)
        words = "|".join(sorted(table.hours, key=len, reverse=True))
        zones = "|".join(sorted(map(re.escape, table.zones), key=len, reverse=True))
        cities = "|".join(sorted(map(re.escape, table.cities), key=len, reverse=True))
        self._table = table
        self._lowered = {city.lower(): zone for city, zone in table.cities.items()}
        self._dateline = re.compile(rf"(?:{cities})(?!\w)", re.IGNORECASE)
        self._hour = re.compile(
            rf"(?<![\w:.,-])(?:(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?\s?(?P<half>{halves})(?!\w)"
            rf"|(?P<full>[01]\d|2[0-3]):?(?P<minutes>[0-5]\d)(?=\s(?:{zones})(?!\w))|(?P<word>{words})(?!\w))"
        )
        self._zone = re.compile(rf"(?<!\w)(?P<zone>{zones})(?!\w)|(?P<city>{cities})\s{table.clock.own}(?!\w)")
        self._city = re.compile(rf"(?<!\w)(?:{'|'.join(table.clock.beside)})\s(?P<city>{cities})(?!\w)")

    def hours(self, text: str, expression: Expression, within: Passage) -> Minutes | None:
        """Return from which minute of the day to which something was, where an hour stands with the day; or None."""
        parts = expression.parts
        word = parts.get("hours") or parts.get("timing") or parts.get("dayword", "")
        if (told := self._table.hours.get(" ".join(word.lower().split()))) is not None:
            return told[0] * _MINUTES, told[1] * _MINUTES
        here = expression.passage
        behind = _stretch(text, here.end, min(within.end, here.end + _HOUR_BEHIND), last=False)
        before = _stretch(text, max(within.start, here.start - _HOUR_BEFORE), here.start, last=True)
        found = self._hour.search(text, *behind) or self._hour.search(text, *before)
        return self._minutes(found) if found else None

    def zone(self, text: str, day: Passage, within: Passage) -> str:
        """Return the zone of the clock named in the words around a day, or of the city that they name; or nothing."""
        before = _stretch(text, max(within.start, day.start - _CITY_CHARACTERS), day.start, last=True)
        behind = _stretch(text, day.end, min(within.end, day.end + _CITY_CHARACTERS), last=False)
        for pattern in (self._zone, self._city):
            for stretch in (behind, before):
                if found := pattern.search(text, *stretch):
                    parts = found.groupdict()
                    city = parts["city"]
                    return self._table.cities[city] if city else self._table.zones[parts["zone"]]
        return ""

    def zone_of(self, dateline: str) -> str:
        """Return the zone of the city in a dateline (“NEW YORK”, “BALI, Indonesia”), or nothing."""
        found = self._dateline.match(dateline)
        return self._lowered[found[0].lower()] if found else ""

    def _minutes(self, found: re.Match[str]) -> Minutes | None:
        if word := found["word"]:
            first, last = self._table.hours[word]
            return first * _MINUTES, last * _MINUTES
        if found["full"]:
            at = int(found["full"]) * _MINUTES + int(found["minutes"])
            return at, at
        hour = int(found["hour"])
        if not 1 <= hour <= _NOON:
            return None
        at = (hour % _NOON + self._table.clock.halves[found["half"]]) * _MINUTES + int(found["minute"] or 0)
        return at, at


def elsewhere(day: Span, minutes: Minutes, zone: str) -> Span | None:
    """Return the days in UTC of those minutes of a day in a zone, where they are not that day; None where they are."""
    clock = ZoneInfo(zone)
    midnight = datetime.combine(day.earliest, time())
    first, last = ((midnight + timedelta(minutes=one)).replace(tzinfo=clock).astimezone(UTC).date() for one in minutes)
    found = Span(first, last)
    return None if found == day else found


def _stretch(text: str, start: int, end: int, *, last: bool) -> tuple[int, int]:
    """Return what of a stretch lies in the same sentence: its last part, or its first."""
    marks = list(_SENTENCE.finditer(text, start, end))
    if not marks:
        return start, end
    return (marks[-1].end(), end) if last else (start, marks[0].start() + 1)


@cache
def clocks(language: str) -> Clocks:
    """Return the clocks of a language."""
    return Clocks(grammar(language).table)

"""Days as pages print them: a line that is nothing but a date, the day in an address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from proverka.sources.reading.pagewords import PageWords

# Longer than this, a line says more than when it was published.
DATE_LINE_MAX = 120

# Newspapers have put pages on the web since the middle of the 1990s; a later year than this is a number.
_YEARS = range(1990, 2100)
_TOKEN = re.compile(r"\d{1,4}|[A-Za-z]+(?:\.[A-Za-z]+)*|[^\w\s]")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d{2})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<![\d.:/])(\d{1,2})([./])(\d{1,2})\2((?:19|20)\d{2})(?![\d/])")
_IN_ADDRESS = re.compile(
    r"[/-]((?:19|20)\d{2})([/-])(1[0-2]|0?[1-9]|[a-z]{3,9})\2([0-3]?\d)(?=[/_.-]|$)"
    r"|[/-]((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)(?=[/_.-]|$)",
    re.IGNORECASE,
)
_DAY_MAX = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStamp:
    """A day, and whether the words beside it say that it is of a later version than the first.

    `other` is what it is where the month stands second, for a day in figures that may be read both ways.
    """

    day: date
    later: bool = False
    other: date | None = None


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar within the years of pages on the web, or None."""
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def is_date_line(text: str, words: PageWords) -> bool:
    """Whether a line holds dates and nothing else.

    A clock, a zone, a weekday and words such as “published” may stand beside them; the year may be left out.
    """
    if len(text) > DATE_LINE_MAX or not any(character.isdigit() for character in text):
        return False
    tokens = [token.lower() for token in _TOKEN.findall(text)]
    if any(token[0].isalpha() and token not in words.date_words and token not in words.months for token in tokens):
        return False
    return any(token in words.months for token in tokens) or bool(_ISO.search(text) or _NUMBERS.search(text))


def stamps_in(text: str, words: PageWords) -> Iterator[DayStamp]:
    """Yield the days that a short text names in full."""
    low = text.lower()
    later = any(word in words.table.later_words for word in _TOKEN.findall(low)[:3])
    days = [day_of(int(found[1]), int(found[2]), int(found[3])) for found in _ISO.finditer(low)]
    yield from (DayStamp(day=day, later=later) for day in days if day is not None)
    for found in _NUMBERS.finditer(low):
        yield from _numbered(int(found[1]), int(found[3]), int(found[4]), dotted=found[2] == ".", later=later)
    tokens = _TOKEN.findall(low)
    for place, token in enumerate(tokens):
        if token in words.table.later_words:
            later = True
        elif token in words.months and (day := _around_month(tokens, place, words.months[token])):
            yield DayStamp(day=day, later=later)
            later = False


def _numbered(first: int, second: int, year: int, *, dotted: bool, later: bool) -> Iterator[DayStamp]:
    """Yield the day of `7.10.2013` or `10/7/2013`: with strokes either number may be the month."""
    day_first, month_first = day_of(year, second, first), None if dotted else day_of(year, first, second)
    if day_first or month_first:
        both = day_first is not None and month_first is not None and day_first != month_first
        day = month_first or day_first
        assert day is not None, "one of them is a day"
        yield DayStamp(day=day, later=later, other=day_first if both else None)


def _around_month(tokens: list[str], place: int, month: int) -> date | None:
    """Return the day of `October 07, 2013`, `7 October 2013` or `2013 Oct 7`, by the numbers beside the month."""
    before = [int(token) for token in tokens[max(place - 4, 0) : place] if token.isdigit()][-1:]
    after = [int(token) for token in tokens[place + 1 : place + 6] if token.isdigit()][:2]
    match (before, after):
        case ([day], [year, *_]) if day <= _DAY_MAX and year in _YEARS:
            return day_of(year, month, day)
        case (_, [day, year]) if day <= _DAY_MAX and year in _YEARS:
            return day_of(year, month, day)
        case ([year], [day, *_]) if day <= _DAY_MAX and year in _YEARS:
            return day_of(year, month, day)
    return None


def day_in_address(address: str, words: PageWords) -> date | None:
    """Return the day that stands in the path of an address, as in `/2013/10/07/` or `/2013/oct/07/`."""
    for found in _IN_ADDRESS.finditer(address):
        year, name, number = found[1] or found[5], found[3] or found[6], found[4] or found[7]
        month = int(name) if name.isdigit() else words.months.get(name.lower(), 0)
        day = day_of(int(year), month, int(number))
        if day is not None:
            return day
    return None

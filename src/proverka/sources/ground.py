"""What the reading of an expression of time rests on: its parts as values, the day of reference, the direction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from proverka.model.span import Span
from proverka.sources import almanac
from proverka.sources.expressions import DateTable, Unit
from proverka.sources.tense import Direction

# Papers tell a far day with its year: where one is this far and the other this near, the near one is more likely.
_FAR_DAYS: Final = 240
_NEAR_DAYS: Final = 120
# How many years away a day is looked for that some years do not have.
_LEAP_YEARS: Final = 8

Reading = tuple[Span | None, str]
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The day of `reference` and, for people, what it is; the direction that the clause tells; the parts of the words.

    `by` says that the expression bounds what comes before it (“by”, “until”).
    """

    reference: Span | None
    told: str
    direction: Direction
    by: bool
    words: Mapping[str, str]
    table: DateTable

    def has(self, part: str) -> bool:
        """Whether the expression has this part."""
        return part in self.words

    def text(self, part: str) -> str:
        """Return a part in small letters with single blanks, without the stop of an abbreviation."""
        return " ".join(self.words[part].lower().split()).removesuffix(".")

    def figure(self, part: str) -> int:
        """Return the number that a part is written as, in figures, whatever letters follow."""
        return int(self.words[part].rstrip("stndrh"))

    def value(self, part: str, values: Mapping[str, _Value]) -> _Value:
        """Return what a part stands for in a table of the language; capitals do not matter."""
        word = self.text(part)
        return values[word] if word in values else values[word.capitalize()]

    def month(self, part: str = "month") -> int:
        """Return a month, from 1."""
        return self.value(part, self.table.months)

    def weekday(self, part: str = "weekday") -> int:
        """Return a day of the week, from 0 for Monday."""
        return self.value(part, self.table.weekdays)

    def unit(self) -> Unit:
        """Return the unit that is counted in."""
        return self.value("unit", self.table.units)

    def number(self) -> int:
        """Return a number in figures or words; 1 where the expression has none."""
        if not self.has("number"):
            return 1
        word = self.text("number")
        if word.isdecimal():
            return int(word)
        numbers = self.table.numbers
        return numbers[word] if word in numbers else sum(numbers[one] for one in word.replace("-", " ").split())

    def counted(self, reading: Callable[[date], Span], rule: str) -> Reading:
        """Return what a reading counts from the reference, whichever of its days is the right one."""
        if self.reference is None:
            return None, f"{rule}; from which day is not known"
        return almanac.from_each(self.reference, reading), f"{rule}, counted from {self.told}"

    def in_year(self, make: Callable[[int], Span], what: str) -> Reading:
        """Return what `make` gives for the year that the expression names, or that its tense allows.

        `make` raises ValueError for a year that has no such days.
        """
        if self.has("year") or self.has("yyyy"):
            return make(int(self.words["year"] if self.has("year") else self.words["yyyy"])), f"{what} as written"
        if self.has("which"):
            shift = self.value("which", self.table.which)
            return self.counted(lambda day: make(day.year + shift), f"{what} of {self.text('which')} year")
        return self.counted(lambda day: self._nearest(make, day), f"{what} without a year, {_NEAREST[self.direction]}")

    def _nearest(self, make: Callable[[int], Span], day: date) -> Span:
        found = _around(make, day.year, 1)
        if not (any(span.earliest <= day for span in found) and any(span.latest >= day for span in found)):
            found = _around(make, day.year, _LEAP_YEARS)
        last = max(span for span in found if span.earliest <= day)
        first = min(span for span in found if span.latest >= day)
        since, ahead = max(0, (day - last.latest).days), max(0, (first.earliest - day).days)
        first_is_near = since > _FAR_DAYS and ahead < _NEAR_DAYS
        last_is_near = ahead > _FAR_DAYS and since < _NEAR_DAYS
        near = first if first_is_near else last if last_is_near else None
        if self.direction == "past":
            return almanac.over(last, first) if first_is_near else last
        if self.direction == "future":
            return almanac.over(last, first) if last_is_near else first
        return near or (first if self.direction == "planned" else almanac.over(last, first))


_NEAREST: Final[Mapping[Direction, str]] = {
    "past": "past tense: the last one, or over both if that is far and the next one near",
    "future": "yet to come: the next one, or over both if that is far and the last one near",
    "planned": "planned: the near one, or the next if neither is far",
    "unclear": "tense unclear: the near one, or over both if neither is far",
}


def _around(make: Callable[[int], Span], year: int, reach: int) -> list[Span]:
    found = []
    for one in range(year - reach, year + reach + 1):
        try:
            found.append(make(one))
        except ValueError:  # a year without that day
            continue
    return found

"""What the reading of an expression of time rests on: its parts as values, the day of reference, the direction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeVar

from proverka.model.span import Span
from proverka.sources.dates import almanac
from proverka.sources.dates.datewords import DateTable, Unit
from proverka.sources.dates.tense import Direction

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

    `by` says that the expression bounds what comes before it (“by”, “until”), `vague` that its number is not exact.
    """

    reference: Span | None
    told: str
    direction: Direction
    by: bool
    vague: bool
    words: Mapping[str, str]
    table: DateTable

    def has(self, part: str) -> bool:
        """Whether the expression has this part."""
        return part in self.words

    @property
    def dated(self) -> bool:
        """Whether the expression names its year, in figures or as “last year”."""
        return any(part in self.words for part in ("year", "yyyy", "which"))

    @property
    def to_come(self) -> bool:
        """Whether the tense tells of what was yet to come when it was published, or when it was said."""
        return self.direction in {"future", "planned"}

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

    def counted(self, reading: Callable[[date], Span], rule: str, *, both: str = "") -> Reading:
        """Return what a reading counts from the reference, whichever of its days is the right one.

        `both` is the rule where a reading that gives a day, counted from a day, gives more than one.
        """
        if self.reference is None:
            return None, f"{rule}, but from which day is not known"
        span = almanac.from_each(self.reference, reading)
        told = both if both and self.reference.is_day and not span.is_day else rule
        return span, f"{told}, counted from {self.told}"

    def in_year(self, make: Callable[[int], Span], what: str, *, near: bool = False) -> Reading:
        """Return what `make` gives for the year that the expression names, or that its tense allows.

        With `near`, a near one is taken against the tense if the other is far: papers tell the year of a far day, and
        in reported speech a past verb tells of what is to come (“said January 7 was possible”). `make` raises
        ValueError for a year that has no such days.
        """
        if self.has("year") or self.has("yyyy"):
            return make(int(self.words["year"] if self.has("year") else self.words["yyyy"])), f"{what}, as written"
        if self.has("which"):
            shift = self.value("which", self.table.which)
            return self.counted(lambda day: make(day.year + shift), f"{what}, of {self.text('which')} year")
        if self.reference is None:
            return None, f"{what} without its year, but from which day is not known"
        span, choice = self._chosen(make, self.reference.latest, near=near)
        if not self.reference.is_day:
            span = almanac.over(span, self._chosen(make, self.reference.earliest, near=near)[0])
        return span, f"{what} without its year, {_CHOICES[choice]}, counted from {self.told}"

    def _chosen(self, make: Callable[[int], Span], day: date, *, near: bool) -> tuple[Span, "_Choice"]:
        last, first = _neighbours(make, day)
        since, ahead = max(0, (day - last.latest).days), max(0, (first.earliest - day).days)
        last_alone = ahead > _FAR_DAYS and since < _NEAR_DAYS
        first_alone = since > _FAR_DAYS and ahead < _NEAR_DAYS
        if near and (last_alone or first_alone):
            return (last, "near behind") if last_alone else (first, "near ahead")
        choice = self._choice(last_alone=last_alone, first_alone=first_alone)
        if choice in _LAST:
            return last, choice
        return (first if choice in _FIRST else almanac.over(last, first)), choice

    def _choice(self, *, last_alone: bool, first_alone: bool) -> "_Choice":
        if self.direction == "past":
            return "past but near ahead" if first_alone else "past"
        if self.direction == "future":
            return "future but near behind" if last_alone else "future"
        if last_alone or first_alone:
            return "near behind" if last_alone else "near ahead"
        return "planned" if self.direction == "planned" else "either"


_Choice = Literal[
    "past", "past but near ahead", "future", "future but near behind", "near behind", "near ahead", "planned", "either",
]  # fmt: skip
_LAST: Final = frozenset({"past", "near behind"})
_FIRST: Final = frozenset({"future", "near ahead", "planned"})
_CHOICES: Final[Mapping[_Choice, str]] = {
    "past": "after a past verb: the last one",
    "past but near ahead": "after a past verb, but the last one is far and the next one near: over both",
    "future": "yet to come: the next one",
    "future but near behind": "yet to come, but the next one is far and the last one near: over both",
    "near behind": "the last one, the next being far",
    "near ahead": "the next one, the last being far",
    "planned": "planned: the next one",
    "either": "no tense to go by: over the last one and the next",
}


def _neighbours(make: Callable[[int], Span], day: date) -> tuple[Span, Span]:
    """Return the last that has begun by a day, and the first that has not ended before it."""
    found = almanac.in_years(make, range(day.year - 1, day.year + 2))
    if not (any(span.earliest <= day for span in found) and any(span.latest >= day for span in found)):
        found = almanac.in_years(make, range(day.year - _LEAP_YEARS, day.year + _LEAP_YEARS + 1))
    return max(span for span in found if span.earliest <= day), min(span for span in found if span.latest >= day)

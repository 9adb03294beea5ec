"""Durations of legal texts: hours, days, weeks, months, years, and what month arithmetic leaves open."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.sentence import Sentence, counting

Rounding = Literal["last_day", "next_day"]
Unit = Literal["hour", "day", "week", "month", "year"]

UNITS: Mapping[Unit, tuple[str, str]] = {
    "hour": ("{count} hour", "{count} hours"),
    "day": ("{count} day", "{count} days"),
    "week": ("{count} week", "{count} weeks"),
    "month": ("{count} month", "{count} months"),
    "year": ("{count} year", "{count} years"),
}

# Longer than any treaty's schedule; keeps dates inside the calendar.
COUNT_MAX = 1_200

# The days that every month has: only a later day of the month can be missing from another.
SHORTEST_MONTH = 28

_FORM = re.compile(r"(\d{1,4}) (hour|day|week|month|year)s?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """A whole number of one unit, as an instrument states it."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str, *, where: str) -> "Duration":
        """Return the duration written as `7 days`, `1 month`, `24 hours`.

        Raises MalformedError (bad-value) for any other form and for a count of zero or over COUNT_MAX.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None or not 1 <= int(match[1]) <= COUNT_MAX:
            raise MalformedError(
                Refusal.BAD_VALUE,
                where=where,
                expected=f"a number from 1 to {COUNT_MAX} and hours, days, weeks, months or years, such as '30 days'",
                got=repr(text),
                remedy="write the duration in that form",
            )
        unit: Unit = match[2]  # type: ignore[assignment]  # the expression admits only units
        return cls(count=int(match[1]), unit=unit)

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def told(self) -> Sentence:
        """It as a sentence."""
        one, many = UNITS[self.unit]
        return counting(one, many, self.count)

    def after(self, anchor: date, *, rounding: Rounding | None, where: str) -> date:
        """Return the last day of the period that begins on the day after `anchor`.

        Hours run into the day on which they end; with only a day known for the anchor, that is the day
        after for anything up to 24. Months and years end on the day of the same number. Where that day
        does not exist, `rounding` says which is meant; without it the rule is refused (ambiguous-month):
        31 January plus one month is 28 February to some and 3 March to others. A day after the last of the
        calendar is refused (bad-date).
        """
        try:
            if self.unit in ("month", "year"):
                months = self.count * (12 if self.unit == "year" else 1)
                return add_months(anchor, months, rounding=rounding, where=where)
            return anchor + days_in(self.count, self.unit)
        except (ValueError, OverflowError) as cause:
            raise MalformedError(
                Refusal.BAD_DATE,
                where=where,
                expected=f"a day up to {date.max.isoformat()}, the last of the calendar",
                got=f"{anchor.isoformat()} + {self}",
                remedy="correct the duration, or the day that it counts from",
            ) from cause


def days_in(count: int, unit: Unit) -> timedelta:
    """Return so many hours (a day begun counts whole), days or weeks in days."""
    return timedelta(days={"hour": -(-count // 24), "day": count, "week": 7 * count}[unit])


def add_months(anchor: date, months: int, *, rounding: Rounding | None, where: str) -> date:
    """Return the day of the same number `months` later; refuse (ambiguous-month) if there is none."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    month += 1
    last = calendar.monthrange(year, month)[1]
    if anchor.day <= last:
        return date(year, month, anchor.day)
    if rounding is None:
        raise RefusedError(
            Refusal.AMBIGUOUS_MONTH,
            where=where,
            expected=f"an instrument that says what {anchor.isoformat()} plus {months} months is",
            got=f"no day {anchor.day} in {year}-{month:02d}",
            remedy='state rounding = "last_day" or rounding = "next_day" in the deadline, as the instrument has it',
        )
    end = date(year, month, last)
    return end if rounding == "last_day" else end + timedelta(days=1)

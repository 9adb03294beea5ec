"""How often an edition looks at its case: on every day, or, where a record is too large for that, less often."""

import calendar
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum

DAY = timedelta(days=1)

# Days that are looked at times entries: what two processors do in about a minute. The worked case takes a third of it.
LOOKS_MAX = 1_500_000


class Pace(Enum):
    """The length of a period, in months; every day has reports on months."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """How many months a report tells of."""
        return {"quarter": 3, "year": 12}.get(self.value, 1)

    def ends(self, first: date, last: date) -> Iterator[date]:
        """Yield the last days of the periods that end between two days."""
        for year in range(first.year, last.year + 1):
            for month in range(self.months, 13, self.months):
                end = date(year, month, calendar.monthrange(year, month)[1])
                if first <= end <= last:
                    yield end

    def before(self, end: date) -> date:
        """Return the last day of the period before the one that ends on a day."""
        month = end.month - self.months
        year, month = (end.year, month) if month > 0 else (end.year - 1, month + 12)
        return date(year, month, calendar.monthrange(year, month)[1])

    def called(self, end: date) -> str:
        """Return the name of the period that ends on a day: `2014-02`, `2014-Q1`, `2014`."""
        if self is Pace.QUARTER:
            return f"{end.year}-Q{end.month // 3}"
        return f"{end:%Y}" if self is Pace.YEAR else f"{end:%Y-%m}"


def pace_of(days: Sequence[date], entries: int, last: date) -> Pace:
    """Return the pace at which a record of so many entries is looked at, of which a page may change on these days."""
    if len(days) * entries <= LOOKS_MAX:
        return Pace.DAY
    for pace in (Pace.MONTH, Pace.QUARTER):
        if sum(1 for _ in pace.ends(days[0], last)) * entries <= LOOKS_MAX:
            return pace
    return Pace.YEAR

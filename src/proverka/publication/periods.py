"""Reports by period: one page to each month in which anything changed, as of its last day and as known on it.

They need no script, and they stay as they are: what is learnt later makes later reports.
"""

import calendar
from collections.abc import Iterator
from datetime import date

import msgspec

from proverka.publication.keeper import Keeper
from proverka.publication.moment import Moment
from proverka.publication.pages import Heading, SheetMaker
from proverka.reporting.tongue import NEUTRAL

INDEX = "reports/index.html"


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The report on a month: its last day, the page in no language, and what it tells in short."""

    until: date
    parts: tuple[str, ...]
    entries: int
    statuses: int
    overdue: int

    @property
    def path(self) -> str:
        """The page of the report, in the folder of a language."""
        return f"reports/{self.until:%Y-%m}.html"


def month_ends(first: date, last: date) -> Iterator[date]:
    """Yield the last days of the months from one day to another, those that end after it left out."""
    for year in range(first.year, last.year + 1):
        for month in range(1, 13):
            end = date(year, month, calendar.monthrange(year, month)[1])
            if first <= end <= last:
                yield end


def period_of(moment: Moment) -> Period | None:
    """Return the report on the month that a moment ends; None where nothing changed in it.

    The changes of the moment are those since the end of the month before.
    """
    audit, changes = moment.audit, moment.changes
    if changes is None or changes.empty:
        return None
    until = audit.as_of
    heading = Heading(f"reports/{until:%Y-%m}.html", NEUTRAL.text("Report on {month}", month=f"{until:%Y-%m}"), INDEX)
    sheet = SheetMaker(moment, Keeper()).sheet(heading, "period.html", {}, None)
    return Period(
        until=until,
        parts=sheet.parts,
        entries=len(changes.new_entries),
        statuses=len(changes.status_changes),
        overdue=audit.summary.statuses.get("overdue", 0),
    )

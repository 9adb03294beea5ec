"""Reports by period: one page to each in which anything changed, as of its last day and as known on it.

They need no script, and they stay as they are: what is learnt later makes later reports.
"""

from datetime import date

import msgspec

from proverka.publication.keeper import Keeper, Sheet
from proverka.publication.moment import Moment
from proverka.publication.pages import Heading, SheetMaker
from proverka.reporting.tongue import NEUTRAL

INDEX = "reports/index.html"


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The report on a period: its name and last day, the page in no language, and what it tells in short."""

    name: str
    until: date
    parts: tuple[str, ...]
    entries: int
    statuses: int
    overdue: int

    @property
    def path(self) -> str:
        """The page of the report, in the folder of a language."""
        return f"reports/{self.name}.html"


def period_of(moment: Moment, name: str) -> Period | None:
    """Return the report on the period of a name that a moment ends; None where nothing changed in it.

    The changes of the moment are those since the end of the period before.
    """
    audit, changes = moment.audit, moment.changes
    if changes is None or changes.empty:
        return None
    until = audit.as_of
    heading = Heading(f"reports/{name}.html", NEUTRAL.text("Report on {period}", period=name), INDEX)
    sheet = SheetMaker(moment, Keeper()).sheet(heading, "period.html", {"name": name}, None)
    return Period(
        name=name,
        until=until,
        parts=sheet.parts,
        entries=len(changes.new_entries),
        statuses=len(changes.status_changes),
        overdue=audit.summary.statuses.get("overdue", 0),
    )


def report_sheet(period: Period) -> Sheet:
    """Return the page of a report."""
    title = NEUTRAL.text("Report on {period}", period=period.name)
    return Sheet(path=period.path, title=title, under=INDEX, parts=period.parts, of=period.until)

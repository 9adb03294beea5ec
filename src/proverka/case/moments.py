"""A case on one day after another, as an edition looks at it."""

from collections.abc import Sequence
from datetime import date, timedelta

from proverka.assessment import Audit, changes_between
from proverka.case.auditing import audit_case, entries_between
from proverka.case.opened import Case
from proverka.publication.moment import Moment

DAY = timedelta(days=1)
# The day itself, the end of the month before the last, and the ends of two periods.
AUDITS_KEPT = 4


class Moments:
    """A case on one day after another: audits, each with what changed since an earlier day.

    What is asked for of the `present`, if one is named, is kept; of other days the last few audits are.
    """

    def __init__(self, case: Case, present: date | None = None) -> None:
        self.case = case
        self._lasting = (present, month_before_last(present)) if present else ()
        self._kept: dict[date, Audit] = {}
        self._audits: dict[date, Audit] = {}

    def on(self, day: date) -> Moment:
        """Return the case as of a day and as known on it, with what changed since the month before the last."""
        return self.since(month_before_last(day), day)

    def since(self, since: date, day: date) -> Moment:
        """Return the case as of a day and as known on it, with what changed since an earlier one."""
        before, audit = self._audit(since), self._audit(day)
        new = entries_between(self.case, (since, since), (day, day))
        return Moment(audit=audit, changes=changes_between(before, audit, new))

    def _audit(self, day: date) -> Audit:
        """Return the audit of a day; the last few that were asked for are kept, as days ahead look back at them."""
        if day in self._lasting:
            if day not in self._kept:
                self._kept[day] = audit_case(self.case, as_of=day, known=day)
            return self._kept[day]
        found = self._audits.pop(day, None) or audit_case(self.case, as_of=day, known=day)
        self._audits[day] = found
        if len(self._audits) > AUDITS_KEPT:
            del self._audits[next(iter(self._audits))]
        return found

    def days(self, until: date) -> Sequence[date]:
        """Return the days, up to one, on which a page may change by what happened or became known, or by a new month.

        The first and the last of them are among them.
        """
        entries = self.case.entries
        first = min(entry.known_day for entry in entries)
        days = {until}
        for entry in entries:
            for day in (entry.known_day, entry.span.earliest, entry.span.latest):
                days |= {day, day + DAY}
        days |= {date(year, month, 1) for year in range(first.year, until.year + 1) for month in range(1, 13)}
        return sorted(day for day in days if first <= day <= until)


def month_before_last(day: date) -> date:
    """Return the last day of the month before the last one."""
    return (day.replace(day=1) - DAY).replace(day=1) - DAY

"""The status of an obligation: one table, first row that applies.

| # | status | when |
|---|---|---|
| 1 | superseded | its instrument was superseded, or the duty waived, before it was fulfilled |
| 2 | met, met_late | fulfilment is shown; late only if even its first possible day is after the due date |
| 3 | contested | fulfilment is shown only by entries that a party objects to |
| 4 | no_evidence | the due date passed, or conduct is asked for, and nothing in the record speaks to it |
| 5 | partly_met | the due date passed, part was achieved, and a stated condition excuses the rest |
| 6 | overdue | the due date passed |
| 7 | at_risk | a duty it depends on is overdue, an inspectorate says so, or the rate so far would miss the date |
| 8 | on_track | part is achieved |
| 9 | pending | otherwise |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from proverka.assessment.result import Fulfilment, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the table is asked: dates, and what the record shows. All as of one day, as known on one day."""

    as_of: date
    due: date | None
    fulfilled: Fulfilment | None = None
    contested: bool = False
    superseded_on: date | None = None
    has_evidence: bool = False
    progress: bool = False
    excused: bool = False
    at_risk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A status and its days.

    `days_late` counts to the last day on which fulfilment can have happened, or, while overdue, to the day
    asked for; `days_late_least` to the first.
    """

    status: Status
    days_late: int | None = None
    days_late_least: int | None = None


def judge(situation: Situation) -> Verdict:
    """Return the verdict on a situation: the first row of the table above that applies."""
    fulfilled, ended = situation.fulfilled, situation.superseded_on
    if ended is not None and (fulfilled is None or fulfilled.latest >= ended):
        return Verdict(status="superseded")  # 1
    if fulfilled is not None:
        return _fulfilled(fulfilled, situation.due)  # 2
    if situation.contested:
        return Verdict(status="contested")  # 3
    if situation.due is not None and situation.as_of > situation.due:
        return _passed(situation, (situation.as_of - situation.due).days)
    if situation.at_risk:
        return Verdict(status="at_risk")  # 7
    return Verdict(status="on_track" if situation.progress else "pending")  # 8, 9


def _fulfilled(fulfilled: Fulfilment, due: date | None) -> Verdict:
    if due is None or fulfilled.latest <= due:
        return Verdict(status="met", days_late=None if due is None else 0)
    most, least = (fulfilled.latest - due).days, max(0, (fulfilled.earliest - due).days)
    # Lateness must be shown: a report after the due date does not say that the act was.
    return Verdict(status="met_late" if least else "met", days_late=most, days_late_least=least)


def _passed(situation: Situation, days: int) -> Verdict:
    if not situation.has_evidence:
        return Verdict(status="no_evidence")  # 4
    if situation.progress and situation.excused:
        return Verdict(status="partly_met", days_late=days)  # 5
    return Verdict(status="overdue", days_late=days)  # 6


# With one state of knowledge and the day moving forward, a status may only go where this table says. A
# fulfilled duty stays so: a finding of a later day may still show that it was late (`met` to `met_late`),
# and nothing takes it back. `contested` may be fulfilled by other evidence.
#
# Two kinds of entries reset the table. A decision that extends the due date makes the duty one that is not
# due yet: from any status that is not fulfilment it may go to any other. Duties of conduct and recurring
# duties have no end, and follow the latest views and the latest occurrence instead; compliance follows the
# duties that it is made of.
TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    "pending": frozenset({
        "pending", "on_track", "at_risk", "met", "met_late", "overdue", "partly_met", "contested", "superseded",
        "no_evidence",
    }),
    "on_track": frozenset({
        "on_track", "at_risk", "met", "met_late", "overdue", "partly_met", "contested", "superseded", "pending",
    }),
    "at_risk": frozenset({
        "at_risk", "on_track", "pending", "met", "met_late", "overdue", "partly_met", "contested", "superseded",
        "no_evidence",
    }),
    "no_evidence": frozenset({"no_evidence", "overdue", "partly_met", "met", "met_late", "contested", "superseded"}),
    "overdue": frozenset({"overdue", "partly_met", "met", "met_late", "contested", "superseded"}),
    "partly_met": frozenset({"partly_met", "overdue", "met", "met_late", "contested", "superseded"}),
    "contested": frozenset({"contested", "met", "met_late", "superseded"}),
    "superseded": frozenset({"superseded"}),
    "met": frozenset({"met", "met_late"}),
    "met_late": frozenset({"met_late"}),
}  # fmt: skip

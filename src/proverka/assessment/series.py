"""The judgement on a recurring duty: it stands as its latest occurrence that is due."""

from dataclasses import replace
from decimal import Decimal

from proverka.assessment.attainment import Attainment, Reading, deeds_of
from proverka.assessment.bench import Bench
from proverka.assessment.reason import Judged
from proverka.assessment.recurrence import occurrences_of
from proverka.assessment.result import Achieved
from proverka.assessment.schedule import Schedule
from proverka.assessment.status import Verdict
from proverka.inventory.standing import Held
from proverka.mandate import Obligation, RecurringMeasure


def judge_recurring(obligation: Obligation, schedule: Schedule, reading: Reading, bench: Bench) -> Judged:
    """The series stands as its latest occurrence that is due; every occurrence is listed."""
    assert schedule.original.day is not None, "a recurrence has a first day"
    deeds = deeds_of(obligation, reading)
    rows = occurrences_of(obligation.deadline, schedule.original.day, deeds, bench.as_of, where=obligation.id)
    due = [row for row in rows if row.date <= bench.as_of]
    current = due[-1] if due else rows[0]
    shown = sum(1 for row in rows if row.state in ("met", "met_late"))
    status = {"met": "met", "met_late": "met_late", "no_evidence": "no_evidence", "running": "pending"}[current.state]
    last = deeds[-1] if deeds else None
    fulfilled = current.fulfilled
    late = current.days_late
    return Judged(
        obligation=obligation,
        schedule=replace(schedule, due=current.date),
        attainment=Attainment(
            fulfilled=fulfilled,
            achieved=_series(obligation, shown, len(due), last) if last else None,
            progress=bool(shown),
            entries=current.entries or (last.rests_on if last else ()),
        ),
        verdict=Verdict(status=status, days_late=late),  # type: ignore[arg-type]  # mapped above
        superseded_by=bench.superseded_by(obligation),
        steps=rows,
    )


def _series(obligation: Obligation, shown: int, due: int, last: Held) -> Achieved:
    measure = obligation.measure
    assert isinstance(measure, RecurringMeasure), "only a recurrence has a series"
    return Achieved(
        value=Decimal(shown),
        unit="report",
        basis="delivered",
        basis_name=f"{measure.what}: occurrences that the record shows, of those due",
        as_of=str(last.span),
        bound="at_least",
        standing=last.standing,
        fraction=Decimal(shown) / due if due else None,
        of=str(due),
        entry=last.index,
    )

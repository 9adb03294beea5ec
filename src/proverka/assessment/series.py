"""The judgement on a recurring duty: it stands as its latest occurrence that is due."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from proverka.assessment.attainment import Attainment, Reading, deeds_of
from proverka.assessment.bench import Bench
from proverka.assessment.reason import Judged
from proverka.assessment.recurrence import occurrences_of
from proverka.assessment.result import Achieved, DatedDue, DateState, Status
from proverka.assessment.schedule import Schedule
from proverka.assessment.status import Verdict
from proverka.inventory.standing import Held
from proverka.mandate import Obligation, RecurringMeasure
from proverka.model.sentence import sentence

# The states of an occurrence that the record shows to have taken place, and what each state is as a status.
SHOWN = ("met", "met_late")
STATUS_OF: Mapping[DateState, Status] = {
    "met": "met", "met_late": "met_late", "no_evidence": "no_evidence", "running": "pending",
}  # fmt: skip


def judge_recurring(obligation: Obligation, schedule: Schedule, reading: Reading, bench: Bench) -> Judged:
    """The series stands as its latest occurrence that is due; every occurrence is listed.

    It is contested if only a paper that a party objects to shows that occurrence. It ends on the day on
    which its instrument is superseded or the duty waived; without a first day it has not begun.
    """
    ended = bench.superseded_on(obligation, schedule)
    deeds = deeds_of(obligation, reading)
    rows = _rows(obligation, schedule, [h for h in deeds if h.standing != "contested"], bench)
    if not rows:
        status: Status = "pending" if ended is None else "superseded"
        verdict = Verdict(status=status)
        superseded_by = bench.superseded_by(obligation)
        return Judged(
            obligation=obligation,
            schedule=schedule,
            attainment=Attainment(),
            verdict=verdict,
            superseded_by=superseded_by,
        )
    due = [row for row in rows if row.date <= bench.as_of]
    current = due[-1] if due else rows[0]
    claimed = _rows(obligation, schedule, deeds, bench)[rows.index(current)]
    shown = sum(1 for row in rows if row.state in SHOWN)
    status = STATUS_OF[current.state]
    if current.state not in SHOWN and claimed.state in SHOWN:
        status = "contested"
    if ended is not None:
        status = "superseded"
    last = deeds[-1] if deeds else None
    fulfilled = current.fulfilled
    late = current.days_late
    least = max(0, (fulfilled.earliest - current.date).days) if fulfilled and late else None
    return Judged(
        obligation=obligation,
        schedule=replace(schedule, due=current.date),
        attainment=Attainment(
            fulfilled=fulfilled,
            achieved=_series(obligation, shown, len(due), last) if last else None,
            progress=bool(shown),
            entries=current.entries or (last.rests_on if last else ()),
        ),
        verdict=Verdict(status=status, days_late=late, days_late_least=least),
        superseded_by=bench.superseded_by(obligation),
        steps=rows,
    )


def _rows(obligation: Obligation, schedule: Schedule, deeds: Sequence[Held], bench: Bench) -> tuple[DatedDue, ...]:
    """Return the occurrences that fell due before the series ended; none while its first day is not known."""
    first, ended = schedule.original.day, bench.superseded_on(obligation, schedule)
    if first is None:
        return ()
    rows = occurrences_of(obligation.deadline, first, deeds, bench.as_of, where=obligation.id)
    return tuple(row for row in rows if ended is None or row.date < ended)


def _series(obligation: Obligation, shown: int, due: int, last: Held) -> Achieved:
    measure = obligation.measure
    assert isinstance(measure, RecurringMeasure), "only a recurrence has a series"
    name = sentence("{what}: occurrences that the record shows, of those due", what=measure.what)
    return Achieved(
        value=Decimal(shown),
        unit="report",
        basis="delivered",
        basis_name=name.english,
        basis_name_said=name,
        as_of=str(last.span),
        bound="at_least",
        standing=last.standing,
        fraction=Decimal(shown) / due if due else None,
        of=str(due),
        entry=last.index,
    )

"""The judgement on complying with other duties: all of them taken together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from proverka.assessment.attainment import Attainment
from proverka.assessment.bench import Bench
from proverka.assessment.reason import Judged
from proverka.assessment.result import Achieved, Fulfilment
from proverka.assessment.schedule import Schedule
from proverka.assessment.status import Verdict
from proverka.mandate import ComplianceMeasure, Obligation
from proverka.model.sentence import sentence


def judge_compliance(obligation: Obligation, measure: ComplianceMeasure, schedule: Schedule, bench: Bench) -> Judged:
    """All listed duties, or those with an end that the same debtors owe under the instrument, taken together.

    Complying with an instrument is due when the last of its duties is; a list of duties that must be
    fulfilled before something else may follow has no date of its own.
    """
    parts = [bench.judged(other) for other in bench.mandate.complied_with(obligation, measure)]
    dues = [p.schedule.due for p in parts if p.schedule.due is not None and measure.instrument]
    own_due = schedule.due or max(dues, default=None)
    fulfilled = [p.attainment.fulfilled for p in parts if p.attainment.fulfilled is not None]
    complete = bool(parts) and len(fulfilled) == len(parts)
    whole = (
        Fulfilment(earliest=max(f.earliest for f in fulfilled), latest=max(f.latest for f in fulfilled))
        if complete
        else None
    )
    ended = bench.superseded_on(obligation, schedule)
    over = ended is not None and (whole is None or whole.latest >= ended)
    return Judged(
        obligation=obligation,
        schedule=replace(schedule, due=own_due),
        attainment=Attainment(
            fulfilled=whole,
            achieved=_compliance(len(fulfilled), len(parts)) if parts else None,
            progress=bool(fulfilled),
            entries=tuple(dict.fromkeys(i for p in parts for i in p.attainment.entries[:1])),
            missing=tuple(p.obligation.id for p in parts if p.attainment.fulfilled is None),
        ),
        verdict=Verdict(status="superseded")
        if over
        else _verdict_on_all(parts, own_due, bench.as_of, complete=complete),
        superseded_by=bench.superseded_by(obligation),
    )


def _verdict_on_all(parts: Sequence[Judged], due: date | None, as_of: date, *, complete: bool) -> Verdict:
    """Late if any part was late; overdue while any is; after the last date, partly met if only evidence lacks."""
    late = [p.verdict for p in parts if p.verdict.status in ("overdue", "met_late")]
    days = max((v.days_late or 0 for v in late), default=0)
    least = max((v.days_late_least or 0 for v in late), default=None)
    progress = any(p.attainment.fulfilled is not None for p in parts)
    if complete:
        return Verdict(status="met_late" if late else "met", days_late=days, days_late_least=least)
    if due is not None and any(v.status == "overdue" for v in late):
        return Verdict(status="overdue", days_late=days)
    if due is not None and as_of > due:
        return Verdict(status="partly_met", days_late=(as_of - due).days) if progress else Verdict(status="no_evidence")
    return Verdict(status="on_track" if progress else "pending")


def _compliance(met: int, owed: int) -> Achieved:
    name = sentence("obligations fulfilled, of those owed")
    return Achieved(
        value=Decimal(met),
        unit="obligation",
        basis="fulfilled",
        basis_name=name.english,
        basis_name_said=name,
        as_of="",
        bound="exact",
        standing="claimed",
        fraction=Decimal(met) / owed,
        of=str(owed),
        entry=0,
    )

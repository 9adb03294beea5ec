"""Every obligation judged as of one day: its dates, what was achieved, its status, and why.

1. Resolve the due date from its rule, and apply the decisions that moved it.
2. Read from the evidence whether, when and how far the duty was fulfilled.
3. Find what excuses a shortfall and what puts the rest at risk.
4. Judge by the table of statuses.
5. Set beside it each party's views, the ladder after a breach, and the other instruments on the duty.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from proverka.assessment.attainment import (
    Attainment,
    Reading,
    attained_document,
    attained_figures,
    attained_issues,
    deeds_of,
    earliest_of,
    is_entitled,
)
from proverka.assessment.bench import Bench
from proverka.assessment.compliance import judge_compliance
from proverka.assessment.conduct import judge_conduct
from proverka.assessment.inspections import judge_inspections
from proverka.assessment.milestones import achieved_after, achieved_at, steps_of
from proverka.assessment.prospects import forecast_of, risk_of
from proverka.assessment.reason import Judged, reasons_of
from proverka.assessment.result import Fulfilment
from proverka.assessment.schedule import Schedule, changes_of, schedule_of, settled
from proverka.assessment.series import judge_recurring
from proverka.assessment.status import Situation, judge
from proverka.inventory.standing import Held
from proverka.mandate import (
    ComplianceMeasure,
    ConductMeasure,
    CountMeasure,
    DocumentMeasure,
    InspectionMeasure,
    IssuesMeasure,
    Obligation,
    QuantityMeasure,
    RecurringMeasure,
    own_anchor,
    resolve,
)
from proverka.model.submission import InspectionFinding
from proverka.model.vocabulary import Vocabulary

# Kinds that are words about a duty: they stand beside its status and never change it.
VIEWS = ("statement", "assessment", "allegation")


def judge_obligation(obligation: Obligation, bench: Bench) -> Judged:
    """Return the judgement on an obligation, in the steps above."""
    reading = bench.reading(obligation)
    schedule = _schedule(obligation, bench)  # 1
    match obligation.measure:
        case ConductMeasure():
            judged = judge_conduct(obligation, schedule, reading, bench)
        case RecurringMeasure():
            judged = judge_recurring(obligation, schedule, reading, bench)
        case InspectionMeasure():
            judged = judge_inspections(obligation, schedule, reading, bench)
        case ComplianceMeasure() as measure:
            judged = judge_compliance(obligation, measure, schedule, bench)
        case DocumentMeasure() | CountMeasure() | QuantityMeasure() | IssuesMeasure():
            judged = _judge_attainment(obligation, schedule, reading, bench)
    return replace(judged, why=reasons_of(judged, bench.words, bench.as_of))


def _schedule(obligation: Obligation, bench: Bench) -> Schedule:
    """1. The rule, its anchor, and what decisions up to the day did to it."""
    instrument = bench.mandate.instrument_of[obligation.id]
    deadline = obligation.deadline
    other = bench.mandate.obligation_by_id.get(deadline.anchor)
    if other is None:
        anchor = own_anchor(deadline, instrument, bench.mandate)
    else:
        fulfilled = bench.judged(other).attainment.fulfilled
        anchor = fulfilled.latest if fulfilled else None
    due = resolve(deadline, anchor, anchor_name=deadline.anchor, zone=instrument.zone, where=obligation.id)
    return schedule_of(obligation, due, changes_of(obligation, instrument, bench.decisions, bench.words, bench.as_of))


def _attained(obligation: Obligation, reading: Reading) -> Attainment:
    """2. What the evidence shows; a finding that says so outright counts where no figure has shown it before."""
    match obligation.measure:
        case DocumentMeasure() as measure:
            return attained_document(obligation, measure, reading)
        case CountMeasure() | QuantityMeasure() as measure:
            return _with_findings(attained_figures(obligation, measure, reading), obligation, reading)
        case IssuesMeasure() as measure:
            return _with_findings(attained_issues(measure, reading), obligation, reading)
        case _:
            return Attainment()


def _with_findings(found: Attainment, obligation: Obligation, reading: Reading) -> Attainment:
    deeds = [h for h in deeds_of(obligation, reading) if isinstance(h.body, InspectionFinding)]
    shown = next((h for h in deeds if h.standing != "contested"), None)
    if shown is None or (found.fulfilled is not None and found.fulfilled.latest <= shown.span.latest):
        return found
    fulfilled = Fulfilment(earliest=earliest_of(shown, reading.since), latest=shown.span.latest)
    return replace(found, fulfilled=fulfilled, entries=(*found.entries, *shown.rests_on))


def _judge_attainment(obligation: Obligation, schedule: Schedule, reading: Reading, bench: Bench) -> Judged:
    attained = _attained(obligation, reading)
    schedule = settled(schedule, obligation, attained.fulfilled)
    attainment = _not_before_miss(attained, obligation, schedule, reading)
    excuses = _excuses(obligation, reading)  # 3
    misses = _findings(reading, "not_fulfilled")
    risk = risk_of(obligation, schedule, attainment, reading, bench)
    verdict = judge(  # 4
        Situation(
            as_of=bench.as_of,
            due=schedule.due,
            fulfilled=attainment.fulfilled,
            contested=attainment.contested,
            superseded_on=bench.superseded_on(obligation, schedule),
            has_evidence=bool(attainment.entries or any(h.entry.kind not in VIEWS for h in reading.bearing)),
            progress=attainment.progress,
            excused=bool(excuses),
            at_risk=bool(risk),
        )
    )
    beside = misses if attainment.fulfilled is None or verdict.status == "met_late" else []
    return Judged(
        obligation=obligation,
        schedule=schedule,
        attainment=attainment,
        verdict=verdict,
        excuses=tuple(held.index for held in excuses),
        risk=risk,
        forecast=None if attainment.fulfilled else forecast_of(obligation, reading),
        at_due=achieved_at(obligation, reading, schedule.due),
        after_due=achieved_after(obligation, reading, schedule.due),
        supporting=tuple(held.index for held in (*beside, *excuses)),
        superseded_by=bench.superseded_by(obligation),
        steps=steps_of(obligation, reading, bench),
    )


def _not_before_miss(
    attainment: Attainment, obligation: Obligation, schedule: Schedule, reading: Reading
) -> Attainment:
    """A finding that the date passed unfulfilled narrows when fulfilment can have happened."""
    fulfilled, due = attainment.fulfilled, schedule.due
    findings = _counting(_findings(reading, "not_fulfilled"), obligation, reading)
    missed = [h for h in findings if due is not None and h.span.latest >= due]
    if fulfilled is None or due is None or not missed or fulfilled.earliest > due:
        return attainment
    earliest = min(fulfilled.latest, max(fulfilled.earliest, due + timedelta(days=1)))
    return replace(
        attainment,
        fulfilled=Fulfilment(earliest=earliest, latest=fulfilled.latest),
        entries=(*attainment.entries, *(index for h in missed for index in h.rests_on)),
    )


def _findings(reading: Reading, outcome: str) -> list[Held]:
    return [h for h in reading.bearing if isinstance(h.body, InspectionFinding) and h.body.outcome == outcome]


def _counting(found: Sequence[Held], obligation: Obligation, reading: Reading) -> list[Held]:
    """Return those to which nobody objects and whose author is entitled to say so."""
    return [h for h in found if h.standing != "contested" and is_entitled(h, obligation, reading.words)]


def _excuses(obligation: Obligation, reading: Reading) -> list[Held]:
    """Return the findings that show one of the obligation's `unless` conditions to hold.

    No debtor excuses itself, nor does anybody in its name, unless it is an inspectorate.
    """
    conditions = {condition.id for condition in obligation.unless}
    words = reading.words
    able = [h for h in reading.bearing if words.confirms(h.entry.by) or not _owes(h.entry.by, obligation, words)]
    shown = _counting(able, obligation, reading)
    return [h for h in shown if isinstance(h.body, InspectionFinding) and conditions & set(h.body.conditions)]


def _owes(party: str, obligation: Obligation, words: Vocabulary) -> bool:
    return any(words.acts_for(party, debtor) for debtor in obligation.debtors)

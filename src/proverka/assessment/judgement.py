"""Every obligation judged as of one day: its dates, what was achieved, its status, and why.

1. Resolve the due date from its rule, and apply the decisions that moved it.
2. Read from the evidence whether, when and how far the duty was fulfilled.
3. Find what excuses a shortfall and what puts the rest at risk.
4. Judge by the table of statuses.
5. Set beside it each party's views, the ladder after a breach, and the other instruments on the duty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from proverka.assessment.attainment import (
    Attainment,
    Reading,
    achieved_of,
    attained_document,
    attained_figures,
    attained_issues,
    deeds_of,
)
from proverka.assessment.reason import Judged, reason_of
from proverka.assessment.recurrence import occurrences_of
from proverka.assessment.result import Achieved, DatedDue, Fulfilment, LadderStep, SharedDuty, View
from proverka.assessment.schedule import Schedule, changes_of, schedule_of
from proverka.assessment.status import Situation, Verdict, judge
from proverka.assessment.views import status_of_conduct
from proverka.inventory.figures import FigureBook
from proverka.inventory.standing import Evidence, Held
from proverka.mandate import (
    ComplianceMeasure,
    ConductMeasure,
    CountMeasure,
    DocumentMeasure,
    DueDate,
    IssuesMeasure,
    Mandate,
    Obligation,
    QuantityMeasure,
    RecurringMeasure,
    bases_of,
    own_anchor,
    resolve,
)
from proverka.mandate.instrument import Instrument
from proverka.model.submission import Assessment, InspectionFinding
from proverka.model.vocabulary import Vocabulary

# A forecast needs progress over at least this long, or one lucky day decides it.
FORECAST_DAYS_MIN = 7
# Farther than this a straight line says nothing.
FORECAST_DAYS_MAX = 3_650


@dataclass(frozen=True, kw_only=True)
class Bench:
    """All that obligations are judged by, at one moment of knowledge and as of one day.

    Judgements are remembered, because duties lean on one another; the mandate is free of rings, and a
    ring of compliance measures ends as pending.
    """

    words: Vocabulary
    mandate: Mandate
    evidence: Evidence
    book: FigureBook
    views: Sequence[View]
    as_of: date
    _judged: dict[str, Judged] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    @cached_property
    def decisions(self) -> Sequence[Held]:
        """All decisions, as held."""
        return self.evidence.of_kind("decision", self.words)

    @cached_property
    def views_on(self) -> Mapping[str, Sequence[View]]:
        """Views by the obligation or instrument that they are about."""
        by_name: dict[str, list[View]] = {}
        for view in self.views:
            for name in view.about:
                by_name.setdefault(name, []).append(view)
        return by_name

    @cached_property
    def superseded(self) -> Mapping[str, Instrument]:
        """The instrument that superseded another, by the latter's id, as of the day."""
        return {old: new for new in self.mandate.instruments if new.adopted <= self.as_of for old in new.supersedes}

    @cached_property
    def shared(self) -> Mapping[str, Sequence[Obligation]]:
        """Obligations by the duty that they speak to, of instruments adopted by the day."""
        by_duty: dict[str, list[Obligation]] = {}
        for instrument in self.mandate.instruments:
            for obligation in instrument.obligations if instrument.adopted <= self.as_of else ():
                by_duty.setdefault(self.mandate.duty_of(obligation), []).append(obligation)
        return by_duty

    def judged(self, obligation: Obligation) -> Judged:
        """Return the judgement on an obligation."""
        if obligation.id not in self._judged:
            if obligation.id in self._open:
                return _undecided(obligation)
            self._open.add(obligation.id)
            self._judged[obligation.id] = _judge(obligation, self)
            self._open.discard(obligation.id)
        return self._judged[obligation.id]


def _undecided(obligation: Obligation) -> Judged:
    due = DueDate(day=None, rule=obligation.deadline.text)
    return Judged(
        obligation=obligation,
        schedule=Schedule(due=None, original=due, changes=()),
        attainment=Attainment(),
        verdict=Verdict(status="pending"),
    )


def _judge(obligation: Obligation, bench: Bench) -> Judged:
    reading = _reading(obligation, bench)
    schedule = _schedule(obligation, bench)  # 1
    match obligation.measure:
        case ConductMeasure():
            judged = _judge_conduct(obligation, schedule, reading, bench)
        case RecurringMeasure():
            judged = _judge_recurring(obligation, schedule, reading, bench)
        case ComplianceMeasure() as measure:
            judged = _judge_compliance(obligation, measure, schedule, bench)
        case DocumentMeasure() | CountMeasure() | QuantityMeasure() | IssuesMeasure():
            judged = _judge_attainment(obligation, schedule, reading, bench)
    return replace(judged, why=reason_of(judged, bench.words, bench.as_of))


def _reading(obligation: Obligation, bench: Bench) -> Reading:
    bearing = tuple(bench.evidence.held(entry, bench.words) for entry in bench.evidence.by_name.get(obligation.id, ()))
    return Reading(
        words=bench.words,
        evidence=bench.evidence,
        book=bench.book,
        since=bench.mandate.instrument_of[obligation.id].adopted,
        as_of=bench.as_of,
        bearing=tuple(held for held in bearing if held.span.latest <= bench.as_of and not held.withdrawn),
    )


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
    return schedule_of(obligation, due, changes_of(obligation, bench.decisions, bench.as_of))


def _attained(obligation: Obligation, reading: Reading) -> Attainment:
    """2. What the evidence shows; a finding that says so outright counts where no figure does."""
    match obligation.measure:
        case DocumentMeasure() as measure:
            return attained_document(obligation, measure, reading)
        case CountMeasure() | QuantityMeasure() as measure:
            found = attained_figures(measure, reading)
            return found if found.fulfilled else _with_findings(found, obligation, reading)
        case IssuesMeasure() as measure:
            return attained_issues(measure, reading)
        case _:
            return Attainment()


def _with_findings(found: Attainment, obligation: Obligation, reading: Reading) -> Attainment:
    deeds = [h for h in deeds_of(obligation, reading) if isinstance(h.body, InspectionFinding)]
    shown = next((h for h in deeds if h.standing != "contested"), None)
    if shown is None:
        return found
    span = shown.span
    entries = (*found.entries, *shown.rests_on)
    return replace(found, fulfilled=Fulfilment(earliest=span.earliest, latest=span.latest), entries=entries)


def _judge_attainment(obligation: Obligation, schedule: Schedule, reading: Reading, bench: Bench) -> Judged:
    attainment = _not_before_miss(_attained(obligation, reading), schedule, reading)
    excuses = _excuses(obligation, reading)  # 3
    misses = _findings(reading, "not_fulfilled")
    risk = _risk(obligation, schedule, attainment, reading, bench)
    verdict = judge(  # 4
        Situation(
            as_of=bench.as_of,
            due=schedule.due,
            fulfilled=attainment.fulfilled,
            contested=attainment.contested,
            superseded_on=_superseded_on(obligation, schedule, bench),
            has_evidence=bool(attainment.entries or misses or reading.bearing),
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
        forecast=None if attainment.fulfilled else _forecast(obligation, reading),
        at_due=_achieved_at(obligation, reading, schedule.due),
        after_due=_achieved_after(obligation, reading, schedule.due),
        supporting=tuple(held.index for held in (*beside, *excuses)),
        superseded_by=_superseded_by(obligation, bench),
        steps=_steps(obligation, reading, bench),
    )


def _not_before_miss(attainment: Attainment, schedule: Schedule, reading: Reading) -> Attainment:
    """A finding that the date passed unfulfilled narrows when fulfilment can have happened."""
    fulfilled, due = attainment.fulfilled, schedule.due
    missed = [h for h in _findings(reading, "not_fulfilled") if due is not None and h.span.latest >= due]
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


def _excuses(obligation: Obligation, reading: Reading) -> list[Held]:
    """Return the findings that show one of the obligation's `unless` conditions to hold."""
    conditions = {condition.id for condition in obligation.unless}
    shown = [h for h in reading.bearing if isinstance(h.body, InspectionFinding)]
    return [h for h in shown if isinstance(h.body, InspectionFinding) and conditions & set(h.body.conditions)]


def _is_superseded(obligation: Obligation, schedule: Schedule, bench: Bench) -> bool:
    return schedule.waived_by is not None or bool(_superseded_by(obligation, bench))


def _superseded_on(obligation: Obligation, schedule: Schedule, bench: Bench) -> date | None:
    instrument = bench.superseded.get(bench.mandate.instrument_of[obligation.id].id)
    days = [change.on for change in schedule.changes if change.entry == schedule.waived_by]
    return min([*days, instrument.adopted] if instrument else days, default=None)


def _superseded_by(obligation: Obligation, bench: Bench) -> str:
    instrument = bench.superseded.get(bench.mandate.instrument_of[obligation.id].id)
    return instrument.id if instrument else ""


def _risk(obligation: Obligation, schedule: Schedule, attainment: Attainment, reading: Reading, bench: Bench) -> str:
    """Return why a duty that is not due yet is at risk, or nothing."""
    if attainment.fulfilled is not None:
        return ""
    for name in obligation.depends_on:
        if bench.judged(bench.mandate.obligation_by_id[name]).verdict.status == "overdue":
            return f"it depends on {name}, which is overdue"
    doubts = [h for h in reading.bearing if isinstance(h.body, Assessment) and h.body.view == "critical"]
    confirmed = [h for h in doubts if h.standing == "verified"]
    if confirmed:
        return f"{bench.words.name(confirmed[-1].entry.by)} judged so on {confirmed[-1].span}"
    forecast = _forecast(obligation, reading)
    if schedule.due is not None and forecast is not None and forecast > schedule.due:
        return f"at the rate so far it would be reached about {forecast}"
    return ""


def _forecast(obligation: Obligation, reading: Reading) -> date | None:
    """Return when the target would be reached at the average rate of the last two figures on the first basis."""
    bases = bases_of(obligation)
    if not bases or isinstance(obligation.measure, IssuesMeasure):
        return None
    shares = [(f.on, s.fraction) for f in reading.book.factual(bases[0], reading.as_of) if (s := reading.book.share(f))]
    if not shares:
        return None
    (last_day, last), earlier = shares[-1], [s for s in shares if (shares[-1][0] - s[0]).days >= FORECAST_DAYS_MIN]
    first_day, first = earlier[-1] if earlier else (reading.since, Decimal(0))
    days, gained = (last_day - first_day).days, last - first
    if days < FORECAST_DAYS_MIN or gained <= 0 or last >= 1:
        return None
    ahead = int(((1 - last) / gained * days).to_integral_value())
    return last_day + timedelta(days=ahead) if ahead <= FORECAST_DAYS_MAX else None


def _achieved_at(obligation: Obligation, reading: Reading, due: date | None) -> Achieved | None:
    """Return what had been achieved by the end of the due date, if that day has come."""
    measure = obligation.measure
    if due is None or due > reading.as_of or not isinstance(measure, CountMeasure | QuantityMeasure):
        return None
    return attained_figures(measure, replace(reading, as_of=due)).achieved


def _achieved_after(obligation: Obligation, reading: Reading, due: date | None) -> Achieved | None:
    """Return the first figure after the due date: with the one before, it bounds what had been achieved."""
    measure = obligation.measure
    if due is None or not isinstance(measure, CountMeasure | QuantityMeasure):
        return None
    later = [f for basis in measure.bases if (f := reading.book.after(basis, due)) and f.on <= reading.as_of]
    found = min(later, key=lambda f: f.on, default=None)
    return None if found is None else achieved_of(found, measure, reading.book)


def _steps(obligation: Obligation, reading: Reading, bench: Bench) -> tuple[DatedDue, ...]:
    """Return the step targets of a quantity, each judged as a smaller duty of its own."""
    measure = obligation.measure
    if not isinstance(measure, QuantityMeasure):
        return ()
    instrument = bench.mandate.instrument_of[obligation.id]
    rows = []
    for step in measure.steps:
        anchor = own_anchor(step.deadline, instrument, bench.mandate)
        due = resolve(
            step.deadline, anchor, anchor_name=step.deadline.anchor, zone=instrument.zone, where=obligation.id
        )
        if due.day is not None:
            rows.append((step.fraction, due.day, due.rule))
    if measure.increments is not None:
        years = measure.increments.years
        rows += [
            (Decimal(n) / years, day, f"{n} of {years} equal annual increments")
            for n, day in enumerate(measure.increments.days(where=obligation.id), start=1)
        ]
    return tuple(_step(fraction, day, rule, measure, reading) for fraction, day, rule in rows)


def _step(fraction: Decimal, day: date, rule: str, measure: QuantityMeasure, reading: Reading) -> DatedDue:
    part = attained_figures(replace_fraction(measure, fraction), reading)
    fulfilled = part.fulfilled
    if fulfilled is None:
        state, days = ("running", None) if reading.as_of <= day else ("missed", (reading.as_of - day).days)
    else:
        late = fulfilled.earliest > day
        state, days = ("met_late" if late else "met"), max(0, (fulfilled.latest - day).days)
    return DatedDue(
        date=day,
        role="step",
        state=state,  # type: ignore[arg-type]  # one of the states by construction
        rule=rule,
        days_late=days,
        target=f"{float(fraction * 100):.4g} %",
        fulfilled=fulfilled,
        entries=part.entries,
    )


def replace_fraction(measure: QuantityMeasure, fraction: Decimal) -> QuantityMeasure:
    """Return the measure with a smaller target, for one of its steps."""
    return QuantityMeasure(bases=measure.bases, fraction=fraction, also_shown_by=measure.also_shown_by)


def _judge_conduct(obligation: Obligation, schedule: Schedule, reading: Reading, bench: Bench) -> Judged:
    allegations = [h for h in reading.bearing if h.entry.kind == "allegation"]
    status = status_of_conduct(bench.views_on.get(obligation.id, ()), allegations)
    if _is_superseded(obligation, schedule, bench):
        status = "superseded"
    elif status == "no_evidence" and obligation.when:
        status = "pending"
    findings = tuple(h.index for h in reading.bearing if h.entry.kind in ("finding", "allegation", "delivery"))
    return Judged(
        obligation=obligation,
        schedule=schedule,
        attainment=Attainment(entries=findings),
        verdict=Verdict(status=status),
        superseded_by=_superseded_by(obligation, bench),
    )


def _judge_recurring(obligation: Obligation, schedule: Schedule, reading: Reading, bench: Bench) -> Judged:
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
        superseded_by=_superseded_by(obligation, bench),
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


def _judge_compliance(obligation: Obligation, measure: ComplianceMeasure, schedule: Schedule, bench: Bench) -> Judged:
    """All listed duties, or the dated ones that the same debtors owe under the instrument, taken together.

    Complying with an instrument is due when the last of its duties is; a list of duties that must be
    fulfilled before something else may follow has no date of its own.
    """
    parts = [bench.judged(other) for other in _complied_with(obligation, measure, bench)]
    dues = [p.schedule.due for p in parts if p.schedule.due is not None and measure.instrument]
    own_due = schedule.due or max(dues, default=None)
    fulfilled = [p.attainment.fulfilled for p in parts if p.attainment.fulfilled is not None]
    complete = bool(parts) and len(fulfilled) == len(parts)
    return Judged(
        obligation=obligation,
        schedule=replace(schedule, due=own_due),
        attainment=Attainment(
            fulfilled=Fulfilment(earliest=max(f.earliest for f in fulfilled), latest=max(f.latest for f in fulfilled))
            if complete
            else None,
            achieved=_compliance(len(fulfilled), len(parts)) if parts else None,
            progress=bool(fulfilled),
            entries=tuple(dict.fromkeys(i for p in parts for i in p.attainment.entries[:1])),
            missing=tuple(p.obligation.id for p in parts if p.attainment.fulfilled is None),
        ),
        verdict=_verdict_on_all(parts, own_due, bench.as_of, complete=complete),
        superseded_by=_superseded_by(obligation, bench),
    )


def _verdict_on_all(parts: Sequence[Judged], due: date | None, as_of: date, *, complete: bool) -> Verdict:
    """Late if any part was late; overdue while any is; after the last date, partly met if only evidence lacks."""
    late = [p.verdict for p in parts if p.verdict.status in ("overdue", "met_late")]
    days = max((v.days_late or 0 for v in late), default=0)
    progress = any(p.attainment.fulfilled is not None for p in parts)
    if complete:
        return Verdict(status="met_late" if late else "met", days_late=days)
    if due is not None and any(v.status == "overdue" for v in late):
        return Verdict(status="overdue", days_late=days)
    if due is not None and as_of > due:
        return Verdict(status="partly_met", days_late=(as_of - due).days) if progress else Verdict(status="no_evidence")
    return Verdict(status="on_track" if progress else "pending")


def _complied_with(obligation: Obligation, measure: ComplianceMeasure, bench: Bench) -> list[Obligation]:
    if measure.obligations:
        return [bench.mandate.obligation_by_id[name] for name in measure.obligations]
    owed = bench.mandate.instrument_by_id[measure.instrument].obligations
    shared = [o for o in owed if set(o.debtors) & set(obligation.debtors)]
    undated = (ConductMeasure, RecurringMeasure, ComplianceMeasure)
    return [o for o in shared if not isinstance(o.measure, undated) and not o.deadline.open]


def _compliance(met: int, owed: int) -> Achieved:
    return Achieved(
        value=Decimal(met),
        unit="obligation",
        basis="fulfilled",
        basis_name="obligations fulfilled, of those owed",
        as_of="",
        bound="exact",
        standing="claimed",
        fraction=Decimal(met) / owed,
        of=str(owed),
        entry=0,
    )


def shared_duty(obligation: Obligation, bench: Bench) -> SharedDuty | None:
    """Return what other instruments say of the same duty, the earliest binding date marked."""
    duty = bench.mandate.duty_of(obligation)
    others = [o for o in bench.shared.get(duty, ()) if o.id != obligation.id]
    if not others:
        return None
    binding = [o for o in (obligation, *others) if bench.mandate.instrument_of[o.id].binding == "binding"]
    dated = [(due, o.id) for o in binding if (due := bench.judged(o).schedule.original.day) is not None]
    earliest, holder = min(dated, default=(None, ""))
    return SharedDuty(
        duty=duty, earliest_binding=earliest, earliest_binding_in=holder, others=tuple(o.id for o in others)
    )


def ladder_of(obligation: Obligation, bench: Bench) -> tuple[LadderStep, ...]:
    """Return the steps that a breach calls into play, one after another, and whether each was taken."""
    steps: list[LadderStep] = []
    queue, seen = list(obligation.on_breach), {obligation.id}
    while queue:
        name = queue.pop(0)
        if name in seen:
            continue
        seen.add(name)
        step = bench.mandate.obligation_by_id.get(name)
        if step is None:  # laid down by an instrument that was not known yet
            continue
        judged = bench.judged(step)
        taken = tuple(h.index for h in deeds_of(step, _reading(step, bench)))
        steps.append(
            LadderStep(
                obligation=name,
                step=step.breach_step or "next step",
                action=step.action,
                taken=bool(taken) or judged.attainment.fulfilled is not None,
                entries=taken,
            )
        )
        queue.extend(step.on_breach)
    return tuple(steps)

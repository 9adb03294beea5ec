"""Where a quantity stood on its date, and the smaller targets that were due before the whole."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from proverka.assessment.attainment import Reading, achieved_of, attained_figures
from proverka.assessment.bench import Bench
from proverka.assessment.result import Achieved, DatedDue
from proverka.mandate import CountMeasure, Obligation, QuantityMeasure, own_anchor, resolve
from proverka.model.quantity import measured
from proverka.model.sentence import Sentence, counting


def achieved_at(obligation: Obligation, reading: Reading, due: date | None) -> Achieved | None:
    """Return what had been achieved by the end of the due date, if that day has come."""
    measure = obligation.measure
    if due is None or due > reading.as_of or not isinstance(measure, CountMeasure | QuantityMeasure):
        return None
    return attained_figures(obligation, measure, replace(reading, as_of=due)).achieved


def achieved_after(obligation: Obligation, reading: Reading, due: date | None) -> Achieved | None:
    """Return the first figure after the due date: with the one before, it bounds what had been achieved."""
    measure = obligation.measure
    if due is None or not isinstance(measure, CountMeasure | QuantityMeasure):
        return None
    later = [f for basis in measure.bases if (f := reading.book.after(basis, due)) and f.on <= reading.as_of]
    found = min(later, key=lambda f: f.on, default=None)
    return None if found is None else achieved_of(found, measure, reading.book)


def steps_of(obligation: Obligation, reading: Reading, bench: Bench) -> tuple[DatedDue, ...]:
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
            (
                Decimal(n) / years,
                day,
                counting(
                    "{number} of {count} equal annual increment",
                    "{number} of {count} equal annual increments",
                    years,
                    number=n,
                ),
            )
            for n, day in enumerate(measure.increments.days(where=obligation.id), start=1)
        ]
    return tuple(_step(fraction, day, rule, obligation, reading) for fraction, day, rule in rows)


def _step(fraction: Decimal, day: date, rule: Sentence, obligation: Obligation, reading: Reading) -> DatedDue:
    measure = obligation.measure
    assert isinstance(measure, QuantityMeasure), "only quantities have steps"
    part = attained_figures(obligation, _with_fraction(measure, fraction), reading)
    fulfilled = part.fulfilled
    if fulfilled is None:
        state, days = ("running", None) if reading.as_of <= day else ("missed", (reading.as_of - day).days)
    else:
        late = fulfilled.earliest > day
        state, days = ("met_late" if late else "met"), max(0, (fulfilled.latest - day).days)
    target = measured(Decimal(f"{float(fraction * 100):.4g}"), "percent")
    return DatedDue(
        date=day,
        role="step",
        state=state,  # type: ignore[arg-type]  # one of the states by construction
        rule=rule.english,
        rule_said=rule,
        days_late=days,
        target=target.english,
        target_said=target,
        fulfilled=fulfilled,
        entries=part.entries,
    )


def _with_fraction(measure: QuantityMeasure, fraction: Decimal) -> QuantityMeasure:
    """Return the measure with a smaller target, for one of its steps."""
    return QuantityMeasure(bases=measure.bases, fraction=fraction, also_shown_by=measure.also_shown_by)

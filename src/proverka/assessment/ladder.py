"""What stands beside a duty in the mandate: other instruments that speak to it, and the steps after a breach."""

from datetime import date

from proverka.assessment.attainment import deeds_of
from proverka.assessment.bench import Bench
from proverka.assessment.result import LadderStep, SharedDuty
from proverka.mandate import Obligation

# A ladder of clarification, council, referral and measures has a handful of steps. Without a limit a chain of n duties
# would be told n times over; each step is an obligation of its own, which tells how it goes on.
LADDER_STEPS_MAX = 20


def shared_duty(obligation: Obligation, bench: Bench) -> SharedDuty | None:
    """Return what other instruments say of the same duty, the earliest binding date marked."""
    duty = bench.mandate.duty_of(obligation)
    others = [o for o in bench.shared.get(duty, ()) if o.id != obligation.id]
    if not others:
        return None
    earliest, holder = bench.earliest_binding(duty)
    return SharedDuty(
        duty=duty, earliest_binding=earliest, earliest_binding_in=holder, others=tuple(o.id for o in others)
    )


def ladder_of(obligation: Obligation, bench: Bench) -> tuple[LadderStep, ...]:
    """Return the steps that a breach calls into play, one after another, and whether each was taken since.

    A step answers this breach only if it was taken after the date had passed: what a Council did before, it did
    about something else, and a duty that was met in time calls for nothing. Steps of instruments that were not
    adopted by the day are left out, and so is what lies beyond `LADDER_STEPS_MAX`.
    """
    called_for = _called_for(obligation, bench)
    steps: list[LadderStep] = []
    queue, seen = list(obligation.on_breach), {obligation.id}
    while queue and len(steps) < LADDER_STEPS_MAX:
        name = queue.pop(0)
        if name in seen:
            continue
        seen.add(name)
        step = bench.mandate.obligation_by_id.get(name)
        # Laid down by an instrument that was not known yet, or not adopted.
        if step is None or bench.mandate.instrument_of[name].adopted > bench.as_of:
            continue
        deeds = deeds_of(step, bench.reading(step)) if called_for is not None else ()
        taken = tuple(h.index for h in deeds if called_for is not None and h.span.latest > called_for)
        steps.append(
            LadderStep(
                obligation=name,
                step=step.breach_step or "next step",
                action=step.action,
                taken=bool(taken),
                entries=taken,
            )
        )
        queue.extend(step.on_breach)
    return tuple(steps)


def _called_for(obligation: Obligation, bench: Bench) -> date | None:
    """Return the day after which a step answers a breach of this duty: its first date that nothing replaced in time.

    For a duty without a date that is the adoption of its instrument; None for one that was met in time.
    """
    judged = bench.judged(obligation)
    if judged.verdict.status == "met":
        return None
    rows = judged.schedule.dates(judged.attainment.fulfilled, bench.as_of)
    standing = [row.date for row in rows if row.role != "rescheduled" and row.state != "replaced"]
    adopted = bench.mandate.instrument_of[obligation.id].adopted
    return min(standing, default=judged.schedule.due or adopted)

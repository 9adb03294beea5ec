"""What stands beside a duty in the mandate: other instruments that speak to it, and the steps after a breach."""

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
    """Return the steps that a breach calls into play, one after another, and whether each was taken.

    Steps of instruments that were not adopted by the day are left out, and so is what lies beyond `LADDER_STEPS_MAX`.
    """
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
        judged = bench.judged(step)
        taken = tuple(h.index for h in deeds_of(step, bench.reading(step)))
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

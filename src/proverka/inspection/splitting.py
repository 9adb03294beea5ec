"""What a plan of visits makes sure of against a cheat who splits the goal quantity over several strata.

Falsifying r of the R items that a goal quantity takes in a stratum reaches the share r/R of it; a split is enough when
its shares add up to 1. Splitting pays only against a schedule that visits two of the parts or more: of one part, the
probability of detection grows with r ever more slowly, so that half the items are found with more than half the
probability.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp

import numpy as np

from proverka.inspection.effort import EffortPlan
from proverka.model.numeric import Counts, Reals, Truths

# A part is tried in so many sizes, all of the small ones; between two of them the worse for the inspector is taken of
# each side.
SIZES_MAX = 48
# Of this many strata every pair is tried.
STRATA_MAX = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSplit:
    """A split in two as (site, stratum, falsified items), what finds it, and a bound for all others.

    `detection` is the probability that this split is found, and no split in two is found with a probability below
    `least`. Both are equal where goals are small enough for every size to be tried.
    """

    parts: tuple[tuple[int, int, int], ...]
    detection: float
    least: float


def worst_plan_split(plan: EffortPlan) -> PlanSplit | None:
    """Return the split of a goal quantity over at most two strata that is found least; None for over STRATA_MAX strata.

    Strata too small for a whole goal quantity take part. In floating point.
    """
    strata = [(i, j) for i, site in enumerate(plan.field.sites) for j in range(len(site.strata))]
    if len(strata) > STRATA_MAX:
        return None
    weights = np.array([choice.weight for choice in plan.choices]) / plan.total
    parts = [_Part(plan, i, j) for i, j in strata]
    worst: PlanSplit | None = None
    for number, one in enumerate(parts):
        if not one.whole:
            continue
        alone = PlanSplit(
            parts=((one.site, one.number, one.goal),),
            detection=float(1.0 - one.missed[-1] @ weights),
            least=float(1.0 - one.missed[-1] @ weights),
        )
        # A split with a stratum that is too small for the whole is met from the side of the other one only; one over
        # strata that no schedule visits together is found with no less than one of them alone.
        others = [
            other
            for place, other in enumerate(parts)
            if not other.whole or (place > number and bool((one.visited & other.visited).any()))
        ]
        worst = alone if worst is None else _worse(worst, alone)
        for other in others:
            worst = _worse(worst, _split(one, other, weights, worst.detection))
    return worst


def _worse(one: PlanSplit, other: PlanSplit) -> PlanSplit:
    """Return the split of the two that is found less, with the bound that holds for both."""
    found = other if other.parts and other.detection < one.detection else one
    return replace(found, least=min(one.least, other.least))


def any_split(plan: EffortPlan) -> float | None:
    """Return a bound below the detection of any split, into however many parts; None where it does not hold.

    A schedule that finds a whole goal quantity in stratum t with probability p_t finds the share a_t of it with
    probability a_t p_t or more. So a split is found by it with 1 - prod(1 - a_t p_t) >= 1 - exp(-sum a_t p_t), which
    is at least (1 - exp(-m))/m times the sum, m being the largest p_t. On average over schedules the sum is the
    guarantee or more. At worst 1 - 1/e of the guarantee remains. Strata too small for a whole goal quantity may be
    without any visit, and then hide a part for certain: where there are any, nothing is said.
    """
    whole = sum(len(site.strata) for site in plan.field.sites)
    if whole != len(plan.field.targets):
        return None
    largest = max(
        float(plan.field.detection[t, steps.get(target, 0)])
        for steps in plan.steps
        for t, target in enumerate(plan.field.targets)
    )
    return float(plan.guarantee) * (1.0 - exp(-largest)) / largest if largest else 0.0


class _Part:
    """A stratum as one side of a split: the sizes that are tried, and how each schedule misses them."""

    def __init__(self, plan: EffortPlan, site: int, number: int) -> None:
        self.site, self.number = site, number
        stratum = plan.field.sites[site].strata[number]
        self.goal, self.population = stratum.goal, stratum.population
        self.whole = self.goal <= self.population
        most = min(self.goal, self.population)
        small, large = np.arange(min(SIZES_MAX // 2, most) + 1), np.linspace(0, most, SIZES_MAX // 2)
        sizes = np.unique(np.concatenate([small, large.astype(np.int64)]))
        self.sizes: Counts = sizes
        # The largest part that the size before stands for: sizes between two are put down to the smaller one.
        self.up_to: Counts = np.array([*(b - 1 for _, b in pairwise(sizes)), sizes[-1]], np.int64)
        opened = [stratum.opened(plan.field.clock.days(steps.get((site, number), 0))) for steps in plan.steps]
        self._distinct, self.schedule = np.unique(opened, return_inverse=True)
        self.visited: Truths = self._distinct[self.schedule] > 0
        self._stratum = stratum
        self.missed = self.missing(self.sizes)

    def missing(self, falsified: Counts) -> Reals:
        """Return the probability that each schedule misses so many falsified items, [sizes, schedules]."""
        missed: Reals = 1.0 - self._stratum.detection(self._distinct[None, :], falsified[:, None])
        return missed[:, self.schedule]


def _split(one: _Part, other: _Part, weights: Reals, below: float) -> PlanSplit:
    """Return the bound for all splits over two strata, and the one found least if with less probability than `below`.

    Of the sizes that are tried.
    """
    nothing = PlanSplit(parts=(), detection=1.0, least=1.0)
    # As many there as are missing here, were all that a size stands for falsified here; and as many as it takes.
    few = -(-(one.goal - one.up_to) * other.goal // one.goal)
    enough = -(-(one.goal - one.sizes) * other.goal // one.goal)
    possible = (few > 0) & (few <= other.population)
    if not possible.any():
        return nothing
    least = float((1.0 - _both(one, other, possible, few) @ weights).min())
    possible = (enough > 0) & (enough <= other.population) & (one.sizes > 0)
    if not possible.any():
        return replace(nothing, least=least)
    found = 1.0 - _both(one, other, possible, enough) @ weights
    if float(found.min()) >= below:
        return replace(nothing, least=least)
    place = int(np.flatnonzero(possible)[found.argmin()])
    here, there = int(one.sizes[place]), int(enough[place])
    missed = one.missed[place] * other.missing(np.array([there]))[0]
    return PlanSplit(
        parts=((one.site, one.number, here), (other.site, other.number, there)),
        detection=float(1.0 - missed @ weights),
        least=least,
    )


def _both(one: _Part, other: _Part, possible: Truths, needed: Counts) -> Reals:
    """Return how each schedule misses both parts, [possible sizes, schedules].

    The other part is looked up at the largest size tried that is not larger than what is needed there.
    """
    place = np.searchsorted(other.sizes, needed[possible], side="right") - 1
    missed: Reals = one.missed[possible] * other.missed[place]
    return missed

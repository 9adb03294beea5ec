"""The cheapest sizes of the samples of several instruments, such that no way of falsifying goes unnoticed."""

from collections.abc import Sequence
from typing import NoReturn

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from proverka.inspection.levels import (
    Draw,
    Instrument,
    LevelsPlan,
    Stratum,
    check,
    joined,
    levels_curve,
    missed_by,
    misses_of,
)
from proverka.model.numeric import Counts, Reals, one_probability, refuse

# Rounds in which the integer program is told what its last plan really reached.
_ROUNDS = 6

# So many numbers of falsified items are looked at to begin with; others as they prove worse.
_LOOKED_AT = 16


def levels_plan(
    stratum: Stratum, instruments: Sequence[Instrument], probability: float, *, draw: Draw = "nested"
) -> LevelsPlan:
    """Return the cheapest plan found with which every share is detected with at least that probability.

    1. Were each falsified item drawn by itself, it would be missed with probability 1 - Σ n p / N, p being what an
       instrument recognises of it: r of them with the r-th power, which is the formula of the Agency with several
       instruments. A bound on that is linear in the sample sizes: an integer program for the least cost.
    2. At its plan the logarithms of the exact probabilities are nearly linear in the sample sizes: again, with their
       slopes, until the plan stays the same.
    3. As long as fewer items of an instrument are enough they are left out, of the dearest first.
    4. Some numbers of falsified items are looked at to begin with; where another proves worse, again with it.

    The plan meets the probability exactly, and no instrument can do with one item fewer; that no plan is cheaper is not
    proved. Instruments are given coarsest first. Raises RefusedError: bad-value as `levels_curve`; unattainable goals
    where not even all items measured by every instrument that the draw permits would be enough.
    """
    goal = one_probability("probability", probability, bounds="[)")
    check(stratum, instruments)
    items, shares = stratum.shares()
    looked_at = np.unique(np.rint(np.geomspace(1, items.size, _LOOKED_AT)).astype(np.int64)) - 1
    while True:
        sizes = _Sizes(stratum, tuple(instruments), goal, draw, looked_at=looked_at)
        plan = sizes.cheapest()
        if plan is None:
            return _refused(sizes.everything(), goal)
        missed = missed_by(plan, items, shares)
        worst = int(np.argmax(missed))
        if missed[worst] <= _allowed(goal) or worst in looked_at:
            return plan
        # Each peak that was overlooked is looked at from now on.
        higher = np.flatnonzero(
            (missed > _allowed(goal)) & (missed >= np.roll(missed, 1)) & (missed >= np.roll(missed, -1))
        )
        looked_at = np.union1d(looked_at, np.append(higher, worst))


def _allowed(goal: float) -> float:
    return (1.0 - goal) * (1.0 + 1e-12)


def _refused(everything: LevelsPlan, goal: float) -> NoReturn:
    reached = levels_curve(everything)
    refuse(
        "probability",
        f"what the finest instrument reaches on all items, {reached.detection[reached.worst]:.6g} at most",
        f"{goal:g}",
        remedy="take a finer instrument, a lower threshold or a lower probability",
    )


class _Sizes:
    """The search for sample sizes that are enough for some numbers of falsified items.

    A class of items is what the same instruments measure: the coarsest alone, it and the next, and so on where the draw
    is nested.
    """

    def __init__(
        self,
        stratum: Stratum,
        instruments: tuple[Instrument, ...],
        goal: float,
        draw: Draw,
        *,
        looked_at: Counts,
    ) -> None:
        self.stratum, self.instruments, self.goal, self.draw = stratum, instruments, goal, draw
        items, shares = stratum.shares()
        self.items, self.shares = items[looked_at], shares[looked_at]
        misses = np.array([1.0 - one.recognises(self.shares) for one in instruments])
        costs = np.array([one.cost for one in instruments])
        if draw == "nested":
            misses, costs = np.cumprod(misses, axis=0), np.cumsum(costs)
        self.recognised, self.costs = 1.0 - misses, costs
        self.tables = [misses_of(one, 0, self.shares) for one in instruments]

    def cheapest(self) -> LevelsPlan | None:
        """Return the cheapest plan found that is enough; None where none is."""
        # The last ones know most of the exact probabilities; two, as they may alternate.
        found = [trimmed for plan in self.proposed()[-2:] if (trimmed := self.trimmed(plan)) is not None]
        return min(found, key=lambda plan: (plan.cost, plan.samples), default=None)

    def plan(self, classes: Sequence[int] | Counts) -> LevelsPlan:
        """Return the plan with so many items in each class."""
        samples = np.asarray(classes, np.int64)
        if self.draw == "nested":
            samples = np.cumsum(samples[::-1])[::-1]
        return self._of(list(map(int, samples)))

    def _of(self, samples: Sequence[int]) -> LevelsPlan:
        return LevelsPlan(stratum=self.stratum, instruments=self.instruments, samples=tuple(samples), draw=self.draw)

    def everything(self) -> LevelsPlan:
        """Return the plan that measures all items with the finest instrument, and others if the draw permits."""
        of = self.stratum.population
        return self._of([of * (self.draw != "separate")] * (len(self.instruments) - 1) + [of])

    def missed(self, plan: LevelsPlan) -> Reals:
        """Return the probability that nothing is recognised, for each number of falsified items."""
        for i, (one, n) in enumerate(zip(self.instruments, plan.samples, strict=True)):
            if self.tables[i].shape[1] <= n:
                self.tables[i] = misses_of(one, min(self.stratum.population, 2 * n), self.shares)
        return joined(plan, self.items, self.tables)

    def enough(self, plan: LevelsPlan) -> bool:
        """Return whether the plan meets the goal for these numbers of falsified items."""
        return bool(np.max(self.missed(plan)) <= _allowed(self.goal))

    def proposed(self) -> list[LevelsPlan]:
        """Return plans that the integer program proposes, each with bounds that the one before corrected.

        Everything, where the program finds none.
        """
        of = float(self.stratum.population)
        slopes, asked = self.recognised.T, of * -np.expm1(np.log1p(-self.goal) / self.items)
        plans: list[LevelsPlan] = []
        for _ in range(_ROUNDS):
            classes = self._classes(slopes, asked)
            if classes is None or (plan := self.plan(classes)) in plans:
                break
            plans.append(plan)
            slopes = self._slopes(classes)
            asked = slopes @ classes + np.log(np.maximum(self.missed(plan), 1e-300)) - np.log1p(-self.goal)
        return plans or [self.everything()]

    def _slopes(self, classes: Counts) -> Reals:
        """Return what one item more in a class takes from the logarithm of the probability of a miss: [items, class].

        One item fewer where the plan has no room for more.
        """
        of = self.stratum.population
        full = (int(classes.max()) if self.draw == "independent" else int(classes.sum())) == of
        columns = []
        here = np.log(np.maximum(self.missed(self.plan(classes)), 1e-300))
        for i in range(classes.size):
            step = np.zeros_like(classes)
            step[i] = -1 if full and classes[i] else 1 - full
            there = np.log(np.maximum(self.missed(self.plan(classes + step)), 1e-300))
            columns.append((here - there) * step[i])
        return np.stack(columns, axis=1)

    def _classes(self, slopes: Reals, asked: Reals) -> Counts | None:
        """Return the cheapest classes with as many recognised items as are asked for; None where there are none."""
        of, count = self.stratum.population, len(self.instruments)
        rows = [LinearConstraint(slopes, lb=np.maximum(asked, 0.0))]
        if self.draw != "independent":
            rows.append(LinearConstraint(np.ones((1, count)), ub=of))
        found = milp(self.costs, integrality=np.ones(count), bounds=Bounds(0, of), constraints=rows)
        return np.rint(found.x).astype(np.int64) if found.success else None

    def trimmed(self, plan: LevelsPlan) -> LevelsPlan | None:
        """Return the plan with what is lacking added and what is not needed left out; None where all is not enough."""
        while not self.enough(plan):
            more = self._scaled(plan)
            if more is None:
                return None
            plan = more
        order = sorted(range(len(self.instruments)), key=lambda i: -self.instruments[i].cost)
        before = None
        while plan != before:
            before = plan
            for i in order:
                plan = self._fewest(plan, i)
        return plan

    def _scaled(self, plan: LevelsPlan) -> LevelsPlan | None:
        """Return the plan with a twentieth more of everything, as far as there are items; None where there are none."""
        of = self.stratum.population
        samples = [min(of, n + 1 + n // 20) for n in plan.samples]
        if self.draw == "separate" and sum(samples) > of:
            # Beyond all items only their finest measurement is left.
            samples = list(self.everything().samples)
        return None if tuple(samples) == plan.samples else self._of(samples)

    def _fewest(self, plan: LevelsPlan, which: int) -> LevelsPlan:
        """Return a plan that is enough with as few items of one instrument as are enough beside the others."""
        samples = list(plan.samples)
        low = samples[which + 1] if self.draw == "nested" and which + 1 < len(samples) else 0

        def enough(n: int) -> bool:
            return self.enough(self._of([*samples[:which], n, *samples[which + 1 :]]))

        high = samples[which]
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle + 1, high)
        return self._of([*samples[:which], high, *samples[which + 1 :]])

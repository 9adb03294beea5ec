"""How many items to open so that a goal of defects is found with a stated probability.

A probability is meant as the decimal that it is written as, and a size at which it is reached exactly is large enough:
`rational` decides wherever doubles are too close to say.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from proverka.inspection import hypergeometric, rational
from proverka.inspection.blocks import blockwise
from proverka.inspection.detection import Plans, checked_instrument, nondetection_probability, refuse_more
from proverka.model.numeric import Counts, Reals, Truths, counts, probabilities

# In place of a size that does not exist: no sample reaches the probability, not even all items.
UNATTAINABLE = -1

# Two probabilities closer than this, relative to their size, are compared as fractions. The doubles that are compared
# are right to 1e-13 and better.
_CLOSE = 1e-11

# Below this a probability may be nothing but what is left of one in doubles.
_VANISHING = 1e-300

# The largest sample with replacement that is thought about.
_DRAWS_MAX = 2**52


def smallest_sample(
    population: ArrayLike,
    defects: ArrayLike,
    probability: ArrayLike,
    *,
    sensitivity: ArrayLike = 1.0,
    false_positive: ArrayLike = 0.0,
    alarm: ArrayLike = 1,
    replacement: bool = False,
) -> Counts:
    """Return the smallest sample that raises the alarm with at least that probability; UNATTAINABLE where none does.

    With imperfect instruments even all items may not suffice. Arrays broadcast; `defects` is the goal, at least 1.
    Raises RefusedError (bad-value) as `detection_probability` does.
    """
    of = counts("population", population, least=1, most=hypergeometric.POPULATION_MAX)
    bad, goal = counts("defects", defects, least=1), probabilities("probability", probability)
    refuse_more("defects", bad, of)
    seen, wrong, c = checked_instrument(sensitivity, false_positive, alarm)
    if not replacement and np.all(seen == 1.0) and np.all(wrong == 0.0) and np.all(c == 1):
        return blockwise(_perfect, np.int64, of, bad, goal)

    def searched(of: Counts, bad: Counts, goal: Reals, *instrument: NDArray[np.generic]) -> Counts:
        search = _Search._make((of, bad, np.zeros_like(of), *instrument))
        return search.smallest(goal, replacement=replacement)

    return blockwise(searched, np.int64, of, bad, goal, seen, wrong, c)


def approximate_sample(
    population: ArrayLike, defects: ArrayLike, probability: ArrayLike, *, sensitivity: ArrayLike = 1.0
) -> Counts:
    """Return the sample by the formula of the International Atomic Energy Agency, N(1 - β^(1/r)) / s, rounded up.

    The Agency's formula has no sensitivity s; divided by it, it is the approximation of R's epiR (`rsu.sssep.rs`). It
    may ask for more items than there are. It never asks for too few where s is 1: a sample without replacement misses
    every one of r defects with probability at most (1 - n/N)^r. Arrays broadcast. Raises RefusedError (bad-value); a
    sensitivity is above 0.
    """
    of = counts("population", population, least=1, most=hypergeometric.POPULATION_MAX)
    bad, goal = counts("defects", defects, least=1), probabilities("probability", probability)
    refuse_more("defects", bad, of)
    seen = probabilities("sensitivity", sensitivity, bounds="(]")
    return blockwise(_formula, np.int64, of, bad, goal, seen)


def _formula(of: Counts, bad: Counts, goal: Reals, seen: Reals) -> Counts:
    with np.errstate(divide="ignore", over="ignore"):
        asked = np.minimum(of * -np.expm1(np.log1p(-goal) / bad) / seen, _DRAWS_MAX)
    size = np.ceil(asked).astype(np.int64)
    nearest = np.rint(asked)
    # A double of the stated probability is off by half a unit of its last place; what that does to the size is small
    # beside the size unless β is.
    close = np.abs(asked - nearest) <= 1e-12 * of / seen + of * 2.0**-52 / np.maximum(1.0 - goal, 1e-16)
    for i in np.flatnonzero(close & (goal < 1.0)):
        size[i] = _formula_exactly(int(of[i]), int(bad[i]), float(goal[i]), float(seen[i]), int(nearest[i]))
    return size


def _formula_exactly(of: int, bad: int, goal: float, seen: float, near: int) -> int:
    """Return the smallest n with β >= (1 - s n / N)^r, which is near a given one."""
    beta, share = 1 - rational.stated(goal), rational.stated(seen) / of
    n = max(0, near - 1)
    while (1 - share * n) > 0 and beta < (1 - share * n) ** bad:
        n += 1
    return n


def _perfect(of: Counts, bad: Counts, goal: Reals) -> Counts:
    """Return the smallest sample of perfect measurements without replacement, alarmed by the first defect.

    1. Begin with (1 - β^(1/d)) (N - (d - 1)/2), which is nearly always within one of the answer (M. Cannon and
       R. T. Roe, "Livestock Disease Surveys", 1982).
    2. Move by Newton's rule for the logarithm of the probability of a miss, rounding up.
    3. While the size is too small, or one less is enough, move by one.
    """
    with np.errstate(divide="ignore"):
        wanted = np.log1p(-goal)
    surely = (of - bad + 1).astype(np.float64)
    begun = np.clip(np.floor(-np.expm1(wanted / bad) * (of - (bad - 1) / 2)), 0.0, surely - 1)
    missed = hypergeometric.log_probability(0, of, bad, begun)
    slope = np.log1p(-bad / (of - begun + 0.5))
    step = np.where(goal < 1.0, (np.maximum(wanted, -1e300) - missed) / slope, surely)
    size = np.clip(np.ceil(begun + step - 1e-6), 0.0, surely)
    moving = np.arange(size.size)
    while moving.size:
        plan = (of[moving], bad[moving], goal[moving])
        too_small = ~_enough_perfect(*plan, size[moving])
        too_large = ~too_small & (size[moving] > 0) & _enough_perfect(*plan, np.maximum(size[moving] - 1, 0.0))
        size[moving] += np.where(too_small, 1.0, np.where(too_large, -1.0, 0.0))
        moving = moving[too_small | too_large]
    return size.astype(np.int64)


def _enough_perfect(of: Counts, bad: Counts, goal: Reals, size: Reals) -> Truths:
    with np.errstate(divide="ignore"):
        wanted = np.log1p(-goal)
    missed = hypergeometric.log_probability(0, of, bad, size)
    enough: Truths = missed <= wanted
    finite = np.isfinite(missed) & np.isfinite(wanted)
    gap = np.abs(np.where(finite, missed, 0.0) - np.where(finite, wanted, np.inf))
    for i in np.flatnonzero(gap <= _tolerance(goal)):
        enough[i] = rational.missed(int(of[i]), int(bad[i]), int(size[i])) <= 1 - rational.stated(float(goal[i]))
    return enough


def _tolerance(goal: Reals) -> Reals:
    """Return the relative distance from 1 - goal within which doubles cannot tell: their own error, and the goal's."""
    return _CLOSE + 2.0**-52 / np.maximum(1.0 - goal, 2.0**-60)


class _Search(Plans):
    """The search for the sample of plans with any instrument; that of the plans themselves is not looked at."""

    __slots__ = ()

    def smallest(self, goal: Reals, *, replacement: bool) -> Counts:
        """Return the smallest samples by bisection: one item more never makes an alarm less likely."""

        def enough(index: Counts, n: Counts) -> Truths:
            return _enough(self.of(index)._replace(sample=n), goal[index], replacement=replacement)

        low, high = np.zeros_like(self.population), self.population.copy()
        if replacement:
            high = _doubled(enough, goal.size)
        attainable = enough(np.arange(goal.size), high)
        if not replacement:
            self._narrow(low, high, goal, enough)
        moving = np.flatnonzero(attainable)
        while moving.size:
            middle = (low[moving] + high[moving]) // 2
            ok = enough(moving, middle)
            low[moving], high[moving] = np.where(ok, low[moving], middle + 1), np.where(ok, middle, high[moving])
            moving = moving[low[moving] < high[moving]]
        return np.where(attainable, low, UNATTAINABLE)

    def _narrow(self, low: Counts, high: Counts, goal: Reals, enough: Callable[[Counts, Counts], Truths]) -> None:
        """Set bounds between which the answer lies, where good items are never suspected and the first defect alarms.

        No instrument needs fewer items than a perfect one, and most little more than those divided by its sensitivity.
        """
        known = np.flatnonzero((self.false_positive == 0.0) & (self.alarm == 1) & (self.sensitivity > 0.0))
        least = _perfect(self.population[known], self.defects[known], goal[known])
        low[known] = np.minimum(least, high[known])
        with np.errstate(over="ignore"):
            guess = np.minimum(np.ceil(least / self.sensitivity[known]), high[known]).astype(np.int64)
        step = np.ones_like(guess)
        while known.size:
            guess = np.minimum(guess, high[known])
            good = enough(known, guess)
            high[known[good]], low[known[~good]] = guess[good], np.minimum(guess[~good] + 1, high[known[~good]])
            going = ~good & (guess < high[known])
            known, guess, step = known[going], guess[going] + step[going], 4 * step[going]


def _doubled(enough: Callable[[Counts, Counts], Truths], size: int) -> Counts:
    """Return for each plan a number of draws that is enough, or _DRAWS_MAX."""
    high = np.ones(size, np.int64)
    moving = np.arange(size)
    while moving.size:
        moving = moving[~enough(moving, high[moving]) & (high[moving] < _DRAWS_MAX)]
        high[moving] *= 2
    return high


def _enough(plans: Plans, goal: Reals, *, replacement: bool) -> Truths:
    missed = _missed(plans, replacement=replacement)
    wanted = 1.0 - goal
    # No probability is taken for certainty because its complement is too small for a double.
    sure = goal == 1.0
    enough: Truths = np.where(sure, _surely_positive(plans, replacement=replacement) >= plans.alarm, missed <= wanted)
    for i in np.flatnonzero(~sure & (np.abs(missed - wanted) <= _tolerance(goal) * wanted + _VANISHING)):
        one = plans.of(np.array([i]))
        suspects = replacement or 0.0 < float(one.false_positive[0]) < 1.0
        terms = int(one.sample[0]) if suspects else min(int(one.sample[0]), int(one.defects[0]))
        # Where fractions would take too long, doubles decide.
        if terms <= rational.TERMS_MAX:
            enough[i] = _missed_exactly(one, replacement=replacement) <= 1 - rational.stated(float(goal[i]))
    return enough


def _surely_positive(plans: Plans, *, replacement: bool) -> Counts:
    """Return how many positives a sample has at least, whatever chance does."""
    of, bad, n = plans.population, plans.defects, plans.sample
    seen, suspected = plans.sensitivity == 1.0, plans.false_positive == 1.0
    if replacement:
        true, false = np.where(bad == of, n, 0), np.where(bad == 0, n, 0)
    else:
        true, false = np.maximum(0, n + bad - of), np.maximum(0, n - bad)
    return np.where(seen & suspected, n, np.where(seen, true, np.where(suspected, false, 0)))


def _missed(plans: Plans, *, replacement: bool) -> Reals:
    return nondetection_probability(
        plans.population,
        plans.defects,
        plans.sample,
        sensitivity=plans.sensitivity,
        false_positive=plans.false_positive,
        alarm=plans.alarm,
        replacement=replacement,
    )


def _missed_exactly(plan: Plans, *, replacement: bool) -> Fraction:
    of, bad, n, alarm = (int(column[0]) for column in (plan.population, plan.defects, plan.sample, plan.alarm))
    seen, wrong = (rational.stated(float(column[0])) for column in (plan.sensitivity, plan.false_positive))
    if replacement:
        return rational.at_most(alarm - 1, n, (bad * seen + (of - bad) * wrong) / of)
    return rational.silent(of, bad, n, rational.Measurement(seen, wrong, alarm))

"""The probability that a sample raises the alarm, and that it does not: perfect and imperfect instruments.

Of `population` N items `defects` d are falsified and `sample` n are measured. An instrument recognises a falsified item
that it measures with probability `sensitivity`, and takes a good one for falsified with probability `false_positive`
(1 - specificity), independently from item to item. The alarm is raised by at least `alarm` positives. Without
replacement the number of falsified items in the sample is hypergeometric, and given that it is K the positives are a
binomial of K and one of n - K; with replacement they are one binomial.

Source: A. R. Cameron and F. C. Baldock, "A new probability formula for surveys to substantiate freedom from disease",
Preventive Veterinary Medicine 34 (1998) 1-17, for the sum over K.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlog1py

from proverka.inspection import binomial, hypergeometric
from proverka.inspection.blocks import Number, blockwise
from proverka.inspection.tails import NEGLIGIBLE
from proverka.model.numeric import Counts, Reals, Truths, counts, probabilities, refuse

# Beyond this the odds of a miss against those of a good item that stays unsuspected change no starting point.
_ODDS_MAX = 1e15


def detection_probability(
    population: ArrayLike,
    defects: ArrayLike,
    sample: ArrayLike,
    *,
    sensitivity: ArrayLike = 1.0,
    false_positive: ArrayLike = 0.0,
    alarm: ArrayLike = 1,
    replacement: bool = False,
) -> Reals:
    """Return the probability that the sample raises the alarm; a small one keeps its digits.

    Arrays broadcast. `population` is from 1 to hypergeometric.POPULATION_MAX. Raises RefusedError (bad-value) for what
    is no whole number or no probability, for more defects than items, and for a larger sample than there are items,
    unless items are put back.
    """
    plan = checked_plan(population, defects, sample, replacement=replacement)
    instrument = checked_instrument(sensitivity, false_positive, alarm)
    return of_plans(_alarmed_by_draws if replacement else _alarmed, np.float64, *plan, *_attainable(plan, instrument))


def nondetection_probability(
    population: ArrayLike,
    defects: ArrayLike,
    sample: ArrayLike,
    *,
    sensitivity: ArrayLike = 1.0,
    false_positive: ArrayLike = 0.0,
    alarm: ArrayLike = 1,
    replacement: bool = False,
) -> Reals:
    """Return the probability that the sample raises no alarm; a small one keeps its digits.

    The complement of `detection_probability`, with its arguments and errors.
    """
    plan = checked_plan(population, defects, sample, replacement=replacement)
    instrument = checked_instrument(sensitivity, false_positive, alarm)
    return of_plans(_silent_by_draws if replacement else _silent, np.float64, *plan, *_attainable(plan, instrument))


def recognised_probability(population: int, defects: Counts, sample: int, found: int, *, sensitivity: float) -> Reals:
    """Return the probability that just `found` falsified items of a sample are recognised; it keeps its digits.

    For checked arguments; `defects` [n] are `found` or more. Shape: [n].
    """
    columns = population, defects, sample, np.float64(sensitivity), np.float64(0.0), found + 1
    return of_plans(_recognised, np.float64, *map(np.asarray, columns))


def checked_plan(
    population: ArrayLike, defects: ArrayLike, sample: ArrayLike, *, replacement: bool
) -> tuple[Counts, Counts, Counts]:
    """Return population, defects and sample. Raises RefusedError (bad-value) as `detection_probability` says."""
    of = counts("population", population, least=1, most=hypergeometric.POPULATION_MAX)
    bad, n = counts("defects", defects), counts("sample", sample)
    refuse_more("defects", bad, of)
    if not replacement:
        refuse_more("sample", n, of)
    return of, bad, n


def refuse_more(where: str, part: Counts, whole: Counts) -> None:
    """Raise RefusedError (bad-value) by the name `where` for the first part that is more than its whole."""
    part, whole = np.broadcast_arrays(part, whole)
    if np.any(part > whole):
        first = int(np.argmax((part > whole).reshape(-1)))
        refuse(where, f"at most the population, {whole.flat[first]}", str(part.flat[first]))


def checked_instrument(
    sensitivity: ArrayLike, false_positive: ArrayLike, alarm: ArrayLike
) -> tuple[Reals, Reals, Counts]:
    """Return what an instrument does. Raises RefusedError (bad-value) as `detection_probability` says."""
    seen = probabilities("sensitivity", sensitivity)
    return seen, probabilities("false_positive", false_positive), counts("alarm", alarm, least=1)


def _attainable(
    plan: tuple[Counts, Counts, Counts], instrument: tuple[Reals, Reals, Counts]
) -> tuple[Reals, Reals, Counts]:
    """Return an instrument whose alarm asks for one positive more than there are items in the sample, at most."""
    seen, wrong, alarm = instrument
    return seen, wrong, np.minimum(alarm, plan[2] + 1)


class Plans(NamedTuple):
    """Columns of plans, all of one length, that were checked."""

    population: Counts
    defects: Counts
    sample: Counts
    sensitivity: Reals
    false_positive: Reals
    alarm: Counts

    def of(self, index: Counts | Truths) -> "Plans":
        """Return some of the plans."""
        return Plans._make(column[index] for column in self)

    @property
    def positive(self) -> Reals:
        """The chance that an item drawn from all of them is positive."""
        expected = self.defects * self.sensitivity + (self.population - self.defects) * self.false_positive
        return np.minimum(expected / self.population, 1.0)

    @property
    def perfect(self) -> Truths:
        """Whether defects, and they alone, are positive."""
        perfect: Truths = (self.sensitivity == 1.0) & (self.false_positive == 0.0)
        return perfect


def of_plans(
    function: Callable[[Plans], NDArray[Number]], kind: type[Number], *columns: NDArray[np.generic]
) -> NDArray[Number]:
    """Return what `function` makes of plans, of which the columns broadcast, a block of them at a time."""

    def of_columns(*block: NDArray[np.generic]) -> NDArray[Number]:
        return function(Plans._make(block))

    return blockwise(of_columns, kind, *columns)


def _alarmed_by_draws(plans: Plans) -> Reals:
    return binomial.at_least(plans.alarm, plans.sample, plans.positive)


def _silent_by_draws(plans: Plans) -> Reals:
    return binomial.at_most(plans.alarm - 1, plans.sample, plans.positive)


def _alarmed(plans: Plans) -> Reals:
    of, bad, n = plans.population, plans.defects, plans.sample
    result = hypergeometric.at_least(plans.alarm, of, bad, n)
    rest = ~plans.perfect
    if np.any(rest):
        # Where no good item is ever suspected, fewer defects than the alarm asks for raise none.
        least = np.where(plans.false_positive == 0.0, plans.alarm, 0)
        mode = np.maximum((n + 1) * (bad + 1) // (of + 2), least)
        result[rest] = _mixed(_Alarm(), mode[rest], plans.of(rest))
    return result


def _silent(plans: Plans) -> Reals:
    result = hypergeometric.at_most(plans.alarm - 1, plans.population, plans.defects, plans.sample)
    rest = ~plans.perfect
    if np.any(rest):
        several = plans.of(rest)
        result[rest] = _mixed(_Silence(), _largest_term(several), several)
    return result


def _recognised(plans: Plans) -> Reals:
    found = plans.alarm - 1
    # With found + j in the sample j are missed: the largest term is that of a silence about all the others.
    others = plans._replace(
        population=plans.population - found, defects=plans.defects - found, sample=plans.sample - found
    )
    return _mixed(_Exactly(), found + np.maximum(_largest_term(others), 0), plans)


def _largest_term(plans: Plans) -> Counts:
    """Return the number of defects in the sample with which it most probably has no positive.

    The terms rise while odds (d - k)(n - k) > (k + 1)(N - d - n + k + 1): the root of a quadratic.
    """
    bad, n = plans.defects.astype(np.float64), plans.sample.astype(np.float64)
    miss, quiet = 1.0 - plans.sensitivity, 1.0 - plans.false_positive
    odds = np.where(miss < _ODDS_MAX * quiet, miss / np.where(quiet > 0, quiet, 1.0), _ODDS_MAX)
    good = plans.population - bad - n
    linear, constant = odds * (bad + n) + good + 2, odds * bad * n - good - 1
    root = np.sqrt(np.maximum(linear**2 - 4 * (odds - 1) * constant, 0.0))
    below = linear + root
    rising = 2 * constant / np.where(below > 0, below, 1.0)
    return np.ceil(np.clip(rising, -1.0, 1.0 * plans.population)).astype(np.int64)


class _Silence:
    """The probability that a sample with k defects has fewer positives than raise the alarm."""

    def __call__(self, k: Reals, plans: Plans) -> Reals:
        good = plans.sample - k
        total: Reals = np.exp(xlog1py(k, -plans.sensitivity) + xlog1py(good, -plans.false_positive))
        several = plans.alarm > 1
        if np.any(several):
            total[several] = self._several(k[several], plans.of(several))
        return total

    @staticmethod
    def _several(k: Reals, plans: Plans) -> Reals:
        total = np.zeros_like(k)
        for recognised in range(int(np.max(plans.alarm))):
            suspected = np.maximum(plans.alarm - 1 - recognised, -1)
            chance = binomial.probability(recognised, k, plans.sensitivity)
            total += chance * binomial.at_most(suspected, plans.sample - k, plans.false_positive)
        return total


class _Alarm:
    """The probability that a sample with k defects has as many positives as raise the alarm."""

    def __call__(self, k: Reals, plans: Plans) -> Reals:
        good = plans.sample - k
        # Subtracted from zero, so that no probability is -0.
        total: Reals = 0.0 - np.expm1(xlog1py(k, -plans.sensitivity) + xlog1py(good, -plans.false_positive))
        several = plans.alarm > 1
        if np.any(several):
            total[several] = self._several(k[several], plans.of(several))
        return total

    @staticmethod
    def _several(k: Reals, plans: Plans) -> Reals:
        total = binomial.at_least(plans.alarm, k, plans.sensitivity)
        for recognised in range(int(np.max(plans.alarm))):
            lacking = np.maximum(plans.alarm - recognised, 0)
            suspected = binomial.at_least(lacking, plans.sample - k, plans.false_positive)
            chance = binomial.probability(recognised, k, plans.sensitivity)
            total += np.where(recognised < plans.alarm, chance * suspected, 0.0)
        return total


class _Exactly:
    """The probability that just one fewer than raise the alarm of k defects are recognised."""

    def __call__(self, k: Reals, plans: Plans) -> Reals:
        return binomial.probability(plans.alarm - 1, k, plans.sensitivity)


Weight = _Silence | _Alarm | _Exactly


def _mixed(weight: Weight, start: Counts, plans: Plans) -> Reals:
    """Return the sum over k of the probability of k defects in the sample times their weight.

    It is taken outwards from `start`, up and then down, as far as terms count. Terms rise to one peak and fall from it,
    so that one which no longer counts has none beyond it that does, if the peak is behind.
    """
    of, bad, n = plans.population, plans.defects, plans.sample
    low, high = np.maximum(0, n + bad - of), np.minimum(bad, n)
    at = np.clip(start, low, high).astype(np.float64)
    first = hypergeometric.probability(at, of, bad, n)
    total = first * weight(at, plans)
    _walk(total, weight, _Walk(at=at, chance=first, end=high, last=total.copy()), plans, up=True)
    _walk(total, weight, _Walk(at=at, chance=first, end=low, last=total.copy()), plans, up=False)
    return np.minimum(total, 1.0)


class _Walk(NamedTuple):
    """Where the sums of several plans are: the number of defects, its probability, where it ends, the last term."""

    at: Reals
    chance: Reals
    end: Counts
    last: Reals

    def of(self, index: Counts | Truths) -> "_Walk":
        return _Walk._make(column[index] for column in self)


def _walk(total: Reals, weight: Weight, walk: _Walk, plans: Plans, *, up: bool) -> None:
    """Add to `total` the terms from beyond where the walk is to its end, as far as they count."""
    # Where the largest term of a silence is too small for a double, the sum is.
    hopeless = (total == 0.0) & isinstance(weight, _Silence)
    index = np.flatnonzero((walk.at != walk.end) & ~hopeless)
    walk, plans = walk.of(index), plans.of(index)
    while index.size:
        lower = walk.at if up else walk.at - 1
        rest = plans.population - plans.defects - plans.sample + lower + 1
        ratio = (plans.defects - lower) * (plans.sample - lower) / ((lower + 1) * rest)
        at, chance = (walk.at + 1, walk.chance * ratio) if up else (lower, walk.chance / ratio)
        term = chance * weight(at, plans)
        total[index] += term
        counts_still = (term >= NEGLIGIBLE * total[index]) | (term > walk.last)
        going = counts_still & (at != walk.end)
        index, plans = index[going], plans.of(going)
        walk = _Walk(at=at, chance=chance, end=walk.end, last=term).of(going)

"""The probability that a sample raises the alarm, and that it does not: perfect and imperfect instruments.

Of `population` N items `defects` d are falsified and `sample` n are measured. An instrument recognises a falsified item
that it measures with probability `sensitivity`, and takes a good one for falsified with probability `false_positive`
(1 - specificity), independently from item to item. The alarm is raised by at least `alarm` positives. Without
replacement the number of falsified items in the sample is hypergeometric, and given that it is K the positives are a
binomial of K and one of n - K; with replacement they are one binomial.

Source: A. R. Cameron and F. C. Baldock, "A new probability formula for surveys to substantiate freedom from disease",
Preventive Veterinary Medicine 34 (1998) 1-17, for the sum over K.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlog1py

from proverka.inspection import binomial, hypergeometric
from proverka.inspection.blocks import blockwise
from proverka.model.numeric import Counts, Reals, Truths, counts, probabilities, refuse

# A sum is taken until a term no longer changes it.
_NEGLIGIBLE = 2.0**-56

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
    return blockwise(_with_replacement if replacement else _alarmed, np.float64, *plan, *instrument)


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
    return blockwise(_missed_with_replacement if replacement else _missed, np.float64, *plan, *instrument)


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


def _positive(of: Counts, bad: Counts, seen: Reals, wrong: Reals) -> Reals:
    """Return the chance that an item drawn from all of them is positive."""
    return np.minimum((bad * seen + (of - bad) * wrong) / of, 1.0)


def _with_replacement(of: Counts, bad: Counts, n: Counts, seen: Reals, wrong: Reals, alarm: Counts) -> Reals:
    return binomial.at_least(alarm, n, _positive(of, bad, seen, wrong))


def _missed_with_replacement(of: Counts, bad: Counts, n: Counts, seen: Reals, wrong: Reals, alarm: Counts) -> Reals:
    return binomial.at_most(alarm - 1, n, _positive(of, bad, seen, wrong))


def _alarmed(of: Counts, bad: Counts, n: Counts, seen: Reals, wrong: Reals, alarm: Counts) -> Reals:
    perfect = (seen == 1.0) & (wrong == 0.0)
    result = hypergeometric.at_least(alarm, of, bad, n)
    rest = ~perfect
    if np.any(rest):
        # Where no good item is ever suspected, fewer defects than the alarm asks for raise none.
        least = np.where(wrong == 0.0, alarm, 0)
        mode = np.maximum((n + 1) * (bad + 1) // (of + 2), least)
        result[rest] = _mixed(_Alarm(), *(part[rest] for part in (mode, of, bad, n, seen, wrong, alarm)))
    return result


def _missed(of: Counts, bad: Counts, n: Counts, seen: Reals, wrong: Reals, alarm: Counts) -> Reals:
    perfect = (seen == 1.0) & (wrong == 0.0)
    result = hypergeometric.at_most(alarm - 1, of, bad, n)
    rest = ~perfect
    if np.any(rest):
        parts = (_largest_term(of, bad, n, seen, wrong), of, bad, n, seen, wrong, alarm)
        result[rest] = _mixed(_Silence(), *(part[rest] for part in parts))
    return result


def _largest_term(of: Counts, bad: Counts, n: Counts, seen: Reals, wrong: Reals) -> Counts:
    """Return the number of defects in the sample with which it most probably has no positive.

    The terms rise while odds (d - k)(n - k) > (k + 1)(N - d - n + k + 1): the root of a quadratic.
    """
    miss, quiet = 1.0 - seen, 1.0 - wrong
    odds = np.where(miss < _ODDS_MAX * quiet, miss / np.where(quiet > 0, quiet, 1.0), _ODDS_MAX)
    good = (of - bad - n).astype(np.float64)
    linear, constant = odds * (bad + n) + good + 2, odds * bad.astype(np.float64) * n - good - 1
    root = np.sqrt(np.maximum(linear**2 - 4 * (odds - 1) * constant, 0.0))
    below = linear + root
    rising = 2 * constant / np.where(below > 0, below, 1.0)
    return np.ceil(np.clip(rising, -1.0, 1.0 * of)).astype(np.int64)


class _Silence:
    """The probability that a sample with k defects has fewer positives than raise the alarm."""

    def __call__(self, k: Reals, n: Reals, seen: Reals, wrong: Reals, alarm: Reals) -> Reals:
        total = np.exp(xlog1py(k, -seen) + xlog1py(n - k, -wrong))
        several = alarm > 1
        if np.any(several):
            part = tuple(value[several] for value in (k, n, seen, wrong, alarm))
            total[several] = self._several(*part)
        return total

    @staticmethod
    def _several(k: Reals, n: Reals, seen: Reals, wrong: Reals, alarm: Reals) -> Reals:
        total = np.zeros_like(k)
        for recognised in range(int(np.max(alarm))):
            suspected = np.maximum(alarm - 1 - recognised, -1.0)
            total += binomial.probability(recognised, k, seen) * binomial.at_most(suspected, n - k, wrong)
        return total


class _Alarm:
    """The probability that a sample with k defects has as many positives as raise the alarm."""

    def __call__(self, k: Reals, n: Reals, seen: Reals, wrong: Reals, alarm: Reals) -> Reals:
        total = -np.expm1(xlog1py(k, -seen) + xlog1py(n - k, -wrong))
        several = alarm > 1
        if np.any(several):
            part = tuple(value[several] for value in (k, n, seen, wrong, alarm))
            total[several] = self._several(*part)
        return total

    @staticmethod
    def _several(k: Reals, n: Reals, seen: Reals, wrong: Reals, alarm: Reals) -> Reals:
        total = binomial.at_least(alarm, k, seen)
        for recognised in range(int(np.max(alarm))):
            suspected = binomial.at_least(np.maximum(alarm - recognised, 0.0), n - k, wrong)
            chance = binomial.probability(recognised, k, seen)
            total += np.where(recognised < alarm, chance * suspected, 0.0)
        return total


def _mixed(
    weight: _Silence | _Alarm,
    start: Counts,
    of: Counts,
    bad: Counts,
    n: Counts,
    seen: Reals,
    wrong: Reals,
    alarm: Counts,
) -> Reals:
    """Return the sum over k of the probability of k defects in the sample times their weight.

    It is taken outwards from `start`, up and then down, as far as terms count. Terms rise to one peak and fall from it,
    so that one which no longer counts has none beyond it that does, if the peak is behind.
    """
    plan = [value.astype(np.float64) for value in (of, bad, n)]
    low, high = np.maximum(0.0, plan[2] + plan[1] - plan[0]), np.minimum(plan[1], plan[2])
    at = np.clip(start.astype(np.float64), low, high)
    first = hypergeometric.probability(at, *plan)
    rest = (seen, wrong, alarm.astype(np.float64))
    total = first * weight(at, plan[2], *rest)
    for step, end in ((1.0, high), (-1.0, low)):
        _walk(total, weight, at, first, end, step, plan, rest)
    return np.minimum(total, 1.0)


def _walk(
    total: Reals,
    weight: _Silence | _Alarm,
    at: Reals,
    first: Reals,
    end: Reals,
    step: float,
    plan: list[Reals],
    rest: tuple[Reals, Reals, Reals],
) -> None:
    """Add to `total` the terms from beyond `at` to `end`, as far as they count."""
    active: Truths = at != end
    index = np.flatnonzero(active)
    columns = [value[index] for value in (at, first, end, *plan, *rest)]
    last = total[index].copy()
    while index.size:
        k, chance, to, of, bad, n, seen, wrong, alarm = columns
        upper = k if step > 0 else k - 1
        ratio = (bad - upper) * (n - upper) / ((upper + 1) * (of - bad - n + upper + 1))
        k, chance = k + step, chance * (ratio if step > 0 else 1.0 / ratio)
        term = chance * weight(k, n, seen, wrong, alarm)
        total[index] += term
        going = (k != to) & ((term >= _NEGLIGIBLE * total[index]) | (term > last))
        index, last = index[going], term[going]
        columns = [value[going] for value in (k, chance, to, of, bad, n, seen, wrong, alarm)]

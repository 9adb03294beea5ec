"""How many defects a sample without replacement holds: each probability and both tails, to thirteen digits.

With `defects` d among `population` N items, a sample of n holds exactly k of them with probability
C(d, k) C(N - d, n - k) / C(N, n). Arguments are arrays of whole numbers that broadcast; what cannot happen has
probability 0. The functions here trust their arguments: the public functions of this package check them.
"""

import numpy as np
from numpy.typing import ArrayLike

from proverka.inspection.blocks import floats
from proverka.inspection.saddle import HALF_LOG_2PI, deviance, stirling_error
from proverka.inspection.tails import Ladder
from proverka.model.numeric import Counts, Reals, Truths

# The largest population: products of two counts stay exact integers of a double.
POPULATION_MAX = 90_000_000


def log_probability(found: ArrayLike, population: ArrayLike, defects: ArrayLike, sample: ArrayLike) -> Reals:
    """Return the natural logarithm of the probability that the sample holds exactly `found` defects.

    -inf for what cannot happen. Arrays broadcast; populations up to POPULATION_MAX. The absolute error is below 1e-13
    while the probability is above 1e-100.

    Stirling's formula with its error for each of the nine factorials: the logarithms join into one deviance for each
    cell of the table (defect or not) x (sampled or not). In all four the observed count differs from the expected by
    the same (k N - d n) / N, of which the numerator is exact.
    """
    k, of, bad, n = floats(found, population, defects, sample)
    cells = (k, bad - k, n - k, of - bad - n + k)
    # Of no items there is no table; none of them is a defect or in the sample.
    nothing = np.logical_and.reduce([value == 0 for value in (k, of, bad, n)])
    possible = np.logical_and.reduce([cell >= 0 for cell in cells]) & (of > 0)
    if not np.all(possible):
        # Where nothing can be computed, a case that can: its answer is thrown away.
        k, of, bad, n = (np.where(possible, value, stand_in) for value, stand_in in ((k, 0), (of, 1), (bad, 0), (n, 0)))
        cells = (k, bad - k, n - k, of - bad - n + k)
    margins = (bad, of - bad, n, of - n)
    error = sum((stirling_error(margin) for margin in margins), -stirling_error(of))
    error = error - sum(stirling_error(cell) for cell in cells)
    result = error - _deviances(cells, margins, of, k * of - bad * n) + _roots(cells, margins, of)
    answer: Reals = np.where(possible, np.minimum(result, 0.0), np.where(nothing, 0.0, -np.inf))
    return answer


def _deviances(cells: tuple[Reals, ...], margins: tuple[Reals, ...], of: Reals, excess: Reals) -> Reals:
    """Return the sum over the four cells of o ln(o/e) - (o - e), where o - e is ±excess/N."""
    bad, good, n, rest = margins
    expected = (bad * n, bad * rest, good * n, good * rest)
    parts = (
        deviance(cell, product / of, sign * excess / of)
        for cell, product, sign in zip(cells, expected, (1.0, -1.0, -1.0, 1.0), strict=True)
    )
    return sum(parts, np.zeros_like(of))


def _roots(cells: tuple[Reals, ...], margins: tuple[Reals, ...], of: Reals) -> Reals:
    """Return half the logarithm of what is under the roots of Stirling's formula, where 0! has none."""

    def present(value: Reals) -> Reals:
        return np.where(value > 0, value, 1.0)

    # Ratios of like size, so that no product leaves the range of a double.
    above, below = [present(margin) for margin in margins], [present(cell) for cell in cells]
    ratio = (above[0] / below[0]) * (above[1] / below[3]) * (above[2] / below[2]) * (above[3] / below[1]) / of
    powers = sum((cell > 0).astype(np.float64) for cell in cells) + 1.0
    powers = powers - sum((margin > 0).astype(np.float64) for margin in margins)
    result: Reals = 0.5 * np.log(ratio) - powers * HALF_LOG_2PI
    return result


def probability(found: ArrayLike, population: ArrayLike, defects: ArrayLike, sample: ArrayLike) -> Reals:
    """Return the probability that the sample holds exactly `found` defects. Arrays broadcast."""
    return np.exp(log_probability(found, population, defects, sample))


def at_most(found: ArrayLike, population: ArrayLike, defects: ArrayLike, sample: ArrayLike) -> Reals:
    """Return the probability that the sample holds at most `found` defects; small ones keep their digits.

    Arrays broadcast. A tail that begins beyond the mode is summed outwards from its largest term; the other is the
    complement of such a sum, and not small.
    """
    k, of, bad, n = floats(found, population, defects, sample)
    lower = k < (n + 1) * (bad + 1) / (of + 2) - 1
    return np.where(lower, _below(k, of, bad, n, lower), 1.0 - _above(k + 1, of, bad, n, ~lower))


def at_least(found: ArrayLike, population: ArrayLike, defects: ArrayLike, sample: ArrayLike) -> Reals:
    """Return the probability that the sample holds at least `found` defects; small ones keep their digits.

    As `at_most` does.
    """
    k, of, bad, n = floats(found, population, defects, sample)
    upper = k > (n + 1) * (bad + 1) / (of + 2)
    return np.where(upper, _above(k, of, bad, n, upper), 1.0 - _below(k - 1, of, bad, n, ~upper))


def quantile(chance: ArrayLike, population: ArrayLike, defects: ArrayLike, sample: ArrayLike) -> Counts:
    """Return the smallest number of defects that the sample exceeds with probability at most 1 - `chance`.

    Arrays broadcast.
    """
    goal = np.asarray(chance, np.float64)
    _, of, bad, n = floats(0, population, defects, sample)
    goal, of, bad, n = np.broadcast_arrays(goal, of, bad, n)
    low, high = np.maximum(0.0, n + bad - of), np.minimum(n, bad)
    while np.any(low < high):
        middle = np.floor((low + high) / 2)
        enough = at_most(middle, of, bad, n) >= goal
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return low.astype(np.int64)


def _below(k: Reals, of: Reals, bad: Reals, n: Reals, wanted: Truths) -> Reals:
    """Return the sum of the terms from k downwards, where it is wanted."""
    return _DOWN.sum(k, (of, bad, n), wanted & (k >= np.maximum(0.0, n + bad - of)))


def _above(k: Reals, of: Reals, bad: Reals, n: Reals, wanted: Truths) -> Reals:
    """Return the sum of the terms from k upwards, where it is wanted."""
    return _UP.sum(k, (of, bad, n), wanted & (k <= np.minimum(n, bad)))


def _to_one_less(k: Reals, of: Reals, bad: Reals, n: Reals) -> Reals:
    return k * (of - bad - n + k) / ((bad - k + 1) * (n - k + 1))


def _to_one_more(k: Reals, of: Reals, bad: Reals, n: Reals) -> Reals:
    return (bad - k) * (n - k) / ((k + 1) * (of - bad - n + k + 1))


_DOWN = Ladder(probability=probability, ratio=_to_one_less, step=-1.0)
_UP = Ladder(probability=probability, ratio=_to_one_more, step=1.0)

"""How many positives independent trials have: each probability and both tails, to thirteen digits.

The functions here trust their arguments, which are arrays that broadcast: whole numbers, and chances in [0, 1].
"""

import numpy as np
from numpy.typing import ArrayLike

from proverka.inspection.blocks import floats
from proverka.inspection.saddle import HALF_LOG_2PI, deviance, stirling_error
from proverka.inspection.tails import Ladder
from proverka.model.numeric import Reals, Truths


def probability(found: ArrayLike, trials: ArrayLike, chance: ArrayLike) -> Reals:
    """Return the probability that exactly `found` of `trials` are positive. Arrays broadcast.

    As in `hypergeometric`: errors of Stirling's formula, and one deviance for the positives and one for the others.
    """
    k, n, p = floats(found, trials, chance)
    possible = (k >= 0) & (k <= n) & ((p > 0) | (k == 0)) & ((p < 1) | (k == n))
    k, n = np.where(possible, k, 0.0), np.where(possible, n, 0.0)
    excess = k - n * p
    result = stirling_error(n) - stirling_error(k) - stirling_error(n - k)
    result = result - deviance(k, n * p, excess) - deviance(n - k, n * (1.0 - p), -excess)
    inner = (k > 0) & (n - k > 0)
    ratio = np.where(inner, n, 1.0) / np.where(inner, k, 1.0) / np.where(inner, n - k, 1.0)
    result = result + np.where(inner, 0.5 * np.log(ratio) - HALF_LOG_2PI, 0.0)
    return np.where(possible, np.exp(np.minimum(result, 0.0)), 0.0)


def at_most(found: ArrayLike, trials: ArrayLike, chance: ArrayLike) -> Reals:
    """Return the probability that at most `found` of `trials` are positive; small ones keep their digits."""
    k, n, p = floats(found, trials, chance)
    lower = k < (n + 1) * p - 1
    return np.where(lower, _below(k, n, p, lower), 1.0 - _above(k + 1, n, p, ~lower))


def at_least(found: ArrayLike, trials: ArrayLike, chance: ArrayLike) -> Reals:
    """Return the probability that at least `found` of `trials` are positive; small ones keep their digits."""
    k, n, p = floats(found, trials, chance)
    upper = k > (n + 1) * p
    return np.where(upper, _above(k, n, p, upper), 1.0 - _below(k - 1, n, p, ~upper))


def _below(k: Reals, n: Reals, p: Reals, wanted: Truths) -> Reals:
    # Below the mode p is not 0.
    return _DOWN.sum(k, (n, p), wanted & (k >= 0))


def _above(k: Reals, n: Reals, p: Reals, wanted: Truths) -> Reals:
    return _UP.sum(k, (n, p), wanted & (k <= n) & (p > 0))


def _to_one_less(k: Reals, n: Reals, p: Reals) -> Reals:
    return k * (1.0 - p) / ((n - k + 1) * p)


def _to_one_more(k: Reals, n: Reals, p: Reals) -> Reals:
    return (n - k) * p / ((k + 1) * (1.0 - p))


_DOWN = Ladder(probability=probability, ratio=_to_one_less, step=-1.0)
_UP = Ladder(probability=probability, ratio=_to_one_more, step=1.0)

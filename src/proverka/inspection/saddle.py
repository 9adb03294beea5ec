"""The two series that keep every digit of a binomial or hypergeometric probability.

A probability made of factorials is a small difference of large logarithms: `lgamma` loses as many digits as the
logarithms have more than the answer, eleven of sixteen for ten million items. Here the large parts cancel on paper, and
what is left are errors of Stirling's formula, all below 1/12, and deviances, all positive.

Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000). The deviance is taken through
log(1 + x) - x as M. Welinder proposed for R (bug 15628); the expansion of that is the series of the inverse hyperbolic
tangent.
"""

from decimal import Decimal, localcontext
from math import factorial

import numpy as np

from proverka.model.numeric import Reals

# From here on six terms of Stirling's series leave less than 1e-16.
_SERIES_FROM = 16
_SERIES = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)

# Between these the logarithm would cancel against its argument. There |x / (2 + x)| is at most 1/3, so that eighteen
# terms in powers of 1/9 leave less than 1e-17.
_CANCELS_FROM, _CANCELS_TO, _TERMS = -0.5, 1.0, 18

HALF_LOG_2PI = 0.9189385332046727


def _small_errors() -> Reals:
    """Return the errors of Stirling's formula for 0 to 15; that of 0 is for the formula without its root, so 0."""
    with localcontext(prec=40):
        two_pi = Decimal("6.283185307179586476925286766559005768394338798750")
        errors = [
            Decimal(factorial(n)).ln() - (two_pi * n).ln() / 2 - n * Decimal(n).ln() + n for n in range(1, _SERIES_FROM)
        ]
    return np.array([0.0, *map(float, errors)])


_SMALL = _small_errors()


def stirling_error(n: Reals) -> Reals:
    """Return ln n! - ln(√(2πn) (n/e)^n) of whole numbers from 0, with an absolute error below 2e-16; 0 for n = 0.

    Keeps the shape.
    """
    inverse = 1.0 / np.maximum(n, float(_SERIES_FROM))
    square = inverse * inverse
    total = np.full_like(inverse, _SERIES[-1])
    for coefficient in _SERIES[-2::-1]:
        total *= square
        total += coefficient
    total *= inverse
    small = n < _SERIES_FROM
    if np.any(small):
        total = np.where(small, _SMALL[np.where(small, n, 0.0).astype(np.intp)], total)
    return total


def deviance(observed: Reals, expected: Reals, excess: Reals) -> Reals:
    """Return o ln(o/e) - (o - e), never negative, for o and e from 0; `excess` is o - e as the caller knows it.

    The caller can often state the difference exactly where subtracting two rounded numbers could not. Arrays of one
    shape. Where e is 0 and o is not, the answer means nothing.
    """
    there = (observed > 0) & (expected > 0)
    of = np.where(there, observed, 1.0)
    part = _log1p_minus(np.where(there, -excess / of, 0.0), np.where(there, expected / of, 1.0))
    return np.where(there, -of * part, expected)


def _log1p_minus(x: Reals, one_plus: Reals) -> Reals:
    """Return ln(1 + x) - x to a few units of the last place, given 1 + x too: near -1 that is the surer of the two."""
    near = (x > _CANCELS_FROM) & (x < _CANCELS_TO)
    inside = np.where(near, x, 0.0)
    ratio = inside / (2.0 + inside)
    square = ratio * ratio
    total = np.full_like(square, 1.0 / (2 * _TERMS + 1))
    for term in range(_TERMS - 1, 0, -1):
        total *= square
        total += 1.0 / (2 * term + 1)
    result = ratio * (2.0 * square * total - inside)
    return result if np.all(near) else np.where(near, result, np.log(one_plus) - x)

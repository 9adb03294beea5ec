"""A sequence of balances made independent: each against what the earlier ones let expect.

Balances share inventories and instruments, so they are correlated, and a test of each against its own standard
deviation says neither how often it alarms nor what it misses. ITMUF is a balance less its expectation given those
before it, SITMUF the same in its own standard deviations: the solution z of L z = MUF, where L L' is the covariance, by
Cholesky. Without a loss the z are independent standard normal values; a loss a shifts them by the d of L d = a.
"""

from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve_triangular

from proverka.model.errors import Refusal
from proverka.model.numeric import Reals, Truths, reals, refuse

# A variance that is left, as a share of the whole, below which nothing is left: the rounding of sums of squares.
SINGULAR = 1e-12
# A variance below zero, as a share of the balance's own, that rounding does not make.
NEGATIVE = 1e-6
# As a share of the amounts in a difference: below this it is their rounding.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """The covariance of a sequence as L L'. `lower` [n, n] has a zero on its diagonal where nothing is left.

    Nothing is left of a balance that no measurement makes uncertain, or that the earlier ones settle.
    """

    lower: Reals

    @property
    def settled(self) -> Truths:
        """Which balances have no variance of their own, given the earlier ones. Shape: [n]."""
        found: Truths = self.deviations == 0
        return found

    @property
    def deviations(self) -> Reals:
        """The standard deviation of each balance, given the earlier ones: of ITMUF. Shape: [n]."""
        return np.diagonal(self.lower)


def factor(covariance: ArrayLike) -> Factor:
    """Return the factor of a covariance [n, n], which may be singular.

    Raises RefusedError: meaningless for an array that is no covariance (not square, not symmetric, or with a sum of
    negative variance), bad-value for what is no number.
    """
    given = reals("covariance", covariance)
    if given.ndim != 2 or given.shape[0] != given.shape[1] or not len(given):  # noqa: PLR2004 - a matrix
        _no_covariance("a square matrix", f"an array of shape {given.shape}")
    if not np.allclose(given, given.T, rtol=1e-9, atol=1e-12 * np.abs(given).max()):
        _no_covariance("a symmetric matrix", "one that is not")
    own = np.diagonal(given)
    if np.any(own < 0):
        _no_covariance("variances from 0", f"{own.min():g}")
    try:
        lower = np.linalg.cholesky(given).astype(np.float64)
    except np.linalg.LinAlgError:
        return Factor(lower=_semidefinite(given))
    regular = np.all(np.diagonal(lower) ** 2 > SINGULAR * own)
    return Factor(lower=lower if regular else _semidefinite(given))


def standardised(factored: Factor, muf: ArrayLike) -> Reals:
    """Return SITMUF of sequences of balances. Shape of both: [..., n].

    A balance that is settled has no SITMUF where it is as expected, and gives a blank (nan); where it is not, no error
    of measurement explains it, and it gives plus or minus infinity. Raises RefusedError: bad-value; meaningless for
    another number of balances.
    """
    given = reals("muf", muf)
    if given.shape[-1:] != (len(factored.lower),):
        wanted = f"{len(factored.lower)} balances, one for each row of the covariance"
        refuse("muf", wanted, f"an array of shape {given.shape}", refusal=Refusal.MEANINGLESS)
    rows = given.reshape(-1, given.shape[-1]).T
    found = _solved(factored, rows)
    return found.T.reshape(given.shape)


def innovations(factored: Factor, muf: ArrayLike) -> Reals:
    """Return ITMUF of sequences of balances, in their unit. Shape of both: [..., n]. Raises as `standardised`."""
    given = reals("muf", muf)
    scores = np.nan_to_num(standardised(factored, given), nan=0.0, posinf=0.0, neginf=0.0)
    before = factored.lower - np.diag(factored.deviations)
    expected: Reals = scores @ before.T
    return given - expected


def cumulative(muf: ArrayLike) -> Reals:
    """Return CUMUF of sequences of balances. Shape of both: [..., n]. Raises RefusedError (bad-value)."""
    return np.cumsum(np.atleast_1d(reals("muf", muf)), axis=-1)


def cumulative_covariance(covariance: ArrayLike) -> Reals:
    """Return the covariance of CUMUF from that of MUF. Shape of both: [n, n]. Raises RefusedError (bad-value)."""
    given = reals("covariance", covariance)
    if given.ndim != 2:  # noqa: PLR2004 - a matrix
        _no_covariance("a square matrix", f"an array of shape {given.shape}")
    return np.cumsum(np.cumsum(given, axis=0), axis=1)


def _solved(factored: Factor, rows: Reals) -> Reals:
    """Return z of L z = rows [n, k], by forward substitution."""
    settled = factored.settled
    if not np.any(settled):
        exact: Reals = solve_triangular(factored.lower, rows, lower=True, check_finite=False)
        return exact
    finite, found = np.zeros_like(rows), np.zeros_like(rows)
    for i, row in enumerate(factored.lower):
        expected = row[:i] @ finite[:i]
        left = rows[i] - expected
        if not settled[i]:
            finite[i] = found[i] = left / row[i]
            continue
        explained = np.abs(left) <= ROUNDING * (np.abs(rows[i]) + np.abs(row[:i]) @ np.abs(finite[:i]))
        found[i] = np.where(explained, np.nan, np.copysign(np.inf, left))
    return found


def _semidefinite(covariance: Reals) -> Reals:
    """Return the factor of a singular covariance: a column of zeros where nothing is left."""
    size = len(covariance)
    lower = np.zeros((size, size))
    own = np.diagonal(covariance)
    for i in range(size):
        left = own[i] - lower[i, :i] @ lower[i, :i]
        if left < -NEGATIVE * own[i]:
            _no_covariance("no sum of negative variance", f"{left:g}, in row {i}")
        rest = covariance[i + 1 :, i] - lower[i + 1 :, :i] @ lower[i, :i]
        if left > SINGULAR * own[i]:
            lower[i, i] = np.sqrt(left)
            lower[i + 1 :, i] = rest / lower[i, i]
        elif np.any(np.abs(rest) > ROUNDING * np.sqrt(own[i + 1 :] * own[i]) + ROUNDING * own.max()):
            _no_covariance("no sum of negative variance", f"a covariance with what has none, in row {i}")
    return lower


def _no_covariance(expected: str, got: str) -> NoReturn:
    refuse("covariance", expected, got, remedy="give the covariance of the balances", refusal=Refusal.MEANINGLESS)

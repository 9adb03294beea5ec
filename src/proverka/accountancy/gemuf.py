"""GEMUF: the balances weighed by an estimate of the loss that is made from the balances themselves.

The best test of a known loss a weighs the balances x by the solution of Σ w = a. GEMUF puts an estimate in the place of
a: the balances as they are, or smoothed over neighbouring periods, which helps against a loss that goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from proverka.accountancy.sequence import factor, standardised
from proverka.model.errors import Refusal
from proverka.model.numeric import Reals, one_probability, reals, refuse

# How much each period counts in an estimate of the loss about the one in the middle: as it is, or smoothed as by the
# variant that the field calls V5B3.
Smoothing = tuple[float, ...]
AS_IT_IS: Smoothing = (1.0,)
SMOOTHED: Smoothing = (1.0, 1.0, 3.0, 1.0, 1.0)

# The hyperbola is followed for so many units of its parameter, in such steps: with half the step nothing changes.
TURNS, STEP = 90.0, 0.02
# A weight that is none but for rounding, as a share of the largest.
ROUNDED = 1e-14
# Where a saddle point is no longer looked for.
FARTHEST = 1e100


def gemuf(covariance: ArrayLike, muf: ArrayLike, *, smoothing: Smoothing = AS_IT_IS) -> Reals:
    """Return GEMUF of the balances up to each period. Shapes: covariance [n, n], both others [..., n].

    Up to period i it is a' Σ^-1 x, of the first i balances x with their covariance Σ, where a are the same balances
    averaged with the weights `smoothing` about each, as far as there are neighbours by then. As it is, that is the
    sum of the squares of SITMUF. Raises RefusedError: bad-value for an even number of weights or one below zero;
    meaningless for a singular covariance.
    """
    sigma = _regular(covariance)
    given = _fitting("muf", muf, sigma)
    found = np.empty_like(given)
    for last in range(1, given.shape[-1] + 1):
        form = _form(sigma[:last, :last], smoothing)
        head = given[..., :last]
        found[..., last - 1] = np.einsum("...i,ij,...j->...", head, form, head)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class GemufTest:
    """One decision by GEMUF over all periods: its threshold, and what it decides on."""

    covariance: Reals
    smoothing: Smoothing
    threshold: float


def gemuf_test(covariance: ArrayLike, false_alarm: float, *, smoothing: Smoothing = AS_IT_IS) -> GemufTest:
    """Return the test, after the last period, that alarms with that probability where nothing is lost.

    Its threshold is exact to 1e-10: chi-square without smoothing, else of a quadratic form by a contour integral.
    Raises as `gemuf`.
    """
    alpha = one_probability("false_alarm", false_alarm, bounds="()")
    sigma = _regular(covariance)
    size = len(sigma)
    if len(_checked(smoothing)) == 1:
        return GemufTest(covariance=sigma, smoothing=AS_IT_IS, threshold=float(chi2.isf(alpha, size)))
    high = float(chi2.isf(alpha, size)) * 4
    threshold: float = brentq(
        lambda c: _above(sigma, smoothing, np.zeros(size), c) - alpha, -high, high, xtol=1e-15 * high
    )
    return GemufTest(covariance=sigma, smoothing=smoothing, threshold=threshold)


def gemuf_detection(test: GemufTest, loss: ArrayLike) -> float:
    """Return the probability that the test alarms where `loss` [n] is lost. Raises as `gemuf`."""
    lost = _fitting("loss", loss, test.covariance)
    if len(test.smoothing) == 1:
        shift = standardised(factor(test.covariance), lost)
        return float(ncx2.sf(test.threshold, len(lost), max(float(shift @ shift), 1e-300)))
    return _above(test.covariance, test.smoothing, lost, test.threshold)


def _above(sigma: Reals, smoothing: Smoothing, mean: Reals, threshold: float) -> float:
    """Return the probability that a quadratic form in normal values of that mean is above a threshold."""
    lower = np.linalg.cholesky(sigma)
    form = lower.T @ _form(sigma, smoothing) @ lower
    weights, axes = np.linalg.eigh((form + form.T) / 2)
    centres = (axes.T @ np.linalg.solve(lower, mean)) ** 2
    if threshold < 0:
        return 1.0 - _upper_tail(-weights, centres, -threshold)
    return _upper_tail(weights, centres, threshold)


def _upper_tail(weights: Reals, centres: Reals, threshold: float) -> float:
    """Return the probability that a sum of noncentral chi-squares, each with its weight, is above a threshold from 0.

    The moment generating function is inverted along a hyperbola through the saddle point of the smaller tail, open to
    where the integrand vanishes, so that nothing oscillates and the trapezoidal rule converges exponentially (contour
    and saddle point: S. O. Rice, SIAM Journal on Scientific and Statistical Computing 1 (1980) 438-448).
    """
    largest = float(np.abs(weights).max())
    weights, threshold = np.where(np.abs(weights) > ROUNDED * largest, weights, 0.0) / largest, threshold / largest
    if not np.any(weights > 0):
        return 0.0
    above = threshold > float(np.sum(weights * (1 + centres)))
    at = _saddle(weights, centres, threshold, above=above)
    if at is None:  # a sum that cannot be below the threshold
        return 1.0
    left = 1 - 2 * weights * at
    width = (np.sum(2 * (weights / left) ** 2 + 4 * centres * weights**2 / left**3) + 1 / at**2) ** -0.5
    t = np.arange(-TURNS, TURNS + STEP / 2, STEP)
    # So steep that the centres, which grow with the real part, are turned against it before they are large.
    opening = min(0.5, 2 / np.sqrt(max(1.0, float(centres.sum()))))
    s = at + width * (opening * (np.cosh(t) - 1) + 1j * np.sinh(t))
    left_of = 1 - 2 * weights * s[:, None]
    logs = np.sum(-0.5 * np.log(left_of) + centres * weights * s[:, None] / left_of, axis=1) - s * threshold
    along = np.exp(logs) / s * width * (opening * np.sinh(t) + 1j * np.cosh(t))
    found = float(np.clip(STEP * abs(along.imag.sum()) / (2 * np.pi), 0.0, 1.0))
    return found if above else 1.0 - found


def _saddle(weights: Reals, centres: Reals, threshold: float, *, above: bool) -> float | None:
    """Return where the integrand is least on the real axis, right of zero or left of it; None where it has no least."""

    def slope(s: float) -> float:
        left = 1 - 2 * weights * s
        return float(np.sum(weights / left + centres * weights / left**2)) - threshold - 1 / s

    if above:
        return float(brentq(slope, 1e-12, (1 - 1e-12) / (2 * weights.max()), xtol=1e-14))
    if weights.min() < 0:
        return float(brentq(slope, (1 - 1e-12) / (2 * weights.min()), -1e-12, xtol=1e-14))
    low = -1.0
    while slope(low) >= 0:
        low *= 4
        if low < -FARTHEST:
            return None
    return float(brentq(slope, low, -1e-12, xtol=1e-14))


def _form(sigma: Reals, smoothing: Smoothing) -> Reals:
    """Return the matrix M of x' M x: the smoothing, then the inverse of the covariance."""
    size = len(sigma)
    weights = _checked(smoothing)
    near = sum(
        (np.diag(np.full(size - abs(off), weight), off) for off, weight in _about(weights) if abs(off) < size),
        start=np.zeros((size, size)),
    )
    found: Reals = (near / near.sum(axis=1, keepdims=True)).T @ cho_solve(cho_factor(sigma), np.eye(size))
    return found


def _checked(smoothing: Smoothing) -> Reals:
    weights = reals("smoothing", smoothing, least=0.0)
    if weights.ndim != 1 or len(weights) % 2 == 0 or not weights[len(weights) // 2]:
        refuse("smoothing", "an odd number of weights, that of the middle above 0", str(list(weights.flat)))
    return weights


def _about(weights: Reals) -> Iterator[tuple[int, float]]:
    """Yield each weight with how many periods it is from the middle."""
    yield from ((number - len(weights) // 2, float(weight)) for number, weight in enumerate(weights))


def _fitting(where: str, values: ArrayLike, sigma: Reals) -> Reals:
    given = reals(where, values)
    if given.shape[-1:] != (len(sigma),):
        wanted = f"{len(sigma)} balances, one for each row of the covariance"
        refuse(where, wanted, f"an array of shape {given.shape}", refusal=Refusal.MEANINGLESS)
    return given


def _regular(covariance: ArrayLike) -> Reals:
    if np.any(factor(covariance).settled):
        refuse("covariance", "balances that are each uncertain", "a singular one", refusal=Refusal.MEANINGLESS)
    return reals("covariance", covariance)

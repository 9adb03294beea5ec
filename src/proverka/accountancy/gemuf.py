"""GEMUF: the balances weighed by an estimate of the loss that is made from the balances themselves.

The best test of a known loss a weighs the balances x by the solution of Σ w = a. GEMUF puts an estimate in the place of
a: the balances as they are, or smoothed over neighbouring periods, which helps against a loss that goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import quad
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from proverka.accountancy.sequence import factor, standardised
from proverka.model.errors import Refusal
from proverka.model.numeric import Reals, probabilities, reals, refuse

# How much each period counts in an estimate of the loss about the one in the middle: as it is, or smoothed as by the
# variant that the field calls V5B3.
Smoothing = tuple[float, ...]
AS_IT_IS: Smoothing = (1.0,)
SMOOTHED: Smoothing = (1.0, 1.0, 3.0, 1.0, 1.0)

# Probabilities of a quadratic form are integrated to this absolute error.
ACCURACY = 1e-10


def gemuf(covariance: ArrayLike, muf: ArrayLike, *, smoothing: Smoothing = AS_IT_IS) -> Reals:
    """Return GEMUF of the balances up to each period. Shapes: covariance [n, n], both others [..., n].

    Up to period i it is a' Σ^-1 x, of the first i balances x with their covariance Σ, where a are the same balances
    averaged with the weights `smoothing` about each, as far as there are neighbours by then. As it is, that is the
    sum of the squares of SITMUF. Raises RefusedError: bad-value for an even number of weights or one below zero;
    meaningless for a singular covariance.
    """
    given, sigma = reals("muf", muf), _regular(covariance)
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

    Its threshold is exact to 1e-10 in the probability: chi-square without smoothing, else of a quadratic form by
    Imhof's integral. Raises as `gemuf`.
    """
    alpha = float(probabilities("false_alarm", false_alarm, bounds="()"))
    sigma = _regular(covariance)
    size = len(sigma)
    if len(smoothing) == 1:
        return GemufTest(covariance=sigma, smoothing=AS_IT_IS, threshold=float(chi2.isf(alpha, size)))
    high = float(chi2.isf(alpha, size)) * 4
    threshold: float = brentq(
        lambda c: _above(sigma, smoothing, np.zeros(size), c) - alpha, -high, high, xtol=1e-10 * high
    )
    return GemufTest(covariance=sigma, smoothing=smoothing, threshold=threshold)


def gemuf_detection(test: GemufTest, loss: ArrayLike) -> float:
    """Return the probability that the test alarms where `loss` [n] is lost. Raises as `gemuf`."""
    lost = reals("loss", loss)
    if len(test.smoothing) == 1:
        shift = standardised(factor(test.covariance), lost)
        return float(ncx2.sf(test.threshold, len(lost), max(float(shift @ shift), 1e-300)))
    return _above(test.covariance, test.smoothing, lost, test.threshold)


def _above(sigma: Reals, smoothing: Smoothing, mean: Reals, threshold: float) -> float:
    """Return the probability that a quadratic form in normal values of that mean is above a threshold.

    Imhof, Biometrika 48 (1961) 419-426, equation (3.2): by the characteristic function of a sum of noncentral
    chi-squares with weights of either sign, integrated numerically.
    """
    lower = np.linalg.cholesky(sigma)
    form = lower.T @ _form(sigma, smoothing) @ lower
    weights, axes = np.linalg.eigh((form + form.T) / 2)
    centres = (axes.T @ np.linalg.solve(lower, mean)) ** 2

    def integrand(u: float) -> float:
        squares = (weights * u) ** 2
        angle = 0.5 * np.sum(np.arctan(weights * u) + centres * weights * u / (1 + squares)) - 0.5 * threshold * u
        damping = 0.25 * np.sum(np.log1p(squares)) + 0.5 * np.sum(centres * squares / (1 + squares))
        return float(np.sin(angle) / u * np.exp(-damping))

    value, _ = quad(integrand, 0, np.inf, epsabs=ACCURACY, limit=1_000)
    return float(min(1.0, max(0.0, 0.5 + value / np.pi)))


def _form(sigma: Reals, smoothing: Smoothing) -> Reals:
    """Return the matrix M of x' M x: the smoothing, then the inverse of the covariance."""
    size = len(sigma)
    weights = reals("smoothing", smoothing, least=0.0)
    if weights.ndim != 1 or len(weights) % 2 == 0 or not weights[len(weights) // 2]:
        refuse("smoothing", "an odd number of weights, that of the middle above 0", str(list(weights.flat)))
    near = sum(
        (np.diag(np.full(size - abs(off), weight), off) for off, weight in _about(weights) if abs(off) < size),
        start=np.zeros((size, size)),
    )
    found: Reals = (near / near.sum(axis=1, keepdims=True)).T @ cho_solve(cho_factor(sigma), np.eye(size))
    return found


def _about(weights: Reals) -> Iterator[tuple[int, float]]:
    """Yield each weight with how many periods it is from the middle."""
    yield from ((number - len(weights) // 2, float(weight)) for number, weight in enumerate(weights))


def _regular(covariance: ArrayLike) -> Reals:
    if np.any(factor(covariance).settled):
        refuse("covariance", "balances that are each uncertain", "a singular one", refusal=Refusal.MEANINGLESS)
    return reals("covariance", covariance)

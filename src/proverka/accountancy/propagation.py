"""The uncertainty of a quantity that is computed from others, by the Guide to the Expression of Uncertainty.

JCGM 100:2008: first order with correlations (5.2.2, equation 13), the terms of second order for independent inputs
(5.1.2, note), effective degrees of freedom (G.4.1), coverage factor (G.3). JCGM 101:2008 propagates distributions by
drawing: here only the check on the others.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import t

from proverka.accountancy.sequence import factor
from proverka.model.errors import Refusal
from proverka.model.numeric import Reals, freedom, one_count, one_probability, reals, refuse

Model = Callable[[Reals], Reals]

# Steps of the differences, as a share of the input's standard deviation: small against the curve, large against the
# rounding, which a third derivative multiplies by the cube of its inverse.
_STEP = 0.05
DRAWS_MAX = 100_000_000
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Propagated:
    """A computed quantity: its value, standard uncertainty, effective degrees of freedom, and the share of each input.

    `sensitivities` [n] are the derivatives; `contributions` [n] the variances by input (without the covariances
    between inputs); `second_order` is what the terms of next order add to the variance (zero for correlated inputs, for
    which the Guide gives none), which says how far from linear the model is, and `shift` what they add to the value.
    """

    value: float
    uncertainty: float
    degrees_of_freedom: float
    sensitivities: Reals
    contributions: Reals
    second_order: float
    shift: float

    def expanded(self, coverage: float) -> float:
        """Return the half-width of the interval with this coverage probability, by Student's t (JCGM 100, G.3.2).

        Raises RefusedError (bad-value).
        """
        level = one_probability("coverage", coverage, bounds="()")
        factor_of = float(t.isf((1 - level) / 2, self.degrees_of_freedom))
        return factor_of * self.uncertainty


def propagated(
    model: Model, values: ArrayLike, covariance: ArrayLike, *, degrees_of_freedom: ArrayLike = np.inf
) -> Propagated:
    """Return a quantity and its uncertainty, computed from inputs with a covariance.

    `model` takes inputs of shape [..., n] and returns [...]. `values` [n]; `covariance` [n, n], or the standard
    deviations [n] of independent inputs; `degrees_of_freedom` [n] of each input. Derivatives are central differences.
    Raises RefusedError: bad-value; meaningless for shapes that do not fit or a model that gives no number there.
    """
    at, sigma = _inputs(values, covariance)
    own = np.sqrt(np.diagonal(sigma))
    size = len(at)
    known = freedom("degrees_of_freedom", degrees_of_freedom)
    if known.shape not in ((), (size,)):
        got = f"an array of shape {known.shape}"
        refuse("degrees_of_freedom", f"one number, or {size}", got, refusal=Refusal.MEANINGLESS)
    value, first, second, third = _derivatives(model, at, own)
    parts = first**2 * np.diagonal(sigma)
    variance = float(first @ sigma @ first)
    independent = bool(np.all(sigma == np.diag(np.diagonal(sigma))))
    below = float((parts**2 / known).sum())
    return Propagated(
        value=value,
        uncertainty=float(np.sqrt(variance)),
        degrees_of_freedom=variance**2 / below if below else float(np.inf),
        sensitivities=first,
        contributions=parts,
        second_order=_second_order(first, second, third, own**2) if independent else 0.0,
        shift=0.5 * float((second * sigma).sum()),
    )


def drawn_quantity(
    model: Model, values: ArrayLike, covariance: ArrayLike, *, draws: int, generator: np.random.Generator
) -> tuple[float, float]:
    """Return the mean and standard deviation of a quantity by drawing normal inputs (JCGM 101).

    It is a check on `propagated`. Memory does not grow with the draws. Raises as `propagated`.
    """
    at, sigma = _inputs(values, covariance)
    lower = factor(sigma).lower
    left = number = one_count("draws", draws, least=2, most=DRAWS_MAX)
    total = squares = 0.0
    centre = float(model(at))
    while left:
        size = min(left, _CHUNK)
        found = model(at + generator.standard_normal((size, len(at))) @ lower.T) - centre
        total, squares, left = total + float(found.sum()), squares + float((found**2).sum()), left - size
    return centre + total / number, float(np.sqrt(max(0.0, squares - total**2 / number) / (number - 1)))


def _inputs(values: ArrayLike, covariance: ArrayLike) -> tuple[Reals, Reals]:
    at, sigma = reals("values", values), reals("covariance", covariance)
    sigma = np.diag(sigma**2) if sigma.ndim == 1 else sigma
    if at.ndim != 1 or sigma.shape != (len(at), len(at)):
        got = f"shapes {at.shape} and {sigma.shape}"
        refuse("covariance", "n values, and n deviations or n by n covariances", got, refusal=Refusal.MEANINGLESS)
    factor(sigma)  # refuses what is no covariance
    return at, sigma


def _derivatives(model: Model, at: Reals, own: Reals) -> tuple[float, Reals, Reals, Reals]:
    """Return the value, the first derivatives [n], the second [n, n] and the third f_ijj [n, n].

    All are zero where an input is exact.
    """
    size = len(at)
    steps = np.diag(own * _STEP)
    width = np.where(own > 0, own * _STEP, 1.0)
    # One call of the model: the centre, one and two steps along each axis, and the corners of each pair of axes.
    pairs = steps[:, None, :] + steps[None, :, :]
    crossed = steps[:, None, :] - steps[None, :, :]
    shifts = np.concatenate([np.zeros((1, size)), steps, -steps, 2 * steps, -2 * steps])
    points = np.concatenate([shifts, *(block.reshape(-1, size) for block in (pairs, crossed, -crossed, -pairs))])
    found = np.asarray(model(at + points), dtype=np.float64)
    if found.shape != (len(points),) or not np.all(np.isfinite(found)):
        wanted = "a finite number for each row of inputs near the values"
        refuse("model", wanted, f"shape {found.shape}", remedy="check the model", refusal=Refusal.MEANINGLESS)
    value, along, corners = found[0], found[1 : 4 * size + 1].reshape(4, size), found[4 * size + 1 :]
    up, down, up2, down2 = along
    first = (8 * (up - down) - (up2 - down2)) / (12 * width)
    pp, pm, mp, mm = corners.reshape(4, size, size)
    second = (pp - pm - mp + mm) / (4 * np.outer(width, width))
    np.fill_diagonal(second, (16 * (up + down) - (up2 + down2) - 30 * value) / (12 * width**2))
    third = ((pp + pm - 2 * up[:, None]) - (mp + mm - 2 * down[:, None])) / (2 * np.outer(width, width**2))
    np.fill_diagonal(third, (up2 - 2 * up + 2 * down - down2) / (2 * width**3))
    return float(value), first, second, third


def _second_order(first: Reals, second: Reals, third: Reals, variances: Reals) -> float:
    """Return what the next order adds to a variance, for independent normal inputs (JCGM 100:2008, 5.1.2, note)."""
    return float(variances @ (0.5 * second**2 + first[:, None] * third) @ variances)

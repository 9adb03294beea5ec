"""Wald's sequential test of the mean of normal values, by his approximations and exactly.

After each value it accepts that nothing is lost, accepts a loss of the stated size, or asks for another value. The
log likelihood ratio of a normal mean 0 against d, in standard deviations, grows by d(z - d/2) with each value z.
Source: Wald, The Annals of Mathematical Statistics 16 (1945) 117-186.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from proverka.accountancy.walk import SPAN_MAX, Endless, Step, Walk, endless
from proverka.model.numeric import Reals, one_real, probabilities, reals, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class WaldTest:
    """A sequential test by the bounds of its log likelihood ratio, below and above zero, and the `shift` tested for."""

    accept: float
    reject: float
    shift: float

    def __post_init__(self) -> None:
        reals("accept", self.accept, most=0.0, bounds="[)")
        reals("reject", self.reject, least=0.0, bounds="(]")
        shift = one_real("shift", self.shift, least=0.0, bounds="(]")
        if (self.reject - self.accept) / shift > SPAN_MAX:
            refuse("shift", f"at least {(self.reject - self.accept) / SPAN_MAX:.3g}, to be computed", f"{shift:g}")


def wald_bounds(false_alarm: ArrayLike, missed: ArrayLike) -> tuple[Reals, Reals]:
    """Return ln B and ln A, the bounds of the log likelihood ratio by Wald's approximation (his 3:12).

    The overshoot is neglected, so that the test that has them errs less often than asked. Arrays broadcast. Raises
    RefusedError (bad-value) for probabilities that sum to 1 or more.
    """
    alpha, beta = probabilities("false_alarm", false_alarm, bounds="()"), probabilities("missed", missed, bounds="()")
    if np.any(alpha + beta >= 1):
        refuse("missed", "probabilities of the two errors that sum to less than 1", f"{np.max(alpha + beta):g}")
    return np.log(beta / (1 - alpha)), np.log((1 - beta) / alpha)


def wald_sample_share(false_alarm: ArrayLike, missed: ArrayLike, *, lost: bool) -> Reals:
    """Return the average sample of the sequential test over that of the fixed test with the same two errors.

    By Wald's approximation, for a normal mean of known standard deviation, where the loss tested for is there (`lost`)
    or nothing is: it does not depend on the size of the loss. Arrays broadcast. Raises RefusedError (bad-value).
    """
    low, high = wald_bounds(false_alarm, missed)
    alpha, beta = reals("false_alarm", false_alarm), reals("missed", missed)
    fixed = (ndtri(alpha) + ndtri(beta)) ** 2
    drift = beta * low + (1 - beta) * high if lost else -(alpha * high + (1 - alpha) * low)
    share: Reals = 2 * drift / fixed
    return share


def wald_performance(test: WaldTest, mean: float) -> Endless:
    """Return the exact average sample number of a test and the probability that it ends with an alarm.

    `mean` is the true mean of the values, in standard deviations. Raises RefusedError (bad-value).
    """
    true = one_real("mean", mean)
    walk = Walk(lower=test.accept, upper=test.reject, reflected=False)
    step = Step(mean=test.shift * (true - test.shift / 2), deviation=test.shift)
    return endless(walk, step, start=0.0)

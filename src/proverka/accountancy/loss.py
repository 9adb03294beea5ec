"""Tests for a loss: the threshold for a stated false alarm probability, and the probability that a loss is detected.

All are of balances whose errors are normal with a known covariance, or with a variance that was estimated on stated
degrees of freedom. Nothing is simulated.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri
from scipy.stats import chi2, nct, t

from proverka.accountancy.page import PageTest, alarm_probabilities
from proverka.accountancy.sequence import Factor, factor, standardised
from proverka.model.errors import Refusal
from proverka.model.numeric import Reals, counts, freedom, one_probability, one_real, probabilities, reals, refuse

# Up to so many standard deviations the detection of a loss is that of the noncentral t.
LOSS_EXACT = 1e4


def normal_threshold(false_alarm: ArrayLike) -> Reals:
    """Return the standard deviations above which one normal value alarms with that probability. Arrays broadcast.

    Raises RefusedError (bad-value).
    """
    found: Reals = -ndtri(probabilities("false_alarm", false_alarm, bounds="()"))
    return found


def normal_detection(loss: ArrayLike, false_alarm: ArrayLike) -> Reals:
    """Return the probability that a loss of so many standard deviations is detected by one test of one balance.

    Arrays broadcast. The 3.29 standard deviations of the verification goal give 0.95 at a false alarm probability of
    0.05. Raises RefusedError (bad-value).
    """
    found: Reals = ndtr(reals("loss", loss) - normal_threshold(false_alarm))
    return found


def student_threshold(false_alarm: ArrayLike, degrees_of_freedom: ArrayLike) -> Reals:
    """Return the estimated standard deviations above which one value alarms with that probability.

    The estimate has so many degrees of freedom (JCGM 100:2008, G.3). Arrays broadcast. Raises RefusedError (bad-value).
    """
    alpha = probabilities("false_alarm", false_alarm, bounds="()")
    found: Reals = t.isf(alpha, freedom("degrees_of_freedom", degrees_of_freedom))
    return found


def student_false_alarm(nominal: ArrayLike, degrees_of_freedom: ArrayLike) -> Reals:
    """Return the true false alarm probability of a test that takes an estimated standard deviation for the true one.

    `nominal` is the probability that its threshold would have. Arrays broadcast. Raises RefusedError (bad-value).
    """
    found: Reals = t.sf(normal_threshold(nominal), freedom("degrees_of_freedom", degrees_of_freedom))
    return found


def student_detection(loss: ArrayLike, false_alarm: ArrayLike, degrees_of_freedom: ArrayLike) -> Reals:
    """Return the probability that a loss of so many true standard deviations exceeds the Student threshold.

    The probability of a noncentral t. Arrays broadcast. Raises RefusedError (bad-value).
    """
    degrees, lost = freedom("degrees_of_freedom", degrees_of_freedom), reals("loss", loss)
    threshold = student_threshold(false_alarm, degrees)
    small = np.clip(lost, -LOSS_EXACT, LOSS_EXACT)
    # So large a loss dwarfs the error of the balance (its square, 1e-8, is left out): it is seen unless the estimated
    # deviation comes out that much too large. SciPy's noncentral t has no answer there.
    with np.errstate(all="ignore"):
        too_large = chi2.cdf(degrees * (lost / threshold) ** 2, degrees)
    estimated = np.where(np.isinf(degrees) | (threshold <= 0), 1.0, too_large)
    beyond = np.where(lost > 0, estimated, 0.0)
    found: Reals = np.where(np.abs(lost) > LOSS_EXACT, beyond, nct.sf(threshold, degrees, small))
    return found


def weighted_detection(covariance: ArrayLike, loss: ArrayLike, weights: ArrayLike, false_alarm: float) -> float:
    """Return the probability that the test of one weighted sum of balances detects a loss.

    `covariance` [n, n], `loss` and `weights` [n]: what is lost in each period, and how each balance is weighted; ones
    make it the test of CUMUF. A sum without variance detects for certain what it shows. Raises RefusedError (bad-value,
    meaningless).
    """
    given = _covariance(covariance)
    lost, weight = _pattern(given, loss), _pattern(given, weights)
    variance, shown = float(weight @ given @ weight), float(weight @ lost)
    alpha = one_probability("false_alarm", false_alarm, bounds="()")
    if variance <= 0:
        return float(shown > 0)
    return float(normal_detection(shown / np.sqrt(variance), alpha))


def best_detection(covariance: ArrayLike, loss: ArrayLike, false_alarm: float) -> float:
    """Return the probability that the best test for this very loss detects it: no test of these balances does better.

    By Neyman and Pearson it weighs the balances by the solution w of covariance w = loss. Raises RefusedError
    (bad-value, meaningless).
    """
    given = _covariance(covariance)
    shift = standardised(factor(given), _pattern(given, loss))
    if np.any(np.isinf(shift)):
        return 1.0
    return float(normal_detection(np.sqrt(np.nansum(shift**2)), false_alarm))


def worst_loss(covariance: ArrayLike, total: float) -> Reals:
    """Return the loss of that total which the best test detects least: in proportion to the covariance's row sums.

    Against it the best test is that of CUMUF, so that CUMUF guarantees its probability against every loss of that
    total (Avenhaus and Jaech, Journal of the Institute of Nuclear Materials Management 10 (1981), for one decision at
    the end). Shape: [n]. Raises RefusedError: bad-value; meaningless where CUMUF has no variance.
    """
    rows = _covariance(covariance).sum(axis=1)
    if rows.sum() <= 0:
        refuse(
            "covariance", "a cumulative balance that is uncertain", "one without variance", refusal=Refusal.MEANINGLESS
        )
    found: Reals = reals("total", total) * (rows / rows.sum())
    return found


def each_threshold(false_alarm: float, periods: int) -> float:
    """Return the threshold of SITMUF by which the largest of so many values alarms with that probability."""
    alpha = one_probability("false_alarm", false_alarm, bounds="()")
    single = -float(np.expm1(np.log1p(-alpha) / counts("periods", periods, least=1)))
    return float(normal_threshold(single))


def each_detection(factored: Factor, loss: ArrayLike, threshold: float) -> Reals:
    """Return the probability that a loss took SITMUF above a threshold by the end of each period. Shape: [n].

    `loss` [n] is what is lost in each period. Raises RefusedError (bad-value, meaningless).
    """
    shift = standardised(factored, loss)
    below: Reals = np.where(np.isnan(shift), 1.0, ndtr(one_real("threshold", threshold) - shift))
    found: Reals = 1.0 - np.multiply.accumulate(below)
    return found


def page_detection(test: PageTest, factored: Factor, loss: ArrayLike) -> Reals:
    """Return the probability that Page's test of SITMUF alarmed by the end of each period, under a loss. Shape: [n].

    `loss` [n] is what is lost in each period. A balance that is settled is passed over, or alarms for certain where it
    shows a loss. Raises RefusedError (bad-value, meaningless).
    """
    shift = standardised(factored, loss)
    tested = np.flatnonzero(~factored.settled)
    first_alarms: Reals = np.zeros(len(shift))
    if len(tested):
        first_alarms[tested] = np.diff(alarm_probabilities(test, shift[tested]), prepend=0.0)
    by_then = np.minimum(1.0, np.cumsum(first_alarms))
    return np.where(np.logical_or.accumulate(np.isposinf(shift)), 1.0, by_then)


def _pattern(covariance: Reals, values: ArrayLike) -> Reals:
    given, size = reals("loss or weights", values), len(covariance)
    if given.shape != (size,):
        wanted = f"one number for each of {size} balances"
        refuse("loss or weights", wanted, f"shape {given.shape}", refusal=Refusal.MEANINGLESS)
    return given


def _covariance(values: ArrayLike) -> Reals:
    factor(values)  # refuses what is none
    return reals("covariance", values)

"""Page's test: the sum of what exceeds a reference value, begun anew whenever it falls below zero.

S(0) is the head start, S(i) = max(0, S(i-1) + z(i) - k), and the test alarms when S(i) > h (Page, Biometrika 41 (1954)
100-115). On a standardised sequence k is the reference value and h the threshold, both in standard deviations.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from proverka.accountancy.walk import SPAN_MAX, Endless, Step, Walk, ended, endless
from proverka.model.numeric import Reals, Truths, one_count, one_probability, one_real, reals, refuse

# Below this a threshold is none: nearly every positive excess alarms.
THRESHOLD_MIN = 1e-6
PERIODS_MAX = 100_000
# A mean beyond this is beyond any chance, and its square beyond a double.
MEAN_MAX = 1e100


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTest:
    """A test by its reference value `k`, its threshold `h` (both in standard deviations) and its head start."""

    k: float = 0.5
    h: float
    head_start: float = 0.0

    def __post_init__(self) -> None:
        h = one_real("h", self.h, least=THRESHOLD_MIN, most=SPAN_MAX)
        reals("k", self.k, least=-SPAN_MAX, most=SPAN_MAX)
        reals("head_start", self.head_start, least=0.0, most=h)

    @property
    def walk(self) -> Walk:
        """The walk that the statistic is."""
        return Walk(lower=0.0, upper=self.h, reflected=True)


def page_statistics(test: PageTest, standardised: ArrayLike) -> Reals:
    """Return S(1), S(2), … of sequences. Shape of both: [..., periods].

    The sum is not begun anew after an alarm. A blank (nan) is passed over, and infinite evidence stays. Raises
    RefusedError (bad-value) for what is no sequence.
    """
    try:
        given = np.asarray(standardised, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        refuse("standardised", "a sequence of numbers", f"{standardised!r:.80}")
    if given.ndim == 0:
        refuse("standardised", "a sequence of numbers", "a single one")
    found = np.empty_like(given)
    sums = np.full(given.shape[:-1], float(test.head_start))
    for period in range(given.shape[-1]):
        more = given[..., period]
        # What cannot be by chance stays so: an infinite sum is not brought back, not even by minus infinity.
        kept = np.isposinf(sums) | np.isnan(more)
        sums = np.where(kept, sums, np.maximum(0.0, np.where(kept, 0.0, sums) + np.where(kept, 0.0, more) - test.k))
        found[..., period] = sums
    return found


def page_alarms(test: PageTest, standardised: ArrayLike) -> Truths:
    """Return in which periods the statistic is above the threshold. Shape of both: [..., periods]."""
    return page_statistics(test, standardised) > test.h


def alarm_probabilities(
    test: PageTest, means: ArrayLike, *, deviations: ArrayLike = 1.0, node_share: float = 1.0
) -> Reals:
    """Return the probability that the first alarm has come by the end of each period. Shape: [periods].

    `means` and `deviations` [periods] are those of the sequence that the test sees: zeros and ones where nothing is
    lost and the covariance is the one assumed. The error is about 1e-13: no simulation. Raises RefusedError
    (bad-value) for more than 100,000 periods, or a threshold of more than 400 of the smallest standard deviations.
    """
    steps = _steps(test, means, deviations)
    found = ended(test.walk, steps, start=test.head_start, node_share=node_share)
    return np.minimum(1.0, np.cumsum(found.above))


def run_length(test: PageTest, *, mean: float = 0.0, deviation: float = 1.0, sides: int = 1) -> float:
    """Return the average number of periods until an alarm, where every period has this mean and standard deviation.

    With `sides` 2 the average of two tests, one for losses and one for gains, of which the first that alarms counts:
    1/ARL = 1/ARL(up) + 1/ARL(down), exact for two tests of the same k and h without a head start (Lucas and Crosier,
    Technometrics 24 (1982) 199-205). Raises RefusedError (bad-value).
    """
    runs = [_endless(test, sign * mean, deviation).steps for sign in _signs(test, sides)]
    return 1.0 / sum(1.0 / run for run in runs)


def page_threshold(false_alarm: float, periods: int, *, k: float = 0.5, head_start: float = 0.0) -> float:
    """Return the threshold h at which so many standard normal values alarm with that probability.

    Raises RefusedError (bad-value) where no threshold has it: one that every first excess over k alarms at is too high
    for a probability above that of any such excess.
    """
    goal = one_probability("false_alarm", false_alarm, bounds="()")
    zeros = np.zeros(one_count("periods", periods, least=1, most=PERIODS_MAX))
    begun = one_real("head_start", head_start, least=0.0, most=SPAN_MAX)

    def excess(h: float) -> float:
        test = PageTest(k=k, h=h, head_start=min(begun, h))
        return float(alarm_probabilities(test, zeros)[-1]) - goal

    return _root(excess, least=max(THRESHOLD_MIN, begun), goal=f"a false alarm probability of {goal:g}")


def threshold_for_run_length(average: float, *, k: float = 0.5, sides: int = 1) -> float:
    """Return the threshold h at which a sequence of standard normal values alarms once in so many periods on average.

    Raises RefusedError (bad-value) where no threshold has it.
    """
    goal = one_real("average", average, least=1.0, bounds="(]")
    return _root(
        lambda h: np.log(goal) - np.log(run_length(PageTest(k=k, h=h), sides=sides)),
        least=THRESHOLD_MIN,
        goal=f"an average run length of {goal:g}",
    )


def _root(excess: Callable[[float], float], *, least: float, goal: str) -> float:
    """Return where a falling function crosses zero, from `least` up."""
    if excess(least) < 0:
        refuse("threshold", f"{goal} that a threshold from {least:g} up has", "a lower one at every threshold")
    high = max(1.0, 2 * least)
    while excess(high) > 0:
        high *= 2
        if high > SPAN_MAX:
            refuse("threshold", f"{goal} that a threshold up to {SPAN_MAX:g} has", "a higher one at every threshold")
    root: float = brentq(excess, least, high, xtol=1e-14, rtol=8.9e-16)
    return root


def _steps(test: PageTest, means: ArrayLike, deviations: ArrayLike) -> list[Step]:
    shifts = reals("means", means, least=-MEAN_MAX, most=MEAN_MAX)
    if shifts.ndim != 1 or not 0 < len(shifts) <= PERIODS_MAX:
        refuse("means", f"one mean for each of 1 to {PERIODS_MAX} periods", f"an array of shape {shifts.shape}")
    least = test.h / SPAN_MAX
    spreads = reals("deviations", deviations, least=least)
    if spreads.ndim and spreads.shape != shifts.shape:
        refuse("deviations", f"one for all periods or for each of {len(shifts)}", f"shape {spreads.shape}")
    each = np.broadcast_to(spreads, shifts.shape)
    return [Step(mean=float(m) - test.k, deviation=float(d)) for m, d in zip(shifts, each, strict=True)]


def _signs(test: PageTest, sides: int) -> tuple[int, ...]:
    if sides not in (1, 2):
        refuse("sides", "1 or 2", str(sides))
    if sides == 2 and test.head_start:  # noqa: PLR2004 - the number of sides
        refuse("head_start", "none, for two sides", f"{test.head_start:g}")
    if sides == 2 and test.k < 0:  # noqa: PLR2004 - as above; then both sums can be above zero and neither begin anew
        refuse("k", "0 or more, for two sides", f"{test.k:g}")
    return (1, -1)[:sides]


def _endless(test: PageTest, mean: float, deviation: float) -> Endless:
    step = _steps(test, [one_real("mean", mean)], one_real("deviation", deviation))[0]
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        found = endless(test.walk, step, start=test.head_start)
    if not np.isfinite(found.steps):
        wanted = "less than k by so little that an alarm is not too improbable to be computed"
        refuse("mean", wanted, f"{mean:g}, with k = {test.k:g} and h = {test.h:g}")
    return found

"""Timeliness: how soon what stays hidden is found, when a plan is drawn again and again, or spread over a period."""

from math import e, log

import numpy as np
from numpy.typing import ArrayLike

from proverka.model.numeric import Reals, one_count, one_real, probabilities, refuse


def found_by_round(detection: ArrayLike, rounds: int) -> Reals:
    """Return the probability that something is found by the end of each round, [..., rounds], each drawn anew.

    `detection` is the probability in one round, of any shape. Rounds that are drawn independently are memoryless:
    1 - (1 - d)^k by round k, whatever the inspectee saw in the rounds before. Raises RefusedError (bad-value).

    >>> found_by_round(0.5, 3).tolist()
    [0.5, 0.75, 0.875]
    """
    found = probabilities("detection", detection)
    numbers = np.arange(1, one_count("rounds", rounds, least=1) + 1)
    with np.errstate(divide="ignore"):
        by: Reals = -np.expm1(numbers * np.log1p(-found)[..., None])
    return by


def expected_rounds(detection: ArrayLike) -> Reals:
    """Return how many rounds it takes on average until something is found, each drawn anew: 1/d.

    Raises RefusedError (bad-value), also for what is never found.
    """
    found = probabilities("detection", detection, bounds="(]")
    expected: Reals = 1.0 / found
    return expected


def announced_delay(inspections: int) -> float:
    """Return the least time to detection that can be made sure of in a period of length 1, inspected at its end.

    The inspectee sees each of the `inspections` interim inspections, and acts when it likes. With v(0) = 1 it can act
    at once, and waits t for the next inspection, or act right after that, and wait (1 - t) v(k - 1). Both are equal at
    t = v(k) = 1 / (k + 1): inspections at equal intervals are best, and to draw them at random gains nothing.
    Raises RefusedError (bad-value).

    Source: Avenhaus and Canty, Compliance Quantified (1996), chapter 5, treats interim inspections by the expected
    time to detection; the recursion is the one that is stated here.
    """
    return 1.0 / (one_count("inspections", inspections) + 1)


def unannounced_delay() -> float:
    """Return the same for one interim inspection of which the inspectee learns nothing until it is found: 1/e.

    The inspector comes at `unannounced_time`; whenever the inspectee acts before 1 - 1/e, the expected time to
    detection is then 1/e, and less if later.

    Source: Diamond, Minimax policies for unobservable inspections (Mathematics of Operations Research 7, 1982).
    """
    return 1.0 / e


def unannounced_time(quantile: ArrayLike) -> Reals:
    """Return when the one unannounced inspection takes place: `quantile` is a number in [0, 1] drawn evenly.

    Its time t has the distribution function -ln(1 - t) on [0, 1 - 1/e]. Raises RefusedError (bad-value).
    """
    at: Reals = -np.expm1(-probabilities("quantile", quantile))
    return at


def delay_after(start: float) -> float:
    """Return the expected time to detection of an act at `start` in [0, 1], against the one unannounced inspection.

    >>> round(delay_after(0.0), 12) == round(delay_after(0.5), 12) == round(unannounced_delay(), 12)
    True
    """
    at = one_real("start", start)
    if not 0 <= at <= 1:
        refuse("start", "a time from 0 to 1", f"{at:g}")
    last = 1.0 - 1.0 / e
    if at >= last:
        return 1.0 - at
    # The integral of (t - s)/(1 - t) from s to 1 - 1/e, and 1 - s where the inspection was before s.
    passed = -log(1.0 - at)
    return (1.0 - passed) * (1.0 - at) - (last - at) + passed * (1.0 - at)

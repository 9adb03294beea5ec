"""What a sample is worth of which not everything was opened, and what a clean one leaves open."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import hypergeom

from proverka.inspection.detection import detection_probability
from proverka.model.numeric import Counts, Reals, counts, probabilities


def detection_despite_unopened(
    population: ArrayLike, defects: ArrayLike, sample: ArrayLike, unopened: ArrayLike
) -> Reals:
    """Return the least probability that defects are found where `unopened` of the sampled items stay closed.

    Whoever keeps them closed may know which are falsified, and keeps just those closed: something is found only where
    the sample holds more than `unopened` falsified items, P(X > unopened) for a hypergeometric X. Arrays broadcast.
    Raises RefusedError (bad-value).
    """
    of, bad = counts("population", population, least=1), counts("defects", defects)
    n, closed = counts("sample", sample), counts("unopened", unopened)
    found: Reals = hypergeom.sf(closed, of, bad, n)
    return found


def defects_excluded(population: ArrayLike, sample: ArrayLike, probability: ArrayLike) -> Counts:
    """Return the smallest number of defects that a clean sample excludes at a probability: fewer may remain.

    With that many or more a sample chosen by chance would have held one at least with that probability. Where not even
    all of the population being defective would have been found, it is one more than the population. Arrays broadcast.
    Raises RefusedError (bad-value).
    """
    of, n = counts("population", population, least=1), counts("sample", sample)
    goal = probabilities("probability", probability, bounds="[)")
    shape = np.broadcast_shapes(of.shape, n.shape, goal.shape)
    low, high = np.ones(shape, np.int64), np.broadcast_to(of + 1, shape).astype(np.int64)
    while np.any(low < high):
        middle = (low + high) // 2
        enough = (detection_probability(of, np.minimum(middle, of), n) >= goal) & (middle <= of)
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
        low = np.minimum(low, high)
    return low

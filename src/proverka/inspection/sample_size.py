"""How many items to open so that a goal of defects is found with a stated probability."""

import numpy as np
from numpy.typing import ArrayLike

from proverka.inspection.detection import detection_probability
from proverka.model.numeric import Counts, counts, probabilities


def smallest_sample(population: ArrayLike, defects: ArrayLike, probability: ArrayLike) -> Counts:
    """Return the smallest sample that holds a defective item with at least that probability.

    Arrays broadcast. Raises RefusedError (bad-value).
    """
    of, bad = counts("population", population, least=1), counts("defects", defects, least=1)
    goal = probabilities("probability", probability, bounds="[)")
    low, high = np.zeros(np.broadcast_shapes(of.shape, bad.shape, goal.shape), np.int64), of - bad + 1
    while np.any(low < high):
        middle = (low + high) // 2
        enough = detection_probability(of, bad, middle) >= goal
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    return low


def approximate_sample(population: ArrayLike, defects: ArrayLike, probability: ArrayLike) -> Counts:
    """Return the sample by the formula of the International Atomic Energy Agency, N(1 - β^(1/r)) rounded up.

    Arrays broadcast. Raises RefusedError (bad-value).
    """
    of, bad = counts("population", population, least=1), counts("defects", defects, least=1)
    missed = 1.0 - probabilities("probability", probability, bounds="[)")
    return np.ceil(of * (1.0 - missed ** (1.0 / bad))).astype(np.int64)

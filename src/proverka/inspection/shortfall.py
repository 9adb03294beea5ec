"""What a sample is worth of which not everything was opened, and what a clean one leaves open."""

from numpy.typing import ArrayLike

from proverka.inspection.detection import detection_probability
from proverka.inspection.remaining import upper_bound
from proverka.model.numeric import Counts, Reals, counts, probabilities


def detection_despite_unopened(
    population: ArrayLike, defects: ArrayLike, sample: ArrayLike, unopened: ArrayLike
) -> Reals:
    """Return the least probability that defects are found where `unopened` of the sampled items stay closed.

    Whoever keeps them closed may know which are falsified, and keeps just those closed: something is found only where
    the sample holds more than `unopened` falsified items, P(X > unopened) for a hypergeometric X. Arrays broadcast.
    Raises RefusedError (bad-value).
    """
    return detection_probability(population, defects, sample, alarm=counts("unopened", unopened) + 1)


def defects_excluded(population: ArrayLike, sample: ArrayLike, probability: ArrayLike) -> Counts:
    """Return the smallest number of defects that a clean sample excludes at a probability: fewer may remain.

    With that many or more a sample chosen by chance would have held one at least with that probability. Where not even
    all of the population being defective would have been found, it is one more than the population. Arrays broadcast.
    Raises RefusedError (bad-value).
    """
    goal = probabilities("probability", probability, bounds="[)")
    return upper_bound(population, sample, 0, goal) + 1

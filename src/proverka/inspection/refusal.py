"""What a party gains by refusing to reveal its secret in a draw, and sample sizes with which it gains nothing.

No protocol gives two parties a coin that neither can bias (R. Cleve, "Limits on the security of coin flips when half
the processors are faulty", STOC 1986): whoever reveals last sees the outcome first, and may keep silent. What a plan
can do is to make silence worthless. Parties reveal in a fixed order, the inspected one first. Those who reveal before
an honest party know nothing of the outcome; `informed` is how many reveal after the last honest one. Each of them
speaks or keeps silent, so that together they choose among 2^informed draws, independent of one another, of which one
(all speak) has the sample of the plan, and all others the larger one for a refusal.
"""

import numpy as np
from numpy.typing import ArrayLike

from proverka.inspection.detection import detection_probability
from proverka.inspection.sample_size import smallest_sample
from proverka.model.numeric import Counts, Reals, counts, probabilities

# More parties than this do not draw together; the number of draws to choose from doubles with each of them.
INFORMED_MAX = 16
# Which part of the risk of missing all defects a plan keeps for the choice among draws.
KEPT = 0.1


def detection_despite_refusal(
    population: ArrayLike, defects: ArrayLike, sample: ArrayLike, sample_refused: ArrayLike, informed: ArrayLike
) -> Reals:
    """Return the least probability that defects are found, whatever refusals those who know the outcome choose.

    With d the probability of detection of a sample, at least one of the draws to choose from misses with probability
    1 - d(sample) d(sample_refused)^(2^informed - 1): the draws are independent, and a cheat loses only where all of
    them find something. Arrays broadcast. Raises RefusedError (bad-value).
    """
    others = 2.0 ** counts("informed", informed, most=INFORMED_MAX) - 1.0
    first = detection_probability(population, defects, sample)
    refused = detection_probability(population, defects, sample_refused)
    found: Reals = first * refused**others
    return found


def refusal_proof_samples(
    population: ArrayLike, defects: ArrayLike, probability: ArrayLike, informed: ArrayLike = 0
) -> tuple[Counts, Counts]:
    """Return the samples, with all reveals and after a refusal, that keep a probability of detection either way.

    Where nobody is informed both are the smallest sample: a refusal is made blindly, and changes nothing. Otherwise the
    first keeps back a tenth of the risk, which makes it a few per cent larger, and the second is the smallest with
    which `detection_despite_refusal` reaches the probability. The first is the smallest such; neither is larger than
    opening all but `defects` - 1 items, with which detection is certain. Arrays broadcast. Raises RefusedError
    (bad-value).
    """
    of, bad = counts("population", population, least=1), counts("defects", defects, least=1)
    goal = probabilities("probability", probability, bounds="[)")
    knowing = counts("informed", informed, most=INFORMED_MAX)
    first = smallest_sample(of, bad, np.where(knowing > 0, 1.0 - (1.0 - KEPT) * (1.0 - goal), goal))
    reached = detection_probability(of, bad, first)
    # What the other draws must reach each, so that all of them together do; one or more of them, where there are any.
    each = (goal / np.where(reached > 0.0, reached, 1.0)) ** (1.0 / np.maximum(2.0**knowing - 1.0, 1.0))
    needed = np.where(knowing > 0, each, goal)
    refused = np.maximum(first, _smallest_reaching(of, bad, needed))
    return np.broadcast_arrays(first, refused)[0], refused


def _smallest_reaching(of: Counts, bad: Counts, needed: Reals) -> Counts:
    """Return the smallest sample that reaches a probability, which may be so near to 1 that only certainty does."""
    certain = needed >= 1.0
    return np.where(certain, of - bad + 1, smallest_sample(of, bad, np.where(certain, 0.0, needed)))

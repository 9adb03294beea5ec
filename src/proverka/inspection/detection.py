"""The probability that a sample without replacement holds at least one defect."""

from numpy.typing import ArrayLike
from scipy.stats import hypergeom

from proverka.model.numeric import Reals, counts


def detection_probability(population: ArrayLike, defects: ArrayLike, sample: ArrayLike) -> Reals:
    """Return the probability that `sample` of `population` items, of which `defects` are defective, hold a defective.

    Arrays broadcast. Raises RefusedError (bad-value) for what is no whole number.
    """
    of, bad, n = counts("population", population, least=1), counts("defects", defects), counts("sample", sample)
    found: Reals = hypergeom.sf(0, of, bad, n)
    return found

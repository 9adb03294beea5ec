"""What an inspection leaves possible: how many falsified items there may still be after a sample.

Two answers. Without a prior: the largest number of defects that a sample as clean as this one does not refute at a
stated confidence (Clopper and Pearson, for the hypergeometric). With a prior over the number of defects: its posterior,
by Bayes' rule.

Sources: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
binomial", Biometrika 26 (1934) 404-413; for the beta-binomial prior, which stays one, W. A. Ericson, "Subjective
Bayesian models in sampling finite populations", Journal of the Royal Statistical Society B 31 (1969) 195-233.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from proverka.inspection import hypergeometric, rational
from proverka.inspection.blocks import blockwise
from proverka.inspection.detection import Plans, nondetection_probability, recognised_probability, refuse_more
from proverka.model.numeric import (
    Counts,
    Reals,
    Truths,
    counts,
    one_count,
    one_probability,
    one_real,
    probabilities,
    refuse,
)

# A prior or posterior is a table of this many numbers at most.
TABLED_MAX = 10_000_000

_CLOSE = 1e-11


def upper_bound(
    population: ArrayLike,
    sample: ArrayLike,
    found: ArrayLike,
    confidence: ArrayLike,
    *,
    sensitivity: ArrayLike = 1.0,
) -> Counts:
    """Return the largest number of defects of which a sample shows so few with a probability above 1 - confidence.

    Those found are counted in. With more defects than that a sample finds more than `found` with at least that
    confidence: for none found, the next number is the goal for which `smallest_sample` asks for such a sample. Arrays
    broadcast. Raises RefusedError (bad-value); a sample is at most the population, what is found at most the sample,
    and confidence is below 1.
    """
    of = counts("population", population, least=1, most=hypergeometric.POPULATION_MAX)
    n, x = counts("sample", sample), counts("found", found)
    refuse_more("sample", n, of)
    wide_x, wide_n = np.broadcast_arrays(x, n)
    if np.any(wide_x > wide_n):
        refuse("found", "at most the sample", f"{wide_x[wide_x > wide_n].flat[0]}")
    sure = probabilities("confidence", confidence, bounds="[)")
    seen = probabilities("sensitivity", sensitivity)
    return blockwise(_upper, np.int64, of, n, x, sure, seen)


def _upper(of: Counts, n: Counts, x: Counts, sure: Reals, seen: Reals) -> Counts:
    """Return the bound by bisection: more defects never make so few found more likely."""
    plans = Plans(of, x, n, seen, np.zeros_like(seen), x + 1)
    low, high = x.copy(), np.where(seen == 1.0, of - n + x, of)
    while np.any(low < high):
        middle = (low + high + 1) // 2
        possible = _possible(plans._replace(defects=middle), sure)
        low, high = np.where(possible, middle, low), np.where(possible, high, middle - 1)
    return low


def _possible(plans: Plans, sure: Reals) -> Truths:
    """Return where so few are found with a probability above the risk that is taken."""
    chance = nondetection_probability(
        plans.population, plans.defects, plans.sample, sensitivity=plans.sensitivity, alarm=plans.alarm
    )
    risk = 1.0 - sure
    result: Truths = chance > risk
    for i in np.flatnonzero(np.abs(chance - risk) <= _CLOSE * risk + 2.0**-52):
        of, bad, n, alarm = (int(column[i]) for column in (plans.population, plans.defects, plans.sample, plans.alarm))
        if min(bad, n) <= rational.TERMS_MAX:
            seen = rational.stated(float(plans.sensitivity[i]))
            exact = rational.silent(of, bad, n, rational.Measurement(seen, Fraction(0), alarm))
            result[i] = exact > 1 - rational.stated(float(sure[i]))
    return result


def beta_binomial(number: int, alpha: float, beta: float) -> Reals:
    """Return the probabilities of 0 to `number` defects when their share is beta distributed: [number + 1].

    With alpha = beta = 1 every number is as likely as any other. Raises RefusedError (bad-value); alpha and beta are
    above 0.
    """
    m = one_count("number", number, most=TABLED_MAX)
    a = one_real("alpha", alpha, least=0.0, bounds="(]")
    b = one_real("beta", beta, least=0.0, bounds="(]")
    k = np.arange(m + 1, dtype=np.float64)
    # A ratio of neighbours keeps the digits that logarithms of gamma functions lose; their sum is 1 as it must be.
    steps = np.log((m - k[:-1]) / (k[:-1] + 1)) + np.log(a + k[:-1]) - np.log(b + (m - k[:-1] - 1))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum(), np.float64)


def point_prior(population: int, defects: int, chance: float) -> Reals:
    """Return the prior that knows two cases: `defects` falsified items with that chance, else none: [population + 1].

    Raises RefusedError (bad-value).
    """
    of = one_count("population", population, least=1, most=TABLED_MAX)
    bad = one_count("defects", defects, least=1, most=of)
    prior = np.zeros(of + 1)
    prior[bad] = one_probability("chance", chance)
    prior[0] = 1.0 - prior[bad]
    return prior


def posterior(prior: ArrayLike, sample: int, found: int, *, sensitivity: float = 1.0) -> Reals:
    """Return the probability of each number of defects among all items, after a sample: [population + 1].

    `prior` has one for each number of defects from 0 to the population, and sums to 1 to within 1e-9. Defects found are
    counted in. Raises RefusedError (bad-value) also for a sample that the prior holds to be impossible.
    """
    before = _prior(prior)
    of = before.size - 1
    n = one_count("sample", sample, most=of)
    x = one_count("found", found, most=n)
    seen = one_probability("sensitivity", sensitivity)
    likely = before * _likelihood(of, n, x, seen)
    total = float(likely.sum())
    if total <= 0.0:
        refuse("found", "a number that the prior holds to be possible", f"{x}")
    return likely / total


def _prior(prior: ArrayLike) -> Reals:
    before = probabilities("prior", prior)
    if before.ndim != 1 or before.size < 2 or abs(float(before.sum()) - 1.0) > 1e-9:  # noqa: PLR2004 - one item, two cases
        refuse(
            "prior", "probabilities of 0, 1, 2… defects that sum to 1", f"{before.shape} with sum {before.sum():.12g}"
        )
    return before


def _likelihood(of: int, n: int, x: int, seen: float) -> Reals:
    """Return the probability of exactly x recognised in the sample, for each number of defects: [population + 1]."""
    bad = np.arange(of + 1)
    if seen == 1.0:
        return hypergeometric.probability(x, of, bad, n)
    if x == 0:
        return nondetection_probability(of, bad, n, sensitivity=seen)
    found = np.zeros(of + 1)
    found[x:] = recognised_probability(of, bad[x:], n, x, sensitivity=seen)
    return found


def remaining(population: int, sample: int, found: int, *, alpha: float = 1.0, beta: float = 1.0) -> Reals:
    """Return the probability of each number of defects among the items that were not opened: [population - sample + 1].

    The prior over all items is beta-binomial, by default uniform, and measurements are perfect; what is left is then
    beta-binomial with alpha + found and beta + sample - found. Raises RefusedError (bad-value).
    """
    of = one_count("population", population, least=1, most=TABLED_MAX)
    n = one_count("sample", sample, most=of)
    x = one_count("found", found, most=n)
    a, b = (one_real(name, value, least=0.0, bounds="(]") for name, value in (("alpha", alpha), ("beta", beta)))
    return beta_binomial(of - n, a + x, b + (n - x))


def chance_of_at_least(defects: int, distribution: ArrayLike) -> float:
    """Return the probability of at least `defects` under probabilities of 0, 1, 2… defects.

    Raises RefusedError (bad-value).
    """
    least = one_count("defects", defects)
    chances = probabilities("distribution", distribution)
    if chances.ndim != 1:
        refuse("distribution", "probabilities of 0, 1, 2… defects", f"an array of shape {chances.shape}")
    return float(min(1.0, chances[least:].sum()))


def clean_chance(prior: ArrayLike, sample: int, *, sensitivity: float = 1.0) -> float:
    """Return the probability, before it is taken, that a sample of that size finds nothing.

    Raises RefusedError (bad-value).
    """
    before = _prior(prior)
    n = one_count("sample", sample, most=before.size - 1)
    return float(before @ _likelihood(before.size - 1, n, 0, one_probability("sensitivity", sensitivity)))

"""Plans that accept or reject a lot, with a limit on both risks: by attributes, and by measurements of one variable.

A risk point is a proportion of defects with a probability of acceptance: the producer's is to be reached at least, the
consumer's at most. Plans by attributes accept a sample of n with at most c defects. Plans by variables accept a sample
whose mean keeps k standard deviations from the one limit that there is.

Sources: W. C. Guenther, "Use of the binomial, hypergeometric and Poisson tables to obtain sampling plans", Journal of
Quality Technology 1 (1969) 105-109, for the search; E. G. Schilling and D. V. Neubauer, "Acceptance Sampling in Quality
Control", for plans by variables. Conventions are those of R's AcceptanceSampling (`find.plan`), with which the plans
agree: the acceptance number is the smallest for which a sample meets both points, and the sample the smallest for it;
plans by variables meet the producer's point exactly.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, pdtr
from scipy.stats import nct

from proverka.inspection import binomial, hypergeometric, rational
from proverka.model.errors import Refusal
from proverka.model.numeric import (
    Counts,
    Reals,
    Truths,
    counts,
    one_count,
    one_probability,
    probabilities,
    reals,
    refuse,
)

Distribution = Literal["binomial", "hypergeometric", "poisson"]

# Closer to a risk than this, relative to it, a probability is compared with it as a fraction.
_CLOSE = 1e-11

# A product of doubles this close to a half is rounded as a fraction.
_NEAR_HALF = 1e-6

# So many acceptance numbers are tried, so many at a time: points that need more are nearly the same point.
ACCEPT_MAX = 4096
_TRIED_AT_ONCE = 32

# The largest sample that is thought about where no lot sets a limit.
SAMPLE_MAX = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPoint:
    """A proportion of defects, and the probability with which a lot that has it is accepted."""

    proportion: float
    acceptance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributesPlan:
    """Accept with at most `accept` defects in a `sample`; the probabilities are those reached at the risk points.

    `population` is the lot's for hypergeometric plans, else None.
    """

    sample: int
    accept: int
    distribution: Distribution
    population: int | None
    producer: RiskPoint
    consumer: RiskPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class VariablesPlan:
    """Accept where (limit - mean) / standard deviation is at least `distance`; `known` says which deviation is meant.

    The known one of the process, or the sample's own. The probabilities are those reached at the risk points.
    """

    sample: int
    distance: float
    known: bool
    producer: RiskPoint
    consumer: RiskPoint


def defects_of(population: ArrayLike, proportion: ArrayLike) -> Counts:
    """Return how many defects a proportion of a lot means: the nearest whole number, a half to the even one.

    So R's `phyper` rounds. The proportion is meant as the decimal that it is written as, so that 0.15 of 1,000 is 150.
    Arrays broadcast. Raises RefusedError (bad-value).
    """
    of = counts("population", population, least=1, most=hypergeometric.POPULATION_MAX)
    share = probabilities("proportion", proportion)
    of, share = np.broadcast_arrays(of, share)
    product = of * share
    rounded = np.asarray(np.rint(product), np.int64)
    near_half = np.abs(np.abs(product - rounded) - 0.5) < _NEAR_HALF
    for i in np.argwhere(near_half):
        at = tuple(i)
        rounded[at] = round(int(of[at]) * rational.stated(float(share[at])))
    return rounded


def acceptance_probability(
    sample: ArrayLike,
    accept: ArrayLike,
    proportion: ArrayLike,
    *,
    distribution: Distribution = "binomial",
    population: ArrayLike | None = None,
) -> Reals:
    """Return the probability that a plan by attributes accepts a lot with that proportion of defects.

    Arrays broadcast. With a `population` the lot is finite and `distribution` is hypergeometric; a proportion of it is
    `defects_of` it. A Poisson's proportion is the mean number of defects to an item, and may exceed 1. Raises
    RefusedError (bad-value).
    """
    n, c = counts("sample", sample), counts("accept", accept)
    if distribution not in get_args(Distribution):
        refuse("distribution", f"one of {', '.join(get_args(Distribution))}", f"{distribution!r:.80}")
    if population is not None or distribution == "hypergeometric":
        if population is None:
            refuse("population", "the size of the lot, for a hypergeometric plan", "none")
        of = counts("population", population, least=1, most=hypergeometric.POPULATION_MAX)
        if np.any(np.greater(*np.broadcast_arrays(n, of))):
            refuse("sample", "at most the population", f"{np.max(n)}")
        return hypergeometric.at_most(c, of, defects_of(of, proportion), n)
    if distribution == "poisson":
        return np.asarray(pdtr(c, n * reals("proportion", proportion, least=0.0)), np.float64)
    return binomial.at_most(c, n, probabilities("proportion", proportion))


def attributes_plan(
    producer: RiskPoint,
    consumer: RiskPoint,
    *,
    distribution: Distribution = "binomial",
    population: int | None = None,
) -> AttributesPlan:
    """Return the plan with the smallest acceptance number, and the smallest sample for it, that meets both points.

    It is the smallest sample of all plans. Raises RefusedError: bad-value for what is no probability and for points
    that are not in order; too-large where ACCEPT_MAX or SAMPLE_MAX does not suffice.
    """
    if population is not None:
        distribution = "hypergeometric"
        one_count("population", population, least=1, most=hypergeometric.POPULATION_MAX)
    _check_points(producer, consumer, population)
    limit = SAMPLE_MAX if population is None else population

    lot = _Lot(distribution, population)
    for first in range(0, ACCEPT_MAX, _TRIED_AT_ONCE):
        found = lot.first_plan(np.arange(first, first + _TRIED_AT_ONCE), producer, consumer, limit)
        if found is not None:
            return found
        # Where even the largest number fails it is no use to try all between.
        if first == 0 and lot.first_plan(np.array([ACCEPT_MAX - 1]), producer, consumer, limit) is None:
            break
    return refuse(
        "the risk points",
        f"points that a plan with at most {ACCEPT_MAX} accepted defects in {limit} items tells apart",
        f"{producer.proportion:g} and {consumer.proportion:g}",
        refusal=Refusal.TOO_LARGE,
        remedy="set the proportions or the probabilities further apart",
    )


class _Lot(NamedTuple):
    """What a plan by attributes is for."""

    distribution: Distribution
    population: int | None

    def accepted(self, n: ArrayLike, c: ArrayLike, proportion: float) -> Reals:
        """Return the probability of acceptance."""
        return acceptance_probability(n, c, proportion, distribution=self.distribution, population=self.population)

    def meets(self, c: Counts, n: Counts, *, point: RiskPoint, at_most: bool) -> Truths:
        """Return which plans reach the point's probability at most, or at least."""
        chance = self.accepted(n, c, point.proportion)
        # No probability is taken for certainty because its complement is too small for a double.
        if point.acceptance == float(not at_most):
            return self._certain(c, n, point.proportion, rejects=at_most)
        result: Truths = chance <= point.acceptance if at_most else chance >= point.acceptance
        close = np.abs(chance - point.acceptance) <= _CLOSE * point.acceptance
        for i in np.flatnonzero(close) if self.distribution != "poisson" else ():
            exact = _exactly(int(n[i]), int(c[i]), point.proportion, self.population)
            if exact is not None:
                stated = rational.stated(point.acceptance)
                result[i] = exact <= stated if at_most else exact >= stated
        return result

    def _certain(self, c: Counts, n: Counts, proportion: float, *, rejects: bool) -> Truths:
        """Return which plans reject, or else accept, whatever chance does."""
        if self.population is not None:
            bad = defects_of(self.population, proportion)
            held = np.maximum(0, n + bad - self.population) if rejects else np.minimum(n, bad)
        else:
            always = proportion == 1.0 and self.distribution != "poisson"
            held = n * always if rejects else n * (proportion > 0.0)
        result: Truths = held > c if rejects else held <= c
        return result

    def first_plan(self, accept: Counts, producer: RiskPoint, consumer: RiskPoint, limit: int) -> AttributesPlan | None:
        """Return the plan with the first of these acceptance numbers that meets both points, if any does."""
        n = _smallest(partial(self.meets, accept, point=consumer, at_most=True), np.minimum(accept + 1, limit), limit)
        met = (n >= 0) & self.meets(accept, np.maximum(n, 0), point=producer, at_most=False)
        if not np.any(met):
            return None
        first = int(np.argmax(met))
        return self.plan(int(n[first]), int(accept[first]), producer, consumer)

    def plan(self, n: int, c: int, producer: RiskPoint, consumer: RiskPoint) -> AttributesPlan:
        """Return the plan with what it reaches."""
        good, bad = (
            replace(one, acceptance=float(self.accepted(n, c, one.proportion))) for one in (producer, consumer)
        )
        return AttributesPlan(
            sample=n,
            accept=c,
            distribution=self.distribution,
            population=self.population,
            producer=good,
            consumer=bad,
        )


def _check_points(producer: RiskPoint, consumer: RiskPoint, population: int | None) -> None:
    for name, point in (("producer", producer), ("consumer", consumer)):
        one_probability(f"the {name}'s proportion", point.proportion)
        one_probability(f"the {name}'s probability", point.acceptance)
    if not producer.proportion < consumer.proportion:
        refuse(
            "the consumer's proportion",
            f"more than the producer's, {producer.proportion:g}",
            f"{consumer.proportion:g}",
        )
    if not consumer.acceptance < producer.acceptance:
        refuse(
            "the consumer's probability",
            f"less than the producer's, {producer.acceptance:g}",
            f"{consumer.acceptance:g}",
        )
    if population is not None:
        few, many = (int(defects_of(population, point.proportion)) for point in (producer, consumer))
        if few == many:
            refuse("population", "a lot in which the two proportions are different numbers of defects", f"{population}")


def _smallest(enough: Callable[[Counts], Truths], least: Counts, most: int) -> Counts:
    """Return for each plan the smallest sample that is enough, from `least` to `most`; -1 where none is."""
    low, high = np.asarray(least).copy(), np.asarray(least).copy()
    found = enough(high)
    while not np.all(found | (high >= most)):
        low = np.where(found, low, high + 1)
        high = np.where(found, high, np.minimum(2 * high, most))
        found = enough(high)
    low = np.minimum(low, high)
    while np.any(low < high):
        middle = (low + high) // 2
        ok = enough(middle)
        low, high = np.where(ok | ~found, low, middle + 1), np.where(ok | ~found, middle, high)
        low = np.where(found, low, high)
    return np.where(found, high, -1)


def _exactly(n: int, c: int, proportion: float, population: int | None) -> Fraction | None:
    """Return the probability of acceptance as a fraction; None where that would take too long."""
    if n > rational.TERMS_MAX:
        return None
    if population is None:
        return rational.at_most(c, n, rational.stated(proportion))
    return rational.held_at_most(c, population, int(defects_of(population, proportion)), n)


def variables_plan(producer: RiskPoint, consumer: RiskPoint, *, known: bool) -> VariablesPlan:
    """Return the plan by variables with the smallest sample that meets both points, the producer's exactly.

    Measurements are normal, with one limit. With a known standard deviation the sample is
    ((z(1 - Pa1) + z(Pa2)) / (z(p2) - z(p1)))² rounded up, z being the quantile of the normal distribution; else the
    sample's statistic is a noncentral t of n - 1 degrees of freedom and n is the smallest, at least 2. Raises
    RefusedError: bad-value as `attributes_plan` does, and for a probability or proportion of 0 or 1; too-large.
    """
    for name, point in (("producer", producer), ("consumer", consumer)):
        one_probability(f"the {name}'s proportion", point.proportion, bounds="()")
        one_probability(f"the {name}'s probability", point.acceptance, bounds="()")
    _check_points(producer, consumer, None)
    n = _known_sample(producer, consumer) if known else _unknown_sample(producer, consumer)
    k = float(_distance(n, producer, known=known))
    good, bad = (
        replace(one, acceptance=float(variables_acceptance(n, k, one.proportion, known=known)))
        for one in (producer, consumer)
    )
    return VariablesPlan(sample=n, distance=k, known=known, producer=good, consumer=bad)


def variables_acceptance(sample: ArrayLike, distance: ArrayLike, proportion: ArrayLike, *, known: bool) -> Reals:
    """Return the probability that a plan by variables accepts a process with that proportion beyond its limit.

    Arrays broadcast. Raises RefusedError (bad-value); a sample is at least 1, or 2 where the deviation is not known.
    """
    n = counts("sample", sample, least=1 if known else 2)
    p, k = probabilities("proportion", proportion, bounds="()"), reals("distance", distance)
    root, away = np.sqrt(n.astype(np.float64)), -ndtri(p)
    if known:
        return np.asarray(ndtr((away - k) * root), np.float64)
    return np.asarray(nct.sf(k * root, n - 1, away * root), np.float64)


def _distance(n: int, producer: RiskPoint, *, known: bool) -> float:
    root, away = np.sqrt(n), -ndtri(producer.proportion)
    if known:
        return float(away - ndtri(producer.acceptance) / root)
    return float(nct.isf(producer.acceptance, n - 1, away * root) / root)


def _known_sample(producer: RiskPoint, consumer: RiskPoint) -> int:
    apart = ndtri(consumer.proportion) - ndtri(producer.proportion)
    asked = float(((ndtri(1.0 - producer.acceptance) + ndtri(consumer.acceptance)) / apart) ** 2)
    return max(1, int(np.ceil(asked)))


def _unknown_sample(producer: RiskPoint, consumer: RiskPoint) -> int:
    def enough(n: Counts) -> Truths:
        chance = [
            variables_acceptance(m, _distance(m, producer, known=False), consumer.proportion, known=False)
            for m in map(int, n)
        ]
        return np.array(chance) <= consumer.acceptance

    found = int(_smallest(enough, np.array([2]), SAMPLE_MAX)[0])
    if found < 0:
        refuse(
            "the risk points", f"points that {SAMPLE_MAX} items tell apart", "closer ones", refusal=Refusal.TOO_LARGE
        )
    return found

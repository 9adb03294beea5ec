"""Plans with several instruments, of which each finds smaller falsifications than the one before, in fewer items.

A stratum of N items, each declared to hold a mass x. Whoever wants the goal quantity M takes a share γ out of each of
r = M/(γ x) items: few gross defects, more partial ones, or a bias in nearly all. An instrument compares the declared
with the measured mass and calls an item falsified where the relative difference exceeds its threshold, k standard
deviations δ of it, δ² = random² + systematic²; a share γ exceeds it with probability Φ(γ/δ - k).
The random error is new for each item; the systematic one is the same for all items of an instrument, whose misses
therefore hang together: it is integrated over, and not treated as if it were random.

For whole items only the shares γ = M/(r x) matter, r being a whole number: of all shares that take r items the
smallest is the best for whoever falsifies. The worst share of all is therefore found exactly, by asking for each r.

Three ways to draw: `separate`, each item of one sample is measured by one instrument; `nested`, the items of a finer
instrument are taken from those of the coarser and measured by both; `independent`, each instrument has a sample of its
own, and an item may come twice.

Sources: gross, partial and bias defects are those of the IAEA Safeguards Glossary (2001 edition); that items are tested
one after the other, with random and systematic errors, is the practice that T. Burr, T. Krieger, C. Norman and K. Zhao
describe, EPJ Nuclear Sciences & Technologies 2 (2016) 36.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from proverka.inspection import hypergeometric
from proverka.model.errors import Refusal
from proverka.model.numeric import Counts, Reals, one_count, one_probability, one_real, reals, refuse

Draw = Literal["separate", "nested", "independent"]

# How many standard deviations a difference must exceed, where nothing else is said: the usual three.
THRESHOLD = 3.0

# The largest stratum: the curve has a point for each number of items that may be falsified.
POPULATION_MAX = 20_000

# So many numbers of an intermediate array at a time: 32 MB.
_BLOCK = 4_000_000

# The systematic error is integrated over ± so many standard deviations, in four panels of so many Gauss points.
_RANGE, _POINTS = 8.5, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """What measures an item: its name, the relative standard deviations of its errors, its threshold and its cost.

    `threshold` is in standard deviations of both errors together; `cost` is of one measurement, in any unit.
    """

    name: str
    random: float
    systematic: float = 0.0
    threshold: float = THRESHOLD
    cost: float = 1.0

    @property
    def deviation(self) -> float:
        """The relative standard deviation of one measurement, both errors together."""
        return float(np.hypot(self.random, self.systematic))

    @property
    def false_alarm(self) -> float:
        """The probability that an item that is as declared exceeds the threshold."""
        return float(ndtr(-self.threshold))

    def recognises(self, share: ArrayLike) -> Reals:
        """Return the probability that an item of which that share is missing exceeds the threshold. Keeps the shape."""
        missing = reals("share", share, least=0.0, most=1.0)
        return np.asarray(ndtr(missing / self.deviation - self.threshold), np.float64)

    def share_recognised(self, probability: float) -> float:
        """Return the share that is recognised with that probability; it may exceed 1."""
        chance = one_probability("probability", probability, bounds="()")
        return float((self.threshold + ndtri(chance)) * self.deviation)


def threshold_of(false_alarm: float) -> float:
    """Return the threshold, in standard deviations, that an item as declared exceeds with that probability.

    Raises RefusedError (bad-value).
    """
    return float(-ndtri(one_probability("false_alarm", false_alarm, bounds="()")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Items of about one mass, and the quantity that must not go missing unnoticed, in the same unit."""

    population: int
    item_mass: float
    goal_mass: float

    @property
    def fewest(self) -> int:
        """The fewest items that the goal quantity can be taken from: all of each."""
        return int(np.ceil(self.goal_mass / self.item_mass * (1.0 - 1e-12)))

    def shares(self) -> tuple[Counts, Reals]:
        """Return the numbers of items that may be falsified, and the share that is missing from each of them."""
        items = np.arange(self.fewest, self.population + 1)
        return items, np.minimum(1.0, self.goal_mass / (items * self.item_mass))


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsPlan:
    """How many items each instrument measures, coarsest first; in a nested plan those of the finer are among them."""

    stratum: Stratum
    instruments: tuple[Instrument, ...]
    samples: tuple[int, ...]
    draw: Draw

    @property
    def opened(self) -> int:
        """How many items are opened at least once, at most: those of independent samples may coincide."""
        return max(self.samples) if self.draw == "nested" else sum(self.samples)

    @property
    def cost(self) -> float:
        """The cost of all measurements."""
        return float(sum(n * one.cost for n, one in zip(self.samples, self.instruments, strict=True)))

    @property
    def false_alarms(self) -> float:
        """How many items that are as declared exceed a threshold, on the mean, if all are."""
        return float(sum(n * one.false_alarm for n, one in zip(self.samples, self.instruments, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelsCurve:
    """What a plan reaches: for each number of falsified items the share missing from each, and the detection [items].

    `nondetection` is the probability that no measured item exceeds a threshold, false alarms on good items left out.
    """

    items: Counts
    shares: Reals
    nondetection: Reals

    @property
    def detection(self) -> Reals:
        """The probability that a falsified item is recognised."""
        return 1.0 - self.nondetection

    @property
    def worst(self) -> int:
        """The index of the number of items with which the goal quantity is least likely to be missed."""
        return int(np.argmax(self.nondetection))


def levels_curve(plan: LevelsPlan) -> LevelsCurve:
    """Return the probability of detection of a plan for every way to take the goal quantity in equal shares.

    Raises RefusedError: bad-value for what no stratum, instrument or sample can be; too-large beyond POPULATION_MAX.
    """
    check(plan.stratum, plan.instruments)
    of = plan.stratum.population
    for name, n in zip(plan.instruments, plan.samples, strict=True):
        one_count(f"the sample of {name.name}", n, most=of)
    if plan.draw == "separate" and sum(plan.samples) > of:
        refuse("samples", f"at most {of} items together", f"{sum(plan.samples)}")
    if plan.draw == "nested" and list(plan.samples) != sorted(plan.samples, reverse=True):
        refuse("samples", "no finer instrument with more items than a coarser, in a nested plan", f"{plan.samples}")
    items, shares = plan.stratum.shares()
    return LevelsCurve(items=items, shares=shares, nondetection=missed_by(plan, items, shares))


def check(stratum: Stratum, instruments: Sequence[Instrument]) -> None:
    """Raise RefusedError for a stratum and instruments that no plan can be made of, as `levels_curve` says."""
    one_count("population", stratum.population, least=1)
    if stratum.population > POPULATION_MAX:
        refuse(
            "population",
            f"a stratum of at most {POPULATION_MAX} items",
            f"{stratum.population}",
            refusal=Refusal.TOO_LARGE,
            remedy="split the stratum",
        )
    one_real("item_mass", stratum.item_mass, least=0.0, bounds="(]")
    one_real("goal_mass", stratum.goal_mass, least=0.0, bounds="(]")
    if stratum.fewest > stratum.population:
        refuse(
            "goal_mass", "a quantity that the stratum holds", f"{stratum.goal_mass:g}", remedy="no item need be opened"
        )
    if not instruments:
        refuse("instruments", "at least one", "none")
    for one in instruments:
        one_real(f"the random error of {one.name}", one.random, least=0.0)
        one_real(f"the systematic error of {one.name}", one.systematic, least=0.0)
        one_real(f"the errors of {one.name} together", one.deviation, least=0.0, bounds="(]")
        one_real(f"the threshold of {one.name}", one.threshold, least=0.0)
        one_real(f"the cost of {one.name}", one.cost, least=0.0, bounds="(]")


def missed_by(plan: LevelsPlan, items: Counts, shares: Reals) -> Reals:
    """Return the probability that nothing is recognised, for each number of falsified items: [items]."""
    width = (sum(plan.samples) + 1) * (1 + 4 * _POINTS * any(one.systematic for one in plan.instruments))
    step = max(1, _BLOCK // width)
    parts = []
    for first in range(0, items.size, step):
        block = slice(first, first + step)
        pairs = zip(plan.instruments, plan.samples, strict=True)
        parts.append(joined(plan, items[block], [misses_of(one, n, shares[block]) for one, n in pairs]))
    return np.concatenate(parts)


def joined(plan: LevelsPlan, items: Counts, misses: list[Reals]) -> Reals:
    """Return that probability from the misses of each instrument: [items, k] with k up to its sample at least."""
    of = plan.stratum.population
    misses = [miss[:, : n + 1] for miss, n in zip(misses, plan.samples, strict=True)]
    if plan.draw == "independent":
        factors = [_mean(of, items, n, miss) for n, miss in zip(plan.samples, misses, strict=True)]
        return np.minimum(1.0, np.asarray(np.prod(factors, axis=0), np.float64))
    missed, total = misses[-1], plan.samples[-1]
    for n, miss in zip(plan.samples[-2::-1], misses[-2::-1], strict=True):
        if plan.draw == "nested":
            missed, total = miss * _among(missed, total, n), n
        else:
            missed, total = _beside(missed, total, miss, n), total + n
    return np.minimum(1.0, _mean(of, items, total, missed))


def misses_of(one: Instrument, n: int, shares: Reals) -> Reals:
    """Return the probability that an instrument recognises none of k falsified items that it measures: [share, k].

    Given the systematic error misses are independent. Over it the k-th power of a miss is integrated by Gauss's rule,
    in panels about the place where the miss turns from sure to impossible.
    """
    k = np.arange(n + 1)
    limit = one.threshold * one.deviation
    if one.systematic == 0.0:
        return np.asarray(ndtr((limit - shares) / one.random)[:, None] ** k, np.float64)
    if one.random == 0.0:
        alone = ndtr((limit - shares) / one.systematic)[:, None]
        return np.where(k == 0, 1.0, alone)
    turn, sharp = (limit - shares) / one.systematic, 10.0 * one.random / one.systematic
    edges = [np.full_like(turn, -_RANGE), turn - sharp, turn, turn + sharp, np.full_like(turn, _RANGE)]
    bounds = np.clip(np.stack(edges), -_RANGE, _RANGE)
    points, weights = np.polynomial.legendre.leggauss(_POINTS)
    result = np.zeros((shares.size, n + 1))
    for left, right in pairwise(bounds):
        half = ((right - left) / 2)[:, None]
        at = (left + right)[:, None] / 2 + half * points
        density = half * weights * np.exp(-at * at / 2) / np.sqrt(2 * np.pi)
        miss = ndtr((limit - shares[:, None] - one.systematic * at) / one.random)
        for power in range(n + 1):
            result[:, power] += density.sum(axis=1)
            density = density * miss
    # Whatever lies beyond the range is less than 2e-17.
    result[:, 0] = 1.0
    return result


def _mean(of: int, items: Counts, n: int, misses: Reals) -> Reals:
    """Return the mean of misses over how many of the falsified items a sample of n holds."""
    k = np.arange(n + 1)
    return np.asarray(np.sum(hypergeometric.probability(k, of, items[:, None], n) * misses, axis=1), np.float64)


def _among(finer: Reals, n: int, total: int) -> Reals:
    """Return the misses of n items for each number of defects in the `total` of which they are a random part."""
    held, of_these = np.arange(total + 1)[:, None], np.arange(n + 1)
    return np.asarray(finer @ hypergeometric.probability(of_these, total, held, n).T, np.float64)


def _beside(one: Reals, n: int, other: Reals, m: int) -> Reals:
    """Return the misses of n items and m others for each number of defects in all n + m: [share, defects]."""
    mine, others = np.arange(n + 1)[:, None], np.arange(m + 1)
    weights = hypergeometric.probability(mine, n + m, mine + others, n)
    result = np.zeros((one.shape[0], n + m + 1))
    for k in range(n + 1):
        result[:, k : k + m + 1] += weights[k] * one[:, k, None] * other
    return result

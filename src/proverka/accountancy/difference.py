"""The operator's declared amounts held against what inspectors measured of a part of them.

In each stratum inspectors measure some of the items; the mean difference, times the number of items, is what the
stratum is short of by their measurement. Their sum is the difference statistic D. Items that are falsified, each by a
part of its amount, move D by what is falsified in all, whatever items they are. The balance less D is MUF as inspectors
know it. Source of the principle: IAEA, Statistical Concepts and Techniques for IAEA Safeguards (the D statistic).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from proverka.accountancy.loss import normal_detection, normal_threshold
from proverka.model.errors import Refusal
from proverka.model.numeric import counts, one_count, one_real, reals, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """How well somebody measures an item: standard deviations as shares of its amount.

    `random` is that of each item's own error, `systematic` that of the error which all items of the stratum share.
    """

    random: float
    systematic: float

    def __post_init__(self) -> None:
        reals("random", self.random, least=0.0)
        reals("systematic", self.systematic, least=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Items that are alike: how many there are, of what mean amount, how many inspectors measure, and who errs how."""

    items: int
    measured: int
    mean_amount: float
    operator: Measuring
    inspector: Measuring

    def __post_init__(self) -> None:
        items = one_count("items", self.items, least=1)
        counts("measured", self.measured, least=1, most=items)
        reals("mean_amount", self.mean_amount, least=0.0, bounds="(]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """What is missing in each stratum and in all, and one standard deviation of that where nothing is falsified."""

    strata: tuple[float, ...]
    total: float
    deviation: float


def difference_statistic(
    strata: Sequence[Stratum], operator: Sequence[ArrayLike], inspector: Sequence[ArrayLike]
) -> Differences:
    """Return the difference statistic of paired measurements: for each stratum those of the same items by both.

    Each pair of arrays has shape [measured]. Raises RefusedError: bad-value; meaningless for arrays that do not fit.
    """
    if not len(strata) == len(operator) == len(inspector):
        got = f"{len(strata)} strata, {len(operator)} and {len(inspector)} arrays"
        refuse("operator, inspector", "an array of each for each stratum", got, refusal=Refusal.MEANINGLESS)
    found = []
    for stratum, declared, seen in zip(strata, operator, inspector, strict=True):
        apart = reals("operator", declared) - reals("inspector", seen)
        if apart.shape != (stratum.measured,):
            got = f"an array of shape {apart.shape}"
            refuse("operator, inspector", f"{stratum.measured} amounts", got, refusal=Refusal.MEANINGLESS)
        found.append(stratum.items * float(apart.mean()))
    return Differences(strata=tuple(found), total=sum(found), deviation=difference_deviation(strata))


def difference_variance(stratum: Stratum) -> float:
    """Return the variance of a stratum's difference where nothing is falsified, in the unit of the amount squared.

    The random errors of both are averaged over the items measured, the systematic ones are not.
    """
    amount = stratum.items * stratum.mean_amount
    random = stratum.operator.random**2 + stratum.inspector.random**2
    systematic = stratum.operator.systematic**2 + stratum.inspector.systematic**2
    return amount**2 * (random / stratum.measured + systematic)


def difference_deviation(strata: Sequence[Stratum]) -> float:
    """Return one standard deviation of the difference of strata whose systematic errors are not shared between them."""
    return float(np.sqrt(sum(difference_variance(stratum) for stratum in strata)))


def falsified_variance(stratum: Stratum, *, falsified: int, part: float) -> float:
    """Return the variance of a stratum's difference where so many items lack this part of their amount.

    To the errors of measurement comes that of the sample: how many falsified items are in it is hypergeometric
    (finite population correction included). Raises RefusedError (bad-value).
    """
    number = one_count("falsified", falsified, most=stratum.items)
    share = one_real("part", part, least=0.0, most=1.0)
    if stratum.items == 1:
        return difference_variance(stratum)
    rate = number / stratum.items
    left = (stratum.items - stratum.measured) / (stratum.items - 1)
    sampled = (stratum.items * stratum.mean_amount * share) ** 2 * rate * (1 - rate) * left / stratum.measured
    return difference_variance(stratum) + sampled


def difference_detection(
    strata: Sequence[Stratum], falsified: Sequence[int], *, part: float, false_alarm: float
) -> float:
    """Return the probability that the test of D alarms where so many items of each stratum lack a part of their amount.

    By the normal distribution of D, whose mean is the amount that is missing. Raises RefusedError: bad-value;
    meaningless for another number of strata.
    """
    if len(falsified) != len(strata):
        wanted = f"a number for each of {len(strata)} strata"
        refuse("falsified", wanted, str(len(falsified)), refusal=Refusal.MEANINGLESS)
    usual = difference_deviation(strata)
    pairs = list(zip(strata, falsified, strict=True))
    missing = sum(number * part * stratum.mean_amount for stratum, number in pairs)
    spread = np.sqrt(sum(falsified_variance(stratum, falsified=number, part=part) for stratum, number in pairs))
    threshold = float(normal_threshold(false_alarm)) * usual
    if spread == 0:
        return float(missing > threshold)
    return float(normal_detection((missing - threshold) / spread, 0.5))

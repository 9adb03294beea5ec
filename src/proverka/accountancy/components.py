"""What random and systematic errors are, estimated from measurements themselves.

Two who measured the same items (Grubbs), or one whose measurements fall into groups, each with an error of its own: a
calibration, a campaign, an inspection (one-way random effects).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from proverka.model.errors import Refusal
from proverka.model.numeric import Reals, reals, refuse

PAIRS_MIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """The variance of somebody's errors, in the unit squared, with its standard error: an estimate may be below zero.

    A variance below zero says that these measurements cannot tell it from zero: it is shown as it is, and `usable` is
    what may be put into a model of errors.
    """

    variance: float
    standard_error: float

    @property
    def usable(self) -> float:
        """The variance, or zero where the estimate is below it."""
        return max(0.0, self.variance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """What paired measurements say: the precision of both, the variance of the items, and the bias between both.

    `bias` is the mean of operator less inspector, with its standard error.
    """

    operator: Precision
    inspector: Precision
    items: float
    bias: float
    bias_error: float
    pairs: int


def paired_precision(operator: ArrayLike, inspector: ArrayLike) -> Paired:
    """Return the variances of both parties' random errors from measurements of the same items. Shape of both: [pairs].

    The covariance of both is the variance of the items; what each varies more is its own error (Grubbs, Journal of the
    American Statistical Association 43 (1948) 243-264; standard errors by normal theory). Raises RefusedError:
    bad-value; meaningless for fewer than three pairs, or arrays that do not fit.
    """
    declared, seen = reals("operator", operator), reals("inspector", inspector)
    if declared.shape != seen.shape or declared.ndim != 1 or len(declared) < PAIRS_MIN:
        got = f"arrays of shapes {declared.shape} and {seen.shape}"
        refuse("operator, inspector", f"{PAIRS_MIN} pairs or more", got, refusal=Refusal.MEANINGLESS)
    size = len(declared)
    (own, both), (_, other) = np.cov(declared, seen)
    apart = declared - seen

    def precision(more: float) -> Precision:
        # Var(s_xx - s_xy) with both normal: 2 s_e^4 + s_i^2 s_e^2 + s_i^2 s_o^2 + s_e^2 s_o^2, each over n - 1.
        first, second = more - both, own + other - more - both
        spread = 2 * first**2 + both * first + both * second + first * second
        return Precision(variance=float(first), standard_error=float(np.sqrt(max(0.0, spread) / (size - 1))))

    return Paired(
        operator=precision(own),
        inspector=precision(other),
        items=float(both),
        bias=float(apart.mean()),
        bias_error=float(apart.std(ddof=1) / np.sqrt(size)),
        pairs=size,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """One-way random effects: the variance within groups (random) and between them (systematic), and their freedom.

    `between` may be below zero, as `Precision` says. `between_degrees` are its effective degrees of freedom by
    Satterthwaite, zero where it is not above zero.
    """

    mean: float
    within: float
    within_degrees: int
    between: float
    between_degrees: float
    total: float


def grouped_precision(groups: Sequence[ArrayLike]) -> Grouped:
    """Return the variances within and between groups of differences from a reference, or of relative differences.

    By the analysis of variance of unequal groups (Searle, Casella and McCulloch, Variance Components (1992), ch. 3):
    between = (mean square between - mean square within) / n0. Raises RefusedError: bad-value; meaningless for fewer
    than two groups, or none of two or more values.
    """
    given = [reals("groups", group) for group in groups]
    sizes = np.array([group.size for group in given], dtype=np.float64)
    if any(group.ndim != 1 for group in given) or len(given) < 2 or sizes.min() < 1 or sizes.sum() <= len(given):  # noqa: PLR2004
        wanted = "two groups or more, one of them with two values or more, and none empty"
        refuse("groups", wanted, f"groups of {[int(size) for size in sizes]}", refusal=Refusal.MEANINGLESS)
    total = float(sizes.sum())
    means: Reals = np.array([group.mean() for group in given])
    mean = float((sizes * means).sum() / total)
    degrees = int(total) - len(given)
    within = float(sum(((group - group.mean()) ** 2).sum() for group in given)) / degrees
    among = float((sizes * (means - mean) ** 2).sum()) / (len(given) - 1)
    size = (total - (sizes**2).sum() / total) / (len(given) - 1)
    between = (among - within) / float(size)
    below = (among / size) ** 2 / (len(given) - 1) + (within / size) ** 2 / degrees
    return Grouped(
        mean=mean,
        within=within,
        within_degrees=degrees,
        between=between,
        between_degrees=float(between**2 / below) if between > 0 else 0.0,
        total=max(0.0, between) + within,
    )

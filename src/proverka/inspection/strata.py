"""One goal of defects over several strata: the probability to find one, for a split and for the worst split.

The inspected party knows how many items of each stratum will be opened, not which, and puts its defects where they are
least likely to be found. Strata are sampled without replacement and independently; the first recognised defect raises
the alarm.

Source for the game: R. Avenhaus and M. J. Canty, "Compliance Quantified" (Cambridge University Press, 1996), which
treats attributes sampling of several classes of items; the worst split here is found exactly, in whole defects.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from proverka.inspection import hypergeometric
from proverka.inspection.blocks import floats
from proverka.inspection.detection import checked_plan, nondetection_probability, refuse_more
from proverka.model.numeric import Counts, Reals, counts, one_count, probabilities, refuse

# Probabilities are tabled for every number of defects in every stratum: more numbers than this are not waited for.
TABLED_MAX = 20_000_000

# A curve that bends the wrong way by less than this is one that doubles drew.
_STRAIGHT = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How many defects lie in each stratum, and the probability that the samples find none, or at least one."""

    defects: tuple[int, ...]
    nondetection: float
    detection: float


def split_detection(
    populations: ArrayLike, samples: ArrayLike, defects: ArrayLike, *, sensitivity: ArrayLike = 1.0
) -> Split:
    """Return what the samples of several strata find of the defects that lie in each.

    All arguments have one number to a stratum; sensitivity may be one for all. Raises RefusedError (bad-value) as
    `detection_probability` does.
    """
    of, n, seen = _checked(populations, samples, sensitivity)
    bad = counts("defects", defects)
    if bad.shape != of.shape:
        refuse("defects", f"one number to a stratum, {of.size}", f"{bad.size}")
    refuse_more("defects", bad, of)
    return _split(of, n, seen, bad)


def worst_split(populations: ArrayLike, samples: ArrayLike, goal: int, *, sensitivity: ArrayLike = 1.0) -> Split:
    """Return the split of `goal` defects over the strata that is least likely to be found.

    The logarithm of the probability that a stratum's sample misses all of d defects falls by steps that grow with d, so
    that putting one defect after the other where its step is smallest is best; where it does not (the steps are
    looked at), every split is compared by dynamic programming. Of equally good splits the earlier strata are filled.
    Raises RefusedError: bad-value as `detection_probability` does, and for a goal of more defects than there are items
    or than can be tabled (TABLED_MAX).
    """
    of, n, seen = _checked(populations, samples, sensitivity)
    total = one_count("goal", goal)
    if total > int(of.sum()):
        refuse("goal", f"at most as many defects as there are items, {of.sum()}", f"{total}")
    if int(np.minimum(of, total).sum()) > TABLED_MAX:
        refuse("goal", f"strata that can hold at most {TABLED_MAX} defects together", f"{np.minimum(of, total).sum()}")
    curves = [_curve(*stratum, total) for stratum in zip(of, n, seen, strict=True)]
    split = _by_steps if all(map(_bends_down, curves)) else _by_comparison
    return _split(of, n, seen, split(curves, total))


def _checked(populations: ArrayLike, samples: ArrayLike, sensitivity: ArrayLike) -> tuple[Counts, Counts, Reals]:
    of, _, n = checked_plan(populations, 0, samples, replacement=False)
    if of.ndim != 1 or of.shape != n.shape:
        refuse("samples", f"one number to a stratum, {of.size}", f"{n.size}")
    seen = probabilities("sensitivity", sensitivity)
    if seen.size not in (1, of.size):
        refuse("sensitivity", f"one for all, or one to a stratum, {of.size}", f"{seen.size}")
    return of, n, np.broadcast_to(seen, of.shape)


def _split(of: Counts, n: Counts, seen: Reals, bad: Counts) -> Split:
    logs = np.array([_log_missed(*stratum) for stratum in zip(of, bad, n, seen, strict=True)])
    missed = float(np.sum(logs))
    return Split(
        defects=tuple(map(int, bad)), nondetection=float(np.exp(missed)), detection=max(0.0, float(-np.expm1(missed)))
    )


def _log_missed(of: np.int64, bad: Counts | np.int64, n: np.int64, seen: np.float64) -> Reals:
    """Return the logarithm of the probability that a stratum's sample recognises none of its defects."""
    if seen == 1.0:
        return hypergeometric.log_probability(0, of, bad, n)
    with np.errstate(divide="ignore"):
        return np.log(nondetection_probability(of, bad, n, sensitivity=seen))


def _curve(of: np.int64, n: np.int64, seen: np.float64, total: int) -> Reals:
    """Return that logarithm for 0, 1, 2… defects, as many as there may be."""
    bad = np.arange(min(int(of), total) + 1)
    if seen != 1.0:
        return np.asarray(_log_missed(of, bad, n, seen))
    # Perfectly measured, the next defect is missed with probability 1 - n / (items without a defect).
    items, opened, before = floats(of, n, bad[:-1])
    with np.errstate(divide="ignore"):
        steps = np.log1p(-np.minimum(1.0, opened / (items - before)))
    return np.concatenate(([0.0], np.cumsum(steps)))


def _steps(curve: Reals) -> Reals:
    """Return what each further defect adds to the logarithm: -inf from where one is certainly found."""
    steps = np.full(curve.size - 1, -np.inf)
    left = int(np.isfinite(curve).sum())
    steps[: left - 1] = np.diff(curve[:left])
    return steps


def _bends_down(curve: Reals) -> bool:
    steps = _steps(curve)
    return bool(np.all(np.diff(steps[np.isfinite(steps)]) <= _STRAIGHT))


def _by_steps(curves: list[Reals], total: int) -> Counts:
    steps = [_steps(curve) for curve in curves]
    bounds = np.concatenate(([0], np.cumsum([len(part) for part in steps])))
    chosen = np.argsort(-np.concatenate(steps), kind="stable")[:total]
    taken = np.sort(chosen)
    return np.array([np.searchsorted(taken, b) - np.searchsorted(taken, a) for a, b in pairwise(bounds)], np.int64)


def _by_comparison(curves: list[Reals], total: int) -> Counts:
    """Return the best split by dynamic programming: the best of each total for the first strata, then with the next."""
    best = np.full(total + 1, -np.inf)
    best[0] = 0.0
    choices = []
    for curve in curves:
        table, choice = np.full(total + 1, -np.inf), np.zeros(total + 1, np.int64)
        # A certain discovery stays a split that can be chosen, below all others.
        for bad, value in enumerate(np.maximum(curve[: total + 1], -1e300)):
            reached = best[: total + 1 - bad] + value
            better = reached > table[bad:]
            table[bad:][better], choice[bad:][better] = reached[better], bad
        best = table
        choices.append(choice)
    split, left = [], total
    for choice in reversed(choices):
        split.append(int(choice[left]))
        left -= split[-1]
    assert left == 0, "every total up to the number of items can be split"
    return np.array(split[::-1], np.int64)

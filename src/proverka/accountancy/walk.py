"""A random walk in normal steps between two bounds: when it leaves, and by which.

Page's test and Wald's test are both such a walk: the statistic adds an increment each period and stops above its
threshold; below, Page's begins anew at the bound and Wald's stops. Nothing is simulated: the density of the statistic
is carried forward on the nodes of Gauss and Legendre, where a normal kernel converges faster than any power of their
number (Nyström's method; Goel and Wu, Technometrics 13 (1971) 221-230, for average run lengths).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from proverka.model.numeric import Reals

# Nodes for each standard deviation of a step between the bounds, and at least: with these the error is that of the
# floating point (see tests/unit/accountancy/test_walk.py, which doubles them).
NODES_PER_DEVIATION = 6
NODES_MIN = 24
# A walk over more deviations of its step would need a matrix of gigabytes.
SPAN_MAX = 400.0

_ROOT_OF_TWO_PI = float(np.sqrt(2 * np.pi))


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The bounds of a walk; one that is `reflected` goes on from `lower`, else it ends there as above `upper`."""

    lower: float
    upper: float
    reflected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is added in a period: a normal variate of this mean and standard deviation (above zero)."""

    mean: float
    deviation: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The share of all walks that left after each step, above and below. Shape of both: [steps]."""

    above: Reals
    below: Reals


@dataclass(frozen=True, slots=True, kw_only=True)
class Endless:
    """A walk of equal steps that goes on until it ends: its expected number of steps, and the share that ends above."""

    steps: float
    above: float


def ended(walk: Walk, steps: list[Step], *, start: float, node_share: float = 1.0) -> Ended:
    """Return the probability that a walk from `start` ends at each of its steps, above and below.

    `node_share` multiplies the number of nodes, so that a caller can see that the answer does not move.
    """
    nodes = _Nodes.of(walk, min(step.deviation for step in steps), node_share)
    state = np.ones(1)  # all of it in one place, the start
    above, below = np.zeros(len(steps)), np.zeros(len(steps))
    moves = {step: nodes.move(step) for step in dict.fromkeys(steps[1:])}
    for number, step in enumerate(steps):
        move = moves[step] if number else nodes.first(step, start)
        above[number], below[number] = float(state @ move.above), float(state @ move.below)
        state = state @ move.inside
    return Ended(above=above, below=below)


def endless(walk: Walk, step: Step, *, start: float, node_share: float = 1.0) -> Endless:
    """Return the expected number of steps until a walk of equal steps ends, and the share that ends above."""
    nodes = _Nodes.of(walk, step.deviation, node_share)
    move, first = nodes.move(step), nodes.first(step, start)
    solved = _solved(move, np.column_stack([np.ones_like(move.above), move.above]))
    return Endless(
        steps=1.0 + float(first.inside[0] @ solved[:, 0]),
        above=float(first.above[0] + first.inside[0] @ solved[:, 1]),
    )


def _solved(move: "_Move", sides: Reals) -> Reals:
    """Return the solution x of x = inside x + sides, without a subtraction.

    A long run is the inverse of small shares that leave; where a diagonal 1 - p is formed by subtraction, its digits
    are lost in proportion to the run. Here each state's leaving share is the sum of where it goes, as Grassmann, Taksar
    and Heyman eliminate states (Operations Research 33 (1985) 1107-1116).
    """
    inside, leaves, right = move.inside.copy(), move.above + move.below, sides.copy()
    size = len(leaves)
    totals = np.empty(size)
    for k in range(size - 1, -1, -1):
        totals[k] = leaves[k] + inside[k, :k].sum()
        share = inside[:k, k] / totals[k]
        inside[:k, :k] += np.outer(share, inside[k, :k])
        leaves[:k] += share * leaves[k]
        right[:k] += np.outer(share, right[k])
    for k in range(size):
        right[k] = (right[k] + inside[k, :k] @ right[:k]) / totals[k]
    return right


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """One step from each state: to each state [from, to], and out above and below [from]."""

    inside: Reals
    above: Reals
    below: Reals


# A threshold is sought by some ten walks that differ little in their span, hence by eights and kept.
@lru_cache(maxsize=64)
def _gauss_legendre(number: int) -> tuple[Reals, Reals]:
    places, weights = np.polynomial.legendre.leggauss(number)
    places.flags.writeable = weights.flags.writeable = False
    return places, weights


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nodes:
    """The states of a walk: the bound at which it begins anew, if it does, then places between the bounds."""

    walk: Walk
    places: Reals
    weights: Reals

    @classmethod
    def of(cls, walk: Walk, deviation: float, share: float) -> "_Nodes":
        spans = (walk.upper - walk.lower) / deviation
        assert 0 < spans <= SPAN_MAX, "callers refuse what cannot be computed"
        places, weights = _gauss_legendre(-(-int(share * (NODES_MIN + NODES_PER_DEVIATION * spans)) // 8) * 8)
        half = (walk.upper - walk.lower) / 2
        return cls(walk=walk, places=walk.lower + half * (places + 1), weights=half * weights)

    def first(self, step: Step, start: float) -> _Move:
        return self._from(np.array([start]), step)

    def move(self, step: Step) -> _Move:
        lower = [self.walk.lower] if self.walk.reflected else []
        return self._from(np.concatenate([lower, self.places]), step)

    def _from(self, origins: Reals, step: Step) -> _Move:
        centre = origins[:, None] + step.mean
        spread = (self.places[None, :] - centre) / step.deviation
        density = np.exp(-0.5 * spread**2) / (_ROOT_OF_TWO_PI * step.deviation)
        inside = density * self.weights
        below = ndtr((self.walk.lower - centre[:, 0]) / step.deviation)
        above = ndtr((centre[:, 0] - self.walk.upper) / step.deviation)
        if self.walk.reflected:
            return _Move(inside=np.column_stack([below, inside]), above=above, below=np.zeros_like(below))
        return _Move(inside=inside, above=above, below=below)

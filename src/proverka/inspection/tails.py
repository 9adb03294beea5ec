"""A tail of a distribution, summed outwards from its largest term, so that a small one keeps its digits."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from proverka.model.numeric import Reals, Truths

# A sum is taken until a term no longer changes it.
NEGLIGIBLE = 2.0**-56


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The terms of a distribution: the first, and from each to the next, which is `step` (1 or -1) away."""

    probability: Callable[..., Reals]
    ratio: Callable[..., Reals]
    step: float

    def sum(self, start: Reals, parameters: tuple[Reals, ...], wanted: Truths) -> Reals:
        """Return the sum of the terms from `start` on, as far as they count; 0 where it is not wanted.

        Arrays of one shape. Terms fall from the first on; a ratio of 0 ends them.
        """
        sums = np.zeros(start.shape)
        if not np.any(wanted):
            return sums
        at, parts = start[wanted], [part[wanted] for part in parameters]
        first = self.probability(at, *parts)
        total, term, active = np.ones_like(at), np.ones_like(at), np.arange(at.size)
        while active.size:
            term = term * self.ratio(at, *parts)
            total[active] += term
            going = term > NEGLIGIBLE * total[active]
            active, term, at, parts = active[going], term[going], at[going] + self.step, [p[going] for p in parts]
        sums[wanted] = np.minimum(first * total, 1.0)
        return sums

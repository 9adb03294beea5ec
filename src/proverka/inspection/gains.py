"""What so many steps at each site are worth at best, where finding each target has a stated worth."""

import numpy as np

from proverka.inspection.visits import Field, Tour, Visit
from proverka.model.numeric import Reals, Truths

# A worth below this is no worth.
NOTHING = 1e-13


class Gains:
    """What so many steps at each site are worth at best, and how they are divided among its strata.

    `total` is [sites, horizon + 1], below zero where a visit is not possible or costs more than it is worth; its second
    axis is steps of opening items. A site's steps are divided by a maximum convolution over its strata.
    """

    def __init__(self, field: Field, worth: Reals, fee: Reals, open_sites: Truths) -> None:
        sites, steps = len(field.sites), field.horizon + 1
        padded = np.vstack([field.detection * worth[:, None], np.zeros(steps)])
        self._parts = padded[field.rows]  # [sites, strata, steps]
        self._sums = [self._parts[:, 0]]
        for j in range(1, self._parts.shape[1]):
            self._sums.append(_convolved(self._sums[-1], self._parts[:, j]))
        possible = (np.arange(steps)[None, :] <= field.effort_max[:, None]) & open_sites[:, None]
        possible[:, 0] = False
        self.total: Reals = np.where(possible, self._sums[-1] - fee[:, None], -np.inf)
        self._strata = [len(site.strata) for site in field.sites]
        assert self.total.shape == (sites, steps)

    def of(self, tour: Tour) -> float:
        """Return the worth of a tour."""
        return float(sum(self.total[visit.site, sum(visit.steps)] for visit in tour))

    def visit(self, site: int, steps: int) -> Visit:
        """Return the best way to spend so many steps at a site."""
        shares: list[int] = []
        left = steps
        for j in range(self._strata[site] - 1, 0, -1):
            options = self._sums[j - 1][site, left::-1] + self._parts[site, j, : left + 1]
            shares.append(int(options.argmax()))
            left -= shares[-1]
        return Visit(site=site, steps=(left, *reversed(shares)))


def _convolved(one: Reals, other: Reals) -> Reals:
    """Return the best sum over all divisions of each number of steps, [sites, steps]."""
    found = one.copy()
    for steps in range(1, one.shape[1]):
        np.maximum(found[:, steps:], one[:, : one.shape[1] - steps] + other[:, steps, None], out=found[:, steps:])
    return found

"""The best tour of one team, where finding each target has a stated worth: the question that every plan asks again.

Without travel it is a knapsack of visits, solved exactly. With travel it is an orienteering problem, solved by dynamic
programming over (site, memory, time): a walk may come back to a site only if it has been forgotten on the way. Each
site remembers those that a better answer asked it to remember. The bound that is returned holds for every tour; it is
the worth of the best one where the best walk comes back nowhere.

Sources: the memory of neighbours is the ng-route relaxation of Baldacci, Mingozzi and Roberti, New route relaxation and
pricing strategies for the vehicle routing problem (Operations Research 59, 2011); that it grows with the answers is
decremental state space relaxation (Righini and Salani, Computers & Operations Research 36, 2009).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from proverka.inspection.gains import NOTHING, Gains
from proverka.inspection.visits import Field, Tour
from proverka.inspection.walks import Memory, Walks, filled
from proverka.model.numeric import Reals, Truths


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Tours that are worth much, the best first, and a bound on the worth of every tour that there is."""

    tours: tuple[Tour, ...]
    bound: float


@dataclass(kw_only=True)
class Pricer:
    """Answers with the best tours of a field; it keeps what walks must remember from one question to the next."""

    field: Field
    memory: Memory | None = None

    def best(self, worth: Reals, fee: Reals, open_sites: Truths, *, many: int = 1, exact: bool = True) -> Priced:
        """Return tours whose worth is high, at most `many`: all that were met with travel, disjoint ones without.

        Without `exact`, walks remember no more than before: the tours are quick to come by, the bound is less tight.

        `worth` is what it is worth to find each target, [targets]; `fee` is what a visit to each site costs, [sites].
        The worth of a tour is the sum of what it finds, less its fees.
        """
        gains = Gains(self.field, worth, fee, open_sites)
        return self._walk(gains, many, exact=exact) if self.field.travels else _knapsacks(self.field, gains, many)

    def _walk(self, gains: Gains, many: int, *, exact: bool) -> Priced:
        memory = self.memory or Memory(self.field.travel)
        tours: set[Tour] = set()
        while True:
            walks = Walks(self.field, gains, memory)
            ends = walks.ends(many)
            tours |= {filled(self.field, gains, walk) for walk in ends}
            larger = memory.grown(ends[0]) if ends and exact else None
            if larger is None:
                break
            memory = larger
        self.memory = memory
        ranked = sorted(tours - {()}, key=lambda tour: (-gains.of(tour), repr(tour)))
        return Priced(tours=tuple(ranked[:many]), bound=walks.bound)


def _knapsacks(field: Field, gains: Gains, many: int) -> Priced:
    """Return disjoint tours, each the best of what those before it leave, and the worth of the first."""
    left = [int(site) for site in np.flatnonzero(gains.total.max(axis=1) > NOTHING)]
    tours: list[Tour] = []
    bound = 0.0
    while left and len(tours) < many:
        tour, value = _knapsack(field, gains, left)
        bound = max(bound, value)
        if not tour:
            break
        tours.append(tour)
        taken = {visit.site for visit in tour}
        left = [site for site in left if site not in taken]
    return Priced(tours=tuple(tours), bound=bound)


def _knapsack(field: Field, gains: Gains, sites: Sequence[int]) -> tuple[Tour, float]:
    steps = field.horizon + 1
    best = np.zeros(steps)
    chosen = np.zeros((len(sites), steps), np.int64)
    back = np.subtract.outer(np.arange(steps), np.arange(steps))  # [time, duration]: when the visit begins
    for number, site in enumerate(sites):
        of_duration = np.full(steps, -np.inf)
        setup = int(field.setup[site])
        of_duration[setup:] = gains.total[site, : steps - setup]
        of_duration[0] = 0.0
        options = np.where(back >= 0, best[back] + of_duration[None, :], -np.inf)
        chosen[number] = options.argmax(axis=1)
        best = options.max(axis=1)
    visits, left = [], field.horizon
    for number in range(len(sites) - 1, -1, -1):
        if duration := int(chosen[number, left]):
            visits.append(gains.visit(sites[number], duration - int(field.setup[sites[number]])))
            left -= duration
    return tuple(sorted(visits, key=lambda visit: visit.site)), float(best[-1])

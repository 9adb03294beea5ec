"""How often each tour is to be made, where only averages must be right: an upper bound, and the tours worth making.

The averages of any way to draw schedules fit this program: every target is found with probability v or more, the tours
of a round number its teams on average, and no site is visited more than once. What it reaches is therefore a ceiling
on what any inspector can make sure of. It is solved by column generation with a smoothed dual (Wentges 1997); every
answer of the pricing gives a ceiling of its own (Lagrange), and the least of them is kept with the strategy of the
cheat that proves it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from proverka.inspection.tour_pricing import Pricer
from proverka.inspection.visits import Field, Tour, Visit
from proverka.inspection.zero_sum import shares
from proverka.model.numeric import Counts, Reals, Truths

Report = Callable[[int, int], None]

# So many answers of the pricing prepare the first linear program.
WARM_UP = 24
ITERATIONS_MAX = 600
# How near the best dual so far the pricing is asked, instead of at the program's own: less swinging to and fro.
SMOOTHING = 0.6
# A column that promises less than this promises nothing but rounding.
PROMISE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Rounds in which the same sites are open, taken together: their tours, all teams and rounds counted."""

    rounds: tuple[int, ...]
    tours: int
    open_sites: Truths


@dataclass(frozen=True, kw_only=True)
class Mixture:
    """The tours that were made, how often each is wanted on average, and what the averages reach.

    `shift_of` numbers the shift of each tour, [tours]; `found` is what each tour detects, [tours, targets]; `visited`
    its sites, [tours, sites]. `cheat` is the mixed strategy of the cheat that proves the `ceiling`, [targets];
    `team_price` is what one more tour in each shift would add to the ceiling at most, [shifts].
    """

    tours: tuple[Tour, ...]
    shift_of: Counts
    found: Reals
    visited: Truths
    wanted: Reals
    value: float
    ceiling: float
    cheat: Reals
    team_price: Reals


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dual:
    """Prices: of finding each target, [targets], of one more tour in each shift, and of a visit to each site."""

    worth: Reals
    tour: Reals
    fee: Reals


class _Pool:
    """All tours that were priced so far, and the linear program over them."""

    def __init__(self, field: Field, shifts: tuple[Shift, ...]) -> None:
        self._field, self._shifts = field, shifts
        self._known: dict[tuple[int, Tour], int] = {}
        self.found: list[Reals] = []
        self.visited: list[Truths] = []

    def add(self, shift: int, tour: Tour) -> bool:
        if (shift, tour) in self._known:
            return False
        self._known[shift, tour] = len(self._known)
        self.found.append(self._field.detected([tour]))
        self.visited.append(np.isin(np.arange(len(self._field.sites)), [visit.site for visit in tour]))
        return True

    @property
    def keys(self) -> list[tuple[int, Tour]]:
        return list(self._known)

    def solve(self) -> tuple[float, Reals, _Dual]:
        """Return the best averages over the pool: what they reach, how often each tour is made, and the prices."""
        targets, shifts, sites = len(self._field.targets), len(self._shifts), len(self._field.sites)
        count = len(self.found)
        found, visited = np.array(self.found), np.array(self.visited, float)
        of_shift = np.zeros((shifts, count))
        of_shift[[shift for shift, _ in self._known], np.arange(count)] = 1.0
        most = np.concatenate([np.zeros(targets), [shift.tours for shift in self._shifts], np.ones(sites)])
        solved = linprog(
            np.append(np.zeros(count), -1.0),
            A_ub=np.hstack(
                [
                    np.vstack([-found.T, of_shift, visited.T]),
                    np.append(np.ones(targets), np.zeros(shifts + sites))[:, None],
                ]
            ),
            b_ub=most,
            bounds=[(0, None)] * (count + 1),
            method="highs",
        )
        assert solved.status == 0, solved.message  # no tour at all is allowed, and probabilities are bounded
        prices = np.maximum(-solved.ineqlin.marginals, 0.0)
        worth, tour, fee = np.split(prices, [targets, targets + shifts])
        total = worth.sum() or 1.0
        return -float(solved.fun), solved.x[:-1], _Dual(worth=worth / total, tour=tour / total, fee=fee / total)


def mixture(field: Field, shifts: tuple[Shift, ...], *, tolerance: float, report: Report) -> Mixture:
    """Return the best mixture of tours, its ceiling at most `tolerance` above what it reaches where pricing is exact.

    `report` is told how much of the way is done, of a thousand.
    """
    search = _Search(field, shifts)
    search.warm_up()
    value, wanted, dual = search.pool.solve()
    for iteration in range(ITERATIONS_MAX):
        report(min(900, 100 + iteration * 8), 1000)
        if search.ceiling - value <= tolerance or not search.step(dual):
            break
        value, wanted, dual = search.pool.solve()
    keys = search.pool.keys
    return Mixture(
        tours=tuple(tour for _, tour in keys),
        shift_of=np.array([shift for shift, _ in keys], np.int64),
        found=np.array(search.pool.found),
        visited=np.array(search.pool.visited),
        wanted=wanted,
        value=value,
        ceiling=search.ceiling,
        cheat=search.best.worth,
        team_price=dual.tour,
    )


class _Search:
    """The search for tours that are missing from the pool, and the least ceiling that was met on the way."""

    def __init__(self, field: Field, shifts: tuple[Shift, ...]) -> None:
        self._field, self._shifts = field, shifts
        self._pricer = Pricer(field=field)
        self.pool = _Pool(field, shifts)
        self.ceiling = 1.0
        targets = len(field.targets)
        self.best = _Dual(
            worth=np.full(targets, 1.0 / targets), tour=np.zeros(len(shifts)), fee=np.zeros(len(field.sites))
        )

    def warm_up(self) -> None:
        """Fill the pool: ask for tours again and again, each time caring less for what was found often."""
        self._add_single_visits()
        often = np.zeros(len(self._field.targets))
        for _ in range(WARM_UP):
            weight = np.exp(-4.0 * often / max(float(often.mean()), 1e-9) * (often > 0))
            dual = _Dual(worth=shares(weight), tour=self.best.tour, fee=np.zeros(len(self._field.sites)))
            for shift, tours in self._priced(dual, exact=False):
                for tour in tours:
                    self.pool.add(shift, tour)
                often += self._field.detected(tours[:1])

    def _add_single_visits(self) -> None:
        """Add the longest visit to each site alone, its time divided evenly among its strata."""
        for number, shift in enumerate(self._shifts):
            for site, strata in enumerate(self._field.sites):
                share, rest = divmod(int(self._field.effort_max[site]), len(strata.strata))
                if shift.open_sites[site]:
                    steps = tuple(share + (j < rest) for j in range(len(strata.strata)))
                    self.pool.add(number, (Visit(site=site, steps=steps),))

    def step(self, dual: _Dual) -> bool:
        """Add tours that promise more than the prices of the program say; return whether there were any."""
        for smoothing, exact in ((SMOOTHING, False), (0.0, False), (0.0, True)):
            asked = _between(self.best, dual, smoothing)
            added = [
                self.pool.add(shift, tour)
                for shift, tours in self._priced(asked, exact=exact)
                for tour in tours
                if self._promise(shift, tour, dual) > PROMISE
            ]
            if any(added):
                return True
        return False

    def _priced(self, dual: _Dual, *, exact: bool) -> Iterable[tuple[int, tuple[Tour, ...]]]:
        """Ask for tours at the prices, and keep the ceiling where it is the least so far."""
        answers = []
        ceiling = float(dual.fee.sum())
        for number, shift in enumerate(self._shifts):
            found = self._pricer.best(dual.worth, dual.fee, shift.open_sites, many=len(self._field.sites), exact=exact)
            ceiling += shift.tours * found.bound
            answers.append((number, found.tours))
        if ceiling < self.ceiling:
            self.ceiling, self.best = ceiling, dual
        return answers

    def _promise(self, shift: int, tour: Tour, dual: _Dual) -> float:
        fees = sum(float(dual.fee[visit.site]) for visit in tour)
        return float(self._field.detected([tour]) @ dual.worth) - fees - float(dual.tour[shift])


def _between(best: _Dual, dual: _Dual, smoothing: float) -> _Dual:
    def mixed(one: Reals, other: Reals) -> Reals:
        return smoothing * one + (1.0 - smoothing) * other

    return _Dual(worth=mixed(best.worth, dual.worth), tour=mixed(best.tour, dual.tour), fee=mixed(best.fee, dual.fee))

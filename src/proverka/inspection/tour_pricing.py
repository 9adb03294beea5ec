"""The best tour of one team, where finding each target has a stated worth: the question that every plan asks again.

Without travel it is a knapsack of visits, solved exactly. With travel it is an orienteering problem, solved by dynamic
programming over (site, time) with decremental state space relaxation: a tour may come back to a site unless that site
is in the small set that is remembered. The bound that is returned holds for every tour; it is the worth of the best
one where the best walk came back nowhere.

Source: Righini and Salani, Decremental state space relaxation strategies and initialization heuristics for solving the
orienteering problem with time windows with dynamic programming (Computers & Operations Research 36, 2009).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from proverka.inspection.visits import Field, Tour, Visit
from proverka.model.numeric import Counts, Reals, Truths

# So many sites are remembered at most: the states double with each.
REMEMBERED_MAX = 6
# Memory of the table of a dynamic program, in numbers of eight bytes.
STATES_MAX = 40_000_000
# A worth below this is no worth.
NOTHING = 1e-13


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """Tours that are worth much, the best first, and a bound on the worth of every tour that there is."""

    tours: tuple[Tour, ...]
    bound: float


@dataclass(kw_only=True)
class Pricer:
    """Answers with the best tours of a field; it remembers which sites tours like to come back to."""

    field: Field
    remembered: list[int] = field(default_factory=list)

    def best(self, worth: Reals, fee: Reals, open_sites: Truths, *, many: int = 1) -> Priced:
        """Return tours whose worth is high, `many` of them disjoint where there is no travel.

        `worth` is what it is worth to find each target, [targets]; `fee` is what a visit to each site costs, [sites].
        The worth of a tour is the sum of what it finds, less its fees.
        """
        gains = _Gains(self.field, worth, fee, open_sites)
        return self._walk(gains, many) if self.field.travels else _knapsacks(self.field, gains, many)

    def _walk(self, gains: "_Gains", many: int) -> Priced:
        while True:
            walks = _Walks(self.field, gains, self.remembered)
            best, bound = walks.best()
            again = _repeated(best)
            room = 2 ** (len(self.remembered) + 1) * len(self.field.sites) * (self.field.horizon + 1) <= STATES_MAX
            if not again or len(self.remembered) >= REMEMBERED_MAX or not room:
                break
            self.remembered.append(again[0])
        tours = {_shortened(self.field, walk, gains) for walk in walks.ends(many)} - {()}
        ranked = sorted(tours, key=lambda tour: (-gains.of(tour), repr(tour)))
        return Priced(tours=tuple(ranked[:many]), bound=max(bound, 0.0))


class _Gains:
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


def _knapsacks(field: Field, gains: _Gains, many: int) -> Priced:
    """Return disjoint tours, each the best of what those before it leave, and the worth of the first."""
    left = list(np.flatnonzero(gains.total.max(axis=1) > NOTHING))
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


def _knapsack(field: Field, gains: _Gains, sites: Sequence[int]) -> tuple[Tour, float]:
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


class _Walks:
    """All walks from the base and back in a team's time, of which only some sites are remembered.

    `_done` is the best worth of a walk that has just finished its work at a site, [remembered sets, sites, time];
    `_come` the same at the arrival there.
    """

    def __init__(self, field: Field, gains: _Gains, remembered: Sequence[int]) -> None:
        self._field, self._gains = field, gains
        self._bits = {site: 1 << number for number, site in enumerate(remembered)}
        self._used = np.flatnonzero(gains.total.max(axis=1) > NOTHING)
        self._between = field.travel[np.ix_(self._used, self._used)]
        sets = 1 << len(remembered)
        shape = (sets, len(self._used), field.horizon + 1)
        self._done, self._come = np.full(shape, -np.inf), np.full(shape, -np.inf)
        self._walk(sets)

    def _walk(self, sets: int) -> None:
        used, horizon, bits = self._used, self._field.horizon, self._bits
        if not len(used):
            return
        out = self._field.travel[-1, used]
        columns = np.arange(len(used))
        barred = np.zeros((sets, len(used)), bool)  # a remembered site that was visited
        moved = np.tile(np.arange(sets)[:, None], (1, len(used)))
        for number, site in enumerate(used):
            if bit := bits.get(int(site)):
                barred[:, number] = (np.arange(sets) & bit) > 0
                moved[:, number] |= bit
        setup = self._field.setup[used]
        totals = self._gains.total[used]
        for now in range(horizon):
            came = self._arrivals(now, columns)
            came[0] = np.maximum(came[0], np.where(out == now, 0.0, -np.inf))
            came[barred] = -np.inf
            self._come[:, :, now] = came
            live, who = np.nonzero(came > -np.inf)
            if not len(live):
                continue
            spent = np.arange(1, horizon - now + 1)
            effort = spent[None, :] - setup[who][:, None]
            gained = np.where(effort > 0, totals[who[:, None], np.maximum(effort, 0)], -np.inf)
            # A set and a site lead to one set only, and two sets to the same one only if the first was barred.
            place = (moved[live, who], who, slice(now + 1, horizon + 1))
            self._done[place] = np.maximum(self._done[place], came[live, who][:, None] + gained)

    def _arrivals(self, now: int, columns: Counts) -> Reals:
        """Return the best worth of a walk that arrives at each site now from another one, [sets, sites]."""
        left = now - self._between  # [from, to]
        worth = np.where(left >= 0, self._done[:, columns[:, None], np.maximum(left, 0)], -np.inf)
        worth[:, columns, columns] = -np.inf
        arrived: Reals = worth.max(axis=1)
        return arrived

    def best(self) -> tuple[Tour, float]:
        """Return the best walk, and its worth."""
        found = self.ends(1)
        return (found[0], self._worths.max()) if found else ((), 0.0)

    @property
    def _worths(self) -> Reals:
        """The best worth of a walk that ends at each site and then returns in time, [sites]."""
        latest = self._field.horizon - self._field.travel[self._used, -1]
        times = np.arange(self._field.horizon + 1)
        allowed = times[None, :] <= latest[:, None]
        worths: Reals = np.where(allowed[None], self._done, -np.inf).max(axis=(0, 2), initial=-np.inf)
        return worths

    def ends(self, many: int) -> list[Tour]:
        """Return the best walk to each last site, the best `many` of them."""
        if not len(self._used):
            return []
        worths = self._worths
        order = np.argsort(-worths, kind="stable")[:many]
        return [self._back(int(number)) for number in order if worths[number] > NOTHING]

    def _back(self, number: int) -> Tour:
        """Return the walk that ends best at a site, found again from its last visit to its first."""
        latest = self._field.horizon - int(self._field.travel[self._used[number], -1])
        at = self._done[:, number, : latest + 1]
        state, time = (int(one) for one in np.unravel_index(at.argmax(), at.shape))
        visits: list[Visit] = []
        while True:
            site = int(self._used[number])
            state, began, effort = self._visit_before(state, number, time)
            visits.append(self._gains.visit(site, effort))
            if not self._arrived_from(state, number, began):
                return tuple(reversed(visits))
            number, time = self._arrived_from(state, number, began)

    def _visit_before(self, state: int, number: int, time: int) -> tuple[int, int, int]:
        """Return the set before a visit, when it began, and the steps of work in it."""
        site = int(self._used[number])
        value, setup = self._done[state, number, time], int(self._field.setup[site])
        bit = self._bits.get(site, 0)
        for began in range(time - setup - 1, -1, -1):
            effort = time - began - setup
            if self._come[state & ~bit, number, began] + self._gains.total[site, effort] == value:
                return state & ~bit, began, effort
        message = "a worth that is in the table was put there by a visit"
        raise AssertionError(message)

    def _arrived_from(self, state: int, number: int, now: int) -> tuple[int, int] | tuple[()]:
        """Return the site before and when work there was done; nothing where the walk began at the base."""
        value = self._come[state, number, now]
        if state == 0 and value == 0.0 and self._field.travel[-1, self._used[number]] == now:
            return ()
        for before in range(len(self._used)):
            done = now - int(self._between[before, number])
            if before != number and done >= 0 and self._done[state, before, done] == value:
                return before, done
        message = "a worth that is in the table came from a site"
        raise AssertionError(message)


def _repeated(tour: Tour) -> list[int]:
    """Return the sites that a walk comes back to, in their order."""
    seen: set[int] = set()
    return [visit.site for visit in tour if visit.site in seen or seen.add(visit.site)]  # type: ignore[func-returns-value]


def _shortened(field: Field, walk: Tour, gains: _Gains) -> Tour:
    """Return a walk without its second visits, or nothing where the ways then take longer than a team has."""
    kept: dict[int, Visit] = {}
    for visit in walk:
        kept.setdefault(visit.site, visit)
    tour = tuple(kept.values())
    return tour if field.duration(tour) <= field.horizon and gains.of(tour) > NOTHING else ()

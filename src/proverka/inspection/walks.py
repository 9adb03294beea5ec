"""Walks from the base and back in a team's time, which may come back to a site that they have forgotten."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from proverka.inspection.gains import NOTHING, Gains
from proverka.inspection.visits import Field, Tour, Visit
from proverka.model.numeric import Counts, Reals

# How many other sites one remembers at most: the states of a site double with each.
NEIGHBOURS_MAX = 9
# How many ways from state to state there may be, over all sites: a second of work on a laptop, and 100 MB.
WAYS_MAX = 2_500_000


class Memory:
    """Which other sites each site remembers, the states that follow, and every way from one state to the next.

    A state is a site with those of its remembered ones that were visited; a walk goes from a state to a site that is
    neither its own nor among them, and takes along what the next site remembers too.
    """

    def __init__(self, travel: Counts, neighbours: tuple[frozenset[int], ...] | None = None) -> None:
        self._travel = travel
        self.neighbours = neighbours or tuple(frozenset[int]() for _ in range(len(travel) - 1))
        self._order = [sorted(one) for one in self.neighbours]
        self._first = np.cumsum([0, *(1 << len(one) for one in self._order)])

    @property
    def states(self) -> int:
        """How many states there are."""
        return int(self._first[-1])

    @cached_property
    def site(self) -> Counts:
        """The site of each state, [states]."""
        return np.repeat(np.arange(len(self._order)), [1 << len(one) for one in self._order])

    @property
    def fresh(self) -> Counts:
        """The state of each site in which nothing was visited before, [sites]."""
        first: Counts = self._first[:-1]
        return first

    @cached_property
    def ways(self) -> tuple[Counts, Counts, Counts, Counts]:
        """Every way: state before, state after and steps, ordered by the state after; and where each of those begins.

        The last is [states + 1].
        """
        before, after = [], []
        for i, known in enumerate(self._order):
            states = np.arange(1 << len(known))
            for j, wanted in enumerate(self._order):
                if j == i:
                    continue
                bit = 1 << known.index(j) if j in self.neighbours[i] else 0
                free = states[(states & bit) == 0]
                kept = np.zeros_like(free)
                for place, site in enumerate(wanted):
                    if site == i:
                        kept |= 1 << place
                    elif site in self.neighbours[i]:
                        kept |= ((free >> known.index(site)) & 1) << place
                before.append(self._first[i] + free)
                after.append(self._first[j] + kept)
        left, right = np.concatenate(before or [[]]).astype(np.int64), np.concatenate(after or [[]]).astype(np.int64)
        order = np.argsort(right, kind="stable")
        left, right = left[order], right[order]
        return (
            left,
            right,
            self._travel[self.site[left], self.site[right]],
            np.searchsorted(right, np.arange(self.states + 1)),
        )

    def grown(self, walk: Tour) -> "Memory | None":
        """Return a memory in which a walk cannot come back where it does; None where it does not, or it grew enough."""
        wider = [set(one) for one in self.neighbours]
        sites = [visit.site for visit in walk]
        last: dict[int, int] = {}
        for place, site in enumerate(sites):
            for between in sites[last.get(site, place) : place]:
                if between != site:
                    wider[between].add(site)
            last[site] = place
        grown = tuple(frozenset(one) for one in wider)
        ways = sum(1 << len(one) for one in grown) * len(grown)
        fits = max(map(len, grown)) <= NEIGHBOURS_MAX and ways <= WAYS_MAX
        return Memory(self._travel, grown) if grown != self.neighbours and fits else None


class Walks:
    """The best worth of every walk, by the state and the time in which it is.

    `_come` is at the arrival at a site, `_done` when work there is done, both [states, horizon + 1].
    """

    def __init__(self, field: Field, gains: Gains, memory: Memory) -> None:
        self._field, self._gains, self._memory = field, gains, memory
        shape = (memory.states, field.horizon + 1)
        self._come, self._done = np.full(shape, -np.inf), np.full(shape, -np.inf)
        out = field.travel[-1, :-1]
        reached = out <= field.horizon
        self._come[memory.fresh[reached], out[reached]] = 0.0
        before, _, steps, begins = memory.ways
        entered = np.flatnonzero(np.diff(begins))
        starts = begins[entered]
        total, setup = gains.total[memory.site], field.setup[memory.site]
        usable = gains.total.max(axis=1)[memory.site] > NOTHING
        for now in range(field.horizon):
            if len(starts):
                left = now - steps
                worth = np.where(left >= 0, self._done[before, np.maximum(left, 0)], -np.inf)
                best = np.maximum.reduceat(worth, starts)
                self._come[entered, now] = np.maximum(self._come[entered, now], best)
            live = np.flatnonzero((self._come[:, now] > -np.inf) & usable)
            effort = np.arange(1, field.horizon - now + 1)[None, :] - setup[live][:, None]
            gained = np.where(effort > 0, total[live[:, None], np.maximum(effort, 0)], -np.inf)
            later = self._done[live, now + 1 :]
            self._done[live, now + 1 :] = np.maximum(later, self._come[live, now][:, None] + gained)

    @cached_property
    def _worths(self) -> Reals:
        """The best worth of a walk that ends in each state and then returns in time, [states]."""
        latest = self._field.horizon - self._field.travel[self._memory.site, -1]
        allowed = np.arange(self._field.horizon + 1)[None, :] <= latest[:, None]
        worths: Reals = np.where(allowed, self._done, -np.inf).max(axis=1)
        return worths

    @property
    def bound(self) -> float:
        """The worth of the best walk, or 0 where it is best to stay."""
        return max(float(self._worths.max()), 0.0)

    def ends(self, many: int) -> list[Tour]:
        """Return the best walk to each last site, the best first, at most `many`."""
        found: dict[int, int] = {}
        for state in np.argsort(-self._worths, kind="stable"):
            if len(found) == many or self._worths[state] <= NOTHING:
                break
            found.setdefault(int(self._memory.site[state]), int(state))
        return [self._back(state) for state in found.values()]

    def _back(self, state: int) -> Tour:
        """Return the walk that ends best in a state, found again from its last visit to its first."""
        latest = self._field.horizon - int(self._field.travel[self._memory.site[state], -1])
        time = int(self._done[state, : latest + 1].argmax())
        visits: list[Visit] = []
        while state >= 0:
            began, effort = self._begun(state, time)
            visits.append(self._gains.visit(int(self._memory.site[state]), effort))
            state, time = self._before(state, began)
        return tuple(reversed(visits))

    def _begun(self, state: int, time: int) -> tuple[int, int]:
        """Return when the visit that is done at a time began, and its steps of opening items."""
        site = int(self._memory.site[state])
        value, setup = self._done[state, time], int(self._field.setup[site])
        began = np.arange(time - setup)
        equal = self._come[state, began] + self._gains.total[site, time - setup - began] == value
        first = int(equal.argmax())
        assert equal[first], "a worth that is in the table was put there by a visit"
        return first, time - setup - first

    def _before(self, state: int, now: int) -> tuple[int, int]:
        """Return the state before an arrival and when work there was done; state -1 where it came from the base."""
        site, value = int(self._memory.site[state]), self._come[state, now]
        if value == 0.0 and state == self._memory.fresh[site] and self._field.travel[-1, site] == now:
            return -1, 0
        before, _, steps, begins = self._memory.ways
        ways = slice(int(begins[state]), int(begins[state + 1]))
        done = now - steps[ways]
        equal = (done >= 0) & (self._done[before[ways], np.maximum(done, 0)] == value)
        first = int(equal.argmax())
        assert equal[first], "a worth that is in the table came from a state"
        return int(before[ways][first]), int(done[first])


def filled(field: Field, gains: Gains, walk: Tour) -> Tour:
    """Return the tour that is left of a walk without its second visits, with the time that is left put to use.

    Visits are made longer, and sites put in, as long as that gains anything: the most to a step first. Empty where the
    walk without its second visits takes longer than a team has.
    """
    kept: dict[int, int] = {}
    for visit in walk:
        kept.setdefault(visit.site, sum(visit.steps))
    order, efforts = list(kept), list(kept.values())
    slack = field.horizon - _duration(field, order, efforts)
    if slack < 0:
        return ()
    while slack > 0 and (step := _improved(field, gains, order, efforts, slack)):
        order, efforts = step
        slack = field.horizon - _duration(field, order, efforts)
    return tuple(gains.visit(site, effort) for site, effort in zip(order, efforts, strict=True))


def _duration(field: Field, order: Sequence[int], efforts: Sequence[int]) -> int:
    stops = [-1, *order, -1]
    return int(field.travel[stops[:-1], stops[1:]].sum() + field.setup[list(order)].sum() + sum(efforts))


def _improved(
    field: Field, gains: Gains, order: list[int], efforts: list[int], slack: int
) -> tuple[list[int], list[int]] | None:
    """Return the tour with its best use of some steps more, or None where none gains anything."""
    more = np.arange(1, slack + 1)
    best, found = NOTHING, None
    for place, (site, effort) in enumerate(zip(order, efforts, strict=True)):
        rates = (gains.total[site, effort + 1 : effort + slack + 1] - gains.total[site, effort]) / more
        if (rate := float(rates.max())) > best:
            best, found = rate, (order, [*efforts[:place], effort + int(rates.argmax()) + 1, *efforts[place + 1 :]])
    stops = np.array([-1, *order, -1])
    before, after = stops[:-1], stops[1:]
    detour = field.travel[before, :-1] + field.travel[:-1, after].T - field.travel[before, after][:, None]
    cost = np.maximum(detour + field.setup[None, :], 0)[:, :, None] + more  # [places, sites, steps of work]
    worth = np.where(cost <= slack, gains.total[None, :, 1 : slack + 1], -np.inf)
    worth[:, order] = -np.inf
    rates = worth / cost
    if float(rates.max()) > best:
        place, site, effort = (int(one) for one in np.unravel_index(rates.argmax(), rates.shape))
        found = ([*order[:place], site, *order[place:]], [*efforts[:place], effort + 1, *efforts[place:]])
    return found

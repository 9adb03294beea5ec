"""Schedules to draw from: a mixture of tours made into tours that teams can make at the same time.

A schedule gives every team its tour, and no site occurs in two of them. Which schedules to draw, and how often, is a
game on a matrix (`zero_sum`) to which schedules are added as long as one is better against the cheat's answer: first
put together from tours that are known by a greedy choice, then the best choice among them (a mixed integer program),
then from tours that are asked for one team after another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from proverka.inspection.tour_mixture import Mixture, Report, Shift
from proverka.inspection.tour_pricing import Pricer
from proverka.inspection.visits import Field, Tour
from proverka.inspection.zero_sum import Solution, zero_sum
from proverka.model.numeric import Counts, Reals

ITERATIONS_MAX = 400
# So many tours each begin a greedy choice.
BEGINNINGS = 40
# Tours that the mixture does not want and that are no better than the others are left out beyond this many.
TOURS_MAX = 1_200
# A mixed integer program that takes longer than this is no help; what it has found by then is used.
SECONDS_MAX = 10.0
PROMISE = 1e-9

# The tours of each shift, in the order of the shifts.
Schedule = tuple[tuple[Tour, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Schedules with their probabilities, [schedules], and what each detects, [schedules, targets]."""

    schedules: tuple[Schedule, ...]
    found: Reals
    game: Solution


def drawing(field: Field, shifts: tuple[Shift, ...], averages: Mixture, *, tolerance: float, report: Report) -> Drawing:
    """Return schedules to draw from, as near to the ceiling of the averages as was found.

    `report` is told how much of the way is done, of a thousand.
    """
    choice = _Choice(field, shifts, averages)
    rows = {schedule: field.detected(_all(schedule)) for schedule in choice.first(averages)}
    for iteration in range(ITERATIONS_MAX):
        game = zero_sum(np.array(list(rows.values())))
        report(min(999, 900 + iteration), 1000)
        if averages.ceiling - game.guarantee <= tolerance:
            break
        value = game.ceiling
        added = False
        for schedule in choice.better(game.columns, value):
            added |= schedule not in rows
            rows.setdefault(schedule, field.detected(_all(schedule)))
        if not added:
            break
    used = np.flatnonzero(game.rows > PROMISE)
    schedules = list(rows)
    found = np.array([rows[schedules[number]] for number in used])
    return Drawing(schedules=tuple(schedules[number] for number in used), found=found, game=zero_sum(found))


class _Choice:
    """The tours that schedules are put together from."""

    def __init__(self, field: Field, shifts: tuple[Shift, ...], averages: Mixture) -> None:
        self._field, self._shifts = field, shifts
        self._pricer = Pricer(field=field)
        kept = np.arange(len(averages.tours))
        if len(kept) > TOURS_MAX:
            promise = averages.found @ averages.cheat - averages.team_price[averages.shift_of]
            kept = np.sort(np.lexsort((-promise, averages.wanted <= PROMISE))[:TOURS_MAX])
        self._tours = [averages.tours[number] for number in kept]
        self._shift, self._found = averages.shift_of[kept], averages.found[kept]
        self._visited, self._wanted = averages.visited[kept], averages.wanted[kept]

    def first(self, averages: Mixture) -> Iterator[Schedule]:
        """Yield schedules that use up the mixture: each of what is wanted most and goes together, then less of it."""
        left = self._wanted.copy()
        for _ in range(2 * len(averages.cheat) + 10):
            if left.max(initial=0.0) <= PROMISE:
                break
            chosen = self._greedy(np.argsort(-left, kind="stable"))
            yield self._schedule(chosen)
            wanted = [number for number in chosen if left[number] > PROMISE]
            left[wanted] -= left[wanted].min()

    def better(self, cheat: Reals, value: float) -> Iterator[Schedule]:
        """Yield schedules that find more than `value` against a mixed strategy of the cheat, if any is found."""
        worth = self._found @ cheat
        order = np.argsort(-worth, kind="stable")
        chosen = [self._greedy(np.concatenate([[number], order])) for number in order[:BEGINNINGS]]
        good = [one for one in chosen if worth[one].sum() > value + PROMISE]
        if good:
            yield from map(self._schedule, good)
            return
        best = self._best(worth)
        if worth[best].sum() > value + PROMISE:
            yield self._schedule(best)
            return
        asked = self._asked(cheat)
        if float(self._field.detected(_all(asked)) @ cheat) > value + PROMISE:
            yield asked

    def _greedy(self, order: Counts) -> list[int]:
        """Return tours that go together, each the first in the order that still does."""
        room = [shift.tours for shift in self._shifts]
        taken = np.zeros(len(self._field.sites), bool)
        chosen: list[int] = []
        for number in order:
            shift = self._shift[number]
            if room[shift] and not (taken & self._visited[number]).any():
                room[shift] -= 1
                taken |= self._visited[number]
                chosen.append(int(number))
                if not any(room):
                    break
        return chosen

    def _best(self, worth: Reals) -> list[int]:
        """Return the tours that go together and are worth most."""
        of_shift = np.equal.outer(np.arange(len(self._shifts)), self._shift)
        solved = milp(
            -worth,
            integrality=np.ones(len(worth)),
            bounds=Bounds(0, 1),
            constraints=[
                LinearConstraint(of_shift.astype(float), ub=np.array([shift.tours for shift in self._shifts])),
                LinearConstraint(self._visited.T.astype(float), ub=1.0),
            ],
            options={"time_limit": SECONDS_MAX},
        )
        return [] if solved.x is None else [int(number) for number in np.flatnonzero(solved.x > 0.5)]  # noqa: PLR2004 - 0 or 1

    def _asked(self, cheat: Reals) -> Schedule:
        """Return a schedule of tours that are asked for one after another, each of what those before it leave."""
        free = np.ones(len(self._field.sites), bool)
        fee = np.zeros(len(self._field.sites))
        schedule: list[tuple[Tour, ...]] = []
        for shift in self._shifts:
            tours: list[Tour] = []
            for _ in range(shift.tours):
                priced = self._pricer.best(cheat, fee, shift.open_sites & free, exact=False)
                if not priced.tours:
                    break
                tours.append(priced.tours[0])
                free[[visit.site for visit in priced.tours[0]]] = False
            schedule.append(tuple(tours))
        return tuple(schedule)

    def _schedule(self, chosen: Sequence[int]) -> Schedule:
        return tuple(
            tuple(sorted((self._tours[number] for number in chosen if self._shift[number] == shift), key=repr))
            for shift in range(len(self._shifts))
        )


def _all(schedule: Schedule) -> list[Tour]:
    return [tour for tours in schedule for tour in tours]

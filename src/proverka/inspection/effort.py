"""Where to send teams, when who hides one goal quantity knows how sites are drawn, but not which are drawn.

The cheat chooses a stratum and falsifies a goal quantity there; teams make one schedule out of a list, drawn by known
probabilities. What is maximised is the probability that the goal quantity is found, wherever it is. It is a zero-sum
game, and the answer is a certificate: `guarantee` is what the list makes sure of, exactly, and no list whatever makes
sure of more than `ceiling`.

It is a security game as in Korzhyk, Conitzer and Parr (2010) and Tambe (2011), whose defender's resources are tours
and whose coverage is the detection probability of attribute sampling.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from proverka.inspection.games import Number, exactly
from proverka.inspection.schedule_mixture import Schedule, drawing
from proverka.inspection.site import Clock, Site
from proverka.inspection.tour_mixture import Report, Shift, mixture
from proverka.inspection.visits import Field, Tour
from proverka.model.errors import Refusal
from proverka.model.numeric import Reals, counts, reals, refuse

TEAMS_MAX = 50
ROUNDS_MAX = 60
# Weights are whole numbers that add up to this, so that a draw needs one number and no rounding.
TOTAL = 1_000_000
HALF_DAY = Fraction(1, 2)
# What the rounding of floating point can add up to in a ceiling, and a hundred times more: it is put on top.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamTour:
    """What one team does in one round, rounds and teams counted from 1."""

    round: int
    team: int
    visits: Tour


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A schedule that may be drawn, with its weight out of the plan's total."""

    weight: int
    tours: tuple[TeamTour, ...]


@dataclass(frozen=True, kw_only=True)
class EffortPlan:
    """Schedules to draw one from, what drawing so makes sure of, and the cheat's answer that shows how good that is.

    `cheat` is where somebody who knows the plan hides the goal quantity, as probabilities, [targets]: whatever the
    teams do, it is then found with probability `ceiling` at most. `day_price` is what one more day of one team is
    worth to the ceiling, on average over the days that a team has.
    """

    field: Field
    teams: int
    rounds: int
    choices: tuple[Choice, ...]
    ceiling: float
    cheat: Reals
    day_price: float

    @property
    def total(self) -> int:
        """What the weights add up to."""
        return sum(choice.weight for choice in self.choices)

    @cached_property
    def steps(self) -> tuple[Mapping[tuple[int, int], int], ...]:
        """The steps that each choice gives to (site, stratum), one mapping to a choice; strata without any left out."""
        return tuple(
            {
                (visit.site, j): steps
                for tour in choice.tours
                for visit in tour.visits
                for j, steps in enumerate(visit.steps)
                if steps
            }
            for choice in self.choices
        )

    @cached_property
    def detection(self) -> tuple[Fraction, ...]:
        """The exact probability that a goal quantity is found, [targets]."""
        found = []
        for i, j in self.field.targets:
            stratum = self.field.sites[i].strata[j]
            by_steps: dict[int, int] = {}
            for choice, steps in zip(self.choices, self.steps, strict=True):
                spent = steps.get((i, j), 0)
                by_steps[spent] = by_steps.get(spent, 0) + choice.weight
            missed = sum(
                weight * stratum.undetected(stratum.opened(self.field.clock.days(spent)), stratum.goal)
                for spent, weight in by_steps.items()
            )
            found.append(1 - Fraction(missed) / self.total)
        return tuple(found)

    @property
    def guarantee(self) -> Fraction:
        """The exact probability with which a goal quantity is found, wherever it is."""
        return min(self.detection)

    @property
    def gap(self) -> float:
        """How much more any plan whatever could make sure of, at most."""
        return max(0.0, self.ceiling - float(self.guarantee))

    @cached_property
    def visited(self) -> tuple[Fraction, ...]:
        """The exact probability that each site is visited, in all rounds together, [sites]."""
        weight = [0] * len(self.field.sites)
        for choice in self.choices:
            for site in {visit.site for tour in choice.tours for visit in tour.visits}:
                weight[site] += choice.weight
        return tuple(Fraction(one, self.total) for one in weight)


def plan_effort(
    sites: Sequence[Site],
    *,
    teams: int,
    days: Number,
    rounds: int = 1,
    step: Number = HALF_DAY,
    travel_days: ArrayLike | None = None,
    tolerance: float = 1e-4,
    report: Report = lambda _done, _total: None,
) -> EffortPlan:
    """Return schedules of `teams` teams, with `days` days each in each of `rounds` rounds, and how to draw one of them.

    Over several rounds no site is visited twice, and what is made sure of is detection by the end of the last round of
    what was there before the first. Durations count in steps of `step` days. `travel_days` are days from place to
    place, [sites + 1, sites + 1], the last place being the base; None: travel takes no time. The search ends when the
    gap is `tolerance` or less, or when it finds nothing better; the gap that is left is told, whatever it is.
    `report` is told how much of the way is done.

    Raises RefusedError: bad-value, and meaningless where no target exists or a site cannot be visited in any round.
    """
    counts("teams", teams, least=1, most=TEAMS_MAX)
    counts("rounds", rounds, least=1, most=ROUNDS_MAX)
    reals("tolerance", tolerance, least=0.0, most=1.0)
    field = field_of(sites, days=days, step=step, travel_days=travel_days)
    field.check_reach(rounds)
    if not field.targets:
        refuse(
            "sites",
            "a stratum whose population is its goal or more",
            "none that could hold a goal quantity",
            remedy="check population and goal items; if they are right there is nothing to look for",
            refusal=Refusal.MEANINGLESS,
        )
    shifts = _shifts(field, teams, rounds)
    averages = mixture(field, shifts, tolerance=tolerance / 2, report=report)
    drawn = drawing(field, shifts, averages, tolerance=tolerance, report=report)
    weights = _weights(drawn.game.rows)
    tours = (_team_tours(schedule, shifts, teams) for schedule in drawn.schedules)
    choices = [Choice(weight=weight, tours=made) for weight, made in zip(weights, tours, strict=True) if weight]
    price = sum(float(price) * len(shift.rounds) for price, shift in zip(averages.team_price, shifts, strict=True))
    return EffortPlan(
        field=field,
        teams=teams,
        rounds=rounds,
        choices=tuple(sorted(choices, key=lambda choice: (-choice.weight, repr(choice.tours)))),
        ceiling=min(1.0, averages.ceiling + ROUNDING),
        cheat=averages.cheat,
        day_price=price / float(days),
    )


def field_of(
    sites: Sequence[Site], *, days: Number, step: Number = HALF_DAY, travel_days: ArrayLike | None = None
) -> Field:
    """Return sites with the time that a team has in a round, all durations in whole steps.

    Set-up and travel are rounded up and days down: what is planned can be done. Raises RefusedError (bad-value).
    """
    clock = Clock(step=exactly("step", step, positive=True))
    places = len(sites) + 1
    travel = np.zeros((places, places), np.int64)
    if travel_days is not None:
        found = reals("travel_days", travel_days, least=0.0)
        if found.shape != (places, places):
            refuse("travel_days", f"an array of shape {(places, places)}", f"one of shape {found.shape}")
        # What differs from whole steps by rounding alone is not rounded up.
        travel = np.ceil(found / float(clock.step) - 1e-9).astype(np.int64)
        np.fill_diagonal(travel, 0)
    return Field(
        sites=tuple(sites), clock=clock, horizon=clock.down(exactly("days", days, positive=True)), travel=travel
    )


def _shifts(field: Field, teams: int, rounds: int) -> tuple[Shift, ...]:
    """Return the rounds, those taken together in which the same sites are open."""
    alike: dict[tuple[bool, ...], list[int]] = {}
    for number in range(1, rounds + 1):
        alike.setdefault(tuple(number not in site.closed for site in field.sites), []).append(number)
    return tuple(
        Shift(rounds=tuple(numbers), tours=teams * len(numbers), open_sites=np.array(is_open))
        for is_open, numbers in alike.items()
    )


def _team_tours(schedule: Schedule, shifts: Sequence[Shift], teams: int) -> tuple[TeamTour, ...]:
    """Return the tours of a schedule with their rounds and teams, in that order: rounds that are alike fill evenly."""
    made = [
        TeamTour(round=shift.rounds[place % len(shift.rounds)], team=place // len(shift.rounds) + 1, visits=tour)
        for shift, tours in zip(shifts, schedule, strict=True)
        for place, tour in enumerate(tours)
    ]
    assert all(tour.team <= teams for tour in made)
    return tuple(sorted(made, key=lambda tour: (tour.round, tour.team)))


def _weights(probabilities: Reals) -> list[int]:
    """Return whole weights out of TOTAL, nearest to probabilities: what is left over goes to the largest remainders."""
    scaled = probabilities * TOTAL
    whole = np.floor(scaled).astype(np.int64)
    order = np.argsort(whole - scaled, kind="stable")
    whole[order[: TOTAL - int(whole.sum())]] += 1
    return [int(weight) for weight in whole]

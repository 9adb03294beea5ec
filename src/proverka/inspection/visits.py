"""What teams can do in a round, in numbers alone: visits, tours and schedules, and what each would detect.

Targets are the strata in which a cheat could hide one goal quantity, numbered over all sites. A visit gives each
stratum of a site some steps of time; a tour is the visits of one team in a round; a schedule is the tours of all teams,
in which no site occurs twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from proverka.inspection.site import Clock, Site, SiteStratum
from proverka.model.errors import Refusal
from proverka.model.numeric import Counts, Reals, refuse

# A finer clock than this asks for more states than a minute can walk through.
STEPS_MAX = 400
SITES_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A team at a site: steps spent on each of its strata, besides set-up."""

    site: int
    steps: tuple[int, ...]


Tour = tuple[Visit, ...]


@dataclass(frozen=True, kw_only=True)
class Field:
    """All sites, how far they lie apart, and the time that a team has: what every plan is made from.

    `travel` is steps between places, [sites + 1, sites + 1]: from row to column, the last place being the base.
    `horizon` is the steps of a team in a round.
    """

    sites: tuple[Site, ...]
    clock: Clock
    horizon: int
    travel: Counts

    def __post_init__(self) -> None:
        names = [site.name for site in self.sites]
        if not 0 < len(names) <= SITES_MAX or len(set(names)) != len(names):
            refuse("sites", f"1 to {SITES_MAX} sites, each with a name of its own", f"{len(names)} sites")
        if not 0 < self.horizon <= STEPS_MAX:
            refuse("days", f"1 to {STEPS_MAX} steps of {self.clock.step} days", f"{self.horizon} steps")

    @cached_property
    def targets(self) -> tuple[tuple[int, int], ...]:
        """Every (site, stratum) that can hold one goal quantity, in the order of the sites."""
        return tuple(
            (i, j)
            for i, site in enumerate(self.sites)
            for j, one in enumerate(site.strata)
            if one.goal <= one.population
        )

    @cached_property
    def setup(self) -> Counts:
        """Steps of set-up at each site, [sites]."""
        return np.array([self.clock.up(site.setup) for site in self.sites], np.int64)

    @cached_property
    def effort_max(self) -> Counts:
        """The most steps that a visit can spend on opening items, [sites]; below 1 where nobody can get there."""
        out, back = self.travel[-1, :-1], self.travel[:-1, -1]
        allowed = [self.horizon if site.days_max is None else self.clock.down(site.days_max) for site in self.sites]
        most: Counts = np.minimum(self.horizon - out - back, np.array(allowed)) - self.setup
        return most

    @cached_property
    def detection(self) -> Reals:
        """The probability that so many steps find one goal quantity, [targets, horizon + 1]."""
        found = np.zeros((len(self.targets), self.horizon + 1))
        for t, (i, j) in enumerate(self.targets):
            stratum = self.sites[i].strata[j]
            opened = [stratum.opened(self.clock.days(steps)) for steps in range(self.horizon + 1)]
            found[t] = stratum.detection(opened, stratum.goal)
        return found

    @cached_property
    def rows(self) -> Counts:
        """The target of each stratum of each site, [sites, most strata]; one beyond the last where there is none."""
        widest = max(len(site.strata) for site in self.sites)
        found = np.full((len(self.sites), widest), len(self.targets), np.int64)
        for t, (i, j) in enumerate(self.targets):
            found[i, j] = t
        return found

    @property
    def travels(self) -> bool:
        """Whether any way takes time."""
        return bool(self.travel.any())

    def stratum(self, target: int) -> SiteStratum:
        """Return the stratum of a target."""
        site, number = self.targets[target]
        return self.sites[site].strata[number]

    def detected(self, tours: Sequence[Tour]) -> Reals:
        """Return what tours without a common site detect, [targets]."""
        found = np.zeros(len(self.targets) + 1)
        for tour in tours:
            for visit in tour:
                for row, steps in zip(self.rows[visit.site], visit.steps, strict=False):
                    if row < len(self.targets):
                        found[row] = self.detection[row, steps]
        return found[:-1]

    def duration(self, tour: Tour) -> int:
        """Return the steps that a tour takes, from the base and back to it."""
        stops = [-1, *(visit.site for visit in tour), -1]
        ways = sum(int(self.travel[a, b]) for a, b in pairwise(stops))
        return ways + sum(int(self.setup[visit.site]) + sum(visit.steps) for visit in tour)

    def check_reach(self, rounds: int) -> None:
        """Refuse (meaningless) sites that no team can ever visit: a cheat there would never be found."""
        for site, steps in zip(self.sites, self.effort_max, strict=True):
            shut = site.closed >= set(range(1, rounds + 1))
            if shut or steps < 1:
                refuse(
                    f"site {site.name}",
                    "a site that a team can visit: the way there and back, set-up and one step of work in its time",
                    "a site that is closed in every round" if shut else "a site out of reach",
                    remedy="give teams more days or a finer step, open the site, or leave it out and say that it is "
                    "not covered",
                    refusal=Refusal.MEANINGLESS,
                )

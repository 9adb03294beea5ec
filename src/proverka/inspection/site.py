"""Sites and their strata as a planner of visits sees them, and how surely so much effort finds what is hidden there.

All numbers are exact: items are whole, days and sensitivities are fractions. A stratum whose goal is larger than its
population cannot hold a whole goal quantity, and is no place where a cheat would put one.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import comb, floor

from numpy.typing import ArrayLike

from proverka.inspection.detection import detection_probability
from proverka.inspection.games import Number, exactly
from proverka.model.numeric import Reals, counts, refuse

# Larger ones are accounted for by mass, and exact chances would have millions of digits.
POPULATION_MAX = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStratum:
    """Like items at a site: how many there are, and how many must be falsified to reach one goal quantity.

    `rate` is how many items a team opens in a day; `sensitivity` is the probability that a falsified item that is
    opened is recognised. Raises RefusedError (bad-value).
    """

    name: str
    population: int
    goal: int
    rate: Fraction
    sensitivity: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        counts("population", self.population, least=1, most=POPULATION_MAX)
        counts("goal", self.goal, least=1, most=POPULATION_MAX)
        exactly("rate", self.rate, positive=True)
        if exactly("sensitivity", self.sensitivity, positive=True) > 1:
            refuse("sensitivity", "a probability above 0", str(self.sensitivity))

    def opened(self, days: Fraction) -> int:
        """Return how many items a team opens in so many days; it opens none twice."""
        return min(self.population, floor(self.rate * days))

    def undetected(self, opened: int, falsified: int) -> Fraction:
        """Return the exact probability that no falsified item is found among those opened, drawn at random.

        The sum over the number h of falsified items drawn of its hypergeometric probability times (1 - q)^h.
        """
        of, q = self.population, self.sensitivity
        if q == 1:
            return Fraction(comb(of - falsified, opened), comb(of, opened))
        drawn = range(max(0, opened + falsified - of), min(opened, falsified) + 1)
        ways = (comb(falsified, h) * comb(of - falsified, opened - h) * (1 - q) ** h for h in drawn)
        return sum(ways, Fraction(0)) / comb(of, opened)

    def detection(self, opened: ArrayLike, falsified: ArrayLike) -> Reals:
        """Return the probability that a falsified item is found, in floating point; the arrays broadcast.

        It is within 1e-10 of what `undetected` says. Raises RefusedError (bad-value).
        """
        return detection_probability(self.population, falsified, opened, sensitivity=float(self.sensitivity))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place that a team visits as one: its strata, and what a visit costs besides opening items.

    `setup` is days spent at every visit before the first item is opened. `days_max` is the longest visit, set-up
    included (escorts, security); None: as long as a team has. `closed` are the rounds, from 1, in which nobody may
    enter. Raises RefusedError (bad-value, meaningless).
    """

    name: str
    strata: tuple[SiteStratum, ...]
    setup: Fraction = Fraction(0)
    days_max: Fraction | None = None
    closed: frozenset[int] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        exactly("setup", self.setup)
        if self.days_max is not None:
            exactly("days_max", self.days_max, positive=True)
        names = [one.name for one in self.strata]
        if not names or len(set(names)) != len(names):
            refuse("strata", "one stratum or more, each with a name of its own", ", ".join(names) or "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Time in whole steps: every duration is counted in them, set-up and travel rounded up, a team's days down."""

    step: Fraction

    def up(self, days: Number) -> int:
        """Return the steps that so many days need."""
        return -floor(-Fraction(days) / self.step)

    def down(self, days: Number) -> int:
        """Return the whole steps in so many days."""
        return floor(Fraction(days) / self.step)

    def days(self, steps: int) -> Fraction:
        """Return how long so many steps are, in days."""
        return steps * self.step

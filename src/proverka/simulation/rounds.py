"""When rounds of inspections take place and which sites they go to: probabilities, and draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, prod

import numpy as np

from proverka.model.numeric import Counts, Reals, Truths
from proverka.simulation.regime import Comparison, Inspections


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of periods with one round at most: the periods at which it may be, with their probabilities."""

    periods: Counts
    chances: Reals

    def draw(self, chance: np.random.Generator, number: int) -> Counts:
        """Return in which period the round is, or -1 for none. Shape: [number]."""
        if len(self.periods) == 1 and self.chances[0] == 1:
            return np.full(number, self.periods[0])
        place = np.searchsorted(np.cumsum(self.chances), chance.random(number), side="right")
        return np.append(self.periods, -1)[np.minimum(place, len(self.periods))]


def windows_of(series: Inspections, periods: int) -> tuple[Window, ...]:
    """Return the windows of a series, one after another and without overlap; rounds of different ones are independent.

    Of a last window that the horizon cuts, the rounds after the horizon are left out.
    """
    if series.at is not None:
        return tuple(_window([period - 1], 1.0) for period in series.at)
    if series.chance is not None:
        return tuple(_window([period], series.chance) for period in range(periods))
    assert series.every is not None, "the file was checked"
    if not series.drawn:
        return tuple(_window([period], 1.0) for period in range(series.every - 1, periods, series.every))
    starts = range(0, periods, series.every)
    return tuple(_window(range(start, min(start + series.every, periods)), 1 / series.every) for start in starts)


def _window(periods: Sequence[int], chance: float) -> Window:
    return Window(periods=np.array(periods, np.int64), chances=np.full(len(periods), chance))


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which sites a round visits, drawn anew each time; sites by their numbers, rounds of a series from 0."""

    sites: int
    number: int | None = None
    chances: Reals | None = None
    turns: tuple[frozenset[int], ...] | None = None
    schedules: tuple[tuple[float, frozenset[int]], ...] | None = None

    @classmethod
    def of(cls, series: Inspections, comparison: Comparison) -> "Selection":
        """Return the selection that a file states: all sites where it states none."""
        names = {site.id: number for number, site in enumerate(comparison.sites)}
        chances, turns, schedules = None, None, None
        if series.chances is not None:
            chances = np.zeros(len(names))
            for name, chance in series.chances.items():
                chances[names[name]] = chance
        if series.turns is not None:
            turns = tuple(frozenset(names[name] for name in turn) for turn in series.turns)
        if series.schedules is not None:
            total = sum(one.weight for one in series.schedules)
            schedules = tuple((one.weight / total, frozenset(map(names.get, one.sites))) for one in series.schedules)
        return cls(sites=len(names), number=series.number, chances=chances, turns=turns, schedules=schedules)  # type: ignore[arg-type]

    def expect(self, sites: Sequence[int], factors: Sequence[float], turn: int) -> float:
        """Return the mean of the product of the factors of those sites that a round visits.

        With the probabilities that a visit stays silent as factors, the probability that the round does.
        """
        pairs = list(zip(sites, factors, strict=True))
        if self.turns is not None:
            return prod(factor for site, factor in pairs if site in self.turns[turn % len(self.turns)])
        if self.schedules is not None:
            return sum(
                weight * prod(factor for site, factor in pairs if site in visited) for weight, visited in self.schedules
            )
        if self.chances is not None:
            return float(prod(1 - self.chances[site] * (1 - factor) for site, factor in pairs))
        return prod(factors) if self.number is None else self._evenly(factors)

    def _evenly(self, factors: Sequence[float]) -> float:
        """Return the mean where so many sites are drawn evenly, by the elementary symmetric polynomials of factors."""
        assert self.number is not None
        sums = [1.0] + [0.0] * len(factors)
        for count, factor in enumerate(factors, start=1):
            for j in range(count, 0, -1):
                sums[j] += factor * sums[j - 1]
        others, drawn = self.sites - len(factors), self.number
        return sum(
            total * (comb(others, drawn - j) / comb(self.sites, drawn)) for j, total in enumerate(sums) if j <= drawn
        )

    def visited(self, site: int, turn: int) -> float:
        """Return the probability that a round visits a site."""
        return 1 - self.expect([site], [0.0], turn)

    def draw(self, chance: np.random.Generator, sites: Sequence[int], turn: int, number: int) -> Truths:
        """Return which of the sites each of so many rounds visits. Shape: [number, sites]."""
        given = np.array(sites, np.int64)
        if self.turns is not None:
            in_turn = self.turns[turn % len(self.turns)]
            return np.broadcast_to(np.array([site in in_turn for site in sites], bool), (number, len(sites)))
        if self.schedules is not None:
            sets = np.array([[site in visited for site in sites] for _, visited in self.schedules], bool)
            ends = np.cumsum([weight for weight, _ in self.schedules])
            drawn = np.searchsorted(ends, chance.random(number), side="right")
            return sets.reshape(len(ends), len(sites))[np.minimum(drawn, len(ends) - 1)]
        if self.chances is not None:
            return chance.random((number, len(sites))) < self.chances[given]
        if self.number is None:
            return np.ones((number, len(sites)), bool)
        # One site after another: of those left to draw, so many are left to be visited.
        found, left = np.empty((number, len(sites)), bool), np.full(number, self.number)
        for place in range(len(sites)):
            found[:, place] = chance.random(number) * (self.sites - place) < left
            left -= found[:, place]
        return found

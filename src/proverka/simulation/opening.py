"""A visit to a site: how many items each look takes from each stratum, and how probably it alarms at none of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np
from scipy.stats import hypergeom

from proverka.simulation.regime import Comparison, Instrument, Look, Manner, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A look with its sample sizes, [sites][strata]."""

    instrument: Instrument
    sizes: tuple[tuple[int, ...], ...]

    def sensitivity(self, manner: Manner) -> float:
        """Return the probability that the instrument recognises what was falsified in this manner."""
        return self.instrument.dummy if manner == "dummy" else self.instrument.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Visiting:
    """What is done at a site that is visited, for every site: looks at items, and looks at seals."""

    comparison: Comparison
    items: tuple[Opening, ...]
    seals: tuple[Opening, ...]
    _kept: dict[tuple[object, ...], tuple[float, float]] = field(default_factory=dict, compare=False, repr=False)

    def silent(self, site: int, stratum: int, taken: int, manner: Manner) -> tuple[float, float]:
        """Return the probabilities that no look at items alarms, and that none at seals does, at a visited site.

        `taken` items of the stratum are falsified. Exact: samples are hypergeometric, and independent look by look.
        """
        key = (site, stratum, taken, manner)
        if key not in self._kept:
            self._kept[key] = (
                self._silent(self.items, site, stratum, taken, manner),
                self._silent(self.seals, site, stratum, taken, manner),
            )
        return self._kept[key]

    def _silent(self, looks: Sequence[Opening], site: int, stratum: int, taken: int, manner: Manner) -> float:
        found = 1.0
        for look in looks:
            wrong = look.instrument.false_positive
            for number, one in enumerate(self.comparison.sites[site].strata):
                bad, size = taken if number == stratum else 0, look.sizes[site][number]
                found *= silence(one.items, bad, size, sensitivity=look.sensitivity(manner), false_positive=wrong)
        return found

    def days(self, site: int) -> float:
        """Return how many team days a visit takes."""
        spent = sum(
            sum(look.sizes[site]) / look.instrument.per_day
            for look in (*self.items, *self.seals)
            if look.instrument.per_day is not None
        )
        return self.comparison.sites[site].setup_days + spent

    def money(self, site: int) -> float:
        """Return what a visit costs, its team days included."""
        measured = sum(sum(look.sizes[site]) * look.instrument.cost for look in (*self.items, *self.seals))
        return self.days(site) * self.comparison.stockpile.team_day + measured


def visiting(comparison: Comparison, looks: Sequence[Look]) -> Visiting:
    """Return what looks come to at each site."""
    instruments = {one.id: one for one in comparison.instruments}
    openings = [
        Opening(
            instrument=instruments[look.instrument],
            sizes=tuple(
                tuple(_size(comparison, site, stratum, look, instruments[look.instrument])
                      for stratum in range(len(site.strata)))
                for site in comparison.sites
            ),
        )
        for look in looks
    ]  # fmt: skip
    return Visiting(
        comparison=comparison,
        items=tuple(one for one in openings if one.instrument.kind == "item"),
        seals=tuple(one for one in openings if one.instrument.kind == "seal"),
    )


def silence(population: int, defects: int, sample: int, *, sensitivity: float, false_positive: float) -> float:
    """Return the probability that a sample without replacement has no positive item.

    The sum over the number of falsified items in the sample, which is hypergeometric.
    """
    if sample == 0 or not (defects * sensitivity or false_positive):
        return 1.0
    held = np.arange(max(0, sample - (population - defects)), min(sample, defects) + 1)
    chance = hypergeom.pmf(held, population, defects, sample)
    found = float((chance * (1 - sensitivity) ** held * (1 - false_positive) ** (sample - held)).sum())
    return min(1.0, found)


def _size(comparison: Comparison, site: Site, number: int, look: Look, instrument: Instrument) -> int:
    stratum = site.strata[number]
    if look.strata is not None and stratum.id not in look.strata:
        return 0
    if look.items is not None:
        return min(look.items, stratum.items)
    if look.share is not None:
        return ceil(look.share * stratum.items - 1e-9)
    assert look.goal is not None, "the file was checked"
    goal = min(stratum.items, ceil(comparison.stockpile.goal_amount / stratum.item_amount - 1e-9))
    return _smallest(stratum.items, goal, look.goal, instrument.missing)


def _smallest(population: int, defects: int, probability: float, sensitivity: float) -> int:
    """Return the smallest sample that finds one of `defects` missing items so surely, or all items where none does."""
    low, high = 0, population
    while low < high:
        middle = (low + high) // 2
        missed = silence(population, defects, middle, sensitivity=sensitivity, false_positive=0.0)
        low, high = (low, middle) if 1 - missed >= probability else (middle + 1, high)
    return low

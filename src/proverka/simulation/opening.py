"""A visit to a site: how many items each look takes from each stratum, and how probably it alarms at none of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, prod

import numpy as np

from proverka.inspection import UNATTAINABLE, nondetection_probability, smallest_sample
from proverka.model.numeric import Reals
from proverka.simulation.regime import Comparison, Instrument, Look, Manner, Site

# Probabilities of so many falsified items at least are worked out at one time: one by one would take as long.
BLOCK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A look with its sample sizes, [sites][strata], and from how many positive items on it alarms."""

    instrument: Instrument
    alarm: int
    sizes: tuple[tuple[int, ...], ...]
    _kept: dict[tuple[int, int, float], Reals] = field(default_factory=dict, compare=False, repr=False)

    def sensitivity(self, manner: Manner) -> float:
        """Return the probability that the instrument recognises what was falsified in this manner."""
        return self.instrument.dummy if manner == "dummy" else self.instrument.missing

    def silent(self, items: int, size: int, falsified: int, manner: Manner) -> float:
        """Return the probability that a sample of a stratum of so many items does not alarm."""
        seen = self.sensitivity(manner)
        if size == 0 or not (falsified * seen or self.instrument.false_positive):
            return 1.0
        known = self._kept.get((items, size, seen), np.empty(0))
        if falsified >= len(known):
            most = min(items, max(BLOCK, 2 * falsified))
            known = self._kept[items, size, seen] = nondetection_probability(
                items,
                np.arange(most + 1),
                size,
                sensitivity=seen,
                false_positive=self.instrument.false_positive,
                alarm=self.alarm,
            )
        return float(known[falsified])


@dataclass(frozen=True, slots=True, kw_only=True)
class Visiting:
    """What is done at a site that is visited, for every site: looks at items, and looks at seals."""

    comparison: Comparison
    items: tuple[Opening, ...]
    seals: tuple[Opening, ...]
    _kept: dict[tuple[object, ...], tuple[float, float]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def errs(self) -> bool:
        """Whether a look may alarm where nothing is falsified."""
        return any(look.instrument.false_positive for look in (*self.items, *self.seals))

    def silent(self, site: int, stratum: int, taken: int, manner: Manner) -> tuple[float, float]:
        """Return the probabilities that no look at items alarms, and that none at seals does, at a visited site.

        `taken` items of the stratum are falsified. Exact: looks and strata are sampled independently.
        """
        key = (site, stratum, taken, manner)
        if key not in self._kept:
            self._kept[key] = (
                self._silent(self.items, site, stratum, taken, manner),
                self._silent(self.seals, site, stratum, taken, manner),
            )
        return self._kept[key]

    def _silent(self, looks: Sequence[Opening], site: int, stratum: int, taken: int, manner: Manner) -> float:
        return prod(
            look.silent(one.items, look.sizes[site][number], taken if number == stratum else 0, manner)
            for look in looks
            for number, one in enumerate(self.comparison.sites[site].strata)
        )

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
            alarm=look.alarm,
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
    found = int(smallest_sample(stratum.items, goal, look.goal, sensitivity=instrument.missing, alarm=look.alarm))
    return stratum.items if found == UNATTAINABLE else found

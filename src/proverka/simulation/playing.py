"""Histories of a regime and an act, drawn event by event: rounds, samples, errors of balances, search, follow-up.

It plays the model that `curves` computes, and shares no formula with it: samples are drawn and not summed over, and
Page's statistic is added up and not integrated. It also plays what has no curve. Every portion of histories has a seed
of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from proverka.model.numeric import Counts, Truths, counts
from proverka.simulation.act import Act
from proverka.simulation.balance_walk import BalanceWalk
from proverka.simulation.curves import MEANS, Means
from proverka.simulation.one_thread import one_thread
from proverka.simulation.opening import Opening, Visiting
from proverka.simulation.sample_memory import SampleMemory
from proverka.simulation.scheme import Scheme, Series

# Histories at a time: their arrays stay in a core's cache, whatever the number of them all.
PORTION = 8_192
HISTORIES_MAX = 1_000_000_000
NEVER = 2**31 - 1

# A seed, then the numbers of what is drawn with it: of a regime, of a cheat. Other numbers draw other histories.
Seed = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What became of histories: counts, so that tallies add up.

    `found` [means, periods]: found first in a period by a means; `given_up` [periods]; `histories` are all that count:
    those in which no balance test of a site of the act alarmed before it began. `alarmed` [means] are those with an
    alarm anywhere in the horizon, by what alarmed first; `followed` [sites of the act] is how many alarms were
    followed up.
    """

    histories: int
    found: Counts
    given_up: Counts
    alarmed: Counts
    followed: Counts

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            histories=self.histories + other.histories,
            found=self.found + other.found,
            given_up=self.given_up + other.given_up,
            alarmed=self.alarmed + other.alarmed,
            followed=self.followed + other.followed,
        )


def played(
    scheme: Scheme,
    act: Act,
    *,
    histories: int,
    seed: Seed,
    progress: Callable[[int, int], None] | None = None,
) -> Tally:
    """Return what became of so many histories. Memory does not grow with them. Raises RefusedError (bad-value)."""
    total = int(counts("histories", histories, least=1, most=HISTORIES_MAX))
    done, tally = 0, None
    with one_thread():
        for number, chance in _portions(total, seed):
            part = _Portion(scheme, act, chance, number).play()
            tally = part if tally is None else tally + part
            done += number
            if progress is not None:
                progress(done, total)
    assert tally is not None
    return tally


def _portions(total: int, seed: Seed) -> Iterator[tuple[int, np.random.Generator]]:
    """Yield the sizes of portions with their generators."""
    sizes = [PORTION] * (total // PORTION) + [total % PORTION] * (total % PORTION > 0)
    for number, size in enumerate(sizes):
        own = np.random.SeedSequence(seed[0], spawn_key=(*seed[1:], number))
        yield size, np.random.Generator(np.random.SFC64(own))


class _Portion:
    """So many histories at once, period by period."""

    def __init__(self, scheme: Scheme, act: Act, chance: np.random.Generator, number: int) -> None:
        self._scheme, self._act, self._chance, self._number = scheme, act, chance, number
        self._found, self._given_up = np.full(number, NEVER), np.full(number, NEVER)
        self._means = np.zeros(number, np.int64)
        self._first = np.full(number, -1)  # the means of the first alarm of all
        self._counted = np.ones(number, bool)
        self._open = np.ones(number, bool)  # where it is neither found nor given up yet
        self._due = np.full((number, len(act.sites)), NEVER)
        self._due_means = np.zeros((number, len(act.sites)), np.int64)
        self._followed = np.zeros(len(act.sites), np.int64)
        self._memories: dict[tuple[int, Means, int, int, int], SampleMemory] = {}
        self._walks = self._balances()
        self._searched = self._first_search()

    def play(self) -> Tally:
        """Return what became of them."""
        rounds = [self._rounds(one) for one in self._scheme.series]
        for period in range(self._scheme.periods):
            for number, at in enumerate(rounds):
                if (held := at.get(period)) is not None:
                    self._round(number, period, *held)
            self._strike(period)
            self._record(np.flatnonzero(self._searched == period), period, "search")
            if self._scheme.follow_up is not None:
                self._follow(self._scheme.follow_up, period)
        return self._tally()

    def _tally(self) -> Tally:
        found = np.zeros((len(MEANS), self._scheme.periods), np.int64)
        there = self._counted & (self._found != NEVER)
        np.add.at(found, (self._means[there], self._found[there]), 1)
        given = self._given_up[self._counted & (self._given_up != NEVER)]
        return Tally(
            histories=int(np.count_nonzero(self._counted)),
            found=found,
            given_up=np.bincount(given, minlength=self._scheme.periods),
            alarmed=np.bincount(self._first[self._first >= 0], minlength=len(MEANS)),
            followed=self._followed,
        )

    # What is noted.

    def _record(self, rows: Counts, period: int, means: Means) -> None:
        """Note that it is found now in those of the histories named that are open."""
        new = rows[self._open[rows]]
        self._found[new] = period
        self._means[new] = MEANS.index(means)
        self._open[new] = False

    def _alarm(self, rows: Counts, place: int, period: int, means: Means) -> None:
        """Note an alarm at a site of the act: it is found, or is followed up."""
        number = MEANS.index(means)
        self._first[rows[self._first[rows] < 0]] = number
        if self._scheme.regime.follow_up is not None:
            new = rows[self._due[rows, place] == NEVER]
            self._due[new, place] = period + self._scheme.regime.follow_up.delay
            self._due_means[new, place] = number
            self._followed[place] += len(new)
        elif period >= self._act.begins:
            self._record(rows, period, means)
        elif means == "balance":
            self._counted[rows] = False

    # Rounds of inspections.

    def _rounds(self, series: Series) -> dict[int, tuple[int, Truths]]:
        """Return by period the turn, and in which histories a round of the series takes place."""
        at = {}
        for turn, window in enumerate(series.windows):
            drawn = window.draw(self._chance, self._number)
            at.update({period: (turn, drawn == period) for period in window.periods.tolist()})
        return at

    def _round(self, number: int, period: int, turn: int, held: Truths) -> None:
        act, series = self._act, self._scheme.series[number]
        # What was seen before the act began matters only to those who remember it, or who follow it up.
        idle = period < act.begins and series.stated.repeat and self._scheme.follow_up is None
        if idle or not act.sites:
            return
        visited = series.selection.draw(self._chance, act.sites, turn, self._number) & held[:, None]
        if act.amends and series.stated.notice and period >= act.begins:
            self._amend(np.flatnonzero(visited.any(axis=1) & self._open), period)
            return
        looks: tuple[tuple[Means, tuple[Opening, ...]], ...] = (
            ("item", series.visiting.items),
            ("seal", series.visiting.seals),
        )
        for means, openings in looks:
            for place in range(len(act.sites)):
                rows = np.flatnonzero(visited[:, place] & self._open)
                positive = self._looked(rows, openings, number=number, means=means, place=place, period=period)
                self._alarm(rows[positive], place, period, means)

    def _amend(self, rows: Counts, period: int) -> None:
        """The cheat declares what would be found."""
        if self._scheme.regime.late_amendment == "accepted":
            self._given_up[rows] = period
            self._open[rows] = False
            return
        self._first[rows[self._first[rows] < 0]] = MEANS.index("amendment")
        self._record(rows, period, "amendment")

    def _looked(
        self, rows: Counts, openings: Sequence[Opening], *, number: int, means: Means, place: int, period: int
    ) -> Truths:
        """Return in which of the histories named looks at a site alarm. Shape: [rows]."""
        site, remembers = self._act.sites[place], not self._scheme.series[number].stated.repeat
        positive = np.zeros(len(rows), bool)
        for which, look in enumerate(openings):
            for stratum, one in enumerate(self._scheme.comparison.sites[site].strata):
                size = look.sizes[site][stratum]
                bad = self._bad(place, stratum, period)
                if size == 0 or not (bad or look.instrument.false_positive or remembers):
                    continue
                if remembers:
                    name = (number, means, which, place, stratum)
                    memory = self._memories.setdefault(name, SampleMemory(one.items, self._number))
                    held = memory.take(self._chance, rows, size, bad)
                else:
                    held = self._chance.hypergeometric(bad, one.items - bad, size, len(rows))
                positive |= self._recognised(look, held, size)
        return positive

    def _bad(self, place: int, stratum: int, period: int) -> int:
        """Return how many items of a stratum of a site of the act are falsified by the end of a period."""
        return int(self._act.taken[place, period]) if stratum == self._act.strata[place] else 0

    def _recognised(self, look: Opening, held: Counts, size: int) -> Truths:
        """Return where an instrument is positive at as many items as it takes, of which `held` are falsified."""
        positive = self._chance.binomial(held, look.sensitivity(self._act.manner))
        if look.instrument.false_positive:
            positive += self._chance.binomial(size - held, look.instrument.false_positive)
        enough: Truths = positive >= look.alarm
        return enough

    # Balances, search, follow-up.

    def _balances(self) -> list[BalanceWalk | None]:
        tested = [self._scheme.balances[site] for site in self._act.sites]
        names = sorted({effect for balance in tested if balance is not None for effect in balance.shared})
        shared = {name: self._chance.standard_normal(self._number) for name in names}
        return [
            None if balance is None else BalanceWalk(balance, lost, shared, self._chance, self._number)
            for balance, lost in zip(tested, self._act.lost, strict=True)
        ]

    def _strike(self, period: int) -> None:
        for place, walk in enumerate(self._walks):
            if walk is not None and (alarmed := walk.strike(period)) is not None:
                self._alarm(np.flatnonzero(alarmed & self._open), place, period, "balance")
                if self._scheme.follow_up is not None:
                    walk.begin_anew(alarmed)

    def _first_search(self) -> Counts:
        """Return in which period the first undeclared place is found."""
        search = self._scheme.regime.search
        if search is None or not self._act.places or search.chance == 0:
            return np.full(self._number, NEVER)
        tries = self._chance.geometric(search.chance, (self._number, self._act.places))
        found: Counts = tries.min(axis=1) + self._act.begins - 1
        return found

    def _follow(self, visit: Visiting, period: int) -> None:
        """Let the visits that are due confirm what alarmed, or not."""
        for place, (site, stratum) in enumerate(zip(self._act.sites, self._act.strata, strict=True)):
            rows = np.flatnonzero((self._due[:, place] == period) & self._open)
            bad = self._bad(place, stratum, period)
            items = visit.comparison.sites[site].strata[stratum].items
            confirmed = np.zeros(len(rows), bool)
            for look in (*visit.items, *visit.seals):
                if bad and (size := look.sizes[site][stratum]):
                    held = self._chance.hypergeometric(bad, items - bad, size, len(rows))
                    confirmed |= self._chance.binomial(held, look.sensitivity(self._act.manner)) >= look.alarm
            found = rows[confirmed]
            self._found[found], self._means[found] = period, self._due_means[found, place]
            self._open[found] = False
            self._due[rows, place] = NEVER

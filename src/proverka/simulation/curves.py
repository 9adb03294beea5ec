"""When a regime finds an act, exactly: one curve for each of its means, and what the curves come to together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from proverka.model.numeric import Reals
from proverka.simulation.act import Act
from proverka.simulation.scheme import Scheme, Series

Means = Literal["item", "seal", "amendment", "balance", "search"]
MEANS: tuple[Means, ...] = ("item", "seal", "amendment", "balance", "search")
# What the sums and products of a horizon, and the quadrature of Page's test, can be off by.
TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One means by itself: how probably it is silent until the end of each period, where it ends.

    Shapes: [periods]. It ends by a first alarm, by its means, or where the cheat declares what it holds and that is
    accepted.
    """

    silent: Reals
    alarms: Mapping[Means, Reals]
    given_up: Reals


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All means together: the probability that an act is found first in a period by a means, and that it is given up.

    `found` is [means, periods], in the order of MEANS; `given_up` is [periods].
    """

    found: Reals
    given_up: Reals

    @property
    def by_period(self) -> Reals:
        """The probability that it is found by the end of each period. Shape: [periods]."""
        by: Reals = np.minimum(1.0, np.cumsum(self.found.sum(axis=0)))
        return by


def outcome_of(scheme: Scheme, act: Act) -> Outcome:
    """Return how an act fares under a regime whose means are independent (see `Scheme.why_drawn`).

    Where they are not, it is the answer for one with the same samples and thresholds in which they are.
    """
    curves = [_inspected(scheme, one, act) for one in scheme.series]
    curves += [_plain("balance", _quiet(scheme, act)), _plain("search", _unsearched(scheme, act))]
    before = [np.append(1.0, curve.silent[:-1]) for curve in curves]
    found, given_up = np.zeros((len(MEANS), scheme.periods)), np.zeros(scheme.periods)
    for number, curve in enumerate(curves):
        # Inside a period those before it in the list come first.
        others = np.prod([one.silent for one in curves[:number]], axis=0)
        others = others * np.prod(before[number + 1 :], axis=0)
        for means, alarms in curve.alarms.items():
            found[MEANS.index(means)] += alarms * others
        given_up += curve.given_up * others
    return Outcome(found=found, given_up=given_up)


def found_by(scheme: Scheme, act: Act, end: int) -> float:
    """Return the probability that an act is found by the end of a period, as `outcome_of` does, and nothing else.

    It looks at what happens until then alone, for whoever asks about thousands of acts.
    """
    if end < act.begins:
        return 0.0
    if act.amends:
        return float(outcome_of(scheme, act).by_period[end])
    silent = float(_quiet(scheme, act)[end] * _unsearched(scheme, act)[end])
    for series in scheme.series:
        seen = _Seen(scheme, series, act)
        for turn, window in enumerate(series.windows):
            if window.periods[0] <= end and window.periods[-1] >= act.begins:
                silent *= 1 - sum(
                    chance * sum(seen.at(period, turn)[0].values())
                    for period, chance in zip(window.periods.tolist(), window.chances.tolist(), strict=True)
                    if act.begins <= period <= end
                )
    return 1 - silent


def _inspected(scheme: Scheme, series: Series, act: Act) -> Curve:
    silent, given_up = np.ones(scheme.periods), np.zeros(scheme.periods)
    alarms: dict[Means, Reals] = {name: np.zeros(scheme.periods) for name in ("item", "seal", "amendment")}
    left, seen = 1.0, _Seen(scheme, series, act)
    for turn, window in enumerate(series.windows):
        inside = left
        for period, chance in zip(window.periods.tolist(), window.chances.tolist(), strict=True):
            if period >= act.begins and chance > 0:
                by, given = seen.at(period, turn)
                for name, probability in by.items():
                    alarms[name][period] = inside * chance * probability
                given_up[period] = inside * chance * given
                left -= inside * chance * (sum(by.values()) + given)
            silent[period:] = left
    return Curve(silent=np.maximum(silent, 0.0), alarms=alarms, given_up=given_up)


class _Seen:
    """What one round finds of an act, by period and turn; rounds that find the same are worked out once."""

    def __init__(self, scheme: Scheme, series: Series, act: Act) -> None:
        self._series, self._act = series, act
        self._accepted = scheme.regime.late_amendment == "accepted"
        self._amends = act.amends and series.stated.notice
        self._turns = len(series.selection.turns or (None,))
        self._kept: dict[tuple[object, ...], tuple[dict[Means, float], float]] = {}

    def at(self, period: int, turn: int) -> tuple[dict[Means, float], float]:
        """Return the probabilities that a round alarms first by each means, and that it makes the cheat give up."""
        taken = tuple(self._act.taken[:, period].tolist())
        key = (taken, turn % self._turns)
        if key not in self._kept:
            self._kept[key] = self._of(taken, turn)
        return self._kept[key]

    def _of(self, taken: Sequence[int], turn: int) -> tuple[dict[Means, float], float]:
        act, selection = self._act, self._series.selection
        if self._amends:
            told = 1 - selection.expect(act.sites, [0.0] * len(act.sites), turn)
            return ({}, told) if self._accepted else ({"amendment": told}, 0.0)
        pairs = [
            self._series.visiting.silent(site, stratum, items, act.manner)
            for site, stratum, items in zip(act.sites, act.strata, taken, strict=True)
        ]
        items = selection.expect(act.sites, [by_items for by_items, _ in pairs], turn)
        both = selection.expect(act.sites, [by_items * by_seals for by_items, by_seals in pairs], turn)
        return {"item": max(0.0, 1 - items), "seal": max(0.0, items - both)}, 0.0


def _quiet(scheme: Scheme, act: Act) -> Reals:
    """Return the probability that no balance of the act's sites alarmed, given that none did before it began."""
    silent = np.ones(scheme.periods)
    for site, lost in zip(act.sites, act.lost, strict=True):
        if scheme.balances[site] is not None:
            quiet = 1 - scheme.alarmed(site, lost)
            started = quiet[act.begins - 1] if act.begins else 1.0
            silent *= np.minimum(1.0, quiet / started)  # 1 until it begins: before that more were quiet
    return silent


def _unsearched(scheme: Scheme, act: Act) -> Reals:
    """Return the probability that none of the act's undeclared places was found."""
    if not act.places or scheme.regime.search is None:
        return np.ones(scheme.periods)
    tried = np.maximum(np.arange(scheme.periods) - act.begins + 1, 0)
    silent: Reals = (1 - scheme.regime.search.chance) ** (act.places * tried).astype(np.float64)
    return silent


def _plain(means: Means, silent: Reals) -> Curve:
    return Curve(
        silent=silent, alarms={means: np.maximum(0.0, -np.diff(silent, prepend=1.0))}, given_up=np.zeros(len(silent))
    )

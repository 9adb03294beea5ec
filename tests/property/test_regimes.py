"""Regimes against cheats: exact answers against every history written out in fractions, and against drawn ones."""

from fractions import Fraction
from itertools import combinations, product
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from proverka.simulation.act import Act, acts_of, nothing
from proverka.simulation.curves import outcome_of
from proverka.simulation.playing import played
from proverka.simulation.regime import Comparison
from proverka.simulation.regime_file import comparison_of
from proverka.simulation.scheme import Scheme

# A count is beyond chance where it is less likely than this, either way: no example fails by itself in a lifetime.
CHANCE = 1e-9
HISTORIES = 6_000


@st.composite
def comparisons(draw: st.DrawFn, *, balances: bool, periods_max: int) -> Comparison:
    """A stockpile of a few items, one regime of any kind, one cheat of any kind."""
    periods = draw(st.integers(2, periods_max))
    sites = [_site(draw, name, balances=balances) for name in "ABC"[: draw(st.integers(1, 3))]]
    document: dict[str, Any] = {
        "stockpile": {
            "title": "t", "unit": "kg", "period": "month", "periods": periods, "goal_amount": 2,
            "goal_periods": draw(st.integers(1, 2)), "money": "euro",
        },
        "instruments": [
            {
                "id": "item", "missing": draw(st.sampled_from([1, 0.75, 0.5])),
                "dummy": draw(st.sampled_from([0, 0.5])),
                "false_positive": draw(st.sampled_from([0, 0.25])),
            },
            {"id": "seal", "kind": "seal", "missing": 0.5, "dummy": 0.5},
        ],
        "effects": [
            {"id": "reading", "deviation": 0.01, "shared": False},
            {"id": "scale", "deviation": draw(st.sampled_from([0, 0.01]))},
        ],
        "sites": sites,
        "regimes": [_regime(draw, periods, [site["id"] for site in sites], balances=balances)],
        "cheats": [_cheat(draw, len(sites))],
    }  # fmt: skip
    return comparison_of({"drawn.toml": document})


def _site(draw: st.DrawFn, name: str, *, balances: bool) -> dict[str, Any]:
    strata = [{"id": "s", "items": draw(st.integers(2, 4)), "item_amount": 1}]
    if draw(st.booleans()):
        strata.append({"id": "t", "items": 2, "item_amount": 2})
    site: dict[str, Any] = {"id": name, "strata": strata}
    if balances and draw(st.booleans()):
        site["balance"] = {
            "inventory": 100, "receipts": draw(st.sampled_from([0, 20])), "inventory_effects": ["reading"],
            "flow_effects": ["scale", "reading"],
        }  # fmt: skip
    return site


def _regime(draw: st.DrawFn, periods: int, names: list[str], *, balances: bool) -> dict[str, Any]:
    looks = [{"instrument": "item", "items": draw(st.integers(0, 3)), "alarm": draw(st.sampled_from([1, 1, 2]))}]
    if draw(st.booleans()):
        looks.append({"instrument": "seal", "items": draw(st.integers(1, 2))})
    when: dict[str, Any] = draw(
        st.sampled_from([{"every": 1}, {"every": 2}, {"every": 2, "drawn": True}, {"chance": 0.5}, {"at": [periods]}])
    )
    which: dict[str, Any] = draw(
        st.sampled_from(
            [
                {},
                {"number": 1},
                {"chances": {names[0]: 0.5}},
                {"turns": [[names[0]], names]},
                {"schedules": [{"weight": 1, "sites": [names[-1]]}, {"weight": 3, "sites": names}]},
            ]
        )
    )
    regime: dict[str, Any] = {
        "id": "R", "title": "r", "inspections": [{"looks": looks, **when, **which, "notice": draw(st.booleans())}],
        "late_amendment": draw(st.sampled_from(["alarm", "accepted"])),
    }  # fmt: skip
    if draw(st.booleans()):
        regime["search"] = {"chance": 0.25}
    if balances:
        regime["balance"] = {
            "test": draw(st.sampled_from(["page", "each", "end"])), "every": draw(st.integers(1, 2)),
            "false_alarm": 0.2,
        }  # fmt: skip
    return regime


def _cheat(draw: st.DrawFn, sites: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(["abrupt", "protracted", "spread", "swap", "amendment", "hidden"]))
    more = {"protracted": {"over": 2}, "spread": {"sites_count": min(2, sites)}, "hidden": {"places": 2}}
    return {"id": "C", "title": "c", "kind": kind, "amount": 2, "begins": draw(st.integers(1, 2)), **more.get(kind, {})}


def acts_and_scheme(comparison: Comparison) -> tuple[Scheme, list[Act]]:
    scheme = Scheme.of(comparison, comparison.regimes[0])
    return scheme, [act for act in acts_of(comparison, comparison.cheats[0]) if not scheme.why_drawn(act)]


@settings(max_examples=60, deadline=None)
@given(comparisons(balances=True, periods_max=5), st.integers(0, 2**32), st.data())
def test_what_is_exact_is_what_is_drawn(comparison: Comparison, seed: int, data: st.DataObject) -> None:
    scheme, acts = acts_and_scheme(comparison)
    idle = nothing(comparison)
    acts += [] if scheme.why_drawn(idle) else [idle]
    if not acts:
        return
    act = data.draw(st.sampled_from(acts))
    exact = outcome_of(scheme, act)
    tally = played(scheme, act, histories=HISTORIES, seed=(seed,))
    for expected, count in zip(exact.found.ravel(), tally.found.ravel(), strict=True):
        assert possible(int(count), tally.histories, float(expected))
    for expected, count in zip(exact.given_up, tally.given_up, strict=True):
        assert possible(int(count), tally.histories, float(expected))


def possible(count: int, of: int, probability: float) -> bool:
    """Whether a count is within Clopper and Pearson's bounds of a probability, at a confidence beyond chance."""
    low = beta.ppf(CHANCE, count, of - count + 1) if count else 0.0
    high = beta.isf(CHANCE, count + 1, of - count) if count < of else 1.0
    return bool(low - 1e-9 <= probability <= high + 1e-9)


# Every history written out.


def ways(comparison: Comparison, round_number: int) -> list[tuple[Fraction, frozenset[int]]]:
    """Return the sets of sites that a round may visit, with their probabilities."""
    series, names = comparison.regimes[0].inspections[0], [site.id for site in comparison.sites]
    everything = frozenset(range(len(names)))
    if series.number is not None:
        sets = list(combinations(range(len(names)), series.number))
        return [(Fraction(1, len(sets)), frozenset(one)) for one in sets]
    if series.turns is not None:
        turn = series.turns[round_number % len(series.turns)]
        return [(Fraction(1), frozenset(map(names.index, turn)))]
    if series.schedules is not None:
        total = sum(Fraction(one.weight) for one in series.schedules)
        return [(Fraction(one.weight) / total, frozenset(map(names.index, one.sites))) for one in series.schedules]
    if series.chances is not None:
        chances = [Fraction(series.chances.get(name, 0)) for name in names]
        found = []
        for drawn in product((False, True), repeat=len(names)):
            weight = Fraction(1)
            for chance, visited in zip(chances, drawn, strict=True):
                weight *= chance if visited else 1 - chance
            found.append((weight, frozenset(i for i, visited in enumerate(drawn) if visited)))
        return found
    return [(Fraction(1), everything)]


def timetables(comparison: Comparison) -> list[tuple[Fraction, list[int | None]]]:
    """Return the periods of all rounds, or None for a round that does not take place, with their probabilities."""
    series, periods = comparison.regimes[0].inspections[0], comparison.stockpile.periods
    if series.at is not None:
        rounds: list[list[tuple[Fraction, int | None]]] = [[(Fraction(1), period - 1)] for period in series.at]
    elif series.chance is not None:
        chance = Fraction(series.chance)
        rounds = [[(chance, period), (1 - chance, None)] for period in range(periods)]
    else:
        assert series.every is not None
        starts = range(0, periods, series.every)
        if series.drawn:
            share = Fraction(1, series.every)
            rounds = [[(share, p if p < periods else None) for p in range(s, s + series.every)] for s in starts]
        else:
            rounds = [[(Fraction(1), s + series.every - 1)] for s in starts if s + series.every <= periods]
    found = []
    for choice in product(*rounds):
        weight = Fraction(1)
        for chance, _ in choice:
            weight *= chance
        found.append((weight, [period for _, period in choice]))
    return found


def unseen(comparison: Comparison, act: Act, site: int, period: int) -> Fraction:
    """Return the probability that a visit to a site alarms at nothing, sample by sample."""
    instruments = {one.id: one for one in comparison.instruments}
    place = act.sites.index(site)
    silent = Fraction(1)
    for look in comparison.regimes[0].inspections[0].looks:
        by = instruments[look.instrument]
        seen, wrong = Fraction(by.dummy if act.manner == "dummy" else by.missing), Fraction(by.false_positive)
        for number, stratum in enumerate(comparison.sites[site].strata):
            bad = int(act.taken[place, period]) if number == act.strata[place] else 0
            size = min(look.items or 0, stratum.items)
            samples = combinations(range(stratum.items), size)
            quiet = [_too_few([seen if item < bad else wrong for item in sample], look.alarm) for sample in samples]
            silent *= sum(quiet, Fraction(0)) / comb(stratum.items, size)
    return silent


def _too_few(chances: list[Fraction], alarm: int) -> Fraction:
    """Return the probability that fewer items than raise an alarm are positive, each with a chance of its own."""
    positives = [Fraction(1)]
    for chance in chances:
        more = [chance * share for share in positives]
        positives = [(1 - chance) * share for share in positives] + [Fraction(0)]
        positives = [share + gained for share, gained in zip(positives, [Fraction(0), *more], strict=True)]
    return sum(positives[:alarm], Fraction(0))


def found_in_every_history(comparison: Comparison, act: Act) -> tuple[Fraction, Fraction]:
    """Return the probabilities that an act is found, and given up, over all rounds, sites and samples."""
    regime, periods = comparison.regimes[0], comparison.stockpile.periods
    amends = act.amends and regime.inspections[0].notice
    hidden = Fraction(1)
    if regime.search is not None and act.places:
        hidden = (1 - Fraction(regime.search.chance)) ** (act.places * (periods - act.begins))
    found, given_up = Fraction(0), Fraction(0)
    for weight, timetable in timetables(comparison):
        # What is left open after each round; the rounds of one timetable are independent.
        open_share, ended = Fraction(1), Fraction(0)
        for number, period in enumerate(timetable):
            if period is None or period < act.begins:
                continue
            silent = Fraction(0)
            for chance, visited in ways(comparison, number):
                each = Fraction(1)
                for site in visited & set(act.sites):
                    each *= Fraction(0) if amends else unseen(comparison, act, site, period)
                silent += chance * each
            ended += open_share * (1 - silent)
            open_share *= silent
        if amends and regime.late_amendment == "accepted":
            given_up += weight * ended
            found += weight * open_share * (1 - hidden)
        else:
            found += weight * (1 - open_share * hidden)
    return found, given_up


@settings(max_examples=80, deadline=None)
@given(comparisons(balances=False, periods_max=4))
def test_what_is_exact_is_what_every_history_comes_to(comparison: Comparison) -> None:
    scheme, acts = acts_and_scheme(comparison)
    for act in acts:
        found, given_up = found_in_every_history(comparison, act)
        outcome = outcome_of(scheme, act)
        assert outcome.by_period[-1] == pytest.approx(float(found), abs=1e-12)
        assert outcome.given_up.sum() == pytest.approx(float(given_up), abs=1e-12)


# What must be so whatever the numbers.


@settings(max_examples=40, deadline=None)
@given(comparisons(balances=True, periods_max=5), st.integers(1, 3))
def test_a_larger_sample_never_finds_less(comparison: Comparison, more: int) -> None:
    import msgspec  # noqa: PLC0415 - to change one number of a drawn value

    regime = comparison.regimes[0]
    series = regime.inspections[0]
    looks = tuple(msgspec.structs.replace(look, items=(look.items or 0) + more) for look in series.looks)
    larger = msgspec.structs.replace(regime, inspections=(msgspec.structs.replace(series, looks=looks),))
    few, many = Scheme.of(comparison, regime), Scheme.of(comparison, larger)
    for act in acts_of(comparison, comparison.cheats[0]):
        assert np.all(outcome_of(many, act).by_period >= outcome_of(few, act).by_period - 1e-12)


@settings(max_examples=40, deadline=None)
@given(comparisons(balances=True, periods_max=5))
def test_probabilities_are_some(comparison: Comparison) -> None:
    scheme = Scheme.of(comparison, comparison.regimes[0])
    for act in [nothing(comparison), *acts_of(comparison, comparison.cheats[0])]:
        outcome = outcome_of(scheme, act)
        assert np.all(outcome.found >= -1e-15)
        assert np.all(outcome.found[:, : act.begins] == 0)
        assert outcome.found.sum() + outcome.given_up.sum() <= 1 + 1e-12

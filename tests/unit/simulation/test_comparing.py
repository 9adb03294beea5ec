import msgspec
import numpy as np
import pytest
from scipy.stats import binom

from proverka.fleet import Here
from proverka.inspection import zero_sum
from proverka.model.comparison import Compared
from proverka.simulation.act import acts_of
from proverka.simulation.comparing import best_mixture, compared, dominates
from proverka.simulation.curves import outcome_of
from proverka.simulation.pairing import CONFIDENCE, bounded, deadline, paired
from proverka.simulation.scheme import Scheme

CHEATS = [
    {"id": "abrupt", "title": "", "kind": "abrupt", "amount": 20},
    {"id": "protracted", "title": "", "kind": "protracted", "amount": 20, "over": 3},
    {"id": "spread", "title": "", "kind": "spread", "amount": 20, "sites_count": 2},
    {"id": "swap", "title": "", "kind": "swap", "amount": 20},
    {"id": "amendment", "title": "", "kind": "amendment", "amount": 20},
    {"id": "hidden", "title": "", "kind": "hidden", "amount": 20},
]


@pytest.fixture
def several(read, regime):
    looks = [{"instrument": "measure", "items": 3}]
    drawn = {"every": 2, "drawn": True, "number": 1, "looks": looks}
    regimes = [
        regime({"every": 3}),
        {**regime(drawn, balance={}, search={"chance": 0.1, "cost": 1}), "id": "S"},
        {**regime({"every": 1, "repeat": False, "looks": looks}), "id": "T"},
    ]  # fmt: skip
    return read(regimes=regimes, cheats=CHEATS)


class Backwards:
    """Runs the parts in another order, as a pool may."""

    def run(self, work, parts, progress=None):
        answers = {number: work(parts[number]) for number in reversed(range(len(parts)))}
        if progress is not None:
            progress(len(parts), len(parts))
        return [answers[number] for number in range(len(parts))]


def test_every_pair_is_there_and_whoever_runs_it_finds_the_same(several):
    found = compared(several, Here(), histories=2_000, seed=7)
    assert [(pair.regime, pair.cheat) for pair in found.pairs] == [
        (regime, cheat["id"]) for regime in ("R", "S", "T") for cheat in CHEATS
    ]
    assert compared(several, Backwards(), histories=2_000, seed=7) == found
    other = compared(several, Here(), histories=2_000, seed=8)
    assert [pair for pair in other.pairs if pair.regime != "T"] == [pair for pair in found.pairs if pair.regime != "T"]
    assert other.pairs != found.pairs
    assert msgspec.json.decode(msgspec.json.encode(found), type=Compared) == found


def test_the_worst_choice_is_the_worst_of_all(several):
    for regime in several.regimes[:2]:
        scheme = Scheme.of(several, regime)
        for cheat in several.cheats:
            acts = acts_of(several, cheat)
            if any(scheme.why_drawn(act) for act in acts):
                continue
            pair, in_time = paired(scheme, cheat, acts, histories=1, seed=(1,))
            each = [outcome_of(scheme, act).by_period[deadline(scheme, act)] for act in acts]
            assert pair.in_time.value == pytest.approx(min(each), abs=1e-12)
            assert pair.mean_in_time == pytest.approx(np.mean(each), abs=1e-12)
            assert in_time == pytest.approx(each, abs=1e-12)
            assert pair.choices == len(acts)
            assert sum(pair.means.values()) == pytest.approx(pair.by_horizon.value)


def test_a_drawn_pair_says_why_with_bounds_and_histories(several):
    found = compared(several, Here(), histories=2_000, seed=7)
    (drawn,) = [pair for pair in found.pairs if (pair.regime, pair.cheat) == ("T", "abrupt")]
    assert (drawn.method, drawn.histories, drawn.why) == ("drawn", 2_000, "samples remember those before them")
    assert drawn.in_time.low < drawn.in_time.value < drawn.in_time.high
    assert drawn.mean_in_time is None
    (hidden,) = [pair for pair in found.pairs if (pair.regime, pair.cheat) == ("T", "hidden")]
    assert (hidden.method, hidden.in_time.value) == ("exact", 0.0)


def test_dominated_regimes_are_told(several):
    found = compared(several, Here(), histories=500, seed=7)
    by = {one.id: one for one in found.regimes}
    assert by["R"].worst == 0
    assert by["S"].worst > 0
    for one in found.regimes:
        no_worse = [other for other in found.regimes if other.cost <= one.cost and other.worst >= one.worst]
        assert one.dominated == any((other.cost, other.worst) != (one.cost, one.worst) for other in no_worse)
    # R costs more than T, and no more of what is hidden is found by it.
    assert by["R"].dominated
    assert not by["S"].dominated


@pytest.mark.parametrize(("found", "of"), [(0, 50), (3, 50), (50, 50), (25, 50)])
def test_bounds_are_those_at_which_the_count_is_just_possible(found, of):
    told = bounded(found, of)
    each = (1 - CONFIDENCE) / 2
    assert told.value == found / of
    if found:
        assert binom.sf(found - 1, of, told.low) == pytest.approx(each)
    else:
        assert told.low == 0
    if found < of:
        assert binom.cdf(found, of, told.high) == pytest.approx(each)
    else:
        assert told.high == 1


def only(read, regime, **cheat):
    """The comparison of one regime with one cheat at site A, and that regime worked out."""
    comparison = read(
        regimes=[regime], cheats=[{"id": "c", "title": "", "kind": "abrupt", "amount": 20, "site": "A", **cheat}]
    )
    return comparison, Scheme.of(comparison, comparison.regimes[0])


def pair_of(comparison, scheme, histories=20_000):
    cheat = comparison.cheats[0]
    return paired(scheme, cheat, acts_of(comparison, cheat), histories=histories, seed=(1,))[0]


def test_a_pair_counts_its_periods_from_the_beginning(read, regime):
    # Half of eight items, of which two are missing, in each of months 2, 4 and 6.
    pair = pair_of(*only(read, regime({"every": 2}), begins=3))
    once, twice = 1 - 15 / 70, 1 - (15 / 70) ** 2
    assert (pair.begins, pair.complete) == (3, 3)
    assert pair.by_period == pytest.approx([0, 0, 0, once, once, twice])
    assert pair.in_time.value == pytest.approx(once)  # the goal time of 2 holds months 3 and 4
    assert pair.by_horizon.value == pytest.approx(twice)
    assert pair.median_periods == 2
    assert pair.mean_periods == pytest.approx((2 * once + 4 * (twice - once)) / twice)
    late = pair_of(*only(read, regime({"every": 4}), begins=1))
    assert (late.in_time.value, late.median_periods) == (0, 4)


def test_of_many_choices_the_worst_by_histories_is_told(read, regime):
    # By samples drawn anew all beginnings are equally bad. By those that remember, whoever begins after the first round
    # hides among what was just measured.
    looks = [{"instrument": "count", "items": 3}]
    pair = pair_of(*only(read, regime({"every": 1, "repeat": False, "looks": looks})))
    assert pair.begins > 1
    assert pair.in_time.high < 1 - (2 * 1) / (8 * 7)


def test_a_follow_up_must_be_done_in_time(read, regime):
    follow_up = {"delay": 1, "looks": [{"instrument": "count", "share": 1.0}]}
    comparison, scheme = only(read, regime({"at": [2]}, follow_up=follow_up))
    # Who begins in month 1 has until month 2, and what alarms in month 2 is found in month 3.
    pair = pair_of(comparison, scheme)
    assert (pair.begins, pair.in_time.value) == (1, 0)
    assert pair.by_horizon.value > 0.7


def test_follow_ups_of_false_alarms_have_their_cost(small, read, regime):
    looks = [{"instrument": "measure", "items": 5}]
    follow_up = {"looks": [{"instrument": "count", "items": 5}]}
    comparison = read(regimes=[regime({"every": 2, "looks": looks}, follow_up=follow_up)])
    (found,) = compared(comparison, Here(), histories=40_000, seed=1).regimes
    # Three rounds; A has one stratum, B two. Five items are half a day and 2.5; A takes a day before. The visit after
    # the last round would be after the horizon, but its team is on its way.
    once = 3 * (1 - 0.99**5) * (1.5 * 2 + 2.5) + 3 * (1 - 0.99**10) * (1.0 * 2 + 5)
    assert found.follow_up == pytest.approx(once, rel=0.05)
    assert found.cost == pytest.approx(found.inspections + found.follow_up)
    assert found.team_days > 3 * 1  # a day of setting up in each round, and what follows


def test_who_dominates_whom(several):
    first = compared(several, Here(), histories=100, seed=7).regimes[0]

    def one(cost, worst):
        return msgspec.structs.replace(first, cost=cost, worst=worst)

    assert dominates(one(1, 0.5), one(2, 0.5))
    assert dominates(one(1, 0.6), one(1, 0.5))
    assert not dominates(one(1, 0.5), one(1, 0.5))
    assert not dominates(one(1, 0.4), one(2, 0.5))
    assert not dominates(one(2, 0.6), one(1, 0.5))


PAYOFFS = np.array([[0.9, 0.1, 0.5], [0.2, 0.8, 0.4], [0.3, 0.3, 0.3]])
NAMES = ("A", "B", "C")


def test_without_a_limit_a_mixture_is_that_of_the_game():
    found = best_mixture(PAYOFFS, np.array([1.0, 2.0, 3.0]), NAMES, 3.0)
    assert found.guarantee == pytest.approx(zero_sum(PAYOFFS).guarantee)
    assert found.alone == pytest.approx(0.3)
    assert found.guarantee > found.alone


def test_a_mixture_keeps_to_its_cost():
    costs = np.array([1.0, 2.0, 3.0])
    for cost_max in (1.0, 1.2, 1.5, 2.0):
        found = best_mixture(PAYOFFS, costs, NAMES, cost_max)
        shares = np.array([found.shares.get(name, 0.0) for name in NAMES])
        assert shares.sum() == pytest.approx(1)
        assert shares @ costs <= cost_max + 1e-6
        assert found.guarantee == pytest.approx((shares @ PAYOFFS).min(), abs=1e-8)
        assert found.guarantee >= found.alone - 1e-9
        # No mixture on a fine grid of that cost makes sure of more.
        grid = [
            (np.array([a, b, 1 - a - b]) @ PAYOFFS).min()
            for a in np.linspace(0, 1, 51)
            for b in np.linspace(0, 1 - a, 51)
            if np.array([a, b, 1 - a - b]) @ costs <= cost_max
        ]
        assert found.guarantee >= max(grid) - 1e-6

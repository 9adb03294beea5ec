import msgspec
import numpy as np
import pytest
from scipy.stats import binom

from proverka.fleet import Here
from proverka.inspection import zero_sum
from proverka.model.comparison import Compared
from proverka.simulation.act import acts_of
from proverka.simulation.comparing import best_mixture, compared
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

"""What has no curve, against what can be worked out by other means; and the seeds."""

import numpy as np
import pytest

from proverka.simulation.act import acts_of, nothing
from proverka.simulation.playing import PORTION, played
from proverka.simulation.scheme import Scheme

HISTORIES = 40_000
SEED = (2,)


def of(read, regime, **cheat):
    stated = {"id": "c", "title": "c", "kind": "abrupt", "amount": 20, "begins": 2, "site": "A", **cheat}
    comparison = read(regimes=[regime], cheats=[{name: value for name, value in stated.items() if value is not None}])
    scheme = Scheme.of(comparison, comparison.regimes[0])
    return scheme, acts_of(comparison, comparison.cheats[0])[0]


def by_period(tally):
    return np.cumsum(tally.found.sum(axis=0)) / tally.histories


def near(share, expected):
    """Whether a share of histories is what is expected, within five standard errors."""
    return abs(share - expected) <= 5 * np.sqrt(expected * (1 - expected) / HISTORIES) + 1e-12


def test_samples_that_remember_are_one_sample_that_grows(read, regime):
    looks = [{"instrument": "count", "items": 3}]
    scheme, act = of(read, regime({"every": 1, "repeat": False, "looks": looks}), begins=1)
    by = by_period(played(scheme, act, histories=HISTORIES, seed=SEED))
    # Of eight items with two missing: three seen, then six, then all, and it does not matter which.
    assert near(by[0], 1 - (5 * 4) / (8 * 7))
    assert near(by[1], 1 - (2 * 1) / (8 * 7))
    assert by[2] == 1


def test_what_was_measured_before_it_was_falsified_is_not_measured_again(read, regime):
    looks = [{"instrument": "count", "items": 4}]
    scheme, act = of(read, regime({"every": 1, "repeat": False, "looks": looks}), begins=2)
    by = by_period(played(scheme, act, histories=HISTORIES, seed=SEED))
    # Four were seen when all was well; the other four are seen in month 2, and after that all eight in two months.
    missed = (4 * 3) / (8 * 7)
    assert near(by[1], 1 - missed)
    assert near(by[2], 1 - missed * (4 * 3) / (8 * 7))
    assert by[3] == 1


def test_a_sample_never_holds_an_item_twice(read, regime):
    looks = [{"instrument": "count", "items": 7}]
    scheme, act = of(read, regime({"every": 1, "repeat": False, "looks": looks}), amount=10, begins=1)
    by = by_period(played(scheme, act, histories=HISTORIES, seed=SEED))
    assert near(by[0], 7 / 8)
    # The second takes the one that is left, and six of the other seven.
    assert by[1] == 1


def test_an_alarm_that_is_followed_up_is_found_when_it_is_confirmed(read, regime):
    follow_up = {"delay": 2, "looks": [{"instrument": "count", "share": 1.0}]}
    scheme, act = of(read, regime({"at": [2]}, follow_up=follow_up))
    tally = played(scheme, act, histories=HISTORIES, seed=SEED)
    by = by_period(tally)
    assert by[2] == 0
    assert near(by[3], 1 - 15 / 70)
    assert tally.followed[0] == tally.found.sum()


def test_a_follow_up_that_sees_nothing_finds_nothing(read, regime):
    follow_up = {"delay": 0, "looks": [{"instrument": "count", "share": 1.0}]}
    looks = [{"instrument": "seal", "share": 1.0}]
    scheme, act = of(read, regime({"every": 1, "looks": looks}, follow_up=follow_up), kind="swap")
    tally = played(scheme, act, histories=HISTORIES, seed=SEED)
    assert tally.found.sum() == 0
    # Seals alarm in each of five months with 1 - 0.3², and every time somebody comes and counts.
    assert near(tally.followed[0] / 5 / HISTORIES, 1 - 0.3**2)


def test_page_begins_anew_after_an_alarm_that_was_followed_up(small, read, regime):
    small["sites"][0]["balance"] = {"inventory": 100}  # without errors: a loss is beyond chance, and stays so
    follow_up = {"delay": 0, "looks": [{"instrument": "count", "items": 0}]}
    scheme, act = of(read, regime(balance={}, follow_up=follow_up))
    assert played(scheme, act, histories=100, seed=SEED).followed.tolist() == [100]


def test_false_alarms_are_counted_and_do_not_end_it(read, regime):
    follow_up = {"delay": 1, "looks": [{"instrument": "count", "share": 1.0}]}
    looks = [{"instrument": "measure", "items": 5}]
    comparison = read(regimes=[regime({"every": 2, "looks": looks}, follow_up=follow_up)])
    tally = played(Scheme.of(comparison, comparison.regimes[0]), nothing(comparison), histories=HISTORIES, seed=SEED)
    assert tally.found.sum() == 0
    assert near(tally.alarmed.sum() / HISTORIES, 1 - 0.99 ** (3 * 15))
    assert near(tally.followed[0] / 3 / HISTORIES, 1 - 0.99**5)


def test_a_test_that_takes_errors_for_smaller_alarms_more_often(read, regime):
    comparison = read(
        regimes=[regime(balance={"test": "end", "false_alarm": 0.05, "assumed": {"reading": 0.01, "scale": 0.005}})]
    )
    scheme = Scheme.of(comparison, comparison.regimes[0])
    tally = played(scheme, nothing(comparison), histories=HISTORIES, seed=SEED)
    # All deviations are twice what is assumed, so that 1.645 of them are 0.822: at two sites, independently.
    from scipy.special import ndtr, ndtri  # noqa: PLC0415 - beside what it is for

    each = float(ndtr(ndtri(0.05) / 2))
    assert near(tally.alarmed.sum() / HISTORIES, 1 - (1 - each) ** 2)


def test_balances_that_share_an_effect_alarm_together(small, read, regime):
    for site in small["sites"]:
        site["balance"] = {"inventory": 600, "shipments": 100, "flow_effects": ["scale"]}
    comparison = read(regimes=[regime(balance={"test": "end", "false_alarm": 0.05})])
    tally = played(Scheme.of(comparison, comparison.regimes[0]), nothing(comparison), histories=HISTORIES, seed=SEED)
    assert near(tally.alarmed.sum() / HISTORIES, 0.05)  # and not 1 - 0.95²


@pytest.mark.parametrize("test", ["page", "each", "end"])
def test_a_balance_without_errors_alarms_at_any_loss_and_at_nothing_else(small, read, regime, test):
    for site in small["sites"]:
        site["balance"] = {"inventory": 100}
    scheme, act = of(read, regime(balance={"test": test}))
    by = by_period(played(scheme, act, histories=100, seed=SEED))
    assert by.tolist() == ([0, 0, 0, 0, 0, 1] if test == "end" else [0, 1, 1, 1, 1, 1])
    idle = played(scheme, nothing(scheme.comparison), histories=100, seed=SEED)
    assert idle.alarmed.sum() == 0


def test_histories_with_an_alarm_before_it_began_do_not_count(read, regime):
    scheme, act = of(read, regime(balance={"test": "each", "false_alarm": 0.5}), begins=4)
    tally = played(scheme, act, histories=HISTORIES, seed=SEED)
    assert near(tally.histories / HISTORIES, 0.5**0.5)


def test_the_same_seed_gives_the_same_histories_and_another_others(read, regime):
    scheme, act = of(read, regime({"every": 1, "number": 1}))
    counts = [played(scheme, act, histories=PORTION + 100, seed=(seed,)).found.tolist() for seed in (3, 3, 4)]
    assert counts[0] == counts[1] != counts[2]


def test_progress_is_told(read, regime):
    scheme, act = of(read, regime({"every": 1}))
    told = []
    played(scheme, act, histories=PORTION + 1, seed=SEED, progress=lambda *at: told.append(at))
    assert told == [(PORTION, PORTION + 1), (PORTION + 1, PORTION + 1)]

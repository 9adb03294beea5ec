import numpy as np
import pytest

from proverka.simulation.act import acts_of, nothing
from proverka.simulation.curves import MEANS, found_by, outcome_of
from proverka.simulation.scheme import Scheme, cost_of


def of(read, regime, **cheat):
    stated = {"id": "c", "title": "c", "kind": "abrupt", "amount": 20, "begins": 2, "site": "A", **cheat}
    comparison = read(regimes=[regime], cheats=[{name: value for name, value in stated.items() if value is not None}])
    scheme = Scheme.of(comparison, comparison.regimes[0])
    return scheme, acts_of(comparison, comparison.cheats[0])[0]


def by_means(outcome):
    return dict(zip(MEANS, outcome.found.sum(axis=1).tolist(), strict=True))


def test_a_round_finds_what_its_sample_holds(read, regime):
    scheme, act = of(read, regime({"every": 3}))
    by = outcome_of(scheme, act).by_period
    first = 1 - 15 / 70
    assert by == pytest.approx([0, 0, first, first, first, 1 - (15 / 70) ** 2])


def test_what_was_there_before_it_began_does_not_count(read, regime):
    scheme, act = of(read, regime({"every": 1}), begins=4)
    assert outcome_of(scheme, act).by_period[:3].tolist() == [0, 0, 0]


def test_a_round_at_a_drawn_period_is_found_evenly(read, regime):
    scheme, act = of(read, regime({"every": 3, "drawn": True, "looks": [{"instrument": "count", "share": 1.0}]}))
    # The first round may be before month 2, the second is after it whenever it is.
    assert outcome_of(scheme, act).by_period == pytest.approx([0, 1 / 3, 2 / 3, 2 / 3 + 1 / 9, 2 / 3 + 2 / 9, 1])


def test_items_come_before_seals_and_these_before_balances(read, regime):
    looks = [{"instrument": "count", "items": 4}, {"instrument": "seal", "share": 1.0}]
    scheme, act = of(read, regime({"at": [2], "looks": looks}, balance={"false_alarm": 0.1}))
    found = by_means(outcome_of(scheme, act))
    missed = 15 / 70
    quiet = 1 - scheme.alarmed(0, act.lost[0])
    assert found["item"] == pytest.approx(1 - missed)
    assert found["seal"] == pytest.approx(missed * (1 - 0.3**2))
    # Given that it did not alarm in month 1, when nothing was lost.
    assert found["balance"] == pytest.approx(missed * 0.3**2 * (1 - quiet[-1] / quiet[0]))


def test_a_hidden_place_is_found_by_search_alone(read, regime):
    scheme, act = of(
        read, regime({"every": 1}, search={"chance": 0.1}), kind="hidden", site=None, begins=None, places=2
    )
    assert outcome_of(scheme, act).by_period == pytest.approx(1 - 0.9 ** (2 * np.arange(1, 7)))
    scheme, act = of(read, regime({"every": 1}), kind="hidden", site=None, begins=None)
    assert outcome_of(scheme, act).by_period[-1] == 0


@pytest.mark.parametrize("rule", ["alarm", "accepted"])
def test_a_late_amendment_ends_it_in_one_way_or_the_other(read, regime, rule):
    scheme, act = of(read, regime({"every": 1, "number": 1}, late_amendment=rule), kind="amendment")
    outcome = outcome_of(scheme, act)
    ended = 1 - 0.5**5
    found, given_up = by_means(outcome)["amendment"], outcome.given_up.sum()
    assert (found, given_up) == pytest.approx((ended, 0) if rule == "alarm" else (0, ended))


def test_without_notice_there_is_nothing_to_amend_before(read, regime):
    series = {"every": 1, "notice": False}
    amending = outcome_of(*of(read, regime(series), kind="amendment"))
    assert amending.found.tolist() == outcome_of(*of(read, regime(series))).found.tolist()


def test_a_swap_is_seen_by_what_recognises_dummies(read, regime):
    found = outcome_of(*of(read, regime({"every": 6}), kind="swap")).by_period[-1]
    assert found == 0
    looks = [{"instrument": "seal", "share": 1.0}]
    found = outcome_of(*of(read, regime({"every": 6, "looks": looks}), kind="swap")).by_period[-1]
    assert found == pytest.approx(1 - 0.3**2)


def test_series_that_are_independent_multiply(read, regime):
    both = regime({"every": 6})
    both["inspections"] = [*both["inspections"], *both["inspections"]]
    assert outcome_of(*of(read, both)).by_period[-1] == pytest.approx(1 - (15 / 70) ** 2)


def test_nothing_alarms_where_instruments_are_perfect(read, regime):
    comparison = read(regimes=[regime({"every": 1})])
    scheme = Scheme.of(comparison, comparison.regimes[0])
    assert outcome_of(scheme, nothing(comparison)).by_period[-1] == 0


def test_false_alarms_of_items_and_balances_add_up(small, read, regime):
    small["sites"][0]["balance"]["flow_effects"] = ["reading"]
    looks = [{"instrument": "measure", "items": 2}]
    comparison = read(regimes=[regime({"every": 3, "looks": looks}, balance={"false_alarm": 0.1})])
    scheme = Scheme.of(comparison, comparison.regimes[0])
    assert scheme.why_drawn(nothing(comparison)) == ""
    # Two of each of three strata in each of two rounds; a test at each of two sites.
    silent = 0.99 ** (2 * 3 * 2) * 0.9**2
    assert outcome_of(scheme, nothing(comparison)).by_period[-1] == pytest.approx(1 - silent, abs=1e-9)


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        ({}, ""),
        ({"series": {"every": 1, "repeat": False}}, "samples remember those before them"),
        ({"follow_up": {"looks": [{"instrument": "count", "share": 1.0}]}}, "alarms are followed up"),
        ({"balance": {"assumed": {"reading": 0.5}}}, "the test assumes other errors than there are"),
        ({"balance": {}}, ""),
    ],
)
def test_why_an_answer_is_drawn(read, regime, stated, why):
    scheme, act = of(read, regime(**{"series": {"every": 1}, **stated}))
    assert scheme.why_drawn(act) == why


def test_memory_matters_only_where_something_can_alarm(read, regime):
    for instrument, why in (("count", ""), ("measure", "samples remember those before them")):
        looks = [{"instrument": instrument, "items": 2}]
        comparison = read(regimes=[regime({"every": 1, "repeat": False, "looks": looks})])
        assert Scheme.of(comparison, comparison.regimes[0]).why_drawn(nothing(comparison)) == why


def test_balances_that_share_an_effect_are_drawn_together_and_exact_alone(small, read, regime):
    small["sites"][1]["balance"] |= {"shipments": 10, "flow_effects": ["scale"]}
    spread = {"kind": "spread", "sites": ["A", "B"], "site": None, "stratum": "drums"}
    scheme, act = of(read, regime(balance={}), **spread)
    assert scheme.why_drawn(act) == "balances of several sites share an effect"
    scheme, act = of(read, regime(balance={}))
    assert scheme.why_drawn(act) == ""


def test_what_is_asked_of_thousands_is_what_is_told_of_one(read, regime):
    looks = [{"instrument": "measure", "items": 3}, {"instrument": "seal", "items": 2}]
    stated = regime({"every": 2, "drawn": True, "number": 1, "looks": looks}, balance={}, search={"chance": 0.1})
    for kind in ("abrupt", "swap", "hidden", "amendment"):
        where = {"site": None, "begins": None} if kind == "hidden" else {}
        scheme, act = of(read, stated, kind=kind, **where)
        by = outcome_of(scheme, act).by_period
        for end in range(6):
            assert found_by(scheme, act, end) == pytest.approx(by[end], abs=1e-13)


def test_cost_is_what_is_expected(read, regime):
    stated = regime(
        {"every": 2, "number": 1},
        balance={"cost": 3, "days": 0.5, "every": 2},
        search={"chance": 0.1, "cost": 1.5, "days": 0.25},
    )
    scheme, _ = of(read, stated)
    cost = cost_of(scheme)
    # Three rounds, each of one of two sites: A in 1.4 days with 4 items at 0.5, B in 0.8 with 8.
    assert cost.inspections == pytest.approx(3 * ((1.4 * 2 + 2) + (0.8 * 2 + 4)) / 2)
    assert cost.balances == pytest.approx(6 * (3 + 0.5 * 2))
    assert cost.search == pytest.approx(6 * (1.5 + 0.25 * 2))
    assert cost.team_days == pytest.approx(3 * (1.4 + 0.8) / 2 + 6 * 0.5 + 6 * 0.25)


def test_rounds_that_may_not_take_place_cost_as_much_less(read, regime):
    always, _ = of(read, regime({"chance": 1.0}))
    seldom, _ = of(read, regime({"chance": 0.25}))
    assert cost_of(seldom).inspections == pytest.approx(cost_of(always).inspections / 4)

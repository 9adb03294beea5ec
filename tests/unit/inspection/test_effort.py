from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad

from proverka.inspection import (
    Site,
    SiteStratum,
    announced_delay,
    any_split,
    exponential_effort,
    fixed_effort,
    found_by_round,
    plan_effort,
    unannounced_delay,
    zero_sum,
)
from proverka.inspection.effort import field_of
from proverka.inspection.rounds import delay_after, unannounced_time
from proverka.model.errors import RefusedError


def site(name="S", *, population=20, goal=5, rate=10, **rest):
    stratum = SiteStratum(name="drums", population=population, goal=goal, rate=Fraction(rate))
    return Site(name=name, strata=(stratum,), **rest)


def alike(count, **rest):
    return [site(f"S{number}", **rest) for number in range(count)]


@pytest.mark.parametrize("count", [2, 3, 7, 12])
def test_one_visit_to_equal_sites_is_drawn_evenly(count):
    plan = plan_effort(alike(count), teams=1, days=1, step=1)
    of_a_visit = 1 - plan.field.stratum(0).undetected(10, 5)
    assert plan.ceiling == pytest.approx(float(of_a_visit) / count, abs=2e-9)
    assert float(plan.guarantee) == pytest.approx(float(of_a_visit) / count, abs=1e-6)
    # Weights are whole: equal where the total divides by the number of sites, else apart by one.
    assert max(choice.weight for choice in plan.choices) - min(choice.weight for choice in plan.choices) <= 1
    assert plan.cheat == pytest.approx(np.full(count, 1 / count), abs=1e-6)


def test_two_teams_are_worth_twice_one_where_sites_abound():
    one, two = (plan_effort(alike(9), teams=teams, days=1, step=1) for teams in (1, 2))
    assert two.ceiling == pytest.approx(2 * one.ceiling)
    assert one.day_price == pytest.approx(one.ceiling)


def test_sites_of_which_one_visit_is_certain_to_find_are_drawn_against_their_odds():
    # A visit finds with p: the cheat goes there in proportion to 1/p, and the value is 1/sum(1/p).
    sites = [site(f"S{n}", population=10, goal=1, rate=n) for n in (2, 5, 10)]
    plan = plan_effort(sites, teams=1, days=1, step=1, tolerance=1e-9)
    odds = np.array([10 / 2, 10 / 5, 10 / 10])
    assert plan.ceiling == pytest.approx(1 / odds.sum(), abs=2e-9)
    assert plan.cheat == pytest.approx(odds / odds.sum(), abs=2e-9)


def test_fixed_effort_comes_near_the_closed_form_of_continuous_effort_and_never_above():
    rates = np.array([0.5, 1.0, 2.0])
    value, effort = exponential_effort(rates, 6.0)
    assert effort.sum() == pytest.approx(6.0)
    assert -np.log1p(-value) == pytest.approx(rates * effort)
    # Of a large population a sample is as good as one with replacement: detection is nearly 1 - exp(-n r/N).
    population, goal = 1_000_000, 1_000
    sites = [site(f"S{k}", population=population, goal=goal, rate=int(1_000 * rate)) for k, rate in enumerate(rates)]
    field = field_of(sites, days=6, step=Fraction(1, 20))
    plan = fixed_effort(field, teams=1)
    assert plan.guarantee == pytest.approx(value, abs=0.02)
    drawn = plan_effort(sites, teams=1, days=6, step=Fraction(1, 20))
    # Detection is concave in effort: a draw gains only what whole steps lose.
    assert float(drawn.guarantee) >= plan.guarantee - 1e-6
    assert drawn.ceiling <= value + 2e-3


def test_a_draw_makes_sure_of_something_where_visits_for_certain_make_sure_of_nothing():
    sites = alike(5, setup=Fraction(1))
    plan = plan_effort(sites, teams=1, days=4)
    assert fixed_effort(plan.field, teams=1).guarantee == 0
    assert plan.guarantee > 0


def test_strata_of_one_site_share_its_visit():
    strata = tuple(SiteStratum(name=name, population=10, goal=2, rate=Fraction(5)) for name in ("a", "b"))
    sites = [Site(name="S", strata=strata, setup=Fraction(1), days_max=Fraction(3))]
    plan = plan_effort(sites, teams=1, days=9)
    # Two days for two strata: one each, whatever is drawn.
    assert plan.guarantee == 1 - strata[0].undetected(5, 2)
    assert all(tour.visits[0].steps == (2, 2) for choice in plan.choices for tour in choice.tours)


def test_a_site_that_is_closed_in_a_round_is_visited_in_another():
    sites = [site("A", closed=frozenset({1})), site("B", closed=frozenset({2})), site("C")]
    plan = plan_effort(sites, teams=1, days=2, rounds=2)
    where = {
        (tour.round, sites[visit.site].name)
        for choice in plan.choices
        for tour in choice.tours
        for visit in tour.visits
    }
    assert (1, "A") not in where
    assert (2, "B") not in where
    assert {(2, "A"), (1, "B")} <= where


def test_over_rounds_without_a_second_visit_more_is_found_than_by_drawing_anew():
    sites = alike(6)
    once = plan_effort(sites, teams=1, days=1, step=1)
    period = plan_effort(sites, teams=1, days=1, step=1, rounds=6)
    anew = float(found_by_round(float(once.guarantee), 6)[-1])
    of_a_visit = float(1 - once.field.stratum(0).undetected(10, 5))
    assert float(period.guarantee) == pytest.approx(of_a_visit)
    assert anew < float(period.guarantee)


def test_travel_leaves_less_time_to_open_items():
    sites = alike(3)
    way = np.ones((4, 4)) / 2
    near, far = (plan_effort(sites, teams=1, days=3, travel_days=None if near else way) for near in (True, False))
    assert far.guarantee < near.guarantee
    assert all(far.field.duration(tour.visits) <= far.field.horizon for choice in far.choices for tour in choice.tours)


def test_a_split_into_any_number_leaves_at_least_its_bound():
    plan = plan_effort(alike(4, population=12, goal=6), teams=1, days=2, step=1)
    bound = any_split(plan)
    assert bound is not None
    assert (1 - np.exp(-1)) * float(plan.guarantee) <= bound <= float(plan.guarantee)
    least = 1.0
    for parts in np.ndindex(7, 7, 7, 7):
        if sum(parts) == 6:
            missed = Fraction(0)
            for choice, steps in zip(plan.choices, plan.steps, strict=True):
                product = Fraction(choice.weight, plan.total)
                for number, falsified in enumerate(parts):
                    stratum = plan.field.sites[number].strata[0]
                    product *= stratum.undetected(stratum.opened(Fraction(steps.get((number, 0), 0))), falsified)
                missed += product
            least = min(least, float(1 - missed))
    assert least >= bound
    small = plan_effort([*alike(2), site("T", population=2, goal=5)], teams=1, days=2)
    assert any_split(small) is None


def test_timeliness_has_its_closed_forms():
    assert [announced_delay(k) for k in (0, 1, 2)] == [1, 1 / 2, 1 / 3]
    for start in (0.0, 0.2, 0.6):
        # The delay is averaged over the evenly drawn quantile of the inspection's time.
        def delay(u, start=start):
            at = float(unannounced_time(u))
            return at - start if at > start else 1 - start

        jump = [-np.log1p(-start)] if start else None
        assert quad(delay, 0, 1, points=jump)[0] == pytest.approx(delay_after(start), abs=1e-6)
        assert delay_after(start) == pytest.approx(unannounced_delay())
    assert delay_after(0.9) == pytest.approx(0.1)


def test_the_one_unannounced_inspection_is_the_limit_of_games_on_a_grid():
    at = (np.arange(200) + 0.5) / 200  # inspections
    begun = np.arange(200) / 200  # acts, each at the end of nothing: before the inspection of its own step
    delay = np.where(at[:, None] > begun[None], at[:, None] - begun[None], 1 - begun[None])
    assert -zero_sum(-delay).guarantee == pytest.approx(unannounced_delay(), abs=0.005)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plan_effort([], teams=1, days=1), "sites: bad-value"),
        (lambda: plan_effort(alike(2), teams=0, days=1), "teams: bad-value"),
        (lambda: plan_effort(alike(2), teams=1, days=0), "days: bad-value"),
        (lambda: plan_effort(alike(2), teams=1, days=1000), "days: bad-value"),
        (lambda: plan_effort([site(), site()], teams=1, days=1), "sites: bad-value"),
        (lambda: plan_effort([site(setup=Fraction(3))], teams=1, days=3), "site S: meaningless"),
        (lambda: plan_effort([site(closed=frozenset({1}))], teams=1, days=3), "site S: meaningless"),
        (lambda: plan_effort([site(population=4)], teams=1, days=3), "sites: meaningless"),
        (lambda: plan_effort(alike(2), teams=1, days=3, travel_days=[[0.0]]), "travel_days: bad-value"),
        (lambda: fixed_effort(field_of(alike(1), days=3, travel_days=np.ones((2, 2))), teams=1), "field: bad-value"),
        (lambda: replace(site().strata[0], sensitivity=Fraction(2)), "sensitivity: bad-value"),
        (lambda: Site(name="S", strata=()), "strata: bad-value"),
        (lambda: exponential_effort([0.0], 1.0), "rates: bad-value"),
        (lambda: delay_after(2.0), "start: bad-value"),
    ],
)
def test_what_cannot_be_planned_is_refused_by_name(call, words):
    with pytest.raises(RefusedError, match=f"^{words}"):
        call()

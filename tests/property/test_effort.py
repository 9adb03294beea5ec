"""Plans of visits against slow obvious oracles: every schedule written out, every division of days, exact games."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.inspection import Site, SiteStratum, fixed_effort, plan_effort, worst_plan_split, zero_sum
from proverka.inspection.effort import field_of
from proverka.inspection.gains import Gains
from proverka.inspection.tour_pricing import Pricer
from proverka.inspection.visits import Field, Tour, Visit

small = settings(max_examples=25, deadline=None)


@st.composite
def strata(draw: st.DrawFn, name: str) -> SiteStratum:
    population = draw(st.integers(2, 9))
    return SiteStratum(
        name=name,
        population=population,
        goal=draw(st.integers(1, population)),
        rate=Fraction(draw(st.integers(1, 5))),
        sensitivity=draw(st.sampled_from([Fraction(1), Fraction(4, 5), Fraction(1, 2)])),
    )


@st.composite
def site_lists(draw: st.DrawFn, most: int = 4) -> list[Site]:
    return [
        Site(
            name=f"S{i}",
            strata=tuple(draw(strata(name=f"s{j}")) for j in range(draw(st.integers(1, 2)))),
            setup=Fraction(draw(st.integers(0, 1))),
            days_max=draw(st.sampled_from([None, Fraction(2), Fraction(3)])),
        )
        for i in range(draw(st.integers(1, most)))
    ]


@st.composite
def ways(draw: st.DrawFn, places: int) -> list[list[int]]:
    return [[0 if i == j else draw(st.integers(0, 2)) for j in range(places)] for i in range(places)]


def visits(field: Field, site: int) -> Iterator[Visit]:
    """Yield every visit to a site."""
    most = int(field.effort_max[site])
    for steps in product(range(most + 1), repeat=len(field.sites[site].strata)):
        if 0 < sum(steps) <= most:
            yield Visit(site=site, steps=steps)


def tours(field: Field) -> Iterator[Tour]:
    """Yield every tour of one team, in every order of its sites."""
    for count in range(len(field.sites) + 1):
        for order in permutations(range(len(field.sites)), count):
            for tour in product(*(tuple(visits(field, site)) for site in order)):
                if field.duration(tour) <= field.horizon:
                    yield tour


def schedules(field: Field, teams: int) -> np.ndarray:
    """Return what every schedule detects, [schedules, targets]."""
    by_team = [(frozenset(visit.site for visit in tour), field.detected([tour])) for tour in tours(field)]
    rows = {tuple(by_team[0][1])}
    for chosen in combinations(range(len(by_team)), teams):
        sites = [by_team[number][0] for number in chosen]
        if sum(map(len, sites)) == len(frozenset().union(*sites)):
            rows.add(tuple(np.sum([by_team[number][1] for number in chosen], axis=0)))
    return np.array(sorted(rows))


def exact_value(paid: Sequence[Sequence[Fraction]]) -> Fraction:
    """Return the value of a game from its square sub-games: of all supports, the one that nobody leaves."""
    rows, columns = len(paid), len(paid[0])
    for size in range(1, min(rows, columns) + 1):
        for ours in combinations(range(rows), size):
            for theirs in combinations(range(columns), size):
                mixed = equalising([[paid[i][j] for i in ours] for j in theirs])
                answer = equalising([[paid[i][j] for j in theirs] for i in ours])
                if mixed is None or answer is None:
                    continue
                guarantee = min(
                    sum((mixed[0][k] * paid[i][j] for k, i in enumerate(ours)), Fraction(0)) for j in range(columns)
                )
                ceiling = max(
                    sum((answer[0][k] * paid[i][j] for k, j in enumerate(theirs)), Fraction(0)) for i in range(rows)
                )
                if guarantee == ceiling:
                    return guarantee
    raise AssertionError


def equalising(lines: list[list[Fraction]]) -> tuple[list[Fraction], Fraction] | None:
    """Return probabilities that make all lines worth the same, and what they are worth; None where none do."""
    size = len(lines)
    system = [[*line, Fraction(-1), Fraction(0)] for line in lines] + [
        [Fraction(1)] * size + [Fraction(0), Fraction(1)]
    ]
    for column in range(size + 1):
        pivot = next((row for row in range(column, size + 1) if system[row][column]), None)
        if pivot is None:
            return None
        system[column], system[pivot] = system[pivot], system[column]
        system[column] = [value / system[column][column] for value in system[column]]
        for row in range(size + 1):
            if row != column and system[row][column]:
                factor = system[row][column]
                system[row] = [a - factor * b for a, b in zip(system[row], system[column], strict=True)]
    solved = [row[-1] for row in system]
    return (solved[:-1], solved[-1]) if min(solved[:-1]) >= 0 else None


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(-6, 6), min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
@small
def test_a_game_on_a_matrix_has_the_value_of_its_supports(paid):
    solved = zero_sum(paid)
    value = float(exact_value([[Fraction(one) for one in row] for row in paid]))
    assert solved.guarantee == pytest.approx(value, abs=1e-9)
    assert solved.ceiling == pytest.approx(value, abs=1e-9)
    assert solved.rows.sum() == pytest.approx(1)
    assert solved.columns.sum() == pytest.approx(1)


@given(data=st.data(), sites=site_lists(most=3), days=st.integers(2, 4), teams=st.integers(1, 2), travels=st.booleans())
@small
def test_the_value_over_all_schedules_lies_between_the_bounds(data, sites, days, teams, travels):
    way = data.draw(ways(len(sites) + 1)) if travels else None
    field = field_of(sites, days=days, step=1, travel_days=way)
    if (field.effort_max < 1).any() or not field.targets:
        return
    plan = plan_effort(sites, teams=teams, days=days, step=1, travel_days=way, tolerance=1e-9)
    value = zero_sum(schedules(field, teams)).guarantee
    assert float(plan.guarantee) <= value + 2e-6
    assert value <= plan.ceiling + 1e-9
    if teams == 1:
        # Averages of the tours of one team are what a draw of one of them does: nothing is lost but the rounding.
        assert plan.gap <= 2e-6
    assert float(np.array(field.detection).max()) <= 1
    for choice in plan.choices:
        assert all(field.duration(tour.visits) <= field.horizon for tour in choice.tours)
        went = [visit.site for tour in choice.tours for visit in tour.visits]
        assert len(went) == len(set(went))
    assert plan.total == 1_000_000


@given(data=st.data(), sites=site_lists(), days=st.integers(2, 5), travels=st.booleans())
@small
def test_the_best_tour_is_the_best_of_all(data, sites, days, travels):
    way = data.draw(ways(len(sites) + 1)) if travels else None
    field = field_of(sites, days=days, step=1, travel_days=way)
    numbers = st.floats(0, 1, allow_subnormal=False)
    worth = np.array([data.draw(numbers) for _ in field.targets])
    fee = np.array([data.draw(numbers) / 4 for _ in sites])
    opened = np.ones(len(sites), bool)
    priced = Pricer(field=field).best(worth, fee, opened)
    best = max(float(field.detected([tour]) @ worth) - sum(fee[visit.site] for visit in tour) for tour in tours(field))
    assert priced.bound == pytest.approx(best, abs=1e-9)
    if priced.tours:
        assert Gains(field, worth, fee, opened).of(priced.tours[0]) == pytest.approx(best, abs=1e-9)
        assert field.duration(priced.tours[0]) <= field.horizon


@given(sites=site_lists(most=3), days=st.integers(1, 5), teams=st.integers(1, 2))
@small
def test_fixed_effort_is_the_best_of_all_divisions(sites, days, teams):
    field = field_of(sites, days=days, step=1)
    if not field.targets:
        return
    best = float(schedules(field, teams).min(axis=1).max())
    plan = fixed_effort(field, teams=teams)
    assert plan.guarantee == pytest.approx(best, abs=1e-12)
    assert float(field.detected(plan.tours).min()) >= plan.guarantee
    assert all(field.duration(tour) <= field.horizon for tour in plan.tours)


@given(sites=site_lists(most=4), days=st.integers(2, 4))
@small
def test_more_effort_never_makes_sure_of_less(sites, days):
    field = field_of(sites, days=days, step=1)
    if (field.effort_max < 1).any() or not field.targets:
        return
    plan = plan_effort(sites, teams=1, days=days, step=1, tolerance=1e-9)
    longer = plan_effort(sites, teams=1, days=days + 1, step=1, tolerance=1e-9)
    assert float(longer.guarantee) >= float(plan.guarantee) - 2e-6
    other = plan_effort(sites, teams=2, days=days, step=1, tolerance=1e-9)
    assert other.ceiling >= float(plan.guarantee)
    # One more team adds what the price of a team says at most.
    assert other.ceiling <= plan.ceiling + plan.day_price * days + 1e-6


@given(sites=site_lists(most=3), days=st.integers(2, 4), teams=st.integers(1, 2))
@small
def test_the_worst_split_in_two_is_the_worst_of_all(sites, days, teams):
    field = field_of(sites, days=days, step=1)
    if (field.effort_max < 1).any() or not field.targets:
        return
    plan = plan_effort(sites, teams=teams, days=days, step=1, tolerance=1e-9)
    parts = [(i, j) for i, site in enumerate(sites) for j in range(len(site.strata))]
    least = min(
        found_split(plan, chosen, falsified)
        for count in (1, 2)
        for chosen in combinations(parts, count)
        for falsified in product(*(range(1, sites[i].strata[j].population + 1) for i, j in chosen))
        if sum(Fraction(r, sites[i].strata[j].goal) for r, (i, j) in zip(falsified, chosen, strict=True)) >= 1
    )
    split = worst_plan_split(plan)
    assert split is not None
    assert split.least == pytest.approx(float(least), abs=1e-9)
    assert split.detection == pytest.approx(float(least), abs=1e-9)


def found_split(plan, chosen, falsified):
    """Return the exact probability that a split is found."""
    missed = Fraction(0)
    for choice, steps in zip(plan.choices, plan.steps, strict=True):
        all_missed = Fraction(choice.weight, plan.total)
        for (i, j), r in zip(chosen, falsified, strict=True):
            stratum = plan.field.sites[i].strata[j]
            all_missed *= stratum.undetected(stratum.opened(Fraction(steps.get((i, j), 0))), r)
        missed += all_missed
    return 1 - missed


@given(stratum=strata(name="s"), opened=st.integers(0, 9), data=st.data())
@small
def test_detection_is_exact_and_grows_ever_more_slowly_with_what_is_falsified(stratum, opened, data):
    opened = min(opened, stratum.population)
    missed = [stratum.undetected(opened, r) for r in range(stratum.population + 1)]
    falls = [a - b for a, b in pairwise(missed)]
    assert falls == sorted(falls, reverse=True)  # what `any_split` rests on
    r = data.draw(st.integers(0, stratum.population))
    assert float(stratum.detection([opened], r)[0]) == pytest.approx(float(1 - missed[r]), abs=1e-12)
    outcomes = [
        (1 - stratum.sensitivity) ** len(set(drawn) & set(range(r)))
        for drawn in combinations(range(stratum.population), opened)
    ]
    assert missed[r] == sum(outcomes, Fraction(0)) / len(outcomes)

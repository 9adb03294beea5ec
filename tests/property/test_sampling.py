"""The statistics of sampling against slow oracles: counting in fractions, and every possibility one after the other."""

from fractions import Fraction
from itertools import product
from math import comb, prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.inspection import (
    UNATTAINABLE,
    Instrument,
    LevelsPlan,
    RiskPoint,
    Stratum,
    acceptance_probability,
    approximate_sample,
    attributes_plan,
    beta_binomial,
    detection_probability,
    levels_curve,
    nondetection_probability,
    posterior,
    remaining,
    smallest_sample,
    split_detection,
    upper_bound,
    worst_split,
)
from proverka.inspection import strata as strata_
from proverka.inspection.hypergeometric import at_least, at_most, probability, quantile

# Chances as people state them, and as measurements give them.
STATED = st.sampled_from([0.0, 0.05, 0.1, 0.2, 0.25, 0.5, 0.6, 0.75, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999, 1.0])
CHANCES = STATED | st.floats(0, 1).map(lambda x: round(x, 6))
GOALS = STATED | st.floats(0, 1)


def meant(number: float) -> Fraction:
    return Fraction(repr(float(number)))


def close(found: object, exact: Fraction, *, relative: float = 1e-12) -> bool:
    got = Fraction(float(found))  # type: ignore[arg-type]
    return abs(got - exact) <= Fraction(relative) * exact + Fraction(1, 10**300)


@st.composite
def plans(draw: st.DrawFn, most: int = 40) -> tuple[int, int, int]:
    """A population, its defects and a sample."""
    population = draw(st.integers(1, most))
    return population, draw(st.integers(0, population)), draw(st.integers(0, population))


def held(population: int, defects: int, sample: int) -> list[Fraction]:
    """The probability that the sample holds 0, 1, 2… defects, counted."""
    every = comb(population, sample)
    return [Fraction(comb(defects, k) * comb(population - defects, sample - k), every) for k in range(sample + 1)]


def bernoulli(number: int, chance: Fraction) -> list[Fraction]:
    return [comb(number, k) * chance**k * (1 - chance) ** (number - k) for k in range(number + 1)]


def silent(plan: tuple[int, int, int], seen: float, wrong: float, alarm: int) -> Fraction:
    """The probability of fewer positives than raise the alarm, by every way in which that may come."""
    total = Fraction(0)
    for k, chance in enumerate(held(*plan)):
        true, false = bernoulli(k, meant(seen)), bernoulli(plan[2] - k, meant(wrong))
        total += chance * sum(a * b for (i, a), (j, b) in product(enumerate(true), enumerate(false)) if i + j < alarm)
    return total


@given(plans(200), st.integers(-2, 202))
@settings(deadline=None)
def test_probabilities_of_defects_are_counted(plan: tuple[int, int, int], found: int) -> None:
    chances = held(*plan)
    exact = chances[found] if 0 <= found < len(chances) else Fraction(0)
    assert close(probability(found, *plan), exact)
    assert close(at_most(found, *plan), sum(chances[: max(0, found + 1)], Fraction(0)))
    assert close(at_least(found, *plan), sum(chances[max(0, found) :], Fraction(0)))


@given(plans(60), CHANCES)
@settings(deadline=None)
def test_a_quantile_is_where_the_sum_reaches_the_chance(plan: tuple[int, int, int], chance: float) -> None:
    k = int(quantile(chance, *plan))
    assert float(at_most(k, *plan)) >= chance or k == min(plan[1], plan[2])
    assert k == max(0, plan[1] + plan[2] - plan[0]) or float(at_most(k - 1, *plan)) < chance


@pytest.mark.parametrize("population", [10**6, 10**7])
def test_large_populations_keep_thirteen_digits(population: int) -> None:
    chance = np.random.default_rng(population)
    for _ in range(20):
        sample = int(chance.integers(1, 400))
        defects = int(chance.choice([chance.integers(1, 1000), chance.integers(1, population)]))
        found = min(sample, defects, sample * defects // population + int(chance.integers(0, 4)))
        exact = Fraction(comb(defects, found) * comb(population - defects, sample - found), comb(population, sample))
        assert close(probability(found, population, defects, sample), exact, relative=1e-13)


@given(plans(12), CHANCES, CHANCES, st.integers(1, 4))
@settings(deadline=None)
def test_imperfect_instruments_are_enumerated(
    plan: tuple[int, int, int], seen: float, wrong: float, alarm: int
) -> None:
    exact = silent(plan, seen, wrong, alarm)
    how: Any = {"sensitivity": seen, "false_positive": wrong, "alarm": alarm}
    # A chance of 0.95 is not quite the double that stands for it: what is 0 or 1 by a hair differs by so much.
    assert abs(Fraction(float(nondetection_probability(*plan, **how))) - exact) < Fraction(1, 10**13)
    assert abs(Fraction(float(detection_probability(*plan, **how))) - (1 - exact)) < Fraction(1, 10**13)
    if {seen, wrong} <= {0.0, 0.25, 0.5, 0.75, 1.0}:
        assert close(nondetection_probability(*plan, **how), exact)
        assert close(detection_probability(*plan, **how), 1 - exact)


@given(plans(12), CHANCES, CHANCES, st.integers(1, 4))
@settings(deadline=None)
def test_draws_that_are_put_back(plan: tuple[int, int, int], seen: float, wrong: float, alarm: int) -> None:
    population, defects, sample = plan
    chance = (defects * meant(seen) + (population - defects) * meant(wrong)) / population
    exact = sum(bernoulli(sample, chance)[:alarm], Fraction(0))
    found = nondetection_probability(*plan, sensitivity=seen, false_positive=wrong, alarm=alarm, replacement=True)
    assert abs(Fraction(float(found)) - exact) < Fraction(1, 10**13)


@given(plans(), GOALS)
@settings(deadline=None)
def test_the_smallest_sample_is_the_first_that_is_enough(plan: tuple[int, int, int], goal: float) -> None:
    population, defects, _ = plan
    defects = max(1, defects)
    first = next(n for n in range(population + 1) if 1 - held(population, defects, n)[0] >= meant(goal))
    assert int(smallest_sample(population, defects, goal)) == first


@given(plans(10), STATED, STATED, STATED, st.integers(1, 3))
@settings(deadline=None, max_examples=60)
def test_the_smallest_sample_of_an_imperfect_instrument(
    plan: tuple[int, int, int], goal: float, seen: float, wrong: float, alarm: int
) -> None:
    population, defects, _ = plan
    defects = max(1, defects)
    enough = (
        n for n in range(population + 1) if 1 - silent((population, defects, n), seen, wrong, alarm) >= meant(goal)
    )
    found = smallest_sample(population, defects, goal, sensitivity=seen, false_positive=wrong, alarm=alarm)
    assert int(found) == next(enough, UNATTAINABLE)


@given(plans(10), STATED.filter(lambda p: p < 1), st.integers(1, 3))
@settings(deadline=None)
def test_the_smallest_number_of_draws_that_are_put_back(plan: tuple[int, int, int], goal: float, alarm: int) -> None:
    population, defects, _ = plan
    defects = max(1, defects)
    share = Fraction(defects, population)
    n = int(smallest_sample(population, defects, goal, alarm=alarm, replacement=True))
    assert 1 - sum(bernoulli(n, share)[:alarm], Fraction(0)) >= meant(goal)
    assert n == 0 or 1 - sum(bernoulli(n - 1, share)[:alarm], Fraction(0)) < meant(goal)


@given(st.integers(1, 60), st.integers(1, 6), STATED, st.sampled_from([1.0, 0.9, 0.5]))
@settings(deadline=None)
def test_the_formula_of_the_agency_is_rounded_as_it_says(population: int, goal: int, sure: float, seen: float) -> None:
    goal = min(goal, population)
    n = int(approximate_sample(population, goal, sure, sensitivity=seen))
    beta, share = 1 - meant(sure), meant(seen) / population
    assert max(Fraction(0), 1 - share * n) ** goal <= beta
    assert n == 0 or (1 - share * (n - 1)) ** goal > beta
    if seen == 1.0:
        assert n >= int(smallest_sample(population, goal, sure))


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 6)), min_size=1, max_size=3), st.data())
@settings(deadline=None)
def test_the_worst_split_is_the_worst_of_all(stratum: list[tuple[int, int]], data: st.DataObject) -> None:
    populations = [size for size, _ in stratum]
    samples = [min(part) for part in stratum]
    seen = data.draw(st.lists(STATED, min_size=len(stratum), max_size=len(stratum)))
    goal = data.draw(st.integers(0, sum(populations)))
    worst = max(
        prod(silent((of, bad, n), s, 0.0, 1) for of, bad, n, s in zip(populations, split, samples, seen, strict=True))
        for split in product(*(range(size + 1) for size in populations))
        if sum(split) == goal
    )
    found = worst_split(populations, samples, goal, sensitivity=seen)
    assert sum(found.defects) == goal
    assert found.nondetection == pytest.approx(float(worst), rel=1e-9, abs=1e-15)
    assert found == split_detection(populations, samples, found.defects, sensitivity=seen)


@given(st.lists(st.lists(st.floats(-9, 0), min_size=0, max_size=5), min_size=1, max_size=4), st.data())
@settings(deadline=None)
def test_curves_of_any_form_are_split_by_comparison(steps: list[list[float]], data: st.DataObject) -> None:
    curves = [np.concatenate(([0.0], np.cumsum(part))) for part in steps]
    goal = data.draw(st.integers(0, sum(len(part) for part in steps)))
    split = strata_._by_comparison(curves, goal)
    best = max(
        sum(curve[k] for curve, k in zip(curves, one, strict=True))
        for one in product(*(range(curve.size) for curve in curves))
        if sum(one) == goal
    )
    assert split.sum() == goal
    assert sum(curve[k] for curve, k in zip(curves, split, strict=True)) == pytest.approx(best)


POINTS = st.sampled_from([0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3])


@given(POINTS, POINTS, st.sampled_from([0.9, 0.95, 1.0]), st.sampled_from([0.05, 0.1, 0.2]), st.none() | st.just(100))
@settings(deadline=None, max_examples=40)
def test_a_plan_by_attributes_has_no_smaller_one(
    good: float, bad: float, least: float, most: float, lot: int | None
) -> None:
    if not 0 <= good < bad or bad - good < 0.05 or (least == 1.0 and good > 0 and lot is None):
        return
    plan = attributes_plan(
        RiskPoint(proportion=good, acceptance=least), RiskPoint(proportion=bad, acceptance=most), population=lot
    )

    def meets(n: int, c: int) -> bool:
        pair = [acceptance_probability(n, c, p, population=lot) for p in (good, bad)]
        return bool(pair[0] >= least - 1e-12 and pair[1] <= most + 1e-12)

    assert meets(plan.sample, plan.accept)
    n = np.arange(1, plan.sample)
    for c in range(plan.accept + 2):
        accepted = [acceptance_probability(n, c, p, population=lot) for p in (good, bad)]
        assert not np.any((accepted[0] >= least + 1e-12) & (accepted[1] <= most - 1e-12)), c


@given(plans(30), STATED.filter(lambda p: p < 1), STATED, st.data())
@settings(deadline=None, max_examples=60)
def test_the_upper_bound_is_the_last_number_not_refuted(
    plan: tuple[int, int, int], sure: float, seen: float, data: st.DataObject
) -> None:
    population, _, sample = plan
    sample = min(sample, 12)
    found = data.draw(st.integers(0, sample))
    bound = int(upper_bound(population, sample, found, sure, sensitivity=seen))
    possible = [
        bad
        for bad in range(found, population + 1)
        if silent((population, bad, sample), seen, 0.0, found + 1) > 1 - meant(sure)
    ]
    assert bound == max(possible, default=found)


@given(plans(60), STATED.filter(lambda p: 0 < p < 1))
@settings(deadline=None)
def test_the_bound_after_a_clean_sample_is_what_the_sample_was_made_for(
    plan: tuple[int, int, int], sure: float
) -> None:
    population, defects, _ = plan
    defects = max(1, defects)
    sample = int(smallest_sample(population, defects, sure))
    assert int(upper_bound(population, sample, 0, sure)) < defects
    assert sample == 0 or int(upper_bound(population, sample - 1, 0, sure)) >= defects


def rising(start: Fraction, steps: int) -> Fraction:
    return prod((start + i for i in range(steps)), start=Fraction(1))


@given(st.integers(0, 30), st.sampled_from([0.5, 1.0, 2.0, 10.0]), st.sampled_from([0.5, 1.0, 2.0, 10.0]))
@settings(deadline=None)
def test_a_beta_binomial_is_counted(number: int, alpha: float, beta: float) -> None:
    a, b = Fraction(alpha), Fraction(beta)
    for k, found in enumerate(beta_binomial(number, alpha, beta)):
        exact = comb(number, k) * rising(a, k) * rising(b, number - k) / rising(a + b, number)
        assert close(found, exact)


@given(plans(25), st.sampled_from([0.5, 1.0, 3.0]), st.data())
@settings(deadline=None)
def test_what_remains_is_the_posterior_less_what_was_found(
    plan: tuple[int, int, int], alpha: float, data: st.DataObject
) -> None:
    population, _, sample = plan
    found = data.draw(st.integers(0, sample))
    after = posterior(beta_binomial(population, alpha, 1.0), sample, found)
    left = remaining(population, sample, found, alpha=alpha)
    assert after[found : found + left.size] == pytest.approx(left, rel=1e-10, abs=1e-14)


@given(plans(10), st.sampled_from([0.25, 0.5, 1.0]), st.data())
@settings(deadline=None, max_examples=40)
def test_a_posterior_is_by_bayes(plan: tuple[int, int, int], seen: float, data: st.DataObject) -> None:
    population, _, sample = plan
    found = data.draw(st.integers(0, sample))
    prior = [Fraction(1, population + 1)] * (population + 1)
    likely = [
        sum(
            (
                chance * bernoulli(k, meant(seen))[found]
                for k, chance in enumerate(held(population, bad, sample))
                if k >= found
            ),
            Fraction(0),
        )
        for bad in range(population + 1)
    ]
    exact = [float(p * q / sum(map(prod, zip(prior, likely, strict=True)))) for p, q in zip(prior, likely, strict=True)]
    after = posterior([float(p) for p in prior], sample, found, sensitivity=seen)
    assert after == pytest.approx(exact, rel=1e-9, abs=1e-12)


def missed_by_levels(population: int, items: int, samples: tuple[int, ...], misses: list[float], draw: str) -> Fraction:
    """The probability that nothing is recognised, over every way in which the defects may lie, by every instrument."""
    if draw == "independent":
        each = [
            missed_by_levels(population, items, (n,), [miss], "separate")
            for n, miss in zip(samples, misses, strict=True)
        ]
        return prod(each, start=Fraction(1))
    chance = []
    for place in range(population):
        seen = Fraction(1)
        first = 0
        for n, miss in zip(samples, misses, strict=True):
            if draw == "nested":
                seen *= Fraction(miss) if place < n else 1
            elif first <= place < first + n:
                seen *= Fraction(miss)
            first += n
        chance.append(seen)
    # The sum over subsets of so many places of the products of their chances, one place after the other.
    sums = [Fraction(1)] + [Fraction(0)] * items
    for one in chance:
        for size in range(items, 0, -1):
            sums[size] += one * sums[size - 1]
    return sums[items] / comb(population, items)


@given(st.integers(2, 9), st.sampled_from(["separate", "nested", "independent"]), st.data())
@settings(deadline=None, max_examples=60)
def test_several_instruments_are_enumerated(population: int, draw: str, data: st.DataObject) -> None:
    deviations = [0.3, 0.1, 0.02]
    parts = [data.draw(st.integers(0, population // 3)) for _ in deviations]
    samples = tuple(np.cumsum(parts[::-1])[::-1].tolist()) if draw == "nested" else tuple(parts)
    plan = LevelsPlan(
        stratum=Stratum(population=population, item_mass=2.0, goal_mass=data.draw(st.sampled_from([1.0, 2.0, 3.5]))),
        instruments=tuple(Instrument(name=str(d), random=d) for d in deviations),
        samples=samples,
        draw=draw,  # type: ignore[arg-type]
    )
    curve = levels_curve(plan)
    for items, share, missed in zip(curve.items, curve.shares, curve.nondetection, strict=True):
        misses = [1.0 - float(one.recognises(share)) for one in plan.instruments]
        exact = missed_by_levels(population, int(items), samples, misses, draw)
        assert float(missed) == pytest.approx(float(exact), rel=1e-11, abs=1e-15)

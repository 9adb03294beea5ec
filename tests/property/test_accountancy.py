"""The accountancy against slow and obvious ways to the same numbers."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import ndtr

from proverka.accountancy import (
    NONE,
    Effect,
    PageTest,
    alarm_probabilities,
    balance_errors,
    factor,
    material_unaccounted_for,
    measurements,
    period_of,
    standardised,
)

PERIODS = 4
BALANCES = st.integers(NONE, PERIODS - 1)


@st.composite
def plants(draw):
    """Measurements of whole amounts in any balances, and effects of every kind that they bear."""
    size, width, kinds = draw(st.integers(1, 12)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    effects = [
        Effect(
            id=f"effect {number}",
            deviation=draw(st.integers(0, 64)) / 64,
            relative=draw(st.booleans()),
            shared=draw(st.booleans()),
            drift=draw(st.booleans()),
        )
        for number in range(kinds)
    ]
    # No measurement bears an effect twice.
    borne = [[*draw(st.lists(st.integers(0, kinds - 1), max_size=width, unique=True))] for _ in range(size)]
    measured = measurements(
        draw(st.lists(st.integers(-1000, 1000), min_size=size, max_size=size)),
        added_to=draw(st.lists(BALANCES, min_size=size, max_size=size)),
        taken_from=draw(st.lists(BALANCES, min_size=size, max_size=size)),
        effects=[row + [NONE] * (width - len(row)) for row in borne],
        nominal=draw(st.lists(st.integers(-100, 100), min_size=size, max_size=size)),
        elapsed=draw(st.lists(st.integers(0, 8), min_size=size, max_size=size)),
    )
    return measured, effects


def incidence(measured):
    """The matrix that sums measurements to balances, written out."""
    matrix = [[Fraction(0)] * len(measured.values) for _ in range(PERIODS)]
    for row, (added, taken) in enumerate(zip(measured.added_to, measured.taken_from, strict=True)):
        if added != NONE:
            matrix[added][row] += 1
        if taken != NONE:
            matrix[taken][row] -= 1
    return matrix


def covariance_by_hand(measured, effects):
    """The covariance of the balances from that of every pair of measurements, in rational numbers."""
    size, matrix = len(measured.values), incidence(measured)

    def moved(row, index):
        effect = effects[index]
        amount = Fraction(measured.nominal[row]) if effect.relative else Fraction(1)
        return Fraction(effect.deviation) * amount * (Fraction(measured.elapsed[row]) if effect.drift else 1)

    def covariance(i, j):
        shared = set(measured.effects[i]) & set(measured.effects[j]) - {NONE}
        return sum(moved(i, e) * moved(j, e) for e in shared if effects[e].shared or i == j)

    return [
        [
            sum(matrix[p][i] * matrix[q][j] * covariance(i, j) for i in range(size) for j in range(size))
            for q in range(PERIODS)
        ]
        for p in range(PERIODS)
    ]


@given(plants())
def test_the_balance_and_its_covariance_are_those_of_every_pair_of_measurements(plant):
    measured, effects = plant
    by_hand = [sum(a * Fraction(v) for a, v in zip(row, measured.values, strict=True)) for row in incidence(measured)]
    assert material_unaccounted_for(measured, PERIODS).tolist() == [float(total) for total in by_hand]
    errors = balance_errors(measured, effects, PERIODS)
    exact = np.array(covariance_by_hand(measured, effects), dtype=float)
    np.testing.assert_allclose(errors.covariance, exact, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(errors.contributions.sum(axis=1), np.diagonal(exact), rtol=1e-12, atol=1e-9)
    weights = np.array([1.0, -2.0, 0.5, 3.0])
    np.testing.assert_allclose(errors.variances(weights).sum(), weights @ exact @ weights, rtol=1e-11, atol=1e-8)


@given(plants(), st.lists(st.integers(-100, 100), min_size=PERIODS, max_size=PERIODS))
def test_what_the_errors_can_make_is_never_beyond_chance(plant, drawn):
    measured, effects = plant
    covariance = balance_errors(measured, effects, PERIODS).covariance
    factored = factor(covariance)
    np.testing.assert_allclose(factored.lower @ factored.lower.T, covariance, rtol=1e-6, atol=1e-6)
    possible = covariance @ np.array(drawn, dtype=float)
    assert not np.any(np.isinf(standardised(factored, possible)))


# By powers of two nothing is rounded: what is settled stands on the same side of its bound in either unit.
@given(plants(), st.integers(-10, 10).map(lambda power: 2.0**power))
def test_the_unit_does_not_matter(plant, unit):
    measured, effects = plant
    covariance = balance_errors(measured, effects, PERIODS).covariance
    muf = material_unaccounted_for(measured, PERIODS)
    one, other = standardised(factor(covariance), muf), standardised(factor(covariance * unit**2), muf * unit)
    np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)


@settings(max_examples=20)
@given(
    st.floats(-1, 1.5),
    st.floats(0.5, 5),
    st.floats(0, 1),
    st.lists(st.floats(-2, 4), min_size=2, max_size=2),
    st.lists(st.floats(0.5, 2), min_size=2, max_size=2),
)
def test_two_periods_of_page_by_one_integral(k, h, head, means, deviations):
    test = PageTest(k=k, h=h, head_start=head * h)
    first, second = means
    wide, wider = deviations

    def stays(place):
        return ndtr((h + k - place - second) / wider)

    def density(place):
        return np.exp(-0.5 * ((place - test.head_start + k - first) / wide) ** 2) / (wide * np.sqrt(2 * np.pi))

    inside, _ = quad(lambda place: density(place) * stays(place), 0, h, epsabs=1e-13, epsrel=1e-12)
    at_zero = ndtr((k - test.head_start - first) / wide)
    found = alarm_probabilities(test, means, deviations=deviations)
    np.testing.assert_allclose(found[0], ndtr(-(h + k - test.head_start - first) / wide), rtol=0, atol=1e-13)
    np.testing.assert_allclose(found[1], 1 - inside - at_zero * stays(0.0), rtol=0, atol=1e-11)


@given(st.lists(st.integers(-5, 40)), st.lists(st.integers(0, 30), min_size=2, unique=True))
def test_each_time_lies_in_the_one_period_that_holds_it(times, edges):
    edges = sorted(edges)
    by_hand = [
        next((number for number in range(len(edges) - 1) if edges[number] <= time < edges[number + 1]), NONE)
        for time in times
    ]
    assert period_of(times, edges).tolist() == by_hand

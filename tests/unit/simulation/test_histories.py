import numpy as np
import pytest

from proverka.accountancy import (
    NONE,
    BalanceErrors,
    Effect,
    PageTest,
    alarm_probabilities,
    balance_errors,
    factor,
    measurements,
    page_threshold,
    standardised,
    together,
)
from proverka.model.errors import RefusedError
from proverka.simulation import balance_histories, measured_histories, page_histories

PERIODS = 4
EFFECTS = (
    Effect(id="weighing", deviation=0.3, relative=False, shared=False),
    Effect(id="level", deviation=0.01, shared=False),
    Effect(id="scale", deviation=0.02),
    Effect(id="tank", deviation=0.015),
)
NUMBERS = np.arange(PERIODS)


def plant():
    """Several receipts to a period, one shipment, an inventory at each edge, and what no balance rests on."""
    return together(
        [
            measurements(
                np.linspace(5, 15, 5 * PERIODS), added_to=np.repeat(NUMBERS, 5), taken_from=NONE, effects=[[0, 2]] * 20
            ),
            measurements(np.full(PERIODS, 48.0), added_to=NONE, taken_from=NUMBERS, effects=[[0, 2]] * PERIODS),
            measurements(
                np.linspace(90, 110, PERIODS + 1),
                added_to=np.append(NUMBERS, NONE),
                taken_from=np.append(NONE, NUMBERS),
                effects=[[1, 3]] * (PERIODS + 1),
            ),
            measurements(np.full(7, 1e6), added_to=NONE, taken_from=NONE, effects=0),
        ]
    )


@pytest.fixture(scope="module")
def errors():
    return balance_errors(plant(), EFFECTS, PERIODS)


def within_chance(found, covariance):
    """Whether the covariance of histories is theirs, within five standard errors of each of its members."""
    histories = len(found)
    own = np.diagonal(covariance)
    allowed = 5 * np.sqrt((np.outer(own, own) + covariance**2) / histories)
    return np.all(np.abs(found.T @ found / histories - covariance) < allowed)


def test_both_ways_to_draw_have_the_covariance_that_is_computed(errors):
    by_measurement = measured_histories(plant(), errors, histories=20_000, seed=1)
    by_balance = np.concatenate(list(balance_histories(errors, histories=100_000, seed=2)))
    assert within_chance(by_measurement, errors.covariance)
    assert within_chance(by_balance, errors.covariance)
    # The check can fail: a tenth more on one variance is seen.
    assert not within_chance(by_balance, errors.covariance + np.diag([0.1 * errors.covariance[0, 0], 0, 0, 0]))


def test_balances_that_share_more_than_inventories(errors):
    pairs = np.array([[0, 3], [1, NONE], [2, 0], [3, NONE]])
    tangled = BalanceErrors(effects=EFFECTS, pairs=pairs, own=errors.own[:4] + 1.0, loadings=errors.loadings)
    found = np.concatenate(list(balance_histories(tangled, histories=100_000, seed=3)))
    assert within_chance(found, tangled.covariance)


def test_the_same_seed_gives_the_same_histories_however_many_draw(errors):
    one, two = (measured_histories(plant(), errors, histories=100, seed=4, workers=workers) for workers in (1, 3))
    np.testing.assert_array_equal(one, two)
    other = measured_histories(plant(), errors, histories=100, seed=5)
    assert np.all(one != other)
    one, two = (
        np.concatenate(list(balance_histories(errors, histories=3_000, seed=4, workers=workers))) for workers in (1, 3)
    )
    np.testing.assert_array_equal(one, two)


def test_page_alarms_as_often_as_computed(errors):
    loss = np.array([0.0, 6.0, 0.0, 0.0])
    shift, test = standardised(factor(errors.covariance), loss), PageTest(h=page_threshold(0.05, PERIODS))
    histories = 200_000
    for means in (np.zeros(PERIODS), shift):
        found = page_histories(test, means, histories=histories, seed=6, workers=2)
        exact = np.diff(alarm_probabilities(test, means), prepend=0.0)
        np.testing.assert_allclose(found / histories, exact, rtol=0, atol=5 * np.sqrt(0.25 / histories))


def test_how_far_it_is_is_told(errors):
    told = []
    list(balance_histories(errors, histories=2_500, seed=1, progress=lambda done, total: told.append((done, total))))
    assert told == [(1024, 2500), (2048, 2500), (2500, 2500)]


def test_no_histories_are_refused(errors):
    with pytest.raises(RefusedError, match="histories"):
        measured_histories(plant(), errors, histories=0, seed=1)

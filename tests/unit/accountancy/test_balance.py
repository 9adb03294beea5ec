import numpy as np
import pytest

from proverka.accountancy import (
    NONE,
    Effect,
    balance_errors,
    cumulative_covariance,
    material_unaccounted_for,
    measurements,
    together,
)
from proverka.model.errors import RefusedError

# Two periods: inventories 100, 90, 95 kg at their edges; receipts 50 and 60, shipments 57 and 56.
INVENTORIES = {"added_to": [0, 1, NONE], "taken_from": [NONE, 0, 1]}


def plant(**of_inventories):
    return together(
        [
            measurements([100.0, 90.0, 95.0], **INVENTORIES, effects=[[0, 1]] * 3, **of_inventories),
            measurements([50.0, 60.0], added_to=[0, 1], taken_from=NONE, effects=[[2, 3]] * 2),
            measurements([57.0, 56.0], added_to=NONE, taken_from=[0, 1], effects=[[2, 3]] * 2),
        ]
    )


EFFECTS = (
    Effect(id="tank level", deviation=0.01, shared=False, degrees_of_freedom=10),
    Effect(id="tank calibration", deviation=0.02, degrees_of_freedom=5),
    Effect(id="weighing", deviation=0.5, relative=False, shared=False),
    Effect(id="scale", deviation=0.1, relative=False),
)


def test_the_balance_of_each_period():
    assert material_unaccounted_for(plant(), 2).tolist() == [3.0, -1.0]


def test_the_first_balance_has_a_beginning_inventory_too():
    one = measurements(
        [1000.0, 500.0, 300.0, 1195.0], added_to=[0, 0, NONE, NONE], taken_from=[NONE, NONE, 0, 0], effects=0
    )
    assert material_unaccounted_for(one, 1).tolist() == [5.0]


def test_variances_by_hand():
    errors = balance_errors(plant(), EFFECTS, 2)
    # Own: both inventories of a balance; shared: what the calibration does to their difference.
    level = [0.01**2 * (100**2 + 90**2), 0.01**2 * (90**2 + 95**2)]
    calibration = [(0.02 * (100 - 90)) ** 2, (0.02 * (90 - 95)) ** 2]
    # Two weighings to a balance; the scale's own error goes out with what came in.
    np.testing.assert_allclose(
        errors.contributions, [[level[0], calibration[0], 0.5, 0.0], [level[1], calibration[1], 0.5, 0.0]], atol=1e-15
    )
    between = -(0.01**2) * 90**2 + 0.02**2 * (100 - 90) * (90 - 95)
    assert errors.covariance[0, 1] == pytest.approx(between)
    np.testing.assert_allclose(np.diagonal(errors.covariance), errors.contributions.sum(axis=1))


def test_an_inventory_between_two_balances_leaves_the_cumulative_one():
    errors = balance_errors(plant(), EFFECTS, 2)
    level = errors.cumulative_contributions[1, 0]
    assert level == pytest.approx(0.01**2 * (100**2 + 95**2))
    np.testing.assert_allclose(
        np.diagonal(cumulative_covariance(errors.covariance)), errors.cumulative_contributions.sum(axis=1)
    )


def test_a_drift_grows_with_the_time_since_calibration():
    drifting = [*EFFECTS[:1], Effect(id="tank drift", deviation=0.001, drift=True), *EFFECTS[2:]]
    errors = balance_errors(plant(elapsed=[0.0, 10.0, 20.0]), drifting, 2)
    np.testing.assert_allclose(errors.loadings[:, 1], [-0.001 * 10 * 90, 0.001 * (10 * 90 - 20 * 95)])


def test_relative_effects_are_shares_of_what_is_expected_where_that_is_stated():
    errors = balance_errors(plant(nominal=[100.0, 100.0, 100.0]), EFFECTS, 2)
    assert errors.contributions[0, 1] == 0


def test_effective_degrees_of_freedom():
    errors = balance_errors(plant(), EFFECTS, 2)
    parts = errors.contributions[0]
    assert float(errors.degrees_of_freedom([1, 0])) == pytest.approx(
        parts.sum() ** 2 / (parts[0] ** 2 / 10 + parts[1] ** 2 / 5)
    )
    known = balance_errors(plant(), [Effect(id=e.id, deviation=e.deviation) for e in EFFECTS], 2)
    assert np.isinf(known.degrees_of_freedom([1, 1]))


def test_no_errors_at_all_is_a_balance_of_zero_variance():
    exact = balance_errors(plant(), [Effect(id=e.id, deviation=0.0) for e in EFFECTS], 2)
    assert not exact.covariance.any()
    assert np.isinf(exact.degrees_of_freedom([1, 0]))


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: material_unaccounted_for(plant(), 1), "added_to"),
        (lambda: balance_errors(plant(), EFFECTS[:2], 2), "effects"),
        (lambda: balance_errors(plant(), EFFECTS, 2).variances([1.0]), "weights"),
        (lambda: balance_errors(plant(), EFFECTS, 0), "periods"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(call, where):
    with pytest.raises(RefusedError) as refused:
        call()
    assert refused.value.fault.where == where

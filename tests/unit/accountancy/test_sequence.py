import numpy as np
import pytest

from proverka.accountancy import cumulative, factor, innovations, standardised
from proverka.model.errors import RefusedError

CORRELATED = np.array([[4.0, 2.0, 0.0], [2.0, 5.0, -1.0], [0.0, -1.0, 3.0]])


def test_standardised_balances_have_the_identity_for_covariance():
    factored = factor(CORRELATED)
    whitening = standardised(factored, np.eye(3)).T
    np.testing.assert_allclose(whitening @ CORRELATED @ whitening.T, np.eye(3), atol=1e-14)


def test_an_innovation_is_the_balance_less_what_the_earlier_ones_let_expect():
    factored, muf = factor(CORRELATED), np.array([1.0, -2.0, 4.0])
    by_hand = [
        muf[0],
        muf[1] - 2 / 4 * muf[0],
        muf[2] - CORRELATED[2, :2] @ np.linalg.solve(CORRELATED[:2, :2], muf[:2]),
    ]
    np.testing.assert_allclose(innovations(factored, muf), by_hand)
    np.testing.assert_allclose(innovations(factored, muf) / factored.deviations, standardised(factored, muf))


def test_the_first_balance_is_held_against_its_own_deviation():
    assert standardised(factor(CORRELATED), [3.0, 0.0, 0.0])[0] == 1.5


def test_a_single_balance_and_many_histories():
    assert standardised(factor([[4.0]]), [3.0]).tolist() == [1.5]
    histories = np.arange(24.0).reshape(2, 4, 3)
    found = standardised(factor(CORRELATED), histories)
    np.testing.assert_allclose(found[1, 2], standardised(factor(CORRELATED), histories[1, 2]))


def test_a_balance_without_uncertainty_is_blank_or_beyond_chance():
    factored = factor([[4.0, 0.0], [0.0, 0.0]])
    assert factored.settled.tolist() == [False, True]
    found = standardised(factored, [[2.0, 0.0], [2.0, 0.001], [2.0, -1.0]])
    np.testing.assert_array_equal(found, [[1.0, np.nan], [1.0, np.inf], [1.0, -np.inf]])


def test_a_balance_that_the_earlier_ones_settle():
    # The third is the sum of the first two: a singular covariance of rank two.
    mixing = np.array([[1.0, 0.0], [0.5, 2.0], [1.5, 2.0]])
    factored = factor(mixing @ mixing.T)
    assert factored.settled.tolist() == [False, False, True]
    assert np.isnan(standardised(factored, [1.0, 2.0, 3.0])[2])
    assert np.isposinf(standardised(factored, [1.0, 2.0, 3.5])[2])
    np.testing.assert_allclose(innovations(factored, [1.0, 2.0, 3.5])[2], 0.5)


def test_the_singular_way_gives_the_same_as_the_regular_one():
    wider = np.zeros((4, 4))
    wider[np.ix_([0, 1, 3], [0, 1, 3])] = CORRELATED
    found = standardised(factor(wider), [1.0, -2.0, 0.0, 4.0])
    np.testing.assert_allclose(found[[0, 1, 3]], standardised(factor(CORRELATED), [1.0, -2.0, 4.0]))


def test_the_cumulative_balance():
    assert cumulative([[1.0, 2.0, -4.0]]).tolist() == [[1.0, 3.0, -1.0]]


@pytest.mark.parametrize(
    "covariance",
    [
        [[1.0, 0.5], [0.4, 1.0]],
        [[1.0, 2.0], [2.0, 1.0]],
        [[-1.0]],
        [[0.0, 1.0], [1.0, 4.0]],
        [1.0, 2.0],
        [[1.0, np.nan], [np.nan, 1.0]],
        np.zeros((0, 0)),
    ],
)
def test_what_is_no_covariance_is_refused(covariance):
    with pytest.raises(RefusedError) as refused:
        factor(covariance)
    assert refused.value.fault.where == "covariance"


def test_another_number_of_balances_is_refused():
    with pytest.raises(RefusedError, match="3 balances"):
        standardised(factor(CORRELATED), [1.0, 2.0])


def test_a_negative_variance_beside_a_large_one_is_seen():
    with pytest.raises(RefusedError, match="negative variance"):
        factor(np.array([[1e18, 0, 0], [0, 1, 2], [0, 2, 1]]))

import numpy as np
import pytest

from proverka.accountancy import (
    PageTest,
    best_detection,
    each_detection,
    each_threshold,
    factor,
    normal_detection,
    page_alarms,
    page_detection,
    page_threshold,
    standardised,
    student_detection,
    student_false_alarm,
    student_threshold,
    weighted_detection,
    worst_loss,
)
from proverka.model.errors import RefusedError

N = 6
COVARIANCE = np.eye(N) - 0.4 * (np.eye(N, k=1) + np.eye(N, k=-1)) + 0.3
ABRUPT = np.array([0.0, 0.0, 3.0, 0.0, 0.0, 0.0])


def test_no_test_does_better_than_the_best():
    best = best_detection(COVARIANCE, ABRUPT, 0.05)
    generator = np.random.default_rng(4)
    for weights in generator.normal(size=(200, N)):
        assert weighted_detection(COVARIANCE, ABRUPT, weights, 0.05) <= best + 1e-12
    optimal = np.linalg.solve(COVARIANCE, ABRUPT)
    assert weighted_detection(COVARIANCE, ABRUPT, optimal, 0.05) == pytest.approx(best, abs=1e-12)


def test_cumuf_guarantees_its_probability_against_every_loss_of_a_total():
    worst = worst_loss(COVARIANCE, 5.0)
    assert worst.sum() == pytest.approx(5.0)
    guaranteed = weighted_detection(COVARIANCE, worst, np.ones(N), 0.05)
    assert best_detection(COVARIANCE, worst, 0.05) == pytest.approx(guaranteed, abs=1e-12)
    generator = np.random.default_rng(5)
    for pattern in generator.dirichlet(np.ones(N), size=200):
        assert best_detection(COVARIANCE, 5.0 * pattern, 0.05) >= guaranteed - 1e-12


def test_the_largest_of_several_alarms_as_often_as_asked():
    threshold = each_threshold(0.05, N)
    assert each_detection(factor(COVARIANCE), np.zeros(N), threshold)[-1] == pytest.approx(0.05, abs=1e-12)
    assert each_detection(factor(COVARIANCE), ABRUPT, threshold)[-1] > 0.5


def test_tests_on_drawn_balances_detect_as_often_as_computed():
    histories = 200_000
    drawn = np.random.default_rng(6).multivariate_normal(ABRUPT, COVARIANCE, size=histories, method="cholesky")
    factored, test = factor(COVARIANCE), PageTest(h=page_threshold(0.05, N))
    seen = page_alarms(test, standardised(factored, drawn))
    by_then = np.logical_or.accumulate(seen, axis=1).mean(axis=0)
    np.testing.assert_allclose(page_detection(test, factored, ABRUPT), by_then, atol=5 * 0.5 / np.sqrt(histories))


def test_a_settled_balance_is_passed_over_or_alarms_for_certain():
    covariance = np.diag([1.0, 0.0, 1.0])
    factored, test = factor(covariance), PageTest(h=page_threshold(0.05, 2))
    quiet = page_detection(test, factored, np.zeros(3))
    assert quiet[-1] == pytest.approx(0.05, abs=1e-12)
    assert quiet[0] == quiet[1]
    assert page_detection(test, factored, [0.0, 0.1, 0.0]).tolist()[1:] == [1.0, 1.0]
    assert page_detection(test, factor(np.zeros((2, 2))), [0.0, 0.0]).tolist() == [0.0, 0.0]
    assert best_detection(covariance, [0.0, 0.1, 0.0], 0.05) == 1.0
    assert weighted_detection(covariance, [0.0, 0.1, 0.0], [0.0, 1.0, 0.0], 0.05) == 1.0


def test_a_short_estimate_of_the_deviation_alarms_more_often_than_stated():
    assert float(student_false_alarm(0.05, 5)) == pytest.approx(0.08045987312827241, abs=1e-12)
    assert float(student_false_alarm(0.05, np.inf)) == pytest.approx(0.05)
    assert float(student_threshold(0.05, 20)) == pytest.approx(1.724718, abs=1e-6)


def test_an_estimated_deviation_detects_less_by_the_right_threshold():
    few, many, known = student_detection(3.29, 0.05, [5, 1e6, 1e9])
    assert few < many
    assert many == pytest.approx(float(normal_detection(3.29, 0.05)), abs=1e-5)
    assert known == pytest.approx(many, abs=1e-5)
    drawn = np.random.default_rng(7)
    estimated = np.sqrt(drawn.chisquare(5, 400_000) / 5)
    seen = ((3.29 + drawn.standard_normal(400_000)) / estimated > float(student_threshold(0.05, 5))).mean()
    assert few == pytest.approx(seen, abs=0.004)


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: normal_detection(1.0, 1.0), "false_alarm"),
        (lambda: student_threshold(0.05, 0), "degrees_of_freedom"),
        (lambda: best_detection(COVARIANCE, [1.0], 0.05), "loss or weights"),
        (lambda: worst_loss(np.zeros((2, 2)), 1.0), "covariance"),
        (lambda: each_threshold(0.05, 0), "periods"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(call, where):
    with pytest.raises(RefusedError) as refused:
        call()
    assert refused.value.fault.where == where


def test_known_and_estimated_deviations_stand_in_one_array():
    thresholds = student_threshold(0.05, [1, 5, np.inf])
    np.testing.assert_allclose(thresholds, [6.313751514675, 2.015048373333, 1.644853626951], rtol=1e-12)
    assert student_detection(1.0, 0.05, [3, np.inf])[1] == pytest.approx(float(normal_detection(1.0, 0.05)), rel=1e-12)


@pytest.mark.parametrize("given", [[[1, 2, 3], [1, 2, 3]], [1, 2], [[1, 5], [-5, 1]], [[-1, 0], [0, -1]]])
def test_a_weighted_sum_asks_for_a_covariance(given):
    with pytest.raises(RefusedError, match="covariance: meaningless"):
        weighted_detection(given, [1, 1], [1, 1], 0.05)


@pytest.mark.parametrize("degrees", [1.0, 5.0, np.inf])
@pytest.mark.parametrize("false_alarm", [1e-12, 1e-5, 0.05, 0.5, 0.9])
def test_the_detection_of_a_loss_rises_to_one_however_large_it_is(degrees, false_alarm):
    losses = [0.0, 1.0, 10.0, 9_999.0, 10_001.0, 1e6, 1e9, 1e12, 1e15, 1e18]
    found = student_detection(losses, false_alarm, degrees)
    assert np.all(np.diff(found) >= -1e-12)
    assert found[-1] == pytest.approx(1)
    assert found[4] == pytest.approx(found[3], rel=1e-3)
    assert student_detection(-1e12, false_alarm, degrees) == 0

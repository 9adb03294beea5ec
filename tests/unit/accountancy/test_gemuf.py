import numpy as np
import pytest
from scipy.stats import chi2, ncx2

from proverka.accountancy import AS_IT_IS, SMOOTHED, factor, gemuf, gemuf_detection, gemuf_test, standardised
from proverka.model.errors import RefusedError

N = 7
COVARIANCE = np.eye(N) - 0.4 * (np.eye(N, k=1) + np.eye(N, k=-1)) + 0.3
LOSS = np.array([0.0, 0.0, 0.8, 0.8, 0.8, 0.0, 0.0])


def test_as_it_is_it_is_the_sum_of_squares_of_sitmuf():
    muf = np.random.default_rng(1).normal(size=(3, N))
    scores = standardised(factor(COVARIANCE), muf)
    np.testing.assert_allclose(gemuf(COVARIANCE, muf), np.cumsum(scores**2, axis=-1))


def test_smoothing_averages_over_the_neighbours_there_are():
    muf = np.arange(1.0, 4.0)
    estimate = [(3 * 1 + 2 + 3) / 5, (1 + 3 * 2 + 3) / 5, (1 + 2 + 3 * 3) / 5]
    by_hand = np.array(estimate) @ np.linalg.solve(COVARIANCE[:3, :3], muf)
    assert gemuf(COVARIANCE[:3, :3], muf, smoothing=SMOOTHED)[-1] == pytest.approx(by_hand)


@pytest.mark.parametrize("smoothing", [AS_IT_IS, SMOOTHED, (1.0, 1.0, 1.0)])
def test_the_threshold_and_the_detection_are_those_of_drawn_balances(smoothing):
    histories = 100_000
    test = gemuf_test(COVARIANCE, 0.05, smoothing=smoothing)
    noise = np.random.default_rng(2).multivariate_normal(np.zeros(N), COVARIANCE, size=histories, method="cholesky")
    for loss, probability in ((np.zeros(N), 0.05), (LOSS, gemuf_detection(test, LOSS))):
        seen = (gemuf(COVARIANCE, noise + loss, smoothing=smoothing)[:, -1] > test.threshold).mean()
        assert probability == pytest.approx(seen, abs=5 * 0.5 / np.sqrt(histories))
    assert gemuf_detection(test, np.zeros(N)) == pytest.approx(0.05, abs=1e-8)


def test_both_ways_to_the_same_threshold():
    plain = gemuf_test(COVARIANCE, 0.05)
    # A smoothing that gives neighbours nothing is none, but goes through the integral.
    integrated = gemuf_test(COVARIANCE, 0.05, smoothing=(0.0, 1.0, 0.0))
    assert integrated.threshold == pytest.approx(plain.threshold, rel=1e-6)
    assert gemuf_detection(integrated, LOSS) == pytest.approx(gemuf_detection(plain, LOSS), abs=1e-6)


def test_smoothing_helps_against_a_loss_that_goes_on():
    plain, smoothed = (gemuf_test(COVARIANCE, 0.05, smoothing=s) for s in (AS_IT_IS, SMOOTHED))
    lasting = np.full(N, 1.0)
    assert gemuf_detection(smoothed, lasting) > gemuf_detection(plain, lasting)


@pytest.mark.parametrize(
    ("covariance", "smoothing", "where"),
    [
        (np.zeros((2, 2)), AS_IT_IS, "covariance"),
        (np.eye(2), (1.0, 1.0), "smoothing"),
        (np.eye(2), (1.0, 0.0, 1.0), "smoothing"),
        (np.eye(2), (-1.0,), "smoothing"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(covariance, smoothing, where):
    with pytest.raises(RefusedError) as refused:
        gemuf(covariance, [1.0, 2.0], smoothing=smoothing)
    assert refused.value.fault.where == where


@pytest.mark.parametrize("periods", [1, 2, 3, 5])
def test_few_periods_have_a_threshold_too(periods):
    alphas = [1e-9, 0.05, 1 - 1e-6]
    thresholds = [gemuf_test(np.eye(periods), alpha, smoothing=(0.0, 1.0, 0.0)).threshold for alpha in alphas]
    np.testing.assert_allclose(thresholds, chi2.isf(alphas, periods), rtol=1e-6)


@pytest.mark.parametrize("lost", [0.5, 10.0, 300.0, 1e4])
def test_detection_by_a_contour_is_that_of_a_noncentral_chi_square(lost):
    test = gemuf_test(np.eye(3), 0.05, smoothing=(0.0, 1.0, 0.0))
    found = gemuf_detection(test, [lost, 0.0, 0.0])
    assert found == pytest.approx(float(ncx2.sf(test.threshold, 3, lost**2)), abs=1e-12)


def test_a_smoothed_form_of_few_balances_is_above_its_threshold_as_often_as_asked():
    covariance = np.array([[2.0, 0.5], [0.5, 1.0]])
    test = gemuf_test(covariance, 0.05, smoothing=SMOOTHED)
    drawn = np.random.default_rng(3).multivariate_normal([0, 0], covariance, size=400_000, method="cholesky")
    above = np.mean(gemuf(covariance, drawn, smoothing=SMOOTHED)[:, -1] > test.threshold)
    assert above == pytest.approx(0.05, abs=5 * np.sqrt(0.05 * 0.95 / 400_000))


def test_balances_that_do_not_fit_the_covariance_are_refused():
    for muf in (1.0, [1.0], [1.0, 2.0, 3.0]):
        with pytest.raises(RefusedError, match="muf: meaningless"):
            gemuf(np.eye(2), muf)
    with pytest.raises(RefusedError, match="loss: meaningless"):
        gemuf_detection(gemuf_test(np.eye(2), 0.05), [1.0])

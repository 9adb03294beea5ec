import numpy as np
import pytest

from proverka.accountancy import WaldTest, wald_bounds, wald_performance, wald_sample_share
from proverka.model.errors import RefusedError


@pytest.mark.parametrize("alpha", [0.01, 0.05])
@pytest.mark.parametrize("beta", [0.05, 0.1])
def test_the_errors_of_the_exact_test_are_no_more_than_asked(alpha, beta):
    # Wald's bounds neglect the overshoot: together the two errors are less than asked for.
    low, high = wald_bounds(alpha, beta)
    test = WaldTest(accept=float(low), reject=float(high), shift=0.5)
    false_alarm, missed = wald_performance(test, 0.0).above, 1 - wald_performance(test, 0.5).above
    assert false_alarm + missed < alpha + beta
    assert false_alarm < alpha


def test_many_small_steps_approach_the_approximation():
    low, high = wald_bounds(0.05, 0.05)
    test = WaldTest(accept=float(low), reject=float(high), shift=0.1)
    fixed = 4 * 1.6448536269514722**2 / 0.1**2
    assert wald_performance(test, 0.0).steps / fixed == pytest.approx(
        float(wald_sample_share(0.05, 0.05, lost=False)), rel=0.06
    )


def test_it_saves_half_of_the_sample():
    assert np.all(wald_sample_share([0.01, 0.05], 0.05, lost=False) < 0.6)
    assert float(wald_sample_share(0.01, 0.01, lost=True)) == pytest.approx(0.41604816118471355, abs=1e-12)


def test_errors_that_sum_to_one_are_refused():
    with pytest.raises(RefusedError, match="missed"):
        wald_bounds(0.6, 0.4)
    with pytest.raises(RefusedError, match="shift"):
        WaldTest(accept=-3.0, reject=3.0, shift=1e-4)


def test_the_share_keeps_its_digits_for_very_small_errors():
    near, small = (float(wald_sample_share(alpha, 0.05, lost=True)) for alpha in (1e-15, 1e-17))
    assert 0.7 < near < small < 0.75

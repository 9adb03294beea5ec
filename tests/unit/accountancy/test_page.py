import numpy as np
import pytest

from proverka.accountancy import (
    PageTest,
    alarm_probabilities,
    page_alarms,
    page_statistics,
    page_threshold,
    run_length,
    threshold_for_run_length,
)
from proverka.model.errors import RefusedError


def test_the_statistic_begins_anew_at_zero():
    test = PageTest(k=0.5, h=2.0)
    found = page_statistics(test, [[1.0, -3.0, 2.0, 1.5], [0.0, 0.0, 0.0, 0.0]])
    np.testing.assert_allclose(found, [[0.5, 0.0, 1.5, 2.5], [0.0, 0.0, 0.0, 0.0]])
    assert page_alarms(test, [1.0, -3.0, 2.0, 1.5]).tolist() == [False, False, False, True]


def test_a_blank_is_passed_over_and_infinite_evidence_stays():
    test = PageTest(k=0.5, h=2.0)
    np.testing.assert_allclose(page_statistics(test, [2.0, np.nan, 1.0]), [1.5, 1.5, 2.0])
    assert page_statistics(test, [np.inf, -np.inf, np.nan]).tolist() == [np.inf] * 3
    assert page_statistics(test, [-np.inf, 1.0]).tolist() == [0.0, 0.5]


def test_a_head_start_is_where_it_begins():
    assert page_statistics(PageTest(k=0.5, h=4.0, head_start=2.0), [0.0, 0.0]).tolist() == [1.5, 1.0]
    slow, quick = PageTest(h=4.0), PageTest(h=4.0, head_start=2.0)
    assert run_length(quick, mean=1.0) < run_length(slow, mean=1.0)


@pytest.mark.parametrize(("periods", "k", "head_start"), [(1, 0.5, 0.0), (15, 0.5, 0.0), (365, 0.25, 1.0)])
def test_a_threshold_has_the_false_alarm_probability_that_was_asked_for(periods, k, head_start):
    h = page_threshold(0.05, periods, k=k, head_start=head_start)
    test = PageTest(k=k, h=h, head_start=head_start)
    assert alarm_probabilities(test, np.zeros(periods))[-1] == pytest.approx(0.05, abs=1e-12)


def test_one_balance_is_a_test_of_one_normal_value():
    assert page_threshold(0.05, 1) == pytest.approx(1.6448536269514722 - 0.5, abs=1e-12)


def test_two_sides_alarm_twice_as_often():
    one, two = run_length(PageTest(h=4.0)), run_length(PageTest(h=4.0), sides=2)
    assert two == pytest.approx(one / 2, rel=1e-12)
    assert threshold_for_run_length(two, sides=2) == pytest.approx(4.0, abs=1e-11)


def test_a_sequence_of_another_variance_alarms_more_often():
    test = PageTest(h=3.0)
    usual, wide = (alarm_probabilities(test, np.zeros(10), deviations=d)[-1] for d in (1.0, 1.5))
    assert wide > 3 * usual
    np.testing.assert_allclose(
        alarm_probabilities(test, np.zeros(10), deviations=np.full(10, 1.5))[-1], wide, rtol=1e-12
    )


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: PageTest(h=0.0), "h"),
        (lambda: PageTest(h=1e9), "h"),
        (lambda: PageTest(h=1.0, head_start=2.0), "head_start"),
        (lambda: page_threshold(0.0, 15), "false_alarm"),
        (lambda: page_threshold(1.0, 15), "false_alarm"),
        (lambda: page_threshold(0.05, 0), "periods"),
        (lambda: page_threshold(0.9, 1), "threshold"),
        (lambda: alarm_probabilities(PageTest(h=1.0), [np.nan]), "means"),
        (lambda: alarm_probabilities(PageTest(h=1.0), []), "means"),
        (lambda: alarm_probabilities(PageTest(h=1.0), [0.0, 0.0], deviations=[1.0]), "deviations"),
        (lambda: alarm_probabilities(PageTest(h=1.0), [0.0], deviations=0.0), "deviations"),
        (lambda: run_length(PageTest(h=1.0), sides=3), "sides"),
        (lambda: run_length(PageTest(h=4.0, head_start=1.0), sides=2), "head_start"),
        (lambda: run_length(PageTest(h=4.0, k=-0.1), sides=2), "k"),
        (lambda: page_statistics(PageTest(h=1.0), 2.0), "standardised"),
        (lambda: threshold_for_run_length(0.5), "average"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(call, where):
    with pytest.raises(RefusedError) as refused:
        call()
    assert refused.value.fault.where == where


@pytest.mark.parametrize(("test", "mean"), [(PageTest(h=5.0, k=40.0), 0.0), (PageTest(h=5.0), -50.0)])
def test_a_run_too_long_for_a_number_is_refused(test, mean):
    with pytest.raises(RefusedError, match="mean: bad-value"):
        run_length(test, mean=mean)


@pytest.mark.parametrize("begun", ["x", np.nan, -1, 500.0, [1.0]])
def test_a_head_start_that_is_none_is_refused_by_its_name(begun):
    with pytest.raises(RefusedError, match="head_start: bad-value"):
        page_threshold(0.05, 20, head_start=begun)

import numpy as np
import pytest

from proverka.accountancy import each_detection, page_detection, page_threshold, weighted_detection
from proverka.simulation.balancing import balance_under_test, inventory_of
from proverka.simulation.regime import BalanceTest


def struck(comparison, site=0, **stated):
    return balance_under_test(comparison, comparison.sites[site], BalanceTest(**stated))


def test_an_inventory_follows_from_the_flows(read):
    comparison = read()
    assert inventory_of(comparison.sites[0].balance, 6).tolist() == [400, 360, 320, 280, 240, 200, 160]
    assert inventory_of(comparison.sites[1].balance, 6).tolist() == [200] * 7


def test_the_covariance_is_what_the_effects_come_to(read):
    found = struck(read())
    # An inventory errs by 2 % of itself by itself, a shipment of 40 kg too, and all shipments by 1 % together.
    stock = 0.02 * np.array([400, 360, 320, 280, 240, 200, 160])
    expected = np.diag(stock[:-1] ** 2 + stock[1:] ** 2 + 0.8**2)
    expected -= np.diag(stock[1:-1] ** 2, 1) + np.diag(stock[1:-1] ** 2, -1)
    assert found.errors.covariance == pytest.approx(expected + 0.4**2)
    assert found.own @ found.own.T == pytest.approx(expected)
    assert found.same
    assert found.shared == {"scale"}
    assert struck(read(), site=1).shared == frozenset()


def test_measuring_in_parts_divides_the_variance_of_what_is_each_ones_own(small, read):
    whole = struck(read()).errors.covariance
    small["sites"][0]["balance"] |= {"inventory_parts": 4, "flow_parts": 4}
    assert struck(read()).errors.covariance == pytest.approx((whole - 0.4**2) / 4 + 0.4**2)


def test_what_no_regime_tests_has_no_balance(small, read):
    assert balance_under_test(read(), read().sites[0], None) is None
    del small["sites"][0]["balance"]
    assert struck(read()) is None


@pytest.mark.parametrize("test", ["page", "each", "end"])
def test_the_false_alarm_of_each_test_is_that_which_is_stated(read, test):
    found = struck(read(), test=test, false_alarm=0.1)
    assert found.alarmed(np.zeros(6))[-1] == pytest.approx(0.1, abs=1e-9)


def test_alarms_are_those_of_the_accountancy(read):
    lost = np.array([0, 0, 20.0, 0, 0, 0])
    page = struck(read(), false_alarm=0.1)
    assert page.threshold == page_threshold(0.1, 6)
    assert page.alarmed(lost).tolist() == page_detection(page.page, page.assumed, lost).tolist()
    each = struck(read(), test="each", false_alarm=0.1)
    assert each.alarmed(lost).tolist() == each_detection(each.assumed, lost, each.threshold).tolist()
    end = struck(read(), test="end", false_alarm=0.1)
    expected = weighted_detection(end.errors.covariance, lost, np.ones(6), 0.1)
    assert end.alarmed(lost) == pytest.approx([0, 0, 0, 0, 0, expected])


def test_a_balance_of_several_periods_alarms_at_its_end(read):
    found = struck(read(), every=4, false_alarm=0.1)
    assert found.balances == 1
    assert found.summed(np.arange(6.0)).tolist() == [6.0]
    by = found.alarmed(np.array([0, 15.0, 0, 0, 0, 0]))
    assert by[:3].tolist() == [0, 0, 0]
    assert by[3] == by[4] == by[5] > 0.1


def test_assumed_deviations_make_another_covariance(read):
    found = struck(read(), assumed={"reading": 0.01})
    assert not found.same
    assert found.assumed.lower[0, 0] < np.sqrt(found.errors.covariance[0, 0])
    assert struck(read(), assumed={"reading": 0.02}).same


def test_a_balance_of_two_periods_has_the_inventories_at_its_edges(read):
    found = struck(read(), every=2).errors.covariance
    stock, shipped = 0.02 * np.array([400, 320, 240, 160]), 2 * 0.8**2
    expected = np.diag(stock[:-1] ** 2 + stock[1:] ** 2 + shipped)
    expected -= np.diag(stock[1:-1] ** 2, 1) + np.diag(stock[1:-1] ** 2, -1)
    assert found == pytest.approx(expected + 0.8**2)

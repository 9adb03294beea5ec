"""Balances from sums: what is tested, what alarms, and what exact, short and unknown ones give."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from proverka.accountancy import normal_threshold
from proverka.assessment.area_balance import BalanceTerms
from proverka.assessment.material_balance import longest_run, subject_balances
from proverka.book.material_balance import NONE, Amount, BalanceSums, ErrorSum, PhysicalInventory, Unknown
from proverka.inventory.methods import NamedEffect

START = datetime(2024, 1, 1)  # noqa: DTZ001 - as the tables have it, in UTC
TERMS = BalanceTerms()
EFFECTS = [NamedEffect(id="scale", shared=True), NamedEffect(id="row", shared=False)]


def struck(muf, *, own=10.0, shared=0.0, unknown=(), terms=TERMS, effects=EFFECTS, unit="gram"):
    """Return the balances of receipts that are all that there is: each of that much, with those deviations."""
    edges = [
        PhysicalInventory(subject="stock", at=START + timedelta(days=30 * k), party="state", entry=7 + k, missed="")
        for k in range(len(muf) + 1)
    ]
    sums = BalanceSums(
        amounts=[
            Amount(subject="stock", kind="receipt", added_to=k, taken_from=NONE, total=amount)
            for k, amount in enumerate(muf)
            if amount
        ],
        errors=[
            ErrorSum(subject="stock", added_to=k, taken_from=NONE, effect=effect, moved=moved, moved_squared=moved**2)
            for k in range(len(muf))
            for effect, moved in ((0, shared), (NONE, own))
            if moved
        ],
        unknown=[Unknown(subject="stock", added_to=k, taken_from=NONE, count=1, grams=5) for k in unknown],
    )
    (found,) = subject_balances(edges, sums, effects, {"stock": unit}, terms)
    return found


@pytest.mark.parametrize(
    ("known", "run"),
    [([], None), ([False], None), ([True], (0, 0)), ([True, False, True], (2, 2)), ([True, True, False, True], (0, 1))],
)
def test_the_longest_run_is_tested_and_of_several_the_last(known, run):
    assert longest_run(known) == run


def test_shared_effects_add_up_and_own_ones_as_squares():
    found = struck([1, 2, 3], own=3.0, shared=4.0)
    assert [one.deviation for one in found.periods] == pytest.approx([5.0, 5.0, 5.0])
    assert found.periods[2].cumuf_deviation == pytest.approx(np.sqrt(27 + 144))
    assert found.periods[2].cumulative_contributions == pytest.approx({"scale": 12.0, "row": np.sqrt(27)})
    assert [one.cumuf for one in found.periods] == [1, 3, 6]
    assert found.periods[0].entries == (7, 8)


def test_independent_balances_are_their_own_sitmuf():
    found = struck([5, -20, 30])
    assert [one.sitmuf for one in found.periods] == pytest.approx([0.5, -2.0, 3.0])
    assert [one.page for one in found.periods] == pytest.approx([0.0, 0.0, 2.5])


def test_a_loss_alarms_and_errors_do_not():
    quiet, loud = struck([5, -8, 12, 3]), struck([5, -8, 60, 3])
    assert (quiet.alarms, [one.alarm for one in quiet.periods]) == (False, [False] * 4)
    assert (loud.alarms, [one.alarm for one in loud.periods]) == (True, [False, False, True, True])
    assert {one.test for one in loud.tests if one.alarm} == {"page", "cumuf", "gemuf"}


def test_what_has_no_stated_error_is_not_tested_and_neither_is_what_is_alone():
    found = struck([5, 900, 5, 5], unknown=[1])
    assert (found.run, found.alarms) == ((2, 3), False)
    assert [one.tested for one in found.periods] == [False, False, True, True]
    assert [one.cumuf for one in found.periods] == [None, None, 5, 10]
    assert struck([5], unknown=[0]).run is None
    assert struck([5], unknown=[0]).tests == ()


def test_what_is_counted_exactly_must_close_exactly():
    assert not struck([0, 0], own=0.0, unit="munition").alarms
    found = struck([0, 1], own=0.0, unit="munition")
    assert [one.unexplained for one in found.periods] == [False, True]
    assert [one.alarm for one in found.periods] == [False, True]
    assert {one.test: one.statistic for one in found.tests} == {"page": None, "cumuf": None}
    assert found.detection is None


def test_a_single_balance_is_tested_by_its_own_deviation():
    found = struck([17])
    threshold = float(normal_threshold(0.05))
    assert {one.test: one.threshold for one in found.tests}["cumuf"] == pytest.approx(threshold)
    assert {one.test: one.threshold for one in found.tests}["page"] == pytest.approx(threshold - 0.5)
    assert found.alarms


def test_the_loss_that_cumuf_detects_is_3_29_deviations():
    found = struck([0, 0, 0], terms=BalanceTerms(goal=100.0)).detection
    assert found is not None
    assert found.smallest_cumuf == pytest.approx(3.28970725 * 10 * np.sqrt(3))
    assert found.goal_cumuf is not None
    assert found.goal_cumuf < min(found.goal_best) <= 1.0
    assert all(page <= best for page, best in zip(found.goal_page, found.goal_best, strict=True))
    assert found.smallest_page is not None
    assert found.smallest_page < found.smallest_cumuf


def test_estimated_deviations_raise_the_threshold():
    estimated = [NamedEffect(id="scale", shared=True, degrees_of_freedom=4), EFFECTS[1]]
    found = struck([0, 0], own=0.001, shared=10.0, effects=estimated)
    assert found.periods[0].degrees_of_freedom == pytest.approx(4.0)
    assert {one.test: one.threshold for one in found.tests}["cumuf"] == pytest.approx(2.131847, abs=1e-5)

"""Operator against inspectors: D over strata, its deviation, and what pairs say of the errors themselves."""

from datetime import datetime

import numpy as np
import pytest

from proverka.assessment.area_balance import BalanceTerms
from proverka.assessment.operator_inspector import inventory_differences_of
from proverka.book.material_balance import MethodEffect
from proverka.book.paired import ItemPair
from proverka.inventory.methods import FOR_EVER, NamedEffect

AT = datetime(2024, 2, 1)  # noqa: DTZ001 - as the tables have it, in UTC
EFFECTS = [NamedEffect(id="calibration", shared=True), NamedEffect(id="weighing", shared=False)]
IN_FORCE = [
    MethodEffect(
        method="scale",
        since=AT,
        until=FOR_EVER,
        effect=number,
        deviation=deviation,
        relative=relative,
        drifts_from=None,
    )
    for number, deviation, relative in ((0, 0.01, True), (1, 20.0, False))
]


def pair(operator, inspector, *, item="A", items=10, method="scale", uncertainty=None, theirs=5):
    return ItemPair(
        subject="stock", at=AT, item=item, inspector="inspectorate", operator_amount=operator, operator_method=method,
        operator_uncertainty=uncertainty, inspector_amount=inspector, inspector_method="",
        inspector_uncertainty=theirs, items=items, entry=3,
    )  # fmt: skip


def test_the_difference_of_a_sample_stands_for_all_items():
    pairs = [pair(1000, 990), pair(1000, 980)]
    (found,) = inventory_differences_of(pairs, IN_FORCE, EFFECTS, BalanceTerms())
    assert found.total == pytest.approx(150.0)
    # Ten items: the calibration errs alike in all, each weighing of the two items measured by itself.
    assert found.deviation == pytest.approx(10 * np.sqrt(10.0**2 + (20.0**2 + 5.0**2) / 2))
    assert found.threshold == pytest.approx(1.6448536 * 10 * np.sqrt(312.5))
    assert not found.alarm
    assert found.strata[0].estimated_operator is None


def test_strata_are_by_method_and_add_up():
    pairs = [pair(1000, 900, method="", uncertainty=3, items=1), pair(1000, 1010, items=10)]
    (found,) = inventory_differences_of(pairs, IN_FORCE, EFFECTS, BalanceTerms())
    assert [(one.operator_method, one.difference) for one in found.strata] == [("", 100.0), ("scale", -100.0)]
    assert found.total == pytest.approx(0.0)


def test_an_error_that_nobody_stated_gives_no_test():
    pairs = [pair(1000, 900, theirs=None)]
    (found,) = inventory_differences_of(pairs, IN_FORCE, EFFECTS, BalanceTerms())
    assert (found.total, found.deviation, found.alarm) == (1000.0, None, False)


def test_the_pairs_themselves_show_both_errors():
    generator = np.random.default_rng(5)
    true = generator.normal(1000, 200, 4000)
    operator, inspector = true + generator.normal(0, 30, 4000), true - 4 + generator.normal(0, 10, 4000)
    pairs = [pair(round(a), round(b), items=4000) for a, b in zip(operator, inspector, strict=True)]
    (found,) = inventory_differences_of(pairs, IN_FORCE, EFFECTS, BalanceTerms())
    (stratum,) = found.strata
    assert stratum.estimated_operator == pytest.approx(30, abs=2)
    assert stratum.estimated_inspector == pytest.approx(10, abs=4)
    assert stratum.bias_error is not None
    assert stratum.bias == pytest.approx(4, abs=4 * stratum.bias_error)


def test_without_pairs_there_is_no_difference():
    assert inventory_differences_of([], IN_FORCE, EFFECTS, BalanceTerms()) == ()

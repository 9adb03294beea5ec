import numpy as np
import pytest

from proverka.accountancy import (
    Measuring,
    Stratum,
    difference_detection,
    difference_deviation,
    difference_statistic,
)
from proverka.model.errors import RefusedError

OPERATOR, INSPECTOR = Measuring(random=0.01, systematic=0.004), Measuring(random=0.03, systematic=0.01)
STRATA = (
    Stratum(items=200, measured=25, mean_amount=4.0, operator=OPERATOR, inspector=INSPECTOR),
    Stratum(items=30, measured=30, mean_amount=20.0, operator=OPERATOR, inspector=INSPECTOR),
)


def test_the_mean_difference_stands_for_every_item():
    small = Stratum(items=10, measured=2, mean_amount=5.0, operator=OPERATOR, inspector=INSPECTOR)
    found = difference_statistic([small], [[5.0, 5.2]], [[4.9, 5.0]])
    assert found.total == pytest.approx(10 * 0.15)
    assert found.strata == (found.total,)
    assert found.deviation == difference_deviation([small])


def drawn_differences(falsified, part, histories, generator):
    """D of many inspections, each item's errors and which items are sampled drawn one by one."""
    totals = np.zeros(histories)
    for stratum, number in zip(STRATA, falsified, strict=True):
        shape = (histories, stratum.measured)
        lacking = generator.hypergeometric(number, stratum.items - number, stratum.measured, size=histories)
        true = np.full(shape, stratum.mean_amount)
        seen = true - part * stratum.mean_amount * (np.arange(stratum.measured) < lacking[:, None])
        errors = np.zeros(shape)
        for who in (stratum.operator, stratum.inspector):
            errors += true * who.random * generator.standard_normal(shape)
            errors += true * who.systematic * generator.standard_normal((histories, 1))
        totals += stratum.items * (true - seen + errors).mean(axis=1)
    return totals


def test_its_deviation_is_that_of_drawn_inspections():
    totals = drawn_differences([0, 0], 0.0, 40_000, np.random.default_rng(8))
    assert totals.std() == pytest.approx(difference_deviation(STRATA), rel=0.02)


def test_the_detection_probability_is_that_of_drawn_inspections():
    histories = 40_000
    totals = drawn_differences([20, 3], 0.5, histories, np.random.default_rng(9))
    seen = (totals > 1.6448536269514722 * difference_deviation(STRATA)).mean()
    assert difference_detection(STRATA, [20, 3], part=0.5, false_alarm=0.05) == pytest.approx(seen, abs=0.02)


def test_nothing_falsified_alarms_as_often_as_asked():
    assert difference_detection(STRATA, [0, 0], part=1.0, false_alarm=0.05) == pytest.approx(0.05, abs=1e-12)


def test_exact_measurement_of_every_item_leaves_no_doubt():
    exact = Measuring(random=0.0, systematic=0.0)
    sure = Stratum(items=1, measured=1, mean_amount=1.0, operator=exact, inspector=exact)
    assert difference_detection([sure], [1], part=0.5, false_alarm=0.05) == 1.0
    assert difference_detection([sure], [0], part=0.5, false_alarm=0.05) == 0.0


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: Stratum(items=3, measured=4, mean_amount=1, operator=OPERATOR, inspector=INSPECTOR), "measured"),
        (lambda: Stratum(items=3, measured=1, mean_amount=0, operator=OPERATOR, inspector=INSPECTOR), "mean_amount"),
        (lambda: Measuring(random=-0.1, systematic=0), "random"),
        (lambda: difference_statistic(STRATA, [[1.0]], [[1.0]]), "operator, inspector"),
        (lambda: difference_statistic(STRATA[:1], [[1.0]], [[1.0]]), "operator, inspector"),
        (lambda: difference_detection(STRATA, [1], part=1, false_alarm=0.05), "falsified"),
        (lambda: difference_detection(STRATA, [201, 0], part=1, false_alarm=0.05), "falsified"),
        (lambda: difference_detection(STRATA, [1, 0], part=2, false_alarm=0.05), "part"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(call, where):
    with pytest.raises(RefusedError) as refused:
        call()
    assert refused.value.fault.where == where

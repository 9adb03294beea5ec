import numpy as np
import pytest

from proverka.inspection import (
    RiskPoint,
    acceptance_probability,
    attributes_plan,
    defects_of,
    variables_acceptance,
    variables_plan,
)
from proverka.model.errors import RefusedError


def point(proportion: float, acceptance: float) -> RiskPoint:
    return RiskPoint(proportion=proportion, acceptance=acceptance)


def test_a_proportion_of_a_lot_is_a_whole_number_of_defects():
    assert defects_of([1000, 1000, 10, 10, 30], [0.15, 0.0004, 0.25, 0.35, 0.05]).tolist() == [150, 0, 2, 4, 2]


@pytest.mark.parametrize("known", [True, False])
def test_a_plan_by_variables_meets_both_points_and_none_smaller_does(known):
    good, bad = point(0.01, 0.95), point(0.1, 0.1)
    plan = variables_plan(good, bad, known=known)
    assert plan.producer.acceptance == pytest.approx(0.95)
    assert plan.consumer.acceptance <= 0.1
    # One item fewer with any distance: where the producer's point is met the consumer's is not.
    distances = np.linspace(plan.distance - 0.5, plan.distance + 0.5, 401)
    fewer = [variables_acceptance(plan.sample - 1, distances, p, known=known) for p in (0.01, 0.1)]
    assert not np.any((fewer[0] >= 0.95) & (fewer[1] <= 0.1))


def test_a_plan_of_poisson_is_near_that_of_a_binomial_for_rare_defects():
    good, bad = point(0.0005, 0.95), point(0.005, 0.1)
    poisson = attributes_plan(good, bad, distribution="poisson")
    binomial = attributes_plan(good, bad)
    assert poisson.accept == binomial.accept
    assert abs(poisson.sample - binomial.sample) <= 4
    assert float(acceptance_probability(100, 2, 1.5, distribution="poisson")) < 1e-50


@pytest.mark.parametrize(
    ("good", "bad", "options"),
    [
        (point(0.1, 0.95), point(0.05, 0.1), {}),
        (point(0.05, 0.1), point(0.1, 0.95), {}),
        (point(-0.1, 0.95), point(0.05, 0.1), {}),
        (point(0.01, 0.95), point(0.02, 0.1), {"population": 10}),
        (point(0.1, 0.95), point(0.100001, 0.05), {}),
    ],
)
def test_points_that_no_plan_tells_apart_are_refused(good, bad, options):
    with pytest.raises(RefusedError):
        attributes_plan(good, bad, **options)


@pytest.mark.parametrize(
    ("producer", "consumer"),
    [
        (RiskPoint(proportion=0.05, acceptance=1.0), RiskPoint(proportion=0.1, acceptance=0.1)),
        (RiskPoint(proportion=0.0, acceptance=1.0), RiskPoint(proportion=0.1, acceptance=0.0)),
    ],
)
def test_certainty_is_not_what_doubles_round_to_it(producer, consumer):
    with pytest.raises(RefusedError, match="too-large"):
        attributes_plan(producer, consumer)


def test_of_a_finite_lot_certainty_can_be_had():
    sure = RiskPoint(proportion=0.0, acceptance=1.0), RiskPoint(proportion=0.1, acceptance=0.0)
    plan = attributes_plan(*sure, population=100)
    assert (plan.sample, plan.accept) == (91, 0)


def test_a_distribution_that_is_none_is_refused():
    with pytest.raises(RefusedError, match="distribution: bad-value"):
        acceptance_probability(10, 1, 0.1, distribution="normal")  # type: ignore[arg-type]

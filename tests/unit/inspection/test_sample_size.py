import numpy as np
import pytest

from proverka.inspection import (
    UNATTAINABLE,
    approximate_sample,
    detection_probability,
    nondetection_probability,
    refusal_proof_samples,
    smallest_sample,
)
from proverka.model.errors import RefusedError


def test_the_smallest_sample_is_the_smallest():
    assert int(smallest_sample(500, 10, 0.95)) == 129
    assert float(detection_probability(500, 10, 129)) >= 0.95 > float(detection_probability(500, 10, 128))


def test_the_formula_of_the_agency_asks_for_no_fewer():
    assert int(approximate_sample(500, 25, 0.95)) == 57
    assert int(smallest_sample(500, 25, 0.95)) == 56


@pytest.mark.parametrize(("population", "goal", "size"), [(10, 0.9, 9), (100, 0.95, 95), (1000, 0.999, 999)])
def test_a_probability_that_is_reached_exactly_is_enough(population: int, goal: float, size: int) -> None:
    # As doubles, 0.9 lies above nine tenths and 0.95 below ninety-five hundredths.
    assert int(smallest_sample(population, 1, goal)) == size
    assert int(approximate_sample(population, 1, goal)) == size


def test_what_no_sample_reaches_has_no_size():
    assert int(smallest_sample(1000, 1, 0.95, sensitivity=0.9)) == UNATTAINABLE
    assert int(smallest_sample(1000, 1, 0.9, sensitivity=0.9)) == 1000
    assert smallest_sample(1000, 2, [0.9, 0.95], alarm=3).tolist() == [UNATTAINABLE, UNATTAINABLE]
    assert int(smallest_sample(1000, 1, 1.0, replacement=True)) == UNATTAINABLE


def test_plans_of_an_array_are_asked_together_as_one_by_one():
    populations, goals = np.array([[50], [1000], [20000]]), np.array([1, 7, 40])
    together = smallest_sample(populations, goals, 0.95)
    assert together.shape == (3, 3)
    assert together.tolist() == [[int(smallest_sample(n, r, 0.95)) for r in (1, 7, 40)] for n in (50, 1000, 20000)]


def test_a_sample_that_is_put_back_may_be_larger_than_the_population():
    assert int(smallest_sample(10, 1, 0.95, replacement=True)) == 29


def test_small_probabilities_keep_their_digits():
    assert float(detection_probability(10**7, 1, 1)) == pytest.approx(1e-7, rel=1e-13)
    assert float(nondetection_probability(100, 50, 50)) == pytest.approx(9.911653021418135e-30, rel=1e-12)
    one = float(detection_probability(10**7, 0, 3, false_positive=1e-12))
    assert one == pytest.approx(3e-12, rel=1e-12)


@pytest.mark.parametrize(
    ("where", "arguments"),
    [
        ("population", (0, 1, 1)),
        ("population", (10**9, 1, 1)),
        ("defects", (10, 11, 1)),
        ("sample", (10, 1, 11)),
        ("sample", (10, 1, 1.5)),
    ],
)
def test_what_cannot_be_a_sample_is_refused_by_its_name(where: str, arguments: tuple[float, ...]) -> None:
    with pytest.raises(RefusedError) as refused:
        detection_probability(*arguments)
    assert str(refused.value).startswith(where)


def test_what_cannot_be_an_instrument_is_refused_by_its_name():
    for name, value in (("sensitivity", 1.2), ("false_positive", -0.1), ("alarm", 0)):
        with pytest.raises(RefusedError, match=name):
            smallest_sample(10, 1, 0.9, **{name: value})  # type: ignore[arg-type] # the name is one of the three


def test_an_instrument_that_hardly_sees_needs_no_number_beyond_integers():
    assert int(smallest_sample(20, 5, 0.5, sensitivity=1e-300)) == UNATTAINABLE


def test_an_alarm_that_asks_for_more_positives_than_items_ends():
    assert float(detection_probability(10, 2, 3, sensitivity=0.9, false_positive=0.1, alarm=10**12)) == 0.0


def test_no_probability_is_minus_zero():
    assert not np.signbit(detection_probability(500, 500, 0, false_positive=1.0))


def test_a_refusal_under_no_goal_divides_by_nothing():
    assert [int(n) for n in refusal_proof_samples(10, 1, 0.0, 0)] == [0, 0]

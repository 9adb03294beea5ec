"""What stays closed is held against whoever may have chosen it; what a clean sample excludes."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from proverka.inspection import defects_excluded, detection_despite_unopened, detection_probability
from proverka.model.errors import RefusedError


@pytest.mark.parametrize("unopened", [0, 1, 2, 3])
def test_whoever_knows_keeps_the_falsified_ones_closed(unopened):
    population, defects, sample = 9, 3, 4
    draws = list(combinations(range(population), sample))
    found = sum(sum(item < defects for item in drawn) > unopened for drawn in draws)
    stated = float(detection_despite_unopened(population, defects, sample, unopened))
    assert stated == pytest.approx(float(Fraction(found, len(draws))), abs=1e-12)


def test_with_nothing_closed_it_is_the_probability_of_detection():
    samples = np.arange(0, 51)
    assert detection_despite_unopened(50, 5, samples, 0) == pytest.approx(detection_probability(50, 5, samples))


def test_a_clean_sample_excludes_the_least_number_that_it_would_have_found():
    for population in (1, 7, 40):
        for sample in range(population + 1):
            excluded = int(defects_excluded(population, sample, 0.9))
            found = [float(detection_probability(population, bad, sample)) >= 0.9 for bad in range(1, population + 1)]
            assert excluded == (found.index(True) + 1 if any(found) else population + 1)


def test_what_is_no_probability_is_refused():
    with pytest.raises(RefusedError, match="bad-value"):
        defects_excluded(10, 3, 1.0)


def test_a_number_that_is_stated_and_just_reached_is_reached():
    ties = [(10, 9, 0.9), (100, 95, 0.95), (1000, 950, 0.95), (20, 18, 0.9), (1000, 999, 0.999)]
    assert [int(defects_excluded(*tie)) for tie in ties] == [1] * len(ties)


def test_more_than_there_are_is_refused():
    for plan in ((10, 11, 3, 1), (10, 2, 11, 1), (10, 2, 3, -1)):
        with pytest.raises(RefusedError):
            detection_despite_unopened(*plan)

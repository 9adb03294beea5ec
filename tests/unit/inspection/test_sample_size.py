from proverka.inspection import approximate_sample, detection_probability, smallest_sample


def test_the_smallest_sample_is_the_smallest():
    assert int(smallest_sample(500, 10, 0.95)) == 129
    assert float(detection_probability(500, 10, 129)) >= 0.95 > float(detection_probability(500, 10, 128))


def test_the_formula_of_the_agency_asks_for_no_fewer():
    assert int(approximate_sample(500, 25, 0.95)) == 57
    assert int(smallest_sample(500, 25, 0.95)) == 56

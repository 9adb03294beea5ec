import numpy as np
import pytest

from proverka.inspection import (
    beta_binomial,
    chance_of_at_least,
    clean_chance,
    point_prior,
    posterior,
    remaining,
    upper_bound,
)
from proverka.model.errors import RefusedError


def test_a_clean_sample_refutes_the_goal_that_it_was_made_for():
    assert int(upper_bound(500, 56, 0, 0.95)) == 24
    assert int(upper_bound(500, 500, 3, 0.95)) == 3
    assert upper_bound(100, 10, [0, 1], 0.95).tolist() == sorted(upper_bound(100, 10, [0, 1], 0.95).tolist())


def test_a_suspicion_shrinks_as_bayes_says():
    prior = point_prior(500, 25, 0.1)
    after = posterior(prior, 56, 0)
    missed = 0.0475  # the probability to miss all of 25 with 56 of 500
    assert chance_of_at_least(25, after) == pytest.approx(0.1 * missed / (0.1 * missed + 0.9), rel=1e-2)
    assert clean_chance(prior, 56) == pytest.approx(0.9 + 0.1 * missed, rel=1e-4)


def test_what_is_known_for_sure_stays_so():
    assert remaining(10, 10, 3).tolist() == [1.0]
    assert posterior(point_prior(10, 2, 1.0), 5, 2)[2] == 1.0
    assert np.argmax(beta_binomial(100, 1000.0, 1000.0)) == 50


@pytest.mark.parametrize(
    "call",
    [
        lambda: upper_bound(10, 11, 0, 0.9),
        lambda: upper_bound(10, 5, 6, 0.9),
        lambda: upper_bound(10, 5, 0, 1.0),
        lambda: posterior(point_prior(10, 2, 0.5), 5, 3),
        lambda: posterior([0.5, 0.6], 1, 0),
        lambda: beta_binomial(10, 0.0, 1.0),
        lambda: point_prior(10, 11, 0.5),
    ],
)
def test_what_cannot_be_is_refused(call):
    with pytest.raises(RefusedError):
        call()

from fractions import Fraction
from math import comb

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


def test_a_small_beta_keeps_its_digits():
    # P(m)/P(0) is the product of (alpha + k)/(beta + m - k - 1), of which the last factor is (alpha + m - 1)/beta.
    few = beta_binomial(2, 1.0, 1e-12)
    assert few[0] == pytest.approx(1e-12 * (1e-12 + 1) / (1e-12 + 1) / 2, rel=1e-9)
    assert beta_binomial(5, 1.0, 1e-320)[5] == 1.0


def test_more_found_than_expected_leaves_the_posterior_its_digits():
    def likely(bad: int) -> Fraction:
        held = range(30, bad + 1)
        return sum(
            (Fraction(comb(bad, k) * comb(1000 - bad, 500 - k), comb(1000, 500)) * comb(k, 30) / 2**k for k in held),
            Fraction(0),
        )

    prior = np.zeros(1001)
    prior[[30, 32]] = 0.5
    exact = float(likely(30) / (likely(30) + likely(32)))
    assert posterior(prior, 500, 30, sensitivity=0.5)[30] == pytest.approx(exact, rel=1e-10)


def test_a_prior_below_zero_is_not_hidden_by_what_was_found():
    with pytest.raises(RefusedError, match="alpha: bad-value"):
        remaining(10, 3, 1, alpha=-0.5)

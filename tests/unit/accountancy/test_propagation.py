import numpy as np
import pytest

from proverka.accountancy import drawn_quantity, propagated
from proverka.model.errors import RefusedError


def product(x):
    return x[..., 0] * x[..., 1] ** 2 / x[..., 2]


def test_a_linear_model_is_exact():
    found = propagated(lambda x: 2 * x[..., 0] - 3 * x[..., 1], [10.0, 4.0], [[1.0, 0.5], [0.5, 2.0]])
    assert found.value == pytest.approx(8.0)
    assert found.uncertainty**2 == pytest.approx(4 * 1 + 9 * 2 - 2 * 6 * 0.5)
    np.testing.assert_allclose(found.sensitivities, [2, -3])
    assert found.second_order == 0
    assert found.shift == pytest.approx(0, abs=1e-10)


def test_derivatives_of_a_product():
    found = propagated(product, [10.0, 2.0, 5.0], [0.5, 0.1, 0.4])
    np.testing.assert_allclose(found.sensitivities, [0.8, 8.0, -1.6], rtol=1e-5)
    np.testing.assert_allclose(found.contributions, [0.16, 0.64, 0.4096], rtol=1e-5)
    assert found.shift == pytest.approx(0.5 * (4 * 0.1**2 + 2 * 8 / 25 * 0.4**2), rel=1e-3)


def test_the_next_order_comes_nearer_to_drawn_quantities():
    found = propagated(product, [10.0, 2.0, 5.0], [0.5, 0.1, 0.4])
    mean, deviation = drawn_quantity(
        product, [10.0, 2.0, 5.0], [0.5, 0.1, 0.4], draws=2_000_000, generator=np.random.default_rng(12)
    )
    second = np.sqrt(found.uncertainty**2 + found.second_order)
    assert abs(second - deviation) < abs(found.uncertainty - deviation) / 2
    assert found.value + found.shift == pytest.approx(mean, abs=0.005)


def test_the_next_order_of_a_square_is_exact():
    # The variance of x^2 is 4 m^2 s^2 + 2 s^4.
    found = propagated(lambda x: x[..., 0] ** 2, [3.0], [0.5])
    assert found.uncertainty**2 + found.second_order == pytest.approx(4 * 9 * 0.25 + 2 * 0.5**4)


def test_the_next_order_of_a_cube_needs_third_derivatives():
    # The variance of x^3 is 9 m^4 s^2 + 36 m^2 s^4 + 15 s^6, of which the first two terms are given.
    found = propagated(lambda x: x[..., 0] ** 3, [3.0], [0.1])
    assert found.uncertainty**2 + found.second_order == pytest.approx(9 * 81 * 0.01 + 36 * 9 * 0.0001, rel=1e-6)


def test_degrees_of_freedom_and_the_expanded_uncertainty():
    # The example of the Guide, G.4.1: products of inputs with relative uncertainties 0.25, 0.57 and 0.82 per cent.
    found = propagated(
        lambda x: x[..., 0] * x[..., 1] * x[..., 2],
        [1.0, 1.0, 1.0],
        [0.0025, 0.0057, 0.0082],
        degrees_of_freedom=[9, 4, 14],
    )
    assert found.uncertainty == pytest.approx(0.0103, abs=5e-5)
    assert found.degrees_of_freedom == pytest.approx(19.0, abs=0.1)
    assert found.expanded(0.95) / found.uncertainty == pytest.approx(2.093, abs=0.002)


def test_an_exact_input_adds_nothing():
    found = propagated(product, [10.0, 2.0, 5.0], np.array([0.5, 0.0, 0.4]))
    assert found.contributions[1] == 0
    nothing = propagated(product, [10.0, 2.0, 5.0], [0.0, 0.0, 0.0])
    assert nothing.uncertainty == 0
    assert np.isinf(nothing.degrees_of_freedom)


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: propagated(product, [1.0, 2.0, 3.0], [1.0, 2.0]), "covariance"),
        (
            lambda: propagated(product, [1.0, 2.0, 3.0], [[1.0, 2.0, 0.0], [2.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
            "covariance",
        ),
        (lambda: propagated(lambda x: np.log(np.minimum(x[..., 0], 0.0) * 0.0 - 1.0), [0.1], [1.0]), "model"),
        (lambda: propagated(lambda x: x, [0.1], [1.0]), "model"),
        (lambda: propagated(product, [1.0, 2.0, 3.0], [1, 1, 1]).expanded(1.0), "coverage"),
        (
            lambda: drawn_quantity(product, [1, 2, 3], [1, 1, 1], draws=1, generator=np.random.default_rng(1)),
            "draws",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered in log:RuntimeWarning")
def test_what_cannot_be_meant_is_refused_by_its_name(call, where):
    with pytest.raises(RefusedError) as refused:
        call()
    assert refused.value.fault.where == where


@pytest.mark.parametrize("degrees", [0, -3, np.nan, "x", [1, 2, 3]])
def test_degrees_of_freedom_that_are_none_are_refused(degrees):
    with pytest.raises(RefusedError, match="degrees_of_freedom"):
        propagated(lambda x: x[..., 0] + x[..., 1], [1.0, 2.0], [0.1, 0.1], degrees_of_freedom=degrees)

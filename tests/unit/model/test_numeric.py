from fractions import Fraction

import numpy as np
import pytest

from proverka.model.errors import RefusedError
from proverka.model.numeric import counts, freedom, one_count, one_probability, one_real, reals


@pytest.mark.parametrize(
    "value",
    ["5", b"5", 1 + 2j, np.array([1j]), None, 10**400, [[1, 2], [3]], {}, np.datetime64("2020"), np.nan, np.inf],
)
def test_what_is_no_finite_number_is_refused_by_its_name(value):
    for check in (reals, counts, one_real, one_count):
        with pytest.raises(RefusedError, match=r"^size: bad-value"):
            check("size", value)


def test_a_masked_number_is_not_taken_for_one():
    with pytest.raises(RefusedError, match=r"^size: bad-value"):
        reals("size", np.ma.masked_array([1.0, 2.0], [True, False]))


def test_fractions_are_numbers():
    assert reals("size", np.array([Fraction(1, 2), 3], dtype=object)).tolist() == [0.5, 3.0]


@pytest.mark.parametrize("value", [[], [1], [0.5, 1]])
def test_an_array_is_not_one_number(value):
    for check in (one_real, one_probability):
        with pytest.raises(RefusedError, match=r"^size: bad-value"):
            check("size", value)


def test_degrees_of_freedom_may_be_infinite_among_others():
    assert freedom("degrees", [1, np.inf]).tolist() == [1.0, np.inf]
    for wrong in (0, -1, np.nan, "x", [1, np.nan]):
        with pytest.raises(RefusedError, match=r"^degrees: bad-value"):
            freedom("degrees", wrong)

import numpy as np
import pytest

from proverka.accountancy import NONE, Effect, measurements, period_of, together
from proverka.model.errors import RefusedError


def test_a_period_holds_its_beginning_and_not_its_end():
    assert period_of([-1, 0, 9.999, 10, 20, 29, 30], [0, 10, 20, 30]).tolist() == [NONE, 0, 0, 1, 2, 2, NONE]


def test_scalars_stand_for_every_row():
    found = measurements([1.0, 2.0], added_to=0, taken_from=NONE, effects=[[0, 1], [0, 2]], elapsed=3.0)
    assert found.added_to.tolist() == [0, 0]
    assert found.elapsed.tolist() == [3.0, 3.0]
    assert found.nominal.tolist() == [1.0, 2.0]


def test_parts_with_fewer_effects_bear_none_in_the_other_columns():
    one = measurements([1.0], added_to=0, taken_from=NONE, effects=0)
    two = measurements([2.0], added_to=1, taken_from=0, effects=[[1, 2]])
    assert together([one, two]).effects.tolist() == [[0, NONE], [1, 2]]


@pytest.mark.parametrize(
    ("call", "where", "code"),
    [
        (lambda: measurements([1.0, np.nan], added_to=0, taken_from=NONE, effects=0), "values", "bad-value"),
        (lambda: measurements(1.0, added_to=0, taken_from=NONE, effects=0), "values", "meaningless"),
        (lambda: measurements([1.0], added_to=[0, 1], taken_from=NONE, effects=0), "added_to", "meaningless"),
        (lambda: measurements([1.0], added_to=-2, taken_from=NONE, effects=0), "added_to", "bad-value"),
        (lambda: measurements([1.0], added_to=0.5, taken_from=NONE, effects=0), "added_to", "bad-value"),
        (lambda: period_of([1.0], [3.0, 2.0]), "edges", "bad-value"),
        (lambda: period_of([1.0], [3.0]), "edges", "bad-value"),
        (lambda: Effect(id="scale", deviation=-1.0), "deviation of scale", "bad-value"),
        (lambda: Effect(id="scale", deviation=1.0, degrees_of_freedom=0), "degrees_of_freedom of scale", "bad-value"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(call, where, code):
    with pytest.raises(RefusedError) as refused:
        call()
    assert (refused.value.fault.where, refused.value.code) == (where, code)

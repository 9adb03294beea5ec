import pytest

from proverka.inspection import split_detection, worst_split
from proverka.inspection import strata as strata_
from proverka.model.errors import RefusedError


def test_all_goes_where_least_is_opened():
    found = worst_split([100, 50, 20], [20, 5, 10], 7)
    assert found.defects == (0, 7, 0)
    assert found.detection == pytest.approx(1 - found.nondetection)


def test_what_one_stratum_cannot_hold_goes_into_the_next():
    assert worst_split([100, 4], [10, 0], 7).defects == (3, 4)


def test_everything_found_for_sure_is_found_for_sure():
    found = worst_split([10, 5], [10, 4], 3)
    assert (found.detection, sum(found.defects)) == (1.0, 3)


@pytest.mark.parametrize(
    ("where", "arguments"),
    [
        ("goal", ([10, 5], [1, 1], 16)),
        ("samples", ([10, 5], [1], 1)),
        ("sample", ([10, 5], [1, 6], 1)),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(where, arguments):
    with pytest.raises(RefusedError) as refused:
        worst_split(*arguments)
    assert str(refused.value).startswith(where)


def test_more_than_can_be_tabled_is_refused(monkeypatch):
    monkeypatch.setattr(strata_, "TABLED_MAX", 10)
    with pytest.raises(RefusedError, match="goal"):
        worst_split([10, 10], [1, 1], 9)


def test_a_split_has_a_number_to_a_stratum():
    with pytest.raises(RefusedError, match="defects"):
        split_detection([10, 5], [1, 1], [1])

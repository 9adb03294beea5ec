"""What cosigned checkpoints prove of when an entry was logged."""

from datetime import UTC, datetime

import pytest

from proverka.model.logged import NOTHING_COSIGNED, Cosigned, Interval, LogTimes


def at(hour: int) -> datetime:
    return datetime(2026, 11, 20, hour, tzinfo=UTC)


TIMES = LogTimes(
    cosigned=(
        Cosigned(size=3, first=at(1), lasts=((at(1), at(1)), (at(4), at(4)))),
        Cosigned(size=5, first=at(6), lasts=((at(6), at(6)),)),
        Cosigned(size=9, first=at(8), lasts=((at(8), at(8)), (at(9), at(9)))),
    )
)


@pytest.mark.parametrize(
    ("index", "after", "by"),
    [
        (0, None, 1),
        (2, None, 1),
        (3, 4, 6),
        (4, 4, 6),
        (5, 6, 8),
        (8, 6, 8),
        (9, 9, None),
        (100, 9, None),
    ],
)
def test_an_entry_lies_between_the_checkpoints_without_it_and_with_it(index, after, by):
    expected = Interval(after=None if after is None else at(after), by=None if by is None else at(by))
    assert TIMES.of(index) == expected


def test_nothing_cosigned_proves_nothing():
    assert NOTHING_COSIGNED.of(0) == Interval(after=None, by=None)


def test_the_narrowest_bounds_count_whatever_the_order_of_cosigning():
    late = LogTimes(
        cosigned=(
            Cosigned(size=3, first=at(7), lasts=((at(7), at(7)),)),
            Cosigned(size=5, first=at(6), lasts=((at(6), at(6)),)),
        )
    )
    assert late.of(0).by == at(6), "the larger tree was cosigned first, and it holds the entry too"
    assert late.of(5).after == at(7), "the smaller tree was still the largest at seven"


def test_what_nobody_knew_yet_proves_nothing_then():
    assert TIMES.known_by(at(2)).of(3) == Interval(after=at(1), by=None)
    assert TIMES.known_by(at(0)) == NOTHING_COSIGNED
    assert TIMES.known_by(at(23)) == TIMES

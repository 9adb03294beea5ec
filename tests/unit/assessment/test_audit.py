"""The prefix of the log that was known by the end of a day, in UTC."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from proverka.assessment import known_at

NEW_YORK = timezone(timedelta(hours=-5))
INSTANTS = [
    datetime(2014, 1, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2014, 2, 1, 0, 0, tzinfo=UTC),
    datetime(2014, 2, 1, 20, 0, tzinfo=NEW_YORK),  # 2 February in UTC
    datetime.max.replace(tzinfo=UTC),
]


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date.min, 0),
        (date(2014, 1, 30), 0),
        (date(2014, 1, 31), 1),
        (date(2014, 2, 1), 2),
        (date(2014, 2, 2), 3),
        (date(9999, 12, 30), 3),
        (date.max, 4),
    ],
)
def test_what_was_known_by_the_end_of_a_day(day: date, known: int, held):
    entries = [
        replace(held(n, "objection", "2014", grounds="g").entry, known_from=at)
        for n, at in enumerate(INSTANTS, start=1)
    ]
    assert list(known_at(entries, day)) == entries[:known]

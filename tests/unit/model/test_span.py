from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from proverka.model.errors import MalformedError
from proverka.model.span import last_day_of, utc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2014-01-01T00:30:00+02:00", "2013-12-31T22:30:00+00:00"),
        ("2014-01-01T00:00:00+00:00", "2014-01-01T00:00:00+00:00"),
    ],
)
def test_an_instant_in_utc_may_fall_on_another_day(text, expected):
    assert utc(datetime.fromisoformat(text), where="here").isoformat() == expected


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00", "2014-01-01T00:00:00"])
def test_an_instant_outside_the_calendar_or_without_an_offset_is_refused(text):
    with pytest.raises(MalformedError) as caught:
        utc(datetime.fromisoformat(text), where="here")
    assert caught.value.code == "bad-date"


@pytest.mark.parametrize(
    ("instant", "last"),
    [
        (datetime(2014, 2, 5, 9, 59, tzinfo=UTC), date(2014, 2, 5)),
        (datetime(2014, 2, 5, 10, 0, tzinfo=UTC), date(2014, 2, 6)),
        (datetime(2014, 2, 6, 1, 0, tzinfo=timezone(timedelta(hours=9))), date(2014, 2, 6)),
        (datetime.max.replace(tzinfo=UTC), date.max),
    ],
)
def test_the_latest_day_anywhere(instant: datetime, last: date):
    assert last_day_of(instant) == last

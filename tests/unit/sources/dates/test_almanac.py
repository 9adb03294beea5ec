from datetime import date

import pytest

from proverka.model.span import Span
from proverka.sources.dates import almanac

MONDAY, SUNDAY = date(2013, 10, 7), date(2013, 10, 13)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (almanac.month_of(2012, 2), "2012-02-01/2012-02-29"),
        (almanac.months_of(2013, 12, 14), "2013-12-01/2014-02-28"),
        (almanac.part_of_month(2013, 2, 2), "2013-02-21/2013-02-28"),
        (almanac.part_of_year(2013, 1), "2013-05-01/2013-08-31"),
        (almanac.fraction_of_year(2014, pieces=2, piece=0), "2014-01-01/2014-06-30"),
        (almanac.fraction_of_year(2014, pieces=4, piece=1), "2014-04-01/2014-06-30"),
        (almanac.half_of_month(2014, 2, 1), "2014-02-16/2014-02-28"),
        (almanac.week_of_month(2013, 2, 3), "2013-02-22/2013-02-28"),
        (almanac.week_of_month(2013, 10, 4), "2013-10-29/2013-10-31"),
        (almanac.week_of_month(2013, 10, -1), "2013-10-25/2013-10-31"),
        (almanac.week_of(SUNDAY), "2013-10-07/2013-10-13"),
        (almanac.week_of(MONDAY, -1), "2013-09-30/2013-10-06"),
        (almanac.weekend_of(MONDAY), "2013-10-12/2013-10-13"),
        (almanac.month_after(date(2013, 12, 31), 2), "2014-02-01/2014-02-28"),
        (almanac.month_after(date(2013, 1, 31), -1), "2012-12-01/2012-12-31"),
        (Span.day(almanac.last_weekday(MONDAY, 0)), "2013-10-07"),
        (Span.day(almanac.next_weekday(MONDAY, 0)), "2013-10-14"),
        (Span.day(almanac.months_after(date(2013, 1, 31), 1)), "2013-02-28"),
        (Span.day(almanac.months_after(date(2013, 1, 31), -11)), "2012-02-29"),
    ],
)
def test_what_the_calendar_has(found, expected):
    assert found == Span.parse(expected)


@pytest.mark.parametrize(
    "piece",
    [
        lambda: almanac.fraction_of_year(2014, pieces=2, piece=2),
        lambda: almanac.half_of_month(2014, 2, 2),
        lambda: almanac.week_of_month(2013, 2, 4),
        lambda: almanac.month_of(2013, 13),
        lambda: almanac.only(almanac.year_of, [2013, 2014]),
    ],
)
def test_what_it_has_not_is_refused(piece):
    with pytest.raises(ValueError, match=r".*"):
        piece()


def test_an_interval_gives_what_its_ends_give():
    def yesterday(day: date) -> Span:
        return Span.day(date.fromordinal(day.toordinal() - 1))

    assert almanac.from_each(Span.parse("2013-10-07/2013-10-09"), yesterday) == Span.parse("2013-10-06/2013-10-08")

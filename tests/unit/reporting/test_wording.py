"""How values are written for a reader, and where a link may lead."""

from decimal import Decimal

import msgspec
import pytest

from proverka.assessment.result import Audit, Fulfilment
from proverka.reporting.anchors import figure_anchors, host_of, link_of, obligation_anchor
from proverka.reporting.wording import (
    achieved_number,
    booked,
    days_words,
    difference,
    fulfilled_words,
    margin,
    measured,
    number,
    statistic,
    thousandths,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal("34.80"), "34.80"), (0, "0"), (9999, "9999"), (41000, "41,000"), (Decimal("1E+4"), "10,000"), (None, "")],
)
def test_numbers_keep_their_digits(value: Decimal | int | None, written: str):
    assert number(value) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1, "facility", "1 facility"),
        (2, "facility", "2 facilities"),
        (2, "short_ton", "2 short tons"),
        (5, "percent", "5 %"),
    ],
)
def test_units_follow_their_number(value: int, unit: str, written: str):
    assert measured(value, unit) == written


@pytest.mark.parametrize(
    ("value", "of", "unit", "written"),
    [
        ("22", "23 site", "site", "22 of 23 sites"),
        ("5", "7", "report", "5 of 7 reports"),
        ("93", "", "percent", "93 %"),
        ("3", "5 facility", "site", "3 sites of 5 facilities"),
        (None, "", "site", "unknown"),
    ],
)
def test_what_was_reached_is_told_with_its_whole(sample: Audit, value: str | None, of: str, unit: str, written: str):
    reached = sample.obligations[0].achieved
    assert reached is not None
    asked = msgspec.structs.replace(reached, value=None if value is None else Decimal(value), of=of, unit=unit)
    assert achieved_number(asked) == written


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        ("2.7", "tonne", "+2.7 tonnes"),
        ("-0.15384615", "percent", "−0.154 points"),
        ("0.00049", "facility", "0 facilities"),
        ("-0.0001", "percent", "0 points"),
        ("-1", "facility", "−1 facility"),
        ("1.000", "percent", "+1 point"),
        ("1200", "munition", "+1200 munitions"),
    ],
)
def test_differences_have_a_sign_a_unit_and_three_decimals_at_most(value: str, unit: str, written: str):
    assert difference(Decimal(value), unit) == written
    assert margin(Decimal(value), unit) == written.lstrip("+−")
    assert thousandths(Decimal(value)) == Decimal(value).quantize(Decimal("0.001"))


def test_days_of_delay_may_be_a_span():
    assert days_words(None, None) == days_words(0, 0) == ""
    assert days_words(1, None) == "1 day"
    assert days_words(10, 5) == "5–10 days"


def test_a_report_gives_bounds_of_a_day(sample: Audit):
    assert fulfilled_words(sample.obligations[0].fulfilled) == "2014-03-05 to 2014-03-10"
    day = sample.as_of
    assert fulfilled_words(Fulfilment(earliest=day, latest=day)) == str(day)
    assert fulfilled_words(None) == ""


def test_grams_of_the_book_are_told_as_tonnes():
    assert booked(60_500_000, "gram") == "60.5 tonnes"
    assert booked(-1_000_000, "gram") == "-1 tonne"
    assert booked(3, "site") == "3 sites"


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", "data:text/html,x", "file:///etc/hosts", "http:", "seed:a", ""]
)
def test_only_the_web_is_linked(source: str):
    assert link_of(source) == ""
    assert host_of(source) == source


def test_a_web_address_is_linked_by_its_host():
    assert link_of("https://www.example.org/x") == "https://www.example.org/x"
    assert host_of("https://www.example.org/x") == "example.org"


def test_anchors_are_stable_words(sample: Audit):
    assert obligation_anchor("EC-M-34/DEC.1/p1 (a)") == "obligation-EC-M-34-DEC.1-p1-a-"
    anchors = figure_anchors(sample.figures)
    assert anchors[4, "removed/first"] == "figure-4"
    assert anchors[12, "remaining/all"] == "figure-12-remaining-all"


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.994, "0.99"), (-0.001, "0.00"), (99.994, "99.99"), (99.999, "100.00"), (-1234.5, "-1234"), (12345.6, "12,346")],
)
def test_a_statistic_has_the_digits_by_which_it_is_compared(value, told):
    assert statistic(value) == told

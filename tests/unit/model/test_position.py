"""A position is as exact as its digits, and no finer than a public vocabulary may state it."""

import pytest

from proverka.model.errors import RefusedError
from proverka.model.position import decimals_max, position_of
from proverka.model.reading import convert
from proverka.model.vocabulary import Place


def test_a_place_need_not_say_where_it_is():
    assert position_of("", "", "site", where="here") is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "kilometres"),
    [
        ("0", "0", 78.6),  # half a degree north and half a degree east: 55.6 km each
        ("0.0", "0.0", 7.86),
        ("60.0", "25.0", 6.22),  # a degree east is half as long at 60 degrees north
        ("33.5", "36.3", 7.24),
    ],
)
def test_the_circle_holds_all_that_the_digits_leave_open(latitude: str, longitude: str, kilometres: float):
    position = position_of(latitude, longitude, "site", where="here")
    assert position is not None
    assert position.accuracy_km == pytest.approx(kilometres, abs=0.05)


def test_a_zero_at_the_end_is_a_digit():
    coarse, fine = (position_of(*degrees, "city", where="here") for degrees in (("33", "36"), ("33.00", "36.00")))
    assert coarse is not None
    assert fine is not None
    assert coarse.latitude == fine.latitude
    assert coarse.accuracy_km == pytest.approx(100 * fine.accuracy_km)


@pytest.mark.parametrize(
    ("kind", "decimals"),
    [("city", 2), ("port", 2), ("town", 2), ("facility", 1), ("site", 1), ("ship", 1), ("country", 1), ("bunker", 1)],
)
def test_what_no_atlas_has_is_stated_to_a_tenth_of_a_degree(kind: str, decimals: int):
    assert decimals_max(kind) == decimals
    stated, finer = (f"10.{'1' * count}" for count in (decimals, decimals + 1))
    assert position_of(stated, stated, kind, where="here") is not None
    with pytest.raises(RefusedError) as caught:
        position_of(finer, finer, kind, where="here")
    assert caught.value.code == "bad-value"
    assert f"about {'1 km' if decimals == 2 else '11 km'}" in caught.value.fault.expected
    assert "somewhere within" in caught.value.fault.remedy


@pytest.mark.parametrize(
    ("latitude", "longitude", "code", "told"),
    [
        ("33.5", "", "missing-field", "longitude"),
        ("", "36.3", "missing-field", "latitude"),
        ("90.1", "0.0", "bad-value", "latitude"),
        ("-90.1", "0.0", "bad-value", "latitude"),
        ("0.0", "180.1", "bad-value", "longitude"),
        ("33.5", "36", "bad-value", "same number of decimals"),
        ("33,5", "36,3", "bad-value", "decimal text"),
        ("3e1", "3e1", "bad-value", "decimal text"),
        ("+3", "3", "bad-value", "decimal text"),
        (" 3", "3", "bad-value", "decimal text"),
        ("nan", "0", "bad-value", "decimal text"),
        ("٣٣", "36", "bad-value", "decimal text"),
        ("3.", "3.", "bad-value", "decimal text"),
    ],
)
def test_a_position_that_is_none_is_refused(latitude: str, longitude: str, code: str, told: str):
    with pytest.raises(RefusedError) as caught:
        position_of(latitude, longitude, "site", where="case.toml: place x")
    assert caught.value.code == code
    assert told in f"{caught.value.fault}"
    assert caught.value.fault.where.startswith("case.toml: place x")


@pytest.mark.parametrize("edge", [("90", "180"), ("-90", "-180"), ("-0", "0"), ("007", "036")])
def test_the_edges_of_the_world_are_places(edge: tuple[str, str]):
    assert position_of(*edge, "site", where="here") is not None


def test_degrees_are_text_because_their_digits_count():
    place = {"id": "x", "name": "X", "kind": "site"}
    assert convert({**place, "latitude": "1.0", "longitude": "2.0"}, Place, where="here").latitude == "1.0"
    with pytest.raises(Exception, match="bad-value"):
        convert({**place, "latitude": 1.0, "longitude": 2.0}, Place, where="here")
    with pytest.raises(Exception, match="bad-value"):
        convert({**place, "latitude": "1" * 17, "longitude": "2"}, Place, where="here")

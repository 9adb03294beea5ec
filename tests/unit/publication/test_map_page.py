"""The page of sites and movements: a stable address for each place, and tables that are those of the day."""

import re
from datetime import date

import pytest

from proverka.case.moments import Moments
from proverka.publication.addresses import PATHS
from proverka.publication.keeper import Keeper
from proverka.publication.pages import sheets_of
from proverka.reporting.tongue import ENGLISH_LANGUAGE, Place, localized


def page(moments: Moments, day: date) -> str:
    sheet = next(s for s in sheets_of(moments.on(day), Keeper()) if s.path == "places.html")
    picture = {"map": "<svg>the map</svg>"}
    return localized("".join(sheet.parts), ENGLISH_LANGUAGE, Place(as_of=day, known_at=day, drawings=picture))


@pytest.fixture(scope="module")
def today(moments: Moments) -> str:
    return page(moments, date(2026, 11, 22))


def test_the_map_comes_first_then_places_then_movements_then_the_balance(today: str):
    marks = ["<svg>the map</svg>", 'id="sites"', 'id="place-latakia"', 'id="consignments"', 'id="balance"']
    found = [today.index(mark) for mark in marks]
    assert found == sorted(found)


def test_every_place_on_record_has_its_address(today: str, moments: Moments):
    anchors = re.findall(r'<tr id="(place-[^"]+)"', today)
    assert len(anchors) == len(set(anchors)) == 30
    assert localized(PATHS.place("barzah"), ENGLISH_LANGUAGE, Place(as_of=date.max, known_at=date.max)) == (
        "places.html#place-barzah"
    )
    links = set(re.findall(r'href="#(place-[^"]+)"', today))
    assert links <= set(anchors)


def test_every_movement_is_told_with_its_entry(today: str, moments: Moments):
    audit = moments.on(date(2026, 11, 22)).audit
    table = today[today.index('id="consignments"') : today.index('id="balance"')]
    assert table.count("<tr>") == len(audit.movements) + 1
    for one in audit.movements:
        assert f"#entry-{one.entry}" in table


def test_tables_are_those_of_the_day(moments: Moments, today: str):
    early = page(moments, date(2014, 2, 5))
    assert 'id="place-munster"' not in early
    assert 'id="place-munster"' in today
    assert early[early.index('id="consignments"') : early.index('id="balance"')].count("<tr>") == 3 + 1


def test_the_page_says_how_exactly_a_place_is_known(today: str):
    assert "33.6° N, 36.3° E, to within 7 km" in today
    assert "its middle at about 35° N, 38° E" in today
    assert "somewhere within Mediterranean Sea" in today


def test_no_figure_stands_without_its_entry(today: str):
    places = today[today.index('id="sites"') : today.index('id="consignments"')]
    for item in re.findall(r"<li>.*?</li>", places, re.DOTALL):
        assert 'class="entry"' in item

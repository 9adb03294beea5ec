"""The map: all that is on record is on it or beside it, and nothing finer than the case says."""

import re
from datetime import date
from decimal import Decimal
from math import hypot
from xml.etree import ElementTree as ET

import msgspec
import pytest

from proverka.assessment.result import Audit, MovementResult, PlaceResult
from proverka.case.moments import Moments
from proverka.publication.charts import charts_of
from proverka.publication.drawings import picture
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.geography import kilometres
from proverka.publication.map_chart import place_map
from proverka.publication.map_drawing import ROUTES_MAX, SITES_MAX, Mapped, sketch_of
from proverka.publication.map_frames import groups_of, layout_of, spots_of
from proverka.publication.map_marks import broadness
from proverka.publication.map_sites import Site, position_words, sites_of
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.tongue import ENGLISH, NEUTRAL

DAY = date(2026, 11, 22)
BYTES_MAX = 60_000
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def audit(moments: Moments) -> Audit:
    return moments.on(DAY).audit


@pytest.fixture(scope="module")
def mapped(audit: Audit) -> Mapped:
    return Mapped(audit=audit)


@pytest.fixture(scope="module")
def chart(mapped: Mapped) -> Chart:
    found = place_map(mapped)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def sample(repository) -> Audit:
    return msgspec.json.decode((repository / "tests/golden/report-audit.json").read_bytes(), type=Audit)


def titles(svg: str) -> str:
    found = [title.text or "" for title in ET.fromstring(svg).iter(f"{SVG}title")]  # noqa: S314 - made here
    return "\n".join(found[1:])


def rows(chart: Chart) -> list[dict[str, object]]:
    names = [field.name for field in chart.table.fields]
    return [dict(zip(names, row, strict=True)) for row in chart.table.rows]


def placed(*places: PlaceResult, moved: tuple[MovementResult, ...] = ()) -> Audit:
    """An audit of nothing but movements between places."""
    audit = msgspec.json.decode(EMPTY, type=Audit)
    return msgspec.structs.replace(audit, gazetteer=places, movements=moved)


EMPTY = b"""{"schema":"x","case":{"id":"c","title":"C","summary":"","debtor":"D","keys":"held"},"as_of":"2024-01-01",
"known_at":"2024-01-01","record":{"origin":"o","size":1,"root":"","entries_known":1,"last_known_from":null},
"summary":{"obligations":0,"statuses":{},"missed":0,"entries":0,"kinds":{},"findings":0},"instruments":[],
"obligations":[],"holdings":[],"balance":[],"figures":[],"findings":[],"issues":{"open":null,"raised":null,
"resolved":null,"as_of":null,"derived_open":null,"counts":[],"identified":[]},"allegations":[],"statements":[],
"steps":[],"timeline":[],"parties":{}}"""


def place(name: str, latitude: str = "", longitude: str = "", *, kind: str = "site", within: str = "") -> PlaceResult:
    return PlaceResult(id=name, name=name.title(), kind=kind, within=within, latitude=latitude, longitude=longitude)


def moved(entry: int, origin: str, destination: str, amount: int | None = 1, unit: str = "tonne") -> MovementResult:
    return MovementResult(
        entry=entry, days="2024-01-01", on=date(2024, 1, 1), subject="s", subject_name="S",
        amount=None if amount is None else Decimal(amount), unit=unit, absence="" if amount else "unknown",
        origin=origin, origin_disposition="held", destination=destination, destination_disposition="removed",
        standing="claimed",
    )  # fmt: skip


def test_every_place_on_record_is_in_the_picture_and_in_the_table(audit: Audit, chart: Chart):
    named = {f.place for f in audit.figures if f.place and f.nature in ("achieved", "derived") and not f.withdrawn}
    named |= {line.place for line in audit.balance} | {one.origin for one in audit.movements}
    named |= {name for item in audit.timeline for name in item.places}
    assert len(named) == 30
    assert {row["place"] for row in rows(chart) if row["what"] == "place"} == named
    names = {place.id: place.name for place in audit.gazetteer}
    for svg in (chart.wide, chart.narrow):
        assert [name for name in sorted(named) if names[name] not in titles(svg)] == []


def test_every_movement_is_in_the_table_and_in_the_picture_but_where_both_ends_are_one_point(
    audit: Audit, chart: Chart
):
    told = [row for row in rows(chart) if row["what"] == "movement"]
    entries = [int(number) for row in told for number in str(row["entries"]).split("; ")]
    assert sorted(entries) == sorted(one.entry for one in audit.movements)
    (hidden,) = [row for row in told if not row["shown"]]
    assert (hidden["place"], hidden["to"]) == ("ark-futura", "cape-ray")
    assert "1 movement is not drawn" in chart.note
    for svg in (chart.wide, chart.narrow):
        for row in told:
            name = f"{row['name']} → {row['to_name']}, {row['state']}: "
            assert (name in titles(svg)) == row["shown"]


def test_the_table_adds_up_what_is_stated_and_counts_the_rest(chart: Chart):
    found = {(row["place"], row["to"]): (row["amount"], row["unit"], row["unstated"]) for row in rows(chart)}
    assert found["syria", "latakia"] == (Decimal(100), "tonne", 15)
    assert found["cape-ray", "riihimaki"] == (Decimal(5000), "tonne", 0)
    assert found["latakia", "danish-ship"] == (None, "", 1)


def test_amounts_of_one_route_in_several_units_stay_apart():
    there = place("a", "10", "20"), place("b", "11", "21")
    moves = moved(1, "a", "b", 2), moved(2, "a", "b", 500, "kilogram"), moved(3, "a", "b", 7, "item")
    chart = place_map(Mapped(audit=placed(*there, moved=moves)))
    assert chart is not None
    assert [(row["amount"], row["unit"]) for row in rows(chart) if row["what"] == "movement"] == [
        (Decimal("2.5"), "tonne"),
        (Decimal(7), "item"),
    ]


def test_nothing_is_shown_finer_than_the_case_says(mapped: Mapped, chart: Chart):
    """Marks stand at the positions of the vocabulary, and the table gives no digit more."""
    places = {place.id: place for place in mapped.audit.gazetteer}
    for row in rows(chart):
        if row["what"] == "place":
            at = places[str(row["within"] or row["place"])]
            assert (row["latitude"], row["longitude"]) == (at.latitude, at.longitude)
    for spot in spots_of(mapped.drawn_sites):
        for site in spot.sites:
            assert site.at is not None
            assert spot.place == (float(site.at.longitude), float(site.at.latitude))


@pytest.mark.parametrize("wide", [True, False])
def test_a_circle_of_accuracy_is_as_large_as_the_digits_leave_open(wide: bool):
    """Few places near each other: the closest map there is."""
    there = place("a", "35", "38"), place("b", "35.0", "36.0"), place("c", "35.00", "37.00", kind="city")
    moves = moved(1, "a", "b"), moved(2, "b", "c")
    mapped = Mapped(audit=placed(*there, moved=moves))
    (frame,) = layout_of(groups_of(spots_of(mapped.sites)), mapped.home_outline, wide=wide).frames
    assert frame.flat.km_per_pixel * frame.flat.width >= 699
    circles = re.findall(r'<circle cx="[^"]*" cy="[^"]*" r="([\d.]+)"', sketch_of(mapped, ENGLISH, wide=wide).body)
    radii = {site.id: site.position.accuracy_km / frame.flat.km_per_pixel for site in mapped.sites if site.position}
    assert radii["a"] > 10 * radii["b"] * 0.9
    seen = sorted(radius for radius in radii.values() if radius >= 6)
    assert sorted(float(radius) for radius in circles) == [pytest.approx(radius, abs=0.06) for radius in seen]
    assert 1 <= len(circles) <= 2


def test_a_place_without_a_position_is_somewhere_within_the_one_that_holds_it():
    there = (
        place("land", "35", "38", kind="country"), place("town", "33.51", "36.29", kind="city", within="land"),
        place("depot", within="town"), place("hall", within="depot"), place("camp", within="land"), place("ship"),
    )  # fmt: skip
    moves = tuple(moved(n, "town", other) for n, other in enumerate(("depot", "hall", "camp", "ship", "land")))
    sites = {site.id: site for site in sites_of(placed(*there, moved=moves))}
    assert {name: site.at.id if site.at else None for name, site in sites.items()} == {
        "land": "land", "town": "town", "depot": "town", "hall": "town", "camp": "land", "ship": None,
    }  # fmt: skip
    assert [name for name, site in sites.items() if site.is_somewhere] == ["land", "depot", "hall", "camp", "ship"]
    assert position_words(sites["hall"], ENGLISH) == "somewhere within Town"
    assert position_words(sites["town"], ENGLISH) == "33.51° N, 36.29° E, to within 1 km"
    assert position_words(sites["land"], ENGLISH) == "its middle at about 35° N, 38° E"
    chart = place_map(Mapped(audit=placed(*there, moved=moves)))
    assert chart is not None
    assert "1 place is not shown, because the case gives no position for it: Ship." in chart.note
    assert "3 movements are not drawn" in chart.note  # within the town twice, and to the ship
    assert "Ship" not in titles(chart.wide)
    assert "Hall (site): something was brought there; somewhere within Town" in titles(chart.wide)


def test_where_no_place_has_a_position_there_is_no_map(moments: Moments):
    audit = placed(place("a"), place("b"), moved=(moved(1, "a", "b"),))
    assert place_map(Mapped(audit=audit)) is None
    assert charts_of(audit).maps == ()


def test_what_a_sealed_entry_names_and_no_case_declares_is_told_and_not_shown():
    audit = placed(place("a", "10", "20"), moved=(moved(1, "a", "nowhere", None),))
    chart = place_map(Mapped(audit=audit))
    assert chart is not None
    assert [(row["place"], row["to"], row["shown"]) for row in rows(chart)] == [
        ("a", "", True), ("nowhere", "", False), ("a", "nowhere", False),
    ]  # fmt: skip


def test_states_are_told_by_the_most_that_is_on_record(mapped: Mapped):
    states = {site.id: site.state for site in mapped.sites}
    assert states["munster"] == states["ellesmere-port"] == states["mediterranean"] == "eliminated"
    assert states["latakia"] == states["cape-ray"] == "left"
    assert states["marchwood"] == states["finland"] == "brought"
    assert states["barzah"] == states["damascus"] == "inspected"
    assert states["bali"] == "mentioned"


def test_nothing_destroyed_is_no_destruction(sample: Audit):
    (site,) = [site for site in sites_of(sample) if site.id == "plant-a"]
    assert site.state == "eliminated"
    none = tuple(msgspec.structs.replace(f, amount=Decimal(0), percent=None) for f in sample.figures)
    (site,) = [site for site in sites_of(msgspec.structs.replace(sample, figures=none)) if site.id == "plant-a"]
    assert site.state == "left"


def test_three_maps_where_the_span_is_too_great_for_one(mapped: Mapped):
    groups = groups_of(spots_of(mapped.drawn_sites))
    assert len(groups) == 3
    names = [{site.id for spot in group for site in spot.sites} for group in groups]
    assert {"bali", "port-arthur", "new-york"} <= names[0] - names[1]
    assert {"munster", "riihimaki", "marchwood", "mediterranean"} <= names[1] - names[2]
    assert {"damascus", "latakia", "aleppo-region"} <= names[2]


def test_a_single_place_has_a_map_of_its_surroundings():
    audit = placed(place("a", "35.0", "38.0"), place("b", "35.0", "38.0"), moved=(moved(1, "a", "b"),))
    for wide in (True, False):
        drawn = sketch_of(Mapped(audit=audit), ENGLISH, wide=wide)
        assert "A (site)" in drawn.body
        assert "B (site)" in drawn.body


@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_a_picture_is_light_named_and_in_the_colours_of_the_page(chart: Chart, name: str):
    svg = getattr(chart, name)
    assert len(svg.encode()) < BYTES_MAX
    assert svg.startswith("<svg ")
    assert 'role="img"' in svg
    assert f'<title id="map-{name}-title">Places and movements</title>' in svg
    assert "Places where something was destroyed or disposed of: Syria; Mediterranean Sea" in svg
    colours = set(re.findall(r'(?:fill|stroke|color)="([^"]+)"', svg)) - {"none", "currentColor"}
    assert [one for one in colours if not re.fullmatch(r"var\(--[a-z0-9-]+, #[0-9a-f]{6}\)", one)] == []
    assert 'direction="ltr"' in svg
    ET.fromstring(svg)  # noqa: S314 - made here


def test_a_picture_that_left_its_page_is_in_plain_colours(moments: Moments, chart: Chart):
    moment = moments.on(DAY)
    facts = EditionFacts(audit=moment.audit, changes=moment.changes, keeper="Case desk", languages=("en",))
    alone = picture(chart, facts)
    assert "var(" not in alone
    assert "Earth 4.1.0, public domain" in alone
    ET.fromstring(alone)  # noqa: S314 - made here


def test_the_same_audit_makes_the_same_bytes(audit: Audit, chart: Chart):
    again = place_map(Mapped(audit=audit))
    assert again is not None
    assert (again.wide, again.narrow, again.note, again.description) == (
        chart.wide, chart.narrow, chart.note, chart.description,
    )  # fmt: skip


def test_words_of_a_case_cannot_break_out_of_the_picture(sample: Audit):
    chart = place_map(Mapped(audit=sample))
    assert chart is not None
    for svg in (chart.wide, chart.narrow):
        assert "<script" not in svg
        assert "<b>" not in svg
        assert "Depot &lt;script&gt;alert(1)&lt;/script&gt;" in svg
        ET.fromstring(svg)  # noqa: S314 - made here


def test_the_words_of_a_map_can_be_said_in_any_language(mapped: Mapped):
    neutral = place_map(mapped, NEUTRAL)
    assert neutral is not None
    assert "\ue000" in neutral.title
    assert "\ue000" in neutral.note


def test_a_picture_is_not_crowded_by_a_large_case():
    there = tuple(place(f"p{n}", f"{44 + n % 80 / 10:.1f}", f"{22 + n // 8 / 10:.1f}") for n in range(300))
    moves = tuple(moved(n, f"p{n}", f"p{(n * 7 + 1) % 300}") for n in range(300))
    chart = place_map(Mapped(audit=placed(*there, moved=moves)))
    assert chart is not None
    assert sum(row["what"] == "place" and bool(row["shown"]) for row in rows(chart)) == SITES_MAX
    assert sum(row["what"] == "movement" and bool(row["shown"]) for row in rows(chart)) <= ROUTES_MAX
    assert f"{300 - SITES_MAX} places of which less is on record are left out for room." in chart.note
    assert len(chart.wide.encode()) < 80_000


@pytest.mark.parametrize(("amount", "greatest"), [(1, 1), (0, 5), (1, 5000), (5000, 5000), (0, 0)])
def test_a_line_is_broader_the_more_it_stands_for(amount: int, greatest: int):
    found = broadness(Decimal(amount), Decimal(greatest))
    assert 1.6 <= found <= 7
    assert (found == 7) == (amount == greatest > 0)


def test_marks_that_would_touch_are_one(mapped: Mapped):
    """The facilities beside Damascus stand in one block with it, on either width."""
    for wide in (True, False):
        layout = layout_of(groups_of(spots_of(mapped.drawn_sites)), mapped.home_outline, wide=wide)
        closest = min(layout.frames, key=lambda frame: frame.flat.km_per_pixel)
        at = {name: closest.flat.pixel(_position(mapped, name)) for name in ("damascus", "barzah", "beirut")}
        assert hypot(at["damascus"][0] - at["barzah"][0], at["damascus"][1] - at["barzah"][1]) < 16
        assert hypot(at["damascus"][0] - at["beirut"][0], at["damascus"][1] - at["beirut"][1]) > 16


def _position(mapped: Mapped, name: str) -> tuple[float, float]:
    site: Site = next(site for site in mapped.sites if site.id == name)
    assert site.position is not None
    return float(site.position.longitude), float(site.position.latitude)


def test_a_facility_of_the_syrian_case_stands_no_nearer_than_its_town(mapped: Mapped):
    """Barzah and Jamraya are given to a tenth of a degree, and so lie within a circle of some kilometres."""
    for name in ("barzah", "jamraya", "munster", "riihimaki", "ellesmere-port", "port-arthur"):
        site = next(site for site in mapped.sites if site.id == name)
        assert site.position is not None
        assert site.position.decimals == 1
        assert site.position.accuracy_km > 6
    assert kilometres(_position(mapped, "barzah"), _position(mapped, "damascus")) < 15

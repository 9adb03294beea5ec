"""Movements as EPCIS events: which event each becomes, what stands in it, and by which name it can be found again."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest

from proverka.book import COLUMNS, Ledger, Segment
from proverka.exchange import Area, Period, balances, changes, convert_epcis, parse_document

END = datetime(2025, 1, 1, tzinfo=UTC)

WAY = [
    "2024-01-10,A-1,stock,500,,,store,stored,,S-1,499,2,",
    "2024-02-01T08:00:00+02:00,A-1,stock,500,store,stored,ship,in transit,C-1,S-1,,,",
    "2024-02-03,A-1,stock,500,ship,in transit,ship,checked,C-1,,,,",
    "2024-02-05,A-1,stock,500,ship,checked,plant,destroyed,,,,,said so",
]


def events(document):
    return document["epcisBody"]["eventList"]


def movements(document):
    return [one for one in events(document) if one["type"] == "ObjectEvent"]


def test_an_item_is_added_observed_and_deleted(book_of, epcis_of):
    found = movements(epcis_of(book_of(WAY)))
    assert [(one["action"], one.get("bizStep"), one["disposition"].rpartition("/")[2]) for one in found] == [
        ("ADD", "commissioning", "stored"),
        ("OBSERVE", "transporting", "in_transit"),
        ("OBSERVE", None, "checked"),
        ("DELETE", "destroying", "destroyed"),
    ]
    assert [one["epcList"] for one in found] == [["https://proverka.example/quarry/item/A-1"]] * 4
    assert found[1]["eventTime"] == "2024-02-01T06:00:00Z"
    assert found[1]["recordTime"] == "2024-03-01T00:00:00Z"
    assert found[1]["sourceList"] == [{"type": "location", "source": "https://proverka.example/quarry/place/store"}]
    assert found[1]["bizLocation"] == {"id": "https://proverka.example/quarry/place/ship"}


def test_a_measurement_keeps_its_uncertainty_and_what_has_no_field_a_term_of_ours(book_of, epcis_of):
    first, *_, last = movements(epcis_of(book_of(WAY)))
    (report,) = first["sensorElementList"][0]["sensorReport"]
    assert report == {"type": "Mass", "value": 499, "uom": "GRM", "sDev": 2}
    assert {name: value for name, value in last.items() if name.startswith("proverka:")} == {
        "proverka:origin_disposition": "checked",
        "proverka:subject": "stock",
        "proverka:quantity": 500,
        "proverka:note": "said so",
        "proverka:entry": 2,
        "proverka:row": 4,
    }


def test_an_item_goes_into_its_container_and_comes_out_of_it(book_of, epcis_of):
    found = events(epcis_of(book_of(WAY)))
    assert [(one["type"][:4], one["action"]) for one in found] == [
        ("Obje", "ADD"),
        ("Aggr", "ADD"),
        ("Obje", "OBSERVE"),
        ("Obje", "OBSERVE"),
        ("Aggr", "DELETE"),
        ("Obje", "DELETE"),
    ]
    assert (found[1]["parentID"].rpartition("/")[2], found[1]["bizLocation"]["id"].rpartition("/")[2]) == (
        "C-1",
        "store",
    )
    assert found[1]["proverka:movement"] == found[2]["eventID"]


def test_a_quantity_has_its_class_and_unit_and_is_seen_in_its_container(book_of, epcis_of):
    ledger = book_of([
        "2024-01-10,,stock,70,,,store,stored,C-1,,,,",
        "2024-01-10,,shells,3,,,store,stored,,,,,",
    ])  # fmt: skip
    found = events(epcis_of(ledger, counted=["shells"]))
    quantities = [one["quantityList"][0] for one in found if "quantityList" in one]
    assert sorted((one["epcClass"].rpartition("/")[2], one["quantity"], one.get("uom")) for one in quantities) == [
        ("shells", 3, None),
        ("stock", 70, "GRM"),
    ]
    (seen,) = [one for one in found if one["type"] == "AggregationEvent"]
    assert (seen["action"], seen["childQuantityList"][0]["quantity"]) == ("OBSERVE", 70)


def test_an_event_keeps_its_id_when_the_book_grows(book_of, epcis_of):
    twice = "2024-01-10,,stock,70,,,store,stored,,,,,"
    ledger = book_of([twice, twice], [twice, *WAY])
    before = [one["eventID"] for one in events(epcis_of(ledger, known=datetime(2024, 3, 2, tzinfo=UTC)))]
    after = [one["eventID"] for one in events(epcis_of(ledger))]
    assert len(before) == 2
    assert len(after) == len(set(after))
    assert set(before) < set(after)


def test_one_item_alone(book_of, epcis_of):
    document = epcis_of(book_of(["2024-01-10,A-2,stock,1,,,store,stored,,,,,", *WAY]), item="A-2")
    assert [one["epcList"][0][-3:] for one in events(document)] == ["A-2"]


def test_a_book_without_movements_is_a_document_without_events(book_of, epcis_of):
    document = epcis_of(book_of())
    assert (document["type"], events(document)) == ("EPCISDocument", [])


@pytest.fixture
def with_reversals(monkeypatch):
    column = replace(COLUMNS["note"], type="BOOLEAN", meaning="takes a row back")
    monkeypatch.setitem(COLUMNS, "reversal", column)


@pytest.mark.usefixtures("with_reversals")
def test_a_row_that_takes_another_back_is_its_event_again_declared_an_error(tmp_path, epcis_of):
    said = "TIMESTAMP '2024-01-10' AS moved_at, 'A-1' AS item, 'stock' AS subject, 500::BIGINT AS quantity"
    there = "'store' AS destination_place, 'stored' AS destination_disposition, 'C-1' AS container"
    segments = []
    for number, reversal in enumerate((False, True)):
        path = tmp_path / f"{number}.parquet"
        with duckdb.connect() as connection:
            connection.execute(f"COPY (SELECT {said}, {there}, {reversal} AS reversal) TO '{path}' (FORMAT parquet)")
        segments.append(Segment(path=path, entry=2 + number, known_from=datetime(2024, 3, 1 + number, tzinfo=UTC)))
    with Ledger.over(segments) as ledger:
        document = epcis_of(ledger)
        area = Area.of(["store"])
        period = Period(begin=datetime(2024, 1, 1, tzinfo=UTC), end=END, known=END)
        assert [one.quantity for one in changes(ledger, area, period)] == [500, -500]
        assert [(one.changes, one.ending) for one in balances(ledger, area, period)] == [({"EN": 0}, 0)]
    first, inside, again = events(document)
    assert first["eventID"] == again["eventID"]
    assert inside["type"] == "AggregationEvent"
    assert "errorDeclaration" not in first
    assert again["errorDeclaration"] == {"declarationTime": "2024-03-02T00:00:00Z", "reason": "incorrect_data"}
    read = parse_document(json.dumps(document).encode(), where="test")
    made = convert_epcis(read, tmp_path / "back.parquet", suffix=".parquet", where="test")
    assert (made.rows, made.unmapped) == (2, ())
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT coalesce(reversal, false) FROM '{tmp_path}/back.parquet'").fetchall()  # noqa: S608
    assert rows == [(False,), (True,)]

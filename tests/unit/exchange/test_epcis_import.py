"""EPCIS events of other software as movements: from where an item came, what moves with what, and what does not map."""

import csv
import io
import json

import pytest

from proverka.exchange import convert_epcis, parse_document
from proverka.model.errors import MalformedError

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
A, B, BOX = "urn:epc:id:sgtin:0614141.107346.1", "urn:epc:id:sgtin:0614141.107346.2", "urn:epc:id:sscc:0614141.9"
CLASS = "urn:epc:idpat:sgtin:0614141.107346.*"
NAMES = {A: "A", B: "B", BOX: "BOX", CLASS: "stock", "urn:x:store": "store", "urn:x:ship": "ship", "urn:x:gate": "gate"}


def event(day, action, *epcs, at=None, kind="ObjectEvent", **more):
    located = {"bizLocation": {"id": f"urn:x:{at}"}} if at else {}
    objects = {"epcList": list(epcs)} if kind == "ObjectEvent" and epcs else {}
    time = {"eventTime": f"2024-01-{day:02}T00:00:00Z", "eventTimeZoneOffset": "+00:00"}
    return {"type": kind, **time, "action": action, **objects, **located, **more}


def packed(day, action, *epcs, **more):
    return event(day, action, kind="AggregationEvent", parentID=BOX, childEPCs=list(epcs), **more)


def of(*events, **head):
    document = {"@context": CONTEXT, "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2024-02-01"}
    return json.dumps({**document, "epcisBody": {"eventList": list(events)}, **head}).encode()


@pytest.fixture
def convert(tmp_path):
    """Convert events to rows: day, item, origin, destination, container; and what the conversion says."""

    def run(*events, names=NAMES, subject="", **head):
        target = tmp_path / "out.csv"
        read = parse_document(of(*events, **head), where="test")
        made = convert_epcis(read, target, suffix=".csv", where="test", names=names, subject=subject)
        rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
        told = [
            (
                row["moved_at"][8:10],
                row["item"],
                f"{row['origin_place']} {row['origin_disposition']}".strip(),
                f"{row['destination_place']} {row['destination_disposition']}",
                row["container"],
            )
            for row in rows
        ]
        return told, made

    return run


def test_an_item_comes_from_where_its_previous_event_left_it(convert):
    told, made = convert(
        event(3, "OBSERVE", A, at="ship", bizStep="shipping", disposition="in_transit"),
        event(1, "ADD", A, B, at="store", disposition="urn:epcglobal:cbv:disp:active"),
        event(4, "DELETE", A, at="gate", disposition="https://ref.gs1.org/cbv/Disp-destroyed"),
    )
    assert told == [
        ("01", "A", "", "store active", ""),
        ("01", "B", "", "store active", ""),
        ("03", "A", "store active", "ship in transit", ""),
        ("04", "A", "ship in transit", "gate destroyed", ""),
    ]
    assert (made.rows, made.unmapped, made.assumed) == (4, (), {})


def test_what_an_event_does_not_say_stays_as_it_was(convert):
    told, _ = convert(
        event(1, "ADD", A, at="store", disposition="active"),
        event(2, "OBSERVE", A, disposition="reserved"),
        event(3, "OBSERVE", A, readPoint={"id": "urn:x:gate"}),
    )
    assert [row[3] for row in told] == ["store active", "store reserved", "gate reserved"]


def test_what_is_in_a_container_moves_with_it(convert):
    told, made = convert(
        event(1, "ADD", A, B, at="store", disposition="active"),
        packed(2, "ADD", A, B),
        event(3, "OBSERVE", BOX, at="ship", disposition="in_transit"),
        packed(4, "DELETE", A),
        event(5, "OBSERVE", BOX, at="gate"),
    )
    assert told[2:] == [
        ("02", "A", "store active", "store active", "BOX"),
        ("02", "B", "store active", "store active", "BOX"),
        ("03", "A", "store active", "ship in transit", "BOX"),
        ("03", "B", "store active", "ship in transit", "BOX"),
        ("04", "A", "ship in transit", "ship in transit", ""),
        ("05", "B", "ship in transit", "gate in transit", "BOX"),
    ]
    assert made.unmapped == ()


def test_a_container_that_is_within_itself_ends(convert):
    told, _ = convert(
        event(1, "ADD", A, at="store", disposition="active"),
        packed(2, "ADD", A),
        packed(3, "ADD", BOX),
        event(4, "OBSERVE", BOX, at="ship"),
    )
    assert [row[1] for row in told] == ["A", "A", "A", "A"]


def test_a_container_that_is_moved_for_ever_is_refused(convert, monkeypatch):
    monkeypatch.setattr("proverka.exchange.event_reading.OBJECTS_MAX", 18)
    moves = [event(3 + day, "OBSERVE", BOX, at="ship") for day in range(5)]
    begin = (event(1, "ADD", A, B, at="store", disposition="active"), packed(2, "ADD", A, B))
    assert convert(*begin, *moves[:4])[1].rows == 12
    with pytest.raises(MalformedError, match="too-large"):
        convert(*begin, *moves)


def test_a_quantity_is_booked_in_grams_where_it_enters(convert):
    told, made = convert(
        event(1, "ADD", at="store", disposition="active", quantityList=[
            {"epcClass": CLASS, "quantity": 2.5, "uom": "KGM"},
        ]),
    )  # fmt: skip
    assert (told, made.rows) == ([("01", "", "", "store active", "")], 1)


def test_an_item_that_is_first_seen_on_its_way_enters_the_book_there_and_that_is_told(convert):
    told, made = convert(event(1, "OBSERVE", A, at="gate"))
    assert told == [("01", "A", "", "gate unknown", "")]
    assert list(made.assumed.values()) == [1, 1]


def test_an_event_that_is_declared_an_error_is_left_out_with_its_declaration(convert):
    added = event(1, "ADD", A, at="store", disposition="active", eventID="urn:uuid:1")
    declared = {**added, "errorDeclaration": {"declarationTime": "2024-01-05T00:00:00Z", "reason": "did_not_occur"}}
    told, made = convert(added, declared, event(2, "ADD", B, at="store", disposition="active"))
    assert [row[1] for row in told] == ["B"]
    assert [(one.number, one.event_id) for one in made.unmapped] == [(1, "urn:uuid:1"), (2, "urn:uuid:1")]


def test_terms_of_ours_count_only_under_our_namespace(convert):
    borrowed = event(1, "OBSERVE", A, at="store", disposition="active", **{"proverka:subject": "gold"})
    context = [CONTEXT, {"proverka": "https://example.org/other/"}]
    told, made = convert(borrowed, **{"@context": context})
    assert (len(told), made.unmapped) == (1, ())
    _, made = convert(borrowed, **{"@context": [CONTEXT, {"proverka": "https://proverka.example/epcis/"}]})
    assert "quantity" in made.unmapped[0].reason


QUANTITY = {"epcClass": CLASS, "quantity": 1}


LEFT_OUT = (
    (event(1, "ADD", A, kind="TransformationEvent"), "one thing becomes another"),
    (event(1, "ADD", A, kind="TransactionEvent"), "business transaction"),
    (event(1, "ADD", A, kind="AssociationEvent"), "fixed to a place"),
    (event(1, "ADD", A, kind="NoEvent"), "events of type NoEvent"),
    (event(1, "ADD", at="store"), "names no object"),
    (event(1, "ADD", "", at="store"), "without an identifier"),
    ({**event(1, "ADD", A, at="store"), "action": None}, "no action"),
    ({**event(1, "ADD", A, at="store"), "action": "MOVE"}, "form that the standard gives it"),
    ({"type": "ObjectEvent", "eventTime": "2024-01-01T00:00:00Z", "epcList": [A]}, "no action"),
    ({**event(1, "ADD", A, at="store"), "eventTime": "2024-01-01T00:00:00"}, "form that the standard gives it"),
    ({**event(1, "ADD", A, at="store"), "eventTime": "0001-01-01T00:00:00+14:00"}, "outside the calendar"),
    ({"eventTime": 5}, "form that the standard gives it"),
    ("no event", "form that the standard gives it"),
    (event(1, "ADD", A), "no place"),
    (event(1, "ADD", "urn:other:7", at="store"), "of which subject"),
    (packed(1, "ADD"), "nothing that is in it"),
    (packed(1, "ADD", A), "no place"),
    (packed(1, "ADD", A, childQuantityList=[QUANTITY]), "quantity in a container"),
    (event(1, "OBSERVE", at="store", quantityList=[QUANTITY]), "no number by which"),
    (event(1, "ADD", quantityList=[QUANTITY]), "no place"),
    (event(1, "ADD", at="store", quantityList=[{**QUANTITY, "uom": "LBR"}]), "unit"),
    (event(1, "ADD", at="store", quantityList=[{**QUANTITY, "quantity": 0.5}]), "whole number"),
    (event(1, "ADD", at="store", quantityList=[{**QUANTITY, "quantity": -1}]), "whole number"),
    (event(1, "ADD", at="store", quantityList=[{**QUANTITY, "quantity": 2**63}]), "whole number"),
    (event(1, "ADD", at="store", quantityList=[{**QUANTITY, "quantity": "NaN"}]), "not said"),
    (event(1, "ADD", at="store", quantityList=[{**QUANTITY, "quantity": "1e999999"}]), "too many digits"),
    (event(1, "ADD", at="store", quantityList=[{"epcClass": CLASS}]), "not said"),
)  # fmt: skip


def test_what_does_not_map_is_listed_with_the_reason_and_the_rest_is_booked(convert):
    told, made = convert(*(one for one, _ in LEFT_OUT), event(2, "ADD", B, at="store", disposition="active"))
    assert [row[1] for row in told] == ["B"]
    assert (made.rows, made.events) == (1, len(LEFT_OUT) + 1)
    assert [one.number for one in made.unmapped] == list(range(1, len(LEFT_OUT) + 1))
    wrong = [
        (found.reason, said)
        for found, (_, said) in zip(made.unmapped, LEFT_OUT, strict=True)
        if said not in found.reason
    ]
    assert wrong == []


OURS = {
    "@context": [CONTEXT, {"proverka": "https://proverka.example/epcis/"}],
    "proverka:base": "https://proverka.example/x/",
}
OWN = event(
    1, "OBSERVE", "https://proverka.example/x/item/7", at="store", disposition="active",
    **{"proverka:subject": "stock", "proverka:quantity": 5},
)  # fmt: skip


CHANGED: tuple[tuple[dict[str, object], str], ...] = (
    ({"proverka:quantity": -1}, "quantity is none"),
    ({"proverka:quantity": True}, "type of its column"),
    ({"proverka:quantity": 2**63}, "too many digits"),
    ({"proverka:subject": 7}, "type of its column"),
    ({"proverka:seal": ["S"]}, "type of its column"),
    ({"proverka:origin_disposition": "stored"}, "origin"),
    ({"epcList": []}, "one object"),
    ({"proverka:movement": "urn:nobody"}, "not here"),
)


def test_terms_of_ours_are_held_to_their_columns(convert):
    told, made = convert(*({**OWN, **change} for change, _ in CHANGED), OWN, **OURS)
    assert [row[:4] for row in told] == [("01", "7", "", "store active")]
    assert [one.number for one in made.unmapped] == list(range(1, len(CHANGED) + 1))
    assert all(said in found.reason for found, (_, said) in zip(made.unmapped, CHANGED, strict=True))


def test_a_mass_in_whole_grams_is_a_measurement_and_another_is_told(convert, tmp_path):
    def measured(value, unit):
        report = {"type": "Mass", "value": value, "uom": unit, "sDev": 0.001}
        return {"sensorElementList": [{"sensorReport": [report]}]}

    _, made = convert(
        event(1, "ADD", A, at="store", disposition="active", **measured(1.25, "KGM")),
        event(2, "OBSERVE", A, at="store", **measured(1.25, "GRM")),
    )
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    assert [(row["measured"], row["uncertainty"]) for row in rows] == [("1250", "1"), ("", "")]
    assert list(made.assumed.values()) == [1]

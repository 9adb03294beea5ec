"""What is exported has the structure that GS1 EPCIS 2.0 gives a document: written here after the standard's text.

Sources: EPCIS 2.0 (GS1, 2022), sections 7.4.1 to 7.4.4 (events), 9.2 (JSON), and CBV 2.0, sections 7.1 to 7.3. The
schemas that GS1 itself publishes bear no licence under which they could be copied here; documents of the simulated
world were held against them by hand (decision 10).
"""

import io
import json
from datetime import UTC, datetime
from typing import Any

import duckdb
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # it ships no types

from proverka.book import Ledger, Segment
from proverka.exchange import Identifiers, Scope, write_epcis
from proverka.exchange.identifiers import CBV_DISPOSITIONS

END = datetime(2025, 1, 1, tzinfo=UTC)

URI = {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$"}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"}
QUANTITY = {
    "required": ["epcClass"],
    "additionalProperties": False,
    "properties": {"epcClass": URI, "quantity": {"type": "number"}, "uom": {"pattern": "^[A-Z0-9]{2,3}$"}},
}
PLACE = {"required": ["id"], "properties": {"id": URI}}
EXTENSION = {r"^proverka:[a-z_]+$": True}
EVENT: dict[str, Any] = {
    "required": ["type", "eventTime", "eventTimeZoneOffset", "action"],
    "properties": {
        "eventTime": TIME,
        "recordTime": TIME,
        "eventTimeZoneOffset": {"pattern": r"^[+-]((0\d|1[0-3]):[0-5]\d|14:00)$"},
        "eventID": URI,
        "action": {"enum": ["ADD", "OBSERVE", "DELETE"]},
        "bizStep": {"enum": ["commissioning", "decommissioning", "destroying", "packing", "transporting", "unpacking"]},
        "disposition": {"anyOf": [{"enum": sorted(CBV_DISPOSITIONS)}, URI]},
        "bizLocation": PLACE,
        "errorDeclaration": {"required": ["declarationTime"], "properties": {"declarationTime": TIME}},
    },
}
LISTS = {"epcList": URI, "quantityList": QUANTITY, "childEPCs": URI, "childQuantityList": QUANTITY}
LOCATION = {"required": ["type"], "properties": {"type": {"const": "location"}, "source": URI, "destination": URI}}
REPORT = {"required": ["type", "value", "uom"], "properties": {"type": {"const": "Mass"}, "uom": {"const": "GRM"}}}


def list_of(value, least=1):
    return {"type": "array", "minItems": least, "items": value}


def kind(name, required, lists, more):
    properties = {**EVENT["properties"], **{one: list_of(LISTS[one]) for one in lists}, **more, "type": {"const": name}}
    return {
        "required": [*EVENT["required"], *required],
        "properties": properties,
        "patternProperties": EXTENSION,
        "additionalProperties": False,
        "oneOf": [{"required": [one]} for one in lists],
    }


DOCUMENT = {
    "required": ["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
    "properties": {
        "@context": list_of({"type": ["string", "object"]}),
        "type": {"const": "EPCISDocument"},
        "schemaVersion": {"const": "2.0"},
        "creationDate": TIME,
        "epcisBody": {
            "required": ["eventList"],
            "additionalProperties": False,
            "properties": {
                "eventList": list_of({
                    "oneOf": [
                        kind("ObjectEvent", [], ["epcList", "quantityList"], {
                            "sourceList": list_of(LOCATION),
                            "destinationList": list_of(LOCATION),
                            "sensorElementList": list_of({"properties": {"sensorReport": list_of(REPORT)}}),
                        }),
                        kind("AggregationEvent", ["parentID"], ["childEPCs", "childQuantityList"], {"parentID": URI}),
                    ]
                })
            },
        },
    },
    "patternProperties": EXTENSION,
    "additionalProperties": False,
}  # fmt: skip

ROWS = """
    SELECT TIMESTAMP '2024-01-10 00:00:00.5' + INTERVAL (n) HOUR AS moved_at,
           if(n % 3 = 0, NULL, 'A ' || n % 2) AS item, 'stück' AS subject,
           n::BIGINT AS quantity, if(n < 3, NULL, 'a/b') AS origin_place,
           if(n < 3, NULL, 'on board') AS origin_disposition, 'é"' AS destination_place,
           ['in transit', 'destroyed', 'on board'][n % 3 + 1] AS destination_disposition,
           if(n % 4 = 0, NULL, 'C ' || n % 3) AS container, if(n = 5, n, NULL)::BIGINT AS measured
    FROM range(24) t(n)
"""


def test_an_export_has_the_structure_of_the_standard(tmp_path):
    path, out = tmp_path / "t.parquet", io.BytesIO()
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({ROWS}) TO '{path}' (FORMAT parquet)")
    with Ledger.over([Segment(path=path, entry=1, known_from=END.replace(year=2024))]) as ledger:
        scope = Scope(as_of=END, known=END)
        base = Identifiers("https://proverka.example/t/")
        assert write_epcis(out, ledger, scope, identifiers=base, created=END, final=["destroyed"]) == 24
    document = json.loads(out.getvalue())
    Draft7Validator.check_schema(DOCUMENT)
    assert [error.message for error in Draft7Validator(DOCUMENT).iter_errors(document)] == []
    events = document["epcisBody"]["eventList"]
    assert len({event["eventID"] for event in events}) == len(events) > 24
    events[0]["surprise"] = 1
    assert not Draft7Validator(DOCUMENT).is_valid(document)

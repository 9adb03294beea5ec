"""`proverka export …` and `import epcis`: their forms, what they refuse, and that nothing is half written."""

import csv
import io
import json
import os
import shutil
from pathlib import Path

import pytest

from proverka.cli import main

ROWS = """\
moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition,container
2024-01-10,A-1,stock,500,,,store,stored,
2024-01-10,A-2,stock,300,,,store,stored,
2024-02-01,A-1,stock,500,store,stored,ship,on board,C-1
2024-03-01,A-1,stock,500,ship,on board,plant,destroyed,
"""
ENTRY = """\
[[entries]]
kind = "manifest"
label = "MOVES"
known = 2024-03-10
party = "state"
documents = ["documents/moves.csv"]
body = { title = "What was moved" }
"""
PLACE = '[[places]]\nid = "{0}"\nname = "The {0}"\nkind = "site"\n'
DAYS = ("--as-of", "2024-06-30", "--known-at", "2024-06-30")


@pytest.fixture(scope="module")
def with_moves(tmp_path_factory):
    """A folder with an authored case that has movements, and the same, built: made once."""
    folder = tmp_path_factory.mktemp("moves")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        main_of("case", "new", "quarry")
        with Path("quarry/case.toml").open("a", encoding="utf-8") as words:
            words.writelines(PLACE.format(name) for name in ("store", "ship", "plant"))
        Path("quarry/documents").mkdir(exist_ok=True)
        Path("quarry/documents/moves.csv").write_text(ROWS, encoding="utf-8")
        Path("quarry/evidence/moves.toml").write_text(ENTRY, encoding="utf-8")
        main_of("case", "build", "quarry", "booked")
    return folder


def main_of(*arguments):
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert not ending.value.code


@pytest.fixture
def booked(proverka, with_moves):
    """Run the program beside an authored case `quarry` with movements, and the same, `booked`."""
    shutil.copytree(with_moves, Path.cwd(), dirs_exist_ok=True)
    return proverka


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_movements_go_out_and_come_back_by_epcis_and_can_be_handed_in(booked):
    assert booked("export", "epcis", "booked", "events.json", *DAYS).out == "Made events.json: 4 movements.\n"
    document = json.loads(Path("events.json").read_text(encoding="utf-8"))
    assert document["creationDate"] == "2026-01-01T12:00:00Z"
    assert document["proverka:base"] == "https://proverka.example/quarry/"
    told = booked("import", "epcis", "events.json", "back.csv")
    assert "4 movements of 6 events; 2 only repeat what another says; 0 did not" in told.out.replace("\n", " ")
    assert booked("export", "movements", "booked", "plain.csv", "--plain", *DAYS).status == 0
    assert Path("back.csv").read_bytes() == Path("plain.csv").read_bytes()
    Path("quarry/documents/moves.csv").write_bytes(Path("back.csv").read_bytes())
    assert booked("case", "build", "quarry", "again").status == 0
    assert booked("book", "again", *DAYS).out == booked("book", "booked", *DAYS).out


def test_movements_have_their_place_in_the_record(booked):
    assert booked("export", "movements", "booked", "all.csv", "--item", "A-1", *DAYS).status == 0
    rows = table(Path("all.csv").read_text(encoding="utf-8"))
    assert [(row["item"], row["row"]) for row in rows] == [("A-1", "1"), ("A-1", "3"), ("A-1", "4")]
    assert rows[0]["known_from"].startswith("2024-03-10T00:00:00")
    assert booked("export", "movements", "booked", "all.parquet").status == 0


def test_changes_in_every_form(booked):
    asked = ("export", "changes", "booked", "--area", "store", "--from", "2024-02", "--to", "2024-02")
    document = json.loads(booked(*asked, "--format", "json").out)
    assert (document["schema"], document["from"], document["to"]) == (
        "proverka/inventory-changes/v1",
        "2024-02-01",
        "2024-02-29",
    )
    assert (document["beginning"], document["ending"]) == ({"stock": 800}, {"stock": 300})
    (row,) = table(booked(*asked, "--format", "csv").out)
    assert row["at"] == document["changes"][0]["at"] == "2024-02-01T00:00:00Z"
    assert (row["code"], row["quantity"]) == ("SH", "500") == (document["changes"][0]["code"], "500")
    text = booked(*asked).out
    assert "2024-02-01  SH    stock    A-1" in text
    assert "SH  −  shipment" in text


def test_a_balance_in_every_form_leaves_what_nobody_counted_blank(booked):
    document = json.loads(booked("export", "balance", "booked", "--format", "json").out)
    (one,) = document["balances"]
    assert (one["changes"], one["ending"], one["counted"], one["unaccounted_for"]) == (
        {"EN": 800, "DS": 500},
        300,
        None,
        None,
    )
    (row,) = table(booked("export", "balance", "booked", "--format", "csv").out)
    assert (row["LA"], row["ending"], row["counted"], row["unaccounted_for"]) == ("0", "300", "", "")
    assert "ending book inventory                 300" in booked("export", "balance", "booked").out


def test_a_listing_in_every_form(booked):
    document = json.loads(booked("export", "listing", "booked", "--format", "json").out)
    assert [(one["item"], one["quantity"], one["counted"]) for one in document["lines"]] == [("A-2", 300, None)]
    assert [row["item"] for row in table(booked("export", "listing", "booked", "--format", "csv").out)] == ["A-2"]
    assert "________" in booked("export", "listing", "booked").out


def test_codes_are_data(booked):
    Path("codes.csv").write_text("disposition,code\ndestroyed,LD\n", encoding="utf-8")
    document = json.loads(booked("export", "balance", "booked", "--codes", "codes.csv", "--format", "json").out)
    assert document["balances"][0]["changes"] == {"EN": 800, "LD": 500}
    Path("codes.csv").write_text("disposition,code\ndestroyed,XX\n", encoding="utf-8")
    assert "unknown-name" in booked("export", "balance", "booked", "--codes", "codes.csv").err


def test_a_case_without_tables_has_nothing_to_give(proverka):
    assert proverka("export", "epcis", "built", "events.json").status == 0
    assert "Nothing: no movement table" in proverka("export", "balance", "built").out
    assert proverka("import", "epcis", "events.json", "none.csv").status == 0
    assert table(Path("none.csv").read_text(encoding="utf-8")) == []


def test_every_event_that_does_not_map_is_told(proverka):
    event = {"type": "TransactionEvent", "eventTime": "2024-01-01T00:00:00Z", "eventID": "urn:x:\u202e1"}
    document = {"@context": "x", "type": "EPCISDocument", "schemaVersion": "2.0", "epcisBody": {"eventList": [event]}}
    Path("events.json").write_text(json.dumps(document), encoding="utf-8")
    text = proverka("import", "epcis", "events.json", "out.csv").out
    assert "event 1, urn:x:�1: a movement table has no row for a business transaction" in text
    told = json.loads(proverka("import", "epcis", "events.json", "out.csv", "--format", "json").out)
    assert [one["number"] for one in told["unmapped"]] == [1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", "epcis", "quarry", "out.json"), "not-a-case"),
        (("export", "movements", "built", "out.xls"), "meaningless"),
        (("export", "movements", "built", "out"), "meaningless"),
        (("export", "changes", "built", "--area", "nowhere"), "unknown-place"),
        (("export", "changes", "built", "--from", "2024-02-31"), "bad-date"),
        (("import", "epcis", "bad.json", "out.csv"), "bad-syntax"),
        (("import", "epcis", "absent.json", "out.csv"), "missing-file"),
        (("import", "epcis", "pipe", "out.csv"), "missing-file"),
        (("import", "epcis", "bad.json", "out.txt"), "meaningless"),
        (("import", "epcis", "bad.json", "out.csv", "--names", "bad.json"), "bad-syntax"),
    ],
)
def test_refusals_write_nothing(arguments, code, proverka):
    Path("bad.json").write_text('{"type": "EPCISDocument"', encoding="utf-8")
    os.mkfifo("pipe")
    Path("out.csv").write_text("as it was", encoding="utf-8")
    before = sorted(Path.cwd().iterdir())
    told = proverka(*arguments)
    assert (told.status, told.out, code in told.err) == (2, "", True), told
    assert sorted(Path.cwd().iterdir()) == before
    assert Path("out.csv").read_text(encoding="utf-8") == "as it was"

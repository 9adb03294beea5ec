"""`proverka simulate world`, `book` and `trace`: their forms, and what they refuse."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import pytest

from proverka.case.simulated import build_world
from proverka.simulation import FAULTS


@pytest.fixture(scope="module")
def built_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("simulated") / "world"
    build_world(root, movements=1_000, seed=5)
    return root


@pytest.fixture
def world(proverka, built_world):
    Path("world").symlink_to(built_world)
    return proverka


def test_a_balance_in_every_form(world):
    told = world("book", "world", "--as-of", "2010-07-08", "--format", "json")
    document = json.loads(told.out)
    assert document["schema"] == "proverka/book/v1"
    assert document["breaches"] == []
    rows = list(csv.DictReader(io.StringIO(world("book", "world", "--as-of", "2010-07-08", "--format", "csv").out)))
    assert len(rows) == len(document["holdings"])
    assert all(int(row["held"]) == int(row["received"]) - int(row["sent"]) for row in rows)
    text = world("book", "world", "--as-of", "2010-07-08").out
    assert "WHAT DOES NOT FIT" in text
    assert "Nothing." in text


def test_several_processes_give_the_same_answer_to_the_byte(world):
    asked = ("book", "world", "--as-of", "2010-07-08", "--format", "json")
    assert world(*asked, "--workers", "2").out == world(*asked).out
    for others in (("--cluster", "local"), ("--monthly", "2010")):
        told = world("book", "world", "--workers", "2", *others)
        assert (told.status, told.out) == (2, "")
        assert "meaningless" in told.err


def test_month_ends_in_every_form(world):
    document = json.loads(world("book", "world", "--monthly", "2009-12/2010-06", "--format", "json").out)
    assert document["schema"] == "proverka/month-ends/v1"
    assert (document["month_ends"][0], document["month_ends"][-1]) == ("2009-12-31", "2010-06-30")
    balance = json.loads(world("book", "world", "--as-of", "2010-06-30", "--format", "json").out)["holdings"]
    assert [one["held"][-1] for one in document["accounts"]] == [one["received"] - one["sent"] for one in balance]
    told = world("book", "world", "--monthly", "2009-12/2010-06", "--format", "csv", "--out", "chart.svg").out
    assert Path("chart.svg").read_text(encoding="utf-8").startswith("<svg")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [int(row["held"]) for row in rows] == [held for one in document["accounts"] for held in one["held"]]
    text = world("book", "world", "--monthly", "2009-12/2010-06").out
    assert "from 2009-12 to 2010-06" in text


def test_months_that_nobody_can_be_told(proverka):
    told = proverka("book", "built", "--monthly", "1810/2010")
    assert (told.status, told.out) == (2, "")
    assert "at most 1200 months" in told.err
    told = proverka("book", "built", "--monthly", "2010", "--as-of", "2010")
    assert (told.status, told.out) == (2, "")
    assert "meaningless" in told.err
    assert proverka("book", "built", "--out", "chart.svg").status == 2
    assert proverka("book", "built", "--monthly", "2010", "--out", "chart.svg").status == 2
    assert not Path("chart.svg").exists()
    assert "no movement table speaks of that time" in proverka("book", "built", "--monthly", "2010").out


def test_the_way_of_an_item_in_every_form(world):
    steps = json.loads(world("trace", "world", "I-7", "--format", "json").out)["steps"]
    assert (steps[0]["origin"], steps[-1]["destination"].split(", ")[1]) == ("", "destroyed")
    assert all(one["destination"] == after["origin"] for one, after in pairwise(steps))
    rows = list(csv.DictReader(io.StringIO(world("trace", "world", "I-7", "--format", "csv").out)))
    assert [row["entry"] for row in rows] == [str(step["entry"]) for step in steps]
    assert "enters" in world("trace", "world", "I-7").out


def test_an_item_that_nobody_has_heard_of(world):
    told = world("trace", "world", "I-NONE")
    assert (told.status, told.out) == (2, "")
    assert "unknown-name" in told.err


def test_a_case_without_tables_has_an_empty_book(proverka):
    told = proverka("book", "built", "--as-of", "2024-06-30")
    assert told.status == 0
    assert "no movement table speaks of that time" in told.out
    assert proverka("trace", "built", "A-1").status == 2


def test_a_world_is_not_made_over_another(world):
    told = world("simulate", "world", "world", "--movements", "1000")
    assert told.status == 2
    assert "already-there" in told.err


def test_what_is_planted_is_told_apart_and_found(proverka):
    told = proverka("simulate", "world", "w", "--movements", "1000", "--faults", "1", "--truth", "truth.json")
    assert told.status == 0
    planted = json.loads(Path("truth.json").read_text(encoding="utf-8"))["planted"]
    found = json.loads(proverka("book", "w", "--format", "json").out)["breaches"]
    told = {(one["about"], one["kind"], one["at"]) for one in found if one["kind"] != "overdrawn"}
    assert told == {(one["about"], one["breach"], one["at"].removesuffix("Z")) for one in planted}
    assert {one["fault"] for one in planted} == set(FAULTS)

"""The pocket calculators of sampling: the forms of their answers, their pictures, and what they refuse."""

import csv
import io
import json
from pathlib import Path

import pytest

ASKED = {
    "size": ("size", "--population", "500", "--goal", "25"),
    "size of an imperfect instrument": (
        "size", "--population", "500", "--goal", "25", "--sensitivity", "0.9",
        "--false-positive", "0.01", "--alarm", "2",
    ),
    "size with replacement": ("size", "--population", "20", "--goal", "1", "--with-replacement"),
    "probability": ("probability", "--population", "500", "--sample", "56", "--goal", "25"),
    "strata": ("probability", "--stratum", "400:30", "--stratum", "100:20", "--goal", "10"),
    "attributes": ("accept", "--producer", "0.05:0.95", "--consumer", "0.15:0.075"),
    "lot": ("accept", "--producer", "0:1", "--consumer", "0.05:0.05", "--population", "1000"),
    "variables": ("accept", "--producer", "0.05:0.95", "--consumer", "0.15:0.075", "--by", "unknown"),
    "levels": (
        "levels", "--population", "40", "--item", "2", "--goal", "8", "--probability", "0.7",
        "--instrument", "tester:0.2::1", "--instrument", "scale:0.05:0.01:5", "--draw", "separate",
    ),
    "remaining": ("remaining", "--population", "500", "--sample", "56", "--goal", "25"),
    "suspicion": ("remaining", "--population", "500", "--sample", "56", "--goal", "25", "--suspicion", "0.1"),
}  # fmt: skip


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_every_answer_has_its_forms_and_its_picture(proverka, asked):
    text = proverka("inspect", *asked, "--out", "chart.svg")
    assert (text.status, text.err) == (0, "")
    svg = Path("chart.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "</svg>" in svg
    document = json.loads(proverka("inspect", *asked, "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(proverka("inspect", *asked, "--format", "csv").out)))
    assert document["schema"].startswith("proverka/")
    assert [list(row) for row in document["table"]] == [list(row) for row in rows]
    for told, row in zip(document["table"], rows, strict=True):
        assert {name: str(value) for name, value in told.items()} == row or all(
            float(row[name]) == value for name, value in told.items() if not isinstance(value, str)
        )


def test_a_planner_reads_the_size_the_formula_and_its_error(proverka):
    lines = proverka("inspect", *ASKED["size"]).out.splitlines()
    assert lines[0] == "Open 56 of 500: 25 falsified items or more are found with probability 0.9525."
    assert lines[2].startswith("The formula N(1 - β^(1/r)) asks for 57, 1 more")
    document = json.loads(proverka("inspect", *ASKED["size"], "--format", "json").out)
    assert (document["sample"], document["approximate"]) == (56, 57)


def test_the_worst_split_is_told(proverka):
    document = json.loads(proverka("inspect", *ASKED["strata"], "--format", "json").out)
    assert document["worst_split"] == [10, 0]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("size", "--population", "100", "--goal", "1", "--sensitivity", "0.9"), "at most 0.9"),
        (("size", "--population", "100", "--goal", "101"), "at most the population, 100"),
        (("probability", "--goal", "1"), "neither"),
        (("probability", "--goal", "1", "--stratum", "10:1", "--sample", "3"), "other options"),
        (("probability", "--goal", "1", "--stratum", "10-1"), "N:n"),
        (("accept", "--producer", "0.05", "--consumer", "0.1:0.1"), "P:A"),
        (("accept", "--producer", "0.05:0.9", "--consumer", "0.1:0.1", "--by", "eye"), "attributes, known or unknown"),
        (("levels", "--population", "10", "--item", "1", "--goal", "2", "--draw", "odd"), "nested, separate"),
        (("levels", "--population", "10", "--item", "1", "--goal", "2", "--instrument", "x"), "NAME:RANDOM"),
        (("levels", "--population", "10", "--item", "1", "--goal", "20"), "a quantity that the stratum holds"),
        (("remaining", "--population", "10", "--sample", "11"), "at most the population, 10"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_message(proverka, asked, told):
    answer = proverka("inspect", *asked)
    assert (answer.status, answer.out) == (2, "")
    assert told in " ".join(answer.err.split())


@pytest.mark.parametrize(
    "asked",
    [
        ("inspect", "probability", "--stratum", "²:1", "--goal", "1"),
        ("inspect", "size", "--population", "10", "--goal", "3", "--out", ""),
        ("simulate", "sites", ""),
        ("inspect", "accept", "--producer", "0.05:1", "--consumer", "0.1:0.1"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_message(proverka, asked):
    answer = proverka(*asked)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("refused ")

"""`proverka balance`: its forms, its chart, inspectors' own measurements, and what it refuses."""

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from proverka.cli import main

DAYS = ("--as-of", "2024-12-31", "--known-at", "2024-12-31")
MOVES = (
    "moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition,measured,"
    "method"
)
COUNTS = "counted_at,place,disposition,subject,item,quantity,measured,uncertainty"
ENTRIES = """\
[[entries]]
kind = "measurement_method"
label = "SCALE"
date = 2024-01-01
known = 2024-06-01
party = "state"
[entries.body]
method = "scale"
title = "A scale"
sources = [{ id = "calibration", deviation = "0.001" }, { id = "weighing", deviation = "0.002", error = "own" }]

[[entries]]
kind = "manifest"
label = "PLANT"
known = 2024-06-02
party = "state"
documents = ["documents/moves.csv", "documents/counts.csv"]
body = { title = "What came, and what is there" }

[[entries]]
kind = "manifest"
label = "SEEN"
known = 2024-06-03
party = "inspectorate"
documents = ["documents/seen.csv"]
body = { title = "What inspectors weighed" }
"""


@pytest.fixture(scope="module")
def with_balance(tmp_path_factory):
    """A folder with a built case whose plant receives ten items a month and counts them: made once."""
    folder = tmp_path_factory.mktemp("balance")
    moves, counts, seen = [MOVES], [COUNTS, "2024-01-01,plant,held,stock,,0,,"], [COUNTS]
    for month in (1, 2, 3):
        for number in range(10):
            item, amount = f"A-{month}-{number}", 1000 + (7 * number + month) % 5 - 2
            moves.append(f"2024-0{month}-05,{item},stock,1000,store,stored,plant,held,{amount},scale")
        for earlier in range(1, month + 1):
            for number in range(10):
                measured = f"{1000 + (3 * number + earlier) % 5 - 2},2" if earlier == month else ","
                counts.append(f"2024-0{month + 1}-01,plant,held,stock,A-{earlier}-{number},1000,{measured}")
    seen += [f"2024-04-01,plant,held,stock,A-3-{number},1000,{990 + number % 3},2" for number in range(5)]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        main_of("case", "new", "quarry")
        with Path("quarry/case.toml").open("a", encoding="utf-8") as words:
            words.writelines(
                f'[[places]]\nid = "{one}"\nname = "The {one}"\nkind = "site"\n' for one in ("store", "plant")
            )
        Path("quarry/documents").mkdir(exist_ok=True)
        for name, lines in (("moves", moves), ("counts", counts), ("seen", seen)):
            Path(f"quarry/documents/{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
        Path("quarry/evidence/plant.toml").write_text(ENTRIES, encoding="utf-8")
        main_of("case", "build", "quarry", "measured")
    return folder / "measured"


def main_of(*arguments):
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert not ending.value.code


@pytest.fixture
def balanced(proverka, with_balance):
    shutil.copytree(with_balance, "measured")
    return lambda *more: proverka("balance", "measured", *more, *DAYS)


def test_the_balances_in_words(balanced):
    told = balanced("plant")
    assert told.status == 0
    assert "from 2024-01-01" in told.out
    assert "✓ no alarm" in told.out
    assert "calibration" in told.out


def test_the_same_as_json_and_csv(balanced):
    plain = json.loads(balanced("plant", "--format", "json", "--goal", "500").out)
    assert plain["schema"] == "proverka/balance-evaluation/v1"
    (subject,) = plain["subjects"]
    rows = list(csv.DictReader(io.StringIO(balanced("plant", "--format", "csv").out)))
    assert [int(row["muf"]) for row in rows] == [period["muf"] for period in subject["periods"]]
    assert [row["end"] for row in rows] == [period["end"] for period in subject["periods"]]
    assert len(subject["detection"]["goal_page"]) == len(rows) == 3
    # Each item is weighed when it comes and when it is first counted; from then on it keeps that weight.
    assert [period["unknown_count"] for period in subject["periods"]] == [0, 0, 0]
    assert subject["periods"][2]["contributions"]["weighing"] == pytest.approx(2 * 10**0.5, rel=1e-3)
    assert subject["periods"][2]["contributions"]["calibration"] == pytest.approx(10, rel=1e-3)
    assert subject["periods"][2]["contributions"]["uncertainty of the row"] == pytest.approx(2 * 10**0.5)


def test_the_control_charts_are_drawn(balanced):
    assert balanced("plant", "--out", "balance.svg").status == 0
    drawn = Path("balance.svg").read_text(encoding="utf-8")
    assert all(part in drawn for part in ("<svg", "SITMUF", "CUMUF", "calibration", "threshold"))


def test_inspectors_measured_some_of_the_items_otherwise(balanced):
    (found,) = json.loads(balanced("plant", "--paired", "--format", "json").out)["differences"]
    assert (found["inspector"], found["strata"][0]["items"], found["strata"][0]["measured"]) == ("inspectorate", 10, 5)
    assert found["total"] > 50
    assert found["alarm"]
    assert "OPERATOR AGAINST INSPECTORS" in balanced("plant", "--paired").out


def test_inspectors_counts_are_none_of_the_balance(balanced):
    (subject,) = json.loads(balanced("plant", "--format", "json").out)["subjects"]
    assert subject["party"] == "state"
    assert len(subject["periods"]) == 3


def test_against_the_book_it_closes_by_itself_and_says_so(balanced):
    told = balanced("plant", "--periods", "2024-01,2024-03,2024-05")
    assert "proves nothing" in " ".join(told.out.split())
    rows = list(csv.DictReader(io.StringIO(balanced("plant", "--periods", "month", "--format", "csv").out)))
    assert [int(row["increases"]) for row in rows][:4] == [10_000, 10_000, 10_000, 0]
    plain = json.loads(balanced("plant", "--periods", "month", "--format", "json").out)
    assert plain["schema"] == "proverka/book-balances/v1"


@pytest.mark.usefixtures("balanced")
def test_before_anything_was_handed_in_there_is_no_balance(proverka):
    told = proverka("balance", "measured", "plant", "--as-of", "2024-12-31", "--known-at", "2024-05-31")
    assert "No balance" in told.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nowhere",), "unknown-place"),
        (("store", "--out", "x.svg"), "meaningless"),
        (("plant", "--periods", "2024-03,2024-01"), "meaningless"),
        (("plant", "--periods", "2024-03"), "meaningless"),
        (("plant", "--periods", "soon"), "bad-date"),
        (("plant", "--periods", "month", "--out", "x.svg"), "meaningless"),
        (("plant", "--false-alarm", "2"), "bad-value"),
        (("plant", "--false-alarm", "1e-300"), "bad-value"),
        (("plant", "--goal", "1e300"), "bad-value"),
        (("plant", "--goal", "-1"), "bad-value"),
    ],
)
def test_what_cannot_be_meant_is_refused(balanced, arguments, code):
    told = balanced(*arguments)
    assert told.status == 2
    assert code in told.err
    assert not Path("x.svg").exists()


@pytest.mark.usefixtures("balanced")
def test_the_report_shows_the_balances_that_the_audit_judged(proverka):
    made = proverka("report", "measured", "--out", "r.html", "--json", "r.json", "--package", "r.zip", *DAYS)
    assert made.status == 0, made.err
    (found,) = json.loads(Path("r.json").read_text(encoding="utf-8"))["material_balances"]
    assert (found["places"], found["party_name"]) == (["plant"], "The State")
    periods = found["balance"]["periods"]
    page = Path("r.html").read_text(encoding="utf-8")
    custody = page[page.index('id="material-balances"') : page.index('<section id="destruction">')]
    for period in periods:
        row = f'<th scope="row" class="nowrap">{period["end"][:10]}</th><td class="right">{period["muf"]}</td>'
        assert row in custody
    assert 'id="chart-material-balance-1"' in custody
    with zipfile.ZipFile("r.zip") as package:
        rows = list(csv.DictReader(io.StringIO(package.read("charts/material-balance-1.csv").decode())))
    assert [int(row["muf"]) for row in rows] == [period["muf"] for period in periods]


def test_a_report_of_a_case_without_methods_says_nothing_of_balances(proverka):
    assert proverka("report", "built", "--out", "r.html", "--json", "r.json").status == 0
    assert "material" not in Path("r.json").read_text(encoding="utf-8")
    assert "material-balance" not in Path("r.html").read_text(encoding="utf-8")

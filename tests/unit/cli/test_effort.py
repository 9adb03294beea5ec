import csv
import io
import json
import re
from pathlib import Path

import pytest

TABLE = """\
site,stratum,population,goal_items,rate_per_day,sensitivity,setup_days,days_max,x_km,y_km
A,drums,100,10,20,0.9,0.5,3,0,0
B,drums,60,3,10,1,0.5,3,120,40
B,casings,400,40,50,1,,,,
C,drums,30,2,10,1,1,2,60,200
"""


@pytest.fixture
def table(proverka):
    Path("sites.csv").write_text(TABLE, encoding="utf-8")
    return proverka


def test_the_plan_is_told_in_three_forms(table):
    text = table("inspect", "effort", "sites.csv", "--teams", "1", "--days", "4")
    assert (text.status, text.err) == (0, "")
    assert re.search(r"^3 sites, 1 team of 4 days each$", text.out, re.MULTILINE)
    plan = json.loads(table("inspect", "effort", "sites.csv", "--teams", "1", "--days", "4", "--format", "json").out)
    assert plan["schema"] == "proverka/effort/v1"
    assert 0 < plan["guarantee"] <= plan["ceiling"] < 1
    assert plan["gap"] < 1e-4
    firsts = [one["first"] for one in plan["schedules"]]
    ends = [one["first"] + one["weight"] for one in plan["schedules"]]
    assert firsts == [0, *ends[:-1]]
    assert ends[-1] == plan["total"] == 1_000_000
    assert min(one["detection"] for site in plan["sites"] for one in site["strata"]) == plan["guarantee"]
    for schedule in plan["schedules"]:
        for tour in schedule["tours"]:
            spent = sum(v["setup_days"] + sum(s["days"] for s in v["strata"]) for v in tour["visits"])
            assert tour["days"] == spent <= 4
    rows = list(csv.DictReader(io.StringIO(
        table("inspect", "effort", "sites.csv", "--teams", "1", "--days", "4", "--format", "csv").out
    )))  # fmt: skip
    assert [(row["site"], row["stratum"]) for row in rows] == [
        ("A", "drums"),
        ("B", "drums"),
        ("B", "casings"),
        ("C", "drums"),
    ]
    assert sum(float(row["cheat"]) for row in rows) == pytest.approx(1)


def test_the_same_table_gives_the_same_plan(table):
    asked = ("inspect", "effort", "sites.csv", "--teams", "2", "--days", "3", "--rounds", "2", "--format", "json")
    assert table(*asked).out == table(*asked).out


def test_travel_comes_from_coordinates_or_from_a_table(table):
    asked = ("inspect", "effort", "sites.csv", "--teams", "1", "--days", "4", "--format", "json")
    near = json.loads(table(*asked).out)
    far = json.loads(table(*asked, "--speed", "300", "--base", "0,-50").out)
    assert far["guarantee"] < near["guarantee"]
    assert far["guarantee_without_draw"] is None
    ways = "from,to,days\nbase,A,0\nbase,B,0\nbase,C,0\nA,B,0\nA,C,0\nB,C,0\n"
    Path("ways.csv").write_text(ways, encoding="utf-8")
    assert json.loads(table(*asked, "--travel", "ways.csv").out) == near


def test_the_map_is_drawn(table):
    told = table("inspect", "effort", "sites.csv", "--teams", "1", "--days", "4", "--base", "10,10", "--out", "map.svg")
    assert told.status == 0
    svg = Path("map.svg").read_text(encoding="utf-8")
    assert "base" in svg
    assert "A cheat would choose" in svg
    without = "\n".join(",".join(line.split(",")[:-2]) for line in TABLE.splitlines()) + "\n"
    Path("sites.csv").write_text(without, encoding="utf-8")
    assert table("inspect", "effort", "sites.csv", "--teams", "1", "--days", "4", "--out", "rows.svg").status == 0
    assert "chosen by a cheat" in Path("rows.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--days", "0"), "bad-value"),
        (("--days", "1e9"), "bad-value"),
        (("--days", "4", "--speed", "fast"), "bad-value"),
        (("--days", "4", "--base", "here"), "bad-value"),
        (("--days", "4", "--base", "nan,1"), "bad-value"),
        (("--days", "4", "--travel", "none.csv"), "missing-file"),
        (("--days", "4", "--travel", "sites.csv", "--speed", "1"), "meaningless"),
        (("--days", "0.5"), "meaningless"),
    ],
)
def test_what_cannot_be_meant_is_refused(table, options, code):
    answer = table("inspect", "effort", "sites.csv", "--teams", "1", *options)
    assert (answer.status, answer.out) == (2, "")
    assert code in answer.err
    assert "to do:" in answer.err


def test_made_up_sites_are_a_table_to_plan_from(proverka):
    assert proverka("simulate", "sites", "made.csv", "--sites", "12").status == 0
    assert proverka("simulate", "sites", "again.csv", "--sites", "12").status == 0
    assert Path("made.csv").read_bytes() == Path("again.csv").read_bytes()
    answer = proverka("inspect", "effort", "made.csv", "--teams", "2", "--days", "6", "--speed", "300")
    assert answer.status == 0, answer.err
    assert "12 sites, 2 teams of 6 days each" in answer.out


def test_an_exponent_is_no_number_of_days(proverka):
    Path("one.csv").write_text("site,stratum,population,goal_items,rate_per_day\na,b,10,2,5\n", encoding="utf-8")
    answer = proverka("inspect", "effort", "one.csv", "--teams", "1", "--days", "1e999999999")
    assert answer.status == 2
    assert "--days: bad-value" in answer.err

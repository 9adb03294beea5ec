import csv
import io
import json
import shutil
from pathlib import Path

import pytest

CASES = Path(__file__).parents[3] / "cases" / "regimes"
SMALL = """\
[stockpile]
title = "Two sites"
unit = "kg"
period = "month"
periods = 6
goal_amount = 20
goal_periods = 2
money = "euro"
team_day = 100

[[instruments]]
id = "count"
per_day = 10

[[sites]]
id = "A"
setup_days = 1
strata = [{ id = "drums", items = 8, item_amount = 10 }]

[[sites]]
id = "B"
strata = [{ id = "drums", items = 5, item_amount = 10 }]

[[regimes]]
id = "spring"
title = "Once"
inspections = [{ at = [3], looks = [{ instrument = "count", share = 1.0 }] }]

[[regimes]]
id = "memory"
title = "Every month, four items that were not counted before"
inspections = [{ every = 1, repeat = false, looks = [{ instrument = "count", items = 2 }] }]

[[cheats]]
id = "abrupt"
title = "Two drums at once"
kind = "abrupt"
amount = 20
"""
MORE = '[[cheats]]\nid = "=hidden"\ntitle = "Elsewhere"\nkind = "hidden"\namount = 20\n'


@pytest.fixture
def small(proverka):
    Path("small.toml").write_text(SMALL, encoding="utf-8")
    return proverka


def test_the_comparison_is_told_in_three_forms(small):
    asked = ("simulate", "regimes", "small.toml", "--histories", "2000")
    text = small(*asked)
    assert (text.status, text.err) == (0, "")
    assert "Two sites: 2 regimes, 1 cheat, 6 months" in text.out
    assert "~" in text.out
    assert "2,000 histories each, seed 1" in text.out
    found = json.loads(small(*asked, "--format", "json").out)
    assert found["schema"] == "proverka/regimes/v1"
    by = {pair["regime"]: pair for pair in found["pairs"]}
    # All is counted in month 3: who begins after it is never found, and there are choices that are.
    assert by["spring"]["in_time"]["value"] == 0
    assert by["spring"]["mean_in_time"] == pytest.approx(2 / 5)
    assert (by["spring"]["method"], by["memory"]["method"]) == ("exact", "drawn")
    assert by["memory"]["in_time"]["low"] < by["memory"]["in_time"]["value"] < by["memory"]["in_time"]["high"]
    rows = list(csv.DictReader(io.StringIO(small(*asked, "--format", "csv").out)))
    assert [(row["regime"], row["method"], row["histories"]) for row in rows] == [
        ("spring", "exact", ""),
        ("memory", "drawn", "2000"),
    ]
    assert float(rows[1]["in_time"]) == by["memory"]["in_time"]["value"]


def test_the_seed_decides_and_the_workers_do_not(small):
    asked = ("simulate", "regimes", "small.toml", "--histories", "4500", "--format", "json")
    one = small(*asked).out
    assert small(*asked, "--workers", "2").out == one
    assert small(*asked, "--seed", "2").out != one


def test_cheats_come_from_a_file_of_their_own_and_regimes_from_a_folder(small):
    Path("all").mkdir()
    shutil.move("small.toml", "all/small.toml")
    Path("more.toml").write_text(MORE.replace('"=hidden"', '"hidden"'), encoding="utf-8")
    found = json.loads(
        small("simulate", "regimes", "all", "--cheats", "more.toml", "--histories", "100", "--format", "json").out
    )
    assert [cheat["id"] for cheat in found["cheats"]] == ["abrupt", "hidden"]


def test_it_is_drawn(small):
    told = small("simulate", "regimes", "small.toml", "--histories", "500", "--out", "regimes.svg")
    assert told.status == 0
    svg = Path("regimes.svg").read_text(encoding="utf-8")
    assert "Found within 2 months" in svg
    assert "spring" in svg
    assert "memory" in svg


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("absent.toml",), "missing-file"),
        (("empty",), "missing-file"),
        (("broken.toml",), "bad-syntax"),
        (("small.toml", "--cheats", "more.toml"), "bad-value"),
        (("small.toml", "--workers", "2", "--cluster", "local"), "meaningless"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_one_message(small, arguments, expected):
    Path("empty").mkdir()
    Path("broken.toml").write_text("[stockpile\n", encoding="utf-8")
    Path("more.toml").write_text(MORE, encoding="utf-8")
    told = small("simulate", "regimes", *arguments)
    assert told.status == 2
    assert told.out == ""
    assert told.err.startswith("refused ")
    assert expected in told.err


@pytest.mark.parametrize("runner", [(), ("--workers", "2")])
@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("amount = 20\n", "amount = 2000\n", "cheat abrupt: meaningless"),
        ("goal_periods = 2", "goal_periods = 6", "cheat abrupt: meaningless"),
    ],
)
def test_what_no_worker_can_answer_is_refused_before_any_is_asked(small, runner, before, after, where):
    text = SMALL.replace(before, after)
    Path("small.toml").write_text(text.replace('kind = "abrupt"', 'kind = "protracted"\nover = 2'), encoding="utf-8")
    told = small("simulate", "regimes", "small.toml", *runner)
    assert told.status == 2
    assert where in told.err


def test_a_test_without_a_threshold_is_refused_by_regime_and_site(small):
    errors = '[[effects]]\nid = "scale"\ndeviation = 0.1\nshared = false\n'
    balance = '[sites.balance]\ninventory = 1000\ninventory_effects = ["scale"]\n'
    tested = 'title = "Once"\nbalance = { false_alarm = 0.99, every = 6 }'
    text = SMALL.replace("[[regimes]]", f"{balance}{errors}[[regimes]]", 1).replace('title = "Once"', tested)
    Path("small.toml").write_text(text, encoding="utf-8")
    told = small("simulate", "regimes", "small.toml")
    assert told.status == 2
    assert "regime spring: balance, at site B" in told.err


def test_the_made_up_stockpile_tells_what_its_page_says(proverka):
    found = json.loads(proverka("simulate", "regimes", str(CASES), "--histories", "5000", "--format", "json").out)
    by = {(pair["regime"], pair["cheat"]): pair for pair in found["pairs"]}
    # Dummies are counted as items; an amendment that is accepted ends the matter; only a search finds what is hidden.
    assert by["annual", "swap"]["by_horizon"]["value"] == 0
    assert by["quarterly", "abrupt"]["in_time"]["value"] == 1
    assert by["quarterly", "amendment"]["given_up"] == pytest.approx(1)
    assert by["balanced", "hidden"]["by_horizon"]["value"] == 0
    assert by["complete", "hidden"]["in_time"]["value"] == pytest.approx(1 - 0.92**6)
    assert [one["id"] for one in found["regimes"] if not one["dominated"]] == ["annual", "complete", "followed"]

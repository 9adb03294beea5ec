"""An inspection from its plan to its evaluation, at the command line; and what is refused on the way."""

import csv
import io
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proverka.inspection import detection_despite_unopened, detection_probability, refusal_proof_samples

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
DRUMS = 60

STOCK = """\
[[entries]]
kind = "manifest"
label = "STOCK"
known = 2024-03-01
party = "state"
documents = ["stock.csv"]
body = { title = "What lies in the store" }
"""
RESULTS = """\
[[entries]]
kind = "inspection_results"
label = "{label}"
known = 2025-07-02
party = "inspectorate"
refers_to = ["PLAN-1"]
documents = ["{file}"]
body = {{ title = "Drums opened" }}
"""


@pytest.fixture
def store(proverka, monkeypatch):
    """A case whose book has sixty numbered drums, and ore without numbers, in one store."""
    monkeypatch.setattr("proverka.cli.inspecting.now", lambda: NOW)
    words = Path("quarry/case.toml")
    subject = '[[subjects]]\nid = "drum"\nname = "Drums"\nkind = "equipment"\nunit = "item"\n\n'
    place = '[[places]]\nid = "store"\nname = "The store"\nkind = "storage"\n\n'
    words.write_text(words.read_text(encoding="utf-8").replace("[[bases]]", f"{subject}{place}[[bases]]", 1))
    assert proverka("case", "build", "quarry", "built", "--force").status == 0
    head = "moved_at,subject,item,quantity,destination_place,destination_disposition\n"
    rows = [f"2024-02-01T06:00:00Z,drum,drum-{number:03d},1,store,stored\n" for number in range(1, DRUMS + 1)]
    rows.append("2024-02-01T06:00:00Z,stock,,5000,store,stored\n")
    Path("stock.csv").write_text(head + "".join(rows), encoding="utf-8")
    submit(proverka, STOCK)
    return proverka


def submit(proverka, text: str, name: str = "step.toml") -> None:
    Path(name).write_text(text, encoding="utf-8")
    told = proverka("submit", "built", name)
    assert told.status == 0, told.err


def planned(proverka, *more: str):
    told = proverka("inspect", "plan", "built", "plan", "--party", "inspectorate", "--goal", "6", *more)
    assert told.status == 0, told.err
    return told


def drawn(proverka, *parties: str):
    """Hand in the plan, and commit and reveal for each party; return the rows of the draw."""
    assert proverka("submit", "built", "plan/plan.toml").status == 0
    for step in ("commit", "reveal"):
        for party in parties:
            told = proverka("inspect", step, "built", "PLAN-1", f"{step}-{party}.toml", "--party", party)
            assert told.status == 0, told.err
            assert proverka("submit", "built", f"{step}-{party}.toml").status == 0
    return list(csv.DictReader(io.StringIO(proverka("inspect", "draw", "built", "PLAN-1", "--format", "csv").out)))


def test_a_plan_has_exact_samples_of_what_the_book_holds(store):
    told = json.loads(planned(store, "--with", "desk", "--format", "json").out)
    (stratum,) = told["strata"]
    first, refused = (int(n) for n in refusal_proof_samples(DRUMS, 6, 0.95, 1))
    assert (stratum["population"], stratum["sample"], stratum["sample_refused"]) == (DRUMS, first, refused)
    assert stratum["detection_probability"] >= 0.95
    assert told["unnumbered"] == [{"place": "store", "disposition": "stored", "subject": "stock"}]
    items = Path(f"plan/{stratum['stratum']}.txt").read_text(encoding="utf-8").split("\n")
    assert items == [*(f"drum-{number:03d}" for number in range(1, DRUMS + 1)), ""]


def test_a_plan_of_a_day_before_there_was_anything_is_refused(store):
    told = store("inspect", "plan", "built", "plan", "--party", "inspectorate", "--goal", "6", "--as-of", "2023")
    assert (told.status, told.out) == (2, "")
    assert "unknown-name" in told.err
    assert not Path("plan").exists()


def test_from_plan_to_evaluation(store):
    assert "after a refusal" in planned(store).out
    rows = drawn(store, "state", "inspectorate")
    (sample, _) = (int(n) for n in refusal_proof_samples(DRUMS, 6, 0.95, 0))
    assert len(rows) == sample
    told = json.loads(store("inspect", "draw", "built", "PLAN-1", "--format", "json").out)
    assert [one["item"] for one in told["items"]] == [row["item"] for row in rows]
    assert (told["settled"], told["passed_over"]) == (True, [])

    items = [row["item"] for row in rows]
    beside = next(f"drum-{number:03d}" for number in range(1, 61) if f"drum-{number:03d}" not in items)
    opened = [*(f"{item},as_declared\n" for item in items[2:]), f"{beside},as_declared\n", "drum-999,as_declared\n"]
    Path("opened.csv").write_text("item,outcome\n" + "".join(opened), encoding="utf-8")
    submit(store, RESULTS.format(label="OPENED-1", file="opened.csv"))
    (found,) = json.loads(store("inspect", "evaluate", "built", "PLAN-1", "--format", "json").out)["strata"]
    assert found["not_opened"] == items[:2]
    assert (found["undrawn"], found["unlisted"], found["defects"]) == ([beside], ["drum-999"], [])
    assert found["reached"] == pytest.approx(float(detection_probability(DRUMS, 6, sample - 2)))
    assert found["reached_least"] == pytest.approx(float(detection_despite_unopened(DRUMS, 6, sample, 2)))
    assert "if somebody chose it" in store("inspect", "evaluate", "built", "PLAN-1").out

    Path("rest.csv").write_text(f"item,outcome\n{items[0]},defect\n{items[1]},inconclusive\n", encoding="utf-8")
    submit(store, RESULTS.format(label="OPENED-2", file="rest.csv"))
    # A second look does not undo a defect.
    Path("again.csv").write_text(f"item,outcome\n{items[0]},as_declared\n", encoding="utf-8")
    submit(store, RESULTS.format(label="OPENED-3", file="again.csv"))
    (row,) = csv.DictReader(io.StringIO(store("inspect", "evaluate", "built", "PLAN-1", "--format", "csv").out))
    assert (row["opened"], row["not_opened"], row["inconclusive"], row["defects"]) == (str(sample), "0", "1", "1")
    before = store("inspect", "evaluate", "built", "PLAN-1", "--known-at", "2025-07-01", "--format", "csv").out
    (row,) = csv.DictReader(io.StringIO(before))
    assert row["opened"] == "0"
    assert store("verify", "built").status == 0


def test_a_secret_is_kept_for_its_owner_alone(store):
    planned(store)
    assert store("submit", "built", "plan/plan.toml").status == 0
    assert store("inspect", "commit", "built", "PLAN-1", "commit.toml", "--party", "state").status == 0
    (secret,) = Path("built/keys/draws").iterdir()
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    held = secret.read_text(encoding="utf-8").split("\n")[3]
    assert held not in Path("commit.toml").read_text(encoding="utf-8")
    again = store("inspect", "commit", "built", "PLAN-1", "other.toml", "--party", "state")
    assert (again.status, Path("other.toml").exists()) == (2, False)
    assert "already-there" in again.err
    assert secret.read_text(encoding="utf-8").split("\n")[3] == held


def test_before_it_is_drawn_it_is_said_who_is_awaited(store):
    planned(store)
    assert store("submit", "built", "plan/plan.toml").status == 0
    assert "awaiting commitments: state, inspectorate" in store("inspect", "draw", "built", "PLAN-1").out
    assert "out-of-turn" in store("inspect", "evaluate", "built", "PLAN-1").err
    told = store("inspect", "draw", "built", "PLAN-1", "--out", "draw.toml", "--party", "state")
    assert (told.status, Path("draw.toml").exists()) == (2, False)
    assert "out-of-turn" in told.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("inspect", "draw", "built", "STOCK"), "unknown-name"),
        (("inspect", "draw", "built", "NOTHING"), "unknown-entry"),
        (("inspect", "commit", "built", "PLAN-1", "x.toml", "--party", "desk"), "not-permitted"),
        (("inspect", "reveal", "built", "PLAN-1", "x.toml", "--party", "state"), "missing-file"),
        (("inspect", "reveal", "built", "PLAN-1", "x.toml", "--party", "state", "--secret", "opened"), "wrong-reveal"),
    ],
)
def test_what_cannot_be_is_refused(store, arguments, code):
    planned(store)
    assert store("submit", "built", "plan/plan.toml").status == 0
    Path("opened").write_text("no secret\n", encoding="utf-8")
    told = store(*arguments)
    assert (told.status, told.out) == (2, "")
    assert code in told.err
    assert not Path("x.toml").exists()


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("item,outcome,colour\nd,defect,red\n", "unknown-field"),
        ("item\nd\n", "missing-field"),
        ("item,outcome\nd,fine\n", "bad-value"),
        ("item,outcome\nd\n", "bad-syntax"),
        ("stratum,item,outcome\nelsewhere,d,defect\n", "bad-value"),
    ],
)
def test_results_of_another_form_are_refused(store, table, code):
    planned(store)
    drawn(store, "state", "inspectorate")
    Path("opened.csv").write_text(table, encoding="utf-8")
    submit(store, RESULTS.format(label="OPENED-1", file="opened.csv"))
    assert code in store("inspect", "evaluate", "built", "PLAN-1").err


def test_nobody_speaks_before_witnesses_have_cosigned_the_commitments(store):
    words = Path("quarry/case.toml")
    words.write_text(f'{words.read_text(encoding="utf-8")}\n[policy.quorum]\nleast = 1\nof = ["desk"]\n')
    Path("built").rename("before")
    assert store("case", "build", "quarry", "built").status == 0
    submit(store, STOCK)
    planned(store)
    assert store("submit", "built", "plan/plan.toml").status == 0
    for party in ("state", "inspectorate"):
        assert store("inspect", "commit", "built", "PLAN-1", f"{party}.toml", "--party", party).status == 0
        assert store("submit", "built", f"{party}.toml").status == 0
    told = store("inspect", "reveal", "built", "PLAN-1", "reveal.toml", "--party", "state")
    assert (told.status, Path("reveal.toml").exists()) == (2, False)
    assert "unwitnessed" in told.err
    log = next(line for line in Path("built/policy.txt").read_text().split("\n") if line.startswith("log "))
    assert store("witness", "new", "w", "--key", "built/keys/witness/desk.key").status == 0
    assert store("witness", "trust", "w", log.removeprefix("log ")).status == 0
    assert store("witness", "request", "built", "--witness", "desk", "--out", "request").status == 0
    assert store("witness", "cosign", "w", "request", "--out", "answer").status == 0
    assert store("witness", "gather", "built", "answer").status == 0
    assert store("inspect", "reveal", "built", "PLAN-1", "reveal.toml", "--party", "state").status == 0
    assert store("submit", "built", "reveal.toml").status == 0


PLACES = "".join(f'[[places]]\nid = "site-{one}"\nname = "Site {one}"\nkind = "site"\n\n' for one in "abc")


def schedule(weight: int, *sites: str, **more: object) -> dict[str, object]:
    visits = [{"site": site, "strata": [{"stratum": "drums", "open": 4}]} for site in sites]
    return {"weight": weight, "tours": [{"round": 1, "team": 1, "visits": visits}], **more}


def visits_of(*schedules: object, **more: object) -> None:
    """Write a plan of visits as `proverka inspect effort` does."""
    plan = {"schema": "proverka/effort/v1", "guarantee": 0.4, "schedules": schedules, **more}
    Path("visits.json").write_text(json.dumps(plan), encoding="utf-8")


@pytest.fixture
def sites(proverka, monkeypatch):
    """A case with three sites, and a plan of visits to them."""
    monkeypatch.setattr("proverka.cli.inspecting.now", lambda: NOW)
    words = Path("quarry/case.toml")
    words.write_text(words.read_text(encoding="utf-8").replace("[[bases]]", f"{PLACES}[[bases]]", 1), encoding="utf-8")
    assert proverka("case", "build", "quarry", "built", "--force").status == 0
    visits_of(schedule(3, "site-a", "site-b"), schedule(1, "site-c"))
    return proverka


VISITING = ("inspect", "plan", "built", "plan", "--party", "inspectorate")


def test_a_plan_of_visits_in_three_forms(sites):
    told = sites(*VISITING, "--visits", "visits.json")
    assert told.status == 0, told.err
    words = " ".join(told.out.split())
    assert "schedule-1 75.00% team 1: site-a (drums 4), site-b (drums 4)" in words
    assert "One of 2 schedules is drawn; together they make sure of 40.0000%" in words
    assert Path("plan/visits.json").read_bytes() == Path("visits.json").read_bytes()
    Path("plan").rename("plan-1")
    plain = json.loads(sites(*VISITING, "--visits", "visits.json", "--format", "json").out)
    assert (plain["schema"], plain["guarantee"]) == ("proverka/inspection-plan/v1", 0.4)
    assert [one["weight"] for one in plain["schedules"]] == [3, 1]
    Path("plan").rename("plan-2")
    rows = list(csv.DictReader(io.StringIO(sites(*VISITING, "--visits", "visits.json", "--format", "csv").out)))
    assert [{**row, "weight": int(row["weight"])} for row in rows] == plain["schedules"]
    assert Path("plan/plan.toml").read_bytes() == Path("plan-1/plan.toml").read_bytes()


def test_a_schedule_is_drawn_and_says_what_to_do(sites):
    assert sites(*VISITING, "--visits", "visits.json").status == 0
    assert drawn(sites, "state", "inspectorate") == []
    told = json.loads(sites("inspect", "draw", "built", "PLAN-1", "--format", "json").out)
    visited = {"schedule-1": ["site-a", "site-b"], "schedule-2": ["site-c"]}
    assert told["places"] == visited[told["schedule"]]
    words = " ".join(sites("inspect", "draw", "built", "PLAN-1").out.split())
    assert f"schedule {told['schedule']} to do team 1: {told['places'][0]} (drums 4)" in words
    assert sites("verify", "built").status == 0
    assert json.loads(sites("inspect", "evaluate", "built", "PLAN-1", "--format", "json").out)["strata"] == []


def test_a_plan_of_more_than_an_entry_holds_is_handed_in_all_the_same(sites):
    visits_of(*[schedule(1, *["site-a", "site-b", "site-c"] * 20)] * 200)
    assert sites(*VISITING, "--visits", "visits.json").status == 0
    drawn(sites, "state", "inspectorate")
    assert "as the documents of the plan say" in sites("inspect", "draw", "built", "PLAN-1").out


@pytest.mark.parametrize(
    ("arguments", "text", "code"),
    [
        ((), None, "meaningless"),
        (("--visits", "visits.json", "--goal", "6"), None, "meaningless"),
        (("--visits", "nothing.json"), None, "missing-file"),
        (("--visits", "."), None, "missing-file"),
        (("--visits", "visits.json"), "{", "bad-syntax"),
        (("--visits", "visits.json"), "{}", "bad-value"),
        (("--visits", "visits.json"), (schedule(1, "site-a", "nowhere"),), "unknown-place"),
        (("--visits", "visits.json"), (schedule(1, "site-a"),) * 1001, "bad-value"),
        (("--visits", "visits.json"), (schedule(0, "site-a"),), "bad-value"),
    ],
)
def test_no_plan_of_visits_is_half_written(sites, arguments, text, code):
    if isinstance(text, str):
        Path("visits.json").write_text(text, encoding="utf-8")
    elif text:
        visits_of(*text)
    before = sorted(Path().iterdir())
    told = sites(*VISITING, *arguments)
    assert (told.status, told.out) == (2, "")
    assert code in told.err
    assert sorted(Path().iterdir()) == before

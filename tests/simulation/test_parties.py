"""A fixed budget of seeds, run whole: nothing acknowledged is lost, nothing is accepted wrongly. See README.md here."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.simulation.world.run import Summary, run
from tests.simulation.world.story import live

# A quarter of a minute; more by command: make simulate SEEDS=1000
SEEDS = int(os.environ.get("PROVERKA_SIMULATED_SEEDS", "32"))

# What must have happened at least once, for a budget that is worth its name.
MUST_HAPPEN = (
    "power", "full disk", "disk error", "log reopened", "witness started again", "witness restored from an old backup",
    "bundle lost", "bundle twice", "bundle out of order", "bundle changed by a bit", "copy changed by a bit on its way",
    "witness cut off", "answer of a witness lost", "request twice", "old request put to a witness again",
    "witness with a clock behind", "clock of a keeper wrong", "clock of a party ahead", "back-dated",
    "key of a party stolen", "key of a party recovered", "key of a witness stolen", "checkpoint of no log signed",
    "fork: rewound", "fork: dropped", "fork: reordered", "party shown another history", "fork shown to a mirror",
    "forged: signed by nobody", "forged: by a stranger's key of that name", "forged: by another party's key",
    "forged: a signature of another text", "forged: a number left out", "forged: for another case",
    "forged: for another log of this case", "forged: from the future", "forged: not countersigned",
    "forged: not permitted", "forged: a key given by one where two must", "forged: by a key no longer in force",
)  # fmt: skip
MUST_BE_CHECKED = (
    "entries acknowledged", "entries accepted", "cosignatures compared", "receipts verified", "forks proved",
    "numbers used twice proved", "false dates found", "records verified alone", "comparisons by a monitor",
    "two histories under the quorum, proved",
)  # fmt: skip


@pytest.fixture(scope="module")
def summary() -> Summary:
    return run(range(SEEDS))


def test_nothing_is_lost_and_nothing_accepted_wrongly(summary):
    print(f"\n{summary.text}")  # noqa: T201 - the budget, for whoever runs it with -s
    assert not summary.failures, "\n".join(map(str, summary.failures))


def test_every_kind_of_fault_came(summary):
    assert [kind for kind in MUST_HAPPEN if not summary.faults[kind]] == []
    assert [kind for kind in MUST_BE_CHECKED if not summary.checks[kind]] == []


def test_the_same_seed_tells_the_same_story():
    assert [live(seed).digest for seed in (3, 5)] == [live(seed).digest for seed in (3, 5)]
    assert live(3).digest != live(5).digest


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "a relative import"


def test_the_auditor_shares_no_code_with_the_record(repository):
    world = repository / "tests" / "simulation" / "world"
    files = [world / "auditor.py", world / "tree.py", repository / "verifier" / "proverka_verify.py"]
    found = {name.split(".")[0] for path in files for name in imported(path)}
    assert "proverka" not in found
    own = {name for name in imported(world / "auditor.py") if name.startswith("tests")}
    assert own == {"tests.simulation.world.tree"}

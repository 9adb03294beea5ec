"""What Proverka writes for others to check: editions, receipts, openings, evidence; each with one bit changed too."""

import os
import random
import shutil
from pathlib import Path

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.scaffold import write_scaffold
from proverka.case.verifying import verify_case
from proverka.case.witnessing import WitnessedCase
from proverka.cli import main
from proverka.record import Checkpoint, Log, SignedCheckpoint
from proverka.record.merkle import leaf_hash, root_of_hashes
from proverka.witness import fork_between

ENTRIES = """
[[entries]]
kind = "figure"
label = "SEALED"
known = 2024-02-01
party = "state"
class = "restricted"
seal = ["percent", "text"]
body = { basis = "destroyed/stock", percent = 40, text = "four tenths" }

[[entries]]
kind = "delivery"
label = "REPORT"
known = 2024-03-03
party = "state"
body = { document = "report", title = "With annexes" }
documents = [
    "open.txt",
    { file = "plan.txt", class = "protected" },
    { file = "sites.csv", class = "restricted", table = true },
]
"""


def run(*arguments: object) -> int:
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    authored = folder / "authored"
    write_scaffold(authored, "case")
    words = authored / "case.toml"
    words.write_text(
        words.read_text(encoding="utf-8") + '[policy.quorum]\nleast = 1\nof = ["inspectorate"]\n', encoding="utf-8"
    )
    files = {
        "evidence/more.toml": ENTRIES,
        "open.txt": "all",
        "plan.txt": "gate",
        "sites.csv": "site,n\nhall,4\ngate,5\n",
    }
    for name, text in files.items():
        (authored / name).write_text(text, encoding="utf-8")
    read = read_authored(authored)
    keyring = demonstration_keyring(read.words)
    log = build_case(read, folder / "case", keyring)
    line = keyring.witnesses["inspectorate"].cosign(log.checkpoint.text, time=1_700_000_000).line
    WitnessedCase.open(folder / "case").take(line.encode(), where="the answer")
    return folder / "case"


@pytest.fixture(scope="module")
def policy(case, standalone):
    return standalone.read_policy((case / "policy.txt").read_bytes())


def bits_found(standalone, check, raw: bytes) -> tuple[int, list[int]]:
    """How many single bits were changed, and those after which `check` still says the same."""
    whole, unseen = check(raw), []
    chance = random.Random(len(raw))
    bits = chance.sample(range(8 * len(raw)), min(8 * len(raw), int(os.environ.get("PROVERKA_FLIPS", "5000")) // 10))
    for bit in bits:
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            same = check(bytes(changed)) == whole
        except (standalone.WrongError, *standalone.FORM_ERRORS):
            same = False
        unseen += [bit] * same
    return len(bits), unseen


def test_the_whole_case_and_the_public_edition(case, policy, standalone, tmp_path):
    told = standalone.check_log(case, policy)
    assert "1 openings" in told[1]
    assert "3 documents, 0 withheld" in told[1]
    assert run("edition", case, tmp_path / "public", "--for", "public") == 0
    assert verify_case(tmp_path / "public").sound
    told = standalone.check_log(tmp_path / "public", policy)
    assert "0 openings" in told[1]
    assert "1 documents, 2 withheld" in told[1]


@pytest.mark.parametrize("kind", ["openings", "documents"])
def test_one_file_of_them_exchanged(kind, case, policy, standalone, tmp_path):
    shutil.copytree(case, tmp_path / "case")
    found = next(one for one in sorted((tmp_path / "case" / kind).rglob("*")) if one.is_file())
    found.write_bytes(b"x" + found.read_bytes()[1:])
    assert not verify_case(tmp_path / "case").sound
    with pytest.raises(standalone.WrongError, match=f"{kind}/{found.name}: "):
        standalone.check_log(tmp_path / "case", policy)


def test_a_receipt(case, policy, standalone, tmp_path):
    assert run("receipt", case, "SEALED", tmp_path / "receipt") == 0
    raw = (tmp_path / "receipt").read_bytes()
    submission, told = standalone.check_receipt(raw, policy)
    assert submission.party == "state"
    assert "cosigned by inspectorate 2023-11-14T22:13:20+00:00" in told[1]
    tried, unseen = bits_found(standalone, lambda data: standalone.check_receipt(data, policy)[1], raw)
    assert tried > 0
    assert unseen == []


OPENED = {
    "a body": (["SEALED", "--all"], ['  percent: "40"', '  text: "four tenths"']),
    "a field": (["SEALED", "--field", "text"], ['  text: "four tenths"']),
    "a row": (["REPORT", "--document", "sites.csv", "--row", "1"], ['  n: "5"', '  site: "gate"']),
    "a cell": (["REPORT", "--document", "sites.csv", "--row", "0", "--field", "n"], ['  n: "4"']),
}


@pytest.mark.parametrize("what", OPENED)
def test_an_opening(what, case, policy, standalone, tmp_path):
    options, shown = OPENED[what]
    assert run("open", case, *options, "--out", tmp_path / "opening") == 0
    raw = (tmp_path / "opening").read_bytes()
    told = standalone.check_opening(raw, policy)
    assert sorted(line for line in told if line.startswith("  ")) == shown
    tried, unseen = bits_found(standalone, lambda data: standalone.check_opening(data, policy), raw)
    assert tried > 0
    assert unseen == []


def test_evidence_of_a_fork(case, policy, standalone):
    key = demonstration_keyring(read_authored(case.parent / "authored").words).log
    at = Log.open(case / "record", key.verifier).checkpoint
    others = [leaf_hash(b"%d" % number) for number in range(7)]
    # Without the lines of witnesses: they prove nothing of a fork, and what changes in them changes nothing.
    smaller, larger = (
        SignedCheckpoint.sign(one, key)
        for one in (at, Checkpoint(origin=key.name, size=7, root=root_of_hashes(others)))
    )
    found = fork_between(smaller, larger, lambda start, end: root_of_hashes(others[start:end]))
    assert found is not None
    raw = found.encode()
    assert "signed two histories" in standalone.check_evidence(raw, policy, None)[0]
    tried, unseen = bits_found(standalone, lambda data: standalone.check_evidence(data, policy, None), raw)
    assert tried > 0
    assert unseen == []

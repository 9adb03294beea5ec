"""Transcripts of the command line on a small case, byte for byte, as a person at 80 columns without colour sees them.

After a change that is meant: `REGENERATE=1 .venv/bin/pytest tests/golden/cli`, then read the difference
before it is committed. A transcript is its command in the first line, what came out, and the exit status.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
BUILT = "harbour-built"

LATER = """\
[[entries]]
kind = "event"
label = "LATER"
known = 2024-07-20
party = "state"
body = { event = "meeting", title = "A meeting on what is left" }
"""

ARTICLE = """\
Support our paper!

Stock Will Be Gone by July, Minister Says

The Northern Herald, 30 April 2024

STRELSAU — "All of the stock will be destroyed by July," Foreign Minister Anna Petrova said Monday, Interfax said.

Petrova ruled out a delay and said that the inspectors "must be told plainly" what they were to see.

"Nobody has seen the lists," said an official who asked not to be named.

Read more
"""

# Days are always given: a transcript does not depend on the day on which it is made.
DAYS = "--as-of 2024-07-01 --known-at 2024-07-01"
TRANSCRIPTS = {
    "case-check": "proverka case check harbour",
    "verify": f"proverka verify {BUILT}",
    "audit-refused": "proverka audit doubtful --as-of 2024-01-31 --known-at 2024-01-31",
    "verify-unsound": "proverka verify damaged",
    "audit-early": f"proverka audit {BUILT} --as-of 2024-04-05 --known-at 2024-04-05",
    "audit-late": f"proverka audit {BUILT} {DAYS}",
    "audit-csv": f"proverka audit {BUILT} {DAYS} --format csv",
    "audit-unverified": "proverka audit doubtful --unverified --as-of 2024-01-31 --known-at 2024-01-31",
    "show-entry": f"proverka show {BUILT} F-4 {DAYS}",
    "show-genesis": f"proverka show {BUILT} 0 --as-of 2024-01-31 --known-at 2024-01-31 --format csv",
    "show-obligation": f"proverka show {BUILT} AGREEMENT/agents {DAYS}",
    "show-conduct": f"proverka show {BUILT} AGREEMENT/conduct {DAYS}",
    "show-basis": f"proverka show {BUILT} destroyed/precursors {DAYS}",
    "show-basis-csv": f"proverka show {BUILT} destroyed/stock {DAYS} --format csv",
    "show-instrument": f"proverka show {BUILT} AGREEMENT {DAYS}",
    "show-document": f"proverka show {BUILT} {{document}} {DAYS}",
    "show-unknown": f"proverka show {BUILT} AGREEMENT/agent {DAYS}",
    "show-not-yet": f"proverka show {BUILT} F-4 --known-at 2024-03-01",
    "diff-days": f"proverka diff {BUILT} --from 2024-04-05 --to 2024-07-01",
    "diff-knowledge": f"proverka diff {BUILT} --from-known 2024-06-12 --to-known 2024-07-01 --as-of 2024-06-12",
    "draft": "proverka draft handed later.toml drafted.bundle",
    "draft-refused": "proverka draft handed later.toml countersigned.bundle",
    "sign": "proverka sign unsigned.bundle --key state.key",
    "sign-refused": "proverka sign signed.bundle --key neighbour.key",
    "countersign": "proverka countersign signed.bundle --key neighbour.key",
    "receive-dry-run": "proverka receive handed countersigned.bundle --dry-run",
    "receive": "proverka receive taken countersigned.bundle --receipts receipts",
    "receive-again": "proverka receive held countersigned.bundle",
    "receive-refused": "proverka receive handed draft.bundle",
    "receive-without-key": "proverka receive keyless countersigned.bundle",
    "verify-receipt": "proverka verify-receipt held.tlog-proof --policy held/policy.txt",
    "read": f"proverka read article.txt --case {BUILT} --drafts drafts.toml --known 2024-05-02",
    "read-brief": "proverka read article.txt - --brief --case harbour",
    "read-address": "proverka read https://herald.example/1",
    "confirm": f"proverka confirm {BUILT} confirmed.toml --dry-run",
    "confirm-refused": f"proverka confirm {BUILT} doubtful.toml",
    "diff-csv": f"proverka diff {BUILT} --from 2024-04-05 --to 2024-07-01 --format csv",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the authored case, the built one, one with a damaged tile and one with a changed document."""
    root = tmp_path_factory.mktemp("transcripts")
    (root / "harbour").symlink_to(HERE / "harbour")
    for name in (BUILT, "damaged", "doubtful"):
        assert "exit status 0" in transcript(f"proverka case build harbour {name}", root)
    damage(next((root / "damaged/record/tile/0/000.p").iterdir()))
    damage(next((root / "doubtful/documents/sha256").glob("*/*")))
    hand_in(root)
    write_articles(root)
    return root


def write_articles(root: Path) -> None:
    """Leave an article, drafts of which one is confirmed, and drafts of which one is and says nothing."""
    (root / "article.txt").write_text(ARTICLE, encoding="utf-8")
    command = f"proverka read article.txt --case {BUILT} --drafts made.toml --party state --known 2024-05-02"
    assert "exit status 0" in transcript(command, root)
    drafts = (root / "made.toml").read_text(encoding="utf-8").replace("confirmed = false", "confirmed = true", 1)
    (root / "doubtful.toml").write_text(drafts, encoding="utf-8")
    told = drafts.replace('body.text = ""', 'body.text = "It will be gone by July."', 1)
    told = told.replace('by = ""', 'by = "state"', 1)
    (root / "confirmed.toml").write_text(told, encoding="utf-8")


def hand_in(root: Path) -> None:
    """Leave an event as a draft, signed, and countersigned, and cases to which it was not, and was, handed in."""
    (root / "later.toml").write_text(LATER, encoding="utf-8")
    for name in ("handed", "taken", "held", "keyless"):
        shutil.copytree(root / BUILT, root / name)
    (root / "keyless/keys/log.key").unlink()
    for name in ("state", "neighbour"):
        shutil.copy(root / BUILT / f"keys/{name}.key", root)
    steps = [
        "draft handed later.toml draft.bundle", "sign signed.bundle --key state.key",
        "sign countersigned.bundle --key state.key", "countersign countersigned.bundle --key neighbour.key",
        "receive held countersigned.bundle", "receipt held LATER held.tlog-proof",
    ]  # fmt: skip
    for step in steps:
        assert "exit status 0" in transcript(f"proverka {step}", root)
        if step.startswith("draft"):
            for name in ("unsigned", "signed", "countersigned"):
                shutil.copy(root / "draft.bundle", root / f"{name}.bundle")


def damage(path: Path) -> None:
    """Flip the last bit of a file."""
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def transcript(command: str, folder: Path) -> str:
    """Run a command in a folder; return it with what came out and its exit status."""
    done = subprocess.run(
        [sys.executable, "-c", "from proverka.cli import main; main()", *shlex.split(command)[1:]],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return f"$ {command}\n{done.stdout.decode()}exit status {done.returncode}\n"


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_a_transcript_is_as_it_was(name: str, folder: Path) -> None:
    document = next((folder / BUILT / "documents/sha256").glob("*/*")).name[:12]
    got = transcript(TRANSCRIPTS[name].format(document=document), folder)
    path = HERE / f"{name}.txt"
    if os.environ.get("REGENERATE"):
        path.write_text(got, encoding="utf-8")
    assert got == path.read_text(encoding="utf-8")


def test_every_transcript_is_made_here() -> None:
    assert sorted(path.stem for path in HERE.glob("*.txt")) == sorted(TRANSCRIPTS)

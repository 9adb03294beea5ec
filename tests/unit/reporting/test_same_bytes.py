"""The same inputs give the same bytes, whatever process and hash seed."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import hashlib, sys
from pathlib import Path
import msgspec
from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting import render_html, render_json, write_package
golden, out = Path(sys.argv[1]), Path(sys.argv[2])
audit = msgspec.json.decode((golden / "report-audit.json").read_bytes(), type=Audit)
changes = msgspec.json.decode((golden / "report-changes.json").read_bytes(), type=Changes)
write_package(audit, changes, out)
for made in (render_html(audit, changes).encode(), render_json(audit), out.read_bytes()):
    print(hashlib.sha256(made).hexdigest())
"""


def digests(golden: Path, out: Path, **environment: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(golden), str(out)],
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.split()


def test_two_processes_write_the_same(repository: Path, tmp_path: Path):
    golden = repository / "tests" / "golden"
    first = digests(golden, tmp_path / "a.zip", PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    second = digests(golden, tmp_path / "b.zip", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    assert len(first) == 3
    assert first == second


def test_the_json_is_the_golden_one(repository: Path, tmp_path: Path):
    golden = repository / "tests" / "golden"
    again = digests(golden, tmp_path / "a.zip")[1]
    assert again == hashlib.sha256((golden / "report-audit.json").read_bytes()).hexdigest()

"""Pipes, folders and places where nothing can be: each is refused at once, in the form of every refusal."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

VERIFIER = Path(__file__).parents[3] / "verifier" / "proverka_verify.py"
# Far longer than any of it takes; a reader that waits for a pipe waits for ever.
SECONDS_MAX = 60


@pytest.fixture(autouse=True)
def nothing_waits():
    def late(*_):
        pytest.fail("it waits for a pipe")

    held = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS_MAX)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, held)


def refused(answer, code):
    assert (answer.status, code in answer.err) == (2, True), answer
    assert all(word in answer.err for word in ("expected", "got", "to do"))
    return answer.err


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_what_is_no_regular_file_is_refused(proverka, make):
    make("it")
    refused(proverka("receive", "built", "it"), "missing-file")
    refused(proverka("sign", "it", "--key", "built/keys/state.key"), "missing-file")
    refused(proverka("verify-receipt", "it", "--policy", "built/policy.txt"), "missing-file")
    refused(proverka("judge", "it", "--policy", "built/policy.txt"), "missing-file")


@pytest.mark.parametrize("name", ["tile/0/000.p/3", "tile/entries/000.p/3", "checkpoint"])
def test_a_record_with_a_pipe_in_it_is_not_sound(proverka, name):
    path = Path("built/record") / name
    path.unlink()
    os.mkfifo(path)
    answer = proverka("verify", "built")
    assert answer.status in (1, 2)
    assert "ot a regular file" in answer.out + answer.err
    told = subprocess.run(
        [sys.executable, str(VERIFIER), "log", "built", "--policy", "built/policy.txt"],
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    # Of a bundle either form may be there, so that one which is no file is one that is not there.
    told_so = "not there" in told.stdout + told.stderr or "no regular file" in told.stdout + told.stderr
    assert (told.returncode, "entries" in name or told_so) == (1, True)


def test_a_pipe_among_openings_is_a_fault(proverka):
    digest = "0" * 64
    Path("built/openings").mkdir(exist_ok=True)
    os.mkfifo(f"built/openings/{digest}")
    assert proverka("verify", "built").status in (0, 1)


def test_a_receipt_is_not_written_where_it_cannot_be(proverka):
    Path("adir").mkdir()
    Path("afile").write_bytes(b"mine")
    refused(proverka("receipt", "built", "1", "adir"), "already-there")
    assert proverka("draft", "built", "later.toml", "new.bundle").status == 2
    Path("later.toml").write_text(
        '[[entries]]\nkind = "event"\nlabel = "E"\nknown = 2024-08-02\nparty = "state"\n'
        'body = { event = "meeting", title = "A meeting" }\n',
        encoding="utf-8",
    )
    assert proverka("draft", "built", "later.toml", "new.bundle").status == 0
    assert proverka("sign", "new.bundle", "--key", "built/keys/state.key").status == 0
    before = Path("built/record/checkpoint").read_bytes()
    refused(proverka("receive", "built", "new.bundle", "--receipts", "afile"), "already-there")
    refused(proverka("receive", "built", "new.bundle", "--receipts", "afile/under"), "missing-file")
    assert Path("afile").read_bytes() == b"mine"
    assert Path("built/record/checkpoint").read_bytes() == before


def test_a_copy_that_is_refused_leaves_nothing(proverka):
    Path("adir").mkdir()
    assert proverka("mirror", "adir", "mm", "--policy", "built/policy.txt").status == 2
    assert not Path("mm").exists()
    shutil.copytree("built", "copy")
    assert proverka("mirror", "built", "mm", "--policy", "built/policy.txt").status == 0
    held = sorted(Path("mm").rglob("*"))
    assert proverka("mirror", "adir", "mm").status == 2
    assert sorted(Path("mm").rglob("*")) == held

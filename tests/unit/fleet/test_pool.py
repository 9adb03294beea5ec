"""The pool: lost workers cost a retry, failures are told at once, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.unit.fleet import hooks

from proverka.fleet import LOSSES_MAX, Here, Pool
from proverka.fleet.pool import TASKS
from proverka.model.errors import RefusedError

ASK = """
import sys
from proverka.fleet import Pool
from tests.unit.fleet.hooks import wait_long

if __name__ == "__main__":
    Pool(2).run(wait_long, [sys.argv[1].encode()] * 3)
"""

COPIED = """
from proverka.fleet import Pool
from tests.unit.fleet import hooks

if __name__ == "__main__":
    hooks.READ.append(b", read")
    print(*(answer.decode() for answer in Pool(1).run(hooks.held, [b"part"])))
"""

THREAD = """
import threading

threading.Thread(target=threading.Event().wait, daemon=True).start()
"""


def test_answers_come_in_the_order_of_the_parts_and_a_lost_worker_costs_a_retry(tmp_path: Path):
    parts = [b"1", str(tmp_path / "once").encode(), b"2", b"3", b"4"]
    told: list[tuple[int, int]] = []
    assert Pool(2).run(hooks.die_once, parts, lambda *done: told.append(done)) == parts
    assert (tmp_path / "once").exists()
    assert told == [(number, 5) for number in range(1, 6)]
    assert Here().run(hooks.die_once, parts) == parts


def test_a_part_that_costs_one_worker_after_another_is_refused():
    with pytest.raises(RefusedError) as caught:
        Pool(1).run(hooks.die, [b"1", b"die"])
    assert caught.value.code == "lost-worker"
    assert caught.value.fault.where == "part 2 of 2"
    assert LOSSES_MAX == 3


def test_what_the_work_raises_is_raised_here_and_not_tried_again(tmp_path: Path):
    with pytest.raises(ArithmeticError, match="does not add up"):
        Pool(1).run(hooks.fail, [str(tmp_path / "tries").encode()])
    assert (tmp_path / "tries").read_text() == "tried\n"


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_whoever_is_interrupted_or_killed_leaves_no_worker_and_no_file(tmp_path: Path, repository: Path, sent):
    script, scratch, busy = tmp_path / "ask.py", tmp_path / "scratch", tmp_path / "busy"
    script.write_text(ASK, encoding="utf-8")
    scratch.mkdir()
    busy.mkdir()
    path = os.pathsep.join((str(repository), str(repository / "src")))
    asking = subprocess.Popen(
        [sys.executable, script, busy],
        env={**os.environ, "PYTHONPATH": path, "TMPDIR": str(scratch)},
        stderr=subprocess.DEVNULL,
    )
    until(lambda: len(list(busy.iterdir())) == 2)
    workers = [int(one.name) for one in busy.iterdir()]
    asking.send_signal(sent)
    assert asking.wait(timeout=60) != 0
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    until(lambda: list(scratch.iterdir()) == [])


@pytest.mark.skipif(not TASKS.is_dir(), reason="only Linux tells what runs in a process")
@pytest.mark.parametrize(("beside", "answer"), [("", "part, read"), (THREAD, "part")])
def test_workers_begin_with_what_was_read_unless_something_else_runs(repository: Path, beside: str, answer: str):
    path = os.pathsep.join((str(repository), str(repository / "src")))
    asked = subprocess.run(
        [sys.executable, "-c", beside + COPIED],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.strip() == answer


def until(holds) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "it did not come about in 20 seconds"
        time.sleep(0.02)

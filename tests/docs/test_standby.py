"""A command that a page gives is answered as the program itself answers it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs.standby import Standby

ENVIRONMENT = {"PATH": os.environ["PATH"], "COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "dumb"}
SAME = {
    "an answer": "proverka --version",
    "a refusal": "proverka audit nowhere",
    "a call of another form": "proverka no-such-command",
    "standard input and another folder": "cd /; pwd; echo '[[entries]]' | proverka draft nowhere /dev/stdin out",
    "another width": "COLUMNS=60 proverka case --help",
    "a reader that goes away": "proverka --help | head -n 1",
}


@pytest.fixture
def commands(standby: Standby, tmp_path: Path) -> dict[str, str]:
    """Where `proverka` is a fork of what is kept ready, and where it is the program."""
    (tmp_path / "ready").mkdir()
    standby.link(tmp_path / "ready" / "proverka")
    return {"ready": str(tmp_path / "ready"), "program": str(Path(sys.executable).parent)}


@pytest.mark.parametrize("name", SAME)
def test_what_is_kept_ready_answers_as_the_program_does(name: str, commands: dict[str, str], tmp_path: Path) -> None:
    told = []
    for place in commands.values():
        path = os.pathsep.join([place, ENVIRONMENT["PATH"]])
        done = subprocess.run(
            ["bash", "-c", SAME[name]],
            cwd=tmp_path,
            env={**os.environ, **ENVIRONMENT, "PATH": path},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        told.append((done.returncode, done.stdout, done.stderr))
    assert told[0] == told[1]
    assert told[0][1] or told[0][2]


@pytest.mark.parametrize(
    ("number", "status", "said"),
    [(signal.SIGTERM, 0, b"Stopped; every answer that had begun was given.\n"), (signal.SIGHUP, -signal.SIGHUP, b"")],
)
def test_a_signal_to_a_command_reaches_it(
    number: signal.Signals, status: int, said: bytes, commands: dict[str, str], tmp_path: Path
) -> None:
    program = f"{commands['ready']}/proverka"
    subprocess.run([program, "witness", "new", "guard", "--name", "example.org/w"], cwd=tmp_path, check=True)
    serve = [program, "witness", "serve", "guard", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(serve, cwd=tmp_path, stdout=subprocess.PIPE) as serving:
        assert serving.stdout is not None
        assert b"listens" in serving.stdout.readline()
        serving.send_signal(number)
        assert (serving.stdout.read(), serving.wait()) == (said, status)

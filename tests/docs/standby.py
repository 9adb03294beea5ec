"""The program `proverka` kept ready, so that a page's many commands do not each load the same modules again.

`Standby` starts one process that loads every module of the program and waits. `link` makes a command `proverka` that
asks it for a fork of itself: a process of its own for each command, with the caller's arguments, folder, environment
and open files, which runs `proverka.cli.main` and ends as the program does. What differs from the program is that
modules are there already. That each command finds what it needs where nothing was loaded is for the page that runs
the program itself, and for the transcripts in `tests/golden/cli`.

The steps of one command:

1. The command sends its standard input, output and error, and what it was called with.
2. The ready process forks a keeper, and the keeper forks the command, which takes them over.
3. The keeper answers with the command's process id, so that the caller can hand signals on to it.
4. When the command has ended, the keeper answers with its status, with which the caller ends too.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

READY_SECONDS_MAX = 60
REQUEST_BYTES_MAX = 1 << 20

# Plain Python without site packages, because it runs before every command: it is what each of them costs.
LINK = """\
#!{python} -IS
import json, os, signal, socket, sys

ready = socket.socket(socket.AF_UNIX)
ready.connect({address!r})
called = {{
    "arguments": sys.argv[1:],
    "folder": os.getcwd(),
    "environment": dict(os.environ),
    "deaf": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
}}
socket.send_fds(ready, [b"0"], [0, 1, 2])
ready.sendall(json.dumps(called).encode())
ready.shutdown(socket.SHUT_WR)
answers = ready.makefile()
process = int(answers.readline())
for number in (signal.SIGTERM, signal.SIGHUP, *(() if called["deaf"] else (signal.SIGINT,))):
    signal.signal(number, lambda number, _: os.kill(process, number))
status = os.waitstatus_to_exitcode(int(answers.readline()))
if status < 0:
    signal.signal(-status, signal.SIG_DFL)
    os.kill(os.getpid(), -status)
sys.exit(status)
"""


class Standby:
    """A process that waits to become the program; it ends with the `with` block."""

    def __init__(self, address: Path) -> None:
        self._address = address
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-P", __file__, str(self._address)]
        # What is decided of the standard files when Python starts, such as their encoding, is decided as for a page.
        settings = {**os.environ, "LC_ALL": "C.UTF-8"}
        self._process = subprocess.Popen(
            command, env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
        ends = time.monotonic() + READY_SECONDS_MAX
        while not self._address.exists():
            assert self._process.poll() is None, "the process that waits to become the program has ended"
            assert time.monotonic() < ends, "the process that waits to become the program is not ready"
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait()

    def link(self, path: Path) -> None:
        """Write the command that stands for the program."""
        path.write_text(LINK.format(python=sys.executable, address=str(self._address)), encoding="utf-8")
        path.chmod(0o755)


def load() -> None:
    """Load all that any command may load, and make what every one of them makes."""
    package = importlib.import_module("proverka")
    for module in pkgutil.walk_packages(package.__path__, "proverka."):
        importlib.import_module(module.name)
    importlib.import_module("proverka.cli.app").program()
    # Nothing here is garbage, and a collection in each fork would only copy the pages it touches.
    gc.collect()
    gc.freeze()


def wait(address: Path) -> dict[str, Any]:
    """Answer requests for ever; in a fork that is to be the command, return what it was called with."""
    with socket.socket(socket.AF_UNIX) as listening:
        unready = address.with_suffix(".unready")
        listening.bind(str(unready))
        listening.listen()
        unready.rename(address)
        while True:
            asking, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                return kept(asking)
            asking.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass


def kept(asking: socket.socket) -> dict[str, Any]:
    """Keep a command until it has ended, and end; in the command's own process, return what it was called with."""
    _, files, _, _ = socket.recv_fds(asking, 1, 3)
    with asking.makefile("rb") as request:
        called: dict[str, Any] = json.loads(request.read(REQUEST_BYTES_MAX))
    process = os.fork()
    if process == 0:
        asking.close()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        return called
    for file in files:
        os.close(file)
    asking.sendall(b"%d\n" % process)
    _, status = os.waitpid(process, 0)
    with suppress(BrokenPipeError):  # The caller may have been killed, and nobody be left to tell.
        asking.sendall(b"%d\n" % status)
    os._exit(0)


def become(arguments: list[str], folder: str, environment: Mapping[str, str], *, deaf: bool) -> None:
    """Run the program in this process as its caller would have, and end as it ends."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    signal.signal(signal.SIGINT, signal.SIG_IGN if deaf else signal.default_int_handler)
    sys.argv = ["proverka", *arguments]
    try:
        importlib.import_module("proverka.cli").main()
    except SystemExit as ending:
        # All that Python does in the end, but for taking apart every module: that takes longer than most commands do.
        vars(threading)["_shutdown"]()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ending.code if isinstance(ending.code, int) else int(ending.code is not None))


if __name__ == "__main__":
    load()
    become(**wait(Path(sys.argv[1])))

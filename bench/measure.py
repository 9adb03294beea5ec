"""What every benchmark does: time a piece of work or a whole process, and stop where what was measured did not hold."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a whole process took: wall and CPU seconds, MB of memory at most; and what it printed."""

    wall: float
    cpu: float
    peak_mb: float
    out: str


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the wall and the CPU seconds of one run."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def cost_of(
    command: Sequence[str | Path], *, seconds_max: float, environment: Mapping[str, str] | None = None
) -> Cost | None:
    """Return what a command costs; None where it was stopped after `seconds_max`. Ends the benchmark if it fails.

    Linux counts what the parent held when it began a process as if the process had held it: call this from a small one.
    """
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, env={**os.environ, **(environment or {})})
        stopping = threading.Timer(seconds_max, process.kill)
        stopping.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        stopping.cancel()
        if process.returncode and wall >= seconds_max:
            return None
        must(process.returncode == 0)
        out.seek(0)
        text = out.read().decode()
    return Cost(wall=wall, cpu=used.ru_utime + used.ru_stime, peak_mb=used.ru_maxrss / 1024, out=text)


def must(holds: object) -> None:
    """Stop the benchmark if what was measured did not hold."""
    if not holds:
        raise SystemExit("what was just made does not verify: nothing was measured")

"""The same book asked by one process, by a pool, and as Ray tasks: wall, CPU and memory of each, in turn.

`python bench/fleet.py 1000000 10000000` makes worlds of about so many movements, once, beside the results. Each way
runs as a command of its own, as a user would start it; what they print must be the same. Ray is left out where it is
not installed. CPU is that of the command and all its workers; memory the most that they held at one time, what they
share counted in each.
"""

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import must
from table import OUT, Row, publish

from proverka.case.simulated import build_world

MOVEMENTS = (1_000_000,)
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Used:
    """What a command and its workers took of the machine."""

    wall: float
    cpu: float
    memory_mb: float
    out: bytes


def main(*scales: int) -> None:
    """Measure every scale and publish the table."""
    OUT.mkdir(parents=True, exist_ok=True)
    publish("fleet", [row for scale in scales or MOVEMENTS for row in measured(scale)])


def measured(scale: int) -> Iterator[Row]:
    """Yield wall, CPU and memory of every way at one scale, each beside what one process takes."""
    root = OUT / f"world-{scale}"
    if not root.exists():
        build_world(root, movements=scale, seed=1)
    ways = {"one process": [], "pool of 1": ["--workers", "1"], "pool of 2": ["--workers", "2"]}
    if importlib.util.find_spec("ray") is not None:
        ways["Ray on this machine"] = ["--cluster", "local"]
    alone: Used | None = None
    for way, options in ways.items():
        used = run(["book", str(root), "--format", "json", *options])
        alone = alone or used
        must(used.out == alone.out)
        for what, unit, ours, peer in (
            ("wall", "s", used.wall, alone.wall),
            ("CPU", "s", used.cpu, alone.cpu),
            ("memory", "MB", used.memory_mb, alone.memory_mb),
        ):
            yield Row(measure=f"{scale:,} movements, {way}: {what}", unit=unit, ours=ours, peer=peer, ratio=ours / peer,
                      note=f"peer: one process; load of the machine {os.getloadavg()[0]:.1f}")  # fmt: skip


def run(arguments: list[str]) -> Used:
    """Run a command; its processes are those of its session, and those that they left to others."""
    before = set(processes())
    began = time.perf_counter()
    command = [sys.executable, "-c", "from proverka.cli import main; main()", *arguments]
    out = (OUT / "fleet.out").open("w+b")
    asking = subprocess.Popen(command, stdout=out, start_new_session=True)
    cpu: dict[int, float] = {}
    memory = 0.0
    while asking.poll() is None:
        held = 0.0
        for pid in set(processes()) - before:
            took = used_by(pid, asking.pid)
            if took is not None:
                cpu[pid] = took[0]
                held += took[1]
        memory = max(memory, held)
        time.sleep(LOOK_SECONDS)
    wall = time.perf_counter() - began
    must(asking.returncode == 0)
    out.seek(0)
    return Used(wall=wall, cpu=sum(cpu.values()), memory_mb=memory / 1e6, out=out.read())


def processes() -> Iterator[int]:
    """Yield the processes of this machine."""
    return (int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit())


def used_by(pid: int, asking: int) -> tuple[float, float] | None:
    """Return CPU seconds and bytes of a process, if it descends from the command or is of its session."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    except (OSError, IndexError):
        return None
    ours = int(fields[3]) == asking or MARK.encode() in environment
    return ((int(fields[11]) + int(fields[12])) / TICK, float(resident)) if ours else None


# Ray's own processes leave the session; all of them inherit the environment.
MARK = f"PROVERKA_BENCH={os.getpid()}"
os.environ["PROVERKA_BENCH"] = str(os.getpid())

if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

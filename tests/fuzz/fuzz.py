"""Fuzz the parsers, guided by coverage: `python tests/fuzz/fuzz.py --seconds 60 [TARGET ...]`, or `make fuzz`.

Each target is searched in a process of its own, from its seeds and from the inputs that were once found to break it
(`corpus/TARGET`). What breaks it is kept under `build/fuzz`; add it to the corpus with the mend. The search begins from
a fixed seed; how far it comes in its seconds depends on the machine.

Needs atheris, which `make dev` installs where there is a wheel of it.
"""

import argparse
import importlib
import os
import re
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
FOUND = HERE.parents[1] / "build" / "fuzz"
CORPUS = HERE / "corpus"

SEED = 20_131_114
# A parser that takes longer for one input is broken too, and so is one that takes more memory.
SECONDS_EACH_MAX = 10
MEGABYTES_MAX = 2048
# Longer inputs are only slower: no limit of a parser that is met sooner is above this, but for those on whole files.
BYTES_MAX = 20_000

_RUNS = re.compile(r"stat::number_of_executed_units: (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What came of one target: how many inputs were tried, and the end of the report where one broke it."""

    target: str
    runs: int
    broken: str


def search(name: str, parsers: ModuleType, seconds: int, seed: int) -> None:
    """Search one target in this process, which ends with it."""
    import atheris  # noqa: PLC0415 - not there on every machine

    target = {**parsers.BY_NAME, "planted": parsers.PLANTED}[name]
    begin = FOUND / name
    begin.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.seeds):
        (begin / f"seed-{number}").write_bytes(data)
    options = [
        f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={BYTES_MAX}", f"-timeout={SECONDS_EACH_MAX}",
        f"-rss_limit_mb={MEGABYTES_MAX}", f"-artifact_prefix={FOUND}/{name}-", "-verbosity=0", "-print_final_stats=1",
    ]  # fmt: skip
    folders = [str(begin), *([str(CORPUS / name)] if (CORPUS / name).is_dir() else [])]
    atheris.Setup([sys.argv[0], *options, *folders], target.run)
    atheris.Fuzz()


def search_each(names: Sequence[str], seconds: int, seed: int, jobs: int) -> None:
    """Search each target in a fork of this process, so many at a time; print the status of each when it has ended.

    The parsers are loaded and instrumented here, once: that takes longer than the search does in a run of every test.
    """
    import atheris  # noqa: PLC0415 - not there on every machine

    with (
        redirect_stdout(sys.stderr),
        atheris.instrument_imports(include=["proverka", "proverka_verify", "parsers"], enable_loader_override=False),
    ):
        parsers = importlib.import_module("parsers")
    waiting, running = deque(names), dict[int, str]()
    while waiting or running:
        while waiting and len(running) < jobs:
            name = waiting.popleft()
            process = os.fork()
            if process == 0:
                with said_by(name).open("wb") as report:
                    os.dup2(report.fileno(), 1)
                    os.dup2(report.fileno(), 2)
                # A folder of its own, in the one that the process which forked it removes in the end.
                vars(parsers)["FOLDER"] = Path(tempfile.mkdtemp(dir=parsers.FOLDER))
                search(name, parsers, seconds, seed)
            running[process] = name
        process, status = os.wait()
        print(running.pop(process), os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - read by `fuzz`


def said_by(name: str) -> Path:
    """Return where the search of a target leaves what it says."""
    return FOUND / f"{name}.txt"


def searched(name: str, status: int) -> Searched:
    """Return what came of a search that has ended."""
    said = said_by(name).read_text(encoding="utf-8", errors="replace")
    report = "\n".join(line for line in said.split("\n") if not line.startswith("INFO: "))
    runs = _RUNS.search(report)
    broken = "" if status == 0 and runs else report[-4000:] or f"ended with status {status}"
    return Searched(target=name, runs=int(runs[1]) if runs else 0, broken=broken)


def fuzz(names: Sequence[str], seconds: int, *, seed: int = SEED, jobs: int = 2) -> Iterator[Searched]:
    """Yield what came of each target, when its search has ended."""
    given = ["--seconds", str(seconds), "--seed", str(seed), "--jobs", str(jobs), "--search", *names]
    command = [sys.executable, __file__, *given]
    FOUND.mkdir(parents=True, exist_ok=True)
    ended = 0
    with (
        said_by("loading").open("w", encoding="utf-8") as loading,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=loading, text=True) as searching,
    ):
        assert searching.stdout is not None
        for line in searching.stdout:
            name, status = line.split()
            yield searched(name, int(status))
            ended += 1
    assert (searching.returncode, ended) == (0, len(names)), said_by("loading").read_text(encoding="utf-8")[-4000:]


def main() -> int:
    """Fuzz what the command line names; return 1 where something broke."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("targets", nargs="*", help="all, where none is named")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=2, help="targets at a time")
    parser.add_argument("--search", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.search:
        search_each(given.targets, given.seconds, given.seed, given.jobs)
        return 0
    known = list(importlib.import_module("parsers").BY_NAME)
    if unknown := [name for name in given.targets if name not in known]:
        parser.error(f"no target {', '.join(unknown)}; there are {', '.join(known)}")
    broken = 0
    for found in fuzz(given.targets or known, given.seconds, seed=given.seed, jobs=given.jobs):
        said = "BROKEN" if found.broken else "nothing broke it"
        print(f"{found.target:20} {found.runs:>10} inputs  {said}", flush=True)  # noqa: T201 - its result
        print(found.broken, end="", flush=True)  # noqa: T201 - its result
        broken += bool(found.broken)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    sys.exit(main())

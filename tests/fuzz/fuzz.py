"""Fuzz the parsers, guided by coverage: `python tests/fuzz/fuzz.py --seconds 60 [TARGET ...]`, or `make fuzz`.

Each target is searched in a process of its own, from its seeds and from the inputs that were once found to break it
(`corpus/TARGET`). What breaks it is kept under `build/fuzz`; add it to the corpus with the mend. The search begins from
a fixed seed; how far it comes in its seconds depends on the machine.

Needs atheris, which `make dev` installs where there is a wheel of it.
"""

import argparse
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

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


def search(name: str, seconds: int, seed: int) -> None:
    """Search one target in this process, which ends with it."""
    import atheris  # noqa: PLC0415 - not there on every machine

    with atheris.instrument_imports(include=["proverka", "proverka_verify", "parsers"], enable_loader_override=False):
        parsers = importlib.import_module("parsers")
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


def searched(name: str, seconds: int, seed: int) -> Searched:
    """Search one target in a process of its own; return what came of it."""
    command = [sys.executable, __file__, "--search", name, "--seconds", str(seconds), "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    # What the target raised stands in the output, what the search says of it among its errors.
    report = "\n".join(line for line in (done.stderr + done.stdout).split("\n") if not line.startswith("INFO: "))
    runs = _RUNS.search(report)
    broken = "" if done.returncode == 0 and runs else report[-4000:]
    return Searched(target=name, runs=int(runs[1]) if runs else 0, broken=broken)


def fuzz(names: list[str], seconds: int, *, seed: int = SEED, jobs: int = 2) -> Iterator[Searched]:
    """Yield what came of each target, in their order."""
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda name: searched(name, seconds, seed), names)


def main() -> int:
    """Fuzz what the command line names; return 1 where something broke."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("targets", nargs="*", help="all, where none is named")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=2, help="targets at a time")
    parser.add_argument("--search", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.search:
        search(given.search, given.seconds, given.seed)
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

"""Run seeds, in as many processes as there are cores, and say what happened: `python -m tests.simulation.world.run`."""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from tests.simulation.world.story import STEPS, SeedError, Told, live


@dataclass(slots=True)
class Summary:
    """What a number of seeds came to."""

    seeds: int = 0
    steps: int = 0
    seconds: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def add(self, told: Told | str) -> None:
        self.seeds += 1
        if isinstance(told, str):
            self.failures.append(told)
            return
        self.steps += told.steps
        self.faults += told.faults
        self.checks += told.checks

    @property
    def text(self) -> str:
        """The summary as a person reads it."""
        wrong = len(self.failures)
        return "\n".join(
            [
                f"{self.seeds} seeds, {self.steps} steps, {self.seconds:.0f} s",
                "faults, by kind:",
                *(f"  {count:7}  {kind}" for kind, count in sorted(self.faults.items())),
                "what the auditor did:",
                *(f"  {count:7}  {kind}" for kind, count in sorted(self.checks.items())),
                "lost of what was acknowledged: nothing; accepted wrongly: nothing"
                if not wrong
                else f"FAILED: {wrong}",
            ]
        )


def run(seeds: Sequence[int]) -> Summary:
    """Return what the seeds came to; a seed that fails is told with the command that runs it again."""
    summary, begun = Summary(), time.monotonic()
    with ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for told in pool.map(one, seeds, chunksize=4):
            summary.add(told)
    summary.seconds = time.monotonic() - begun
    return summary


def one(seed: int) -> Told | str:
    """Return what one seed came to, or what failed in it."""
    try:
        return live(seed)
    except SeedError as error:
        return str(error)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(description="Simulate parties who do not trust each other, from seeds.")
    parser.add_argument("--seeds", type=int, default=1000, help="how many")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--seed", type=int, help="this one alone, and tell its story")
    parser.add_argument("--steps", type=int, default=STEPS, help="of that one")
    given = parser.parse_args(arguments)
    if given.seed is not None:
        return _tell(given.seed, given.steps)
    summary = run(range(given.first, given.first + given.seeds))
    print(summary.text)  # noqa: T201 - it is what the command is for
    for failure in summary.failures:
        print(failure, file=sys.stderr)  # noqa: T201
    return 1 if summary.failures else 0


def _tell(seed: int, steps: int) -> int:
    try:
        told = live(seed, steps=steps)
    except SeedError as error:
        print("\n".join(error.trace))  # noqa: T201
        raise
    print("\n".join([*told.trace, f"digest of this story: {told.digest}"]))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

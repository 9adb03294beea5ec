"""One seed from beginning to end: who does what next is drawn, and after every step the auditor has looked."""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.simulation.world.carrying import deliver
from tests.simulation.world.forging import forge, recover_key, steal_key, take_new_key
from tests.simulation.world.remembering import mirror, misfortune, receipts, witness
from tests.simulation.world.scene import World, begin
from tests.simulation.world.splitting import back_date, fork, keeper_clock, loose_checkpoint, steal_witness, switch
from tests.simulation.world.watching import end, monitor
from tests.simulation.world.writing import write

STEPS = 150

# What may happen next, and how often beside the others.
ACTS: Mapping[Callable[[World], object], int] = {
    write: 26,
    deliver: 34,
    mirror: 28,
    witness: 20,
    receipts: 6,
    misfortune: 10,
    monitor: 2,
    forge: 8,
    steal_key: 1,
    recover_key: 3,
    fork: 2,
    switch: 4,
    loose_checkpoint: 1,
    steal_witness: 1,
    back_date: 3,
    keeper_clock: 1,
}

# On a disk in memory a bundle is durable at once; where there is none, any folder will do.
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a seed came to: how many steps, the faults and checks by kind, and its trace."""

    seed: int
    steps: int
    faults: Counter[str]
    checks: Counter[str]
    trace: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What tells one story from every other."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()


class SeedError(AssertionError):
    """A seed that failed, with its trace; the message says how to run it again."""

    def __init__(self, seed: int, trace: list[str], cause: BaseException) -> None:
        self.trace = trace
        message = f"seed {seed}, step {len(trace)}: {cause}\nto see it again: make simulate SEED={seed}"
        super().__init__(message)


def live(seed: int, *, steps: int = STEPS) -> Told:
    """Let the world of a seed live for so many steps, and return what it came to; raise `SeedError`."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        world = begin(seed, Path(folder))
        try:
            for _ in range(steps):
                world.now += world.chance.randrange(1, 4_000)
                act = world.chance.choices(list(ACTS), list(ACTS.values()))[0]
                act(world)
                take_new_key(world)
            end(world)
        except Exception as error:
            raise SeedError(seed, world.trace, error) from error
    return Told(seed=seed, steps=steps, faults=world.faults, checks=world.auditor.checks, trace=tuple(world.trace))

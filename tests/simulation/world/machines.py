"""Machines: each has a disk that loses power at any step, tears and reorders what was not synced, fills up or fails."""

import os
import random
from dataclasses import dataclass, field
from errno import EIO, ENOSPC
from pathlib import Path

from tests.simulation.test_log_power import DIRECTORY, CrashError, Disk, DiskFolder

# Of most actions every step is within reach; an append of a few entries takes some forty.
STEPS_MAX = 45

SURVIVALS = ("none", "all", "some", "some")


@dataclass(slots=True)
class Machine:
    """One computer. After a loss of power its disk is another: whatever held the old one is dead."""

    name: str
    disk: Disk = field(default_factory=Disk)

    @property
    def folder(self) -> DiskFolder:
        return DiskFolder(root=Path(self.name), disk=self.disk)

    def read(self, path: str) -> bytes | None:
        """Return what a reader sees at `path`."""
        inode = self.disk.seen.get(path, DIRECTORY)
        return None if inode == DIRECTORY else self.disk.inodes[inode].seen

    def paths(self) -> list[str]:
        return sorted(path for path, inode in self.disk.seen.items() if inode != DIRECTORY)

    def will_fail(self, kind: str, chance: random.Random) -> None:
        """Let a failure come at a step that is drawn: of power, or of the disk, whole or in the middle of a write."""
        self.disk.at, self.disk.fails_at = 0, chance.randrange(1, STEPS_MAX)
        self.disk.torn = 1.0 if kind == "power" else chance.choice([0.0, 0.5])
        number = {"power": 0, "full disk": ENOSPC, "disk error": EIO}[kind]
        self.disk.failure = (lambda: OSError(number, os.strerror(number))) if number else CrashError

    def is_sound(self) -> bool:
        """Whether a failure that was to come has not come, and from now on will not."""
        sound = self.disk.fails_at == 0 or self.disk.at < self.disk.fails_at
        self.disk.fails_at = 0
        return sound

    def lose_power(self, chance: random.Random) -> str:
        """Find the disk as it is when the power is back; return what of the unsynced survived."""
        survival = chance.choice(SURVIVALS)
        self.disk = self.disk.crashed(chance, survival)
        return survival

    def backup(self) -> Disk:
        """Return a copy of the disk as it is seen now."""
        return self.disk.crashed(random.Random(0), "all")

    def load(self, folder: Path) -> None:
        """Put the files of a real folder on the disk, durably."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.folder.publish([(str(path.relative_to(folder)), path.read_bytes())])

    def dump(self, folder: Path) -> None:
        """Write what is seen on the disk into a real folder."""
        for path in self.paths():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(self.read(path) or b"")

"""A log whose writer dies at any step of an append: it reopens whole, with all that was ever acknowledged."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proverka.record import Folder, Log, SigningKey, Submission, VerifierKey, compose, verify_record

LOG_KEY = SigningKey.from_seed("example.org/log", bytes(32))
PARTY_KEY = SigningKey.from_seed("example.org/alpha", b"\x01" * 32)
STEPS_MAX = 500


class CrashError(Exception):
    """The writer died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DyingFolder(Folder):
    """A folder in which the writer dies at step `dies_at`: before it, or half-way where `half`."""

    dies_at: int
    half: bool
    steps: list[str] = field(default_factory=list)

    def dies(self, step: str) -> bool:
        self.steps.append(step)
        return len(self.steps) == self.dies_at

    def write(self, path: str, data: bytes) -> None:
        if self.dies(f"write {path}"):
            if self.half:
                Folder.write(self, path, data[: len(data) // 2])
            raise CrashError
        Folder.write(self, path, data)

    def sync(self, path: str) -> None:
        if self.dies(f"sync {path}"):
            raise CrashError
        Folder.sync(self, path)

    def rename(self, source: str, target: str) -> None:
        if self.dies(f"rename {target}"):
            if self.half:
                Folder.rename(self, source, target)
            raise CrashError
        Folder.rename(self, source, target)

    def sync_folder(self, path: str) -> None:
        if self.dies(f"sync folder {path}"):
            raise CrashError
        Folder.sync_folder(self, path)

    def remove(self, path: str) -> None:
        if self.dies(f"remove {path}"):
            raise CrashError
        Folder.remove(self, path)


def submissions(count: int, payload: bytes, after: list[bytes]) -> list[bytes]:
    """Make `count` submissions that follow those in `after`."""
    entries = list(after)
    for number in range(len(after) + 1, len(after) + count + 1):
        last = Submission.parse(entries[-1]) if entries else None
        made = compose(
            case="example",
            genesis=last.log_hash if last else None,
            party="alpha",
            number=number,
            previous=last.text_hash if last else None,
            payload=payload,
            keys=[PARTY_KEY],
        )
        entries.append(made.note.raw)
    return entries[len(after) :]


def check(root: Path, key: VerifierKey, acknowledged: list[bytes], attempted: list[bytes]) -> list[bytes]:
    """Assert that the log is whole and holds all or nothing of what was attempted; return what it holds."""
    found = verify_record(root, key)
    assert found.sound, [str(fault) for fault in found.faults]
    held = list(Log.open(root, key).entries())
    assert held in (acknowledged, acknowledged + attempted)
    return held


@pytest.mark.parametrize("half", [False, True], ids=["before", "half-way"])
@pytest.mark.parametrize(("old", "new", "later"), [(0, 3, 2), (3, 2, 1), (250, 300, 30), (250, 40, 250), (256, 256, 1)])
def test_death_at_every_step(tmp_path, old, new, later, half):
    first = submissions(old, b"{}", [])
    attempted = submissions(new, b'{"lost":1}', first)
    for dies_at in range(1, STEPS_MAX):
        root = tmp_path / str(dies_at)
        Log.create(root, LOG_KEY).append(first, LOG_KEY)
        dying = DyingFolder(root=root, dies_at=dies_at, half=half)
        try:
            Log.open(dying, LOG_KEY.verifier).append(attempted, LOG_KEY)
        except CrashError:
            died = True
        else:
            died = False
        held = check(root, LOG_KEY.verifier, first, attempted)
        if not died:
            assert held == first + attempted
            assert dies_at > 10
            return
        # What died is over: another history is written in its place, fewer entries or more.
        other = submissions(later, b'{"kept":2}', held)
        Log.open(root, LOG_KEY.verifier).append(other, LOG_KEY)
        assert check(root, LOG_KEY.verifier, held, other) == held + other
        more = submissions(new, b'{"kept":3}', held + other)
        Log.open(root, LOG_KEY.verifier).append(more, LOG_KEY)
        assert check(root, LOG_KEY.verifier, held + other, more) == held + other + more
    pytest.fail("the append never came to its end")


@pytest.mark.parametrize("half", [False, True], ids=["before", "half-way"])
def test_death_while_the_log_is_made(tmp_path, half):
    for dies_at in range(1, STEPS_MAX):
        root = tmp_path / str(dies_at)
        try:
            Log.create(DyingFolder(root=root, dies_at=dies_at, half=half), LOG_KEY)
        except CrashError:
            if not (root / "checkpoint").exists():
                Log.create(root, LOG_KEY)
        else:
            return
        assert Log.open(root, LOG_KEY.verifier).size == 0
    pytest.fail("the log was never made")


def test_what_is_written_first_is_durable_first(tmp_path):
    Log.create(tmp_path, LOG_KEY)
    folder = DyingFolder(root=tmp_path, dies_at=0, half=False)
    Log.open(folder, LOG_KEY.verifier).append([b"x"], LOG_KEY)
    order = [step for step in folder.steps if not step.startswith("remove")]
    assert order == [
        "write tile/entries/000.p/1",
        "sync tile/entries/000.p/1",
        "sync folder tile/entries/000.p",
        "sync folder tile/entries",
        "sync folder tile",
        "sync folder .",
        "write tile/0/000.p/1",
        "sync tile/0/000.p/1",
        "sync folder tile/0/000.p",
        "sync folder tile/0",
        "sync folder tile",
        "sync folder .",
        "write checkpoint.new",
        "sync checkpoint.new",
        "rename checkpoint",
        "sync folder .",
    ]

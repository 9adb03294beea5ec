"""A log on a disk that loses power: what was not synced survives in any part, torn and out of order.

The disk keeps apart what is durable and what is only seen. At a crash every write and every change of a name that was
not synced may be there or not; a write may be there in pieces. After it, nothing acknowledged may be lost, the log
must reopen, and an auditor that shares no code with the record must find the tree that the checkpoint says.
"""

import base64
import hashlib
import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from errno import EIO, ENOSPC
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record import Folder, Log, SigningKey, verify_tree

KEY = SigningKey.from_seed("example.org/log", bytes(32))
STEPS_MAX = 400
# More by command: SIMULATION_SEEDS=100000 pytest tests/simulation/test_log_power.py -s
SEEDS = int(os.environ.get("SIMULATION_SEEDS", "50"))
# Each test fails at every so many steps, and those that are alike begin at others: together they fail at all of them.
STRIDE = int(os.environ.get("SIMULATION_STRIDE", "3"))
DIRECTORY = -1


class CrashError(BaseException):
    """The power went. Not an `Exception`: nothing may catch it and go on."""


@dataclass(slots=True)
class Inode:
    """A file: the bytes that are durable, those that are seen, and the writes that lie between."""

    durable: bytes = b""
    seen: bytes = b""
    unsynced: list[tuple[int, bytes]] = field(default_factory=list)  # offset -1: cut to nothing

    def write(self, offset: int, data: bytes) -> None:
        self.unsynced.append((offset, data))
        self.seen = written(self.seen, offset, data)

    def survivor(self, chance: random.Random, survival: str) -> "Inode":
        left = self.durable
        for offset, data in self.unsynced:
            for start, end in pieces(len(data), chance, survival):
                left = written(left, offset + start if offset >= 0 else offset, data[start:end])
        return Inode(durable=left, seen=left)


def written(old: bytes, offset: int, data: bytes) -> bytes:
    if offset < 0:
        return b""
    return old[:offset].ljust(offset, b"\0") + data + old[offset + len(data) :]


def pieces(length: int, chance: random.Random, survival: str) -> list[tuple[int, int]]:
    """Choose which parts of an unsynced write survive: all, none, or some of up to four pieces."""
    if survival != "some":
        return [(0, length)] if survival == "all" else []
    if length == 0:
        return [(0, 0)] if chance.random() < 0.5 else []
    cuts = sorted({0, length, *(chance.randrange(length + 1) for _ in range(chance.randrange(4)))})
    return [span for span in pairwise(cuts) if chance.random() < 0.6]


@dataclass(slots=True)
class Change:
    """A change of names: what each becomes, and the folders of which one must be synced to make it durable."""

    folders: set[str]
    names: dict[str, int | None]
    durable: bool = False


@dataclass(slots=True)
class Disk:
    """Files and names, durable and seen; `at` counts steps, and at `fails_at` the failure comes."""

    inodes: dict[int, Inode] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)  # as they were found when the power was back
    seen: dict[str, int] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    at: int = 0
    fails_at: int = 0
    failure: Callable[[], BaseException] = CrashError
    torn: float = 1.0
    locked: bool = False

    def step(self) -> bool:
        """Count a step; raise here, or return whether it is to be done in part and then to raise."""
        self.at += 1
        if self.failure is CrashError and 0 < self.fails_at < self.at:
            raise CrashError  # Whoever is dead does nothing more, not even in a `finally`.
        if self.at != self.fails_at:
            return False
        if self.torn >= 1.0:
            raise self.failure()
        return True

    def change(self, folders: set[str], names: dict[str, int | None]) -> None:
        self.changes.append(Change(folders, names))
        apply(self.seen, names)

    def make_parents(self, path: str) -> None:
        for folder in reversed(PurePosixPath(path).parents[:-1]):
            if str(folder) not in self.seen:
                self.change({str(folder.parent)}, {str(folder): DIRECTORY})

    def crashed(self, chance: random.Random, survival: str) -> "Disk":
        """Return the disk as it is found when the power is back."""
        names = dict(self.names)
        for change in self.changes:
            if change.durable or survival == "all" or (survival == "some" and chance.random() < 0.5):
                apply(names, change.names)
        names = {p: i for p, i in names.items() if all(str(f) in names for f in PurePosixPath(p).parents[:-1])}
        files = {i: self.inodes[i].survivor(chance, survival) for i in names.values() if i != DIRECTORY}
        return Disk(inodes=files, names=dict(names), seen=dict(names))


def apply(names: dict[str, int], change: dict[str, int | None]) -> None:
    for path, inode in change.items():
        if inode is None:
            for gone in [name for name in names if name == path or name.startswith(f"{path}/")]:
                del names[gone]
        else:
            names[path] = inode


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskFolder(Folder):
    """A folder on such a disk."""

    disk: Disk

    def _inode(self, path: str) -> Inode:
        number = self.disk.seen.get(path, DIRECTORY)
        if number == DIRECTORY:
            raise FileNotFoundError(path)
        return self.disk.inodes[number]

    def read(self, path: str, *, bytes_max: int) -> bytes | None:
        try:
            data = self._inode(path).seen
        except FileNotFoundError:
            return None
        assert len(data) <= bytes_max
        return data

    def has(self, path: str) -> bool:
        return self.disk.seen.get(path, DIRECTORY) != DIRECTORY

    def names(self, path: str) -> list[str]:
        return sorted(PurePosixPath(p).name for p in self.disk.seen if str(PurePosixPath(p).parent) == path)

    def write(self, path: str, data: bytes) -> None:
        self.disk.make_parents(path)
        self.write_at(path, 0, data)

    def write_at(self, path: str, offset: int, data: bytes) -> None:
        part = self.disk.step()
        if path not in self.disk.seen:
            number = max(self.disk.inodes, default=0) + 1
            self.disk.inodes[number] = Inode()
            self.disk.change({str(PurePosixPath(path).parent)}, {path: number})
        elif offset == 0:
            self._inode(path).write(-1, b"")
        self._inode(path).write(offset, data[: int(len(data) * self.disk.torn)] if part else data)
        if part:
            raise self.disk.failure()

    def read_at(self, path: str, offset: int, length: int) -> bytes:
        return self._inode(path).seen[offset : offset + length]

    def sync(self, path: str) -> None:
        part = self.disk.step()
        inode = self._inode(path)
        if part:  # As Linux does: what was not written out is called clean, and only the cache holds it.
            raise self.disk.failure()
        inode.durable, inode.unsynced = inode.seen, []

    def rename(self, source: str, target: str) -> None:
        self.disk.step()
        self.disk.make_parents(target)
        folders = {str(PurePosixPath(path).parent) for path in (source, target)}
        self.disk.change(folders, {source: None, target: self.disk.seen[source]})

    def sync_folder(self, path: str) -> None:
        self.disk.step()
        if path != "." and path not in self.disk.seen:
            raise FileNotFoundError(path)
        for change in self.disk.changes:
            change.durable = change.durable or path in change.folders

    def remove(self, path: str) -> None:
        self.disk.step()
        parent = PurePosixPath(path).parent
        if path in self.disk.seen:
            self.disk.change({str(parent)}, {path: None})
        if str(parent) != "." and str(parent) in self.disk.seen and not self.names(str(parent)):
            self.disk.change({str(parent.parent)}, {str(parent): None})

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        assert not self.disk.locked
        self.disk.locked = True
        try:
            yield
        finally:
            self.disk.locked = False


def on(disk: Disk) -> DiskFolder:
    return DiskFolder(root=Path("disk"), disk=disk)


def audited(disk: Disk) -> list[bytes]:
    """Return the entries that a log's checkpoint counts, its root computed again. Shares no code with the record."""

    def content(path: str) -> bytes:
        return disk.inodes[disk.seen[path]].seen

    def root_of(leaves: list[bytes]) -> bytes:
        if len(leaves) <= 1:
            return leaves[0] if leaves else hashlib.sha256().digest()
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + root_of(leaves[:split]) + root_of(leaves[split:])).digest()

    origin, size, root = content("checkpoint").decode().split("\n")[:3]
    assert origin == KEY.name
    entries: list[bytes] = []
    while len(entries) < int(size):
        path, width = f"tile/entries/{len(entries) // 256:03}", min(256, int(size) - len(entries))
        data = content(path if width == 256 or f"{path}.p/{width}" not in disk.seen else f"{path}.p/{width}")
        for _ in range(width):
            length = int.from_bytes(data[:2], "big")
            entries.append(data[2 : 2 + length])
            data = data[2 + length :]
    assert base64.b64decode(root) == root_of([hashlib.sha256(b"\0" + entry).digest() for entry in entries])
    return entries


@dataclass(slots=True)
class Writer:
    """What a writer asked of a log: what was acknowledged, and what it does not know."""

    acknowledged: list[bytes]
    unknown: list[list[bytes]] = field(default_factory=list)
    made: int = 0

    def some(self, count: int) -> list[bytes]:
        self.made += count
        return [b"%d" % number for number in range(self.made - count, self.made)]

    def append(self, to: Callable[[list[bytes]], range], count: int) -> None:
        entries = self.some(count)
        self.unknown.append(entries)
        at = to(entries)
        assert at == range(len(self.acknowledged), len(self.acknowledged) + count)
        self.acknowledged += entries
        self.unknown.pop()


def workload(log: Log, writer: Writer) -> None:
    """Do everything that writes: sessions with single and joint commits, publication between, plain appends."""
    with log.session(KEY) as session:
        for count in (1, 1, 6):
            writer.append(session.append, count)
        session.publish()
        writer.append(session.append, 2)
        writer.append(session.append, 250)
    writer.append(lambda entries: log.append(entries, KEY), 3)
    with log.session(KEY) as session:
        writer.append(session.append, 1)


def fresh(count: int) -> tuple[Disk, Writer]:
    disk = Disk()
    log = Log.create(on(disk), KEY)
    writer = Writer([])
    if count:
        writer.append(lambda entries: log.append(entries, KEY), count)
    return disk, writer


def check(disk: Disk, writer: Writer) -> None:
    """Assert that the log reopens whole, with all that was acknowledged and nothing that was not asked."""
    found = verify_tree(on(disk), KEY.verifier)
    assert found.sound, [str(fault) for fault in found.faults]
    published = audited(disk)
    expected = writer.acknowledged + [entry for entries in writer.unknown for entry in entries]
    assert published == expected[: len(published)]
    log = Log.open(on(disk), KEY.verifier)
    log.append([], KEY)  # Whoever writes next recovers first.
    held = audited(disk)
    # All or none of what was under way.
    assert held in (writer.acknowledged, expected), (len(held), len(writer.acknowledged), len(expected))
    assert verify_tree(on(disk), KEY.verifier).sound
    assert "journal" not in disk.seen
    writer.acknowledged, writer.unknown = held, []


@pytest.mark.parametrize("survival", ["none", "all", "some"])
@pytest.mark.parametrize("size", [0, 250])
def test_power_goes_at_every_step(size, survival):
    chance, fallen = random.Random(size), Counter[str]()
    first = 1 + ["none", "all", "some"].index(survival) % STRIDE
    for fails_at in range(first, STEPS_MAX, STRIDE):
        for _ in range(2 if survival == "some" else 1):
            disk, writer = fresh(size)
            disk.at, disk.fails_at = 0, fails_at
            try:
                workload(Log.open(on(disk), KEY.verifier), writer)
            except CrashError:
                fallen["crash"] += 1
            else:
                assert fails_at > 60
                assert fallen["crash"] >= (fails_at - first) // STRIDE
                return
            disk = disk.crashed(chance, survival)
            check(disk, writer)
            workload(Log.open(on(disk), KEY.verifier), writer)
            check(disk, writer)
    pytest.fail("the workload never came to its end")


@pytest.mark.parametrize("number", [EIO, ENOSPC])
@pytest.mark.parametrize("torn", [0.0, 0.5])
def test_the_disk_fails_at_every_step(number, torn):
    """An `OSError` reaches the writer; what was acknowledged is there, at once and after a loss of power."""
    chance = random.Random(number)
    first = 1 + [(EIO, 0.0), (EIO, 0.5), (ENOSPC, 0.0), (ENOSPC, 0.5)].index((number, torn)) % STRIDE
    for fails_at in range(first, STEPS_MAX, STRIDE):
        for survival in ("all", "some"):
            disk, writer = fresh(250)
            disk.at, disk.fails_at, disk.torn = 0, fails_at, torn
            disk.failure = lambda: OSError(number, os.strerror(number))
            failed = None
            try:
                workload(Log.open(on(disk), KEY.verifier), writer)
            except OSError as error:
                failed = error.errno
            assert failed in (None, number)
            finished = disk.at < fails_at
            disk = disk.crashed(chance, survival)
            check(disk, writer)
            if finished:
                assert fails_at > 60
                return
    pytest.fail("the workload never came to its end")


def test_power_goes_again_and_again():
    """Many seeds: a random workload, random crashes, also while recovering, random survival."""
    counts = Counter[str]()
    for seed in range(SEEDS):
        chance = random.Random(seed)
        disk, writer = fresh(chance.choice([0, 3, 200, 255, 256]))
        for _ in range(6):
            disk.at, disk.fails_at = 0, chance.randrange(1, 90)
            with suppress(CrashError):
                log = Log.open(on(disk), KEY.verifier)
                random_work(log, writer, chance)
            crashed = disk.at >= disk.fails_at
            counts["crashes" if crashed else "runs without"] += 1
            survival = chance.choice(["none", "all", "some", "some"]) if crashed else "all"
            disk = disk.crashed(chance, survival)
            counts[f"survival: {survival}"] += 1
            if chance.random() < 0.3:  # The power goes while the log is recovered, too.
                disk.fails_at = chance.randrange(1, 30)
                with suppress(CrashError):
                    Log.open(on(disk), KEY.verifier).append([], KEY)
                disk = disk.crashed(chance, "some")
                counts["crashes while recovering"] += 1
            check(disk, writer)
            counts["entries acknowledged"] += len(writer.acknowledged)
    print(f"\n{SEEDS} seeds; {dict(counts)}; lost: 0; accepted wrongly: 0")  # noqa: T201 - the budget
    assert counts["crashes"] > SEEDS


def random_work(log: Log, writer: Writer, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 4)):
        if chance.random() < 0.4:
            writer.append(lambda entries: log.append(entries, KEY), chance.choice([1, 2, 255, 300]))
            continue
        with log.session(KEY) as session:
            for _ in range(chance.randrange(1, 6)):
                writer.append(session.append, chance.choice([1, 1, 1, 20, 256]))
                if chance.random() < 0.2:
                    session.publish()


def test_damage_before_the_end_of_a_journal_is_refused_and_at_the_end_set_aside():
    """Every byte of a journal of four commits: what stands before the damage is published, the rest is kept."""
    disk, writer = fresh(3)
    sizes = [3]
    with suppress(CrashError):
        session = Log.open(on(disk), KEY.verifier).session(KEY)
        for count in (1, 2, 1, 1):
            writer.append(session.append, count)
            sizes.append(session.size)
        raise CrashError
    whole = disk.inodes[disk.seen["journal"]].durable
    ends = frame_ends(whole)
    for at in range(len(whole)):
        left = disk.crashed(random.Random(at), "none")
        inode = left.inodes[left.seen["journal"]]
        inode.durable = inode.seen = whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :]
        frame = next(number for number, end in enumerate(ends) if at < end)
        log = Log.open(on(left), KEY.verifier)
        if frame < 3:
            with pytest.raises(ProverkaError) as caught:
                log.append([], KEY)
            assert caught.value.fault.refusal is Refusal.BAD_JOURNAL
            assert "journal" in left.seen
            assert [f.refusal for f in verify_tree(on(left), KEY.verifier).faults] == [Refusal.BAD_JOURNAL]
        else:
            assert any("not whole" in note for note in verify_tree(on(left), KEY.verifier).notes)
            log.append([], KEY)
            assert any(path.startswith("aside/journal.") for path in left.seen)
        assert audited(left) == writer.acknowledged[: sizes[frame]]


def frame_ends(journal: bytes) -> list[int]:
    """Return where each frame ends, read as the specification says."""
    ends, at = [], 0
    while at < len(journal):
        entries = int.from_bytes(journal[at + 22 : at + 26], "big")
        note_at = at + 26 + entries
        at = note_at + 4 + int.from_bytes(journal[note_at : note_at + 4], "big") + 32
        ends.append(at)
    return ends


def test_an_older_checkpoint_put_back_is_not_appended_to():
    """A backup restored over a log that has grown: verification says so, and no second history is signed."""
    for size, counts in ((3, [1, 1]), (250, [20]), (250, [1, 600, 1]), (511, [1, 1, 1])):
        disk, writer = fresh(size)
        log = Log.open(on(disk), KEY.verifier)
        before = disk.inodes[disk.seen["checkpoint"]].seen
        for count in counts:
            log.append(writer.some(count), KEY)
        checkpoint = disk.inodes[disk.seen["checkpoint"]]
        checkpoint.durable = checkpoint.seen = before
        found = verify_tree(on(disk), KEY.verifier)
        assert found.sound
        assert any("later checkpoint" in note for note in found.notes)
        files = dict(disk.seen)
        with pytest.raises(RefusedError) as caught:
            Log.open(on(disk), KEY.verifier).append([b"another history"], KEY)
        assert caught.value.fault.refusal is Refusal.WRONG_ROOT
        assert disk.seen == files


def test_many_submitters_share_commits(tmp_path):
    """Threads append at once: each gets its own indices, all are kept, and commits are fewer than appends."""
    syncs = []

    class Counting(Folder):
        def sync(self, path: str) -> None:
            syncs.append(path)
            super().sync(path)

    log = Log.create(Counting(root=tmp_path), KEY)
    got: dict[int, bytes] = {}
    with log.session(KEY) as session:
        ready = threading.Barrier(8)

        def submit(party: int) -> None:
            ready.wait()
            for number in range(25):
                entries = [b"%d/%d/%d" % (party, number, k) for k in range(1 + number % 2)]
                got.update(zip(session.append(entries), entries, strict=True))

        threads = [threading.Thread(target=submit, args=(party,)) for party in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    held = list(Log.open(tmp_path, KEY.verifier).entries())
    assert held == [got[index] for index in range(len(got))]
    assert len(held) == 8 * 37
    assert syncs.count("journal") < 8 * 25
    assert verify_tree(tmp_path, KEY.verifier).sound

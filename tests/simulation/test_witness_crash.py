"""A witness that dies at any step, and one that is restored from any backup: it never cosigns two histories.

What the world has seen is kept here, apart from the witness: every answer, and every file that it or its mirror shows.
After each death the same is asked again, honestly and with another history; no two cosignatures may contradict.
"""

import shutil
from dataclasses import dataclass, field

import pytest

from proverka.model.errors import RefusedError
from proverka.record import Checkpoint, Folder, Log, SignedCheckpoint, SigningKey, leaf_hash, verify_record
from proverka.record.merkle import Frontier, consistency_proof, root_of_hashes
from proverka.witness import CosigningKey, cosignatures, parse_cosignature_lines, with_cosignatures
from proverka.witness.checkpoint_request import CheckpointRequest
from proverka.witness.mirror import mirror_log
from proverka.witness.state import Mirror, WatchedLog, make_own
from proverka.witness.witness import Witness

LOG_KEY = SigningKey.from_seed("example.org/log", bytes(32))
KEY = CosigningKey.from_seed("example.org/witness", b"\x03" * 32)
STEPS_MAX = 200


class CrashError(Exception):
    """The machine died."""


@dataclass
class Clock:
    """Steps are counted over all folders of one machine."""

    dies_at: int
    steps: list[str] = field(default_factory=list)

    def dies(self, step):
        self.steps.append(step)
        return len(self.steps) == self.dies_at


@dataclass(frozen=True, slots=True, kw_only=True)
class DyingFolder(Folder):
    """A folder of a machine that dies before a step, or half-way through it."""

    clock: Clock
    half: bool

    def write(self, path, data):
        if self.clock.dies(f"write {self.root.name}/{path}"):
            if self.half:
                Folder.write(self, path, data[: len(data) // 2])
            raise CrashError
        Folder.write(self, path, data)

    def rename(self, source, target):
        if self.clock.dies(f"rename {self.root.name}/{target}"):
            if self.half:
                Folder.rename(self, source, target)
            raise CrashError
        Folder.rename(self, source, target)

    def sync(self, path):
        if self.clock.dies(f"sync {self.root.name}/{path}"):
            raise CrashError
        Folder.sync(self, path)

    def sync_folder(self, path):
        if self.clock.dies(f"sync folder {self.root.name}/{path}"):
            raise CrashError
        Folder.sync_folder(self, path)

    def remove(self, path):
        if self.clock.dies(f"remove {self.root.name}/{path}"):
            raise CrashError
        Folder.remove(self, path)


class History:
    """A history that the log's key can sign, grown in memory."""

    def __init__(self, *names):
        self.leaves = [leaf_hash(name.encode()) for name in names]

    def root(self, start, end):
        return root_of_hashes(self.leaves[start:end])

    def request(self, old, size):
        at = Checkpoint(origin=LOG_KEY.name, size=size, root=Frontier().extended(self.leaves[:size]).root)
        path = consistency_proof(old, size, self.root) if old <= size else ()
        return CheckpointRequest(old=old, path=path, note=SignedCheckpoint.sign(at, LOG_KEY).note)


HONEST = History(*"abcdefgh")
FORKED = History(*"abXYZUVW")


class World:
    """All cosignatures that anybody has seen."""

    def __init__(self, tmp_path):
        self.witness, self.mirror = tmp_path / "witness", tmp_path / "mirror"
        self.seen = set()
        make_own(Folder(root=self.mirror), [KEY.verifier])

    def machine(self, clock=None, *, half=False, mirrored=True):
        def folder(root):
            return Folder(root=root) if clock is None else DyingFolder(root=root, clock=clock, half=half)

        second = folder(self.mirror)
        mirror = Mirror(place="mirror", source=second, folder=second)
        mirrors = (mirror,) if mirrored else ()
        return Witness(folder(self.witness), [KEY], [WatchedLog(key=LOG_KEY.verifier, mirrors=mirrors)])

    def restored(self, witness, mirror):
        """The same world with another witness's disk, and a mirror of its own."""
        other = World.__new__(World)
        other.witness, other.mirror, other.seen = witness, mirror, set(self.seen)
        return other

    def ask(self, machine, request, now):
        answer = machine.add_checkpoint(request.encode(), now=now)
        if answer.status == 200:
            bare = SignedCheckpoint.parse(request.note.raw, LOG_KEY.verifier)
            self.note(with_cosignatures(bare, parse_cosignature_lines(answer.body)))
        return answer

    def look(self):
        """See what the witness and its mirror show to everybody."""
        for path in (*self.witness.glob("*/checkpoint"), *self.mirror.glob("*/checkpoint")):
            self.note(SignedCheckpoint.parse(path.read_bytes(), LOG_KEY.verifier))

    def note(self, signed):
        for one in cosignatures(signed, [KEY.verifier]):
            self.seen.add((one.time, signed.checkpoint.size, signed.checkpoint.root))

    def check(self):
        """No two cosignatures contradict, and none goes back."""
        sizes = 0
        for _, size, root in sorted(self.seen):
            assert size >= sizes, "a smaller tree after a larger one"
            sizes = size
            histories = [h for h in (HONEST, FORKED) if h.root(0, size) == root]
            assert histories, "a root that nobody asked for"
        honest = {HONEST.root(0, size) == root for _, size, root in self.seen if size > 2}
        assert len(honest) <= 1, "two histories"


@pytest.mark.parametrize("half", [False, True], ids=["before", "half-way"])
@pytest.mark.parametrize("begun", [0, 3], ids=["first", "later"])
def test_death_at_every_step(tmp_path, begun, half):
    for dies_at in range(1, STEPS_MAX):
        world = World(tmp_path / str(dies_at))
        if begun:
            world.ask(world.machine(), HONEST.request(0, begun), 100)
        backup = tmp_path / str(dies_at) / "backup"
        shutil.copytree(world.witness, backup) if begun else backup.mkdir()
        clock = Clock(dies_at=dies_at)
        try:
            world.ask(world.machine(clock, half=half), HONEST.request(begun, 6), 200)
        except CrashError:
            died = True
        else:
            died = False
        world.look()
        # Two machines go on from here: the one that died, and one whose disk was lost with it and came from a backup.
        shutil.copytree(world.mirror, world.mirror.with_name("mirror of the restored"))
        for one in (world, world.restored(backup, world.mirror.with_name("mirror of the restored"))):
            machine = one.machine()
            for history, old, size in ((FORKED, begun, 5), (FORKED, 6, 7), (HONEST, 0, 4), (HONEST, begun, 7)):
                one.ask(machine, history.request(old, size), 300)
            one.look()
            one.check()
            largest = max(size for _, size, _ in one.seen)
            assert int(machine.add_checkpoint(HONEST.request(8, 8).encode(), now=300).body) == largest
        if not died:
            assert len(clock.steps) >= 10
            return
    pytest.fail("the witness never answered")


@pytest.mark.parametrize("half", [False, True], ids=["before", "half-way"])
def test_another_process_goes_on_after_one_that_died(tmp_path, half):
    """It asked the mirror long ago and does not again: what the dead one left must be on the witness's own disk."""
    for dies_at in range(1, STEPS_MAX):
        world = World(tmp_path / str(dies_at))
        world.ask(world.machine(), HONEST.request(0, 3), 100)
        elder = world.machine()
        elder.settle()
        try:
            world.ask(world.machine(Clock(dies_at=dies_at), half=half), HONEST.request(3, 6), 200)
        except CrashError:
            died = True
        else:
            died = False
        world.look()
        for history, old, size in ((FORKED, 3, 5), (FORKED, 6, 7), (HONEST, 3, 4), (HONEST, 6, 7)):
            world.ask(elder, history.request(old, size), 300)
        world.look()
        world.check()
        if not died:
            return
    pytest.fail("the witness never answered")


@pytest.mark.parametrize("half", [False, True], ids=["before", "half-way"])
@pytest.mark.parametrize("lost", ["checkpoint", "folder"])
@pytest.mark.parametrize("begun", [0, 3], ids=["first", "later"])
def test_without_a_mirror_lost_memory_is_noticed_after_death_at_every_step(tmp_path, begun, lost, half):
    """Whatever anybody may have seen before the death, the witness without its memory does not contradict it."""
    refused = 0
    for dies_at in range(1, STEPS_MAX):
        world = World(tmp_path / str(dies_at))
        if begun:
            world.ask(world.machine(mirrored=False), HONEST.request(0, begun), 100)
        try:
            world.ask(world.machine(Clock(dies_at=dies_at), half=half, mirrored=False), HONEST.request(begun, 6), 200)
        except CrashError:
            died = True
        else:
            died = False
        world.look()
        memory = world.witness / WatchedLog(key=LOG_KEY.verifier).folder
        if lost == "folder":
            shutil.rmtree(memory, ignore_errors=True)
        else:
            (memory / "checkpoint").unlink(missing_ok=True)
        machine = world.machine(mirrored=False)
        for history, old, size in ((FORKED, 0, 3), (FORKED, begun, 5), (FORKED, 6, 7)):
            try:
                world.ask(machine, history.request(old, size), 300)
            except RefusedError as error:
                refused += error.code == "missing-file"
        world.look()
        world.check()
        if not died:
            # A lone checkpoint comes back from what was pending; a lost folder is refused until it is recovered.
            assert (refused > 0) == (lost == "folder")
            return
    pytest.fail("the witness never answered")


def test_what_is_written_in_which_order(tmp_path):
    world, clock = World(tmp_path), Clock(dies_at=0)
    world.ask(world.machine(clock), HONEST.request(0, 3), 1)
    log = WatchedLog(key=LOG_KEY.verifier).folder
    order = [step.replace(log, "LOG") for step in clock.steps if "rename" in step]
    assert order == [
        "rename witness/cosigned.txt",  # 0: it knows the log, and has cosigned nothing of it
        "rename witness/LOG/pending",
        "rename witness/cosigned.txt",
        "rename mirror/LOG/checkpoint",
        "rename witness/LOG/checkpoint",
    ]


def test_no_backup_of_any_age_leads_back(tmp_path):
    world = World(tmp_path)
    backups = []
    for number, size in enumerate([1, 3, 4, 6]):
        world.ask(world.machine(), HONEST.request([0, 1, 3, 4][number], size), 100 + number)
        backups.append(tmp_path / f"backup-{number}")
        shutil.copytree(world.witness, backups[-1])
    for backup in backups:
        shutil.rmtree(world.witness)
        shutil.copytree(backup, world.witness)
        for history, old, size in ((FORKED, 1, 5), (FORKED, 4, 5), (FORKED, 6, 7), (HONEST, 4, 5)):
            assert world.ask(world.machine(), history.request(old, size), 200).status != 200
        assert world.ask(world.machine(), HONEST.request(6, 6), 200).status == 200
        world.check()


@pytest.mark.parametrize("half", [False, True], ids=["before", "half-way"])
@pytest.mark.parametrize(("held", "wanted"), [(0, 3), (3, 300), (250, 513)])
def test_a_mirror_that_dies_at_every_step_goes_on(tmp_path, held, wanted, half):
    log = Log.create(tmp_path / "log", LOG_KEY)
    log.append([b"entry %d" % number for number in range(held)], LOG_KEY)
    start = tmp_path / "start"
    mirror_log(Folder(root=tmp_path / "log"), Folder(root=start), LOG_KEY.verifier)
    log.append([b"entry %d" % number for number in range(held, wanted)], LOG_KEY)
    for dies_at in range(1, STEPS_MAX):
        root = tmp_path / str(dies_at)
        shutil.copytree(start, root)
        dying = DyingFolder(root=root, clock=Clock(dies_at=dies_at), half=half)
        try:
            mirror_log(Folder(root=tmp_path / "log"), dying, LOG_KEY.verifier)
        except CrashError:
            found = verify_record(root, LOG_KEY.verifier)
            assert found.checkpoint is not None
            assert found.checkpoint.size in (held, wanted)
            assert all(fault.refusal.code == "bad-note" for fault in found.faults), found.faults
            mirror_log(Folder(root=tmp_path / "log"), Folder(root=root), LOG_KEY.verifier)
            assert list(Log.open(root, LOG_KEY.verifier).entries()) == list(log.entries())
            shutil.rmtree(root)
        else:
            assert dies_at > 10
            return
    pytest.fail("the mirror never came to its end")

"""What a witness keeps of one log, on its own disk and in its mirrors, and in which order that is written.

A witness is only as good as its memory: one that forgets what it cosigned can be led onto another branch. Two rules
follow. Nothing leaves the witness before it is durable here and in every mirror; and what a mirror holds under the
witness's own cosignature counts as much as what is held here, so that an old backup is no way back.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from proverka.model.errors import Refusal, RefusedError
from proverka.record.checkpoint import SignedCheckpoint
from proverka.record.keys import VerifierKey
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.source import Part, Source
from proverka.record.storage import Folder
from proverka.witness.cosignature import cosignatures
from proverka.witness.cosigned_sizes import cosigned_size, raise_cosigned_size
from proverka.witness.cosigner import Cosigner

CHECKPOINT = "checkpoint"
PENDING = "pending"
REJECTED = "rejected"
EVIDENCE = "evidence"
# In a mirror: the keys of the witness whose it is. Its absence says that the disk is not mounted, or another's.
OWNER = "witness.txt"
OWNER_BYTES_MAX = 16_384

# What a log that behaves leaves here is a stale request now and then. One that does not gets no more of our disk than
# this: the first hundreds prove as much as the next.
REJECTED_MAX = 256
REJECTED_BYTES_MAX = 16_384
EVIDENCE_MAX = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A second memory: `source` is read before the first cosignature, `folder` (where it has one) written before each.

    A place on the web is only read.
    """

    place: str
    source: Source
    folder: Folder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedLog:
    """A log that a witness cosigns: its key, whose name is its origin, and the mirrors for it."""

    key: VerifierKey
    mirrors: tuple[Mirror, ...] = ()

    @property
    def folder(self) -> str:
        """The folder of this log's state: the SHA-256 of its origin, in hexadecimal (C2SP tlog-witness)."""
        return hashlib.sha256(self.key.name.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A checkpoint that the witness has cosigned, and the latest time (POSIX seconds) at which it did; 0 unknown."""

    signed: SignedCheckpoint
    time: int

    @property
    def size(self) -> int:
        """The number of entries that the checkpoint counts."""
        return self.signed.checkpoint.size

    @property
    def rank(self) -> tuple[int, int]:
        """What may never fall from one cosignature to the next: size first, then time."""
        return self.size, self.time


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """The files of one log in a witness's folder.

        <hex>/checkpoint   the latest cosigned checkpoint; it may be served to everybody
        <hex>/pending      the one that was cosigned last, before it is the latest everywhere
        <hex>/rejected/…   requests under the log's signature that were not granted
        evidence/…         forks
        cosigned.txt       how far each log was cosigned: what tells lost memory from none (see cosigned_sizes)

    All but `checkpoint` is read and written under the witness's lock.
    """

    folder: Folder
    log: WatchedLog
    keys: Sequence[Cosigner]

    def held(self) -> Held | None:
        """Return the latest checkpoint that may have been seen outside; `None` before the first."""
        raw = self.folder.read(f"{self.log.folder}/{CHECKPOINT}", bytes_max=NOTE_BYTES_MAX)
        return None if raw is None else self.read(raw, f"{self.log.folder}/{CHECKPOINT}")

    def read(self, raw: bytes, where: str) -> Held:
        """Return a note as what this witness holds; raise what damaged or foreign bytes are refused with."""
        signed = SignedCheckpoint.parse(raw, self.log.key, where=where)
        times = [one.time for one in cosignatures(signed, self.keys, where=where)]
        return Held(signed=signed, time=max(times, default=0))

    def keep(self, signed: SignedCheckpoint) -> None:
        """Make a cosigned checkpoint the latest, durably, here and in every mirror.

        1. `pending` here. A crash from here on is made good by `finish`.
        2. Its size in cosigned.txt, apart from the folder of this log: whoever loses that folder knows that it is lost.
        3. The checkpoint of each mirror.
        4. The checkpoint here. Only now can anybody see it, who asks this witness or reads its files.

        A crash before 1 is done leaves the state before. A crash after 4 leaves a cosignature that nobody was
        answered: the log is told the new size, and asks again.
        """
        raw = signed.note.raw
        self.folder.replace(f"{self.log.folder}/{PENDING}", raw)  # 1
        self._publish(raw, signed.checkpoint.size)

    def finish(self) -> None:
        """Take up what a crash left between the steps of `keep`: a pending checkpoint goes the rest of its way."""
        raw = self.folder.read(f"{self.log.folder}/{PENDING}", bytes_max=NOTE_BYTES_MAX)
        if raw is None:
            return
        pending, held = self.read(raw, f"{self.log.folder}/{PENDING}"), self.held()
        if held is None or pending.rank > held.rank:
            self._publish(raw, pending.size)

    def check_memory(self, known: Held | None) -> None:
        """Refuse to go on from `known` where this witness has cosigned more of the log than that.

        Raises `RefusedError`: missing-file where nothing at all is known of what was cosigned, backwards where less.
        A witness whose folder is older than cosigned.txt has its size put down there.
        """
        least, size = cosigned_size(self.folder, self.log.key.name) or 0, known.size if known else 0
        if size < least:
            raise _lost_memory(f"{self.folder.root.name}/{self._path}", least, known)
        raise_cosigned_size(self.folder, self.log.key.name, size)

    def copy_to_mirrors(self) -> None:
        """Bring mirrors that lag behind, new ones for example, to what is held here."""
        held = self.held()
        for mirror in self.log.mirrors if held else ():
            if (
                held
                and mirror.folder
                and mirror.folder.read(self._path, bytes_max=NOTE_BYTES_MAX) != held.signed.note.raw
            ):
                mirror.folder.replace(self._path, held.signed.note.raw)

    def remembered(self) -> list[tuple[Held, Source]]:
        """Return the checkpoints in the mirrors that this witness cosigned, each with where its tiles are.

        A mirror may be a copy of this witness's own folder, or one of the log, whose checkpoint carries what the log
        gathered. Raises `RefusedError` where one cannot be asked: a witness that does not know what it has cosigned
        must not cosign.
        """
        found = []
        for mirror in self.log.mirrors:
            check_owner(mirror, self.keys)
            for path, tiles in (
                (self._path, Part(whole=mirror.source, folder=self.log.folder)),
                (CHECKPOINT, mirror.source),
            ):
                raw = mirror.source.read(path, bytes_max=NOTE_BYTES_MAX)
                if raw is None:
                    continue
                held = self.read(raw, f"{mirror.place}/{path}")
                if held.time:
                    found.append((held, tiles))
        return found

    def keep_rejected(self, name: str, raw: bytes) -> None:
        """Keep a request that was not granted, under `name`; nothing where there are `REJECTED_MAX` already."""
        kept = self.folder.names(f"{self.log.folder}/{REJECTED}")
        if name not in kept and len(kept) < REJECTED_MAX and len(raw) <= REJECTED_BYTES_MAX:
            self.folder.replace(f"{self.log.folder}/{REJECTED}/{name}", raw)

    def drop_rejected(self, name: str) -> None:
        """Forget a request that came too early and has been granted since."""
        self.folder.remove(f"{self.log.folder}/{REJECTED}/{name}")

    def keep_evidence(self, raw: bytes) -> str:
        """Keep an evidence file durably, and return its name; the same evidence twice is one file."""
        name = f"{EVIDENCE}/fork-{hashlib.sha256(raw).hexdigest()[:16]}.txt"
        # Evidence that lies there is never written over: a crash would leave less of it than there was.
        if not self.folder.has(name) and len(self.folder.names(EVIDENCE)) < EVIDENCE_MAX:
            self.folder.replace(name, raw)
        return name

    @property
    def _path(self) -> str:
        return f"{self.log.folder}/{CHECKPOINT}"

    def _publish(self, raw: bytes, size: int) -> None:
        raise_cosigned_size(self.folder, self.log.key.name, size)  # 2
        for mirror in self.log.mirrors:
            if mirror.folder:
                mirror.folder.replace(self._path, raw)  # 3
        self.folder.replace(self._path, raw)  # 4


def check_owner(mirror: Mirror, keys: Sequence[Cosigner]) -> None:
    """Refuse (missing-file) a mirror folder that this witness has not made its own with `make_own`."""
    if mirror.folder is None:
        return
    raw = mirror.folder.read(OWNER, bytes_max=OWNER_BYTES_MAX)
    owners = set() if raw is None else set(raw.decode("utf-8", "replace").splitlines())
    if not owners.intersection(map(str, keys)):
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=f"{mirror.place}/{OWNER}",
            expected=f"the mirror of witness {keys[0].name}",
            got="no such file: a disk that is not mounted?" if raw is None else "the mirror of another witness",
            remedy="mount the disk that holds the mirror, or add a new mirror with `proverka witness trust`",
        )


def make_own(folder: Folder, keys: Sequence[Cosigner]) -> None:
    """Make an empty folder a mirror of the witness that has these keys; durable when this returns.

    Doing so again changes nothing. Raises `RefusedError` (already-there) where it is another witness's.
    """
    raw = "".join(f"{key}\n" for key in keys).encode()
    there = folder.read(OWNER, bytes_max=OWNER_BYTES_MAX)
    if there == raw:
        return
    if there is not None and not set(there.decode("utf-8", "replace").splitlines()) & set(map(str, keys)):
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(folder.root / OWNER),
            expected="a folder that is no witness's mirror yet",
            got="the mirror of another witness",
            remedy="give each witness a mirror of its own",
        )
    folder.replace(OWNER, raw)


def _lost_memory(where: str, least: int, known: Held | None) -> RefusedError:
    return RefusedError(
        Refusal.BACKWARDS if known else Refusal.MISSING_FILE,
        where=where,
        expected=f"a checkpoint of at least {least} entries: this witness has cosigned so many for this log before",
        got=f"one of {known.size} entries" if known else "none: the witness has lost its memory",
        remedy="give it its memory back with `proverka witness recover` and the latest checkpoint that it cosigned, "
        "from the log or from any mirror",
    )

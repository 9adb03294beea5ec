"""The log's side of witnessing: cosignatures asked for, verified, and kept beside the record for good.

    CASE/checkpoints/<size>    a checkpoint with the lines of witnesses: each one's earliest and latest
    CASE/checkpoints.txt       those sizes, one a line: over HTTP no folder can be listed
    CASE/record/checkpoint     carries the same lines while the log stands at that size

The network is never asked under a lock, and the log's own lock is held for one replacement of one small file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from proverka.case.building import RECORD
from proverka.case.cosigned import CHECKPOINTS
from proverka.case.cosigned import is_size as is_kept_size
from proverka.case.opened import log_key
from proverka.case.policy_file import POLICY_FILE, read_policy
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record import Folder, Log, NoteSignature, SignedCheckpoint, VerifierKey
from proverka.record.growth import CHECKPOINT
from proverka.record.note import NOTE_BYTES_MAX
from proverka.witness import parse_cosignature_lines
from proverka.witness.checkpoint_request import REQUEST_BYTES_MAX, CheckpointRequest
from proverka.witness.cosignature import Cosignature, cosignatures, with_cosignatures
from proverka.witness.cosigner import Cosigner
from proverka.witness.gathering import Asking, beyond, bounded, gather, is_size, known_lines, parse_size, request_for

SIZES = "checkpoints.txt"
# A list of checkpoints as a log may have after centuries of one an hour.
SIZES_BYTES_MAX = 64 * 1024 * 1024

# An answer that comes by hand may be for a checkpoint that the log has left behind; nobody waits longer for one.
CANDIDATES_MAX = 1_000

_NEW = "checkpoint.new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Cosignatures that were taken in, and the size of the checkpoint that they are on."""

    size: int
    cosignatures: tuple[Cosignature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessedCase:
    """What a case needs in order to gather: its folder, its log's key, its witnesses' keys by name in the policy."""

    root: Path
    key: VerifierKey
    cosigners: dict[str, Cosigner]

    @classmethod
    def open(cls, root: Path) -> "WitnessedCase":
        """Return the case in `root`; raise what its policy file is refused with, and not-a-case."""
        key = log_key(root)
        return cls(root=root, key=key, cosigners=dict(read_policy(root / POLICY_FILE).cosigners))

    @property
    def keys(self) -> Sequence[Cosigner]:
        """The witnesses' keys."""
        return tuple(self.cosigners.values())

    def log(self) -> Log:
        """Return the log as it stands now."""
        return Log.open(self.root / RECORD, self.key)

    def sizes(self) -> list[int]:
        """Return the sizes of the checkpoints that are kept, smallest first."""
        names = Folder(root=self.root).names(CHECKPOINTS)
        return sorted(int(name) for name in names if is_kept_size(name))

    def kept(self, size: int) -> SignedCheckpoint | None:
        """Return the checkpoint that is kept for a size, its log's signature verified; `None` where there is none."""
        path = f"{CHECKPOINTS}/{size}"
        raw = Folder(root=self.root).read(path, bytes_max=NOTE_BYTES_MAX)
        return None if raw is None else SignedCheckpoint.parse(raw, self.key, where=path)

    def stands_at(self, key: Cosigner) -> int:
        """Return the largest size that a witness is known to have cosigned, 0 where it is known of none."""
        for size in reversed(self.sizes()[-CANDIDATES_MAX:]):
            signed = self.kept(size)
            if signed is not None and cosignatures(signed, [key]):
                return size
        return 0

    def request(self, old: int) -> CheckpointRequest:
        """Return the request to a witness that stands at `old`, as it travels by hand.

        The checkpoint is kept, so that the answer can be taken in when the log has grown. Raises `RefusedError`
        (backwards) where the witness has cosigned more than the log holds.
        """
        log = self.log()
        if old > log.size:
            raise beyond("the witness", old, log.size)
        made = request_for(log, old)
        assert len(made.encode()) <= REQUEST_BYTES_MAX, "a checkpoint with the log's line alone is small"
        self._keep(log.signed_checkpoint, ())
        return made

    def gather(self, ask: Asking, *, old: int, where: str) -> Gathered:
        """Ask a witness for its cosignatures on the checkpoint of this moment, verify them, and keep them durably.

        Raises what `gathering.gather` raises; `RefusedError`: wrong-signature, unknown-key for an answer without a line
        by a witness of the policy.
        """
        log = self.log()
        lines = gather(ask, log, old=min(old, log.size), where=where)
        return self._take(log.signed_checkpoint, lines, where)

    def take(self, raw: bytes, *, where: str) -> Gathered:
        """Take in an answer that came as a file; it may be for any checkpoint that is kept.

        Raises `RefusedError`: backwards where it is a size and not a cosignature (the witness stands elsewhere, and
        a new request is needed), unknown-key where no line is by a witness of the policy, wrong-signature where they
        are on no checkpoint of this log.
        """
        if is_size(raw):
            raise _stands_elsewhere(where, parse_size(raw, where=where))
        lines = parse_cosignature_lines(raw, where=where)
        first: ProverkaError | None = None
        for signed in self._candidates():
            try:
                return self._take(signed, lines, where)
            except RefusedError as error:
                if error.fault.refusal is not Refusal.WRONG_SIGNATURE:
                    raise
                first = first or error
        assert first is not None, "there is always the checkpoint of the log itself"
        raise first

    def _candidates(self) -> Iterable[SignedCheckpoint]:
        yield self.log().signed_checkpoint
        for size in reversed(self.sizes()[-CANDIDATES_MAX:]):
            signed = self.kept(size)
            if signed is not None:
                yield signed

    def _take(self, signed: SignedCheckpoint, lines: Sequence[NoteSignature], where: str) -> Gathered:
        new = set(lines)
        found = tuple(one for one in known_lines(signed, lines, self.keys) if one.line in new)
        if not found:
            raise _no_witness(where, self.cosigners, lines)
        self._keep(signed, [one.line for one in found])
        return Gathered(size=signed.checkpoint.size, cosignatures=found)

    def _keep(self, signed: SignedCheckpoint, lines: Iterable[NoteSignature]) -> None:
        """Keep a checkpoint of the log with `lines` added to those that it has; durable when this returns.

        1. `checkpoints/<size>`, so that no line is ever only where the next append removes it.
        2. The list of sizes; one that a crash leaves out is put in by the next.
        3. The log's own checkpoint, if it still is this one.
        """
        folder, size = Folder(root=self.root), signed.checkpoint.size
        with folder.exclusive():
            held = self.kept(size) or signed
            if held.note.text != signed.note.text:
                raise _two_at_one_size(f"{CHECKPOINTS}/{size}", held, signed)
            # What stands under the log's checkpoint counts too: somebody may have put it there by other means.
            both = with_cosignatures(held, (line for one in (signed.note.signatures, lines) for line in one))
            merged = bounded(both, self.keys)
            put_checkpoint(folder, merged)  # 1
            sizes = "".join(f"{one}\n" for one in self.sizes()).encode()
            if folder.read(SIZES, bytes_max=len(sizes)) != sizes:
                folder.replace(SIZES, sizes)  # 2
        self._put_under_the_log(merged)  # 3

    def _put_under_the_log(self, merged: SignedCheckpoint) -> None:
        record = Folder(root=self.root / RECORD)
        try:
            with record.exclusive():
                now = self.log().signed_checkpoint
                if now.note.text == merged.note.text and now.note.raw != merged.note.raw:
                    record.replace(CHECKPOINT, merged.note.raw)
        except RefusedError as error:
            # Somebody is appending: the checkpoint there is about to be another, and the lines are kept already.
            if error.fault.refusal is not Refusal.BUSY:
                raise


def put_checkpoint(folder: Folder, signed: SignedCheckpoint) -> None:
    """Keep a checkpoint under its size, durably, in the place of the one there; no unfinished file lies among them."""
    folder.write(_NEW, signed.note.raw)
    folder.sync(_NEW)
    folder.rename(_NEW, f"{CHECKPOINTS}/{signed.checkpoint.size}")
    folder.sync_folder(CHECKPOINTS)
    folder.sync_folder(".")


def _stands_elsewhere(where: str, size: int) -> RefusedError:
    return RefusedError(
        Refusal.BACKWARDS,
        where=where,
        expected="cosignatures",
        got=f"the answer that the witness stands at {size} entries, and not where the request thought",
        remedy=f"make another request, from there: proverka witness request CASE --old {size} --out REQUEST",
    )


def _no_witness(where: str, cosigners: Iterable[str], lines: Iterable[NoteSignature]) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_KEY,
        where=where,
        expected="a line by one of the witnesses in policy.txt: " + (", ".join(cosigners) or "it names none"),
        got="lines by " + ", ".join(f"{line.name}+{line.key_id.hex()}" for line in lines),
        remedy="let the party enrol its witness key in the record, then gather again",
    )


def _two_at_one_size(where: str, held: SignedCheckpoint, signed: SignedCheckpoint) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=where,
        expected=f"root {held.checkpoint.root.hex()}, as in the checkpoint that is kept",
        got=signed.checkpoint.root.hex(),
        remedy="the log's key has signed both: compare them with proverka monitor, which writes the evidence",
    )

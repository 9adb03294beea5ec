"""The journal of a log: entries that are durable and signed for, and not yet published as tiles.

One file, written front to back and then removed. It is local to the log: no reader needs it, no copy carries it, and
the checkpoints in it are shown to nobody. What it is for: one `fsync` makes a whole commit durable.
"""

import hashlib
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import SignedCheckpoint
from proverka.record.keys import VerifierKey
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.storage import Folder
from proverka.record.tiles import decode_entries, encode_bundle

JOURNAL = "journal"

# One commit: what it holds is in memory several times over while it is written.
FRAME_BYTES_MAX = 64 << 20
# Published at the latest when so much lies in it; the frame that passes the limit comes on top.
JOURNAL_BYTES_MAX = 4 * FRAME_BYTES_MAX

# A frame: mark, number of entries, bytes of entries, entries as in a bundle, bytes of the signed checkpoint that
# counts them, that checkpoint, SHA-256 of all this. Numbers are 32 bits, big-endian.
_MARK = b"proverka/frame/v1\n"
_HEAD = struct.Struct(f">{len(_MARK)}sII")
_LENGTH = struct.Struct(">I")
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What one commit made durable: entries, and the checkpoint that counts them as the last ones."""

    entries: Sequence[bytes]
    signed: SignedCheckpoint
    end: int

    @property
    def size(self) -> int:
        """The size of the log after this commit."""
        return self.signed.checkpoint.size


@dataclass(slots=True, kw_only=True)
class Journal:
    """The journal in `folder` under the lock, of which `length` bytes are durable."""

    folder: Folder
    length: int = 0

    def commit(self, entries: Sequence[bytes], sign: Callable[[Sequence[bytes]], SignedCheckpoint]) -> SignedCheckpoint:
        """Return the checkpoint that `sign` makes for `entries`; when this returns, both are durable.

        1. Write the entries.
        2. Read them back: what is signed is what the file holds.
        3. Write the signed checkpoint and the hash of the whole.
        4. Make it durable; with the first frame, the name of the file too.

        Crash state: a frame without its end, or whole and never acknowledged; both may stay at the end of the journal.
        Raises `OSError`, after which nothing may be written behind the frame, and `RefusedError` (wrong-root) where
        the file holds other bytes than it was given.
        """
        body = encode_bundle(entries)
        head = _HEAD.pack(_MARK, len(entries), len(body)) + body
        self.folder.write_at(JOURNAL, self.length, head)  # 1
        stored = self.folder.read_at(JOURNAL, self.length, len(head))  # 2
        held = decode_entries(stored[_HEAD.size :], len(entries))
        if stored != head or held is None:
            raise _not_kept(self.length)
        signed = sign(held)
        tail = _LENGTH.pack(len(signed.note.raw)) + signed.note.raw
        tail += hashlib.sha256(stored + tail).digest()
        self.folder.write_at(JOURNAL, self.length + len(head), tail)  # 3
        self.folder.sync(JOURNAL)  # 4
        if self.length == 0:
            self.folder.sync_folder(".")
        self.length += len(head) + len(tail)
        return signed

    def clear(self) -> None:
        """Remove the journal, of which everything is published.

        Crash state: it is still there, or comes back after a loss of power. Whoever finds it sees that the log counts
        all of it already. The next journal is another file, whose name becomes durable with its first frame.
        """
        self.folder.remove(JOURNAL)
        self.length = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """What a session that died left in its journal: whole frames, and the bytes behind the last of them.

    `tail` was never acknowledged: a commit returns only when its frame is whole and durable. `damage` says where a
    frame that was acknowledged cannot be read; then what follows it cannot be either.
    """

    data: bytes
    frames: Sequence[Frame]
    tail: bytes
    damage: RefusedError | None


def read_journal(folder: Folder, key: VerifierKey, *, size: int) -> Leftover | None:
    """Return what the journal of a log of `size` entries holds beyond them; `None` where there is none.

    A frame that is not whole is the last one, unless behind it stands a frame with a checkpoint that the log signed
    for more entries: a commit begins when the one before is durable, so that one was acknowledged and then damaged.

    Raises `RefusedError` (too-large, missing-file) where the file cannot be read.
    """
    data = folder.read(JOURNAL, bytes_max=JOURNAL_BYTES_MAX)
    if data is None:
        return None
    frames, at, counted = [], 0, size
    while frame := _frame_at(data, at, key, 0):
        at = frame.end
        if frame.size > size:
            frames.append(frame)
            counted = max(counted, frame.size)
    later = _later_frame(data, at, key, counted)
    return Leftover(data=data, frames=frames, tail=data[at:], damage=_damaged(at, later) if later else None)


def _frame_at(data: bytes, at: int, key: VerifierKey, counted: int) -> Frame | None:
    """Return the frame at an offset; `None` unless it is whole, signed by `key`, and for more than `counted` entries.

    The signature is asked before the hash: what a stranger wrote into an entry so that it looks like a frame costs
    little to pass over.
    """
    if len(data) < at + _HEAD.size:
        return None
    mark, count, body = _HEAD.unpack_from(data, at)
    start = at + _HEAD.size
    note_at = start + body + _LENGTH.size
    if mark != _MARK or len(data) < note_at:
        return None
    note_end = note_at + min(_LENGTH.unpack_from(data, start + body)[0], NOTE_BYTES_MAX)
    end = note_end + _DIGEST_BYTES
    if len(data) < end:
        return None
    try:
        signed = SignedCheckpoint.parse(data[note_at:note_end], key, where=JOURNAL)
    except ProverkaError:
        return None
    entries = decode_entries(data[start : start + body], count)
    whole = hashlib.sha256(data[at:note_end]).digest() == data[note_end:end]
    if not whole or entries is None or signed.checkpoint.size <= counted:
        return None
    return Frame(entries=entries, signed=signed, end=end)


def _later_frame(data: bytes, at: int, key: VerifierKey, counted: int) -> Frame | None:
    """Return a whole frame somewhere behind the offset `at` that counts more than `counted` entries."""
    found = at
    while (found := data.find(_MARK, found + 1)) > 0:
        if frame := _frame_at(data, found, key, counted):
            return frame
    return None


def _damaged(at: int, later: Frame) -> RefusedError:
    return RefusedError(
        Refusal.BAD_JOURNAL,
        where=JOURNAL,
        expected=f"a whole frame at byte {at}: commits after it, up to {later.size} entries, were made durable",
        got="bytes that are cut or changed",
        remedy="move the file `journal` out of the log's folder and keep it; ask for what was acknowledged and is "
        "not in the log to be submitted again",
    )


def _not_kept(at: int) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=JOURNAL,
        expected=f"from byte {at} the bytes that were written",
        got="others",
        remedy="check the disk; nothing was acknowledged, and nothing is lost that was",
    )

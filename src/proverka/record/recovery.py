"""The recovery of a log whose writer died: what its journal holds is published before anybody else writes."""

from collections.abc import Sequence

from proverka.model.errors import Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.growth import grow
from proverka.record.journal import JOURNAL, Frame, read_journal
from proverka.record.keys import VerifierKey
from proverka.record.storage import Folder


def recover(folder: Folder, key: VerifierKey, signed: SignedCheckpoint) -> SignedCheckpoint:
    """Return the checkpoint of the log after its journal is published and gone; `signed` is the one in the folder.

    1. Read the journal; pass over frames that the checkpoint counts already.
    2. Publish the others, under the checkpoint of the last.
    3. Set the journal aside where its end was cut, else remove it.

    Crash state: the journal is still there, and the next writer does this again. Raises `RefusedError` (bad-journal)
    for a journal of another history, and for one that is damaged before its end, once what stands before the damage
    is published; and what `growth.grow` raises.
    """
    size = signed.checkpoint.size
    left = read_journal(folder, key, size=size)  # 1
    if left is None:
        return signed
    _check_chain(size, left.frames)
    if left.frames:
        entries = [entry for frame in left.frames for entry in frame.entries]
        signed = publish_signed(folder, signed.checkpoint, entries, left.frames[-1].signed)  # 2
    if left.damage:
        raise left.damage
    if left.tail:
        folder.set_aside(JOURNAL, left.data)  # 3
    folder.remove(JOURNAL)
    return signed


def publish_signed(
    folder: Folder, old: Checkpoint, entries: Sequence[bytes], signed: SignedCheckpoint
) -> SignedCheckpoint:
    """Let a log grow by `entries` to the checkpoint `signed`, which the journal holds, and return that.

    Raises `RefusedError` (bad-journal) unless these entries after `old` give it, and what `growth.grow` raises.
    """

    def same(new: Checkpoint) -> SignedCheckpoint:
        if new != signed.checkpoint:
            raise _other_history(new.size, signed.checkpoint.size)
        return signed

    return grow(folder, old, entries, sign=same)


def _check_chain(size: int, frames: Sequence[Frame]) -> None:
    for frame in frames:
        size += len(frame.entries)
        if size != frame.size:
            raise _other_history(size, frame.size)


def _other_history(size: int, counted: int) -> RefusedError:
    return RefusedError(
        Refusal.BAD_JOURNAL,
        where=JOURNAL,
        expected=f"commits that lead on from the checkpoint, here to {size} entries",
        got=f"the checkpoint of another history, of {counted} entries",
        remedy="keep both the journal and the checkpoint: one of them was put here from another copy",
    )

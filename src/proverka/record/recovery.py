"""The recovery of a log whose writer died: what its journal holds is published before anybody else writes."""

import hashlib
from collections.abc import Sequence

from proverka.model.errors import Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.growth import grow, verified_edge
from proverka.record.journal import JOURNAL, Frame, read_journal
from proverka.record.keys import VerifierKey
from proverka.record.merkle import Frontier, leaf_hashes
from proverka.record.storage import Folder
from proverka.record.stored_tree import StoredTree


def recover(folder: Folder, key: VerifierKey, signed: SignedCheckpoint) -> SignedCheckpoint:
    """Return the checkpoint of the log after its journal is published and gone; `signed` is the one in the folder.

    1. Read the journal, pass over frames that the checkpoint counts already, check that the others go on from it.
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
    if left.frames:
        _check_chain(verified_edge(StoredTree(folder, size), signed.checkpoint.root), left.frames)
        entries = [entry for frame in left.frames for entry in frame.entries]
        signed = publish_signed(folder, key, signed.checkpoint, entries, left.frames[-1].signed)  # 2
    if left.damage:
        raise left.damage
    if left.tail:
        folder.set_aside(JOURNAL, digest=hashlib.sha256(left.data).hexdigest())  # 3
    folder.remove(JOURNAL)
    return signed


def publish_signed(
    folder: Folder, key: VerifierKey, old: Checkpoint, entries: Sequence[bytes], signed: SignedCheckpoint
) -> SignedCheckpoint:
    """Let a log grow by `entries` to the checkpoint `signed`, which the journal holds, and return that.

    Raises `RefusedError` (wrong-signature) unless it is by `key`, and what `growth.grow` raises: wrong-root unless
    these entries after `old` give it.
    """
    return grow(
        folder,
        old,
        entries,
        sign=lambda _: SignedCheckpoint.parse(signed.note.raw, key),
        root=signed.checkpoint.root,
    )


def _check_chain(at: Frontier, frames: Sequence[Frame]) -> None:
    """Check that every frame's entries, after those before them, give the checkpoint that it carries."""
    for frame in frames:
        at = at.extended(leaf_hashes(frame.entries))
        counted = frame.signed.checkpoint
        if (at.size, at.root) != (counted.size, counted.root):
            raise _other_history(at.size, counted.size)


def _other_history(size: int, counted: int) -> RefusedError:
    return RefusedError(
        Refusal.BAD_JOURNAL,
        where=JOURNAL,
        expected=f"commits that lead on from the checkpoint, here to {size} entries",
        got=f"the checkpoint of another history, of {counted} entries",
        remedy="keep both the journal and the checkpoint: one of them was put here from another copy",
    )

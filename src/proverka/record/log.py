"""The log: an append-only sequence of entries in a folder of static files (C2SP tlog-tiles v0.1.0).

Entries become part of the log at one instant, when the checkpoint that counts them takes the place of the one before.
Whatever a crash leaves behind lies beyond the checkpoint, is never read, and is overwritten by the next append.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from proverka.model.errors import Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.growth import CHECKPOINT, Progress, grow, verified_edge
from proverka.record.journal import Journal
from proverka.record.keys import SigningKey, VerifierKey
from proverka.record.merkle import EMPTY_ROOT, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.recovery import publish_signed, recover
from proverka.record.session import Session
from proverka.record.storage import Folder
from proverka.record.stored_tree import StoredTree
from proverka.record.tiles import TILE_WIDTH, check_entry


class Log:
    """A log as of one checkpoint, whose signature has been verified. `append` and `refresh` move it on.

    Reading takes no lock: the files of a checkpoint stay readable while the log grows. Methods that read raise
    `MalformedError` (truncated-tile) and `RefusedError` (missing-file, wrong-root) for damaged files; they check what
    they hand out, `verification.verify_record` checks everything.
    """

    __slots__ = ("_folder", "_key", "_signed", "_tree")

    def __init__(self, folder: Folder, key: VerifierKey, signed: SignedCheckpoint) -> None:
        self._folder = folder
        self._key = key
        self._take(signed)

    @classmethod
    def create(cls, folder: Path | Folder, signing_key: SigningKey) -> Self:
        """Return a new, empty log, its checkpoint signed and durable; its origin is the name of the key.

        Raises `RefusedError`: already-there where the folder holds a checkpoint, busy where another makes one.
        """
        place = _place(folder)
        with place.exclusive():
            if place.read(CHECKPOINT, bytes_max=NOTE_BYTES_MAX) is not None:
                raise _already_there(place)
            empty = Checkpoint(origin=signing_key.name, size=0, root=EMPTY_ROOT)
            signed = SignedCheckpoint.sign(empty, signing_key)
            place.replace(CHECKPOINT, signed.note.raw)
        return cls(place, signing_key.verifier, signed)

    @classmethod
    def open(cls, folder: Path | Folder, verifier_key: VerifierKey) -> Self:
        """Return the log in `folder` at its last checkpoint.

        Raises `RefusedError` (missing-file) where there is none, and whatever `SignedCheckpoint.parse` raises.
        """
        place = _place(folder)
        return cls(place, verifier_key, _read_checkpoint(place, verifier_key))

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint that this log stands at."""
        return self._signed.checkpoint

    @property
    def signed_checkpoint(self) -> SignedCheckpoint:
        """The same with the note that carries it, byte for byte."""
        return self._signed

    @property
    def verifier_key(self) -> VerifierKey:
        """The key that signs this log's checkpoints."""
        return self._key

    @property
    def size(self) -> int:
        """The number of entries that the checkpoint counts."""
        return self.checkpoint.size

    def __len__(self) -> int:
        return self.size

    def __bool__(self) -> bool:
        return True  # An empty log is a log: `if log` asks whether there is one.

    def refresh(self) -> Checkpoint:
        """Move on to the checkpoint that is in the folder now, and return it.

        Raises `RefusedError` (wrong-proof) unless that one extends this one: a log that forgets or rewrites entries
        has signed the evidence against itself.
        """
        signed = _read_checkpoint(self._folder, self._key)
        old, new = self.checkpoint, signed.checkpoint
        tree = StoredTree(self._folder, new.size)
        path = consistency_proof(old.size, new.size, tree.subtree_root) if old.size <= new.size else ()
        verify_consistency(old=old.size, new=new.size, old_root=old.root, new_root=new.root, path=path)
        self._take(signed)
        return new

    def entry(self, index: int) -> bytes:
        """Return entry `index`, from 0, checked against its leaf hash; raise `RefusedError` (unknown-entry) beyond."""
        self._check_index(index)
        return next(self._tree.entries(index, index + 1))

    def entries(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield entries from `start` up to but without `end` (the size, where it is `None`), each checked likewise."""
        stop = self.size if end is None else end
        if not 0 <= start <= stop <= self.size:
            raise _unknown_entry(f"{start} to {stop}", self.size)
        return self._tree.entries(start, stop)

    def leaf_hash(self, index: int) -> bytes:
        """Return the leaf hash of entry `index`, read from its tile."""
        self._check_index(index)
        return self._tree.hashes(0, index // TILE_WIDTH)[index % TILE_WIDTH]

    def root(self, size: int) -> bytes:
        """Return the root over the first `size` entries, proved to be a beginning of the tree of the checkpoint."""
        if not 0 <= size <= self.size:
            raise _unknown_entry(str(size), self.size)
        self._check_prefix(size)
        return self._tree.subtree_root(0, size)

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """Return the path from entry `index` to the root over the first `size` entries (all of them), sibling first.

        What is returned verifies. Reads at most two tiles to a level, whatever the size of the log.
        """
        leaf, at = self.leaf_hash(index), self.checkpoint
        to = at.size if size is None else size
        root = at.root if to == at.size else self.root(to)
        if index >= to:
            raise _unknown_entry(str(index), to)
        path = inclusion_proof(index, to, self._tree.subtree_root)
        verify_inclusion(leaf=leaf, index=index, size=to, path=path, root=root)
        return path

    def consistency_proof(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """Return the path that proves the tree of size `old` a prefix of the tree of size `new` (by default this one).

        The larger root is itself checked against the checkpoint first. Reads at most two tiles to a level.
        """
        at = self.checkpoint
        to = at.size if new is None else new
        if not 0 <= old <= to <= at.size:
            raise _unknown_entry(f"{old} to {to}", at.size)
        self._check_prefix(old)
        self._check_prefix(to)
        return consistency_proof(old, to, self._tree.subtree_root)

    def append(
        self,
        entries: Sequence[bytes],
        signing_key: SigningKey,
        *,
        after: int | None = None,
        progress: Progress | None = None,
    ) -> range:
        """Return the indices of `entries`, which when this returns are durable, counted and public.

        All of them become part of the log at once, or none does. `signing_key` must be the log's own. `after` is the
        size for which the caller composed them, where they name what comes before: another size is refused (busy).
        Who appends often, or from many threads, opens a `session`.

        1. Take the lock, and read the checkpoint that is in the folder now.
        2. Publish what a session that died has left in its journal.
        3. Let the log grow, as `growth.grow` says.

        Raises `RefusedError`: too-large for an entry over 65,535 bytes, busy, unknown-key for another key, bad-journal
        and wrong-root where the log is damaged or an older copy, wrong-proof where the folder holds another history
        than this log has seen. An `OSError` from the disk leaves the old checkpoint; only from the very end of 3 may
        it be the new one, and `refresh` tells which.
        """
        for entry in entries:
            check_entry(entry)
        self._check_signer(signing_key)
        with self._writing():
            old = self.checkpoint
            if after is not None and after != old.size:
                raise _has_grown(after, old.size)
            if entries:
                self._take(grow(self._folder, old, entries, sign=_signing(signing_key), progress=progress))
        return range(old.size, self.size)

    def session(self, signing_key: SigningKey) -> Session:
        """Return a session that appends to this log, which nobody else can do until it is closed; see `Session`.

        Use it in a `with` statement. Raises as `append` does.
        """
        self._check_signer(signing_key)
        with ExitStack() as stack:
            stack.enter_context(self._writing())
            edge = verified_edge(self._tree, self.checkpoint.root)
            return Session(
                origin=self.checkpoint.origin,
                frontier=edge,
                sign=_signing(signing_key),
                publish_entries=self._publish,
                journal=Journal(folder=self._folder),
                held=stack.pop_all(),
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the lock, with this log at its last checkpoint and no journal left."""
        with self._folder.exclusive():
            self.refresh()
            self._take(recover(self._folder, self._key, self._signed))
            yield

    def _publish(self, entries: Sequence[bytes], signed: SignedCheckpoint) -> None:
        self._take(publish_signed(self._folder, self._key, self.checkpoint, entries, signed))

    def _take(self, signed: SignedCheckpoint) -> None:
        self._signed = signed
        self._tree = StoredTree(self._folder, signed.checkpoint.size)

    def _check_index(self, index: int) -> None:
        if not 0 <= index < self.size:
            raise _unknown_entry(str(index), self.size)

    def _check_signer(self, key: SigningKey) -> None:
        if key.verifier != self._key:
            raise RefusedError(
                Refusal.UNKNOWN_KEY,
                where=CHECKPOINT,
                expected=f"the log's own key, {self._key}",
                got=str(key.verifier),
                remedy="append with the key that the log was created with",
            )

    def _check_prefix(self, size: int) -> None:
        """Check the tiles that hold the tree of `size` against the signed root, through a proof between the two."""
        at = self.checkpoint
        path = consistency_proof(size, at.size, self._tree.subtree_root)
        root = self._tree.subtree_root(0, size)
        verify_consistency(old=size, new=at.size, old_root=root, new_root=at.root, path=path)


def _signing(key: SigningKey) -> Callable[[Checkpoint], SignedCheckpoint]:
    # It verifies what it signed: a faulty signature in the journal would be taken for a commit that was cut short.
    return lambda checkpoint: SignedCheckpoint.sign(checkpoint, key)


def _place(folder: Path | Folder) -> Folder:
    return folder if isinstance(folder, Folder) else Folder(root=folder)


def _read_checkpoint(folder: Folder, key: VerifierKey) -> SignedCheckpoint:
    raw = folder.read(CHECKPOINT, bytes_max=NOTE_BYTES_MAX)
    if raw is None:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(folder.root / CHECKPOINT),
            expected="the checkpoint of a log",
            got="no file",
            remedy="check the path of the log; a new log is made with the key that will sign it",
        )
    return SignedCheckpoint.parse(raw, key)


def _has_grown(expected: int, size: int) -> RefusedError:
    return RefusedError(
        Refusal.BUSY,
        where=CHECKPOINT,
        expected=f"a log of {expected} entries, for which the new ones were composed",
        got=f"{size} entries: somebody else appended meanwhile",
        remedy="open the case again and submit again; nothing was appended",
    )


def _already_there(folder: Folder) -> RefusedError:
    return RefusedError(
        Refusal.ALREADY_THERE,
        where=str(folder.root / CHECKPOINT),
        expected="a folder without a log",
        got="a checkpoint",
        remedy="open the log that is there, or choose another folder",
    )


def _unknown_entry(wanted: str, size: int) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_ENTRY,
        where="the log",
        expected=f"indices and sizes within the {size} entries of the checkpoint",
        got=wanted,
        remedy="refresh the log if others append to it, or ask for an entry that it holds",
    )

"""A copy of a whole log, kept by somebody else: every entry is hashed, every tile computed anew, nothing is believed.

A mirror grows with its source and never goes another way: what contradicts what it holds is evidence, and is not taken.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.growth import CHECKPOINT, Progress, TileFile, leftovers, remove_replaced, verified_edge
from proverka.record.keys import VerifierKey
from proverka.record.merkle import EMPTY_ROOT, Frontier, leaf_hash, root_of_hashes
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.source import Source
from proverka.record.storage import Folder
from proverka.record.stored_tree import StoredTree, read_bundle
from proverka.record.tiles import TILE_HEIGHT, TILE_WIDTH, TileAddress, encode_bundle, encode_tile, tile_at
from proverka.witness.cosignature import with_cosignatures
from proverka.witness.equivocation import fork_in_files
from proverka.witness.evidence import ForkEvidence

# Files that are made durable together: some sync calls fewer, and at most half a gigabyte of the largest entries.
BUNDLES_AT_ONCE = 32

# Called with the index and the bytes of each new entry, before any checkpoint here counts it.
EntryReader = Callable[[int, bytes], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """What a run of a mirror did: its size before and after, the bytes of entries that were new.

    `fork` is the evidence against the log where the source contradicts what the mirror holds; then nothing was taken.
    """

    before: int
    after: int
    entry_bytes: int = 0
    fork: ForkEvidence | None = None


def read_checkpoint(source: Source, log_key: VerifierKey, *, where: str = CHECKPOINT) -> SignedCheckpoint | None:
    """Return the checkpoint of the log in `source`, its signature verified, or `None` where there is none."""
    raw = source.read(CHECKPOINT, bytes_max=NOTE_BYTES_MAX)
    return None if raw is None else SignedCheckpoint.parse(raw, log_key, where=where)


def mirror_log(
    source: Source,
    folder: Folder,
    log_key: VerifierKey,
    *,
    entry: EntryReader | None = None,
    progress: Progress | None = None,
    where: str = "the source",
) -> Mirrored:
    """Bring the copy of a log in `folder` to what `source` holds; when this returns it is durable.

    1. Take the folder's lock. Check the edge of what is held against its checkpoint: nothing is built on damage.
    2. Verify the source's checkpoint, and hold it against the one held: a fork ends here, with its evidence.
    3. Fetch every new bundle, hash its entries, hold them against the source's tile, and give each to `entry`.
    4. Write bundles and the tiles computed from them; make them durable; read them back.
    5. The root over all entries must be the signed one.
    6. Replace the checkpoint: at this instant the mirror has grown. Remove partial tiles that full ones replaced.

    A crash before 6 leaves the mirror at its old size, with files beyond it that no reader looks at. The next run finds
    full bundles among them, hashes them, and does not fetch them again. Raises `RefusedError`: busy, unreachable,
    missing-file, wrong-root where the source or the folder is damaged, and what a checkpoint is refused with; and
    whatever `entry` raises.
    """
    with folder.exclusive():  # 1
        held = read_checkpoint(folder, log_key, where=str(folder.root / CHECKPOINT))
        shown = read_checkpoint(source, log_key, where=f"{where}: {CHECKPOINT}")
        if shown is None:
            raise _no_log(where)
        size = held.checkpoint.size if held else 0
        fork = _fork(held, shown, folder, source) if held else None  # 2
        if fork is not None:
            return Mirrored(before=size, after=size, fork=fork)
        if held is not None and shown.checkpoint.size <= size:
            _take_lines(folder, held, shown)
            return Mirrored(before=size, after=size)
        copy = _Copy.after(folder, held.checkpoint if held else None)
        copy.extend(StoredTree(source, shown.checkpoint.size), entry, progress)  # 3, 4
        if copy.frontier.root != shown.checkpoint.root:  # 5
            raise _wrong_root(f"{where}: {CHECKPOINT}", shown.checkpoint.root, copy.frontier.root)
        folder.replace(CHECKPOINT, shown.note.raw)  # 6
        with suppress(OSError, RefusedError):
            remove_replaced(folder, size, shown.checkpoint.size)
        return Mirrored(before=size, after=shown.checkpoint.size, entry_bytes=copy.entry_bytes)


def _fork(held: SignedCheckpoint, shown: SignedCheckpoint, folder: Folder, source: Source) -> ForkEvidence | None:
    """Return the evidence that the source is another history; who has the larger tree has the tiles to show it."""
    ahead = shown.checkpoint.size > held.checkpoint.size
    return fork_in_files(held, shown, source if ahead else folder)


def _take_lines(folder: Folder, held: SignedCheckpoint, shown: SignedCheckpoint) -> None:
    """Take over cosignatures that have come in for the same checkpoint; too many of them are left."""
    if shown.note.text != held.note.text:
        return
    try:
        both = with_cosignatures(held, shown.note.signatures)
    except MalformedError:
        return
    if both.note.raw != held.note.raw:
        folder.replace(CHECKPOINT, both.note.raw)


@dataclass(slots=True, kw_only=True)
class _Copy:
    """A copy while it grows: its right edge, and for each level the hashes of the tile that is not full yet."""

    folder: Folder
    # The size that the checkpoint in the folder counts; all beyond it may be overwritten.
    signed: int
    frontier: Frontier
    open_tiles: list[list[bytes]]
    entry_bytes: int = 0
    files: list[TileFile] = field(default_factory=list)

    @classmethod
    def after(cls, folder: Folder, held: Checkpoint | None) -> "_Copy":
        """Return the copy as it stands in `folder`, its edge verified."""
        size, root = (held.size, held.root) if held else (0, EMPTY_ROOT)
        tree = StoredTree(folder, size)
        edge = verified_edge(tree, root)
        levels = range(-(-size.bit_length() // TILE_HEIGHT))
        tiles = [list(tree.hashes(level, (size >> TILE_HEIGHT * level) // TILE_WIDTH)) for level in levels]
        return cls(folder=folder, signed=size, frontier=edge, open_tiles=tiles)

    def extend(self, tree: StoredTree, entry: EntryReader | None, progress: Progress | None) -> None:
        """Copy the entries of `tree` beyond this size, and write every file of its size."""
        begin, last = self.frontier.size // TILE_WIDTH, -(-tree.size // TILE_WIDTH)
        for index in range(begin, last):
            entries = self._held_already(tree, index) or tree.bundle(index)
            new = entries[self.frontier.size - index * TILE_WIDTH :]
            for number, raw in enumerate(new, self.frontier.size):
                self.entry_bytes += len(raw)
                if entry is not None:
                    entry(number, raw)
            address = TileAddress(level=None, index=index, width=len(entries))
            self.files.append((address, encode_bundle(entries)))
            self._add([leaf_hash(raw) for raw in new])
            if index - begin & BUNDLES_AT_ONCE - 1 == BUNDLES_AT_ONCE - 1:
                self._write()
            if progress is not None:
                progress(self.frontier.size, tree.size)
        for level, hashes in enumerate(self.open_tiles):
            if hashes:
                index = (tree.size >> TILE_HEIGHT * level) // TILE_WIDTH
                self.files.append((TileAddress(level=level, index=index, width=len(hashes)), encode_tile(hashes)))
        self._write()

    def _held_already(self, tree: StoredTree, index: int) -> Sequence[bytes]:
        """Return the entries of a full bundle that an interrupted run has left here, if they are the source's."""
        address = tile_at(None, index, tree.size)
        if address is None or address.width < TILE_WIDTH or not self.folder.has(address.path):
            return ()
        try:
            entries = read_bundle(self.folder, address)
        except ProverkaError:
            return ()  # cut, or otherwise unreadable: it is fetched again
        return entries if [leaf_hash(raw) for raw in entries] == list(tree.hashes(0, index)) else ()

    def _add(self, leaves: Sequence[bytes]) -> None:
        size = self.frontier.size
        self.frontier = self.frontier.extended(leaves)
        for number, leaf in enumerate(leaves, size + 1):
            level, value = 0, leaf
            while True:
                if level == len(self.open_tiles):
                    self.open_tiles.append([])
                hashes = self.open_tiles[level]
                hashes.append(value)
                if len(hashes) < TILE_WIDTH:
                    break
                index = (number >> TILE_HEIGHT * (level + 1)) - 1
                self.files.append((TileAddress(level=level, index=index), encode_tile(hashes)))
                self.open_tiles[level] = []
                level, value = level + 1, root_of_hashes(hashes)

    def _write(self) -> None:
        """Make the files gathered so far durable, and read them back."""
        for address, _ in self.files:
            self._remove_leftovers(address)
        # A reader that sees a tile may ask for its entries: bundles first, and tiles only when those are durable.
        for wanted in (True, False):
            self.folder.publish(self._of_kind(bundles=wanted))
        for address, data in self.files:
            stored = self.folder.read(address.path, bytes_max=address.bytes_max)
            if stored != data:
                raise _wrong_root(str(self.folder.root / address.path), leaf_hash(data), leaf_hash(stored or b""))
        self.files = []

    def _remove_leftovers(self, address: TileAddress) -> None:
        """Remove what another run left of this tile at another width, durably: it may contradict what comes now."""
        paths = [path for path in leftovers(self.folder, address, self.signed) if path != address.path]
        for path in paths:
            self.folder.remove(path)
        if paths:
            with suppress(FileNotFoundError):  # The folder of partial files goes with its last file.
                self.folder.sync_folder(address.partials)
            self.folder.sync_folder(address.full_path.rpartition("/")[0])

    def _of_kind(self, *, bundles: bool) -> Iterator[tuple[str, bytes]]:
        return ((address.path, data) for address, data in self.files if (address.level is None) is bundles)


def _no_log(where: str) -> RefusedError:
    return RefusedError(
        Refusal.MISSING_FILE,
        where=f"{where}: {CHECKPOINT}",
        expected="the checkpoint of a log",
        got="no file",
        remedy="name the folder or the address of a log, of a case, or of a mirror of one",
    )


def _wrong_root(where: str, expected: bytes, got: bytes) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=where,
        expected=expected.hex(),
        got=got.hex(),
        remedy="nothing was taken: mirror again from this or another copy; a source that stays so is damaged or lies",
    )

"""The tree of a record computed again from its entries, and every stored tile compared with it.

Leaf hashes come from the entries, tiles from the leaf hashes, the root from the same. What is stored is only compared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint
from proverka.record.growth import CHECKPOINT, Progress
from proverka.record.merkle import join_peaks, leaf_hashes, perfect_subtrees, root_of_hashes
from proverka.record.storage import Folder
from proverka.record.stored_tree import read_bundle, read_tile, read_tile_bytes
from proverka.record.tiles import TILE_WIDTH, TileAddress, encode_bundle, encode_tile, tile_at


@dataclass(slots=True, kw_only=True)
class RebuiltTree:
    """The tree up to the checkpoint `at`, computed again from the entries; nothing stored is believed.

    `found` is told of everything wrong; `entry`, where there is one, is given every entry that can be read, with its
    index. What this costs is the hashing: half for the entries, half for the nodes above them.
    """

    found: Callable[[ProverkaError], None]
    folder: Folder
    at: Checkpoint
    entry: Callable[[int, bytes], None] | None = None
    entries: int = 0
    bytes_hashed: int = 0
    tiles: int = 0
    # Whether every entry could be read or stood in for, so that there is a root to compare.
    complete: bool = True
    # For each level the hashes of the tile that is not full yet, and the number of that tile.
    open_tiles: list[list[bytes]] = field(default_factory=list)
    next_index: list[int] = field(default_factory=list)

    def rebuild(self, progress: Progress | None) -> None:
        """Hash every entry, compare every tile, and compare the root at the end."""
        for index in range(-(-self.at.size // TILE_WIDTH)):
            leaves = self._bundle_leaves(index)
            if leaves is None:
                return
            self._add(0, leaves)
            if progress:
                progress(min((index + 1) * TILE_WIDTH, self.at.size), self.at.size)
        root = self._root()
        for level, hashes in enumerate(self.open_tiles):
            if hashes:
                self._close(level)
        if root != self.at.root:
            remedy = "restore the damaged files from another copy; if none is damaged, the checkpoint is evidence"
            expected, got = self.at.root.hex(), root.hex()
            self._wrong_root(CHECKPOINT, f"root {expected}", f"the entries give {got}", remedy)

    def _bundle_leaves(self, index: int) -> Sequence[bytes] | None:
        """Return the leaf hashes of a bundle's entries, each of them checked as a submission.

        Where the bundle cannot be read that is a fault, and the hashes of its tile only serve to look further for
        more of them; `None` where that cannot be read either, and the tree cannot be computed.
        """
        address = tile_at(None, index, self.at.size)
        assert address is not None, "a bundle within the size has entries"
        try:
            entries = read_bundle(self.folder, address)
        except ProverkaError as error:
            self.found(error)
            return self._believed(index)
        leaves = leaf_hashes(entries)
        self.entries += len(entries)
        self.bytes_hashed += sum(map(len, entries))
        if self.entry is not None:
            for number, entry in enumerate(entries, index * TILE_WIDTH):
                self.entry(number, entry)
        self._compare_partials(address, lambda width: encode_bundle(entries[:width]))
        return leaves

    def _believed(self, index: int) -> Sequence[bytes] | None:
        address = tile_at(0, index, self.at.size)
        assert address is not None, "a tile above a bundle within the size has hashes"
        try:
            return read_tile(self.folder, address)
        except ProverkaError as error:
            self.found(error)
            self.complete = False
            return None

    def _add(self, level: int, hashes: Sequence[bytes]) -> None:
        """Add hashes to the open tile of a level, which they fill at most."""
        if level == len(self.open_tiles):
            self.open_tiles.append([])
            self.next_index.append(0)
        self.open_tiles[level].extend(hashes)
        if len(self.open_tiles[level]) == TILE_WIDTH:
            self._add(level + 1, [self._close(level)])

    def _close(self, level: int) -> bytes:
        """Compare a computed tile with the stored one, begin the next, and return the root of this one."""
        hashes, index = self.open_tiles[level], self.next_index[level]
        self.open_tiles[level] = []
        self.next_index[level] += 1
        address = TileAddress(level=level, index=index, width=len(hashes))
        self.tiles += 1
        try:
            stored = read_tile_bytes(self.folder, address)
        except ProverkaError as error:
            self.found(error)
        else:
            self._compare(address, stored, encode_tile(hashes))
        self._compare_partials(address, lambda width: encode_tile(hashes[:width]))
        return root_of_hashes(hashes)

    def _root(self) -> bytes:
        """Return the root over all entries: the perfect subtrees at the edge lie in open tiles, the largest on top."""
        peaks = []
        for hashes in reversed(self.open_tiles):
            for height, index in perfect_subtrees(0, len(hashes)):
                peaks.append(root_of_hashes(hashes[index << height : (index + 1) << height]))
        return join_peaks(peaks)

    def _compare(self, address: TileAddress, stored: bytes, computed: bytes) -> None:
        if stored != computed:
            remedy = "restore the file from another copy, and verify again"
            expected, got = "the bytes that the entries give", f"other bytes, from offset {_differ(stored, computed)}"
            self._wrong_root(address.path, expected, got, remedy)

    def _compare_partials(self, address: TileAddress, computed: Callable[[int], bytes]) -> None:
        """Compare the older partial files beside a tile or bundle: each holds the beginning of it.

        Wider ones, and a full one beside a partial, lie beyond the checkpoint: a crash left them, and they say nothing.
        """
        try:
            names = self.folder.names(address.partials)
            for name in names:
                if not (name.isascii() and name.isdecimal() and 0 < int(name) <= address.width):
                    continue
                path = f"{address.partials}/{name}"
                older = TileAddress(level=address.level, index=address.index, width=int(name))
                stored = self.folder.read(path, bytes_max=address.bytes_max)
                if stored is not None and path != address.path:
                    self._compare(older, stored, computed(older.width))
        except ProverkaError as error:
            self.found(error)

    def _wrong_root(self, where: str, expected: str, got: str, remedy: str) -> None:
        self.found(RefusedError(Refusal.WRONG_ROOT, where=where, expected=expected, got=got, remedy=remedy))


def _differ(one: bytes, other: bytes) -> int:
    """Return the first offset at which two byte strings differ; the shorter length where one begins the other."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((offset for offset, (a, b) in pairs if a != b), min(len(one), len(other)))

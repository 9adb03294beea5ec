"""The tree of a log as its files hold it, at one size: hashes, entries and subtree roots, read when asked for.

What is read here is only as good as the files; `log` checks it against a signed root before it relies on it, and
`verification` trusts none of it.
"""

from collections.abc import Iterator, Sequence

from proverka.model.errors import Refusal, RefusedError
from proverka.record.merkle import HASH_BYTES, Frontier, join_peaks, leaf_hashes, perfect_roots, perfect_subtrees
from proverka.record.source import Source
from proverka.record.tiles import TILE_HEIGHT, TILE_WIDTH, TileAddress, check_tile, decode_bundle, decode_tile, tile_at

# A proof reads at most two tiles to a level; with the hashes between its levels a tile takes some 40 kB of memory.
# Proofs in any order share the tiles above the lowest level: 256 of these stand over sixteen million entries.
_LEAF_TILES_KEPT_MAX = 16
_UPPER_TILES_KEPT_MAX = 256


class Tile:
    """The hashes of one tile, and the roots of the perfect subtrees over them, computed when first asked for."""

    __slots__ = ("_roots", "hashes")

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self.hashes = hashes
        self._roots: Sequence[Sequence[bytes]] | None = None

    def root(self, height: int, number: int) -> bytes:
        """Return the root over the hashes from `number` times 2^height on, 2^height of them."""
        if self._roots is None:
            self._roots = perfect_roots(self.hashes)
        return self._roots[height][number]


class StoredTree:
    """The tree of the first `size` entries of the log in `folder`. The files of a size never change, so tiles are kept.

    Every method raises `MalformedError` (truncated-tile) or `RefusedError` (missing-file, too-large) for the files
    that it needs.
    """

    __slots__ = ("_folder", "_leaf_tiles", "_upper_tiles", "size")

    def __init__(self, folder: Source, size: int) -> None:
        self.size = size
        self._folder = folder
        self._leaf_tiles: dict[tuple[int, int], Tile] = {}
        self._upper_tiles: dict[tuple[int, int], Tile] = {}

    def tile(self, level: int, index: int) -> bytes:
        """Return the bytes of one tile, as many as a tree of this size holds there (none beyond its edge)."""
        return b"".join(self.hashes(level, index))

    def hashes(self, level: int, index: int) -> Sequence[bytes]:
        """Return the hashes of one tile, as many as a tree of this size holds there (none beyond its edge)."""
        return self._tile(level, index).hashes

    def bundle(self, index: int) -> tuple[bytes, ...]:
        """Return the entries of one bundle; raise `RefusedError` (wrong-root) unless they hash to the tile above."""
        address = tile_at(None, index, self.size)
        if address is None:
            return ()
        entries = read_bundle(self._folder, address)
        computed, stored = leaf_hashes(entries), self.hashes(0, index)
        if computed != list(stored):
            number = next(i for i, (one, other) in enumerate(zip(computed, stored, strict=True)) if one != other)
            raise _wrong_leaf(address, index * TILE_WIDTH + number, stored[number], computed[number])
        return entries

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Yield entries `start` to `end`, each checked against its leaf hash."""
        for index in range(start // TILE_WIDTH, -(-end // TILE_WIDTH)):
            first = index * TILE_WIDTH
            yield from self.bundle(index)[max(0, start - first) : end - first]

    def subtree_root(self, start: int, end: int) -> bytes:
        """Return the root over leaves `start` to `end`, a span that a proof may name; reads O(log size) tiles."""
        width = end - start
        if (
            width and not width & width - 1 and not start & width - 1
        ):  # All but the last few hashes of a proof are such.
            height = width.bit_length() - 1
            return self._perfect_root(height, start >> height)
        return join_peaks([self._perfect_root(*subtree) for subtree in perfect_subtrees(start, end)])

    def frontier(self) -> Frontier:
        """Return the right edge of the tree, read from its tiles."""
        peaks = [self._perfect_root(*subtree) for subtree in perfect_subtrees(0, self.size)]
        return Frontier(size=self.size, peaks=tuple(peaks))

    def _perfect_root(self, height: int, index: int) -> bytes:
        # A perfect subtree lies inside one tile: 2^height leaves are 2^(height mod 8) hashes of level height // 8.
        level, inner = divmod(height, TILE_HEIGHT)
        tile, inside = divmod(index, TILE_WIDTH >> inner)
        return self._tile(level, tile).root(inner, inside)

    def _tile(self, level: int, index: int) -> Tile:
        """Return a tile that is kept, or read it; of each kind the one that was read first gives way.

        But for the last one of the leaves, which every proof needs: it stays.
        """
        kept, key = self._upper_tiles if level else self._leaf_tiles, (level, index)
        found = kept.get(key)
        if found is None:
            address = tile_at(level, index, self.size)
            found = Tile(read_tile(self._folder, address) if address else ())
            if len(kept) >= (_UPPER_TILES_KEPT_MAX if level else _LEAF_TILES_KEPT_MAX):
                last = self.size // TILE_WIDTH
                del kept[next(key for key in kept if level or key[1] != last)]
            kept[key] = found
        return found


def read_tile(folder: Source, address: TileAddress) -> tuple[bytes, ...]:
    """Return the hashes of the tile at `address`; a partial tile may have given way to its full one."""
    return decode_tile(read_tile_bytes(folder, address), address)


def read_tile_bytes(folder: Source, address: TileAddress) -> bytes:
    """Return the bytes of the tile at `address`, of its length; a partial tile may have given way to its full one."""
    data = folder.read(address.path, bytes_max=address.bytes_max)
    if data is not None:
        return check_tile(data, address)
    return check_tile(_read_full(folder, address), address.full)[: address.width * HASH_BYTES]


def read_bundle(folder: Source, address: TileAddress) -> tuple[bytes, ...]:
    """Return the entries of the bundle at `address`; a partial bundle may have given way to its full one."""
    data = folder.read(address.path, bytes_max=address.bytes_max)
    if data is not None:
        return decode_bundle(data, address)
    return decode_bundle(_read_full(folder, address), address.full)[: address.width]


def _read_full(folder: Source, address: TileAddress) -> bytes:
    data = folder.read(address.full_path, bytes_max=address.bytes_max)
    if data is None:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=address.path,
            expected="the tile or bundle that the checkpoint's size needs",
            got="no file",
            remedy="fetch the file again from the log or from any copy of it",
        )
    return data


def _wrong_leaf(address: TileAddress, number: int, expected: bytes, got: bytes) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=f"{address.path}, entry {number}",
        expected=f"leaf hash {expected.hex()}, as in the tile",
        got=got.hex(),
        remedy="run the verification of the whole record and fetch the damaged file from another copy",
    )

"""The repair of a record from another copy of it: nothing is believed before the signed root vouches for it.

The tree is walked from its root down: every tile is proved by the one above, every bundle by its tile. What is damaged
or missing here is fetched, proved the same way, and only then put in place; the damaged file is set aside as evidence.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product

from proverka.model.errors import Fault, ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import SignedCheckpoint
from proverka.record.growth import CHECKPOINT, leftovers
from proverka.record.keys import VerifierKey
from proverka.record.merkle import HASH_BYTES, join_peaks, leaf_hashes, perfect_subtrees, root_of_hashes
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.source import Source
from proverka.record.storage import Folder
from proverka.record.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    TileAddress,
    decode_entries,
    edge_tiles,
    encode_bundle,
    split_tile,
    tile_at,
)

# Whether bytes are what the signed root vouches for.
Proof = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A file that was put right, and where the damaged one lies now; `None` where there was none."""

    path: str
    aside: str | None


@dataclass(slots=True, kw_only=True)
class Repair:
    """What was put right, and what could not be: there the copy has no file, or one that proves nothing."""

    mended: list[Mended] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)


def repair_log(folder: Folder, log_key: VerifierKey, mirror: Source) -> Repair:
    """Return what was put right in the log in `folder`, from the copy of it in `mirror`.

    1. Take the checkpoint that is here. Where it is damaged, take the mirror's, unless files here show a later one.
    2. Find the tiles at the edge of the tree that give its root.
    3. From the top level down, prove every tile by the hash above it.
    4. Prove every bundle by its tile.

    A crash leaves every file whole, in its place or aside; then repair again. Raises `RefusedError`: busy where
    somebody writes to the log, wrong-root where the mirror's tiles do not give the signed root either or its
    checkpoint is too old, what `SignedCheckpoint.parse` and the mirror raise.
    """
    with folder.exclusive():
        work = _LogRepair(folder=folder, mirror=mirror, key=log_key)
        signed = work.checkpoint()  # 1
        work.size = signed.checkpoint.size
        work.find_edge(signed.checkpoint.root)  # 2
        work.walk()  # 3, 4
        return work.done


@dataclass(slots=True, kw_only=True)
class _LogRepair:
    """A repair under way, under the lock."""

    folder: Folder
    mirror: Source
    key: VerifierKey
    size: int = 0
    mirror_size: int | None = None
    # Tiles that the signed root vouches for: those at the edge, and all above level 0.
    proved: dict[TileAddress, bytes] = field(default_factory=dict)
    done: Repair = field(default_factory=Repair)

    def checkpoint(self) -> SignedCheckpoint:
        """Return the checkpoint of the log, put right if it must be."""
        here = self._read(self.folder, CHECKPOINT, NOTE_BYTES_MAX)
        try:
            return SignedCheckpoint.parse(here or b"", self.key)
        except ProverkaError:
            there = self.mirror.read(CHECKPOINT, bytes_max=NOTE_BYTES_MAX)
            if there is None:
                raise unproved(CHECKPOINT, "no file") from None
            signed = SignedCheckpoint.parse(there, self.key, where=f"{CHECKPOINT} of the copy")
            self._check_not_older(signed.checkpoint.size)
            self._put(CHECKPOINT, there)
            return signed

    def find_edge(self, root: bytes) -> None:
        """Find the partial tiles of the tree, which together give its `root`, and put right those that must be.

        No hash stands above them: they prove each other, in whichever mixture of those here and the mirror's does.
        """
        addresses = list(edge_tiles(self.size))
        here = [self._here(address) or b"" for address in addresses]
        pairs = [
            dict.fromkeys([old, next(self._there(address), b"")]) for address, old in zip(addresses, here, strict=True)
        ]
        # At most two to a level of the tree, and never more than eight levels: 2^63 entries.
        found = next((tiles for tiles in product(*pairs) if _edge_root(addresses, tiles) == root), None)
        if found is None:
            raise unproved("tile/", "tiles at the edge of the tree that give another root")
        for address, old, new in zip(addresses, here, found, strict=True):
            if old != new:
                self._put(address.path, new)
            self.proved[address] = new

    def walk(self) -> None:
        """Prove and mend all below the edge: tiles of each level by those above them, bundles by tiles of level 0."""
        top = max((address.level or 0 for address in self.proved), default=-1)
        for level in range(top, -1, -1):
            for address, data in self._tiles(level):
                self._mend_older(address, data)
                if level == 0:
                    self._mend_bundle(address.index, split_tile(data))
                else:
                    self.proved[address] = data

    def _tiles(self, level: int) -> Iterator[tuple[TileAddress, bytes]]:
        """Yield the proved tiles of a level: full ones by the hash above them, then the partial one at the edge."""
        yield from [(address, data) for address, data in self.proved.items() if address.level == level]
        for index in range((self.size >> TILE_HEIGHT * level) // TILE_WIDTH):
            above = tile_at(level + 1, index // TILE_WIDTH, self.size)
            assert above is not None, "above a full tile stands the tile with its root"
            if above in self.proved:  # Where it could not be proved, nothing below it can be: that has been told.
                at = index % TILE_WIDTH * HASH_BYTES
                root = self.proved[above][at : at + HASH_BYTES]
                address = TileAddress(level=level, index=index)
                if data := self._mend(address, partial(_has_root, root)):
                    yield address, data

    def _mend_bundle(self, index: int, leaves: Sequence[bytes]) -> None:
        address = tile_at(None, index, self.size)
        assert address is not None, "below a tile of level 0 lies its bundle"

        if data := self._mend(address, partial(_has_leaves, list(leaves))):
            self._mend_older(address, data)

    def _mend(self, address: TileAddress, proved: Proof) -> bytes | None:
        """Return the proved bytes of a tile or bundle, put in place if they were not there; `None` where none are."""
        here = self._here(address)
        if here is not None and proved(here):
            return here
        there = None
        for there in self._there(address):
            if proved(there):
                self._put(address.path, there)
                return there
        got = "no file" if there is None else "bytes that the signed root does not vouch for"
        self.done.refused.append(unproved(address.path, got).fault)
        return None

    def _mend_older(self, address: TileAddress, data: bytes) -> None:
        """Put right older partial files beside the proved `data`: each holds the beginning of it."""
        for name in self.folder.names(address.partials):
            if name.isascii() and name.isdecimal() and 0 < int(name) < address.width:
                older = TileAddress(level=address.level, index=address.index, width=int(name))
                expected = _cut(data, address, older)
                if expected is not None and self._read(self.folder, older.path, older.bytes_max) != expected:
                    self._put(older.path, expected)

    def _here(self, address: TileAddress) -> bytes | None:
        """Return the bytes here; a partial file may have given way to its full one, as for every reader."""
        return next(
            self._held(self.folder, address, address.width if self.folder.has(address.path) else TILE_WIDTH), None
        )

    def _there(self, address: TileAddress) -> Iterator[bytes]:
        """Yield what the mirror holds of a tile or bundle: in this width, full, and in the width of its own size."""
        if self.mirror_size is None:
            raw = self._read(self.mirror, CHECKPOINT, NOTE_BYTES_MAX)
            try:
                self.mirror_size = SignedCheckpoint.parse(raw or b"", self.key).checkpoint.size
            except ProverkaError:
                self.mirror_size = self.size
        own = tile_at(address.level, address.index, self.mirror_size)
        return self._held(self.mirror, address, address.width, own.width if own else TILE_WIDTH, TILE_WIDTH)

    def _held(self, source: Source, address: TileAddress, *widths: int) -> Iterator[bytes]:
        """Yield what a source holds of a tile or bundle in each of `widths` that is wide enough, cut to its own."""
        for width in dict.fromkeys(widths):
            wider = TileAddress(level=address.level, index=address.index, width=width)
            data = self._read(source, wider.path, wider.bytes_max) if width >= address.width else None
            cut = _cut(data, wider, address) if data is not None else None
            if cut is not None:
                yield cut

    def _read(self, source: Source, path: str, bytes_max: int) -> bytes | None:
        """Return the bytes at a path; `None` for a file that cannot be read, or has no such size, as for none."""
        try:
            return source.read(path, bytes_max=bytes_max)
        except RefusedError as error:
            if error.fault.refusal in (Refusal.MISSING_FILE, Refusal.TOO_LARGE):
                return None
            raise

    def _put(self, path: str, data: bytes) -> None:
        """Set aside what is at `path`, and put proved bytes there, durably. Crash state: the file is missing."""
        aside = None
        if self.folder.has(path):
            old = self._read(self.folder, path, NOTE_BYTES_MAX << 5) or b""
            aside = self.folder.set_aside(path, digest=hashlib.sha256(old).hexdigest())
        self.folder.publish([(path, data)])
        self.done.mended.append(Mended(path=path, aside=aside))

    def _check_not_older(self, size: int) -> None:
        levels = [None, *range(1 + size.bit_length() // TILE_HEIGHT)]
        for level in levels:
            index = (size >> TILE_HEIGHT * (level or 0)) // TILE_WIDTH
            if later := leftovers(self.folder, TileAddress(level=level, index=index), size):
                raise RefusedError(
                    Refusal.WRONG_ROOT,
                    where=f"{CHECKPOINT} of the copy",
                    expected="the latest checkpoint of this log: its own cannot be read",
                    got=f"one of {size} entries, while {later[0]} lies here beyond it",
                    remedy="repair from a copy that is as new as this log, or from a witness's latest checkpoint",
                )


def _cut(data: bytes, wider: TileAddress, address: TileAddress) -> bytes | None:
    """Return the beginning of a tile or bundle, as `address` holds it; `None` where it is not of its own width."""
    if address.level is None:
        entries = decode_entries(data, wider.width)
        return None if entries is None else encode_bundle(entries[: address.width])
    return data[: address.width * HASH_BYTES] if len(data) == wider.width * HASH_BYTES else None


def _edge_root(addresses: Sequence[TileAddress], tiles: Sequence[bytes]) -> bytes:
    """Return the root that partial tiles give, from level 0 up: their perfect subtrees are the peaks of the tree."""
    peaks = []
    for address, data in reversed(list(zip(addresses, tiles, strict=True))):
        hashes = split_tile(data)
        if len(hashes) == address.width:
            peaks += [root_of_hashes(hashes[i << h : (i + 1) << h]) for h, i in perfect_subtrees(0, address.width)]
    return join_peaks(peaks)


def _has_root(root: bytes, tile: bytes) -> bool:
    return root_of_hashes(split_tile(tile)) == root


def _has_leaves(leaves: Sequence[bytes], bundle: bytes) -> bool:
    entries = decode_entries(bundle, len(leaves))
    return entries is not None and leaf_hashes(entries) == leaves


def unproved(path: str, got: str) -> RefusedError:
    """Return the error that the copy's file at `path` proves nothing, for what was `got` there."""
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=f"{path} of the copy",
        expected="the bytes that the signed root vouches for",
        got=got,
        remedy="nothing was replaced by it; repair from another copy",
    )

"""Tiles and entry bundles: the immutable files of a log, their paths and their bytes (C2SP tlog-tiles v0.1.0).

A tile holds up to 256 hashes of one level of the tree; a bundle holds the entries under one tile of level 0.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.merkle import HASH_BYTES

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
LEVEL_MAX = 63

# The length of an entry is written in two bytes. What is larger is a document, and is logged by its hash.
ENTRY_BYTES_MAX = 0xFFFF
_LENGTH_BYTES = 2
BUNDLE_BYTES_MAX = TILE_WIDTH * (_LENGTH_BYTES + ENTRY_BYTES_MAX)
TILE_BYTES_MAX = TILE_WIDTH * HASH_BYTES

# As in Go: sizes fit a signed 64-bit integer, so that no reader anywhere need overflow.
TREE_SIZE_MAX = (1 << 63) - 1

_GROUP = 1000
_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TileAddress:
    """Which tile or bundle: its level (`None` for entries), its number from the left, how many it holds (1 to 256)."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        assert self.level is None or 0 <= self.level <= LEVEL_MAX, "a level is at most 63"
        assert 0 <= self.index <= TREE_SIZE_MAX, "the number of a tile fits 63 bits"
        assert 0 < self.width <= TILE_WIDTH, "an empty tile has no file"

    @classmethod
    def parse(cls, path: str) -> Self:
        """Return the address whose path is `path`; raise `MalformedError` (bad-syntax) for every other text."""
        match = _PATH.fullmatch(path)
        if match:
            kind, groups, width = match.groups()
            level = None if kind == "entries" else int(kind)
            index = int(groups.replace("x", "").replace("/", ""))
            held = int(width or TILE_WIDTH)
            if (level or 0) <= LEVEL_MAX and index <= TREE_SIZE_MAX and held <= TILE_WIDTH:
                address = cls(level=level, index=index, width=held)
                # One address, one path: no leading zeros, no width of 256, no needless groups.
                if address.path == path:
                    return address
        raise MalformedError(
            Refusal.BAD_SYNTAX,
            where="the path of a tile",
            expected="tile/<level>/<number> or tile/entries/<number>, with .p/<width> where it is not full",
            got=path,
            remedy="write the number in groups of three digits, all but the last after an x: 1234067 is x001/x234/067",
        )

    @property
    def path(self) -> str:
        """The path under the folder of the log, with forward slashes."""
        return self.full_path if self.width == TILE_WIDTH else f"{self.partials}/{self.width}"

    @property
    def full_path(self) -> str:
        """The path of the full tile with this level and number."""
        level = "entries" if self.level is None else str(self.level)
        groups, index = [f"{self.index % _GROUP:03}"], self.index // _GROUP
        while index:
            groups.append(f"x{index % _GROUP:03}")
            index //= _GROUP
        return f"tile/{level}/" + "/".join(reversed(groups))

    @property
    def partials(self) -> str:
        """The folder that holds the partial tiles with this level and number."""
        return self.full_path + ".p"

    @property
    def full(self) -> Self:
        """The address of the full tile with this level and number."""
        return type(self)(level=self.level, index=self.index)

    @property
    def bytes_max(self) -> int:
        """The most bytes that the file may have."""
        return BUNDLE_BYTES_MAX if self.level is None else TILE_BYTES_MAX


def tile_at(level: int | None, index: int, size: int) -> TileAddress | None:
    """Return the address of a tile as a tree of `size` holds it: full, partial, or `None` where it holds nothing."""
    held = (size if level is None else size >> TILE_HEIGHT * level) - index * TILE_WIDTH
    return TileAddress(level=level, index=index, width=min(held, TILE_WIDTH)) if held > 0 else None


def edge_tiles(size: int) -> Iterator[TileAddress]:
    """Yield the partial tiles of a tree of `size`, from level 0 up: at most one to a level."""
    level = 0
    while hashes := size >> TILE_HEIGHT * level:
        if width := hashes % TILE_WIDTH:
            yield TileAddress(level=level, index=hashes >> TILE_HEIGHT, width=width)
        level += 1


def encode_tile(hashes: Sequence[bytes]) -> bytes:
    """Return the bytes of a tile of `hashes` (each 32 bytes, at most 256 of them)."""
    return b"".join(hashes)


def decode_tile(data: bytes, address: TileAddress) -> tuple[bytes, ...]:
    """Return the hashes of a tile; raise `MalformedError` (truncated-tile) unless there are `address.width` of them."""
    return split_tile(check_tile(data, address))


def split_tile(data: bytes) -> tuple[bytes, ...]:
    """Return the hashes in the bytes of a tile, which are a multiple of their length."""
    return struct.unpack(f"{HASH_BYTES}s" * (len(data) // HASH_BYTES), data)


def check_tile(data: bytes, address: TileAddress) -> bytes:
    """Return the bytes of a tile as they are; raise `MalformedError` (truncated-tile) for another length."""
    expected = address.width * HASH_BYTES
    if len(data) != expected:
        raise _truncated(address, f"{address.width} hashes, {expected} bytes", f"{len(data)} bytes")
    return data


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Return the bytes of a bundle of `entries`: each after its length in two bytes, big-endian.

    Raises `RefusedError` (too-large) for an entry of more than 65,535 bytes.
    """
    try:
        return b"".join([part for entry in entries for part in (len(entry).to_bytes(_LENGTH_BYTES), entry)])
    except OverflowError:
        for entry in entries:
            check_entry(entry)
        raise


def decode_bundle(data: bytes, address: TileAddress) -> tuple[bytes, ...]:
    """Return the entries of a bundle, exactly `address.width` of them.

    Raises `MalformedError` (truncated-tile) where bytes are missing or left over.
    """
    entries = decode_entries(data, address.width)
    if entries is None:
        raise _truncated(address, f"{address.width} entries", f"{len(data)} bytes, which end too soon or go on")
    return tuple(entries)


def decode_entries(data: bytes, count: int) -> list[bytes] | None:
    """Return the `count` entries in `data`, each after its length; `None` where bytes are missing or left over."""
    entries, at = [], 0
    try:
        # Every entry of an audit comes through here: the shift costs half of what int.from_bytes does.
        for _ in range(count):
            start = at + _LENGTH_BYTES
            at = start + (data[at] << 8 | data[at + 1])
            entries.append(data[start:at])
    except IndexError:
        return None
    return entries if at == len(data) else None


def check_entry(entry: bytes) -> None:
    """Refuse an entry that a bundle cannot hold: `RefusedError` (too-large)."""
    if len(entry) > ENTRY_BYTES_MAX:
        raise RefusedError(
            Refusal.TOO_LARGE,
            where="an entry",
            expected=f"at most {ENTRY_BYTES_MAX} bytes",
            got=f"{len(entry)} bytes",
            remedy="put the content into a document and log its hash",
        )


def _truncated(address: TileAddress, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.TRUNCATED_TILE,
        where=address.path,
        expected=expected,
        got=got,
        remedy="fetch the file again from the log or from any copy of it; entries are never cut on purpose",
    )

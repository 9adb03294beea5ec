"""The growth of a log: which files an append writes, which it removes, and how they are read back before signing.

Nothing here signs. A checkpoint is the affair of `log`, and so is the lock under which all of this happens.
"""

from collections.abc import Sequence

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.merkle import Frontier, root_of_hashes
from proverka.record.storage import Folder
from proverka.record.stored_tree import StoredTree
from proverka.record.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    TileAddress,
    edge_tiles,
    encode_bundle,
    encode_tile,
    tile_at,
)

# A file to write: the tile or bundle that it is, and its bytes.
TileFile = tuple[TileAddress, bytes]


def verified_edge(tree: StoredTree, root: bytes) -> Frontier:
    """Return the frontier of `tree`, which has the signed `root`; its last bundle has been hashed again too.

    Raises `RefusedError` (wrong-root) where the files at the edge are not what was signed.
    """
    edge = tree.frontier()
    if edge.root != root:
        raise _wrong_root("the tiles at the edge of the log", root, edge.root)
    tree.bundle(tree.size // TILE_WIDTH)
    return edge


def new_bundles(tree: StoredTree, entries: Sequence[bytes]) -> list[TileFile]:
    """Return every bundle that holds one of the new `entries`, the first of them with the old ones before it."""
    first = tree.size // TILE_WIDTH
    held = [*tree.bundle(first), *entries]
    chunks = (held[i : i + TILE_WIDTH] for i in range(0, len(held), TILE_WIDTH))
    return [
        (TileAddress(level=None, index=index, width=len(chunk)), encode_bundle(chunk))
        for index, chunk in enumerate(chunks, first)
    ]


def new_tiles(tree: StoredTree, leaves: Sequence[bytes]) -> list[TileFile]:
    """Return every tile that changes when `leaves` are added to `tree`, level by level from the leaves up."""
    files: list[TileFile] = []
    level, new = 0, list(leaves)
    while new:
        first = (tree.size >> TILE_HEIGHT * level) // TILE_WIDTH
        held = [*tree.hashes(level, first), *new]
        chunks = [held[i : i + TILE_WIDTH] for i in range(0, len(held), TILE_WIDTH)]
        for index, chunk in enumerate(chunks, first):
            files.append((TileAddress(level=level, index=index, width=len(chunk)), encode_tile(chunk)))
        # Only a full tile is hashed into the level above.
        new = [root_of_hashes(chunk) for chunk in chunks if len(chunk) == TILE_WIDTH]
        level += 1
    return files


def remove_leftovers(folder: Folder, size: int, files: Sequence[TileFile]) -> None:
    """Remove what lies beyond the signed `size` where `files` will stand.

    An append that crashed may have left wider tiles there, of entries that nobody acknowledged. Left alone they would
    come to lie within the next checkpoint and contradict it. Crash state: they go before that checkpoint is signed.
    """
    for address, _ in files:
        signed = tile_at(address.level, address.index, size)
        held = signed.width if signed else 0
        for name in folder.names(address.partials):
            if not (name.isascii() and name.isdecimal() and int(name) <= held):
                folder.remove(f"{address.partials}/{name}")
        if address.width < TILE_WIDTH:
            folder.remove(address.full_path)


def remove_replaced(folder: Folder, old_size: int, new_size: int) -> None:
    """Remove the partial tiles of `old_size`, and older ones beside them, where full tiles now stand.

    Crash state: some of them stay. They agree with the full tiles, and readers and verification accept them.
    """
    bundle = tile_at(None, old_size // TILE_WIDTH, old_size)
    for address in [*edge_tiles(old_size), *([bundle] if bundle else [])]:
        now = tile_at(address.level, address.index, new_size)
        if now and now.width == TILE_WIDTH:
            for name in folder.names(address.partials):
                folder.remove(f"{address.partials}/{name}")


def read_back(tree: StoredTree, frontier: Frontier, bundles: Sequence[TileFile], tiles: Sequence[TileFile]) -> bytes:
    """Return the root to sign, after all that was written has been read and hashed again.

    The same root must come from the entries alone (`frontier`) and from the stored tiles. A disk that keeps other
    bytes than it was given is found here, before signing: `RefusedError` (wrong-root), or what `StoredTree` raises.
    """
    try:
        for address, _ in bundles:
            tree.bundle(address.index)
        for address, data in tiles:
            stored = tree.hashes(address.level or 0, address.index)
            if encode_tile(stored) != data:
                raise _wrong_root(address.path, root_of_hashes(stored), frontier.root)
        root = tree.frontier().root
        if root != frontier.root:
            raise _wrong_root("the tiles just written", frontier.root, root)
    except ProverkaError as error:
        error.add_note("Nothing was signed: the log stands at its last checkpoint.")
        raise
    return root


def _wrong_root(where: str, expected: bytes, got: bytes) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=where,
        expected=expected.hex(),
        got=got.hex(),
        remedy="run the verification of the whole record and restore the damaged files from another copy",
    )

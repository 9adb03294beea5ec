"""The growth of a log: which files new entries change, how they are written, and how they are read back before signing.

All of it happens under the lock, which is for `log` to take. Nothing here holds a key: signing is a parameter.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.merkle import Frontier, leaf_hash, leaf_hashes, root_of_hashes
from proverka.record.storage import Folder
from proverka.record.stored_tree import StoredTree
from proverka.record.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    TREE_SIZE_MAX,
    TileAddress,
    edge_tiles,
    encode_bundle,
    encode_tile,
    tile_at,
)

CHECKPOINT = "checkpoint"

# A file to write: the tile or bundle that it is, and its bytes.
TileFile = tuple[TileAddress, bytes]

# Called with the number of entries done and the number to do.
Progress = Callable[[int, int], None]


def grow(
    folder: Folder,
    old: Checkpoint,
    entries: Sequence[bytes],
    *,
    sign: Callable[[Checkpoint], SignedCheckpoint],
    root: bytes | None = None,
    progress: Progress | None = None,
) -> SignedCheckpoint:
    """Return the checkpoint that counts `entries` after those of `old`; when this returns, all is durable and public.

    1. Check that the tiles and the bundle at the edge are what `old` signed; nothing is built on damage.
    2. Remove what one crashed append left at the places that this one writes; refuse where more lies there.
    3. Write bundles, then tiles; make them durable.
    4. Read them back, hash them again, compare with the root that the entries alone give (`root`, where the caller
       has computed it from them), and sign that.
    5. Replace the checkpoint: at this instant the entries are in the log.
    6. Remove partial tiles that full ones have replaced.

    Raises what `verified_edge`, `remove_leftovers` and `read_back` raise, and `OSError`, of which all but the last
    moment of 5 leaves the old checkpoint.
    """
    tree = StoredTree(folder, old.size)
    edge = verified_edge(tree, old.root)  # 1
    size = old.size + len(entries)
    assert size <= TREE_SIZE_MAX, "a log outlives no signed 64-bit count"
    leaves = leaf_hashes(entries)
    bundles = new_bundles(tree, entries)
    tiles = new_tiles(tree, leaves)
    remove_leftovers(folder, old.size, bundles + tiles)  # 2
    # A reader that sees a tile may ask for its entries: bundles first (C2SP tlog-tiles).
    folder.publish(_told(bundles, len(entries), progress))  # 3
    folder.publish(_told(tiles, len(entries), None))
    root = root or edge.extended(leaves).root
    read_back(StoredTree(folder, size), root, bundles, tiles)
    signed = sign(Checkpoint(origin=old.origin, size=size, root=root))  # 4
    folder.replace(CHECKPOINT, signed.note.raw)  # 5
    # The entries are in the log: a partial file that cannot be removed is no reason to say otherwise.
    with suppress(OSError, RefusedError):
        remove_replaced(folder, old.size, size)  # 6
    return signed


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


def leftovers(folder: Folder, address: TileAddress, size: int) -> list[str]:
    """Return the files of the tile or bundle at `address` that hold more of it than the signed `size` counts."""
    held = _signed_width(address, size)
    names = folder.names(address.partials)
    wider = [f"{address.partials}/{name}" for name in names if name.isascii() and name.isdecimal() and int(name) > held]
    if held < TILE_WIDTH and folder.has(address.full_path):
        wider.append(address.full_path)
    return wider


def taken_back(folder: Folder, size: int) -> list[str]:
    """Return the files at the edge of a tree of `size` which show that a later checkpoint once stood in the folder."""
    edge = [TileAddress(level=None, index=size // TILE_WIDTH)]
    level = 0
    while hashes := size >> TILE_HEIGHT * level:
        edge.append(TileAddress(level=level, index=hashes // TILE_WIDTH))
        level += 1
    found = [(address, leftovers(folder, address, size)) for address in edge]
    return [path for address, paths in found if is_taken_back(folder, address, size, paths) for path in paths]


def is_taken_back(folder: Folder, address: TileAddress, size: int, wider: Sequence[str]) -> bool:
    """Return whether the `wider` files at `address` show that a checkpoint later than `size` once stood in the folder.

    One append writes one width of a tile, and removes what another left there, durably, before it writes. And the
    file that the signed size needs goes only after a later checkpoint is durable. So one wider file beside the signed
    one may be what a crash left; anything else is not.
    """
    held = _signed_width(address, size)
    if not wider or held == TILE_WIDTH:
        return False
    return len(wider) > 1 or (held > 0 and not folder.has(f"{address.partials}/{held}"))


def remove_leftovers(folder: Folder, size: int, files: Sequence[TileFile]) -> None:
    """Remove what lies beyond the signed `size` where `files` will stand.

    An append that crashed may have left wider tiles there, of entries that nobody acknowledged. Left alone they would
    come to lie within the next checkpoint and contradict it. Crash state: they go, durably, before anything else is
    written, so that a loss of power does not bring them back beside a newer checkpoint.

    Raises `RefusedError` (wrong-root), with nothing removed, where they cannot be what one append left: this is an
    older copy of the log, and to go on from it would be to sign a second history.
    """
    found = [(address, leftovers(folder, address, size)) for address, _ in files]
    for address, paths in found:
        if is_taken_back(folder, address, size, paths):
            raise _taken_back(address, paths)
    folder.discard([path for _, paths in found for path in paths])


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


def read_back(tree: StoredTree, root: bytes, bundles: Sequence[TileFile], tiles: Sequence[TileFile]) -> None:
    """Return if all that was written is there, when it has been read and hashed again, and gives `root`.

    A disk that keeps other bytes than it was given is found here, before signing: `RefusedError` (wrong-root), or
    what `StoredTree` raises.
    """
    try:
        for address, data in tiles:
            stored = tree.tile(address.level or 0, address.index)
            if stored != data:
                raise _wrong_root(address.path, leaf_hash(data), leaf_hash(stored))
        for address, _ in bundles:
            tree.bundle(address.index)
        if (got := tree.frontier().root) != root:
            raise _wrong_root("the tiles just written", root, got)
    except ProverkaError as error:
        error.add_note("Nothing was published: the log stands at its last checkpoint.")
        raise


def _told(files: Sequence[TileFile], entries: int, progress: Progress | None) -> Iterator[tuple[str, bytes]]:
    for number, (address, data) in enumerate(files, 1):
        yield address.path, data
        if progress:
            progress(min(number * TILE_WIDTH, entries), entries)


def _signed_width(address: TileAddress, size: int) -> int:
    signed = tile_at(address.level, address.index, size)
    return signed.width if signed else 0


def _wrong_root(where: str, expected: bytes, got: bytes) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=where,
        expected=expected.hex(),
        got=got.hex(),
        remedy="run the verification of the whole record and restore the damaged files from another copy",
    )


def _taken_back(address: TileAddress, paths: Sequence[str]) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=address.full_path,
        expected="beyond the checkpoint at most what one unfinished append leaves",
        got=f"{', '.join(paths)}: a later checkpoint stood here and was taken back",
        remedy="restore the latest checkpoint from any witness or copy; appending here would sign a second history",
    )

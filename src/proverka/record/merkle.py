"""The Merkle tree of RFC 6962 section 2.1 (the same tree as in RFC 9162 section 2.1), over SHA-256.

Roots, proofs and their verification, all on hashes in memory; where hashes are stored is for `tiles`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from proverka.model.errors import MalformedError, Refusal, RefusedError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

SubtreeRoot = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Return the 32-byte hash of an entry as a leaf: SHA-256 of 0x00 and the entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """Return the leaf hash of each of `entries`. An audit spends half its time in this line."""
    sha256 = hashlib.sha256
    return [sha256(b"\x00" + entry).digest() for entry in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash of an inner node: SHA-256 of 0x01 and its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_hashes(hashes: Sequence[bytes]) -> bytes:
    """Return the root of the tree whose leaf hashes are `hashes`, in order.

    Pairs are joined level by level and an odd last one moves up as it is: the same tree as the recursive definition,
    which splits at the largest power of two.
    """
    if not hashes:
        return EMPTY_ROOT
    level: Sequence[bytes] = hashes
    while len(level) > 1:
        level = _parents(level)
    return level[0]


def perfect_roots(hashes: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Return the roots of all perfect subtrees over `hashes`, by height: `hashes` first, then those of pairs, ..."""
    levels = [hashes]
    while (pairs := len(levels[-1]) // 2) > 0:
        levels.append(_parents(levels[-1])[:pairs])
    return levels


def _parents(level: Sequence[bytes]) -> list[bytes]:
    """Return the level above: each pair joined, an odd last one as it is. An audit spends the other half here."""
    sha256, left = hashlib.sha256, iter(level)
    parents = [sha256(b"\x01" + one + other).digest() for one, other in zip(left, left, strict=False)]
    return [*parents, level[-1]] if len(level) % 2 else parents


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The right edge of a tree: enough to know its root and to let it grow, in O(log size) hashes.

    `peaks` are the roots of the perfect subtrees that tile the leaves from left to right, largest first: one for each
    bit of `size`.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        assert len(self.peaks) == self.size.bit_count(), "a frontier has one peak for each bit of its size"

    @property
    def root(self) -> bytes:
        """The root of the whole tree."""
        return join_peaks(self.peaks)

    def extended(self, hashes: Iterable[bytes]) -> Self:
        """Return the frontier after the leaf hashes `hashes` are added, in order.

        Level by level: a peak of this height stands left of the new nodes, pairs go up, and what is left over without
        a partner is the new peak.
        """
        level, peaks, grown = list(hashes), list(self.peaks), []
        size, above = self.size + len(level), self.size
        while level or above:
            if above & 1:
                level.insert(0, peaks.pop())
            if len(level) & 1:
                grown.append(level.pop())
            level, above = _parents(level), above >> 1
        return type(self)(size=size, peaks=tuple(reversed(grown)))


def join_peaks(peaks: Sequence[bytes]) -> bytes:
    """Return the root over perfect subtrees of falling size; the empty root where there are none."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def perfect_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield `(height, index)` of the perfect subtrees that cover leaves `start` to `end`, from the left.

    Subtree `index` of a height covers leaves `index << height` to `(index + 1) << height`. `start` must be a multiple
    of the largest of them, as it is for every subtree that a proof names.
    """
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def inclusion_proof(index: int, size: int, subtree_root: SubtreeRoot) -> tuple[bytes, ...]:
    """Return the path that proves leaf `index` in the tree of `size`, its own sibling first (RFC 6962 section 2.1.1).

    `subtree_root(start, end)` gives the root over those leaves; it is asked once for each hash of the path.
    """
    assert 0 <= index < size, "a proof is asked for a leaf of the tree"
    spans, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return tuple(subtree_root(*span) for span in reversed(spans))


def consistency_proof(old: int, new: int, subtree_root: SubtreeRoot) -> tuple[bytes, ...]:
    """Return the path that proves the tree of size `old` a prefix of that of size `new` (RFC 6962 section 2.1.2).

    It is empty for equal sizes, and for `old` zero: every tree extends the empty one.
    """
    assert 0 <= old <= new, "a proof goes from a smaller tree to a larger one"
    if old in (0, new):
        return ()
    spans, start, end = [], 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    # The whole old tree is not sent: the verifier holds its root. Any smaller remainder is.
    if start > 0:
        spans.append((start, end))
    return tuple(subtree_root(*span) for span in reversed(spans))


def verify_inclusion(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Return if `path` proves the leaf hash `leaf` at `index` of the tree of `size` and `root`.

    Raises `MalformedError` (wrong-proof) for a hash that is not 32 bytes, `RefusedError` (wrong-proof) for a path that
    proves nothing; a path too short or too long is one. Source: RFC 9162 section 2.1.3.2, whose names are kept.
    """
    where = f"inclusion proof of leaf {index} in a tree of {size}"
    _check_hashes(where, leaf, root, *path)
    if not 0 <= index < size:
        raise _wrong_proof(where, "an index smaller than the size", str(index))
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            raise _wrong_proof(where, "a shorter path", f"{len(path)} hashes")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            fn, sn = _up_to_left_turn(fn, sn)
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    _check_end(where, sn, path)
    _check_root(where, root, r)


def verify_consistency(*, old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> None:
    """Return if `path` proves that the tree of size `new` extends the tree of size `old`.

    From the empty tree no proof is needed, but its root must be the empty root (C2SP tlog-witness). Raises
    `MalformedError` (wrong-proof) for a hash that is not 32 bytes, `RefusedError` (wrong-proof) for a path that proves
    nothing. Source: RFC 9162 section 2.1.4.2, whose names are kept.
    """
    where = f"consistency proof from size {old} to size {new}"
    _check_hashes(where, old_root, new_root, *path)
    if not 0 <= old <= new:
        raise _wrong_proof(where, "a first size that is not larger than the second", str(old))
    if old in (0, new):
        _verify_trivial(where, old_root, new_root if old == new else EMPTY_ROOT, path)
        return
    hashes = [old_root, *path] if old.bit_count() == 1 else list(path)
    if not hashes:
        raise _wrong_proof(where, "a longer path", "no hashes")
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = hashes[0]
    for c in hashes[1:]:
        if sn == 0:
            raise _wrong_proof(where, "a shorter path", f"{len(path)} hashes")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            fn, sn = _up_to_left_turn(fn, sn)
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    _check_end(where, sn, path)
    _check_root(where, old_root, fr)
    _check_root(where, new_root, sr)


def _verify_trivial(where: str, root: bytes, expected: bytes, path: Sequence[bytes]) -> None:
    if path:
        raise _wrong_proof(where, "an empty path", f"{len(path)} hashes")
    _check_root(where, expected, root)


def _check_end(where: str, sn: int, path: Sequence[bytes]) -> None:
    if sn != 0:
        raise _wrong_proof(where, "a longer path", f"{len(path)} hashes")


def _check_root(where: str, expected: bytes, got: bytes) -> None:
    if got != expected:
        raise _wrong_proof(where, f"root {expected.hex()}", got.hex())


def _up_to_left_turn(fn: int, sn: int) -> tuple[int, int]:
    """Skip the levels at which the node at the right edge has no sibling."""
    while fn and not fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return fn, sn


def _split(width: int) -> int:
    """Return the largest power of two smaller than `width`, which is at least 2."""
    return 1 << (width - 1).bit_length() - 1


def _check_hashes(where: str, *hashes: bytes) -> None:
    for value in hashes:
        if len(value) != HASH_BYTES:
            raise MalformedError(
                Refusal.WRONG_PROOF,
                where=where,
                expected=f"hashes of {HASH_BYTES} bytes",
                got=f"{len(value)} bytes",
                remedy="ask for the proof again; this one was cut or padded",
            )


def _wrong_proof(where: str, expected: str, got: str) -> RefusedError:
    remedy = "keep the proof and both checkpoints: if the log stands by them, they are evidence against it"
    return RefusedError(Refusal.WRONG_PROOF, where=where, expected=expected, got=got, remedy=remedy)

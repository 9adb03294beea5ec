"""Whether two checkpoints of one log contradict each other, as far as what is at hand can tell."""

from collections.abc import Sequence

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import SignedCheckpoint
from proverka.record.keys import VerifierKey
from proverka.record.merkle import node_hash
from proverka.record.source import Source
from proverka.record.stored_tree import StoredTree
from proverka.witness.checkpoint_request import CheckpointRequest
from proverka.witness.evidence import ForkEvidence, fork_between

# A copy that lacks or has damaged the tiles which a proof needs says nothing about the log.
_NO_ANSWER = frozenset({Refusal.MISSING_FILE, Refusal.TOO_LARGE, Refusal.TRUNCATED_TILE, Refusal.WRONG_PROOF})


def fork_in_files(one: SignedCheckpoint, other: SignedCheckpoint, tiles: Source | None) -> ForkEvidence | None:
    """Return the evidence that two checkpoints, verified under one key, are of different histories.

    `tiles` should hold the tree of the larger one. `None` where they agree, or where it does not hold it whole.
    Raises `RefusedError` (unreachable) where it cannot be asked.
    """
    smaller, larger = sorted((one, other), key=lambda signed: signed.checkpoint.size)
    subtree_root = _no_tiles if tiles is None else StoredTree(tiles, larger.checkpoint.size).subtree_root
    try:
        return fork_between(smaller, larger, subtree_root)
    except ProverkaError as error:
        if error.fault.refusal not in _NO_ANSWER:
            raise
        return None


def fork_in_request(
    held: SignedCheckpoint, request: CheckpointRequest, asked: SignedCheckpoint, log_key: VerifierKey
) -> ForkEvidence | None:
    """Return the evidence in a request that a witness which stands at `held` did not grant, or `None`.

    One of the same size is evidence if the root is another. One for a larger tree is, if its path is a good proof
    within that tree and starts from another root than the one that is held: the log has then signed the larger root,
    and proved itself that its first entries are others.
    """
    old, new = held.checkpoint.size, asked.checkpoint.size
    if old == new:
        return fork_between(held, asked, _no_tiles)
    root = _root_at_start(old, new, request.path) if request.old == old else None
    if root is None:
        return None
    found = ForkEvidence(smaller=held.note.raw, larger=asked.note.raw, root=root, path=request.path)
    try:
        found.judge(log_key)
    except RefusedError:
        return None
    return found


def _root_at_start(old: int, new: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root at size `old` that a consistency path to size `new` leads to, where the path tells.

    As in `merkle.verify_consistency` (RFC 9162 section 2.1.4.2). From a power of two it does not: there the verifier's
    own root stands for the first hash of the path.
    """
    if not 0 < old < new or old.bit_count() == 1 or not path:
        return None
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = path[0]
    for c in path[1:]:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            fr = node_hash(c, fr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        fn, sn = fn >> 1, sn >> 1
    return fr


def _no_tiles(start: int, end: int) -> bytes:
    raise RefusedError(
        Refusal.MISSING_FILE,
        where=f"the tree over entries {start} to {end}",
        expected="tiles",
        got="none at hand",
        remedy="compare the checkpoints where a copy of the log is",
    )

import hashlib

import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.merkle import (
    EMPTY_ROOT,
    Frontier,
    join_peaks,
    leaf_hash,
    node_hash,
    root_of_hashes,
    verify_consistency,
    verify_inclusion,
)

A, B, C = (leaf_hash(x) for x in (b"a", b"b", b"c"))


def test_hashes_of_the_specification():
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert node_hash(A, B) == hashlib.sha256(b"\x01" + A + B).digest()


def test_small_roots():
    assert root_of_hashes([]) == join_peaks([]) == Frontier().root == EMPTY_ROOT
    assert root_of_hashes([A]) == A
    assert root_of_hashes([A, B, C]) == node_hash(node_hash(A, B), C)


def test_a_hash_that_is_not_32_bytes_is_malformed():
    with pytest.raises(MalformedError) as caught:
        verify_inclusion(leaf=A, index=0, size=1, path=[], root=b"short")
    assert caught.value.fault.refusal is Refusal.WRONG_PROOF
    with pytest.raises(MalformedError):
        verify_consistency(old=1, new=1, old_root=b"", new_root=b"", path=[])


@pytest.mark.parametrize(
    ("index", "size", "path", "root"),
    [
        (0, 0, [], EMPTY_ROOT),
        (1, 1, [], A),
        (-1, 1, [], A),
        (0, 1, [B], node_hash(A, B)),
        (0, 2, [], A),
        (1, 2, [B], node_hash(A, B)),
        (0, 2, [B], A),
    ],
    ids=["empty tree", "beyond", "negative", "too long", "too short", "wrong side", "wrong root"],
)
def test_inclusion_is_refused(index, size, path, root):
    with pytest.raises(RefusedError) as caught:
        verify_inclusion(leaf=A, index=index, size=size, path=path, root=root)
    assert caught.value.fault.refusal is Refusal.WRONG_PROOF


def test_every_tree_extends_the_empty_one_without_proof():
    verify_consistency(old=0, new=3, old_root=EMPTY_ROOT, new_root=A, path=[])
    verify_consistency(old=0, new=0, old_root=EMPTY_ROOT, new_root=EMPTY_ROOT, path=[])


@pytest.mark.parametrize(
    ("old", "new", "old_root", "new_root", "path"),
    [
        (0, 1, A, A, []),
        (0, 1, EMPTY_ROOT, A, [A]),
        (1, 1, A, B, []),
        (1, 1, A, A, [A]),
        (2, 1, A, A, []),
        (1, 2, A, node_hash(A, B), []),
        (1, 2, A, node_hash(A, B), [B, B]),
        (1, 2, B, node_hash(A, B), [B]),
        (1, 2, A, node_hash(A, C), [B]),
        (3, 4, A, B, []),
        (-1, 4, A, B, []),
    ],
)
def test_consistency_is_refused(old, new, old_root, new_root, path):
    with pytest.raises(RefusedError) as caught:
        verify_consistency(old=old, new=new, old_root=old_root, new_root=new_root, path=path)
    assert caught.value.fault.refusal is Refusal.WRONG_PROOF

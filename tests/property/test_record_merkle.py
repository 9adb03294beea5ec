"""The tree against the recursive definition of RFC 6962 section 2.1, word for word and slow."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from proverka.model.errors import ProverkaError
from proverka.record.merkle import (
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of_hashes,
    verify_consistency,
    verify_inclusion,
)

entry_lists = st.lists(st.binary(max_size=4), max_size=70)


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(entries: list[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def subproof(m: int, entries: list[bytes], *, whole: bool) -> list[bytes]:
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = split(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], whole=whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], whole=False), mth(entries[:k])]


def holds(verify, **arguments) -> bool:
    try:
        verify(**arguments)
    except ProverkaError:
        return False
    return True


@given(entry_lists)
def test_root(entries):
    leaves = [leaf_hash(entry) for entry in entries]
    assert root_of_hashes(leaves) == Frontier().extended(leaves).root == mth(entries)


@given(entry_lists, st.data())
def test_a_frontier_grown_in_two_goes_is_the_same(entries, data):
    leaves = [leaf_hash(entry) for entry in entries]
    middle = data.draw(st.integers(0, len(leaves)))
    assert Frontier().extended(leaves[:middle]).extended(leaves[middle:]) == Frontier().extended(leaves)


@given(entry_lists.filter(bool), st.data())
def test_inclusion(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    proof = inclusion_proof(index, len(entries), lambda start, end: mth(entries[start:end]))
    assert list(proof) == path(index, entries)
    verify_inclusion(leaf=leaf_hash(entries[index]), index=index, size=len(entries), path=proof, root=mth(entries))


@given(entry_lists.filter(bool), st.data())
def test_consistency(entries, data):
    old = data.draw(st.integers(0, len(entries)))
    proof = consistency_proof(old, len(entries), lambda start, end: mth(entries[start:end]))
    if old:
        assert list(proof) == subproof(old, entries, whole=True)
    verify_consistency(old=old, new=len(entries), old_root=mth(entries[:old]), new_root=mth(entries), path=proof)


@given(entry_lists.filter(lambda entries: len(set(entries)) == len(entries) > 1), st.data())
def test_a_changed_inclusion_proof_proves_nothing(entries, data):
    size = len(entries)
    index = data.draw(st.integers(0, size - 1))
    proof = path(index, entries)
    arguments = {"leaf": leaf_hash(entries[index]), "index": index, "size": size, "path": proof, "root": mth(entries)}
    assert holds(verify_inclusion, **arguments)
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
    assert not holds(verify_inclusion, **arguments | {"index": other})
    assert not holds(verify_inclusion, **arguments | {"path": [*proof, bytes(32)]})
    assert not holds(verify_inclusion, **arguments | {"path": proof[:-1]})
    at, bit = data.draw(st.integers(0, 32 * len(proof) - 1)), data.draw(st.integers(0, 7))
    joined = bytearray(b"".join(proof))
    joined[at] ^= 1 << bit
    changed = [bytes(joined[i : i + 32]) for i in range(0, len(joined), 32)]
    assert not holds(verify_inclusion, **arguments | {"path": changed})


@given(st.integers(-2, 2**64), st.integers(-2, 2**64), st.lists(st.binary(min_size=31, max_size=33), max_size=66))
def test_hostile_proofs_are_refused_and_nothing_else(one, other, hashes):
    assert not holds(verify_inclusion, leaf=bytes(32), index=one, size=other, path=hashes, root=b"\1" * 32)
    old_root, new_root = b"\1" * 32, b"\2" * 32
    assert not holds(verify_consistency, old=one, new=other, old_root=old_root, new_root=new_root, path=hashes)

import base64

import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import Log, SigningKey, leaf_hash
from proverka.witness import (
    CosigningKey,
    Proof,
    WitnessPolicy,
    make_receipt,
    verify_proof,
    verify_receipt,
    with_cosignatures,
)

TIME = 1_700_000_000
HASH = bytes(range(32))
LINE = base64.b64encode(HASH).decode()
HEAD = "c2sp.org/tlog-proof@v1\n"
WITNESS = CosigningKey.from_seed("example.org/witness", b"\x03" * 32)


@pytest.fixture
def entries(chain, party_key):
    return chain(party_key, 7)


@pytest.fixture
def policy(log_key):
    return WitnessPolicy.compose(
        logs=(log_key.verifier,), cosigners={"watcher": WITNESS.verifier}, groups=(), quorum="watcher"
    )


@pytest.fixture
def receipts(log, log_key, entries):
    """A receipt of each entry, under a checkpoint that the witness has cosigned."""
    log.append(entries, log_key)
    line = WITNESS.cosign(log.checkpoint.text, time=TIME)
    checkpoint = with_cosignatures(log.signed_checkpoint, [line]).note.raw
    return [
        make_receipt(entry, index=index, path=log.inclusion_proof(index), checkpoint=checkpoint)
        for index, entry in enumerate(entries)
    ]


def test_the_form_without_extra_with_extra_and_without_a_path():
    proof = Proof(index=5, path=(HASH, HASH), checkpoint=b"checkpoint\n")
    assert proof.encode().decode() == f"{HEAD}index 5\n{LINE}\n{LINE}\n\ncheckpoint\n"
    proof = Proof(index=10, path=(HASH,), checkpoint=b"checkpoint\n", extra=b"some")
    assert proof.encode().decode() == f"{HEAD}extra c29tZQ==\nindex 10\n{LINE}\n\ncheckpoint\n"
    proof = Proof(index=0, path=(), checkpoint=b"checkpoint\n")
    assert proof.encode().decode() == f"{HEAD}index 0\n\ncheckpoint\n"


def test_what_is_encoded_is_read_back():
    for extra in (None, b"x", bytes(65_535)):
        for path in ((), (HASH,), (HASH,) * 63):
            proof = Proof(index=2**63 - 2, path=path, checkpoint=b"a\n\nb\xff\n", extra=extra)
            assert Proof.parse(proof.encode()) == proof


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "\n\n",
        "index 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v2\nindex 0\n\ncheckpoint\n",
        f"{HEAD}index 0\n",
        f"{HEAD}\n\ncheckpoint\n",
        f"{HEAD}extra c29tZQ==\n\ncheckpoint\n",
        f"{HEAD}extra \nindex 0\n\ncheckpoint\n",
        f"{HEAD}extra c29tZR==\nindex 0\n\ncheckpoint\n",
        f"{HEAD}extra c29tZQ==\nextra c29tZQ==\nindex 0\n\ncheckpoint\n",
        f"{HEAD}index 0\nextra c29tZQ==\n\ncheckpoint\n",
        f"{HEAD}index\n\ncheckpoint\n",
        f"{HEAD}index \n\ncheckpoint\n",
        f"{HEAD}index  0\n\ncheckpoint\n",
        f"{HEAD}index 00\n\ncheckpoint\n",
        f"{HEAD}index -5\n\ncheckpoint\n",
        f"{HEAD}index +5\n\ncheckpoint\n",
        f"{HEAD}index ٥\n\ncheckpoint\n",
        f"{HEAD}index five\n\ncheckpoint\n",
        f"{HEAD}index {2**63 - 1}\n\ncheckpoint\n",
        f"{HEAD}index {'9' * 5000}\n\ncheckpoint\n",
        f"{HEAD}index 0\nAAAA\n\ncheckpoint\n",
        f"{HEAD}index 0\n!!{LINE[2:]}\n\ncheckpoint\n",
        f"{HEAD}index 0\n {LINE}\n\ncheckpoint\n",
        f"{HEAD}index 0\n{LINE}{LINE}\n\ncheckpoint\n",
        f"{HEAD}index 0\n{LINE[:-2]}9=\n\ncheckpoint\n",
        f"{HEAD}index 0\n" + f"{LINE}\n" * 64 + "\ncheckpoint\n",
        f"{HEAD}index 0\r\n\r\ncheckpoint\r\n",
        f"\ufeff{HEAD}index 0\n\ncheckpoint\n",
    ],
)
def test_every_other_form_is_malformed(raw):
    with pytest.raises(MalformedError) as caught:
        Proof.parse(raw.encode())
    assert caught.value.fault.refusal is Refusal.BAD_PROOF


def test_a_proof_beyond_every_size_is_refused():
    with pytest.raises(MalformedError) as caught:
        Proof.parse(bytes(2_000_000))
    assert caught.value.fault.refusal is Refusal.TOO_LARGE


def test_every_receipt_proves_its_entry(receipts, entries, policy):
    for index, (receipt, entry) in enumerate(zip(receipts, entries, strict=True)):
        found = verify_receipt(Proof.parse(receipt.encode()), policy=policy)
        assert found.submission.note.raw == entry
        assert (found.proven.index, found.proven.checkpoint.size, found.proven.counts) == (index, 7, True)
        assert [c.time for c in found.proven.cosignatures] == [TIME]


def test_a_receipt_of_another_entry_or_place_proves_nothing(receipts, entries, policy):
    first = receipts[0]
    for wrong in (
        make_receipt(entries[1], index=0, path=first.path, checkpoint=first.checkpoint),
        make_receipt(entries[0], index=1, path=first.path, checkpoint=first.checkpoint),
        make_receipt(entries[0], index=7, path=first.path, checkpoint=first.checkpoint),
        make_receipt(entries[0], index=0, path=first.path[:-1], checkpoint=first.checkpoint),
        make_receipt(entries[0], index=0, path=(*first.path, HASH), checkpoint=first.checkpoint),
        make_receipt(entries[0], index=0, path=(HASH, *first.path[1:]), checkpoint=first.checkpoint),
    ):
        with pytest.raises(RefusedError) as caught:
            verify_receipt(wrong, policy=policy)
        assert caught.value.fault.refusal is Refusal.WRONG_PROOF


def test_a_proof_counts_only_with_the_quorum(log, receipts, entries, policy, log_key):
    path = log.inclusion_proof(3)
    alone = make_receipt(entries[3], index=3, path=path, checkpoint=log.signed_checkpoint.note.raw)
    found = verify_receipt(alone, policy=policy)
    assert (found.proven.counts, found.proven.cosignatures) == (False, ())
    open_policy = WitnessPolicy.compose(logs=(log_key.verifier,), cosigners={})
    assert verify_receipt(alone, policy=open_policy).proven.counts
    assert verify_receipt(receipts[3], policy=open_policy).proven.cosignatures == ()


def test_a_checkpoint_of_a_log_that_is_not_in_the_policy_is_refused(receipts):
    stranger = SigningKey.from_seed("example.org/log", b"\x09" * 32).verifier
    with pytest.raises(RefusedError) as caught:
        verify_receipt(receipts[0], policy=WitnessPolicy.compose(logs=(stranger,), cosigners={}))
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY


def test_a_changed_cosignature_is_refused(receipts, policy):
    raw = receipts[0].encode()
    at = raw.rindex(b" ") + 20
    changed = raw[:at] + (b"B" if raw[at : at + 1] == b"A" else b"A") + raw[at + 1 :]
    with pytest.raises(RefusedError) as caught:
        verify_receipt(Proof.parse(changed), policy=policy)
    assert caught.value.fault.refusal is Refusal.WRONG_SIGNATURE


def test_a_proof_without_its_entry_is_no_receipt_but_proves_a_leaf_that_one_holds(receipts, entries, policy):
    bare = Proof(index=2, path=receipts[2].path, checkpoint=receipts[2].checkpoint)
    with pytest.raises(MalformedError) as caught:
        verify_receipt(bare, policy=policy)
    assert caught.value.fault.refusal is Refusal.BAD_PROOF
    assert verify_proof(bare, leaf=leaf_hash(entries[2]), policy=policy).counts


def test_extra_data_is_not_believed(receipts, entries, policy):
    lying = Proof(index=2, path=receipts[2].path, checkpoint=receipts[2].checkpoint, extra=entries[3])
    assert verify_proof(lying, leaf=leaf_hash(entries[2]), policy=policy).index == 2
    with pytest.raises(RefusedError):
        verify_receipt(lying, policy=policy)


def test_a_log_of_one_entry_has_a_receipt_without_a_path(tmp_path, log_key, entries):
    log = Log.create(tmp_path / "one", log_key)
    log.append(entries[:1], log_key)
    receipt = make_receipt(entries[0], index=0, path=(), checkpoint=log.signed_checkpoint.note.raw)
    policy = WitnessPolicy.compose(logs=(log_key.verifier,), cosigners={})
    assert verify_receipt(Proof.parse(receipt.encode()), policy=policy).proven.checkpoint.size == 1


def test_an_entry_that_is_no_submission_has_no_receipt(tmp_path, log_key):
    log = Log.create(tmp_path / "odd", log_key)
    log.append([b"not a submission"], log_key)
    receipt = make_receipt(b"not a submission", index=0, path=(), checkpoint=log.signed_checkpoint.note.raw)
    with pytest.raises(MalformedError) as caught:
        verify_receipt(receipt, policy=WitnessPolicy.compose(logs=(log_key.verifier,), cosigners={}))
    assert caught.value.fault.refusal is Refusal.BAD_NOTE

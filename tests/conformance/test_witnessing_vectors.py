"""Published vectors of witnessing, ours and those of live witnesses; and ours again, recomputed without our code."""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey
from nacl.bindings import crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError

from proverka.model.errors import ProverkaError
from proverka.record import Checkpoint, SignedCheckpoint, SignedNote, VerifierKey
from proverka.witness import (
    CosigningKey,
    DoubleNumberEvidence,
    ForkEvidence,
    Proof,
    WitnessGroup,
    WitnessPolicy,
    cosignatures,
    parse_cosigner_key,
    parse_evidence,
    verify_receipt,
)
from proverka.witness.cosigner import ed25519_cosigned_message, mldsa44_cosigned_message

ID_BYTES, TIME_BYTES = 4, 8


def code_of(act, *arguments) -> str | None:
    """The code of the refusal, or `None` where there is none."""
    try:
        act(*arguments)
    except ProverkaError as error:
        return error.code
    return None


# What this program says.


def test_signatures_under_the_one_rule(ours):
    cases = ours("keys.json")["signatures"]
    assert sum(case["valid"] for case in cases) == 1
    for case in cases:
        key = VerifierKey.parse(case["key"])
        message, signature = bytes.fromhex(case["message"]), bytes.fromhex(case["signature"])
        assert key.verify(message, signature) is case["valid"], case["what"]


def test_openssl_and_libsodium_agree_but_for_the_identity(ours):
    for case in ours("keys.json")["signatures"]:
        public = VerifierKey.parse(case["key"]).public
        message, signature = bytes.fromhex(case["message"]), bytes.fromhex(case["signature"])
        identity = case["what"] == "the first half is the identity, and the equation holds"
        assert by_openssl(public, message, signature) is (case["valid"] or identity), case["what"]
        assert by_libsodium(public, message, signature) is case["valid"], case["what"]


def test_cosigners(ours):
    vectors = ours("cosignature.json")
    for case in vectors["cosigners"]:
        key = CosigningKey.from_seed(case["name"], bytes.fromhex(case["seed"]), case["algorithm"])
        assert hashlib.sha256(key.verifier.public).hexdigest() == case["public_sha256"]
        assert (str(key.verifier), key.private_text()) == (case["verifier"], case["private"])
        assert key.key_id.hex() == case["key_id"]
        assert parse_cosigner_key(case["verifier"]) == key.verifier
        assert CosigningKey.parse(case["private"]) == key
    for case in vectors["refused"]:
        assert code_of(parse_cosigner_key, case["text"]) == "bad-key", case["why"]


def test_what_a_cosigner_signs(ours):
    vectors = ours("cosignature.json")
    text = vectors["checkpoint"]
    for case in vectors["messages"]:
        key = CosigningKey.parse(vectors["cosigners"][case["cosigner"]]["private"])
        if key.algorithm == "ed25519":
            message = ed25519_cosigned_message(case["time"], text.encode())
            assert key.cosign(text, time=case["time"]).line == case["line"]
        else:
            message = mldsa44_cosigned_message(key.name, case["time"], Checkpoint.parse(text))
        assert message.hex() == case["message"]


def test_cosigned_checkpoints(ours):
    vectors = ours("cosignature.json")
    log_key = VerifierKey.parse(vectors["log"])
    known = [parse_cosigner_key(vectors["cosigners"][index]["verifier"]) for index in vectors["known"]]
    for case in vectors["notes"]:
        signed = SignedCheckpoint.parse(case["note"].encode(), log_key)
        if case["refused"]:
            assert code_of(cosignatures, signed, known) == case["refused"], case["what"]
        else:
            found = [[c.key.key_id.hex(), c.time] for c in cosignatures(signed, known)]
            assert found == case["cosigned"], case["what"]


def test_policies(ours):
    vectors = ours("witness-policy.json")
    for case in vectors["accepted"]:
        policy = WitnessPolicy.parse(case["text"])
        assert [str(key) for key in policy.logs] == case["logs"]
        assert {name: str(key) for name, key in policy.cosigners.items()} == case["witnesses"]
        groups = [WitnessGroup(name=name, least=least, members=tuple(of)) for name, least, of in case["groups"]]
        assert (list(policy.groups), policy.quorum, policy.text) == (groups, case["quorum"], case["written"])
        assert all(policy.met_by(names) for names in case["met_by"]), case["what"]
        assert not any(policy.met_by(names) for names in case["not_met_by"]), case["what"]
    for case in vectors["refused"]:
        assert code_of(WitnessPolicy.parse, case["text"]) == case["refused"], case["why"]


def test_receipts(ours):
    vectors = ours("receipt.json")
    policy = WitnessPolicy.parse(vectors["policy"])
    names = {key: name for name, key in policy.cosigners.items()}
    for case in vectors["accepted"]:
        proof = Proof.parse(case["receipt"].encode())
        assert proof.encode() == case["receipt"].encode()
        found = verify_receipt(proof, policy=policy)
        assert (found.submission.party, found.submission.number) == (case["party"], case["number"])
        assert found.submission.leaf_hash.hex() == case["leaf_hash"]
        proven = found.proven
        assert (proven.index, proven.checkpoint.size) == (case["index"], case["size"])
        assert [[names[c.key], c.time] for c in proven.cosignatures] == case["cosigned"]
        assert proven.counts is case["counts"], case["what"]
    for case in vectors["refused"]:
        code = code_of(lambda raw: verify_receipt(Proof.parse(raw), policy=policy), case["receipt"].encode())
        assert code == case["refused"], case["what"]


def test_evidence(ours):
    vectors = ours("evidence.json")
    log_key, party_key = VerifierKey.parse(vectors["log"]), VerifierKey.parse(vectors["party"])
    for case in vectors["forks"]:
        fork = ForkEvidence.parse(case["evidence"].encode()).judge(log_key)
        assert (fork.smaller.size, fork.larger.size) == (case["smaller"], case["larger"])
        assert (fork.root.hex(), fork.smaller.root.hex()) == (case["root"], case["stated"])
    for case in vectors["double_numbers"]:
        twice = DoubleNumberEvidence.parse(case["evidence"].encode()).judge([party_key])
        for one in (twice.first, twice.second):
            assert (one.case, one.log_hash.hex()) == (case["case"], case["log_hash"]), case["what"]
            assert (one.party, one.number) == (case["party"], case["number"]), case["what"]
        assert [twice.first.text_hash.hex(), twice.second.text_hash.hex()] == case["text_hashes"]
    for case in vectors["refused"]:

        def judge(raw: bytes) -> object:
            evidence = parse_evidence(raw)
            return evidence.judge(log_key) if isinstance(evidence, ForkEvidence) else evidence.judge([party_key])

        assert code_of(judge, case["evidence"].encode()) == case["refused"], case["what"]


def test_cosignatures_of_live_witnesses(published):
    vectors = json.loads((published / "live-cosignatures" / "checkpoints.json").read_text(encoding="utf-8"))
    seen = []
    for case in vectors["checkpoints"]:
        note = SignedNote.parse(case["note"].encode())
        signed = SignedCheckpoint(checkpoint=Checkpoint.parse(note.text), note=note)
        keys = [parse_cosigner_key(text) for text in case["cosigners"]]
        assert [str(key) for key in keys] == case["cosigners"]
        found = cosignatures(signed, keys)
        assert {c.key for c in found} == set(keys)
        assert [c.time for c in found] == case["times"]
        seen += [type(c.key).__name__ for c in found]
        if case["log"]:
            assert SignedCheckpoint.parse(note.raw, VerifierKey.parse(case["log"])) == signed
        # The same lines under a tree of one more entry.
        size = signed.checkpoint.size
        other = SignedNote.parse(note.raw.replace(b"\n%d\n" % size, b"\n%d\n" % (size + 1)))
        moved = SignedCheckpoint(checkpoint=Checkpoint.parse(other.text), note=other)
        assert all(code_of(cosignatures, moved, [key]) == "wrong-signature" for key in keys)
    assert sorted(seen) == ["CosignerKey"] * 5 + ["MldsaCosignerKey"]


# The same, from the specifications alone: nothing below uses this program.


def by_openssl(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def by_libsodium(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        crypto_sign_open(signature + message, public)
    except (BadSignatureError, ValueError):
        return False
    return True


@dataclass(frozen=True)
class Line:
    """A signature line, taken apart."""

    name: str
    key_id: bytes
    body: bytes


def read_note(note: str) -> tuple[str, list[Line]]:
    text, _, lines = note.rpartition("\n\n")
    read = []
    for line in lines.splitlines():
        dash, name, encoded = line.split(" ")
        assert dash == "\u2014"
        body = base64.b64decode(encoded, validate=True)
        read.append(Line(name=name, key_id=body[:ID_BYTES], body=body[ID_BYTES:]))
    return text + "\n", read


def read_key(text: str) -> tuple[str, bytes, int, bytes]:
    name, identifier, encoded = text.split("+", 2)
    body = base64.b64decode(encoded, validate=True)
    assert hashlib.sha256(f"{name}\n".encode() + body).digest()[:ID_BYTES].hex() == identifier
    return name, bytes.fromhex(identifier), body[0], body[1:]


def opaque(value: bytes) -> bytes:
    return struct.pack(">B", len(value)) + value


def cosigned(kind: int, name: str, time: int, text: str) -> bytes:
    """The message of either type, from the text of a checkpoint."""
    if kind == 4:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    origin, size, root = text.split("\n")[:3]
    label = b"subtree/v1\n\0"
    tree = struct.pack(">QQ", 0, int(size)) + base64.b64decode(root)
    return label + opaque(name.encode()) + struct.pack(">Q", time) + opaque(origin.encode()) + tree


def good(kind: int, public: bytes, message: bytes, signature: bytes) -> bool:
    if kind in (1, 4):
        return by_libsodium(public, message, signature)
    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def test_messages_and_lines_recomputed(ours):
    vectors = ours("cosignature.json")
    for case in vectors["messages"]:
        name, identifier, kind, public = read_key(vectors["cosigners"][case["cosigner"]]["verifier"])
        message = cosigned(kind, name, case["time"], vectors["checkpoint"])
        assert message.hex() == case["message"]
        _, (line,) = read_note("\n\n" + case["line"])
        assert (line.name, line.key_id, line.body[:TIME_BYTES]) == (name, identifier, struct.pack(">Q", case["time"]))
        assert good(kind, public, message, line.body[TIME_BYTES:])


def test_cosigners_recomputed_from_their_seeds(ours):
    for case in ours("cosignature.json")["cosigners"]:
        seed = bytes.fromhex(case["seed"])
        name, identifier, kind, public = read_key(case["verifier"])
        if case["algorithm"] == "ed25519":
            assert (kind, public) == (4, crypto_sign_seed_keypair(seed)[0])
        else:
            assert (kind, public) == (6, MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw())
        assert case["private"].startswith(f"PRIVATE+KEY+{name}+{identifier.hex()}+")
        assert base64.b64decode(case["private"].split("+", 4)[4]) == bytes([kind]) + seed


def test_notes_recomputed(ours):
    vectors = ours("cosignature.json")
    keys = [read_key(vectors["cosigners"][index]["verifier"]) for index in vectors["known"]]
    for case in vectors["notes"]:
        text, lines = read_note(case["note"])
        found, wrong = [], False
        for line in lines:
            for name, identifier, kind, public in keys:
                if (line.name, line.key_id) == (name, identifier):
                    time = int.from_bytes(line.body[:TIME_BYTES], "big")
                    message = cosigned(kind, name, time, text)
                    wrong |= time >= 2**63 or not good(kind, public, message, line.body[TIME_BYTES:])
                    found += [[identifier.hex(), time]] if time else []
        assert (None if wrong else found) == case["cosigned"], case["what"]


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def climb(hashed: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 6962 section 2.1.1, read from the top."""
    if size == 1:
        assert not path
        return hashed
    k = split(size)
    if index < k:
        return node(climb(hashed, index, k, path[:-1]), path[-1])
    return node(path[-1], climb(hashed, index - k, size - k, path[:-1]))


def both_roots(old: int, new: int, path: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """RFC 6962 section 2.1.2, read from the top: the roots of the old part and of the whole."""
    if old == new:
        if known is not None:
            assert not path
            return known, known
        assert len(path) == 1
        return path[0], path[0]
    k = split(new)
    if old <= k:
        before, after = both_roots(old, k, path[:-1], known)
        return before, node(after, path[-1])
    before, after = both_roots(old - k, new - k, path[:-1], None)
    return node(path[-1], before), node(path[-1], after)


def test_receipts_recomputed(ours):
    for case in ours("receipt.json")["accepted"]:
        head, _, note = case["receipt"].partition("\n\n")
        first, extra, index, *path = head.split("\n")
        assert (first, index) == ("c2sp.org/tlog-proof@v1", f"index {case['index']}")
        entry = base64.b64decode(extra.removeprefix("extra "))
        assert leaf(entry).hex() == case["leaf_hash"]
        text, lines = read_note(note)
        _, size, root = text.splitlines()[:3]
        hashes = [base64.b64decode(line) for line in path]
        assert climb(leaf(entry), case["index"], int(size), hashes) == base64.b64decode(root)
        assert len(lines) == 1 + len(case["cosigned"])


def checked_checkpoint(encoded: str, key: str) -> tuple[int, bytes]:
    name, identifier, _, public = read_key(key)
    text, lines = read_note(base64.b64decode(encoded).decode())
    origin, size, root = text.splitlines()[:3]
    assert origin == name
    (line,) = (line for line in lines if (line.name, line.key_id) == (name, identifier))
    assert by_libsodium(public, text.encode(), line.body)
    return int(size), base64.b64decode(root)


def test_forks_recomputed(ours):
    vectors = ours("evidence.json")
    for case in vectors["forks"]:
        kind, *lines = case["evidence"].splitlines()
        assert kind == "proverka/fork/v1"
        (_, smaller), (_, larger), (_, claimed), *path = (line.split(" ") for line in lines)
        old, stated = checked_checkpoint(smaller, vectors["log"])
        new, whole = checked_checkpoint(larger, vectors["log"])
        root = base64.b64decode(claimed)
        hashes = [base64.b64decode(value) for _, value in path]
        assert (old, new, root.hex(), stated.hex()) == (case["smaller"], case["larger"], case["root"], case["stated"])
        assert both_roots(old, new, hashes, root) == (root, whole)
        assert root != stated


def test_double_numbers_recomputed(ours):
    vectors = ours("evidence.json")
    name, identifier, _, public = read_key(vectors["party"])
    for case in vectors["double_numbers"]:
        kind, *lines = case["evidence"].splitlines()
        assert kind == "proverka/double-number/v1"
        texts = []
        for line, label in zip(lines, ("first ", "second "), strict=True):
            text, signatures = read_note(base64.b64decode(line.removeprefix(label)).decode())
            digest = hashlib.sha256(text.encode())
            (named, begins), numbered = text.splitlines()[1].split(" "), text.splitlines()[2]
            assert (named, numbered) == (case["case"], f"{case['party']} {case['number']}")
            log_hash = digest.hexdigest() if begins == "-" else base64.b64decode(begins, validate=True).hex()
            assert log_hash == case["log_hash"], case["what"]
            (mine,) = (s for s in signatures if (s.name, s.key_id) == (name, identifier))
            assert by_libsodium(public, text.encode(), mine.body)
            texts.append(digest.hexdigest())
        assert texts == case["text_hashes"]
        assert texts[0] != texts[1]

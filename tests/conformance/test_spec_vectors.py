"""This project's own vectors, as `docs/spec/vectors` publishes them: the code gives exactly these bytes."""

import base64
import hashlib

import pytest

from proverka.model.errors import MalformedError, ProverkaError, Refusal
from proverka.record import (
    Checkpoint,
    Log,
    SignedCheckpoint,
    SignedNote,
    SigningKey,
    Submission,
    VerifierKey,
    compose,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from proverka.record.merkle import root_of_hashes
from proverka.record.tiles import TileAddress, decode_bundle, edge_tiles, encode_bundle

FILES = {
    "bundle.json",
    "checkpoint.json",
    "cosignature.json",
    "disclosure.json",
    "draw.json",
    "edition.json",
    "evidence.json",
    "key-entries.json",
    "keys.json",
    "log.json",
    "merkle-tree.json",
    "neutral-text.json",
    "past-pages.json",
    "policy.json",
    "receipt.json",
    "search-index.json",
    "signed-note.json",
    "submission.json",
    "tiles.json",
    "witness-policy.json",
    "witness.json",
}
NUMBERS = [b"%d" % i for i in range(1000)]


def refused_with(refusal: Refusal, parse, value, why: str) -> None:
    with pytest.raises(MalformedError) as caught:
        parse(value)
    assert caught.value.fault.refusal is refusal, why


def test_every_file_is_read_and_named_on_its_page(repository):
    folder = repository / "docs" / "spec"
    assert {path.name for path in (folder / "vectors").iterdir()} == FILES
    for name in FILES:
        assert f"vectors/{name}" in (folder / name.replace(".json", ".md")).read_text(encoding="utf-8")


def test_keys(ours):
    vectors = ours("keys.json")
    for case in vectors["keys"]:
        key = SigningKey.from_seed(case["name"], bytes.fromhex(case["seed"]))
        assert (key.verifier.public.hex(), key.key_id.hex()) == (case["public"], case["key_id"])
        assert (str(key.verifier), key.private_text()) == (case["verifier"], case["private"])
        assert VerifierKey.parse(case["verifier"]) == key.verifier
        assert SigningKey.parse(case["private"]) == key
    for case in vectors["refused"]:
        refused_with(Refusal.BAD_KEY, VerifierKey.parse, case["text"], case["why"])


def signers_or_refusal(note: bytes, known: list[VerifierKey]) -> list[str] | str:
    try:
        return [key.name for key in SignedNote.parse(note).verify(known)]
    except ProverkaError as error:
        return error.code


def test_signed_notes(ours):
    vectors = ours("signed-note.json")
    assert vectors["text"].encode().hex() == vectors["message"]
    for case in vectors["cases"]:
        known = [VerifierKey.parse(text) for text in case["known"]]
        outcome = signers_or_refusal(base64.b64decode(case["note"]), known)
        assert outcome == (case["signers"] or case["refused"]), case["what"]


def test_the_tree(ours):
    vectors = ours("merkle-tree.json")
    leaves = [leaf_hash(entry) for entry in NUMBERS]
    assert [leaf.hex() for leaf in leaves[:3]] == vectors["leaf_hashes"]
    for case in vectors["roots"]:
        assert root_of_hashes(leaves[: case["size"]]).hex() == case["root"]
    for case in vectors["inclusion"]:
        verify_inclusion(
            leaf=leaves[case["index"]],
            index=case["index"],
            size=case["size"],
            path=[bytes.fromhex(value) for value in case["path"]],
            root=root_of_hashes(leaves[: case["size"]]),
        )
    for case in vectors["consistency"]:
        verify_consistency(
            old=case["old"],
            new=case["new"],
            old_root=root_of_hashes(leaves[: case["old"]]),
            new_root=root_of_hashes(leaves[: case["new"]]),
            path=[bytes.fromhex(value) for value in case["path"]],
        )


def test_tiles(ours):
    vectors = ours("tiles.json")
    for case in vectors["paths"]:
        address = TileAddress(level=case["level"], index=case["index"], width=case["width"])
        assert address.path == case["path"]
        assert TileAddress.parse(case["path"]) == address
    for path in vectors["refused_paths"]:
        refused_with(Refusal.BAD_SYNTAX, TileAddress.parse, path, path)
    for case in vectors["edges"]:
        assert [address.path for address in edge_tiles(case["size"])] == case["paths"]
    entries = tuple(bytes.fromhex(entry) for entry in vectors["bundle"]["entries"])
    data = bytes.fromhex(vectors["bundle"]["bytes"])
    assert encode_bundle(entries) == data
    assert decode_bundle(data, TileAddress(level=None, index=0, width=len(entries))) == entries
    for case in vectors["refused_bundles"]:
        address = TileAddress(level=None, index=0, width=case["width"])
        with pytest.raises(MalformedError):
            decode_bundle(bytes.fromhex(case["bytes"]), address)


def test_checkpoints(ours):
    vectors = ours("checkpoint.json")
    log_key = VerifierKey.parse(vectors["log"])
    for case in vectors["accepted"]:
        signed = SignedCheckpoint.parse(case["note"].encode(), log_key)
        assert (signed.checkpoint.size, signed.checkpoint.root.hex()) == (case["size"], case["root"])
        assert signed.checkpoint.text == signed.note.text
    for case in vectors["refused"]:
        refused_with(Refusal.BAD_CHECKPOINT, Checkpoint.parse, case["text"], case["why"])


def test_submissions(ours):
    vectors = ours("submission.json")
    keys = {case["name"]: SigningKey.parse(case["private"]) for case in ours("keys.json")["keys"]}
    for case in vectors["accepted"]:
        made = compose(
            case=case["case"],
            genesis=None if case["genesis"] is None else bytes.fromhex(case["genesis"]),
            party=case["party"],
            number=case["number"],
            previous=None if case["previous"] is None else bytes.fromhex(case["previous"]),
            payload=case["payload"].encode(),
            keys=[keys[name] for name in case["signers"]],
        )
        assert made.note.raw == case["entry"].encode()
        assert made.leaf_hash.hex() == case["leaf_hash"]
        assert made.text_hash.hex() == case["text_hash"] == hashlib.sha256(made.note.message).hexdigest()
        assert Submission.parse(made.note.raw) == made
    for case in vectors["refused"]:
        note = SignedNote.sign(case["text"], list(keys.values())[:1])
        with pytest.raises(MalformedError) as caught:
            Submission.parse(note.raw)
        assert caught.value.fault.refusal in (Refusal.BAD_NOTE, Refusal.WRONG_NUMBER), case["why"]


def test_a_log_byte_for_byte(ours, tmp_path):
    vectors = ours("log.json")
    key = SigningKey.from_seed(vectors["name"], bytes.fromhex(vectors["seed"]))
    log = Log.create(tmp_path, key)
    for step in vectors["appends"]:
        log.append(NUMBERS[step["from"] : step["to"]], key)
        assert log.signed_checkpoint.note.raw == step["checkpoint"].encode()
        files = {
            path.relative_to(tmp_path).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in tmp_path.rglob("*")
            if path.is_file() and path.name != "lock"
        }
        assert files == step["files"]

"""The vectors of `docs/spec/disclosure.md`: the code gives exactly these bytes, and refuses the rest."""

import hashlib
import io
import json
from typing import Any

import pytest

from proverka.disclosure.disclosure import Disclosure, SealedObject, sealed
from proverka.disclosure.opening import Opening
from proverka.disclosure.sealed_document import (
    SealedTable,
    content_of,
    parse_commitment,
    parse_row,
    row_commitment,
    salted,
    sealed_row,
)
from proverka.model.errors import ProverkaError
from proverka.record import VerifierKey
from proverka.witness.policy import WitnessPolicy


@pytest.fixture
def vectors(ours) -> dict[str, Any]:
    found: dict[str, Any] = ours("disclosure.json")
    return found


def refusal_of(action, *arguments, **named) -> str:
    with pytest.raises(ProverkaError) as caught:
        action(*arguments, **named)
    return caught.value.code


def disclosures(texts: list[str]) -> list[Disclosure]:
    return [Disclosure.parse(text) for text in texts]


def test_disclosures(vectors):
    for case in vectors["disclosures"]:
        found = Disclosure.parse(case["text"])
        assert (found.name, found.value.decode(), found.digest) == (case["name"], case["value"], case["digest"])
        if case["salt"] is not None:
            made = Disclosure.make(case["name"], case["value"].encode(), salt=bytes.fromhex(case["salt"]))
            assert made == found, case["what"]
    for case in vectors["refused_disclosures"]:
        assert refusal_of(Disclosure.parse, case["text"]) == "bad-opening", case["why"]


def test_sealed_objects(vectors):
    for case in vectors["objects"]:
        clear = {name: value.encode() for name, value in case["clear"].items()}
        assert sealed(disclosures(case["disclosures"]), clear).encode().decode() == case["object"]
    for case in vectors["opened"]:
        found = SealedObject.parse(case["object"].encode(), where="object")
        opened = found.opened(disclosures(case["disclosures"]), where="object")
        assert (opened.encode().decode(), len(opened.withheld)) == (case["opened"], case["withheld"])
    for case in vectors["refused_objects"]:
        assert refusal_of(SealedObject.parse, case["object"].encode(), where="object") == "bad-opening", case["why"]
    for case in vectors["refused_openings"]:
        found = SealedObject.parse(case["object"].encode(), where="object")
        held = disclosures(case["disclosures"])
        assert refusal_of(found.opened, held, where="object") == "wrong-opening", case["why"]


def test_a_sealed_table(vectors):
    case = vectors["table"]
    lines = [
        sealed_row(case["columns"], row, map(bytes.fromhex, salts))
        for row, salts in zip(case["rows"], case["salts"], strict=True)
    ]
    raw = b"".join(lines)
    assert (raw.decode(), hashlib.sha256(raw).hexdigest()) == (case["file"], case["sha256"])
    table = SealedTable.read(io.BytesIO(raw), where="table")
    commitments = [row_commitment(parse_row(line, where="row")) for line in lines]
    assert [commitment.decode() for commitment in commitments] == case["commitments"]
    assert all(parse_commitment(commitment, where="row").encode() == commitment for commitment in commitments)
    assert table.root.hex() == case["root"]
    assert [[node.hex() for node in table.path(row)] for row in range(table.rows)] == case["paths"]
    for refused in vectors["refused_rows"]:
        line = io.BytesIO(refused["line"].encode())
        assert refusal_of(SealedTable.read, line, where="table") == "bad-opening", refused["why"]


def test_a_salted_document(vectors):
    case = vectors["salted_document"]
    stored = salted(bytes.fromhex(case["content"]), salt=bytes.fromhex(case["salt"]))
    assert (hashlib.sha256(stored).hexdigest(), len(stored)) == (case["sha256"], case["size"])
    assert content_of(stored, where="document").hex() == case["content"]


def test_openings(vectors):
    policy = WitnessPolicy.parse(vectors["openings"]["policy"])
    party = VerifierKey.parse(vectors["openings"]["party"])
    for case in vectors["openings"]["accepted"]:
        opening = Opening.parse(case["file"].encode())
        assert opening.encode().decode() == case["file"]
        found = opening.verify(policy, [party])
        assert (found.index, found.submission.party, found.row) == (case["index"], case["party"], case["row"])
        assert {name: value.decode() for name, value in found.members} == case["members"]
        assert found.withheld == case["withheld"]
    for case in vectors["openings"]["refused"]:
        assert verified(case["file"], policy) == case["code"], case["why"]


def verified(file: str, policy: WitnessPolicy) -> str:
    try:
        Opening.parse(file.encode()).verify(policy)
    except ProverkaError as error:
        return error.code
    return "accepted"


def test_a_verifier_that_shares_no_code_agrees_on_openings(vectors, standalone):
    policy = standalone.read_policy(vectors["openings"]["policy"].encode())
    for case in vectors["openings"]["accepted"]:
        told = standalone.check_opening(case["file"].encode(), policy)
        expected = [
            f"  {name}: {json.dumps(json.loads(value), ensure_ascii=False)}" for name, value in case["members"].items()
        ]
        assert told[-len(expected) :] == expected
    for case in vectors["openings"]["refused"]:
        with pytest.raises((standalone.WrongError, *standalone.FORM_ERRORS)):
            standalone.check_opening(case["file"].encode(), policy)

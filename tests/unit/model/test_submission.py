"""Bodies: what is well formed in each field and still cannot be meant."""

from typing import Any

import msgspec
import pytest

from proverka.model.errors import MalformedError
from proverka.model.reading import convert, decode_json, encode_json
from proverka.model.submission import EVIDENCE_KINDS, Correction, Statement

TONNE = {"amount": "1.5", "unit": "tonne"}
THERE = {"origin": {"place": "a", "disposition": "stored"}, "destination": {"place": "b", "disposition": "removed"}}
MOVED = {"subject": "s", **THERE}

SAID = {"speaker": "s", "text": "t", "claim": "report"}

GOOD: list[tuple[str, dict[str, object]]] = [
    ("figure", {"basis": "b", "percent": "0"}),
    ("figure", {"basis": "b", "percent": "100.5"}),
    ("figure", {"basis": "b", "amount": {"amount": "0", "unit": "tonne"}}),
    ("figure", {"basis": "b", "amount": {"absence": "withheld", "unit": "tonne"}}),
    ("movement", {**MOVED, "quantity": TONNE}),
    ("movement", {**MOVED, "quantity": {"amount": "3.0", "unit": "munition"}}),
    ("movement", {**MOVED, "quantity": {"absence": "unknown", "unit": "munition"}}),
    ("decision", {"title": "t", "effects": [{"obligation": "o", "effect": "waives", "legal_basis": "a"}]}),
    ("issue", {"issue": "i", "action": "merged", "text": "t", "into": "j"}),
    ("correction", {"reason": "withdrawn"}),
    ("statement", {**SAID, "passage": {"sha256": "0" * 64, "start": 3, "end": 3}}),
    ("statement", {**SAID, "denied": True, "condition": "if asked", "also": [{"outlet": "o"}]}),
]

BAD: list[tuple[str, dict[str, object], str]] = [
    ("figure", {"basis": "b"}, "meaningless"),
    ("figure", {"percent": "49.3"}, "percentage-without-basis"),
    ("figure", {"basis": "b", "percent": "-1"}, "meaningless"),
    ("figure", {"basis": "b", "percent": "NaN"}, "meaningless"),
    ("figure", {"basis": "b", "percent": "1E+999999"}, "too-large"),
    ("figure", {"basis": "b", "amount": {"unit": "tonne"}}, "meaningless"),
    ("figure", {"basis": "b", "amount": {"amount": "1", "absence": "unknown", "unit": "tonne"}}, "meaningless"),
    ("figure", {"basis": "b", "amount": {"amount": "-1", "unit": "tonne"}}, "bad-value"),
    ("figure", {"basis": "b", "amount": {"amount": "Infinity", "unit": "tonne"}}, "bad-value"),
    ("figure", {"basis": "b", "amount": {"amount": "1E+999999", "unit": "tonne"}}, "too-large"),
    ("figure", {"basis": "b", "percent": "1", "nature": "guess"}, "bad-value"),
    ("figure", {"basis": "b", "percent": "1", "colour": "red"}, "unknown-field"),
    ("movement", {**MOVED, "quantity": {"amount": "2.5", "unit": "munition"}}, "meaningless"),
    ("movement", {**MOVED, "quantity": TONNE, "consignment": 0}, "bad-value"),
    ("movement", {"subject": "s", "quantity": TONNE}, "missing-field"),
    (
        "decision",
        {"title": "t", "effects": [{"obligation": "o", "effect": "extends", "legal_basis": "a"}]},
        "meaningless",
    ),
    (
        "decision",
        {"title": "t", "effects": [{"obligation": "o", "effect": "waives", "legal_basis": "a", "due": "2014-01-01"}]},
        "meaningless",
    ),
    (
        "decision",
        {"title": "t", "effects": [{"obligation": "o", "effect": "extends", "legal_basis": " ", "due": "2014-01-01"}]},
        "meaningless",
    ),
    ("issue", {"issue": "i", "action": "merged", "text": "t"}, "meaningless"),
    ("issue", {"issue": "i", "action": "resolved", "text": "t", "into": "j"}, "meaningless"),
    ("delivery", {"document": "report", "title": "t", "ordinal": 0}, "bad-value"),
    ("correction", {"reason": "r", "effective": "2014-02-30"}, "bad-date"),
    ("statement", {"speaker": "s", "text": "t", "claim": "rumour"}, "bad-value"),
    ("statement", {**SAID, "passage": {"sha256": "0" * 64, "start": 3, "end": 2}}, "meaningless"),
    ("statement", {**SAID, "passage": {"sha256": "0" * 63, "start": 3, "end": 4}}, "bad-value"),
    ("statement", {**SAID, "passage": {"sha256": "0" * 64, "start": -1, "end": 4}}, "bad-value"),
    ("statement", {**SAID, "passage": {"start": 1, "end": 4}}, "missing-field"),
    ("statement", {**SAID, "also": [{"outlet": ""}]}, "bad-value"),
    ("statement", {**SAID, "also": [{"url": "https://news.example/"}]}, "missing-field"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "plain"), GOOD)
def test_what_can_be_meant_is_read_alike_from_data_and_from_json(kind: str, plain: dict[str, object]):
    body: Any = EVIDENCE_KINDS[kind]
    assert convert(plain, body, where="t") == decode_json(msgspec.json.encode(plain), body, where="t")


@pytest.mark.parametrize(("kind", "plain", "code"), BAD)
def test_what_cannot_be_meant_is_refused_alike_from_data_and_from_json(kind: str, plain: dict[str, object], code: str):
    body: Any = EVIDENCE_KINDS[kind]
    for read in (
        lambda: convert(plain, body, where="t"),
        lambda: decode_json(msgspec.json.encode(plain), body, where="t"),
    ):
        with pytest.raises(MalformedError) as caught:
            read()
        assert caught.value.code == code
        assert caught.value.fault.where.startswith("t")


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"\xff"', b"null", b'{"reason":' + b"[" * 100_000])
def test_bytes_that_are_no_body_are_malformed(raw: bytes):
    with pytest.raises(MalformedError) as caught:
        decode_json(raw, Correction, where="entry 7")
    assert caught.value.code in ("bad-syntax", "bad-value")
    assert caught.value.fault.where == "entry 7"


def test_what_a_statement_does_not_say_is_not_in_its_bytes():
    """A record made before a field was there keeps its bytes."""
    assert encode_json(convert(SAID, Statement, where="t")) == msgspec.json.encode(SAID)


def test_a_correction_knows_whether_it_replaces():
    assert not Correction(reason="withdrawn").replaces
    assert Correction(reason="better", replacement=msgspec.Raw(b"{}")).replaces

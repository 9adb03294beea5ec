"""The one rule for Ed25519, on all 914 published edge cases: no library is left anything to disagree on."""

import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from proverka.model.errors import MalformedError
from proverka.record import VerifierKey


@pytest.fixture(scope="module")
def cases(published):
    cases = json.loads((published / "cctv-ed25519" / "ed25519vectors.json").read_text())
    assert len(cases) == 914
    return [(bytes.fromhex(c["key"]), bytes.fromhex(c["sig"]), c["msg"].encode(), c["flags"] or []) for c in cases]


def accepted_here(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        return VerifierKey(name="case", public=key).verify(message, signature)
    except MalformedError:
        return False


def accepted_by_openssl(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def accepted_by_libsodium(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        crypto_sign_open(signature + message, key)
    except BadSignatureError:
        return False
    return True


def test_only_ordinary_points_are_accepted(cases):
    for key, signature, message, flags in cases:
        assert accepted_here(key, signature, message) == (not flags), flags


def test_some_cases_are_accepted_and_most_are_not(cases):
    accepted = sum(accepted_here(key, signature, message) for key, signature, message, _ in cases)
    assert 0 < accepted < 10


def test_what_is_accepted_here_is_accepted_by_every_library(cases):
    for key, signature, message, _ in cases:
        if accepted_here(key, signature, message):
            assert accepted_by_openssl(key, signature, message)
            assert accepted_by_libsodium(key, signature, message)


def test_an_enrolled_key_leaves_the_libraries_only_low_order_first_halves(cases):
    for key, signature, message, flags in cases:
        try:
            VerifierKey(name="case", public=key)
        except MalformedError:
            continue
        if "low_order_R" not in flags:
            ours = accepted_here(key, signature, message)
            assert ours == accepted_by_openssl(key, signature, message)
            assert ours == accepted_by_libsodium(key, signature, message)


def test_the_libraries_themselves_disagree_without_the_rule(cases):
    disagreements = sum(
        accepted_by_openssl(key, signature, message) != accepted_by_libsodium(key, signature, message)
        for key, signature, message, _ in cases
    )
    assert disagreements > 100


def test_the_copy_is_the_published_file(cases, shared):
    whole = json.loads((shared / "vectors" / "cctv" / "ed25519" / "ed25519vectors.json").read_text())
    assert [c["sig"] for c in whole] == [signature.hex() for _, signature, _, _ in cases]

"""Keys and notes against the example that the tests of Go's golang.org/x/mod/sumdb/note publish (BSD-3-Clause)."""

import pytest

from proverka.model.errors import MalformedError
from proverka.record import SignedNote, SigningKey, VerifierKey

VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"


def test_both_text_forms_round_trip():
    key = SigningKey.parse(PRIVATE)
    assert key.private_text() == PRIVATE
    assert str(key.verifier) == VERIFIER
    assert VerifierKey.parse(VERIFIER) == key.verifier


def test_the_note_is_the_same_byte_for_byte():
    assert SignedNote.sign(TEXT, [SigningKey.parse(PRIVATE)]).raw == f"{TEXT}\n{LINE}".encode()


def test_the_note_verifies():
    note = SignedNote.parse(f"{TEXT}\n{LINE}".encode())
    assert [key.name for key in note.verify([VerifierKey.parse(VERIFIER)])] == ["PeterNeumann"]


def test_no_part_of_a_key_and_no_neighbour_of_it_is_a_key():
    parts = [VERIFIER[i:j] for i in range(len(VERIFIER)) for j in range(i + 1, len(VERIFIER) + 1)]
    parts.remove(VERIFIER)
    neighbours = [VERIFIER[:i] + chr(ord(c) + 1) + VERIFIER[i + 1 :] for i, c in enumerate(VERIFIER)]
    for text in parts + neighbours:
        with pytest.raises(MalformedError):
            VerifierKey.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_wrong_length_and_unknown_type_are_refused_even_with_their_own_identifier(text):
    with pytest.raises(MalformedError):
        VerifierKey.parse(text)

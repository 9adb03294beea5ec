import pytest

from proverka.model.errors import MalformedError, Refusal
from proverka.record import SigningKey, VerifierKey, keys

SEED = bytes(range(32))


def test_a_signature_verifies_and_is_the_same_each_time():
    key = SigningKey.from_seed("alpha", SEED)
    signature = key.sign(b"text\n")
    assert signature == key.sign(b"text\n")
    assert key.verifier.verify(b"text\n", signature)


def test_a_signature_on_other_bytes_or_of_another_length_does_not_verify():
    key = SigningKey.from_seed("alpha", SEED)
    signature = key.sign(b"text\n")
    assert not key.verifier.verify(b"Text\n", signature)
    assert not key.verifier.verify(b"text\n", signature + b"\0")
    assert not key.verifier.verify(b"text\n", signature[:-1])
    assert not key.verifier.verify(b"text\n", b"")


def test_a_scalar_beyond_the_order_is_refused():
    key = SigningKey.from_seed("alpha", SEED)
    signature = key.sign(b"text\n")
    order = 2**252 + 27742317777372353535851937790883648493
    scalar = int.from_bytes(signature[32:], "little") + order
    assert not key.verifier.verify(b"text\n", signature[:32] + scalar.to_bytes(32, "little"))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "a\tb", "\u0085", "a\x00", "\ud800"])
def test_a_name_that_no_line_could_carry_is_refused(name):
    with pytest.raises(MalformedError) as caught:
        SigningKey.from_seed(name, SEED)
    assert caught.value.fault.refusal is Refusal.BAD_KEY


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_has_32_bytes(length):
    with pytest.raises(MalformedError):
        SigningKey.from_seed("alpha", bytes(length))


@pytest.mark.parametrize(
    "public",
    [bytes(32), b"\x01" + bytes(31), b"\xff" * 32, b"", bytes(31), (2**255 - 19).to_bytes(32, "little")],
    ids=["order-4", "identity", "not-a-point", "empty", "short", "not-canonical"],
)
def test_a_key_off_the_rule_cannot_be_made(public):
    with pytest.raises(MalformedError) as caught:
        VerifierKey(name="alpha", public=public)
    assert caught.value.fault.refusal is Refusal.BAD_KEY


def test_base64_may_hold_the_separator():
    for seed in range(64):
        key = SigningKey.from_seed("alpha", bytes([seed]) * 32)
        assert VerifierKey.parse(str(key.verifier)) == key.verifier
        assert SigningKey.parse(key.private_text()) == key


def test_neither_repr_nor_error_shows_a_secret():
    key = SigningKey.from_seed("alpha", SEED)
    text = key.private_text()
    secret = text.rsplit("+", 1)[-1]
    assert secret not in repr(key)
    assert repr(SEED) not in repr(key)
    assert str(SEED) not in repr(key)
    for wrong in (text[:-1], text + "A", text.replace("+alpha+", "+beta+"), text.removeprefix("PRIVATE+KEY+")):
        with pytest.raises(MalformedError) as caught:
            SigningKey.parse(wrong)
        assert secret[:20] not in str(caught.value)


def test_an_identifier_of_another_name_is_refused():
    text = str(SigningKey.from_seed("alpha", SEED).verifier)
    with pytest.raises(MalformedError, match="identifier"):
        VerifierKey.parse(text.replace("alpha", "beta"))


def test_upper_case_identifiers_are_not_a_second_text_of_a_key():
    key = next(
        k for s in range(9) if (k := SigningKey.from_seed("a", bytes([s]) * 32)).key_id.hex().upper() != k.key_id.hex()
    )
    text = str(key.verifier).replace(key.key_id.hex(), key.key_id.hex().upper())
    with pytest.raises(MalformedError):
        VerifierKey.parse(text)


def test_a_library_that_verifies_by_another_rule_is_not_worked_with(monkeypatch):
    keys._check_library()
    monkeypatch.setattr(keys, "crypto_sign_open", lambda *_: b"")
    with pytest.raises(ImportError, match="with the cofactor"):
        keys._check_library()

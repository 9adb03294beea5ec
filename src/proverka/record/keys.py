"""Ed25519 keys under one stated rule, and their two text forms.

Of the 914 published edge cases of Ed25519, well-known libraries disagree on 783. The rule here leaves them
nothing to disagree on: a public key is the canonical encoding of a point of prime order, a signature whose
first half is a point of low order is refused, and the equation is checked without the cofactor (RFC 8032).

OpenSSL signs and libsodium, nearly twice as fast at it, verifies: what one of them makes the other must accept, before
anything is acknowledged.
"""

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import BadSignatureError

from proverka.record.key_text import KEY_ID_BYTES, PRIVATE_PREFIX, KeyText, bad_key, unsaid

# The type byte of a plain Ed25519 note signature (C2SP signed-note, "Signature types").
ED25519_TYPE = 0x01
PUBLIC_KEY_BYTES = 32
SEED_BYTES = 32
SIGNATURE_BYTES = 64

# The keys of a case are read with every entry of it that names one, and the rule takes as long as a signature does. Of
# so many keys, more than any case has parties, the answer is remembered; each takes some two hundred bytes.
KNOWN_POINTS_MAX = 1024

# Neither space, '+', control, nor half of a surrogate pair.
_KEY_NAME = re.compile(r"[^\s+\x00-\x1f\ud800-\udfff]+")

# Every encoding, canonical or not, of the eight points of low order. With a key of prime order the equation
# itself refuses all of them but the identity; libsodium refuses the whole list, so we do too.
_LOW_ORDER = frozenset(
    bytes.fromhex(point)
    for point in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    )
)


# A key of prime order, a message, and a signature that is only right with the cofactor (C2SP CCTV, ed25519vectors).
_WITH_COFACTOR = (
    bytes.fromhex("ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076"),
    b"ed25519vectors 3",
    bytes.fromhex(
        "36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56b"
        "2d471882773a677af1e3824e757a33f8ddf7bbeaf3d28a09595eb8daa0d74a03"
    ),
)


class NoteKey(Protocol):
    """What a signed note asks of a key, whatever its type: a name, an identifier and a judgement.

    A key whose signature covers more than the text of the note (a cosignature) adds it in its own `verify`.
    """

    @property
    def name(self) -> str:
        """The key's name, as on its signature lines."""

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each of its signatures."""

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's on the note whose text is `message`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key that satisfies the rule, under a name. One that does not cannot be constructed.

    Raises `MalformedError` (bad-key). Source: C2SP signed-note, "Verifier keys".
    """

    name: str
    public: bytes
    key_id: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.public) != PUBLIC_KEY_BYTES or not _is_strict(self.public):
            expected = f"{PUBLIC_KEY_BYTES} bytes that encode a point of prime order, canonically"
            raise bad_key(self.name, expected, self.public.hex())
        object.__setattr__(self, "key_id", _key_id(self.name, self.public))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key whose text form is `text`: `name+hex8+base64(type || public)`.

        Raises `MalformedError` (bad-key) for every other text.
        """
        parts = KeyText.parse("a verifier key", text, {ED25519_TYPE: PUBLIC_KEY_BYTES})
        key = cls(name=parts.name, public=parts.body)
        parts.check_identifier(key.key_id)
        return key

    def __str__(self) -> str:
        return str(KeyText(name=self.name, key_id=self.key_id, type=ED25519_TYPE, body=self.public))

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Return whether `signature` (64 bytes) is by this key on `message`, under the rule of this module."""
        if len(signature) != SIGNATURE_BYTES or signature[:32] in _LOW_ORDER:
            return False
        try:
            crypto_sign_open(signature + message, self.public)
        except BadSignatureError:
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key, by its 32-byte seed, under a name. Its seed is never shown by `repr`.

    Raises `MalformedError` (bad-key). Randomness is the caller's: nothing here makes a seed.
    """

    name: str
    seed: bytes = field(repr=False)
    verifier: VerifierKey = field(init=False, compare=False)
    _private: Ed25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.seed) != SEED_BYTES:
            # A seed is a secret, even a wrong one: its length is told, its bytes are not.
            raise bad_key(self.name, f"a seed of {SEED_BYTES} bytes", f"{len(self.seed)} bytes")
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        object.__setattr__(self, "_private", private)
        public = private.public_key().public_bytes_raw()
        object.__setattr__(self, "verifier", VerifierKey(name=self.name, public=public))

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Self:
        """Return the key of that `seed` (32 bytes) under `name`."""
        return cls(name=name, seed=seed)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key whose private text form is `text`, as Go's note package writes it.

        Raises `MalformedError` (bad-key), without the secret in its message.
        """
        with unsaid(text):
            if not text.startswith(PRIVATE_PREFIX):
                raise bad_key("a private key", f"a text that begins with {PRIVATE_PREFIX}", "another beginning")
            parts = KeyText.parse("a private key", text.removeprefix(PRIVATE_PREFIX), {ED25519_TYPE: SEED_BYTES})
            key = cls(name=parts.name, seed=parts.body)
            parts.check_identifier(key.key_id)
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each of this key's signatures."""
        return self.verifier.key_id

    def private_text(self) -> str:
        """Return `PRIVATE+KEY+name+hex8+base64(type || seed)`: a secret, for a file that only its owner reads."""
        text = KeyText(name=self.name, key_id=self.key_id, type=ED25519_TYPE, body=self.seed)
        return f"{PRIVATE_PREFIX}{text}"

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature on `message`; the same each time (RFC 8032 section 5.1.6)."""
        return self._private.sign(message)


def check_key_name(name: str) -> None:
    """Refuse a name that a signature line could not carry (C2SP signed-note, "Format").

    Raises `MalformedError` (bad-key).
    """
    if not is_key_name(name):
        raise bad_key("the name of a key", "at least one character, none of them space, '+' or control", repr(name))


def is_key_name(name: str) -> bool:
    """Return whether `name` is one that a signature line can carry."""
    return _KEY_NAME.fullmatch(name) is not None


@lru_cache(maxsize=KNOWN_POINTS_MAX)
def _is_strict(public: bytes) -> bool:
    """Return whether 32 bytes are the canonical encoding of a point of prime order."""
    return bool(crypto_core_ed25519_is_valid_point(public))


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([ED25519_TYPE]) + public).digest()[:KEY_ID_BYTES]


def _check_library() -> None:
    """Refuse to work with a libsodium that verifies with the cofactor: other verifiers would disagree with it.

    Releases do not; a build of another branch might, on a machine where no tests run.
    """
    public, message, signature = _WITH_COFACTOR
    if VerifierKey(name="self-test", public=public).verify(message, signature):
        reason = "this build of libsodium verifies Ed25519 with the cofactor, which RFC 8032 as specified here does not"
        raise ImportError(reason)


_check_library()

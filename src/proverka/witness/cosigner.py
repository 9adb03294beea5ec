"""Cosigners: the keys of witnesses, of two algorithms, and what each of them signs (C2SP tlog-cosignature v1.1).

A witness that cosigns a checkpoint says: at that time, this is the largest tree of that log that I have seen, and it
holds every tree that I saw before. Ed25519 (type 0x04) is what most programs read today; ML-DSA-44 (type 0x06) is
believed to withstand quantum computers, and names its cosigner in what it signs.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar, Self, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from proverka.model.errors import MalformedError, Refusal
from proverka.record.checkpoint import Checkpoint
from proverka.record.key_text import KEY_ID_BYTES, KeyText, bad_key
from proverka.record.keys import PUBLIC_KEY_BYTES, SIGNATURE_BYTES, VerifierKey, check_key_name

ED25519_COSIGNATURE_TYPE = 0x04
MLDSA44_COSIGNATURE_TYPE = 0x06
MLDSA44_PUBLIC_KEY_BYTES = 1312
MLDSA44_SIGNATURE_BYTES = 2420

# A time is POSIX seconds in eight bytes; the sign bit stays unused, for readers whose integers have one.
TIME_MAX = 2**63 - 1
TIME_BYTES = 8

# Name and origin each have one byte for their length in what ML-DSA-44 cosigners sign.
MLDSA44_NAME_BYTES_MAX = 255

# A case asks for the keys of its witnesses at every entry that changes a key; so many are remembered, in a megabyte.
KNOWN_KEYS_MAX = 256

_SUBTREE_LABEL = b"subtree/v1\n\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignerKey:
    """The public Ed25519 key of a cosigner, under the same strict rule as `VerifierKey`.

    What it signs does not hold its name: one key is one cosigner's, and never another's. Raises `MalformedError`
    (bad-key).
    """

    TYPE: ClassVar[int] = ED25519_COSIGNATURE_TYPE

    name: str
    public: bytes
    key_id: bytes = field(init=False, repr=False)
    _plain: VerifierKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_plain", VerifierKey(name=self.name, public=self.public))
        object.__setattr__(self, "key_id", _key_id(self.name, self.TYPE, self.public))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key whose text form is `text`: `name+hex8+base64(0x04 || public)`; `MalformedError` (bad-key)."""
        parts = KeyText.parse("a cosigner key", text, {cls.TYPE: PUBLIC_KEY_BYTES})
        key = cls(name=parts.name, public=parts.body)
        parts.check_identifier(key.key_id)
        return key

    def __str__(self) -> str:
        return str(KeyText(name=self.name, key_id=self.key_id, type=self.TYPE, body=self.public))

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Return whether `signature` is this cosigner's on the checkpoint whose text is `message`, at its own time."""
        if not _has_time(signature, SIGNATURE_BYTES):
            return False
        signed = ed25519_cosigned_message(self.time_of(signature), message)
        return self._plain.verify(signed, signature[TIME_BYTES:])

    def time_of(self, signature: bytes) -> int:
        """Return the time that `signature`, which has verified, states: POSIX seconds, 0 where it states none."""
        return _time_of(signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class MldsaCosignerKey:
    """The public ML-DSA-44 key of a cosigner (FIPS 204). Every string of 1,312 bytes encodes one.

    What it signs holds its name, and the first three lines of the checkpoint: extension lines are not covered. Raises
    `MalformedError` (bad-key).
    """

    TYPE: ClassVar[int] = MLDSA44_COSIGNATURE_TYPE

    name: str
    public: bytes = field(repr=False)
    key_id: bytes = field(init=False)

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.name.encode()) > MLDSA44_NAME_BYTES_MAX:
            raise bad_key("the name of a cosigner", f"at most {MLDSA44_NAME_BYTES_MAX} bytes", self.name)
        if len(self.public) != MLDSA44_PUBLIC_KEY_BYTES:
            raise bad_key(self.name, f"a key of {MLDSA44_PUBLIC_KEY_BYTES} bytes", f"{len(self.public)} bytes")
        object.__setattr__(self, "key_id", _key_id(self.name, self.TYPE, self.public))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key whose text form is `text`: `name+hex8+base64(0x06 || public)`; `MalformedError` (bad-key)."""
        parts = KeyText.parse("a cosigner key", text, {cls.TYPE: MLDSA44_PUBLIC_KEY_BYTES})
        key = cls(name=parts.name, public=parts.body)
        parts.check_identifier(key.key_id)
        return key

    def __str__(self) -> str:
        return str(KeyText(name=self.name, key_id=self.key_id, type=self.TYPE, body=self.public))

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Return whether `signature` is this cosigner's on the checkpoint whose text is `message`, at its own time."""
        if not _has_time(signature, MLDSA44_SIGNATURE_BYTES):
            return False
        try:
            checkpoint = Checkpoint.parse(message.decode())
            signed = mldsa44_cosigned_message(self.name, self.time_of(signature), checkpoint)
            MLDSA44PublicKey.from_public_bytes(self.public).verify(signature[TIME_BYTES:], signed)
        except (MalformedError, UnicodeDecodeError, InvalidSignature):
            return False
        return True

    def time_of(self, signature: bytes) -> int:
        """Return the time that `signature`, which has verified, states: POSIX seconds, 0 where it states none."""
        return _time_of(signature)


Cosigner: TypeAlias = CosignerKey | MldsaCosignerKey


def parse_cosigner_key(text: str) -> Cosigner:
    """Return the cosigner's key of either algorithm whose text form is `text`; raise `MalformedError` (bad-key)."""
    return _parsed(text)


@lru_cache(maxsize=KNOWN_KEYS_MAX)
def _parsed(text: str) -> Cosigner:
    sizes = {CosignerKey.TYPE: PUBLIC_KEY_BYTES, MldsaCosignerKey.TYPE: MLDSA44_PUBLIC_KEY_BYTES}
    parts = KeyText.parse("a cosigner key", text, sizes)
    form = CosignerKey if parts.type == CosignerKey.TYPE else MldsaCosignerKey
    key = form(name=parts.name, public=parts.body)
    parts.check_identifier(key.key_id)
    return key


def ed25519_cosigned_message(time: int, text: bytes) -> bytes:
    """Return what an Ed25519 cosigner signs: a fixed line, the time, and the whole text of the checkpoint."""
    return b"cosignature/v1\ntime %d\n" % time + text


def mldsa44_cosigned_message(name: str, time: int, checkpoint: Checkpoint) -> bytes:
    """Return what an ML-DSA-44 cosigner of that `name` signs of a checkpoint: its tree, from leaf 0 to the size.

    Raises `MalformedError` (bad-checkpoint) for an origin that its one byte of length cannot carry.
    """
    origin = encode_text(checkpoint.origin)
    if len(origin) > MLDSA44_NAME_BYTES_MAX:
        raise _bad_checkpoint(f"an origin of at most {MLDSA44_NAME_BYTES_MAX} bytes", checkpoint.origin)
    return subtree_message(
        cosigner=name.encode(), time=time, origin=origin, start=0, end=checkpoint.size, root=checkpoint.root
    )


def subtree_message(*, cosigner: bytes, time: int, origin: bytes, start: int, end: int, root: bytes) -> bytes:
    """Return the `cosigned_message` of the specification, for the leaves `start` to `end`; names of 1 to 255 bytes."""
    named = bytes([len(cosigner)]) + cosigner + time.to_bytes(8, "big") + bytes([len(origin)]) + origin
    return _SUBTREE_LABEL + named + start.to_bytes(8, "big") + end.to_bytes(8, "big") + root


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:KEY_ID_BYTES]


def _has_time(signature: bytes, size: int) -> bool:
    return len(signature) == TIME_BYTES + size and _time_of(signature) <= TIME_MAX


def _time_of(signature: bytes) -> int:
    return int.from_bytes(signature[:TIME_BYTES], "big")


def encode_text(text: str) -> bytes:
    """Return `text`, of a checkpoint, as UTF-8; raise `MalformedError` (bad-checkpoint) where UTF-8 cannot carry it."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise _bad_checkpoint("text that UTF-8 can carry", repr(error.object[error.start])) from None


def _bad_checkpoint(expected: str, got: str) -> MalformedError:
    remedy = "do not cosign this: ask the log for a checkpoint that can be cosigned"
    return MalformedError(Refusal.BAD_CHECKPOINT, where="checkpoint", expected=expected, got=got, remedy=remedy)

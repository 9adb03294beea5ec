"""A cosigner's private key, of either algorithm, and how it cosigns."""

from dataclasses import dataclass, field
from typing import Literal, Self

from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from proverka.record.checkpoint import Checkpoint
from proverka.record.key_text import PRIVATE_PREFIX, KeyText, bad_key, unsaid
from proverka.record.keys import SEED_BYTES, SigningKey, check_key_name
from proverka.record.note import NoteSignature
from proverka.witness.cosigner import (
    TIME_BYTES,
    TIME_MAX,
    Cosigner,
    CosignerKey,
    MldsaCosignerKey,
    ed25519_cosigned_message,
    encode_text,
    mldsa44_cosigned_message,
)

Algorithm = Literal["ed25519", "ml-dsa-44"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CosigningKey:
    """A cosigner's private key, by its 32-byte seed, under a name. Its seed is never shown by `repr`.

    Raises `MalformedError` (bad-key). Randomness is the caller's: nothing here makes a seed.
    """

    name: str
    seed: bytes = field(repr=False)
    algorithm: Algorithm = "ed25519"
    verifier: Cosigner = field(init=False, compare=False)

    def __post_init__(self) -> None:
        check_key_name(self.name)
        if len(self.seed) != SEED_BYTES:
            # A seed is a secret, even a wrong one: its length is told, its bytes are not.
            raise bad_key(self.name, f"a seed of {SEED_BYTES} bytes", f"{len(self.seed)} bytes")
        object.__setattr__(self, "verifier", _public_of(self))

    @classmethod
    def from_seed(cls, name: str, seed: bytes, algorithm: Algorithm = "ed25519") -> Self:
        """Return the key of that `seed` (32 bytes for both algorithms) under `name`."""
        return cls(name=name, seed=seed, algorithm=algorithm)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the key whose private text form is `text`; its type byte tells the algorithm.

        Raises `MalformedError` (bad-key), without the secret in its message.
        """
        with unsaid(text):
            if not text.startswith(PRIVATE_PREFIX):
                raise bad_key("a private key", f"a text that begins with {PRIVATE_PREFIX}", "another beginning")
            sizes = {CosignerKey.TYPE: SEED_BYTES, MldsaCosignerKey.TYPE: SEED_BYTES}
            parts = KeyText.parse("a private key", text.removeprefix(PRIVATE_PREFIX), sizes)
            algorithm: Algorithm = "ed25519" if parts.type == CosignerKey.TYPE else "ml-dsa-44"
            key = cls(name=parts.name, seed=parts.body, algorithm=algorithm)
            parts.check_identifier(key.key_id)
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each of this key's cosignatures."""
        return self.verifier.key_id

    def private_text(self) -> str:
        """Return `PRIVATE+KEY+name+hex8+base64(type || seed)`: a secret, for a file that only its owner reads."""
        text = KeyText(name=self.name, key_id=self.key_id, type=self.verifier.TYPE, body=self.seed)
        return f"{PRIVATE_PREFIX}{text}"

    def cosign(self, text: str, *, time: int) -> NoteSignature:
        """Return the line that cosigns the checkpoint whose text is `text`, at `time` (POSIX seconds, from 1).

        Whether the tree is consistent with those cosigned before is the caller's to know. An Ed25519 line is the same
        each time; in ML-DSA-44 the library draws fresh randomness for each (FIPS 204 section 3.4), and any of them
        verifies. Raises `MalformedError` (bad-checkpoint) where `text` is of no checkpoint, or its origin is too long.
        """
        assert 0 < time <= TIME_MAX, "a witness states a time, and zero would state none"
        checkpoint = Checkpoint.parse(text)
        if self.algorithm == "ed25519":
            signed = ed25519_cosigned_message(time, encode_text(text))
            signature = SigningKey.from_seed(self.name, self.seed).sign(signed)
        else:
            signed = mldsa44_cosigned_message(self.name, time, checkpoint)
            signature = MLDSA44PrivateKey.from_seed_bytes(self.seed).sign(signed)
        return NoteSignature(name=self.name, key_id=self.key_id, signature=time.to_bytes(TIME_BYTES, "big") + signature)


def _public_of(key: CosigningKey) -> Cosigner:
    if key.algorithm == "ed25519":
        return CosignerKey(name=key.name, public=SigningKey.from_seed(key.name, key.seed).verifier.public)
    public = MLDSA44PrivateKey.from_seed_bytes(key.seed).public_key().public_bytes_raw()
    return MldsaCosignerKey(name=key.name, public=public)

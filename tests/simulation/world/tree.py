"""The auditor's own reading of the record: notes, signatures, the tree. Nothing in it is taken from what it audits."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

WIDTH = 256
COSIGNER, COSIGNER_MLDSA = 4, 6

# Gives the bytes of a file by its path, or `None` where there is none.
ReadFile = Callable[[str], bytes | None]


class Violation(AssertionError):  # noqa: N818 - it is what the simulation is for, and no error of anybody's code
    """Something that must never be was seen."""


def demand(holds: object, what: str) -> None:
    if not holds:
        raise Violation(what)


class Key(NamedTuple):
    """A verifier key in the text form of C2SP signed-note."""

    name: str
    ident: bytes
    kind: int
    public: bytes

    @classmethod
    def read(cls, text: str) -> "Key":
        name, ident, body = text.split("+", 2)
        raw = base64.b64decode(body)
        return cls(name, bytes.fromhex(ident), raw[0], raw[1:])

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        try:
            if self.kind == COSIGNER_MLDSA:
                MLDSA44PublicKey.from_public_bytes(self.public).verify(signature[8:], self._subtree(message, signature))
            elif self.kind == COSIGNER:
                time = int.from_bytes(signature[:8], "big")
                signed = f"cosignature/v1\ntime {time}\n".encode() + message
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature[8:], signed)
            else:
                Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def _subtree(self, message: bytes, signature: bytes) -> bytes:
        """Return what an ML-DSA-44 cosigner signs of a checkpoint: its name, the time, the tree from leaf 0 on."""
        origin, size, root = message.split(b"\n")[:3]
        name, log = (bytes([len(text)]) + text for text in (self.name.encode(), origin))
        whole = bytes(8) + int(size).to_bytes(8, "big") + base64.b64decode(root)
        return b"subtree/v1\n\0" + name + signature[:8] + log + whole


# The same checkpoints are read after every step of a story. Enough for the notes of one.
@lru_cache(maxsize=4096)
def has_signed(key: Key, message: bytes, signature: bytes) -> bool:
    return key.has_signed(message, signature)


class Note(NamedTuple):
    """A text and the lines under it, as (name, identifier, signature)."""

    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def read(cls, raw: bytes) -> "Note":
        text, _, under = raw.decode().rpartition("\n\n")
        lines = []
        try:
            for row in under.splitlines():
                _, name, encoded = row.split(" ")
                body = base64.b64decode(encoded)
                lines.append((name, body[:4], body[4:]))
        except ValueError as error:
            raise Violation(f"a note of which the end is lost: {raw[-80:]!r}") from error
        return cls(text + "\n", tuple(lines))

    def signed_by(self, key: Key, *, strict: bool = True) -> list[bytes]:
        """Return the signatures of a key that verify; where `strict`, one that does not is a violation."""
        found = [signature for name, ident, signature in self.lines if (name, ident) == (key.name, key.ident)]
        right = [signature for signature in found if has_signed(key, self.text.encode(), signature)]
        demand(right == found or not strict, f"a signature by {key.name} that does not verify")
        return right


class Signed(NamedTuple):
    """A checkpoint: how many entries, which root, and its text."""

    size: int
    root: bytes
    text: str

    @classmethod
    def read(cls, raw: bytes, log: Key) -> "Signed":
        note = Note.read(raw)
        demand(note.signed_by(log), "a checkpoint that the log has not signed")
        origin, size, root = note.text.split("\n")[:3]
        demand(origin == log.name, "a checkpoint of another log")
        return cls(int(size), base64.b64decode(root), note.text)


def times_of(raw: bytes, key: Key, *, strict: bool = True) -> list[int]:
    """Return the times of the cosignatures of a witness on a checkpoint."""
    return [int.from_bytes(signature[:8], "big") for signature in Note.read(raw).signed_by(key, strict=strict)]


@dataclass(slots=True)
class Tree:
    """The tree of RFC 6962 over entries, with its root at every size."""

    entries: list[bytes] = field(default_factory=list)
    roots: list[bytes] = field(default_factory=lambda: [hashlib.sha256().digest()])
    _peaks: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, entry: bytes) -> None:
        self.entries.append(entry)
        height, value = 0, hashlib.sha256(b"\0" + entry).digest()
        while self._peaks and self._peaks[-1][0] == height:
            value = hashlib.sha256(b"\1" + self._peaks.pop()[1] + value).digest()
            height += 1
        self._peaks.append((height, value))
        root = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            root = hashlib.sha256(b"\1" + peak + root).digest()
        self.roots.append(root)

    def cut(self, size: int) -> "Tree":
        """Return the tree of the first entries."""
        made = Tree()
        for entry in self.entries[:size]:
            made.add(entry)
        return made


def read_entries(read: ReadFile, size: int) -> Iterable[bytes]:
    """Yield the entries of a log of `size`, from its bundles."""
    for index in range(-(-size // WIDTH)):
        width, path = min(WIDTH, size - index * WIDTH), f"tile/entries/{index:03}"
        data = read(f"{path}.p/{width}") or read(path)
        demand(data, f"{path}: not there, of {size} entries")
        at = 0
        for _ in range(width if data else 0):
            length = int.from_bytes((data or b"")[at : at + 2], "big")
            yield (data or b"")[at + 2 : at + 2 + length]
            at += 2 + length

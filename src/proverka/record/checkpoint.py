"""Checkpoints: how many entries a log holds and their root, under the log's signature (C2SP tlog-checkpoint v1.0.0)."""

from dataclasses import dataclass
from typing import Self

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.encoding import decode_base64, encode_base64
from proverka.record.keys import SigningKey, VerifierKey
from proverka.record.merkle import EMPTY_ROOT, HASH_BYTES
from proverka.record.note import SignedNote
from proverka.record.tiles import TREE_SIZE_MAX

_SIZE_DIGITS_MAX = len(str(TREE_SIZE_MAX))
_LINES_MIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The state of a log: its origin, the number of its entries, the 32-byte root over them, extension lines."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, *, where: str = "checkpoint") -> Self:
        """Return the checkpoint whose text is `text`; raise `MalformedError` (bad-checkpoint) for every other text."""
        if not text.endswith("\n"):
            raise _bad_checkpoint(where, "a text that ends in a newline", text[-80:])
        lines = text[:-1].split("\n")
        if len(lines) < _LINES_MIN or not all(lines):
            raise _bad_checkpoint(where, "an origin, a size, a root and no empty line", f"{len(lines)} lines")
        origin, size, root = lines[0], _parse_size(lines[1], where), _parse_root(lines[2], where)
        if size == 0 and root != EMPTY_ROOT:
            raise _bad_checkpoint(where, f"the root of the empty tree, {encode_base64(EMPTY_ROOT)}", lines[2])
        return cls(origin=origin, size=size, root=root, extensions=tuple(lines[3:]))

    @property
    def text(self) -> str:
        """The text that the log signs."""
        return "\n".join([self.origin, str(self.size), encode_base64(self.root), *self.extensions, ""])


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint and the note that carries it, in which the log's own signature has been verified.

    Lines by other keys (cosignatures) are kept in the note and are not judged here.
    """

    checkpoint: Checkpoint
    note: SignedNote

    @classmethod
    def sign(cls, checkpoint: Checkpoint, key: SigningKey) -> Self:
        """Return `checkpoint` signed by the log's `key`, whose name must be its origin."""
        note = SignedNote.sign(checkpoint.text, [key], where="checkpoint")
        return cls._of(note, key.verifier, where="checkpoint")

    @classmethod
    def parse(cls, raw: bytes, log_key: VerifierKey, *, where: str = "checkpoint") -> Self:
        """Return the checkpoint in `raw`, signed by `log_key`.

        Raises `MalformedError` (bad-note, bad-checkpoint and what notes raise) for bytes of another form, and
        `RefusedError` (unknown-key, wrong-signature) unless the log's own signature verifies.
        """
        return cls._of(SignedNote.parse(raw, where=where), log_key, where=where)

    @classmethod
    def _of(cls, note: SignedNote, log_key: VerifierKey, *, where: str) -> Self:
        note.verify([log_key], where=where)
        checkpoint = Checkpoint.parse(note.text, where=where)
        if checkpoint.origin != log_key.name:
            raise RefusedError(
                Refusal.UNKNOWN_KEY,
                where=where,
                expected=f"the origin {log_key.name}, the name of the log's key",
                got=checkpoint.origin,
                remedy="verify this checkpoint with the key of the log that it belongs to",
            )
        return cls(checkpoint=checkpoint, note=note)


def _parse_size(line: str, where: str) -> int:
    if line.isascii() and line.isdecimal() and len(line) <= _SIZE_DIGITS_MAX:
        size = int(line)
        if str(size) == line and size <= TREE_SIZE_MAX:
            return size
    raise _bad_checkpoint(where, f"a decimal size of at most {TREE_SIZE_MAX}, without a leading zero", line)


def _parse_root(line: str, where: str) -> bytes:
    root = decode_base64(line)
    if root is None or len(root) != HASH_BYTES:
        raise _bad_checkpoint(where, f"base64 of {HASH_BYTES} bytes", line)
    return root


def _bad_checkpoint(where: str, expected: str, got: str) -> MalformedError:
    remedy = "fetch the checkpoint again; if the log stands by it, keep it as evidence"
    return MalformedError(Refusal.BAD_CHECKPOINT, where=where, expected=expected, got=got, remedy=remedy)

"""Signed notes: a text, and under it one signature line for each signer (C2SP signed-note v1.0.0).

A note is kept, hashed and passed on exactly as it was received; it is never written out anew from its parts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.encoding import decode_base64, encode_base64
from proverka.record.key_text import KEY_ID_BYTES
from proverka.record.keys import NoteKey, SigningKey, is_key_name

# As Go's note package: far above any checkpoint, small enough to read whole from a stranger.
NOTE_BYTES_MAX = 1_000_000
# The specification asks readers for at least 16; a hundred leaves room for every party and witness.
SIGNATURE_LINES_MAX = 100

_DASH = "\N{EM DASH} "
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")

_Key = TypeVar("_Key", bound=NoteKey)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line: who says to have signed, and the bytes. Nothing about it is verified."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, newline included."""
        return f"{_DASH}{self.name} {encode_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedNote:
    """A note of the right form: its text (final newline included), its signatures, its exact bytes.

    Made by `parse` or `sign`; the form says nothing of who signed, `verify` does.
    """

    text: str
    signatures: tuple[NoteSignature, ...]
    raw: bytes

    @classmethod
    def parse(cls, raw: bytes, *, where: str = "a signed note") -> Self:
        """Return the note in `raw`; raise `MalformedError` (too-large, wrong-encoding, bad-note) for other bytes."""
        decoded = _decode(raw, where)
        # The last blank line separates: the text itself may hold others.
        text, separator, lines = decoded.rpartition("\n\n")
        if not separator or not lines.endswith("\n"):
            expected = "a text, a blank line and at least one signature line, each ended by a newline"
            raise _bad_note(where, expected, decoded[-80:])
        return cls(text=text + "\n", signatures=_parse_lines(lines, where), raw=bytes(raw))

    @classmethod
    def sign(cls, text: str, keys: Sequence[SigningKey], *, where: str = "a signed note") -> Self:
        """Return `text` signed by each of `keys`, in that order.

        Raises `MalformedError` (bad-note, too-large) where `text` cannot be the text of a note.
        """
        if not text.endswith("\n"):
            raise _bad_note(where, "a text that ends in a newline", text[-80:])
        message = _encode(text, where)
        lines = "".join(_signature(key, message).line for key in keys)
        return cls.parse(f"{text}\n{lines}".encode(), where=where)

    @property
    def message(self) -> bytes:
        """The bytes that are signed: the text with its final newline, without the blank line."""
        return self.text.encode()

    def signed_by(self, key: SigningKey) -> Self:
        """Return this note with one more signature line at its end; itself where the key has signed already."""
        signature = _signature(key, self.message)
        if signature in self.signatures:
            return self
        return self.parse(self.raw + signature.line.encode())

    def verify_all(self, keys: Sequence[NoteKey], *, where: str = "a signed note") -> None:
        """Return if every one of `keys` signed this note; raise as `verify` does, unknown-key where one has no line."""
        signed = self.verify(keys, where=where)
        for key in keys:
            if key not in signed:
                raise _unknown_key(where, {(key.name, key.key_id): key}, self.signatures)

    def verify(self, keys: Iterable[_Key], *, where: str = "a signed note") -> tuple[_Key, ...]:
        """Return those of `keys` that signed this note, in the order of its lines: at least one.

        A line belongs to a key if both name and identifier agree. Lines of unknown keys are passed over. Raises
        `RefusedError`: unknown-key where no line belongs to a known key, wrong-signature where one does and does not
        verify, bad-key where two of `keys` share a name and an identifier.
        """
        known = _by_line(keys, where)
        message = self.message
        signers: dict[tuple[str, bytes], _Key] = {}
        for line in self.signatures:
            key = known.get((line.name, line.key_id))
            if key is None:
                continue
            if not key.verify(message, line.signature):
                raise _wrong_signature(where, line)
            signers[line.name, line.key_id] = key
        if not signers:
            raise _unknown_key(where, known, self.signatures)
        return tuple(signers.values())


def _decode(raw: bytes, where: str) -> str:
    if len(raw) > NOTE_BYTES_MAX:
        raise MalformedError(
            Refusal.TOO_LARGE,
            where=where,
            expected=f"at most {NOTE_BYTES_MAX} bytes",
            got=f"{len(raw)} bytes",
            remedy="put large content into a document and name its hash in the note",
        )
    if control := _CONTROL.search(raw):
        got = f"byte {raw[control.start()]:#04x} at offset {control.start()}"
        raise _bad_note(where, "no control character but the newline (a carriage return is one)", got)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise MalformedError(
            Refusal.WRONG_ENCODING,
            where=where,
            expected="UTF-8",
            got=f"byte {raw[error.start]:#04x} at offset {error.start}",
            remedy="fetch the note again as a binary file",
        ) from None


def _encode(text: str, where: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise _bad_note(where, "text that UTF-8 can carry", repr(error.object[error.start])) from None


def _parse_lines(lines: str, where: str) -> tuple[NoteSignature, ...]:
    # Only "\n" ends a line: str.splitlines would also break at U+2028 and its like.
    rows = lines[:-1].split("\n", SIGNATURE_LINES_MAX)
    if len(rows) > SIGNATURE_LINES_MAX:
        raise _bad_note(where, f"at most {SIGNATURE_LINES_MAX} signature lines", "more")
    return tuple(_parse_line(row, where) for row in rows)


def _parse_line(row: str, where: str) -> NoteSignature:
    name, _, encoded = row.removeprefix(_DASH).partition(" ")
    body = decode_base64(encoded)
    if not row.startswith(_DASH) or not is_key_name(name) or body is None or len(body) <= KEY_ID_BYTES:
        raise _bad_note(where, "a signature line: em dash, key name and base64, one space between each", row)
    return NoteSignature(name=name, key_id=body[:KEY_ID_BYTES], signature=body[KEY_ID_BYTES:])


def _signature(key: SigningKey, message: bytes) -> NoteSignature:
    return NoteSignature(name=key.name, key_id=key.key_id, signature=key.sign(message))


def _by_line(keys: Iterable[_Key], where: str) -> dict[tuple[str, bytes], _Key]:
    known: dict[tuple[str, bytes], _Key] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            # Four bytes can be made to collide; guessing which key was meant would let a collision pass as a failure.
            raise RefusedError(
                Refusal.BAD_KEY,
                where=where,
                expected="known keys that differ in name or identifier",
                got=f"two keys {key.name}+{key.key_id.hex()}",
                remedy="give one of the two keys another name",
            )
    return known


def _bad_note(where: str, expected: str, got: str) -> MalformedError:
    remedy = "fetch the note again as a binary file; do not edit it, a signed note must stay byte for byte"
    return MalformedError(Refusal.BAD_NOTE, where=where, expected=expected, got=got, remedy=remedy)


def _wrong_signature(where: str, line: NoteSignature) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_SIGNATURE,
        where=where,
        expected=f"a signature by {line.name}+{line.key_id.hex()} on this text",
        got="one that does not verify: the text or the signature was changed after signing",
        remedy="keep these bytes as evidence and ask the signer for the note again",
    )


def _unknown_key(where: str, known: Iterable[tuple[str, bytes]], signatures: Sequence[NoteSignature]) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_KEY,
        where=where,
        expected="a line by one of " + (", ".join(f"{n}+{i.hex()}" for n, i in known) or "no known key"),
        got="lines by " + ", ".join(f"{s.name}+{s.key_id.hex()}" for s in signatures),
        remedy="check that the key which you hold for this signer is the one that it uses now",
    )

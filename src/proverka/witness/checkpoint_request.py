"""What a log asks of a witness: a checkpoint, and the proof that it extends the last one that the witness cosigned.

Source: C2SP tlog-witness v1.0.0, "add-checkpoint". The same bytes are the body of an HTTP request, or a file that
travels by hand.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from proverka.model.errors import MalformedError, Refusal
from proverka.record.checkpoint import SignedCheckpoint
from proverka.record.encoding import decode_base64, encode_base64
from proverka.record.keys import VerifierKey
from proverka.record.merkle import HASH_BYTES
from proverka.record.note import NoteSignature, SignedNote
from proverka.record.tiles import TREE_SIZE_MAX

# What the specification allows; the path between any two trees of 2^63 entries is shorter.
PROOF_LINES_MAX = 63
# A checkpoint with a hundred lines of ML-DSA-44 has a third of a megabyte.
REQUEST_BYTES_MAX = 512 * 1024

# What of a line is shown in a refusal: more than any line that is meant has.
SHOWN_CHARACTERS_MAX = 80

_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRequest:
    """The size that the witness is thought to stand at, the path from there, and a signed note that is not judged yet.

    Whether the note is a checkpoint, and by whom, is for the witness to find: it answers each case differently.
    """

    old: int
    path: tuple[bytes, ...]
    note: SignedNote

    @classmethod
    def parse(cls, raw: bytes, *, where: str = "request") -> Self:
        """Return the request in `raw`.

        Raises `MalformedError`: too-large, bad-value for other lines above the checkpoint, and what notes raise.
        """
        if len(raw) > REQUEST_BYTES_MAX:
            raise _malformed(Refusal.TOO_LARGE, where, f"at most {REQUEST_BYTES_MAX} bytes", f"{len(raw)} bytes")
        head, _, note = raw.partition(b"\n\n")
        # One more than may be, so that a megabyte of newlines is not taken apart first.
        lines = head.decode("utf-8", "replace").split("\n", PROOF_LINES_MAX + 1)
        if len(lines) > 1 + PROOF_LINES_MAX:
            raise _malformed(Refusal.BAD_VALUE, where, f"at most {PROOF_LINES_MAX} hashes", "more")
        return cls(
            old=_parse_old(lines[0], where),
            path=tuple(_parse_hash(line, where) for line in lines[1:]),
            note=SignedNote.parse(note, where=f"{where}: checkpoint"),
        )

    def encode(self) -> bytes:
        """Return the request as it travels."""
        lines = [f"old {self.old}", *map(encode_base64, self.path), "", ""]
        return "\n".join(lines).encode() + self.note.raw


def only_lines(signed: SignedCheckpoint, lines: Sequence[NoteSignature]) -> SignedCheckpoint:
    """Return a checkpoint with `lines` under it and no others: what a stranger added is not ours to keep."""
    raw = signed.note.text + "\n" + "".join(line.line for line in lines)
    return SignedCheckpoint(checkpoint=signed.checkpoint, note=SignedNote.parse(raw.encode(), where="checkpoint"))


def log_line(signed: SignedCheckpoint, log_key: VerifierKey) -> NoteSignature:
    """Return the line by the log's own key, which has been verified."""
    return next(line for line in signed.note.signatures if (line.name, line.key_id) == (log_key.name, log_key.key_id))


def _parse_old(line: str, where: str) -> int:
    match = _OLD.fullmatch(line)
    if match is None or int(match[1]) > TREE_SIZE_MAX:
        expected = f"'old' and a size of at most {TREE_SIZE_MAX}, without a leading zero"
        raise _malformed(Refusal.BAD_VALUE, where, expected, _shown(line))
    return int(match[1])


def _parse_hash(line: str, where: str) -> bytes:
    value = decode_base64(line)
    if value is None or len(value) != HASH_BYTES:
        raise _malformed(Refusal.BAD_VALUE, where, f"base64 of a {HASH_BYTES}-byte hash on each line", _shown(line))
    return value


def _shown(line: str) -> str:
    """Return a line as a refusal shows it: what is no text, or a page of it, tells nobody anything."""
    if line.isprintable() and len(line) <= SHOWN_CHARACTERS_MAX:
        return line
    return f"{len(line)} characters that are no such line"


def _malformed(refusal: Refusal, where: str, expected: str, got: str) -> MalformedError:
    remedy = "make the request again with `proverka witness request`, or as docs/spec/witness.md says"
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)

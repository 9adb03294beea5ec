"""Cosignatures: the lines of witnesses under a log's checkpoint, verified, and added without touching the rest."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record.checkpoint import SignedCheckpoint
from proverka.record.note import NoteSignature, SignedNote
from proverka.witness.cosigner import Cosigner


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosignature:
    """A cosignature that has verified: whose it is, the POSIX seconds that it states (never 0), the line itself."""

    key: Cosigner
    time: int
    line: NoteSignature


def cosignatures(
    signed: SignedCheckpoint, keys: Iterable[Cosigner], *, where: str = "checkpoint"
) -> tuple[Cosignature, ...]:
    """Return the cosignatures by `keys` under a checkpoint, in the order of its lines; one key may have several.

    Lines of unknown keys are passed over, and so is a line that verifies and states the time 0: it says neither when,
    nor that the tree is the largest that was seen, and is no witness's (C2SP tlog-witness, "add-checkpoint"). A time
    is the witness's word; whether it lies in the future is for a caller with a clock. Raises `RefusedError`:
    wrong-signature where a line of a known key does not verify, bad-key where two of `keys` share name and identifier.
    """
    known = _by_line(keys, where)
    message = signed.note.message
    found = []
    for line in signed.note.signatures:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        if not key.verify(message, line.signature):
            raise _wrong_signature(where, line)
        if time := key.time_of(line.signature):
            found.append(Cosignature(key=key, time=time, line=line))
    return tuple(found)


def with_cosignatures(signed: SignedCheckpoint, lines: Iterable[NoteSignature]) -> SignedCheckpoint:
    """Return the checkpoint with those of `lines` that it does not carry yet at its end, each once.

    What stands there already stays as it is, lines of unknown keys too. Nothing about the lines is verified. Raises
    `MalformedError` (bad-note, too-large) where a note cannot carry so many.
    """
    new = [line for line in dict.fromkeys(lines) if line not in signed.note.signatures]
    note = SignedNote.parse(signed.note.raw + "".join(line.line for line in new).encode(), where="checkpoint")
    assert note.text == signed.note.text, "lines that were parsed leave the text alone"
    return replace(signed, note=note)


def parse_cosignature_lines(raw: bytes, *, where: str = "the answer of a witness") -> tuple[NoteSignature, ...]:
    """Return the signature lines in `raw`, at least one and nothing else, as a witness answers; none is verified.

    Raises `MalformedError` (bad-note, wrong-encoding, too-large).
    """
    note = SignedNote.parse(b"\n\n" + raw, where=where)
    if note.text != "\n":
        raise MalformedError(
            Refusal.BAD_NOTE,
            where=where,
            expected="signature lines and no blank one",
            got=repr(note.text),
            remedy="ask the witness again; it should answer with its cosignatures alone",
        )
    return note.signatures


def _by_line(keys: Iterable[Cosigner], where: str) -> dict[tuple[str, bytes], Cosigner]:
    known: dict[tuple[str, bytes], Cosigner] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            # Four bytes can be made to collide; guessing which key was meant would let a collision pass as a failure.
            raise RefusedError(
                Refusal.BAD_KEY,
                where=where,
                expected="cosigners that differ in name or identifier",
                got=f"two keys {key.name}+{key.key_id.hex()}",
                remedy="give one of the two cosigners another name",
            )
    return known


def _wrong_signature(where: str, line: NoteSignature) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_SIGNATURE,
        where=where,
        expected=f"a cosignature by {line.name}+{line.key_id.hex()} on this checkpoint, at the time that it states",
        got="one that does not verify: the checkpoint, the time or the signature was changed",
        remedy="keep these bytes as evidence and ask the witness for its cosignature again",
    )

"""Offline proofs that an entry is in a witnessed log (C2SP tlog-proof), and receipts, which carry the entry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from proverka.model.errors import MalformedError, Refusal
from proverka.record.checkpoint import Checkpoint
from proverka.record.encoding import decode_base64, encode_base64
from proverka.record.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.submission import Submission
from proverka.record.tiles import ENTRY_BYTES_MAX, TREE_SIZE_MAX
from proverka.witness.cosignature import Cosignature
from proverka.witness.policy import WitnessPolicy
from proverka.witness.witnessed import Witnessed, verify_checkpoint

# The largest checkpoint, an entry in base64, and a path of 63 hashes with room to spare.
PROOF_BYTES_MAX = NOTE_BYTES_MAX + ENTRY_BYTES_MAX * 4 // 3 + 10_000
# A tree of fewer than 2^63 leaves is no higher.
PATH_HASHES_MAX = 63

_TYPE = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof of the right form. Nothing about it is verified.

    `path` leads from the sibling of leaf `index` to the root; `checkpoint` is the signed note, verbatim; `extra` is
    opaque, not empty, and proved by nothing here.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    @classmethod
    def parse(cls, raw: bytes, *, where: str = "proof") -> Self:
        """Return the proof in `raw`; raise `MalformedError` (too-large, bad-proof) for other bytes."""
        if len(raw) > PROOF_BYTES_MAX:
            raise _too_large(where, len(raw))
        # Every line of the proof itself holds something, so the first blank line ends it.
        head, separator, checkpoint = raw.partition(b"\n\n")
        if not separator:
            raise _bad_proof(where, "a blank line, and the checkpoint after it", "none")
        if not head.isascii():
            raise _bad_proof(where, "ASCII before the checkpoint", "other bytes")
        kind, *lines = head.decode("ascii").split("\n")
        if kind != _TYPE:
            raise _bad_proof(where, f"a first line {_TYPE}", kind)
        extra = _parse_extra(lines.pop(0), where) if lines and lines[0].startswith("extra ") else None
        index = _parse_index(lines.pop(0) if lines else "", where)
        return cls(index=index, path=_parse_path(lines, where), checkpoint=checkpoint, extra=extra)

    def encode(self) -> bytes:
        """Return the proof as the bytes of a `.tlog-proof` file."""
        assert self.extra != b"", "a proof without extra data has no line for it"
        extra = [] if self.extra is None else [f"extra {encode_base64(self.extra)}"]
        lines = [_TYPE, *extra, f"index {self.index}", *map(encode_base64, self.path), "", ""]
        return "\n".join(lines).encode("ascii") + self.checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a proof has proved: the leaf is the one at `index` of the tree of `witnessed`."""

    index: int
    witnessed: Witnessed

    @property
    def checkpoint(self) -> Checkpoint:
        """The tree that holds the leaf."""
        return self.witnessed.checkpoint

    @property
    def cosignatures(self) -> tuple[Cosignature, ...]:
        """The cosignatures by witnesses of the policy, each with the time before which the leaf was logged."""
        return self.witnessed.cosignatures

    @property
    def counts(self) -> bool:
        """Whether the witnesses make the policy's quorum."""
        return self.witnessed.counts


def verify_proof(proof: Proof, *, leaf: bytes, policy: WitnessPolicy, where: str = "proof") -> Proven:
    """Return what `proof` proves of the leaf hash `leaf`, under `policy`. Whether it counts is told, not required.

    The steps of the specification: (1) the leaf hash is the caller's; (2) the checkpoint is signed by a log of the
    policy under its own origin; (3) every cosignature by a witness of the policy verifies; (4) the path leads from the
    leaf to the root. Raises `MalformedError` for a checkpoint of another form, and `RefusedError`: what
    `verify_checkpoint` refuses, and wrong-proof.
    """
    found = verify_checkpoint(proof.checkpoint, policy, where=f"{where}: checkpoint")
    at = found.checkpoint
    verify_inclusion(leaf=leaf, index=proof.index, size=at.size, path=proof.path, root=at.root)
    return Proven(index=proof.index, witnessed=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A submission that is proved to be an entry of the log."""

    submission: Submission
    proven: Proven


def make_receipt(entry: bytes, *, index: int, path: Sequence[bytes], checkpoint: bytes) -> Proof:
    """Return the receipt of an entry: a proof that carries the entry itself, so that it needs nothing else."""
    return Proof(index=index, path=tuple(path), checkpoint=checkpoint, extra=entry)


def verify_receipt(proof: Proof, *, policy: WitnessPolicy, where: str = "receipt") -> Receipt:
    """Return the submission that a receipt carries and what it proves of it, under `policy`.

    Who signed the submission is not judged: that needs the keys of its party at that entry. Raises `MalformedError`:
    bad-proof for a proof that carries no entry, bad-note for an entry that is no submission; and what
    `verify_proof` raises.
    """
    if proof.extra is None:
        raise _bad_proof(where, "the entry, on a line that begins with 'extra'", "a proof without one")
    proven = verify_proof(proof, leaf=leaf_hash(proof.extra), policy=policy, where=where)
    return Receipt(submission=Submission.parse(proof.extra, where=f"{where}: entry {proof.index}"), proven=proven)


def _parse_extra(line: str, where: str) -> bytes:
    extra = decode_base64(line.removeprefix("extra "))
    if not extra:
        raise _bad_proof(where, "base64 of at least one byte after 'extra '", line)
    return extra


def _parse_index(line: str, where: str) -> int:
    digits = line.removeprefix("index ")
    if line.startswith("index ") and _INDEX.fullmatch(digits) and int(digits) < TREE_SIZE_MAX:
        return int(digits)
    raise _bad_proof(where, "a line: index, one space, and a decimal smaller than 2^63 - 1", line)


def _parse_path(lines: Sequence[str], where: str) -> tuple[bytes, ...]:
    if len(lines) > PATH_HASHES_MAX:
        raise _bad_proof(where, f"at most {PATH_HASHES_MAX} hashes", f"{len(lines)} lines")
    return tuple(_parse_hash(line, where) for line in lines)


def _parse_hash(line: str, where: str) -> bytes:
    value = decode_base64(line)
    if value is None or len(value) != HASH_BYTES:
        raise _bad_proof(where, f"base64 of {HASH_BYTES} bytes", line)
    return value


def _bad_proof(where: str, expected: str, got: str) -> MalformedError:
    remedy = "ask whoever keeps the log, or a mirror, for the proof again; anybody who holds the log can make it"
    return MalformedError(Refusal.BAD_PROOF, where=where, expected=expected, got=got, remedy=remedy)


def _too_large(where: str, size: int) -> MalformedError:
    return MalformedError(
        Refusal.TOO_LARGE,
        where=where,
        expected=f"at most {PROOF_BYTES_MAX} bytes",
        got=f"{size} bytes",
        remedy="name a .tlog-proof file; larger content is a document, and is proved through the entry that names it",
    )

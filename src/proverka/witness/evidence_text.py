"""The text form of evidence: a line for its type, then lines of a name, one space and base64, in a fixed order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from proverka.model.errors import MalformedError, Refusal
from proverka.record.encoding import decode_base64, encode_base64
from proverka.record.merkle import HASH_BYTES
from proverka.record.note import NOTE_BYTES_MAX

# Two notes of the largest size in base64, and some seventy lines of a hash each.
EVIDENCE_BYTES_MAX = 2 * (NOTE_BYTES_MAX * 4 // 3) + 10_000
# A consistency proof has one hash for each level of a tree of fewer than 2^63 leaves, and one more.
HASHES_MAX = 64


@dataclass(slots=True, kw_only=True)
class EvidenceLines:
    """The lines of an evidence file that are not read yet, each a name and what it carries."""

    where: str
    rest: list[str]

    @classmethod
    def parse(cls, raw: bytes, kind: str, *, where: str) -> Self:
        """Return the lines after the first, which must be `kind`; `MalformedError` (too-large, bad-evidence)."""
        if len(raw) > EVIDENCE_BYTES_MAX:
            raise _too_large(where, len(raw))
        if not raw.isascii() or not raw.endswith(b"\n"):
            raise _bad_evidence(where, "lines of ASCII, each ended by a newline", repr(raw[-80:]))
        first, *rest = raw.decode("ascii")[:-1].split("\n")
        if first != kind:
            raise _bad_evidence(where, f"a first line {kind}", first)
        return cls(where=where, rest=rest)

    def take(self, name: str) -> bytes:
        """Return what the next line carries, which must be named `name` and carry at least one byte."""
        line = self.rest.pop(0) if self.rest else ""
        value = decode_base64(line.removeprefix(f"{name} "))
        if not value or not line.startswith(f"{name} "):
            raise _bad_evidence(self.where, f"a line: {name}, one space, and base64", line)
        return value

    def take_hash(self, name: str) -> bytes:
        """Return the hash that the next line carries."""
        value = self.take(name)
        if len(value) != HASH_BYTES:
            raise _bad_evidence(self.where, f"base64 of {HASH_BYTES} bytes after {name}", f"{len(value)} bytes")
        return value

    def take_hashes(self, name: str) -> tuple[bytes, ...]:
        """Return the hashes that the next lines of that name carry: none, one or several."""
        hashes: list[bytes] = []
        while self.rest and self.rest[0].startswith(f"{name} "):
            if len(hashes) == HASHES_MAX:
                raise _bad_evidence(self.where, f"at most {HASHES_MAX} lines {name}", "more")
            hashes.append(self.take_hash(name))
        return tuple(hashes)

    def end(self) -> None:
        """Refuse (bad-evidence) anything after the last line that was read."""
        if self.rest:
            raise _bad_evidence(self.where, "nothing more", self.rest[0])


def written(kind: str, lines: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the bytes of an evidence file of that kind."""
    return "".join([f"{kind}\n", *(f"{name} {encode_base64(value)}\n" for name, value in lines)]).encode("ascii")


def _bad_evidence(where: str, expected: str, got: str) -> MalformedError:
    remedy = "ask whoever made the evidence for the file again; its form is in docs/spec/evidence.md"
    return MalformedError(Refusal.BAD_EVIDENCE, where=where, expected=expected, got=got, remedy=remedy)


def _too_large(where: str, size: int) -> MalformedError:
    return MalformedError(
        Refusal.TOO_LARGE,
        where=where,
        expected=f"at most {EVIDENCE_BYTES_MAX} bytes",
        got=f"{size} bytes",
        remedy="name an evidence file, which holds two signed notes and a path of hashes",
    )

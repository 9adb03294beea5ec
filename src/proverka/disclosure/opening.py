"""Openings: a file that shows to anybody, far from the log, what an entry of it commits to.

It holds the receipt of the entry, which proves that the entry is in the log, and disclosures: of the entry's body, or
of one row of a table that the entry names. It says no more than its holder chose to open.
"""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from proverka.disclosure.disclosure import Disclosure, SealedObject
from proverka.disclosure.sealed_document import parse_commitment
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.submission import Document, Envelope
from proverka.record.encoding import decode_base64, decode_hex, encode_base64
from proverka.record.keys import NoteKey
from proverka.record.merkle import HASH_BYTES, leaf_hash, verify_inclusion
from proverka.record.submission import Submission
from proverka.witness.policy import WitnessPolicy
from proverka.witness.proof import Proof, Proven, verify_proof

OPENING_TYPE = "proverka/opening/v1"
# A row of long cells, its proof and a receipt with the largest entry and many cosignatures.
OPENING_BYTES_MAX = 1 << 26

# Rows are counted in nine digits at most: a document of that many would not be opened row by row.
_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRow:
    """Which row of which table an opening is of: the SHA-256 of the table in hex, the row counted from 0, its proof."""

    table: str
    row: int
    commitment: bytes
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What an opening proves: which members of which entry, or of a row of its table, say what.

    `proven` says which checkpoint shows the entry and who cosigned it when. `signers` are the keys, of those that were
    given, under which the entry is signed: without any, that the party wrote it rests on the word of the log.
    """

    index: int
    submission: Submission
    envelope: Envelope
    proven: Proven
    signers: tuple[str, ...]
    document: Document | None
    row: int | None
    members: tuple[tuple[str, bytes], ...]
    withheld: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An opening as a file: a receipt whose extra data is the entry, and what is opened of it."""

    receipt: Proof
    row: OpenedRow | None
    fields: tuple[Disclosure, ...]

    @classmethod
    def parse(cls, raw: bytes, *, where: str = "opening") -> Self:
        """Return the opening in `raw`.

        Raises `MalformedError`: too-large over `OPENING_BYTES_MAX`; bad-opening for lines of another kind or order;
        what the receipt and the disclosures raise.
        """
        if len(raw) > OPENING_BYTES_MAX:
            raise _bad(where, f"at most {OPENING_BYTES_MAX} bytes", f"{len(raw)} bytes", Refusal.TOO_LARGE)
        lines = _Lines(rest=deque(_split(raw, where)), where=where)
        if lines.next(OPENING_TYPE, whole=True) is None:
            raise _bad(where, f"a first line {OPENING_TYPE}", lines.ahead)
        receipt = Proof.parse(lines.base64("receipt"))
        row = _parse_row(lines) if lines.is_next("table") else None
        fields: list[Disclosure] = []
        while (text := lines.next("field")) is not None:
            fields.append(Disclosure.parse(text, where=f"{where}: field {len(fields) + 1}"))
        if lines.rest or not fields:
            raise _bad(where, "one or more fields, and nothing after them", lines.ahead)
        return cls(receipt=receipt, row=row, fields=tuple(fields))

    def encode(self) -> bytes:
        """Return the opening as a file, which `parse` reads back to the same."""
        lines = [OPENING_TYPE, f"receipt {encode_base64(self.receipt.encode())}"]
        if self.row is not None:
            lines += [f"table {self.row.table}", f"row {self.row.row}"]
            lines.append(f"row-commitment {encode_base64(self.row.commitment)}")
            lines += [f"hash {encode_base64(value)}" for value in self.row.path]
        lines += [f"field {field.text}" for field in self.fields]
        return "".join(f"{line}\n" for line in lines).encode("ascii")

    def verify(self, policy: WitnessPolicy, keys: Sequence[NoteKey] = (), *, where: str = "opening") -> Opened:
        """Return what the opening proves to whoever trusts `policy`, and nothing that it does not prove.

        1. The receipt's extra data is a submission, and the receipt proves that it is an entry of the log.
        2. Where `keys` are given, the submission is signed under one of them.
        3. For a row: the entry names the table, and the row's commitment is in the tree over its rows.
        4. Every field is one of the digests, under a name of its own.

        Raises what the receipt raises (unwitnessed is not refused but told by `proven.counts`), `MalformedError` for an
        entry that is no submission, unknown-key or wrong-signature with `keys`, wrong-proof for a row, and
        `RefusedError` (wrong-opening) for what the entry does not commit to.
        """
        entry = self.receipt.extra
        if entry is None:
            raise _bad(where, "a receipt that carries its entry", "none in it")
        proven = verify_proof(self.receipt, leaf=leaf_hash(entry), policy=policy)  # 1
        submission = Submission.parse(entry, where=where)
        envelope = decode_json(submission.payload, Envelope, where=where)
        signers = tuple(key.name for key in submission.note.verify(keys, where=where)) if keys else ()  # 2
        document = None if self.row is None else _table(self.row, envelope, where)  # 3
        held = bytes(envelope.body) if self.row is None else self.row.commitment
        committed = _committed(held, row=self.row is not None, where=where)
        opened = committed.opened(self.fields, where=where)  # 4
        return Opened(
            index=self.receipt.index,
            submission=submission,
            envelope=envelope,
            proven=proven,
            signers=signers,
            document=document,
            row=None if self.row is None else self.row.row,
            members=tuple((field.name, field.value) for field in self.fields),
            withheld=len(opened.withheld),
        )


def _table(opened: OpenedRow, envelope: Envelope, where: str) -> Document:
    """Return the table that an opened row is of, after its proof: the entry names it, and its root holds the row."""
    found = [d for d in envelope.documents if d.sha256 == opened.table and d.table is not None]
    if not found:
        raise _wrong(where, "a sealed table that the entry names", opened.table)
    table = found[0].table
    assert table is not None, "filtered above"
    verify_inclusion(
        leaf=leaf_hash(opened.commitment),
        index=opened.row,
        size=table.rows,
        path=opened.path,
        root=bytes.fromhex(table.root),
    )
    return found[0]


def _committed(held: bytes, *, row: bool, where: str) -> SealedObject:
    return parse_commitment(held, where=f"{where}: row") if row else SealedObject.parse(held, where=f"{where}: body")


@dataclass(slots=True, kw_only=True)
class _Lines:
    """The lines of an opening that are still to be read."""

    rest: deque[str]
    where: str

    @property
    def ahead(self) -> str:
        return self.rest[0] if self.rest else "the end"

    def is_next(self, word: str) -> bool:
        return self.ahead.startswith(f"{word} ")

    def next(self, word: str, *, whole: bool = False) -> str | None:
        """Take the next line where it is `word`, with a value after a blank unless it is `whole`; None otherwise."""
        if whole:
            return self.rest.popleft() if self.ahead == word else None
        return self.rest.popleft()[len(word) + 1 :] if self.is_next(word) else None

    def needed(self, word: str) -> str:
        value = self.next(word)
        if value is None:
            raise _bad(self.where, f"a line {word} here", self.ahead)
        return value

    def base64(self, word: str) -> bytes:
        text = self.needed(word)
        data = decode_base64(text)
        if data is None:
            raise _bad(self.where, f"canonical base64 after {word}", text)
        return data


def _parse_row(lines: _Lines) -> OpenedRow:
    table, number = lines.needed("table"), lines.needed("row")
    digest = decode_hex(table)
    if digest is None or len(digest) != HASH_BYTES or not _NUMBER.fullmatch(number):
        raise _bad(lines.where, "a table by its SHA-256, and the number of a row", f"{table}, {number}")
    commitment, path = lines.base64("row-commitment"), []
    while lines.is_next("hash"):
        path.append(lines.base64("hash"))
    return OpenedRow(table=table, row=int(number), commitment=commitment, path=tuple(path))


def _split(raw: bytes, where: str) -> list[str]:
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError:
        raise _bad(where, "a text in ASCII", "other bytes") from None
    if not text.endswith("\n"):
        raise _bad(where, "a newline after every line", text[-80:])
    return text.split("\n")[:-1]


def _bad(where: str, expected: str, got: str, refusal: Refusal = Refusal.BAD_OPENING) -> MalformedError:
    remedy = "get the file again from whoever made it, byte for byte"
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)


def _wrong(where: str, expected: str, got: str) -> RefusedError:
    remedy = "ask whoever handed it over for an opening of this entry; this one proves nothing of it"
    return RefusedError(Refusal.WRONG_OPENING, where=where, expected=expected, got=got, remedy=remedy)

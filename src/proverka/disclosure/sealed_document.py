"""Documents that are named in the log and kept from its readers: salted whole, or sealed row by row.

The log names a document by its hash, and a hash of what can be guessed tells what it is. A salted document is a random
salt followed by its content. A sealed table is a file with a line for each row: the disclosures of its cells, each
followed by a tilde. Its commitment is a Merkle root over the rows, so that one row, or one cell, can be opened alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

import msgspec

from proverka.disclosure.disclosure import SALT_BYTES, Disclosure, SealedObject, sealed
from proverka.model.errors import MalformedError, Refusal
from proverka.record.merkle import SubtreeRoot, inclusion_proof, leaf_hash, root_of_hashes

SEPARATOR = "~"
# A row of a hundred columns with the longest disclosures; a longer line is no row.
ROW_BYTES_MAX = 100 * (1 << 20)
COLUMNS_MAX = 1000


def salted(content: bytes, *, salt: bytes) -> bytes:
    """Return a document as it is stored: the salt, of `SALT_BYTES`, random and used once, then the content."""
    assert len(salt) == SALT_BYTES, "a salt is drawn whole"
    return salt + content


def content_of(stored: bytes, *, where: str) -> bytes:
    """Return the content of a salted document; raise `MalformedError` (bad-opening) where not even a salt is there."""
    if len(stored) < SALT_BYTES:
        raise _bad(where, f"a salt of {SALT_BYTES} bytes and the content", f"{len(stored)} bytes")
    return stored[SALT_BYTES:]


def sealed_row(columns: Sequence[str], cells: Sequence[str], salts: Iterable[bytes]) -> bytes:
    """Return a row as a line of a sealed table; `salts` gives a random one of `SALT_BYTES` for each cell, in order.

    Empty cells are sealed as well: how many are filled would tell something. Raises what `Disclosure.make` raises.
    """
    assert len(columns) == len(cells) == len(set(columns)), "each cell stands in a column of its own"
    source = iter(salts)
    row = [
        Disclosure.make(column, msgspec.json.encode(cell), salt=next(source))
        for column, cell in zip(columns, cells, strict=True)
    ]
    # In the order of the columns: whoever holds the file holds every name.
    return "".join(f"{disclosure.text}{SEPARATOR}" for disclosure in row).encode("ascii") + b"\n"


def parse_row(line: bytes, *, where: str) -> tuple[Disclosure, ...]:
    """Return the disclosures of a line, its newline included; raise `MalformedError` (bad-opening) for another form."""
    texts = _texts(line, where)
    return tuple(Disclosure.parse(text, where=f"{where}: cell {n}") for n, text in enumerate(texts, start=1))


def row_commitment(disclosures: Iterable[Disclosure]) -> bytes:
    """Return what stands for a row in the tree: the sealed object of its cells, with nothing in clear."""
    return sealed(disclosures).encode()


def parse_commitment(raw: bytes, *, where: str) -> SealedObject:
    """Return the sealed object that a row commitment is; raise `MalformedError` (bad-opening) for any other bytes."""
    found = SealedObject.parse(raw, where=where)
    if found.clear or found.encode() != raw:
        raise _bad(where, "digests and nothing else, without blanks", raw.decode("utf-8", "replace"))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedTable:
    """The tree over the rows of a sealed table: the leaf hash of each row's commitment, in order."""

    leaves: tuple[bytes, ...]

    @classmethod
    def read(cls, file: BinaryIO, *, where: str) -> "SealedTable":
        """Return the tree over a table's file, which is read once, line by line.

        Raises `MalformedError`: bad-opening for what are no lines of disclosures, too-large. The cells are hashed and
        not read: what a row says is for `parse_row`.
        """
        return cls(leaves=tuple(leaf_hash(_commitment_of(line, row)) for line, row in _lines(file, where)))

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.leaves)

    @property
    def root(self) -> bytes:
        """The Merkle root over the rows (RFC 6962 section 2.1), which an entry names."""
        return root_of_hashes(self.leaves)

    def path(self, row: int) -> tuple[bytes, ...]:
        """Return the path that proves the row of this number, counted from 0."""
        return inclusion_proof(row, self.rows, self._subtree_root)

    @property
    def _subtree_root(self) -> SubtreeRoot:
        return lambda start, end: root_of_hashes(self.leaves[start:end])


def row_at(file: BinaryIO, row: int, *, where: str) -> tuple[Disclosure, ...] | None:
    """Return the disclosures of the row of this number, counted from 0; None where the table has no such row."""
    found = next(islice(_lines(file, where), row, None), None)
    return None if found is None else parse_row(found[0], where=found[1])


def _lines(file: BinaryIO, where: str) -> Iterator[tuple[bytes, str]]:
    number = 0
    while line := file.readline(ROW_BYTES_MAX + 1):
        if len(line) > ROW_BYTES_MAX:
            expected, got = f"rows of at most {ROW_BYTES_MAX} bytes", "a longer line"
            raise _bad(f"{where}: row {number}", expected, got, Refusal.TOO_LARGE)
        yield line, f"{where}: row {number}"
        number += 1


def _commitment_of(line: bytes, where: str) -> bytes:
    """Return a row's commitment from the texts of its cells alone, which are what is hashed."""
    texts = _texts(line, where)
    disclosures = [Disclosure(text=text, name="", value=b"") for text in texts]
    if len({disclosure.text for disclosure in disclosures}) < len(disclosures):
        raise _bad(where, "each disclosure once", "one twice")
    return row_commitment(disclosures)


def _texts(line: bytes, where: str) -> list[str]:
    try:
        *texts, end = line.decode("ascii").split(SEPARATOR)
    except UnicodeDecodeError:
        raise _bad(where, "a line of ASCII", "other bytes") from None
    if end != "\n" or not 0 < len(texts) <= COLUMNS_MAX or "" in texts:
        raise _bad(where, f"1 to {COLUMNS_MAX} disclosures, each followed by {SEPARATOR}, and a newline", end)
    return texts


def _bad(where: str, expected: str, got: str, refusal: Refusal = Refusal.BAD_OPENING) -> MalformedError:
    remedy = "get the file again from whoever holds it: its hash stands in the entry that names it"
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)

"""Files that a draft attaches: kept as they are, after a salt, or as a table sealed row by row."""

import csv
import io
import mimetypes
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from proverka.book.table_file import PARQUET_SUFFIX, PARQUET_TYPE
from proverka.case.folder import DOCUMENT_BYTES_MAX, CaseFolder, too_large
from proverka.case.sealing import UNCLASSIFIED, Salts
from proverka.disclosure.sealed_document import SealedTable, sealed_row
from proverka.model.errors import MalformedError, Refusal
from proverka.model.submission import Classification, Document, TableCommitment
from proverka.record import DocumentStore
from proverka.record.documents import chunks_of

# The file of a sealed table is no CSV any more.
SEALED_TABLE_TYPE = "application/vnd.proverka.sealed-table"


class Attachment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file as a clerk names it: alone, or with a class of its own, or as a table to be sealed row by row."""

    file: str
    classification: Classification | None = msgspec.field(default=None, name="class")
    table: bool = False


def path_of(folder: CaseFolder, name: str, *, where: str) -> Path:
    """Return the file that a draft names; refuse (path-outside-case, missing-file, too-large)."""
    path = folder.path(name, where=f"{where}: documents")
    size = path.stat().st_size
    if size > DOCUMENT_BYTES_MAX:
        raise too_large(f"{where}: {name}", size, DOCUMENT_BYTES_MAX, "split the document")
    return path


def keep(
    attachment: Attachment, folder: CaseFolder, store: DocumentStore, salts: Salts, *,
    label: str, inherited: Classification, where: str,
) -> Document:  # fmt: skip
    """Put a file of the folder into the store, and return what an entry says of it; `inherited` is the entry's class.

    Above unclassified it is salted. Salts are asked for as `LABEL/FILE`, for a table as `LABEL/FILE/ROW/COLUMN`.
    Raises what `path_of` raises, and for a table bad-syntax, duplicate-id, too-large, wrong-encoding.
    """
    path = path_of(folder, attachment.file, where=where)
    classification = attachment.classification or inherited
    name = f"{label}/{attachment.file}"
    if attachment.table:
        lines = sealed_lines(folder.text(attachment.file), salts, name=name, where=f"{where}: {attachment.file}")
        return _kept_table(store.put_chunks(lines), path, store, classification)
    salt = b"" if classification == UNCLASSIFIED else salts(name)
    with path.open("rb") as file:
        sha256 = store.put_chunks(chain([salt], chunks_of(file)))
    return Document(
        name=path.name,
        sha256=sha256,
        size=store.path(sha256).stat().st_size,
        media_type=_media_type(path.name),
        classification=classification,
        salted=bool(salt),
    )


def _media_type(name: str) -> str:
    # The system's own list of types may not know the tables that a book is made of.
    known = PARQUET_TYPE if name.endswith(PARQUET_SUFFIX) else mimetypes.guess_type(name)[0]
    return known or "application/octet-stream"


def _kept_table(sha256: str, path: Path, store: DocumentStore, classification: Classification) -> Document:
    stored = store.path(sha256)
    with stored.open("rb") as file:
        table = SealedTable.read(file, where=path.name)
    return Document(
        name=path.name,
        sha256=sha256,
        size=stored.stat().st_size,
        media_type=SEALED_TABLE_TYPE,
        classification=classification,
        table=TableCommitment(root=table.root.hex(), rows=table.rows),
    )


def sealed_lines(text: str, salts: Salts, *, name: str, where: str) -> Iterator[bytes]:
    """Yield the rows of a CSV text as lines of a sealed table; its first row names the columns.

    Raises MalformedError: bad-syntax, duplicate-id for a column twice, missing-field for one without a name.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = next(reader, [])
        _check_columns(columns, where)
        for row, cells in enumerate(reader):
            if len(cells) != len(columns):
                expected, got = f"{len(columns)} cells, as in the first row", f"{len(cells)}"
                raise _bad(Refusal.BAD_SYNTAX, f"{where}: line {reader.line_num}", expected, got)
            yield sealed_row(columns, cells, [salts(f"{name}/{row}/{column}") for column in columns])
    except csv.Error as error:
        where = f"{where}: line {reader.line_num}"
        raise _bad(Refusal.BAD_SYNTAX, where, "comma-separated values (RFC 4180)", str(error)) from error


def _check_columns(columns: Sequence[str], where: str) -> None:
    if not columns or not all(column.strip() for column in columns):
        raise _bad(Refusal.MISSING_FIELD, f"{where}: line 1", "a name for every column", ", ".join(columns) or "none")
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise _bad(Refusal.DUPLICATE_ID, f"{where}: line 1", "every column once", f"{', '.join(twice)} twice")


def _bad(refusal: Refusal, where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy="correct the table at that line")

"""Manifests: the movement tables that are made of what a clerk attaches to one."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from proverka.book import check_table, convert_csv
from proverka.book.movement_table import PARQUET_SUFFIX, PARQUET_TYPE
from proverka.case.attachment import Attachment
from proverka.case.folder import CaseFolder
from proverka.model.errors import MalformedError, Refusal
from proverka.model.submission import Document
from proverka.record import DocumentStore

MANIFEST_KIND = "manifest"


def tables_of(
    kind: str, attachment: Attachment, folder: CaseFolder, store: DocumentStore, *, where: str
) -> Iterator[Document]:
    """Yield the movement table that is made of a CSV file of a manifest; check one that is handed in as Parquet.

    Raises MalformedError: what `check_table` and `convert_csv` raise, meaningless for one that is to be kept secret.
    """
    if kind != MANIFEST_KIND:
        return
    path = folder.path(attachment.file, where=where)
    named = f"{where}: {attachment.file}"
    if attachment.classification not in (None, "unclassified") or attachment.table:
        raise MalformedError(
            Refusal.MEANINGLESS,
            where=named,
            expected="a movement table in clear: the book is read by everybody",
            got="one that is sealed",
            remedy="leave out its class; a table that is sealed row by row is attached to an entry of another kind",
        )
    if path.suffix == PARQUET_SUFFIX:
        check_table(path, where=named)
    elif path.suffix == ".csv":
        with tempfile.TemporaryDirectory() as name:
            made = Path(name) / "table.parquet"
            convert_csv(path, made, where=named)
            sha256 = store.put_file(made)
            yield Document(
                name=path.stem + PARQUET_SUFFIX, sha256=sha256, size=made.stat().st_size, media_type=PARQUET_TYPE
            )

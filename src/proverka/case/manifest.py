"""Manifests: the tables that are made of what a clerk attaches to one, or that a bundle brings."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from proverka.book import Declared, check_table, convert_csv
from proverka.book.table_file import PARQUET_SUFFIX, PARQUET_TYPE
from proverka.case.attachment import Attachment
from proverka.case.folder import CaseFolder
from proverka.case.meaning import MANIFEST_KIND
from proverka.model.errors import MalformedError, Refusal
from proverka.model.submission import Document, Envelope
from proverka.model.vocabulary import Vocabulary
from proverka.record import Bundle, DocumentStore


def check_table_names(documents: Iterable[Document], *, where: str) -> None:
    """Refuse (duplicate-id) two tables of one name in a manifest."""
    named: set[str] = set()
    for one in documents:
        name = PurePath(one.name).stem
        if one.media_type == PARQUET_TYPE and name in named:
            raise MalformedError(
                Refusal.DUPLICATE_ID,
                where=where,
                expected="tables of different names in one manifest",
                got=f"{name} twice",
                remedy="give one of them another name",
            )
        if one.media_type == PARQUET_TYPE:
            named.add(name)


def declared_in(words: Vocabulary) -> Declared:
    """Return the names that the tables of a case may use."""
    return Declared(places=words.place_by_id, subjects=words.subject_by_id)


def tables_of(
    kind: str, attachment: Attachment, folder: CaseFolder, store: DocumentStore, words: Vocabulary, *, where: str
) -> Iterator[Document]:
    """Yield the table that is made of a CSV file of a manifest; check one that is handed in as Parquet.

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
        check_table(path, where=named, declared=declared_in(words))
    elif path.suffix == ".csv":
        with tempfile.TemporaryDirectory() as name:
            made = Path(name) / "table.parquet"
            convert_csv(path, made, where=named, declared=declared_in(words))
            sha256 = store.put_file(made)
            yield Document(
                name=path.stem + PARQUET_SUFFIX, sha256=sha256, size=made.stat().st_size, media_type=PARQUET_TYPE
            )


def check_tables(envelope: Envelope, bundle: Bundle, store: DocumentStore, words: Vocabulary) -> None:
    """Refuse (as `check_table` does) a table of a manifest: one that a bundle brings, or that the store has already.

    And two of one name (duplicate-id): who excepts rows of one must be able to say of which.
    """
    if envelope.kind != MANIFEST_KIND:
        return
    check_table_names(envelope.documents, where=bundle.path.name)
    for one in envelope.documents:
        if one.media_type != PARQUET_TYPE:
            continue
        where = f"{bundle.path.name}: {one.name}"
        if one.sha256 not in bundle.documents:
            if one.sha256 in store:
                check_table(store.path(one.sha256), where=where, declared=declared_in(words))
        else:
            with tempfile.NamedTemporaryFile(suffix=PARQUET_SUFFIX) as copy, bundle.document(one.sha256) as content:
                shutil.copyfileobj(content, copy)
                copy.flush()
                check_table(Path(copy.name), where=f"{bundle.path.name}: {one.name}", declared=declared_in(words))

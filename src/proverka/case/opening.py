"""Openings made: a file that shows to whom it is handed what a sealed entry, or a row of its table, says."""

from collections.abc import Sequence

from proverka.case.opened import Case
from proverka.case.receipts import receipt_of
from proverka.disclosure.disclosure import Disclosure, SealedObject, is_sealed
from proverka.disclosure.opening import OpenedRow, Opening
from proverka.disclosure.sealed_document import SealedTable, row_at, row_commitment
from proverka.model.errors import Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.submission import Document, Envelope
from proverka.record import Submission
from proverka.record.merkle import leaf_hash
from proverka.witness.proof import Proof


def open_fields(case: Case, index: int, fields: Sequence[str]) -> Opening:
    """Return an opening of these members of an entry's body, of all that are held here where none is named.

    Raises RefusedError: unknown-name for an entry that is not sealed and for members that are not held here,
    wrong-opening where what is held does not fit; and what reading the case raises.
    """
    submission, envelope = _entry(case, index)
    where = f"entry {index}"
    if not is_sealed(envelope.body):
        raise _unknown(where, "a sealed entry", f"a {envelope.kind} in clear", "read it: it is open to everybody")
    held = case.openings.of(submission.text_hash)
    SealedObject.parse(bytes(envelope.body), where=where).opened(held, where=where)
    return Opening(receipt=_receipt(case, index), row=None, fields=_chosen(held, fields, f"{where}: field"))


def open_row(case: Case, index: int, document: str, row: int | None, fields: Sequence[str]) -> Opening:
    """Return an opening of a row, counted from 0, of a table that an entry names: of these columns, or of all.

    Raises as `open_fields` does, and missing-document or wrong-document where the table is not here whole.
    """
    _, envelope = _entry(case, index)
    where = f"entry {index}: {document}"
    found = _named(envelope, document, where)
    if found.table is None:
        raise _unknown(
            where, "a sealed table", "a document that is handed over whole",
            f"hand over the file {case.document_store.path(found.sha256).name} with the entry's receipt",
        )  # fmt: skip
    if row is None:
        raise _unknown(where, f"a row, from 0 to {found.table.rows - 1}", "none", "name it with --row")
    if row >= found.table.rows:
        raise _no_row(where, found.table.rows, row)
    case.document_store.check(found.sha256)
    path = case.document_store.path(found.sha256)
    with path.open("rb") as file:
        cells = row_at(file, row, where=where)
    if cells is None:
        raise _no_row(where, found.table.rows, row)
    with path.open("rb") as file:
        table = SealedTable.read(file, where=where)
    commitment = row_commitment(cells)
    assert table.leaves[row] == leaf_hash(commitment), "a row is read twice from one file"
    return Opening(
        receipt=_receipt(case, index),
        row=OpenedRow(table=found.sha256, row=row, commitment=commitment, path=table.path(row)),
        fields=_chosen(cells, fields, f"{where}: row {row}"),
    )


def _entry(case: Case, index: int) -> tuple[Submission, Envelope]:
    submission = Submission.parse(case.log.entry(index), where=f"entry {index}")
    return submission, decode_json(submission.payload, Envelope, where=f"entry {index}")


def _receipt(case: Case, index: int) -> Proof:
    return Proof.parse(receipt_of(case, index))


def _named(envelope: Envelope, document: str, where: str) -> Document:
    found = [d for d in envelope.documents if document in (d.name, d.sha256)]
    if not found:
        names = ", ".join(d.name for d in envelope.documents)
        raise _unknown(where, f"a document of the entry: {names or 'it has none'}", document, "correct the name")
    return found[0]


def _chosen(held: Sequence[Disclosure], fields: Sequence[str], where: str) -> tuple[Disclosure, ...]:
    by_name = {disclosure.name: disclosure for disclosure in held}
    missing = [name for name in fields if name not in by_name]
    if missing or not held:
        expected = f"fields whose disclosures are held here: {', '.join(by_name) or 'none'}"
        remedy = "ask for them whoever sealed the entry, or name others"
        raise _unknown(where, expected, ", ".join(missing) or "none", remedy)
    return tuple(by_name[name] for name in dict.fromkeys(fields or by_name))


def _no_row(where: str, rows: int, row: int) -> RefusedError:
    return _unknown(where, f"a row from 0 to {rows - 1}", str(row), "count rows from 0, without the head")


def _unknown(where: str, expected: str, got: str, remedy: str) -> RefusedError:
    return RefusedError(Refusal.UNKNOWN_NAME, where=where, expected=expected, got=got, remedy=remedy)

"""The book of a case: the movement tables of its manifests, as far as they stand."""

from proverka.book import Ledger, Segment
from proverka.book.movement_table import PARQUET_TYPE
from proverka.case.opened import Case
from proverka.inventory.standing import Evidence
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope, Manifest
from proverka.record import Submission


def ledger_of(case: Case) -> Ledger:
    """Return the book of a case: the tables of its manifests, but of those that were taken back.

    Raises RefusedError (missing-document) for a table that is not there, and as `Ledger.over` does.
    """
    evidence = Evidence.of(case.entries)
    held = [one for one in evidence.of_kind("manifest", case.words) if not one.withdrawn]
    return Ledger.over(
        Segment(path=case.document_store.standing(name), entry=one.index, known_from=one.entry.known_from)
        for one in held
        if isinstance(one.body, Manifest)
        for name in _tables(case, one.index)
    )


def _tables(case: Case, index: int) -> list[str]:
    submission = Submission.parse(case.log.entry(index), where=f"entry {index}")
    envelope = decode_json(submission.payload, Envelope, where=f"entry {index}")
    return [one.sha256 for one in envelope.documents if one.media_type == PARQUET_TYPE]

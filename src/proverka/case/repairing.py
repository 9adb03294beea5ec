"""A built case put right from another copy of it: its log first, then the documents that its entries name."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from proverka.case.building import DOCUMENTS, RECORD
from proverka.case.opened import log_key
from proverka.model.errors import ProverkaError
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope
from proverka.record import DocumentStore, Folder, Log, Submission
from proverka.record.document_repair import repair_documents
from proverka.record.growth import CHECKPOINT
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.repair import Mended, Repair, repair_log
from proverka.record.source import Part, Source


def repair_case(root: Path, copy: Source) -> Repair:
    """Return what was put right in the case at `root` from a `copy` of it, or of its log alone.

    The log's key is the one in the case's own policy.txt, whatever the copy says. Paths are those under `root`. Raises
    `RefusedError` (not-a-case) and what `repair_log` and `repair_documents` raise.
    """
    log, documents = _parts(copy)
    done = _under(RECORD, repair_log(Folder(root=root / RECORD), log_key(root), log))
    if documents is None:
        return done
    store = DocumentStore(folder=root / DOCUMENTS)
    beside = _under(DOCUMENTS, repair_documents(store, _named(root), documents))
    return Repair(mended=done.mended + beside.mended, refused=done.refused + beside.refused)


def _parts(copy: Source) -> tuple[Source, Source | None]:
    """Return the log and the documents of a copy; a log alone has its checkpoint at its top, and no documents."""
    if copy.read(CHECKPOINT, bytes_max=NOTE_BYTES_MAX) is not None:
        return copy, None
    return Part(whole=copy, folder=RECORD), Part(whole=copy, folder=DOCUMENTS)


def _named(root: Path) -> Iterator[tuple[str, int]]:
    """Yield name and size of the documents that entries name, as far as the log can be read."""
    with suppress(ProverkaError):  # What could not be put right there is told by the verification that follows.
        for entry in Log.open(root / RECORD, log_key(root)).entries():
            with suppress(ProverkaError):
                envelope = decode_json(Submission.parse(entry).payload, Envelope, where="an entry")
                yield from ((document.sha256, document.size) for document in envelope.documents)


def _under(folder: str, done: Repair) -> Repair:
    def path(name: str) -> str:
        return f"{folder}/{name}"

    mended = [Mended(path=path(one.path), aside=one.aside and path(one.aside)) for one in done.mended]
    return Repair(mended=mended, refused=[replace(fault, where=path(fault.where)) for fault in done.refused])

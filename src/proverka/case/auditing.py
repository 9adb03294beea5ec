"""A case audited, compared and verified: what the layers below answer, asked of an opened case."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from proverka.assessment import Audit, Changes, EntryRef, RecordState, audit, changes_between, entry_ref, known_at
from proverka.case.building import DOCUMENTS, RECORD
from proverka.case.entries import EntryReader, words_of
from proverka.case.keybook import KeyBook
from proverka.case.opened import Case, first_of, log_key
from proverka.case.signers import signers_of
from proverka.model.errors import ProverkaError
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope
from proverka.record import DocumentStore, Folder, Log, Submission, Verification, VerifierKey, verify_record
from proverka.record.encoding import encode_base64
from proverka.record.stored_tree import read_bundle
from proverka.record.tiles import tile_at

Progress = Callable[[int, int], None]


def audit_case(case: Case, *, as_of: date, known: date) -> Audit:
    """Return the audit of a case as of a day, as known on a day."""
    return audit(case.entries, case.words, as_of=as_of, known=known, record=record_state(case))


def record_state(case: Case) -> RecordState:
    """Return the checkpoint at which a case was opened."""
    checkpoint = case.log.checkpoint
    return RecordState(origin=checkpoint.origin, size=checkpoint.size, root=encode_base64(checkpoint.root))


def compare_case(case: Case, *, since: tuple[date, date], until: tuple[date, date]) -> Changes:
    """Return what changed between two audits, each an (as of, known at)."""
    before = audit_case(case, as_of=since[0], known=since[1])
    after = audit_case(case, as_of=until[0], known=until[1])
    return changes_between(before, after, _new_entries(case, since, until))


def _new_entries(case: Case, since: tuple[date, date], until: tuple[date, date]) -> Sequence[EntryRef]:
    """Return the entries that are in sight of the second audit and were not of the first."""
    before = {e.index for e in known_at(case.entries, since[1]) if e.span.latest <= since[0]}
    return [
        entry_ref(entry, case.words)
        for entry in known_at(case.entries, until[1])
        if entry.span.latest <= until[0] and entry.index not in before
    ]


def verify_case(root: Path, *, progress: Progress | None = None) -> Verification:
    """Return the verification of a built case: every byte of record and documents, every party's signature.

    Raises only where there is nothing to begin with (not-a-case); all else is told in the result.
    """
    reading = _Reading(keys=_keys(root))
    return verify_record(
        root / RECORD,
        log_key(root),
        keys_of=reading.keys_of,
        documents=DocumentStore(folder=root / DOCUMENTS),
        named_documents=reading.documents_of,
        progress=progress,
    )


def _keys(root: Path) -> KeyBook | None:
    """Return the keys that the first entry states; `None` where it cannot be read, which the verification tells.

    The entry is read as it lies there. Whether it is the one that was signed is for the tree to show:
    damage elsewhere in its bundle is no reason to doubt every signature.
    """
    try:
        place = tile_at(None, 0, len(Log.open(root / RECORD, log_key(root))))
        first = read_bundle(Folder(root=root / RECORD), place) if place else ()
        return KeyBook.opening(words_of(first_of(root, iter(first))))
    except ProverkaError:
        return None


@dataclass(slots=True)
class _Reading:
    """The entries of a record read as `open_case` reads them, for what is wrong with them.

    It ends at the first fault: entries that rest on one which is missing or wrong cannot be judged.
    """

    keys: KeyBook | None
    reader: EntryReader | None = None
    ended: bool = False
    # The last entry whose signature lines were refused: that is told once.
    refused: int | None = None

    def keys_of(self, index: int, submission: Submission) -> Sequence[VerifierKey]:
        """Return the keys under which a submission is signed, all of them in force at its place in the log.

        Where reading has ended they are those that were in force there: what later entries changed is not known.
        """
        book = self.reader.meaning.keys if self.reader else self.keys
        if book is None:
            return ()
        where = f"entry {index}"
        try:
            envelope = decode_json(submission.payload, Envelope, where=where)
            signers = signers_of(submission, envelope, book, where=where)
            signers.check_in_force(where=where)
        except ProverkaError:
            self.refused, self.ended = index, True
            raise
        return signers.keys

    def documents_of(self, index: int, submission: Submission) -> Iterator[tuple[str, int]]:
        """Yield name and size of the documents that a submission names, then raise what is wrong with it."""
        try:
            envelope = decode_json(submission.payload, Envelope, where=f"entry {index}")
        except ProverkaError:
            if index == self.refused:
                return
            raise
        yield from ((document.sha256, document.size) for document in envelope.documents)
        read = len(self.reader.leaves) if self.reader else 0
        self.ended = self.ended or index != read
        if self.ended:
            return
        try:
            if self.reader is None:
                self.reader = EntryReader.opening(submission)
            else:
                self.reader.read(submission, envelope)
        except ProverkaError:
            self.ended = True
            raise

"""A case verified: every byte of its record and documents, every signature, and what it keeps beside them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from proverka.case.beside import Beside
from proverka.case.building import DOCUMENTS, RECORD
from proverka.case.cosigned import CosignedCheckpoints
from proverka.case.edition_check import edition_faults
from proverka.case.entries import EntryReader, words_of
from proverka.case.envelope import read_envelope
from proverka.case.keybook import KeyBook
from proverka.case.meaning import Meaning, Ruled
from proverka.case.opened import first_of, log_key
from proverka.case.policy_file import POLICY_FILE, policy_in_force, read_policy, witness_policy
from proverka.case.signers import signers_of
from proverka.case.witnessing import SIZES
from proverka.model.errors import Fault, ProverkaError, Refusal, RefusedError
from proverka.model.precedence import Faults
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope
from proverka.record import DocumentStore, Folder, Log, Submission, Verification, VerifierKey, verify_record
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.stored_tree import read_bundle
from proverka.record.tiles import tile_at
from proverka.witness.policy import WitnessPolicy

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class _Reading:
    """The entries of a record read as `open_case` reads them, for what is wrong with them.

    It ends at the first fault: entries that rest on one which is missing or wrong cannot be judged.
    """

    keys: KeyBook | None
    beside: Beside
    reader: EntryReader | None = None
    ended: bool = False
    # The last entry whose signature lines were refused: that is told once.
    refused: int | None = None
    # What is wrong with what is sealed: it does not end the reading, which rests on no disclosure.
    sealed: list[Fault] = field(default_factory=list)

    def keys_of(self, index: int, submission: Submission) -> Sequence[VerifierKey]:
        """Return the keys under which a submission is signed, all of them in force at its place in the log.

        Where reading has ended they are those that were in force there: what later entries changed is not known.
        """
        book = self.reader.meaning.keys if self.reader else self.keys
        if book is None:
            return ()
        where = f"entry {index}"
        try:
            # A payload that cannot be read is told by itself; who signed it is judged all the same.
            envelope = read_envelope(submission.payload, Faults(), where=where)
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
        yield from self.beside.needed(envelope)
        self.sealed += [error.fault for error in self.beside.faults(index, submission, envelope)]
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


def verify_case(root: Path, *, policy: WitnessPolicy | None = None, progress: Progress | None = None) -> Verification:
    """Return the verification of a built case: every byte of record and documents, every party's signature.

    A `policy` that its reader brings is demanded: it is the one in force in the record, and its quorum has cosigned the
    last entry. Without one it is told how far the log is witnessed by the policy that the record itself states.

    Raises only where there is nothing to begin with (not-a-case); all else is told in the result.
    """
    reading = _Reading(keys=_keys(root), beside=Beside.of(root))
    found = verify_record(
        root / RECORD,
        log_key(root),
        keys_of=reading.keys_of,
        documents=DocumentStore(folder=root / DOCUMENTS),
        named_documents=reading.documents_of,
        progress=progress,
    )
    found = replace(found, faults=(*found.faults, *reading.sealed), documents_withheld=len(reading.beside.withheld))
    if found.checkpoint is None:
        return found
    if reading.reader is None:
        return replace(found, faults=(*found.faults, *(error.fault for error in _without_a_beginning(root))))
    # Of a record that is wrong itself it cannot be said what its readers may have.
    found = found if found.faults else replace(found, faults=tuple(error.fault for error in edition_faults(root)))
    log, meaning, kept = Log.open(root / RECORD, log_key(root)), reading.reader.meaning, CosignedCheckpoints.of(root)
    wrong = [*kept.check(log, meaning), *_policy_faults(root, policy, log, meaning)]
    if policy is not None:
        wrong += kept.short_of_quorum(log, meaning)
    return replace(
        found,
        faults=(*found.faults, *(error.fault for error in wrong)),
        notes=(*found.notes, kept.witnessing(log, meaning).told(len(log)).english, *_sizes_told(root, kept)),
    )


def _without_a_beginning(root: Path) -> Iterator[ProverkaError]:
    """Yield what is wrong with a record whose first entry is not there, or cannot be read: nothing says what it is."""
    log, kept = Log.open(root / RECORD, log_key(root)), CosignedCheckpoints.of(root)
    if len(log) == 0:
        yield RefusedError(
            Refusal.NOT_A_CASE,
            where="record",
            expected="a first entry, which states the case, its parties and its policy",
            got="an empty log",
            remedy="get the record from another copy: one that was emptied proves nothing of what it held",
        )
    for size in kept.sizes():
        try:
            kept.read(size, log)
        except ProverkaError as error:
            yield error


def _policy_faults(root: Path, brought: WitnessPolicy | None, log: Log, meaning: Meaning) -> Iterator[ProverkaError]:
    """Yield what is wrong with the policy in the folder, and with the one that the reader brought."""
    in_force = policy_in_force(log.verifier_key, meaning)
    for where, policy in ((POLICY_FILE, read_policy(root / POLICY_FILE)), ("--policy", brought)):
        if policy is None or policy.says_as(in_force):
            continue
        former = [ruled.size for ruled in meaning.ruled if _said(log, ruled, policy)]
        if former:
            until = next(ruled.size for ruled in meaning.ruled if ruled.size > former[-1]) - 1
            got = f"the one that was in force until entry {until} changed it"
            remedy = (
                f"look at that entry (proverka show) and those after it; accept them by taking the new {POLICY_FILE}"
            )
        else:
            got = "one that it never had"
            remedy = "ask whoever gave it to you; if it is right, this record is another one or was changed"
        yield RefusedError(
            Refusal.WRONG_POLICY,
            where=where,
            expected="the witness policy that the record has in force",
            got=got,
            remedy=f"{remedy}; a keeper's own is written anew by proverka receive and submit",
        )


def _said(log: Log, ruled: Ruled, policy: WitnessPolicy) -> bool:
    return witness_policy(log.verifier_key, ruled.witnesses, ruled.policy).says_as(policy)


def _sizes_told(root: Path, kept: CosignedCheckpoints) -> Iterator[str]:
    """Say that the list of the kept checkpoints is not one of them: a crash leaves one out, and bits change."""
    listed = Folder(root=root).read(SIZES, bytes_max=NOTE_BYTES_MAX)
    if listed is not None and listed != "".join(f"{size}\n" for size in kept.sizes()).encode():
        yield f"{SIZES} lists other checkpoints than are kept; the next that is cosigned puts it right"


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

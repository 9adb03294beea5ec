"""The verification of a whole record: every byte of it is read and hashed again, and everything wrong is told.

Who may sign for a party, and which documents a submission rests on, is for the layer above to say.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proverka.model.errors import Fault, ProverkaError, Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.documents import DocumentStore
from proverka.record.growth import Progress, taken_back
from proverka.record.journal import JOURNAL, read_journal
from proverka.record.keys import VerifierKey
from proverka.record.log import Log
from proverka.record.rebuilt_tree import RebuiltTree
from proverka.record.storage import ASIDE, Folder
from proverka.record.submission import Submission, beginning

# A thousand faults say that the record is lost; the next million would only fill memory and the screen.
FAULTS_MAX = 1000

_JOURNAL_NOTE = (
    "The log's journal holds {count} entries beyond the checkpoint, durable and not published yet, and {rest} bytes of "
    "a commit that is not whole. Whoever writes to the log next publishes them."
)
_SET_ASIDE_NOTE = (
    "A session of writing ended in the middle of a commit. Its bytes were never acknowledged and are kept as {paths}: "
    "whoever handed something in then, and has no acknowledgement, hands it in again."
)
_TAKEN_BACK_NOTE = (
    "Files lie beyond the checkpoint that no single unfinished append leaves ({paths}): this folder has held a later "
    "checkpoint than that of {size} entries, or was copied while the log grew. Ask for the latest checkpoint."
)

# The keys of all who must have signed the submission with this index. It is asked in the order of the log, and raises
# what the layer above finds wrong with its signature lines.
KeysOf = Callable[[int, Submission], Sequence[VerifierKey]]
# The documents that the submission with this index rests on, each by name and size in bytes. It is asked in the order
# of the log, and raises what the layer above finds wrong with the submission.
NamedDocuments = Callable[[int, Submission], Iterable[tuple[str, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a verification did, in counts, and all that it found wrong.

    `complete` is false where it had to stop: at a checkpoint that is not the log's, or at `FAULTS_MAX`. `signatures`
    counts the submissions that all signed who must have: zero where no keys were given. `notes` are facts about the
    folder that are no fault of the record as its checkpoint counts it, and that whoever keeps it should know.
    `documents_withheld` counts named documents that need not be there, since this is an edition for certain readers.
    """

    checkpoint: Checkpoint | None
    entries: int
    tiles: int
    submissions: int
    signatures: int
    documents: int
    bytes_hashed: int
    parties: tuple[tuple[str, int], ...]
    complete: bool
    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()
    documents_withheld: int = 0

    @property
    def sound(self) -> bool:
        """Whether everything was checked and nothing was wrong."""
        return self.complete and not self.faults


def verify_record(
    log_folder: Path | Folder,
    log_key: VerifierKey,
    *,
    case: str | None = None,
    keys_of: KeysOf | None = None,
    documents: DocumentStore | None = None,
    named_documents: NamedDocuments | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Return all that is wrong with the record in `log_folder`; never raise for what is in it.

    1. The checkpoint is signed by `log_key`.
    2. Every entry is hashed; every tile of every level, and every older partial one, is what the entries say.
    3. The root over the entries is the signed one.
    4. Every entry is a submission to one case (`case`, or the first entry's) in this log, with a form that can be read.
    5. Every party's running numbers and hashes of previous texts follow each other without a gap.
    6. With `keys_of`, every submission is signed by all the keys that it must be signed by.
    7. With `documents`, every document in the store hashes to its name, and those that `named_documents` gives for a
       submission are there, in their size.
    8. A journal, where there is one, is not damaged before its end.

    `progress` is called with the entries done and the entries to do.
    """
    work = _Verification(case=case, keys_of=keys_of, documents=documents, named_documents=named_documents)
    return work.verify(log_folder, log_key, entry=work.check_entry, progress=progress)


def verify_tree(log_folder: Path | Folder, log_key: VerifierKey, *, progress: Progress | None = None) -> Verification:
    """Return all that is wrong with the bytes of a log: steps 1 to 3 of `verify_record`, whatever its entries are."""
    work = _Verification(case=None, keys_of=None, documents=None, named_documents=None)
    return work.verify(log_folder, log_key, entry=None, progress=progress)


class _TooManyError(Exception):
    """There are `FAULTS_MAX` faults: stop."""


@dataclass(slots=True, kw_only=True)
class _Verification:
    """The counts and the faults of a verification under way, and where each party stands."""

    case: str | None
    keys_of: KeysOf | None
    documents: DocumentStore | None
    named_documents: NamedDocuments | None
    submissions: int = 0
    signatures: int = 0
    stored_documents: int = 0
    bytes_hashed: int = 0
    complete: bool = True
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # The hash of the text that the log begins with.
    genesis: bytes | None = None
    # For each party its last number and the hash of that text.
    last: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    # For each document and size the first entry that names it so.
    named: dict[tuple[str, int], int] = field(default_factory=dict)

    def verify(
        self,
        log_folder: Path | Folder,
        log_key: VerifierKey,
        *,
        entry: Callable[[int, bytes], None] | None,
        progress: Progress | None,
    ) -> Verification:
        """Verify the log in a folder, and the documents beside it; `entry` checks one entry as a submission."""
        folder = log_folder if isinstance(log_folder, Folder) else Folder(root=log_folder)
        try:
            signed = Log.open(folder, log_key).signed_checkpoint  # 1
        except ProverkaError as error:
            self.found(error)
            return self.result(None, None)
        tree = RebuiltTree(found=self.found, entry=entry, folder=folder, at=signed.checkpoint)
        try:
            tree.rebuild(progress)  # 2 to 6
            self.check_documents()  # 7
            self._check_unpublished(folder, log_key, signed.checkpoint.size)  # 8
        except _TooManyError:
            self.complete = False
        return self.result(signed, tree)

    def _check_unpublished(self, folder: Folder, log_key: VerifierKey, size: int) -> None:
        """Look at what lies beyond the checkpoint: a journal, ends of others, and tiles that tell of a later one."""
        try:
            journal = read_journal(folder, log_key, size=size)
            if journal and journal.damage:
                self.found(journal.damage)
            elif journal:
                count = sum(len(frame.entries) for frame in journal.frames)
                self.notes.append(_JOURNAL_NOTE.format(count=count, rest=len(journal.tail)))
            if cut := [name for name in folder.names(ASIDE) if name.startswith(f"{JOURNAL}.")]:
                self.notes.append(_SET_ASIDE_NOTE.format(paths=", ".join(f"{ASIDE}/{name}" for name in cut)))
            if paths := taken_back(folder, size):
                self.notes.append(_TAKEN_BACK_NOTE.format(paths=", ".join(paths), size=size))
        except ProverkaError as error:
            self.found(error)

    def found(self, error: ProverkaError) -> None:
        """Keep the fault of an error that a check raised."""
        self.faults.append(error.fault)
        if len(self.faults) >= FAULTS_MAX:
            raise _TooManyError

    def wrong(self, refusal: Refusal, where: str, expected: str, got: str, remedy: str) -> None:
        """Keep a fault that this module found itself."""
        self.found(RefusedError(refusal, where=where, expected=expected, got=got, remedy=remedy))

    def result(self, signed: SignedCheckpoint | None, tree: RebuiltTree | None) -> Verification:
        """Return what was done and found."""
        return Verification(
            checkpoint=signed.checkpoint if signed else None,
            entries=tree.entries if tree else 0,
            tiles=tree.tiles if tree else 0,
            submissions=self.submissions,
            signatures=self.signatures,
            documents=self.stored_documents,
            bytes_hashed=self.bytes_hashed + (tree.bytes_hashed if tree else 0),
            parties=tuple(sorted((party, number) for party, (number, _) in self.last.items())),
            complete=self.complete and tree is not None and tree.complete,
            faults=tuple(self.faults),
            notes=tuple(self.notes),
        )

    def check_entry(self, index: int, entry: bytes) -> None:
        """Check one entry as a submission: form, case, running number, signature, named documents."""
        where = f"entry {index}"
        try:
            submission = Submission.parse(entry, where=where)
        except ProverkaError as error:
            self.found(error)
            return
        self.submissions += 1
        self._check_case(where, index, submission)
        self._check_number(where, submission)
        self._check_signature(where, index, submission)
        self._note_documents(index, submission)

    def _check_case(self, where: str, index: int, submission: Submission) -> None:
        self.case = self.case or submission.case
        # Where the first entry cannot be read, that is told already: what the next one names stands for it.
        self.genesis = self.genesis or submission.log_hash
        expected = beginning(self.case, self.genesis if index else None)
        got = beginning(submission.case, submission.genesis)
        if expected != got:
            remedy = "ask the log's operator how a submission to another log came into this one"
            self.wrong(Refusal.WRONG_CASE, where, expected, got, remedy)

    def _check_number(self, where: str, submission: Submission) -> None:
        number, previous = self.last.get(submission.party, (0, None))
        # From here on the party's own account is followed, so that one gap is told once.
        self.last[submission.party] = submission.number, submission.text_hash
        remedy = f"ask {submission.party} and the log's operator for the submissions between the two"
        if submission.number != number + 1:
            expected, got = f"number {number + 1} of {submission.party}", f"number {submission.number}"
            self.wrong(Refusal.WRONG_NUMBER, where, expected, got, remedy)
        elif submission.previous != previous:
            expected, got = _hex(previous), _hex(submission.previous)
            self.wrong(Refusal.WRONG_NUMBER, where, f"previous text {expected}", got, remedy)

    def _check_signature(self, where: str, index: int, submission: Submission) -> None:
        if self.keys_of is None:
            return
        try:
            submission.note.verify_all(self.keys_of(index, submission), where=where)
        except ProverkaError as error:
            self.found(error)
        else:
            self.signatures += 1

    def _note_documents(self, index: int, submission: Submission) -> None:
        if self.named_documents is None:
            return
        try:
            for document in self.named_documents(index, submission):
                self.named.setdefault(document, index)
        except ProverkaError as error:
            # What the layer above cannot read in the payload is wrong with the record too.
            self.found(error)

    def check_documents(self) -> None:
        """Check every document in the store, and that every named one is among them."""
        if self.documents is None:
            return
        # What is damaged is told once, as damaged, and has no size.
        sizes: dict[str, int | None] = {}
        for name in self.documents.names():
            sizes[name] = None
            try:
                sizes[name] = size = self.documents.check(name)
                self.bytes_hashed += size
                self.stored_documents += 1
            except ProverkaError as error:
                self.found(error)
        for (name, size), index in sorted(self.named.items(), key=lambda item: item[1]):
            self._check_named(name, size, index, sizes)

    def _check_named(self, name: str, size: int, index: int, sizes: Mapping[str, int | None]) -> None:
        where = f"entry {index}"
        if name not in sizes:
            remedy = "fetch the document from any copy of the record: its name proves that it is the right one"
            self.wrong(Refusal.MISSING_DOCUMENT, where, f"document {name}", "no such file", remedy)
        elif sizes[name] not in (None, size):
            remedy = "ask the submitter which document was meant: its size and its hash contradict each other"
            self.wrong(Refusal.WRONG_DOCUMENT, where, f"{size} bytes under {name}", f"{sizes[name]} bytes", remedy)


def _hex(value: bytes | None) -> str:
    return "none" if value is None else value.hex()

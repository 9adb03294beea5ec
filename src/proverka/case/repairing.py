"""A built case put right from another copy of it: its log first, then all that lies beside it.

Nothing of the copy is believed. A document proves itself by its name, a disclosure by the entry that commits to it, a
checkpoint by the log's signature and its tree. The policy says whom to trust, and is never taken from a copy.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from proverka.case.building import DOCUMENTS, RECORD
from proverka.case.cosigned import CHECKPOINTS, CosignedCheckpoints
from proverka.case.edition import EDITION_BYTES_MAX, EDITION_FILE, README_FILE
from proverka.case.meaning import Meaning
from proverka.case.opened import log_key, open_case
from proverka.case.openings import OPENINGS, OPENINGS_BYTES_MAX, Openings
from proverka.case.sealing import UNCLASSIFIED
from proverka.case.taking import Taking, list_checkpoints
from proverka.case.witnessing import put_checkpoint
from proverka.disclosure.disclosure import SealedObject, is_sealed
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.submission import Document, Envelope
from proverka.record import DocumentStore, Folder, Log, SignedCheckpoint, Submission
from proverka.record.document_repair import repair_documents
from proverka.record.growth import CHECKPOINT
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.repair import Mended, Repair, repair_log
from proverka.record.source import Part, Source


def repair_case(root: Path, copy: Source) -> Repair:
    """Return what was put right in the case at `root` from a `copy` of it, or of its log alone.

    1. The log, from its root down.
    2. Documents that entries name; disclosures of sealed entries, as far as the copy has them.
    3. Cosigned checkpoints, and the list of them.

    An edition is given nothing that another one, or the case itself, holds and it must not: from a copy for other
    readers it takes no openings, and of documents those that are for everybody, and those that it has and are damaged.

    The log's key is the one in the case's own policy.txt, whatever the copy says. Paths are those under `root`. A crash
    leaves each file in its place, aside or missing: repair again. Raises `RefusedError` (not-a-case) and what
    `repair_log`, `repair_documents` and the copy raise.
    """
    log, whole = _parts(copy)
    done = _under(RECORD, repair_log(Folder(root=root / RECORD), log_key(root), log))  # 1
    if whole is not None:
        alike, is_edition = _for_the_same_readers(root, whole), (root / EDITION_FILE).is_file()
        store, documents = DocumentStore(folder=root / DOCUMENTS), Part(whole=whole, folder=DOCUMENTS)
        needed = [
            (one.sha256, one.size)
            for _, envelope in _read(root)
            for one in envelope.documents
            # What an edition withholds is not missing in it; the same edition may have what this one has lost.
            if not is_edition or one.classification == UNCLASSIFIED or (alike and _offers(whole, one))
        ]
        _add(done, _under(DOCUMENTS, repair_documents(store, needed, documents)))  # 2
        beside = _Beside(root=root, taking=Taking(source=whole, folder=root, log_key=log_key(root), with_openings=True))
        if alike:
            beside.repair_openings()
        beside.repair_checkpoints()  # 3
        _add(done, beside.done)
    return done


@dataclass(slots=True, kw_only=True)
class _Beside:
    """The repair of what no other file names, and which a copy may rightly be without."""

    root: Path
    taking: Taking
    done: Repair = field(default_factory=Repair)

    def repair_openings(self) -> None:
        """Put right disclosures that do not fit their entry, and take those that are missing here."""
        for submission, envelope in _read(self.root):
            if is_sealed(envelope.body):
                self._repair_opening(submission, bytes(envelope.body))

    def _repair_opening(self, submission: Submission, body: bytes) -> None:
        """Keep every disclosure that fits, of this case and of the copy; a file with others in it is set aside."""
        held, path = Openings(folder=self.root / OPENINGS), f"{OPENINGS}/{submission.text_hash.hex()}"
        try:
            committed = SealedObject.parse(body, where=path)
        except ProverkaError:
            return  # that the entry commits to nothing is for the verification to tell
        sound = _fits(held, submission, committed)
        here, strange = held.salvaged(submission.text_hash, committed.digests)
        every = {one.digest: one for one in (*here, *self.taking.disclosures(submission, body))}
        if strange > len(every) - len(here):
            self.done.refused.append(_not_there(path, f"what opens as much as {strange} lines that fit nothing").fault)
        if (sound and len(every) == len(here)) or not every:
            return
        aside = None if sound else self._aside(path, OPENINGS_BYTES_MAX)
        held.keep(submission.text_hash, every.values())
        self.done.mended.append(Mended(path=path, aside=aside))

    def repair_checkpoints(self) -> None:
        """Put right checkpoints that do not hold, and take those that are missing here.

        One that the log signed of another tree is left where it is, whatever it is called: it is evidence, and for the
        verification to tell.
        """
        log, kept, meaning = Log.open(self.root / RECORD, log_key(self.root)), self._kept(), _meaning(self.root)
        if meaning is None:
            return  # whose lines they may carry is not known while the record cannot be read
        here = Folder(root=self.root)
        with here.exclusive():
            sizes = kept.sizes()
            for size in sorted({*sizes, *(size for size in self.taking.sizes() if size <= len(log))}):
                faulty = size in sizes and any(kept.check_one(size, log, meaning))
                if size not in sizes or (faulty and not self._is_evidence(size, log)):
                    self._repair_checkpoint(here, log, size, faulty=faulty)
            list_checkpoints(here)

    def _repair_checkpoint(self, here: Folder, log: Log, size: int, *, faulty: bool) -> None:
        path, found = f"{CHECKPOINTS}/{size}", self.taking.checkpoint(log, size)
        if isinstance(found, SignedCheckpoint):
            aside = self._aside(path, NOTE_BYTES_MAX) if faulty else None
            put_checkpoint(here, found)
            self.done.mended.append(Mended(path=path, aside=aside))
        elif found is not None:
            self.done.refused.append(_other_history(path).fault)
        elif faulty:
            self.done.refused.append(_not_there(path, "a checkpoint that holds").fault)

    def _is_evidence(self, size: int, log: Log) -> bool:
        """Whether the log signed what is kept under a size, of another tree than it has or of a larger one."""
        try:
            raw = self._kept().folder.read(str(size), bytes_max=NOTE_BYTES_MAX) or b""
            at = SignedCheckpoint.parse(raw, log.verifier_key).checkpoint
        except ProverkaError:
            return False
        return at.size > len(log) or at.root != log.root(at.size)

    def _kept(self) -> CosignedCheckpoints:
        return CosignedCheckpoints.of(self.root)

    def _aside(self, path: str, bytes_max: int) -> str | None:
        """Move a damaged file under `aside/` and return where it lies."""
        folder = Folder(root=self.root)
        try:
            old = folder.read(path, bytes_max=bytes_max) or b""
        except RefusedError:
            old = b""  # too large or no regular file: its name tells its content no more
        return folder.set_aside(path, digest=hashlib.sha256(old).hexdigest()) if folder.has(path) else None


def _fits(held: Openings, submission: Submission, committed: SealedObject) -> bool:
    """Whether all that is held for a sealed submission opens something in it."""
    try:
        committed.opened(held.of(submission.text_hash), where="openings")
    except ProverkaError:
        return False
    return True


def _for_the_same_readers(root: Path, copy: Source) -> bool:
    """Whether a copy is a whole case as this one is, or the same edition.

    Raises RefusedError (missing-file) for an edition that has lost what says so: it is no whole case.
    """
    read_me = Folder(root=root).read(README_FILE, bytes_max=EDITION_BYTES_MAX)
    if read_me is not None and not (root / EDITION_FILE).is_file():
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=EDITION_FILE,
            expected=f"what says for whom this edition is, as its {README_FILE} does",
            got="no file",
            remedy="get that file again from whoever made the edition, then repair",
        )
    here, there = (source.read(EDITION_FILE, bytes_max=EDITION_BYTES_MAX) for source in (Folder(root=root), copy))
    return here is None or here == there


def _offers(copy: Source, document: Document) -> bool:
    path = f"{DOCUMENTS}/sha256/{document.sha256[:2]}/{document.sha256}"
    try:
        return copy.read(path, bytes_max=document.size) is not None
    except RefusedError as error:
        if error.fault.refusal is Refusal.UNREACHABLE:
            raise
        return False


def _meaning(root: Path) -> Meaning | None:
    try:
        return open_case(root).meaning
    except ProverkaError:
        return None


def _parts(copy: Source) -> tuple[Source, Source | None]:
    """Return the log of a copy and the whole of it; a log alone has its checkpoint at its top, and is nothing more."""
    if copy.read(CHECKPOINT, bytes_max=NOTE_BYTES_MAX) is not None:
        return copy, None
    return Part(whole=copy, folder=RECORD), copy


def _read(root: Path) -> Iterator[tuple[Submission, Envelope]]:
    """Yield the entries, as far as the log can be read."""
    with suppress(ProverkaError):  # What could not be put right there is told by the verification that follows.
        for entry in Log.open(root / RECORD, log_key(root)).entries():
            with suppress(ProverkaError):
                submission = Submission.parse(entry)
                yield submission, decode_json(submission.payload, Envelope, where="an entry")


def _add(done: Repair, more: Repair) -> None:
    done.mended += more.mended
    done.refused += more.refused


def _under(folder: str, done: Repair) -> Repair:
    def path(name: str) -> str:
        return f"{folder}/{name}"

    mended = [Mended(path=path(one.path), aside=one.aside and path(one.aside)) for one in done.mended]
    return Repair(mended=mended, refused=[replace(fault, where=path(fault.where)) for fault in done.refused])


def _not_there(path: str, expected: str) -> RefusedError:
    return RefusedError(
        Refusal.MISSING_FILE,
        where=f"{path} of the copy",
        expected=expected,
        got="none",
        remedy="repair from another copy; openings may be held by nobody but the party that sealed the entry",
    )


def _other_history(path: str) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_ROOT,
        where=f"{path} of the copy",
        expected="a checkpoint of this log's one history",
        got="one of another tree, which the log's key has signed too",
        remedy="compare the two copies with proverka monitor, which writes the evidence",
    )

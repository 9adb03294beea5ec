"""What lies beside a log, taken over from another copy of the case: documents, openings, cosigned checkpoints.

Nothing is believed: a document is held against its name, disclosures against the entry, a checkpoint against the tree.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from proverka.case.building import DOCUMENTS, RECORD
from proverka.case.cosigned import CHECKPOINTS, is_size, witnesses_at
from proverka.case.folder import DOCUMENT_BYTES_MAX
from proverka.case.meaning import Meaning
from proverka.case.opened import open_case
from proverka.case.openings import OPENINGS, OPENINGS_BYTES_MAX, Openings
from proverka.case.policy_file import POLICY_FILE, read_policy
from proverka.case.witnessing import SIZES, SIZES_BYTES_MAX, put_checkpoint
from proverka.disclosure.disclosure import Disclosure, SealedObject, is_sealed, parse_disclosures
from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.submission import Document, Envelope
from proverka.record import DocumentStore, Folder, Log, SignedCheckpoint, Submission, VerifierKey
from proverka.record.growth import CHECKPOINT
from proverka.record.note import NOTE_BYTES_MAX
from proverka.record.source import Source
from proverka.witness import Cosigner, ForkEvidence
from proverka.witness.cosignature import with_cosignatures
from proverka.witness.equivocation import fork_in_files
from proverka.witness.gathering import sound


@dataclass(slots=True, kw_only=True)
class Taking:
    """What lies beside the log of the case in `folder`, while it is taken over from `source`."""

    source: Source
    folder: Path
    log_key: VerifierKey
    with_openings: bool
    # What the record says of its witnesses, read once and only where lines are taken; `None` where it is no case.
    meaning: list[Meaning | None] = field(default_factory=list)
    documents: int = 0
    openings: int = 0
    checkpoints: int = 0
    # In the order in which entries name them, each once.
    absent: dict[str, None] = field(default_factory=dict)
    damaged: dict[str, None] = field(default_factory=dict)

    def entry(self, index: int, raw: bytes) -> None:
        """Take over what an entry names; one that cannot be read names nothing, which is for verification to tell."""
        try:
            submission = Submission.parse(raw, where=f"entry {index}")
            envelope = decode_json(submission.payload, Envelope, where=f"entry {index}")
        except ProverkaError:
            return
        for document in envelope.documents:
            self._take_document(document)
        if self.with_openings and is_sealed(envelope.body):
            self._take_opening(submission, bytes(envelope.body))

    def _take_document(self, document: Document) -> None:
        store = DocumentStore(folder=self.folder / DOCUMENTS)
        if document.sha256 in store:
            return
        path = f"{DOCUMENTS}/sha256/{document.sha256[:2]}/{document.sha256}"
        if document.size > DOCUMENT_BYTES_MAX:
            self.damaged[path] = None
            return
        content = self._read(path, document.size)
        if content is None:
            return
        if sha256(content).hexdigest() != document.sha256:
            self.damaged[path] = None
            return
        store.put(content)
        self.documents += 1

    def _take_opening(self, submission: Submission, body: bytes) -> None:
        held, found = Openings(folder=self.folder / OPENINGS), self.disclosures(submission, body)
        before = {one.digest for one in held.readable(submission.text_hash)}
        if any(one.digest not in before for one in found):
            held.keep(submission.text_hash, found)
            self.openings += 1

    def disclosures(self, submission: Submission, body: bytes) -> tuple[Disclosure, ...]:
        """Return what the source holds to open a sealed submission, none where it holds nothing that fits."""
        path = f"{OPENINGS}/{submission.text_hash.hex()}"
        content = self._read(path, OPENINGS_BYTES_MAX, rare=True)
        if content is None:
            return ()
        try:
            found = parse_disclosures(content.decode("utf-8", "replace"), where=path)
            SealedObject.parse(body, where=path).opened(found, where=path)
        except ProverkaError:
            self.damaged[path] = None
            return ()
        return found

    def _read(self, path: str, bytes_max: int, *, rare: bool = False) -> bytes | None:
        """Return a file of the source; note where it is absent, which for openings is the rule, or too large."""
        try:
            content = self.source.read(path, bytes_max=bytes_max)
        except RefusedError as error:
            if error.fault.refusal is Refusal.UNREACHABLE:
                raise
            self.damaged[path] = None
            return None
        if content is None and not rare:
            self.absent[path] = None
        return content

    def _merged(self, kept: SignedCheckpoint, shown: SignedCheckpoint) -> SignedCheckpoint:
        """Return a checkpoint with the cosignatures on both that witnesses of the record have made, and no other line.

        A line that nobody vouches for would make this copy one that does not verify.
        """
        keys = self._witnesses(shown.checkpoint.size)
        kept, shown = sound(kept, keys, self.log_key), sound(shown, keys, self.log_key)
        try:
            return sound(with_cosignatures(kept, shown.note.signatures), keys, self.log_key)
        except MalformedError:
            return kept  # more lines than a note can carry

    def _witnesses(self, size: int) -> tuple[Cosigner, ...]:
        """Return the witnesses that the record states at a size; of a log that is no case, those of policy.txt."""
        if not self.meaning:
            try:
                self.meaning.append(open_case(self.folder).meaning)
            except ProverkaError:
                self.meaning.append(None)
        meaning = self.meaning[0]
        if meaning is None:
            return tuple(read_policy(self.folder / POLICY_FILE).cosigners.values())
        return witnesses_at(meaning, size)

    def settle_lines(self, log: Log) -> None:
        """Leave only sound lines under the copy's own checkpoint. Crash state: others are there, until the next run."""
        record = Folder(root=self.folder / RECORD)
        with record.exclusive():
            log.refresh()
            held = log.signed_checkpoint
            if len(held.note.signatures) > 1 and (settled := self._merged(held, held)).note.raw != held.note.raw:
                record.replace(CHECKPOINT, settled.note.raw)

    def take_checkpoints(self, log: Log) -> ForkEvidence | None:
        """Take over the cosigned checkpoints up to the size of this copy; one that contradicts it is evidence."""
        here = Folder(root=self.folder)
        held = {int(name) for name in here.names(CHECKPOINTS) if is_size(name)}
        for size in self.sizes():
            # The latest one here may have had few cosignatures when it was taken.
            if size > log.size or (size in held and size != max(held)):
                continue
            found = self.checkpoint(log, size)
            if isinstance(found, ForkEvidence):
                return found
            if found is not None:
                self._keep_checkpoint(here, log, found)
        list_checkpoints(here)
        return None

    def checkpoint(self, log: Log, size: int) -> SignedCheckpoint | ForkEvidence | None:
        """Return the checkpoint that the source keeps for a size, or the evidence that it is of another history.

        `None` where it has none, and for one that proves nothing.
        """
        path = f"{CHECKPOINTS}/{size}"
        raw = self._read(path, NOTE_BYTES_MAX)
        if raw is None:
            return None
        try:
            signed = SignedCheckpoint.parse(raw, log.verifier_key, where=path)
        except ProverkaError:
            self.damaged[path] = None
            return None
        if signed.checkpoint.size != size or log.root(size) != signed.checkpoint.root:
            self.damaged[path] = None
            return fork_in_files(signed, log.signed_checkpoint, Folder(root=self.folder / RECORD))
        return self._merged(signed, signed)

    def _keep_checkpoint(self, here: Folder, log: Log, signed: SignedCheckpoint) -> None:
        path = f"{CHECKPOINTS}/{signed.checkpoint.size}"
        there = here.read(path, bytes_max=NOTE_BYTES_MAX)
        kept = SignedCheckpoint.parse(there, log.verifier_key, where=path) if there is not None else signed
        both = self._merged(kept, signed) if kept.note.text == signed.note.text else kept
        if both.note.raw != there:
            put_checkpoint(here, both)
            self.checkpoints += 1

    def sizes(self) -> list[int]:
        """Return the sizes of which the source says that it keeps a checkpoint, in rising order."""
        if isinstance(self.source, Folder):
            names = self.source.names(CHECKPOINTS)
        else:
            raw = self.source.read(SIZES, bytes_max=SIZES_BYTES_MAX) or b""
            names = raw.decode("utf-8", "replace").split("\n")
        return sorted({int(name) for name in names if is_size(name)})


def list_checkpoints(here: Folder) -> None:
    """Write the list of the checkpoints that are kept, for those who read over the web."""
    listed = "".join(f"{size}\n" for size in sorted(int(name) for name in here.names(CHECKPOINTS) if is_size(name)))
    if listed and here.read(SIZES, bytes_max=SIZES_BYTES_MAX) != listed.encode():
        here.replace(SIZES, listed.encode())

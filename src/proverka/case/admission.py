"""Whether submissions can follow in a record, as they were signed by their parties: judged in the order of refusals."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from proverka.case.entries import EntryReader
from proverka.case.opened import Case
from proverka.case.sealing import DisclosuresOf
from proverka.case.signers import Signers, signers_of
from proverka.model.entry import Entry
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.span import utc
from proverka.model.submission import Envelope, Sealed
from proverka.record import Submission

# Whether a document is at hand, by its SHA-256 in hex; it raises where other bytes lie under that name.
HasDocument = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A submission that can stand in the record: as the entry that it is, or will be once it is appended.

    `fresh` is false for one that the log holds already: the same text, of the same party, under the same number.
    """

    submission: Submission
    entry: Entry[object]
    fresh: bool


@dataclass(slots=True)
class Admission:
    """The admission of submissions to a case, one after another; nothing is written, and the case stays as it is."""

    case: Case
    now: datetime
    has_document: HasDocument
    reader: EntryReader

    @classmethod
    def to(cls, case: Case, *, now: datetime, has_document: HasDocument, disclosures: DisclosuresOf) -> "Admission":
        """Return an admission after the last entry of `case`; `now` is the clock of its keeper."""
        reader = case.reader.copy()
        reader.disclosures = disclosures
        return cls(case=case, now=now, has_document=has_document, reader=reader)

    def admit(self, submissions: Iterable[tuple[str, Submission]]) -> list[Admitted]:
        """Return what each of `submissions`, with where it comes from, becomes; all of them can follow, or it raises.

        The checks of one submission, in the order in which `Refusal` lists them:

        1. Its signature lines are under keys that the record states (unknown-key), and verify (wrong-signature).
        2. Its documents are at hand (missing-document, wrong-document).
        3. It is for this case (wrong-case) and follows its party's last one (wrong-number).
        4. Every key that signed it is in force (revoked-key).
        5. It is not dated after `now` (from-the-future).
        6. Its party may submit it, those whom the policy asks have countersigned it, and it can be meant: everything
           that opening the record would check.
        """
        admitted = [self._admit(submission, where) for where, submission in submissions]
        self.reader.meaning.check_nothing_ahead()
        return admitted

    def _admit(self, submission: Submission, where: str) -> Admitted:
        envelope = decode_json(submission.payload, Envelope, where=where)
        signers = self._signers(submission, envelope, where)  # 1
        self._check_documents(envelope, where)  # 2
        held = self._held(submission)  # 3
        if held is not None:
            return Admitted(submission=submission, entry=held, fresh=False)
        self.reader.chain.check(submission, where=where)
        signers.check_in_force(where=where)  # 4
        self._check_clock(envelope, where)  # 5
        entry = self.reader.read(submission, envelope)  # 6
        if isinstance(entry.body, Sealed) and entry.body.fault:
            raise MalformedError(
                Refusal.MEANINGLESS,
                where=where,
                expected="a sealed body that makes one of its kind when it is opened",
                got=entry.body.fault,
                remedy="have its party correct it and seal it again",
            )
        return Admitted(submission=submission, entry=entry, fresh=True)

    def _signers(self, submission: Submission, envelope: Envelope, where: str) -> Signers:
        signers = signers_of(submission, envelope, self.reader.meaning.keys, where=where)
        submission.note.verify_all(signers.keys, where=where)
        return signers

    def _check_documents(self, envelope: Envelope, where: str) -> None:
        for document in envelope.documents:
            if not self.has_document(document.sha256):
                raise RefusedError(
                    Refusal.MISSING_DOCUMENT,
                    where=where,
                    expected=f"the document {document.name}, {document.sha256}",
                    got="neither with the submission nor in the store",
                    remedy="have the bundle made again, with every document in it",
                )

    def _held(self, submission: Submission) -> Entry[object] | None:
        """Return the entry that a submission is already; `None` for a new one, or one that contradicts that entry."""
        if submission.number > self.case.chain.last.get(submission.party, (0, b""))[0]:
            return None
        held = (e for e in self.case.entries if (e.party, e.number) == (submission.party, submission.number))
        entry = next(held, None)
        if entry is None:
            return None
        there = Submission.parse(self.case.log.entry(entry.index), where=f"entry {entry.index}")
        return entry if there.text == submission.text else None

    def _check_clock(self, envelope: Envelope, where: str) -> None:
        submitted_at = utc(envelope.submitted_at, where=f"{where}: submitted_at")
        if submitted_at > self.now:
            raise RefusedError(
                Refusal.FROM_THE_FUTURE,
                where=where,
                expected=f"a time up to {self.now.isoformat(timespec='seconds')}",
                got=submitted_at.isoformat(timespec="seconds"),
                remedy="correct the date, or the clock of this machine",
            )

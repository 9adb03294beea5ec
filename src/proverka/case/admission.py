"""Whether submissions can follow in a record, as they were signed by their parties; refusals in their order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from proverka.case.entries import EntryReader
from proverka.case.envelope import read_envelope
from proverka.case.opened import Case
from proverka.case.policy_file import policy_in_force
from proverka.case.sealing import DisclosuresOf
from proverka.case.signers import Signers, signers_of
from proverka.model.entry import Entry
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.precedence import Faults
from proverka.model.span import utc
from proverka.model.submission import Document, Envelope, Sealed
from proverka.record import Carried, Submission, SubmissionText

# The size in bytes of a document that is at hand, by its SHA-256 in hex; `None` for another. It raises where
# other bytes lie under that name.
SizeOf = Callable[[str], int | None]


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
    size_of: SizeOf
    reader: EntryReader
    # Of every entry after the first its place, by party and number; made when it is first asked for.
    numbered: dict[tuple[str, int], Entry[object]] = field(default_factory=dict)
    # What was admitted here: a bundle may hold a submission twice, as the log may hold it already.
    taken: dict[str, Entry[object]] = field(default_factory=dict)

    @classmethod
    def to(cls, case: Case, *, now: datetime, size_of: SizeOf, disclosures: DisclosuresOf) -> "Admission":
        """Return an admission after the last entry of `case`; `now` is the clock of its keeper."""
        reader = case.reader.copy()
        reader.disclosures = disclosures
        return cls(case=case, now=now, size_of=size_of, reader=reader)

    def admit(self, submissions: Iterable[tuple[str, Carried]]) -> list[Admitted]:
        """Return what each of `submissions`, with where it comes from, becomes; all of them can follow, or it raises.

        They are judged one after another, since a later one may rest on an earlier; the first that cannot follow is
        refused. Of what is wrong with it the first in the order of `Refusal` is told, whatever the order of these
        checks, of which each is made as far as it can be:

        1. Its payload is an envelope (bad-syntax, or what decoding raises), sealed in the right form (bad-opening).
        2. Its signature lines are under keys that the record states (unknown-key), and verify (wrong-signature).
        3. Its documents are at hand (missing-document, wrong-document).
        4. It is for this case and this log (wrong-case), and follows its party's last one (wrong-number).
        5. Every key that signed it is in force (revoked-key).
        6. It is not dated after `now` (from-the-future).
        7. Its party may submit it (not-permitted), those whom the policy asks have countersigned it
           (not-countersigned), and it can be meant: everything that opening the record would check.

        Then (bad-policy) what it makes of the policy can be written down for its readers.
        """
        admitted = [self._admit(carried, where) for where, carried in submissions]
        self.reader.meaning.check_nothing_ahead()
        if len(self.reader.meaning.ruled) > len(self.case.meaning.ruled):
            policy_in_force(self.case.log.verifier_key, self.reader.meaning)
        return admitted

    def _admit(self, carried: Carried, where: str) -> Admitted:
        faults, submission, signers = Faults(), None, None
        envelope = read_envelope(carried.submission.payload, faults, where=where)  # 1
        with faults:
            submission = _signed(carried, where)
            signers = self._signers(submission, envelope, where)  # 2
        with faults:
            self._check_documents(envelope, where)  # 3
        held = self._held(carried.submission) if submission and not faults else None
        if held is not None and submission is not None:
            return Admitted(submission=submission, entry=held, fresh=False)
        with faults:
            self.reader.chain.check(carried.submission, where=where)  # 4
        if signers is not None:
            with faults:
                signers.check_in_force(where=where)  # 5
        if envelope is not None:
            with faults:
                self._check_clock(envelope, where)  # 6
        entry = None
        if submission is not None and envelope is not None and signers is not None:
            with faults:
                entry = self._read(submission, envelope, where)  # 7
        faults.raise_first()
        assert submission is not None, "without a fault it was signed"
        assert entry is not None, "without a fault it was read"
        self.taken[submission.text] = entry
        return Admitted(submission=submission, entry=entry, fresh=True)

    def _read(self, submission: Submission, envelope: Envelope, where: str) -> Entry[object]:
        """Return the entry that a submission becomes; refuse one that its openings show to mean nothing.

        One that repeats a commitment is let in, and marked: its own party may be the one that was copied.
        """
        entry = self.reader.read(submission, envelope, where=where)
        if isinstance(entry.body, Sealed) and entry.body.fault and not entry.body.withheld:
            raise MalformedError(
                Refusal.MEANINGLESS,
                where=where,
                expected="a sealed body that makes one of its kind when it is opened",
                got=entry.body.fault,
                remedy="hand it in without its openings; its party withdraws it, and seals another as its next one",
            )
        return entry

    def _signers(self, submission: Submission, envelope: Envelope | None, where: str) -> Signers:
        signers = signers_of(submission, envelope, self.reader.meaning.keys, where=where)
        submission.note.verify_all(signers.keys, where=where)
        return signers

    def _check_documents(self, envelope: Envelope | None, where: str) -> None:
        faults = Faults()
        for document in envelope.documents if envelope else ():
            with faults:
                self._check_document(document, where)
        faults.raise_first()

    def _check_document(self, document: Document, where: str) -> None:
        size = self.size_of(document.sha256)
        if size is None:
            raise RefusedError(
                Refusal.MISSING_DOCUMENT,
                where=where,
                expected=f"the document {document.name}, {document.sha256}",
                got="neither with the submission nor in the store",
                remedy="have the bundle made again, with every document in it",
            )
        if size != document.size:
            raise RefusedError(
                Refusal.WRONG_DOCUMENT,
                where=where,
                expected=f"the document {document.name} with {document.size} bytes, as the submission says",
                got=f"{size} bytes",
                remedy="nothing signed can be put right: have its party withdraw it from all who hold it",
            )

    def _held(self, submission: SubmissionText) -> Entry[object] | None:
        """Return the entry that a submission is already; `None` for a new one, or one that contradicts that entry."""
        if submission.number > self.case.chain.last.get(submission.party, (0, b""))[0]:
            return self.taken.get(submission.text)
        if not self.numbered:
            self.numbered = {(entry.party, entry.number): entry for entry in self.case.entries}
        entry = self.numbered.get((submission.party, submission.number))
        if entry is None:
            return None  # the first entry of the log: its keeper's words, which nobody hands in
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


def _signed(carried: Carried, where: str) -> Submission:
    if carried.note is None:
        raise RefusedError(
            Refusal.UNKNOWN_KEY,
            where=where,
            expected=f"a signature under the key of {carried.submission.party}",
            got="a draft, which nobody has signed",
            remedy="have its party sign it: proverka sign",
        )
    return Submission.parse(carried.note.raw, where=where)

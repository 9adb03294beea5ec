"""From submissions to entries: each is read, typed, and held against everything that stands before it in the log.

Opening a case and verifying one read by the same rules, so that no record verifies which cannot be audited.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from proverka.case.building import Chain
from proverka.case.draft import DRAFT_KINDS
from proverka.case.drawing import DrawBook
from proverka.case.meaning import GENESIS_LABEL, Meaning
from proverka.case.revising import Said
from proverka.case.sealing import DisclosuresOf, ReadBody, check_documents, confirmed, none_at_hand, read_body, repeated
from proverka.case.signers import Signers, signers_of
from proverka.case.table import unknown_kind
from proverka.disclosure.disclosure import Disclosure, is_sealed
from proverka.inventory.drawing import Step
from proverka.model.entry import Entry
from proverka.model.errors import MalformedError, Refusal
from proverka.model.precedence import Faults
from proverka.model.reading import decode_json
from proverka.model.span import Span, utc
from proverka.model.submission import Envelope
from proverka.model.vocabulary import Vocabulary
from proverka.record import Submission
from proverka.record.merkle import root_of_hashes


@dataclass(slots=True)
class EntryReader:
    """The entries of one record, read in the order of the log; `chain` numbers what may follow them.

    Owned by one reading. After a refusal it can read no further: later entries may rest on the one refused.
    """

    words: Vocabulary
    chain: Chain
    meaning: Meaning
    draws: DrawBook
    # Of every entry so far, by its index: the leaf hash in hex, and what later ones need to know of it.
    leaves: list[str]
    said: list[Said]
    known_from: datetime | None = field(default=None)
    # Gives the disclosures that are at hand for a sealed submission, by the hash of its text.
    disclosures: DisclosuresOf = none_at_hand
    # For each digest so far the first entry that holds it.
    committed: dict[str, int] = field(default_factory=dict)
    # The entries so far, by index, whose bodies are sealed.
    sealed: list[int] = field(default_factory=list)

    @classmethod
    def opening(cls, submission: Submission, *, disclosures: DisclosuresOf = none_at_hand) -> Self:
        """Return the reader of a record that begins with `submission`, the words of the case signed by their keeper.

        Raises MalformedError (wrong-case and what decoding raises) and RefusedError for words that contradict
        themselves.
        """
        words = words_of(submission)
        chain = Chain(case=words.case)
        chain.add(submission, GENESIS_LABEL)
        leaf = chain.places[GENESIS_LABEL].leaf
        meaning = Meaning(words)
        said = [meaning.said[GENESIS_LABEL]]
        draws = DrawBook(words=words)
        return cls(
            words=words,
            chain=chain,
            meaning=meaning,
            draws=draws,
            leaves=[leaf],
            said=said,
            disclosures=disclosures,
        )

    def copy(self) -> "EntryReader":
        """Return a reader of its own that stands where this one does, to try out what may follow."""
        return EntryReader(
            words=self.words,
            chain=self.chain.copy(),
            meaning=self.meaning.copy(),
            draws=self.draws.copy(),
            leaves=list(self.leaves),
            said=list(self.said),
            known_from=self.known_from,
            disclosures=self.disclosures,
            committed=dict(self.committed),
            sealed=list(self.sealed),
        )

    def read(self, submission: Submission, envelope: Envelope, *, where: str = "") -> Entry[object]:
        """Return the next entry of the record: `submission`, whose payload is `envelope`, and which comes from `where`.

        Raises MalformedError or RefusedError where it could not have been submitted: signatures or a body of another
        form, a reference to what does not stand before it, or whatever `Meaning.accept` refuses; of several faults the
        first in the order of `Refusal`.
        """
        index = len(self.leaves)
        where = where or f"entry {index}"
        signers = signers_of(submission, envelope, self.meaning.keys, where=where)
        faults, submitted_at = Faults(), envelope.submitted_at
        with faults:
            submitted_at = utc(envelope.submitted_at, where=f"{where}: submitted_at")
        with faults:
            signers.check_in_force(where=where)
        body = ReadBody.unread(envelope.kind)
        with faults:
            body = read_body(envelope, kind_of(envelope, where=where), self._at_hand(submission, envelope), where=where)
        with faults:
            check_documents(envelope.documents, where=where)
        with faults:
            self._check_references(envelope, where)
        # The log proves the order of entries: none was known before the one that stands ahead of it.
        known_from = submitted_at if self.known_from is None else max(self.known_from, submitted_at)
        step = Step(index=index, party=submission.party, at=known_from, body=body.stated)
        with faults:
            self.draws.check(step, envelope.references, envelope.documents, self._root_at, where=where)
        with faults:
            self._accept(submission, envelope, submitted_at, signers, body, where=where)
        faults.raise_first()
        self.known_from = known_from
        self.chain.add(submission, envelope.label)
        self.leaves.append(self.chain.places[envelope.label].leaf)
        self.draws.take(step, envelope.references, leaf=self.leaves[index], label=envelope.label)
        self.said.append(self.meaning.said[envelope.label])
        if is_sealed(envelope.body):
            self.sealed.append(index)
        return Entry(
            index=index,
            leaf=self.leaves[index],
            party=submission.party,
            number=submission.number,
            submitted_at=submitted_at,
            known_from=self.known_from,
            kind=envelope.kind,
            label=envelope.label,
            span=envelope.effective or Span.day(submitted_at.date()),
            by=envelope.by or submission.party,
            bears_on=envelope.bears_on,
            source=envelope.source,
            confidence=envelope.confidence,
            classification=envelope.classification,
            note=envelope.note,
            references=tuple(reference.index for reference in envelope.references),
            signers=signers.parties,
            body=self._counting(index, body, envelope, submitted_at),
        )

    def _accept(
        self,
        submission: Submission,
        envelope: Envelope,
        submitted_at: datetime,
        signers: Signers,
        body: ReadBody,
        *,
        where: str,
    ) -> None:
        held = (self.said[r.index] for r in envelope.references if r.index < len(self.said))
        self.meaning.accept(
            where=where,
            kind=envelope.kind,
            label=envelope.label,
            party=submission.party,
            by=envelope.by,
            submitted_at=submitted_at,
            effective=envelope.effective,
            bears_on=envelope.bears_on,
            refers_to=tuple(held),
            signers=signers.parties,
            body=body.stated,
        )

    def _counting(self, index: int, body: ReadBody, envelope: Envelope, submitted_at: datetime) -> object:
        """Return the body as it counts; remember what it commits to."""
        earlier = min((self.committed[digest] for digest in body.digests if digest in self.committed), default=None)
        for digest in body.digests:
            self.committed.setdefault(digest, index)
        if earlier is not None:
            return repeated(body, earlier, self.said[earlier].party)
        return confirmed(body, self.meaning, envelope, submitted_at, where=f"entry {index}")

    def _at_hand(self, submission: Submission, envelope: Envelope) -> tuple[Disclosure, ...]:
        return self.disclosures(submission.text_hash) if is_sealed(envelope.body) else ()

    def _root_at(self, size: int) -> bytes:
        return root_of_hashes([bytes.fromhex(leaf) for leaf in self.leaves[:size]])

    def _check_references(self, envelope: Envelope, where: str) -> None:
        """Refuse (unknown-entry) a reference whose index and leaf hash do not name one entry before this one."""
        for reference in envelope.references:
            held = self.leaves[reference.index] if reference.index < len(self.leaves) else "no entry before this one"
            if reference.leaf != held:
                raise MalformedError(
                    Refusal.UNKNOWN_ENTRY,
                    where=f"{where}: references",
                    expected=f"entry {reference.index} with the leaf hash {reference.leaf}",
                    got=held,
                    remedy="ask the submitter which entry was meant: index and hash must name the same one",
                )


def words_of(opening: Submission) -> Vocabulary:
    """Return the words of the case from the first entry of its record; refuse what are no words of that case."""
    envelope = decode_json(opening.payload, Envelope, where="entry 0")
    words = decode_json(envelope.body, Vocabulary, where="entry 0")
    words.check(where="entry 0")
    if (envelope.kind, words.case, words.keeper) != (GENESIS_LABEL, opening.case, opening.party):
        raise MalformedError(
            Refusal.WRONG_CASE,
            where="entry 0",
            expected=f"the words of the case {opening.case}, submitted by their keeper, {words.keeper}",
            got=f"{envelope.kind} of {words.case}, by {opening.party}",
            remedy="get the record again from a party that holds it whole",
        )
    return words


def kind_of(envelope: Envelope, *, where: str) -> type:
    """Return the type of an envelope's body; refuse (unknown-kind) a kind that does not exist."""
    kind = DRAFT_KINDS.get(envelope.kind)
    if kind is None:
        raise unknown_kind(envelope.kind, where)
    return kind

"""From an authored case to a record: number, sign and append every draft, and leave a case that opens."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from proverka.case.alias_tables import copy_alias_tables
from proverka.case.attachment import keep
from proverka.case.authored import AuthoredCase, check_drafts
from proverka.case.draft import Draft
from proverka.case.folder import CaseFolder, whole_folder
from proverka.case.keyring import Keyring, with_keys, write_keyring
from proverka.case.manifest import check_table_names, tables_of
from proverka.case.meaning import GENESIS_LABEL, Meaning
from proverka.case.openings import OPENINGS, Openings
from proverka.case.policy_file import publish_policy
from proverka.case.sealing import Salts, Sealing, demonstration_salts, no_salts, seal
from proverka.disclosure.disclosure import Disclosure
from proverka.model.errors import Refusal, RefusedError
from proverka.model.reading import encode_json
from proverka.model.span import Span
from proverka.model.submission import Document, Envelope, Reference
from proverka.model.vocabulary import Vocabulary
from proverka.record import DocumentStore, Log, Submission, SubmissionText, beginning, compose

Progress = Callable[[int, int], None]

# What a built case holds.
RECORD = "record"
DOCUMENTS = "documents"
KEYS = "keys"

# A case without submissions says nothing of when; its first entry precedes whatever is submitted later.
EMPTY_CASE_FROM = datetime(1997, 4, 29, tzinfo=UTC)


# What to do about a number that does not follow.
NOT_NEXT = "send the party's submissions before it first, as they were signed; whoever carried them has them"
USED_TWICE = (
    "draft it again after the party's last submission; keep this one: two texts under one number, both signed by the "
    "party, are evidence against it, which proverka monitor puts into a file"
)


@dataclass(slots=True)
class Chain:
    """The numbering of submissions: each party's last number and text, and every label's place in the log.

    `genesis` is the SHA-256 of the log's first text, `None` before there is one. Grows with every submission added;
    owned by one build or one submission.
    """

    case: str
    genesis: bytes | None = None
    size: int = 0
    last: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    places: dict[str, Reference] = field(default_factory=dict)

    def add(self, submission: Submission, label: str) -> None:
        """Take a submission as the next entry of the log."""
        self.genesis = self.genesis or submission.text_hash
        self.last[submission.party] = (submission.number, submission.text_hash)
        self.places[label] = Reference(index=self.size, leaf=submission.leaf_hash.hex())
        self.size += 1

    def copy(self) -> "Chain":
        """Return a chain of its own that stands where this one does."""
        return replace(self, last=dict(self.last), places=dict(self.places))

    def check_log(self, submission: SubmissionText, *, where: str) -> None:
        """Refuse (wrong-case) a submission that is for another case, or for another log of this one."""
        if (submission.case, submission.genesis) != (self.case, self.genesis):
            raise RefusedError(
                Refusal.WRONG_CASE,
                where=where,
                expected=beginning(self.case, self.genesis),
                got=beginning(submission.case, submission.genesis),
                remedy="send it to the keeper of that log; a case of that name may have another one",
            )

    def check(self, submission: SubmissionText, *, where: str) -> None:
        """Refuse (wrong-case, wrong-number) a submission that cannot be the next one of its party."""
        self.check_log(submission, where=where)
        number, previous = self.last.get(submission.party, (0, None))
        if (submission.number, submission.previous) != (number + 1, previous):
            follows = f" after the text {previous.hex()}" if previous else ""
            named = f" after the text {submission.previous.hex()}" if submission.previous else ""
            used = submission.number <= number
            raise RefusedError(
                Refusal.WRONG_NUMBER,
                where=where,
                expected=f"number {number + 1} of {submission.party}{follows}",
                got=f"number {submission.number}{named}" + (", which the log holds with another text" if used else ""),
                remedy=USED_TWICE if used else NOT_NEXT,
            )

    def sign(self, envelope: Envelope, party: str, keyring: Keyring, others: Sequence[str] = ()) -> Submission:
        """Return the envelope as this party's next submission, signed with its key and those of `others`."""
        number, previous = self.last.get(party, (0, None))
        return compose(
            case=self.case,
            genesis=self.genesis,
            party=party,
            number=number + 1,
            previous=previous,
            payload=encode_json(envelope),
            keys=[keyring.party(name) for name in (party, *others)],
        )


def build_case(
    authored: AuthoredCase,
    out: Path,
    keyring: Keyring,
    *,
    salts: Salts = no_salts,
    progress: Progress | None = None,
) -> Log:
    """Write the record of an authored case into the empty folder `out`, and return its log.

    The same case, keys and salts give the same bytes. A demonstration case has salts of its own; another one needs
    `salts` for what it seals. Everything is written beside `out` first and put in its
    place at the end, so that a failure leaves nothing that looks like a case.
    """
    check_new(out)
    with whole_folder(out) as staging:
        log = _write(authored, staging, keyring, salts, progress)
    return Log.open(out / RECORD, log.verifier_key)


def check_new(out: Path) -> None:
    """Refuse (already-there) a place for a built case where something is."""
    if out.exists():
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(out),
            expected="a folder that does not exist yet",
            got="something of that name",
            remedy="choose another folder, or add --force to replace a case that was built there",
        )


def _write(authored: AuthoredCase, staging: Path, keyring: Keyring, salts: Salts, progress: Progress | None) -> Log:
    words = with_keys(authored.words, keyring)
    if words.keys != "demonstration":
        # Only now is it known who has a key, and so whether the policy can be kept.
        check_drafts(authored.drafts, Meaning(words))
    salts = demonstration_salts(words.case) if words.keys == "demonstration" else salts
    entries = _entries(authored, words, staging, keyring, salts=salts, progress=progress)
    log = Log.create(staging / RECORD, keyring.log)
    log.append(entries, keyring.log)
    publish_policy(staging, keyring.log.verifier, authored.meaning)
    copy_alias_tables(authored.folder, staging)
    write_keyring(keyring, staging / KEYS, demonstration=words.keys == "demonstration")
    return log


def _entries(
    authored: AuthoredCase,
    words: Vocabulary,
    staging: Path,
    keyring: Keyring,
    *,
    salts: Salts,
    progress: Progress | None,
) -> Sequence[bytes]:
    store, openings = DocumentStore(folder=staging / DOCUMENTS), Openings(folder=staging / OPENINGS)
    chain = Chain(case=words.case)
    first = chain.sign(genesis(words, authored.drafts), words.keeper, keyring)
    chain.add(first, GENESIS_LABEL)
    entries = [first.note.raw]
    for done, draft in enumerate(authored.drafts, start=1):
        prepared = prepare(draft, authored.folder, chain.places, store, salts, words=authored.words)
        submission = chain.sign(prepared.envelope, draft.party, keyring, draft.countersigned_by)
        if prepared.disclosures:
            openings.keep(submission.text_hash, prepared.disclosures)
        chain.add(submission, draft.label)
        entries.append(submission.note.raw)
        if progress is not None:
            progress(done, len(authored.drafts))
    return entries


def genesis(words: Vocabulary, drafts: Sequence[Draft]) -> Envelope:
    """Return the first entry: the words of the case, dated no later than the first submission."""
    first = drafts[0].submitted_at if drafts else EMPTY_CASE_FROM
    return Envelope(kind="genesis", label=GENESIS_LABEL, submitted_at=first, body=msgspec.Raw(encode_json(words)))


def envelope_of(draft: Draft, places: Mapping[str, Reference], documents: tuple[Document, ...]) -> Envelope:
    """Return a draft as an envelope, its references resolved to entries of the log."""
    return Envelope(
        kind=draft.kind,
        label=draft.label,
        submitted_at=draft.submitted_at,
        effective=draft.effective or Span.day(draft.submitted_at.date()),
        by=draft.by,
        bears_on=draft.bears_on,
        source=draft.source,
        confidence=draft.confidence,
        classification=draft.classification,
        note=draft.note,
        references=tuple(places[label] for label in draft.refers_to),
        documents=documents,
        body=draft.body_json,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An envelope that is to be signed, and the disclosures of what is sealed in it, which go beside the log."""

    envelope: Envelope
    disclosures: tuple[Disclosure, ...]


def prepare(
    draft: Draft,
    folder: CaseFolder,
    places: Mapping[str, Reference],
    store: DocumentStore,
    salts: Salts,
    *,
    words: Vocabulary,
) -> Prepared:
    """Return a draft as it goes into the record: its files put into the store, its secrets sealed under `salts`.

    Raises what `attachment.keep`, `tables_of` and `sealing.seal` raise.
    """
    documents = tuple(
        document
        for attachment in draft.attachments
        for document in (
            keep(
                attachment, folder, store, salts, label=draft.label, inherited=draft.classification, where=draft.where
            ),
            *tables_of(draft.kind, attachment, folder, store, words, where=draft.where),
        )
    )
    check_table_names(documents, where=f"{draft.where}: {draft.label}")
    sealing = sealed_body(draft, salts)
    envelope = envelope_of(draft, places, documents)
    return Prepared(envelope=msgspec.structs.replace(envelope, body=sealing.body), disclosures=sealing.disclosures)


def sealed_body(draft: Draft, salts: Salts) -> Sealing:
    """Return the body of a draft as it goes into the record; raise what `sealing.seal` raises."""
    if draft.seal is None:
        return Sealing(body=draft.body_json)
    where = f"{draft.where}: {draft.label}"
    return seal(draft.kind, draft.body_json, draft.seal or None, salts, label=draft.label, where=where)

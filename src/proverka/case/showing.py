"""One thing of a case with everything that the record holds on it: an entry, obligation, basis, instrument, document.

What is shown is what was known on the day asked for; a name that came later is unknown then.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from difflib import get_close_matches

import msgspec

from proverka.assessment import Audit, EntryRef, ObligationResult, end_of, known_at
from proverka.assessment.result import FigureResult, FindingResult, InstrumentResult
from proverka.case.auditing import audit_case, log_times
from proverka.case.edition import EDITION_FILE
from proverka.case.meaning import GENESIS_LABEL
from proverka.case.opened import Case
from proverka.case.sealing import UNCLASSIFIED
from proverka.disclosure.disclosure import SealedObject, is_sealed
from proverka.mandate import Provision
from proverka.model.entry import Entry
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.submission import Document, Envelope
from proverka.record import NoteSignature, Submission, verify_inclusion
from proverka.record.encoding import encode_base64

# So few digits of a document's hash name it, as long as no other document begins with them.
HASH_DIGITS_MIN = 8
NEAR_NAMES_MAX = 6
# As many digits as an index of a log can have; longer numbers are names, or nothing.
INDEX_DIGITS_MAX = 19
_HEX_DIGITS = frozenset("0123456789abcdef")


class _Shown(msgspec.Struct, frozen=True, kw_only=True, tag_field="shown"):
    as_of: date
    known_at: date


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """That an entry is in the log: the path from its leaf to the root of the checkpoint, in hex, sibling first.

    `result` is `verified`, or the code of the refusal and what it found.
    """

    result: str
    origin: str
    size: int
    root: str
    path: tuple[str, ...]


class SignedBy(msgspec.Struct, frozen=True, kw_only=True):
    """One signature of an entry: the name in its line, the party's verifier key, `verified` or why not."""

    name: str
    key: str
    result: str


class ShownEntry(_Shown, frozen=True, kw_only=True, tag="entry"):
    """An entry: its header and signatures, its place in the log, its envelope, its body, and what was said of it.

    `opened` are the sealed members of the body that are open here, by name; `withheld` is how many are not.
    """

    index: int
    label: str
    kind: str
    case: str
    log_begins: str
    party: str
    party_name: str
    number: int
    previous: str
    leaf: str
    signatures: tuple[SignedBy, ...]
    proof: Proof
    envelope: Envelope
    known_from: datetime
    logged_after: datetime | None
    logged_by: datetime | None
    references: tuple[EntryRef, ...]
    documents: tuple[Document, ...]
    corrections: tuple[EntryRef, ...]
    objections: tuple[EntryRef, ...]
    referred_to_by: tuple[EntryRef, ...]
    opened: dict[str, msgspec.Raw] = {}
    withheld: int = 0


class ShownObligation(_Shown, frozen=True, kw_only=True, tag="obligation"):
    """An obligation as judged, with the text of its provision, and the findings about it."""

    obligation: ObligationResult
    instrument: InstrumentResult
    provision_text: str
    findings: tuple[FindingResult, ...]


class ShownBasis(_Shown, frozen=True, kw_only=True, tag="basis"):
    """A basis: what it counts, every figure on it in order of day, and the findings about it."""

    id: str
    name: str
    subject: str
    disposition: str
    figures: tuple[FigureResult, ...]
    findings: tuple[FindingResult, ...]


class ShownInstrument(_Shown, frozen=True, kw_only=True, tag="instrument"):
    """An instrument: its place among others, its provisions, and its obligations as judged."""

    instrument: InstrumentResult
    provisions: tuple[Provision, ...]
    obligations: tuple[ObligationResult, ...]


class ShownDocument(_Shown, frozen=True, kw_only=True, tag="document"):
    """A document: what the entries that name it say of it, where it lies, and whether it hashes to its name."""

    document: Document
    path: str
    result: str
    entries: tuple[EntryRef, ...]


Shown = ShownEntry | ShownObligation | ShownBasis | ShownInstrument | ShownDocument


def find(case: Case, what: str, *, as_of: date, known: date) -> Shown:
    """Return what `what` names, as of a day and as known on a day.

    In this order: the index of an entry, the id of an obligation, basis or instrument, the label of an
    entry, the SHA-256 of a document or its first digits. Raises RefusedError (unknown-name), with names
    that come near.
    """
    held = known_at(case.entries, known)
    if what.isdecimal() and len(what) <= INDEX_DIGITS_MAX and int(what) <= len(held):
        return _entry(case, int(what), held, as_of=as_of, known=known)
    audit = audit_case(case, as_of=as_of, known=known)
    index = {entry.label: entry.index for entry in held} | {GENESIS_LABEL: 0}
    judged = _obligation(audit, held, what) or _basis(case, audit, what) or _instrument(audit, held, what)
    if judged is not None:
        return judged
    if what in index:
        return _entry(case, index[what], held, as_of=as_of, known=known)
    document = _document(case, held, what, as_of=as_of, known=known)
    if document is None:
        raise _unknown(case, audit, index, what)
    return document


def entry_index(case: Case, what: str) -> int:
    """Return the index of the entry that `what` names, by index or label; refuse (unknown-entry)."""
    labels = {entry.label: entry.index for entry in case.entries} | {GENESIS_LABEL: 0}
    if what in labels:
        return labels[what]
    if what.isdecimal() and len(what) <= INDEX_DIGITS_MAX and int(what) < len(case.log):
        return int(what)
    raise RefusedError(
        Refusal.UNKNOWN_ENTRY,
        where="the entry",
        expected=f"the label of an entry, or an index below {len(case.log)}",
        got=repr(what),
        remedy="look it up: proverka show",
    )


def names_in(case: Case) -> list[str]:
    """Return every name that `find` takes, for completion: obligations, bases, instruments, labels."""
    instruments = [e.body for e in case.entries if e.kind == "instrument"]
    ids = [o.id for body in instruments for o in getattr(body, "obligations", ())]
    ids += [body.id for body in instruments if hasattr(body, "id")]
    return [*ids, *case.words.basis_by_id, *(e.label for e in case.entries)]


def _entry(case: Case, index: int, held: Sequence[Entry[object]], *, as_of: date, known: date) -> ShownEntry:
    submission = Submission.parse(case.log.entry(index), where=f"entry {index}")
    envelope = decode_json(submission.payload, Envelope, where=f"entry {index}")
    naming = [entry for entry in held if index in entry.references]
    opened, withheld = opened_members(case, submission, envelope)
    logged = log_times(case).known_by(end_of(known)).of(index)
    return ShownEntry(
        as_of=as_of,
        known_at=known,
        index=index,
        label=envelope.label,
        kind=envelope.kind,
        case=submission.case,
        log_begins=submission.log_hash.hex(),
        party=submission.party,
        party_name=case.words.name(submission.party),
        number=submission.number,
        previous=submission.previous.hex() if submission.previous else "",
        leaf=submission.leaf_hash.hex(),
        signatures=_signatures(case, submission),
        proof=_proof(case, index, submission.leaf_hash),
        envelope=envelope,
        opened=opened,
        withheld=withheld,
        known_from=held[index - 1].known_from if index else envelope.submitted_at,
        logged_after=logged.after,
        logged_by=logged.by,
        references=tuple(case.refs[r.index - 1] for r in envelope.references if r.index),
        documents=envelope.documents,
        corrections=_refs(case, (e for e in naming if e.kind == "correction")),
        objections=_refs(case, (e for e in naming if e.kind == "objection")),
        referred_to_by=_refs(case, (e for e in naming if e.kind not in ("correction", "objection"))),
    )


def opened_members(case: Case, submission: Submission, envelope: Envelope) -> tuple[dict[str, msgspec.Raw], int]:
    """Return the sealed members that are open here, and how many are not; nothing for a body in clear."""
    if not is_sealed(envelope.body):
        return {}, 0
    sealed = SealedObject.parse(bytes(envelope.body), where=f"entry {envelope.label}")
    try:
        found = sealed.opened(case.openings.readable(submission.text_hash), where="openings")
    except ProverkaError:
        return {}, len(sealed.digests)
    members = {name: msgspec.Raw(value) for name, value in found.members.items() if name not in sealed.clear}
    return members, len(found.withheld)


def _refs(case: Case, entries: Iterable[Entry[object]]) -> tuple[EntryRef, ...]:
    return tuple(case.refs[entry.index - 1] for entry in entries)


def _signatures(case: Case, submission: Submission) -> tuple[SignedBy, ...]:
    """Judge each signature line by itself, under the key that it names, whether or not that key is in force still."""
    return tuple(_signed_by(case, submission, line) for line in submission.note.signatures)


def _signed_by(case: Case, submission: Submission, line: NoteSignature) -> SignedBy:
    held = case.meaning.keys.find(line.name, line.key_id)
    if held is None:
        return SignedBy(name=line.name, key="", result="not judged: a key that the record does not state")
    verified = held.key.verify(submission.note.message, line.signature)
    return SignedBy(name=line.name, key=str(held.key), result="verified" if verified else Refusal.WRONG_SIGNATURE.code)


def _proof(case: Case, index: int, leaf: bytes) -> Proof:
    at, result = case.log.checkpoint, "verified"
    path: tuple[bytes, ...] = ()
    try:
        path = case.log.inclusion_proof(index)
        verify_inclusion(leaf=leaf, index=index, size=at.size, path=path, root=at.root)
    except ProverkaError as error:
        result = f"{error.code}: {error.fault.got}"
    return Proof(
        result=result,
        origin=at.origin,
        size=at.size,
        root=encode_base64(at.root),
        path=tuple(step.hex() for step in path),
    )


def _obligation(audit: Audit, held: Sequence[Entry[object]], what: str) -> ShownObligation | None:
    found = next((o for o in audit.obligations if o.id == what), None)
    if found is None:
        return None
    instrument = next(i for i in audit.instruments if i.id == found.instrument)
    texts = {provision.id: provision.text for provision in _provisions(held, instrument)}
    return ShownObligation(
        as_of=audit.as_of,
        known_at=audit.known_at,
        obligation=found,
        instrument=instrument,
        provision_text=texts.get(found.provision, ""),
        findings=_about(audit, what),
    )


def _provisions(held: Sequence[Entry[object]], instrument: InstrumentResult) -> tuple[Provision, ...]:
    provisions: tuple[Provision, ...] = getattr(held[instrument.entry - 1].body, "provisions", ())
    return provisions


def _about(audit: Audit, name: str) -> tuple[FindingResult, ...]:
    return tuple(finding for finding in audit.findings if finding.about == name)


def _basis(case: Case, audit: Audit, what: str) -> ShownBasis | None:
    basis = case.words.basis_by_id.get(what)
    if basis is None:
        return None
    return ShownBasis(
        as_of=audit.as_of,
        known_at=audit.known_at,
        id=basis.id,
        name=basis.name,
        subject=case.words.name(basis.subject),
        disposition=basis.disposition,
        figures=tuple(figure for figure in audit.figures if figure.basis == what),
        findings=_about(audit, what),
    )


def _instrument(audit: Audit, held: Sequence[Entry[object]], what: str) -> ShownInstrument | None:
    found = next((i for i in audit.instruments if i.id == what), None)
    if found is None:
        return None
    return ShownInstrument(
        as_of=audit.as_of,
        known_at=audit.known_at,
        instrument=found,
        provisions=_provisions(held, found),
        obligations=tuple(o for o in audit.obligations if o.instrument == what),
    )


def _document(
    case: Case, held: Sequence[Entry[object]], what: str, *, as_of: date, known: date
) -> ShownDocument | None:
    naming = {
        one.sha256: [e for e in held if _described(case, e.index, one.sha256) is not None]
        for documents in case.documents.values()
        for one in documents
        if _names(what, one.sha256)
    }
    naming = {name: entries for name, entries in naming.items() if entries}
    if len(naming) != 1:
        return None
    ((name, entries),) = naming.items()
    document = _described(case, entries[0].index, name)
    assert document is not None, "it is named by these entries"
    return ShownDocument(
        as_of=as_of,
        known_at=known,
        document=document,
        path=case.document_store.path(name).relative_to(case.root).as_posix(),
        result=_checked(case, name, document),
        entries=_refs(case, entries),
    )


def _checked(case: Case, name: str, document: Document) -> str:
    """Return whether a document hashes to its name; withheld where an edition need not hold it."""
    is_edition = (case.root / EDITION_FILE).is_file()
    if is_edition and document.classification != UNCLASSIFIED and name not in case.document_store:
        return f"{document.classification.replace('_', ' ')}, withheld by this edition"
    try:
        case.document_store.check(name)
    except ProverkaError as error:
        return f"{error.code}: {error.fault.got}"
    return "verified"


def _names(what: str, document: str) -> bool:
    return len(what) >= HASH_DIGITS_MIN and set(what) <= _HEX_DIGITS and document.startswith(what)


def _described(case: Case, index: int, name: str) -> Document | None:
    """Return what an entry says of a file, or None where it does not name it."""
    return next((document for document in case.documents.get(index, ()) if document.sha256 == name), None)


def _unknown(case: Case, audit: Audit, labels: Iterable[str], what: str) -> RefusedError:
    ids = [o.id for o in audit.obligations] + [i.id for i in audit.instruments]
    names = list(dict.fromkeys([*ids, *case.words.basis_by_id, *labels]))
    folded = {name.casefold(): name for name in names}
    near = [folded[name] for name in get_close_matches(what.casefold(), folded, n=NEAR_NAMES_MAX, cutoff=0.5)]
    near = near or [name for name in names if what.casefold() in name.casefold()] or names
    return RefusedError(
        Refusal.UNKNOWN_NAME,
        where="what to show",
        expected=f"an entry, obligation, basis, instrument or document known on {audit.known_at}, such as "
        f"{', '.join(near[:NEAR_NAMES_MAX])}",
        got=repr(what),
        remedy="correct the name, or ask for a later day with --as-of and --known-at",
    )

"""Bundles taken in by the keeper of a log: all that is in one, or nothing; and the same one again changes nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from proverka.case.admission import Admission, Admitted
from proverka.case.envelope import read_envelope
from proverka.case.folder import decode_text
from proverka.case.manifest import check_tables
from proverka.case.meaning import Meaning
from proverka.case.opened import Case
from proverka.case.policy_file import publish_policy
from proverka.disclosure.disclosure import Disclosure, SealedObject, is_sealed, parse_disclosures
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.precedence import Faults
from proverka.model.submission import NEVER_SEALED, Envelope
from proverka.record import Bundle, DocumentStore, SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """A bundle that a case can take in: what each of its submissions becomes, and the disclosures that come with it.

    `meaning` is what the case will have said then.
    """

    case: Case
    bundle: Bundle
    admitted: tuple[Admitted, ...]
    disclosures: Mapping[bytes, tuple[Disclosure, ...]]
    meaning: Meaning

    @property
    def fresh(self) -> tuple[Admitted, ...]:
        """Those that the log does not hold yet."""
        return tuple(one for one in self.admitted if one.fresh)

    def take_in(self, log_key: SigningKey) -> tuple[Admitted, ...]:
        """Append what is fresh, and return it; when this returns it is durable and counted by a signed checkpoint.

        Documents and disclosures are kept first: without their entry they are idle, an entry without them would not
        verify. Crash state: some of them are kept, and the log is as it was. Raises what `Log.append` raises, and
        RefusedError (wrong-document) for a document that is not what it was when the bundle was received, or that is
        damaged in the store: nothing is appended then.
        """
        # An append of nothing asks whether all of it would go: that this is the log's key, and nobody appended since.
        self.case.log.append([], log_key, after=self.case.chain.size)
        self.keep()
        entries = [one.submission.note.raw for one in self.fresh]
        self.case.log.append(entries, log_key, after=self.case.chain.size)
        self.publish()
        return self.fresh

    def keep(self) -> None:
        """Keep the documents and disclosures of the bundle, durably: also of submissions that the log holds already.

        Whoever carried a sealed submission may have left out what opens it, and nobody can make that again.
        """
        for name in self.bundle.documents:
            self._keep(name)
        for text_hash, disclosures in self.disclosures.items():
            self.case.openings.keep(text_hash, disclosures)

    def _keep(self, name: str) -> None:
        """Have a document in the store: a medium may give other bytes when it is read again, and so may the store."""
        store = self.case.document_store
        if name in store:
            store.check(name)
            return
        with self.bundle.document(name) as content:
            store.put_as(name, content)

    def publish(self) -> None:
        """Bring policy.txt up to date: of a bundle that was taken in before, a crash may have left it as it was."""
        publish_policy(self.case.root, self.case.log.verifier_key, self.meaning)


def receive(case: Case, bundle: Bundle, *, now: datetime) -> Reception:
    """Return a bundle as `case` can take it in; write nothing. `now` is the clock of the keeper.

    Raises RefusedError or MalformedError: what `Admission.admit` raises for the first submission that cannot follow;
    bad-bundle for a document that no submission in it names, bad-opening and wrong-opening for disclosures of nothing
    in it, wrong-document for a document that does not hash to its name, what `check_table` raises for a
    table. Of several the first in the order of `Refusal`.
    """
    faults, disclosures, admitted = Faults(), dict[bytes, tuple[Disclosure, ...]](), list[Admitted]()
    envelopes = _envelopes(bundle)
    with faults:
        _check_named(bundle, envelopes)
    with faults:
        _check_documents(bundle)
    for envelope in envelopes.values():
        with faults:
            if envelope is not None:
                check_tables(envelope, bundle, case.document_store, case.words)
    with faults:
        disclosures = _disclosures(bundle, envelopes)
    admission = Admission.to(
        case,
        now=now,
        size_of=lambda name: _size_of(name, bundle, case.document_store),
        disclosures=lambda text_hash: disclosures.get(text_hash) or case.openings.readable(text_hash),
    )
    with faults:
        admitted = admission.admit(
            (f"{bundle.path.name}: submission {number}", carried)
            for number, carried in enumerate(bundle.submissions, start=1)
        )
    faults.raise_first()
    return Reception(
        case=case,
        bundle=bundle,
        admitted=tuple(admitted),
        disclosures=disclosures,
        meaning=admission.reader.meaning,
    )


def _size_of(name: str, bundle: Bundle, store: DocumentStore) -> int | None:
    """Return the size of a document in the bundle, or else in the store, where it is hashed again."""
    if name in bundle.documents:
        return bundle.documents[name]
    return store.check(name) if name in store else None


def _envelopes(bundle: Bundle) -> dict[str, Envelope | None]:
    """Return the envelopes by the hash of their texts, as far as they can be read; the rest its admission tells."""
    return {
        carried.submission.text_hash.hex(): read_envelope(carried.submission.payload, Faults(), where="payload")
        for carried in bundle.submissions
    }


def _check_named(bundle: Bundle, envelopes: Mapping[str, Envelope | None]) -> None:
    """Refuse (bad-bundle) a document that no submission names: nobody answers for it, and the store keeps for ever."""
    if None in envelopes.values():
        return
    named = {document.sha256 for envelope in envelopes.values() if envelope for document in envelope.documents}
    superfluous = sorted(bundle.documents.keys() - named)
    if superfluous:
        raise MalformedError(
            Refusal.BAD_BUNDLE,
            where=bundle.path.name,
            expected="only documents that a submission in it names",
            got=f"documents/{superfluous[0]}",
            remedy="have the bundle made again, without it",
        )


def _check_documents(bundle: Bundle) -> None:
    for name in bundle.documents:
        with bundle.document(name) as content:
            got = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
        if got != name:
            raise RefusedError(
                Refusal.WRONG_DOCUMENT,
                where=f"{bundle.path.name}: documents/{name}",
                expected="bytes that hash to its name",
                got=got,
                remedy="have the bundle made and sent again",
            )


def _disclosures(bundle: Bundle, envelopes: Mapping[str, Envelope | None]) -> dict[bytes, tuple[Disclosure, ...]]:
    """Return the disclosures in a bundle by text hash, each held against the sealed submission that it opens."""
    faults, found = Faults(), dict[bytes, tuple[Disclosure, ...]]()
    for name, raw in bundle.openings.items():
        where = f"{bundle.path.name}: openings/{name}"
        with faults:
            disclosures = parse_disclosures(decode_text(raw, where=where), where=where)
            if name in envelopes and envelopes[name] is None:
                continue
            found[bytes.fromhex(name)] = _opening(envelopes.get(name), disclosures, where)
    faults.raise_first()
    return found


def _opening(envelope: Envelope | None, disclosures: tuple[Disclosure, ...], where: str) -> tuple[Disclosure, ...]:
    """Return the disclosures of a sealed submission; refuse (wrong-opening) those of anything else."""
    if envelope is None or envelope.kind in NEVER_SEALED or not is_sealed(envelope.body):
        raise MalformedError(
            Refusal.WRONG_OPENING,
            where=where,
            expected="the hash of the text of a sealed submission in the bundle",
            got="that of nothing in it that is sealed",
            remedy="have the bundle made and sent again",
        )
    SealedObject.parse(bytes(envelope.body), where=where).opened(disclosures, where=where)
    return disclosures

"""Bundles taken in by the keeper of a log: all that is in one, or nothing; and the same one again changes nothing."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from proverka.case.admission import Admission, Admitted
from proverka.case.folder import decode_text
from proverka.case.meaning import Meaning
from proverka.case.opened import Case
from proverka.case.policy_file import publish_policy
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope
from proverka.record import Bundle, Carried, SigningKey, Submission
from proverka.record.disclosure import Disclosure, SealedObject, is_sealed, parse_disclosures


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
        verify. Crash state: some of them are kept, and the log is as it was. Raises what `Log.append` raises.
        """
        store = self.case.document_store
        for name in self.bundle.documents:
            if name not in store:
                with self.bundle.document(name) as content:
                    store.put_from(content)
        for text_hash, disclosures in self.disclosures.items():
            self.case.openings.keep(text_hash, disclosures)
        entries = [one.submission.note.raw for one in self.fresh]
        self.case.log.append(entries, log_key, after=self.case.chain.size)
        publish_policy(self.case.root, self.case.log.verifier_key, self.meaning)
        return self.fresh


def receive(case: Case, bundle: Bundle, *, now: datetime) -> Reception:
    """Return a bundle as `case` can take it in; write nothing. `now` is the clock of the keeper.

    Raises what `Admission.admit` raises for the first submission that cannot follow; RefusedError (unknown-key) for one
    that nobody signed, (wrong-opening) for disclosures of nothing in the bundle, (wrong-document) for a document that
    does not hash to its name.
    """
    _check_documents(bundle)
    disclosures = _disclosures(bundle)
    admission = Admission.to(
        case,
        now=now,
        has_document=lambda name: name in bundle.documents or name in case.document_store,
        disclosures=lambda text_hash: disclosures.get(text_hash) or case.openings.readable(text_hash),
    )
    submissions = [
        (f"{bundle.path.name}: submission {number}", _signed(carried, f"{bundle.path.name}: submission {number}"))
        for number, carried in enumerate(bundle.submissions, start=1)
    ]
    admitted = admission.admit(submissions)
    return Reception(
        case=case,
        bundle=bundle,
        admitted=tuple(admitted),
        disclosures=disclosures,
        meaning=admission.reader.meaning,
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


def _disclosures(bundle: Bundle) -> dict[bytes, tuple[Disclosure, ...]]:
    """Return the disclosures in a bundle by text hash, each held against the sealed submission that it opens."""
    bodies = {
        carried.submission.text_hash.hex(): decode_json(carried.submission.payload, Envelope, where="payload").body
        for carried in bundle.submissions
    }
    found: dict[bytes, tuple[Disclosure, ...]] = {}
    for name, raw in bundle.openings.items():
        where = f"{bundle.path.name}: openings/{name}"
        body = bodies.get(name)
        if body is None or not is_sealed(body):
            raise MalformedError(
                Refusal.WRONG_OPENING,
                where=where,
                expected="the hash of the text of a sealed submission in the bundle",
                got=name,
                remedy="have the bundle made and sent again",
            )
        disclosures = parse_disclosures(decode_text(raw, where=where), where=where)
        SealedObject.parse(bytes(body), where=where).opened(disclosures, where=where)
        found[bytes.fromhex(name)] = disclosures
    return found

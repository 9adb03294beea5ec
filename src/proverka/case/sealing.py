"""Bodies that are committed to and opened later: sealed when they are drafted, opened when a record is read.

The log is for everybody. What of an entry is not, stands in it as digests (`proverka.disclosure.disclosure`), and the
disclosures lie beside the log for whoever may have them. An entry whose disclosures are all here is read like any
other; another one is accepted unread, stands as withheld and counts for nothing.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from proverka.disclosure.disclosure import SALT_BYTES, Disclosure, SealedObject, is_sealed, sealed
from proverka.inventory.withheld import step_of
from proverka.model.errors import Fault, MalformedError, ProverkaError, Refusal, RefusedError
from proverka.model.policy import PUBLIC, Policy
from proverka.model.reading import decode_json
from proverka.model.submission import (
    NEVER_SEALED,
    STAYS_CLEAR,
    Classification,
    Correction,
    Document,
    Envelope,
    Release,
    Sealed,
)

if TYPE_CHECKING:
    from proverka.case.meaning import Meaning
    from proverka.case.revising import Said

# Gives the salt for what is called so: new random bytes at every call, or for a demonstration always the same.
Salts = Callable[[str], bytes]

# Gives the disclosures at hand for a submission, by the SHA-256 of its text.
DisclosuresOf = Callable[[bytes], tuple[Disclosure, ...]]

UNCLASSIFIED = "unclassified"
# A member of a sealed body cannot be called so; in a list of members to seal it stands for every one.
ALL = "all"


def demonstration_salts(case: str) -> Salts:
    """Return salts derived from names, for a case with demonstration keys: the same build, and nothing is secret."""
    return lambda name: sha256(f"proverka demonstration salt, not secret\n{case}\n{name}".encode()).digest()


def no_salts(name: str) -> bytes:
    """Stand where nothing is sealed: whoever seals must give salts."""
    message = f"no salt was given for {name}"
    raise AssertionError(message)


def none_at_hand(_text_hash: bytes) -> tuple[Disclosure, ...]:
    """Return no disclosures: to read a record as everybody can."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """A body as it goes into the record, and the disclosures that open it again; none where it is in clear."""

    body: msgspec.Raw
    disclosures: tuple[Disclosure, ...] = ()


def seal(
    kind: str, body: msgspec.Raw, members: Collection[str] | None, salts: Salts, *, label: str, where: str
) -> Sealing:
    """Return the JSON `body` with `members` sealed; where it is `None`, all but those that stay in clear in this kind.

    A salt is asked for as `LABEL/MEMBER`. Raises `MalformedError`: meaningless for a kind that rules the record,
    missing-field for a member that the body does not have, bad-opening for names that cannot be sealed, too-large.
    """
    check_sealable(kind, bytes(body), members, where=where)
    held = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    clear_always = STAYS_CLEAR.get(kind, ())
    chosen = [name for name in held if (name not in clear_always if members is None else name in members)]
    disclosures = [Disclosure.make(name, bytes(held[name]), salt=salts(f"{label}/{name}")) for name in chosen]
    clear = {name: bytes(value) for name, value in held.items() if name not in chosen}
    return Sealing(body=msgspec.Raw(sealed(disclosures, clear).encode()), disclosures=tuple(disclosures))


def sealing_of(kind: str, body: bytes = b"{}") -> Sealed:
    """Return what stands for a JSON `body` that is going to be sealed, for the checks that do not open it."""
    held = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    return Sealed(
        kind=kind, members={name: held[name] for name in STAYS_CLEAR.get(kind, ()) if name in held}, withheld=1
    )


@lru_cache(maxsize=1 << 8)
def _nothing_of(kind: str) -> Sealed:
    """Return what stands for a body of which nothing is read: the same for every entry of a kind."""
    return sealing_of(kind)


def check_sealable(kind: str, body: bytes, members: Collection[str] | None, *, where: str) -> None:
    """Refuse what `seal` refuses: a kind that rules the record, members that stay in clear, members that are not there.

    Raises MalformedError (meaningless, missing-field).
    """
    if kind in NEVER_SEALED:
        raise _meaningless(where, "a body in clear: what rules the record is for everybody to read", f"a sealed {kind}")
    if clear := sorted(set(members or ()) & set(STAYS_CLEAR.get(kind, ()))):
        expected = f"{', '.join(STAYS_CLEAR[kind])} of the {kind} in clear: what may follow rests on them"
        raise _meaningless(f"{where}: seal", expected, ", ".join(clear))
    held = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    missing = sorted(set(members or ()) - held.keys())
    if missing or not held:
        raise MalformedError(
            Refusal.MISSING_FIELD,
            where=f"{where}: seal",
            expected=f"members that the body has: {', '.join(held) or 'none'}",
            got=", ".join(missing) or "none",
            remedy="name fields of the body that are filled in, or seal the whole of it",
        )


def check_stays_clear(stated: Sealed, *, where: str) -> None:
    """Refuse (meaningless) a sealed step of an issue that does not say in clear which step it is."""
    if stated.kind == "issue" and step_of(stated) is None:
        shown = ", ".join(f"{name} {bytes(value).decode()}" for name, value in sorted(stated.members.items()))
        raise _meaningless(where, f"its step in clear: {', '.join(STAYS_CLEAR['issue'])}", shown or "none of it")


def check_clear(classification: Classification, *, where: str) -> None:
    """Refuse (meaningless) a body in clear above unclassified."""
    if classification != UNCLASSIFIED:
        raise _meaningless(where, "a sealed body: the log is for everybody", f"one in clear, {classification}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBody:
    """The body of an entry as the log states it to everybody, and as it is read here, with the disclosures at hand.

    Both are the same for a body in clear. `stated` alone decides what later entries may say: whoever holds fewer
    disclosures must come to the same record.
    """

    stated: object
    held: object
    digests: tuple[str, ...] = ()

    @classmethod
    def unread(cls, kind: str) -> "ReadBody":
        """Return what stands for a body that cannot be read, for the checks that do without it."""
        nothing = _nothing_of(kind)
        return cls(stated=nothing, held=nothing)


def read_body(envelope: Envelope, kind: type, disclosures: Collection[Disclosure], *, where: str) -> ReadBody:
    """Return the body of an envelope, typed as `kind`, or `Sealed` as far as it is not opened.

    Disclosures that do not fit open nothing here: it is for the verification to tell. Raises MalformedError: what
    decoding raises for a body in clear, bad-opening for a commitment of another form, meaningless for a body in clear
    above unclassified.
    """
    if envelope.kind in NEVER_SEALED or not is_sealed(envelope.body):
        body: object = decode_json(envelope.body, kind, where=where)
        check_clear(envelope.classification, where=where)
        return ReadBody(stated=body, held=body)
    committed = SealedObject.parse(bytes(envelope.body), where=f"{where}: body")
    stated = _withheld(envelope.kind, committed, ())
    check_stays_clear(stated, where=where)
    found = _withheld(envelope.kind, committed, disclosures)
    held = _typed(found, kind, where) if not found.withheld else found
    return ReadBody(stated=stated, held=held, digests=committed.digests)


def _withheld(kind: str, committed: SealedObject, disclosures: Collection[Disclosure]) -> Sealed:
    try:
        opened = committed.opened(disclosures, where="openings")
    except ProverkaError:
        opened = committed.opened((), where="openings")
    members = {name: msgspec.Raw(value) for name, value in opened.members.items()}
    return Sealed(kind=kind, members=members, withheld=len(opened.withheld))


def _typed(found: Sealed, kind: type, where: str) -> object:
    """Return a body that is wholly open as a value of its kind, or as it was with what is wrong with it."""
    try:
        body: object = decode_json(msgspec.json.encode(found.members), kind, where=where)
    except ProverkaError as error:
        return msgspec.structs.replace(found, fault=_told(error.fault))
    return body


def confirmed(body: ReadBody, meaning: "Meaning", envelope: Envelope, submitted_at: datetime, *, where: str) -> object:
    """Return the body as it counts: one that was opened must be possible in its case, or it is withheld with its fault.

    Nothing is refused: the entry is in the log, and its submitter alone chose what to commit to.
    """
    if body.held is body.stated or isinstance(body.held, Sealed):
        return body.held
    try:
        meaning.check_opened(
            body.held, bears_on=envelope.bears_on, effective=envelope.effective, submitted_at=submitted_at, where=where
        )
    except ProverkaError as error:
        members = msgspec.json.decode(msgspec.json.encode(body.held), type=dict[str, msgspec.Raw])
        return Sealed(kind=envelope.kind, members=members, fault=_told(error.fault))
    return body.held


def repeated(body: ReadBody, earlier: int, party: str) -> Sealed:
    """Return the body of an entry that repeats a commitment of entry `earlier`, which is by `party`.

    Whoever copies one need not know it, and what is opened later would seem to have been said by both: the first
    counts. It is not refused: who saw it on its way may have logged the copy, and the text is signed, under a number
    that its party must not sign again.
    """
    assert isinstance(body.stated, Sealed), "only what is sealed has digests"
    return msgspec.structs.replace(body.stated, fault=f"it repeats what entry {earlier}, by {party}, commits to")


def _told(fault: Fault) -> str:
    return f"{fault.where}: {fault.refusal.code}: expected {fault.expected}, got {fault.got}"


def check_documents(documents: Iterable[Document], *, where: str) -> None:
    """Refuse (meaningless) a document above unclassified whose hash tells what it is, and one hidden in two ways."""
    for document in documents:
        if document.classification != UNCLASSIFIED and not document.hidden:
            expected = f"salt or rows for {document.name}, which is {document.classification}"
            raise _meaningless(f"{where}: documents", expected, "neither")
        if document.salted and (document.table is not None or document.size < SALT_BYTES):
            expected = f"a salt of {SALT_BYTES} bytes, or a sealed table, for {document.name}"
            raise _meaningless(f"{where}: documents", expected, "both" if document.table else f"{document.size} bytes")


def check_opens_nothing_by_itself(body: object, refers_to: "tuple[Said, ...]", party: str, *, where: str) -> None:
    """Refuse what would open an entry against its submitter, or in clear: a release by another, a replacement.

    Raises RefusedError (not-permitted) and MalformedError (meaningless).
    """
    if isinstance(body, Release) and len(refers_to) != 1:
        raise _meaningless(where, "exactly one entry that it releases", f"{len(refers_to)}")
    if isinstance(body, Release) and refers_to[0].party != party:
        raise RefusedError(
            Refusal.NOT_PERMITTED,
            where=where,
            expected=f"a release by {refers_to[0].party}, which submitted the entry",
            got=party,
            remedy="let the party that sealed the entry release it",
        )
    if isinstance(body, Correction) and body.replaces and refers_to and refers_to[0].sealed:
        expected = "a withdrawal of the sealed entry, and a new one sealed in its place"
        raise _meaningless(where, expected, "a replacement, which would stand in clear")


def check_audience(release: Release, parties: Collection[str], policy: Policy, *, where: str) -> None:
    """Refuse (unknown-party) a release to nobody that the case knows."""
    known = (PUBLIC, *policy.audiences, *parties)
    if release.to not in known:
        raise RefusedError(
            Refusal.UNKNOWN_PARTY,
            where=f"{where}: to",
            expected=f"{PUBLIC}, or an audience or a party of the case: {', '.join(known)}",
            got=release.to,
            remedy="correct the name, or have the policy declare the audience",
        )


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="correct the submission")

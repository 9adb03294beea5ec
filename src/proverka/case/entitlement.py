"""What of a case the readers of an edition may have: by class, as their own, or as released to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from proverka.case.opened import Case
from proverka.case.readership import Readership
from proverka.disclosure.disclosure import Disclosure, SealedObject
from proverka.inventory.standing import Evidence
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope, Release
from proverka.record import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An entry as the log has it."""

    index: int
    submission: Submission
    envelope: Envelope


def logged_of(case: Case) -> Iterator[Logged]:
    """Yield as the log has it every entry that readers may have more or less of: what is sealed or names documents.

    The first is always among them.
    """
    telling = {0, *case.reader.sealed, *case.documents}
    for index, raw in enumerate(case.log.entries()):
        if index not in telling:
            continue
        submission = Submission.parse(raw, where=f"entry {index}")
        yield Logged(
            index=index,
            submission=submission,
            envelope=decode_json(submission.payload, Envelope, where=f"entry {index}"),
        )


def released_to(case: Case, readers: Readership) -> dict[int, list[Release]]:
    """Return the releases to these readers that stand, by the entry that they release.

    One that was taken back does not, nor one that was signed under a key which its party no longer had.
    """
    found: dict[int, list[Release]] = {}
    evidence = Evidence.of(case.entries)
    for held in evidence.of_kind("release", case.words):
        stands = not held.withdrawn and not evidence.disputing(held.entry)
        if isinstance(held.body, Release) and stands and readers.released([held.body]):
            found.setdefault(held.entry.references[0], []).append(held.body)
    return found


def openings_for(case: Case, readers: Readership, one: Logged, releases: Sequence[Release]) -> tuple[Disclosure, ...]:
    """Return the disclosures of an entry that are held here and are for the readers; each was checked to fit."""
    where = f"entry {one.index}"
    held = case.openings.of(one.submission.text_hash)
    SealedObject.parse(bytes(one.envelope.body), where=where).opened(held, where=where)
    if readers.may_see(one.envelope.classification, one.submission.party):
        return held
    names = {name for release in releases for name in release.members}
    return tuple(disclosure for disclosure in held if disclosure.name in names)


def is_open(one: Logged, held: Sequence[Disclosure]) -> bool:
    """Whether these disclosures open all that is sealed of an entry."""
    return len(held) == len(SealedObject.parse(bytes(one.envelope.body), where=f"entry {one.index}").digests)


def documents_for(
    readers: Readership, logged: Sequence[Logged], released: Mapping[int, Sequence[Release]]
) -> dict[str, bool]:
    """Return for every document that the log names whether the readers may have it.

    Its owner is who named it first, and its class the lowest under which its owner names it: nobody comes by a
    document, or takes it from others, by naming in an entry of its own a hash that stands in the log.
    """
    owner: dict[str, str] = {}
    allowed: dict[str, bool] = {}
    for one in logged:
        party = one.submission.party
        for document in one.envelope.documents:
            name = document.sha256
            if owner.setdefault(name, party) == party:
                may = readers.may_see(document.classification, party)
                may = may or any(name in release.documents for release in released.get(one.index, ()))
                allowed[name] = may or allowed.get(name, False)
    return allowed

"""An edition held against its own record: what it says of itself, and that it holds nothing above its readers."""

from collections.abc import Iterator
from pathlib import Path

from proverka.case.edition import EDITION_FILE, EDITION_SCHEMA, Edition, edition_of
from proverka.case.entitlement import Logged, documents_for, is_open, logged_of, openings_for, released_to
from proverka.case.opened import Case, open_case
from proverka.case.readership import Readership, readership
from proverka.disclosure.disclosure import is_sealed
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.model.submission import Release


def edition_faults(root: Path) -> Iterator[ProverkaError]:
    """Yield, as errors, all that is wrong with the edition in a folder; nothing where it is a whole case.

    The classes are those of the record, the readers' those of its policy and its releases. Nothing is raised: what
    cannot be read of the record ends the check and is yielded as the last error.
    """
    try:
        edition = edition_of(root)
    except ProverkaError as error:
        yield error
        return
    if edition is None:
        return
    try:
        case = open_case(root)
        readers = _readers(case, edition)
        yield from _contradictions(case, edition, readers)
    except ProverkaError as error:
        yield error


def _readers(case: Case, edition: Edition) -> Readership:
    try:
        return readership(edition.readers, case.words, case.meaning.policy)
    except RefusedError as error:
        raise _wrong(f"{EDITION_FILE}: readers", error.fault.expected, edition.readers) from None


def _contradictions(case: Case, edition: Edition, readers: Readership) -> Iterator[ProverkaError]:
    logged = [*logged_of(case)]
    releases = released_to(case, readers)
    sealed = [one for one in logged if is_sealed(one.envelope.body)]
    yield from _openings_beyond(case, readers, sealed, releases)
    documents = documents_for(readers, logged, releases)
    store = set(case.document_store.names())
    for name in sorted(store):
        if not documents.get(name, False):
            yield _wrong(f"documents/{name}", f"what is for {readers.name}", "a document that is not")
    withheld = [one.index for one in sealed if not is_open(one, case.openings.of(one.submission.text_hash))]
    at = case.log.checkpoint
    stated: dict[str, object] = {
        "schema": EDITION_SCHEMA,
        "highest": readers.highest,
        "origin": at.origin,
        "size": at.size,
        "root": at.root.hex(),
        "entries_withheld": len(withheld),
        "documents": len(store),
        "documents_withheld": len(documents.keys() - store),
    }
    for name, value in stated.items():
        if getattr(edition, name) != value:
            yield _wrong(f"{EDITION_FILE}: {name}", str(value), str(getattr(edition, name)))
    for index in edition.suppressed:
        if index not in withheld:
            yield _wrong(f"{EDITION_FILE}: suppressed", "sealed entries that are not open here", str(index))


def _openings_beyond(
    case: Case, readers: Readership, sealed: list[Logged], releases: dict[int, list[Release]]
) -> Iterator[ProverkaError]:
    known = {one.submission.text_hash.hex() for one in sealed}
    for name in case.openings.names():
        if name not in known:
            yield _wrong(f"openings/{name}", "disclosures of a sealed entry", "those of no entry")
    for one in sealed:
        here = case.openings.of(one.submission.text_hash)
        beyond = set(here) - set(openings_for(case, readers, one, releases.get(one.index, [])))
        if beyond:
            names = ", ".join(sorted(disclosure.name for disclosure in beyond))
            yield _wrong(f"entry {one.index}", f"what is for {readers.name}", f"disclosures that are not: {names}")


def _wrong(where: str, expected: str, got: str) -> RefusedError:
    remedy = "do not hand it on; make the edition anew from the case, and tell whoever made this one"
    return RefusedError(Refusal.WRONG_EDITION, where=where, expected=expected, got=got, remedy=remedy)

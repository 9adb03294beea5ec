"""Submissions drafted far from the log: numbered after the party's last one, to be signed and carried as a bundle."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from proverka.case.authored import accept_draft
from proverka.case.building import prepare
from proverka.case.draft import Draft
from proverka.case.folder import CaseFolder
from proverka.case.opened import Case
from proverka.case.sealing import Salts
from proverka.disclosure.disclosure import encode_disclosures
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.reading import encode_json
from proverka.record import Bundle, Carried, DocumentStore, SubmissionText, draft, write_bundle
from proverka.record.bundle import Opener


def draft_bundle(
    case: Case, drafts: Sequence[Draft], folder: CaseFolder, out: Path, *, salts: Salts, after: Bundle | None = None
) -> tuple[Carried, ...]:
    """Write a bundle of `drafts`, which nobody has signed yet, to the new file `out`, and return its submissions.

    `case` is the party's copy of the case, however old; `after` a bundle of its own that the copy does not hold yet.
    Documents are read from `folder` and travel with the bundle, and so do the disclosures of what is sealed. Raises
    RefusedError (already-there), and what submitting the drafts would raise; wrong-case and wrong-number for an `after`
    that is for another log or does not follow the copy, meaningless for drafts of several parties, unknown-entry for
    one that refers to another one of them, whose place in the log nobody knows yet.
    """
    if out.exists():
        raise _already_there(out)
    last = _last_numbers(case, after)
    _check_one_party(drafts)
    meaning = case.meaning.copy()
    for one in drafts:
        accept_draft(one, meaning)
        _check_placed(one, case)
    meaning.check_nothing_ahead()
    staging = out.with_name(f".{out.name}.documents")
    shutil.rmtree(staging, ignore_errors=True)  # what a crash has left there is of another bundle
    try:
        return _write(case, drafts, folder, out=out, salts=salts, last=last, store=DocumentStore(folder=staging))
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _check_one_party(drafts: Sequence[Draft]) -> None:
    """Refuse a bundle of several parties: each would have to sign it without answering for the whole."""
    parties = sorted({one.party for one in drafts})
    if len(parties) != 1:
        raise MalformedError(
            Refusal.MEANINGLESS,
            where=drafts[0].where if drafts else "the drafts",
            expected="submissions of one party",
            got=", ".join(parties) or "none",
            remedy="draft a bundle for each party",
        )


def _check_placed(one: Draft, case: Case) -> None:
    for label in one.refers_to:
        if label not in case.chain.places:
            raise RefusedError(
                Refusal.UNKNOWN_ENTRY,
                where=f"{one.where}: {one.label}: refers_to",
                expected="an entry of this copy of the case, which has its place in the log",
                got=f"{label!r}, a draft of the same file",
                remedy="hand in what it refers to first, bring the copy up to date, and draft the rest then",
            )


def _write(
    case: Case,
    drafts: Sequence[Draft],
    folder: CaseFolder,
    *,
    out: Path,
    salts: Salts,
    last: dict[str, tuple[int, bytes]],
    store: DocumentStore,
) -> tuple[Carried, ...]:
    carried, openings = [], {}
    for one in drafts:
        prepared = prepare(one, folder, case.chain.places, store, salts, words=case.words)
        number, previous = last.get(one.party, (0, None))
        text = draft(
            case=case.words.case,
            genesis=case.chain.genesis,
            party=one.party,
            number=number + 1,
            previous=previous,
            payload=encode_json(prepared.envelope),
        )
        last[one.party] = text.number, text.text_hash
        carried.append(Carried.drafted(text))
        if prepared.disclosures:
            openings[text.text_hash.hex()] = encode_disclosures(prepared.disclosures).encode()
    documents = {name: _opener(store.path(name)) for name in store.names()}
    write_bundle(out, carried, documents=documents, openings=openings)
    return tuple(carried)


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")


def _last_numbers(case: Case, after: Bundle | None) -> dict[str, tuple[int, bytes]]:
    """Return each party's last number and text: in the copy of the case, and in the bundle that comes after it."""
    last = dict(case.chain.last)
    for carried in after.submissions if after else ():
        one = carried.submission
        where = f"--after: submission {one.number} of {one.party}"
        case.chain.check_log(one, where=where)
        if one.number > last.get(one.party, (0, b""))[0]:
            _check_follows(one, last.get(one.party, (0, None)), where)
            last[one.party] = one.number, one.text_hash
    return last


def _check_follows(one: SubmissionText, last: tuple[int, bytes | None], where: str) -> None:
    number, previous = last
    if (one.number, one.previous) != (number + 1, previous):
        raise RefusedError(
            Refusal.WRONG_NUMBER,
            where=where,
            expected=f"number {number + 1}, after the last one in this copy of the case",
            got=f"number {one.number}",
            remedy="name the bundle that follows this copy directly, or bring the copy up to date",
        )


def _already_there(out: Path) -> RefusedError:
    return RefusedError(
        Refusal.ALREADY_THERE,
        where=str(out),
        expected="a file that does not exist yet",
        got="something of that name",
        remedy="choose another name: a bundle that was drafted may be on its way already",
    )

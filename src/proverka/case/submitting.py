"""A new submission to a built case: checked against everything before it, signed, appended, durable."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from proverka.case.authored import accept_draft
from proverka.case.building import KEYS, document_path, envelope_of, keep_document
from proverka.case.draft import Draft, draft_of_instrument, drafts_of_entries
from proverka.case.folder import CaseFolder
from proverka.case.keyring import Keyring, party_keys, read_keyring
from proverka.case.opened import Case
from proverka.model.errors import Refusal, RefusedError
from proverka.record import VerifierKey


def read_drafts(path: Path) -> list[Draft]:
    """Return the drafts in a TOML file: an instrument, or `[[entries]]`; documents are named beside it."""
    folder = CaseFolder(path.parent)
    data = folder.toml(path.name)
    return (
        [draft_of_instrument(folder, path.name)] if "instrument" in data else list(drafts_of_entries(folder, path.name))
    )


def submit(case: Case, drafts: list[Draft], folder: CaseFolder, *, now: datetime) -> range:
    """Append drafts to a case, all or none, and return their indices in the log.

    When this returns they are durable. `now` is the record's clock: a submission dated after it is
    refused (from-the-future). Raises what building a case raises, and busy.
    """
    keyring = read_keyring(case.root / KEYS)
    check(case, drafts, folder, keyring, now=now)
    size = case.chain.size
    entries, chain = [], case.chain
    for draft in drafts:
        documents = tuple(keep_document(folder, name, draft, case.document_store) for name in draft.documents)
        submission = chain.sign(envelope_of(draft, chain.places, documents), draft.party, keyring)
        chain.add(submission, draft.label)
        entries.append(submission.note.raw)
    return case.log.append(entries, keyring.log, after=size)


def check(case: Case, drafts: Sequence[Draft], folder: CaseFolder, keyring: Keyring, *, now: datetime) -> None:
    """Refuse the first draft that could not be appended to a case as it stands; write nothing.

    It must be meant, not be dated after `now`, be by a party whose key is here, and name documents that
    are.
    """
    meaning = case.meaning.copy()
    for draft in drafts:
        _check_clock(draft, now)
        accept_draft(draft, meaning)
    meaning.check_nothing_ahead()
    stated = party_keys(case.words)
    for draft in drafts:
        _check_key(draft, keyring.party(draft.party).verifier, stated.get(draft.party))
        for name in draft.documents:
            document_path(folder, name, draft)


def _check_key(draft: Draft, held: VerifierKey, stated: VerifierKey | None) -> None:
    """Refuse to sign with a key that the record does not know as the party's: the log would keep it for good."""
    if held != stated:
        raise RefusedError(
            Refusal.UNKNOWN_KEY,
            where=f"{draft.where}: keys/{draft.party}.key",
            expected=f"the key that the first entry states for {draft.party}: {stated or 'none'}",
            got=str(held),
            remedy="sign with that key; a party without a key in the first entry cannot submit",
        )


def _check_clock(draft: Draft, now: datetime) -> None:
    if draft.submitted_at > now:
        raise RefusedError(
            Refusal.FROM_THE_FUTURE,
            where=f"{draft.where}: known",
            expected=f"a time up to {now.isoformat(timespec='seconds')}",
            got=draft.submitted_at.isoformat(timespec="seconds"),
            remedy="correct the date, or the clock of this machine",
        )

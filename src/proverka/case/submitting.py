"""A new submission to a built case: checked against everything before it, signed, appended, durable."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from proverka.case.admission import Admission
from proverka.case.attachment import path_of
from proverka.case.authored import accept_draft
from proverka.case.building import KEYS, prepare
from proverka.case.draft import Draft, draft_of_instrument, drafts_of_entries
from proverka.case.folder import CaseFolder
from proverka.case.keyring import Keyring, read_keyring
from proverka.case.opened import Case
from proverka.case.policy_file import publish_policy
from proverka.case.sealing import Salts, no_salts
from proverka.disclosure.disclosure import Disclosure
from proverka.model.errors import Refusal, RefusedError
from proverka.record import Carried, VerifierKey


def read_drafts(path: Path) -> list[Draft]:
    """Return the drafts in a TOML file: an instrument, or `[[entries]]`; documents are named beside it."""
    folder = CaseFolder(path.parent)
    data = folder.toml(path.name)
    return (
        [draft_of_instrument(folder, path.name)] if "instrument" in data else list(drafts_of_entries(folder, path.name))
    )


def submit(case: Case, drafts: list[Draft], folder: CaseFolder, *, now: datetime, salts: Salts = no_salts) -> range:
    """Append drafts to a case, all or none, and return their indices in the log.

    What they seal is sealed under `salts`, and opened again by what is kept in the case's `openings/`.
    When this returns they are durable. `now` is the record's clock: a submission dated after it is
    refused (from-the-future). Raises what building a case raises, and busy.
    """
    keyring = read_keyring(case.root / KEYS)
    check(case, drafts, folder, keyring, now=now)
    size = case.chain.size
    signed, disclosed, chain = [], dict[bytes, tuple[Disclosure, ...]](), case.chain.copy()
    for draft in drafts:
        prepared = prepare(draft, folder, chain.places, case.document_store, salts, words=case.words)
        submission = chain.sign(prepared.envelope, draft.party, keyring, draft.countersigned_by)
        if prepared.disclosures:
            disclosed[submission.text_hash] = prepared.disclosures
        chain.add(submission, draft.label)
        signed.append((draft.where, submission))
    store = case.document_store
    admission = Admission.to(case, now=now, size_of=store.check, disclosures=lambda text: disclosed.get(text, ()))
    admission.admit((where, Carried.of(submission)) for where, submission in signed)
    # An append of nothing asks whether all of it would go. Crash state after it: disclosures of nothing in the log.
    case.log.append([], keyring.log, after=size)
    for text_hash, disclosures in disclosed.items():
        case.openings.keep(text_hash, disclosures)
    added = case.log.append([submission.note.raw for _, submission in signed], keyring.log, after=size)
    publish_policy(case.root, case.log.verifier_key, admission.reader.meaning)
    return added


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
    for draft in drafts:
        for party in (draft.party, *draft.countersigned_by):
            _check_key(draft, party, keyring.party(party).verifier, case.meaning.keys.current(party))
        for name in draft.documents:
            path_of(folder, name, where=draft.where)


def _check_key(draft: Draft, party: str, held: VerifierKey, stated: VerifierKey | None) -> None:
    """Refuse to sign with a key that the record does not know as the party's: the log would keep it for good."""
    if held != stated:
        raise RefusedError(
            Refusal.UNKNOWN_KEY,
            where=f"{draft.where}: keys/{party}.key",
            expected=f"the key that is in force for {party}: {stated or 'none'}",
            got=str(held),
            remedy="sign with that key; a party without one cannot submit until one is enrolled",
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

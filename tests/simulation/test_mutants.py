"""An auditor that cannot fail shows nothing: each of these mistakes is put into the record, and must be found.

A mistake is put into the product alone, never into the simulation; and it must be found by the check that is there
for it, not by what it breaks by accident: the complaint is named.
"""

from dataclasses import dataclass

import pytest
from tests.simulation.world.story import SeedError, live

from proverka.assessment import timing
from proverka.case import receipts
from proverka.case.admission import Admission
from proverka.case.building import Chain
from proverka.case.meaning import Meaning
from proverka.case.receiving import Reception
from proverka.case.signers import Signers
from proverka.record import SignedNote, log
from proverka.record.journal import JOURNAL, Journal
from proverka.record.storage import Folder
from proverka.witness import ForkEvidence, Proof, mirror, monitor, witness
from proverka.witness.state import LogState

# So many seeds at most; most mistakes show in one of the first ten.
SEEDS = 60

COMMIT = Journal.commit
LOST = "is lost|taken back|is gone|not there, of|does not reopen"
FORGOTTEN = "went backwards|two histories|does not start again|of which the end is lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What is put in the place of what, and the complaint that must be heard."""

    owner: object
    name: str
    by: object
    complaint: str
    first: int = 0  # the first seed: what shows seldom is looked for where it does


def nothing(*_: object, **__: object) -> None:
    return None


class Unsynced:
    """A folder that calls everything durable and syncs nothing."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def __getattr__(self, name: str) -> object:
        return nothing if name.startswith("sync") else getattr(self.folder, name)


def commit_unsynced(journal, entries, sign):
    whole, journal.folder = journal.folder, Unsynced(journal.folder)
    try:
        return COMMIT(journal, entries, sign)
    finally:
        journal.folder = whole


def publish_unsynced(folder, files):
    for path, data in files:
        folder.write(path, data)


def replace_unsynced(folder, path, data):
    folder.write(f"{path}.new", data)
    folder.rename(f"{path}.new", path)


def keep_unsynced(state, signed):
    state.folder.write(f"{state.log.folder}/checkpoint", signed.note.raw)


def remembered_by_nobody(_state):
    return []


def journal_thrown_away(folder, _key, signed):
    folder.remove(JOURNAL)
    return signed


def only_the_first(reception, log_key):
    reception.keep()  # the documents are there: that the rest of the entries is missing must be found by itself
    fresh = [one.submission.note.raw for one in reception.fresh]
    reception.case.log.append(fresh[:1], log_key)
    return reception.fresh


def fork_in_any_two(held, shown, _folder, _source):
    return ForkEvidence(smaller=held.note.raw, larger=shown.note.raw, root=shown.checkpoint.root)


def receipt_of_the_next(entry, *, index, path, checkpoint):
    return Proof(index=index + 1, path=tuple(path), checkpoint=checkpoint, extra=entry)


MISTAKES = {
    "a log that answers before tiles are durable": Mistake(
        owner=Folder, name="publish", by=publish_unsynced, complaint=LOST),
    "a log that answers before its checkpoint is durable": Mistake(
        owner=Folder, name="replace", by=replace_unsynced, complaint=f"{LOST}|{FORGOTTEN}"),
    "a session that answers before its journal is durable": Mistake(
        owner=Journal, name="commit", by=commit_unsynced, complaint=LOST),
    "a recovery that throws the journal away": Mistake(
        owner=log, name="recover", by=journal_thrown_away, complaint=LOST),
    "a bundle taken in by half": Mistake(
        owner=Reception, name="take_in", by=only_the_first, complaint="is lost|were taken in"),
    "a witness that answers before it has kept": Mistake(
        owner=LogState, name="keep", by=keep_unsynced, complaint=FORGOTTEN),
    "a witness that does not ask its mirror after a backup was restored": Mistake(
        owner=LogState, name="remembered", by=remembered_by_nobody, complaint=FORGOTTEN, first=120),
    "a witness that does not look at proofs": Mistake(
        owner=witness, name="verify_consistency", by=nothing, complaint="two histories"),
    "signatures that are not verified": Mistake(
        owner=SignedNote, name="verify_all", by=nothing, complaint="accepted wrongly|a forgery"),
    "keys that stay in force": Mistake(
        owner=Signers, name="check_in_force", by=nothing, complaint="no longer in force"),
    "numbers that need not follow": Mistake(
        owner=Chain, name="check", by=nothing, complaint="accepted wrongly|a forgery"),
    "submissions to another log": Mistake(
        owner=Chain, name="check_log", by=nothing, complaint="to another log|a forgery was taken in: for another"),
    "countersignatures that are not asked for": Mistake(
        owner=Meaning, name="_check_countersigned", by=nothing, complaint="not countersigned"),
    "permissions that are not asked for": Mistake(
        owner=Meaning, name="_check_permitted", by=nothing, complaint="may not submit"),
    "dates in the future": Mistake(
        owner=Admission, name="_check_clock", by=nothing, complaint="dated after the clock|nobody wrote it"),
    "a bundle that comes twice and is refused": Mistake(
        owner=Admission, name="_held", by=nothing, complaint="an honest submission .* was refused"),
    "a monitor that sees no fork": Mistake(
        owner=monitor, name="fork_in_files", by=nothing, complaint="forks to be found: True"),
    "a mirror that sees a fork everywhere": Mistake(
        owner=mirror, name="_fork", by=fork_in_any_two, complaint="a fork False"),
    "a mirror that sees no fork": Mistake(
        owner=mirror, name="fork_in_files", by=nothing, complaint="a fork True|was refused", first=15),
    "a receipt for the entry after": Mistake(
        owner=receipts, name="make_receipt", by=receipt_of_the_next, complaint="a receipt that does not verify"),
    "false dates that are not found": Mistake(
        owner=timing, name="_contradiction", by=nothing, complaint="dated falsely"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found(name, monkeypatch):
    mistake = MISTAKES[name]
    monkeypatch.setattr(mistake.owner, mistake.name, mistake.by)
    with pytest.raises(SeedError, match=mistake.complaint):
        live_all(range(mistake.first, mistake.first + SEEDS))


def live_all(seeds):
    for seed in seeds:
        live(seed)

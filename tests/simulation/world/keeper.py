"""Who keeps the log: the secretariat, and whoever has its key. The log lies on a machine, the rest in a folder.

All of it is the code that a secretariat runs; only where the log's files lie is another.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.simulation.world.machines import Machine

from proverka.case.cosigned import CHECKPOINTS
from proverka.case.entries import EntryReader
from proverka.case.opened import Case, _entries, first_of
from proverka.case.openings import OPENINGS, Openings
from proverka.case.policy_file import POLICY_FILE, read_policy
from proverka.case.receiving import receive
from proverka.case.witnessing import WitnessedCase
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.model.submission import Document
from proverka.record import Bundle, Folder, Log, SignedCheckpoint, SigningKey, VerifierKey
from proverka.record.growth import CHECKPOINT


def open_on(folder: Folder, root: Path, key: VerifierKey) -> Case:
    """Open a case whose log lies in `folder`: what `open_case` does, which looks for it below `root`."""
    log = Log.open(folder, key)
    notes = log.entries()
    reader = EntryReader.opening(first_of(root, notes), disclosures=Openings(folder=root / OPENINGS).readable)
    documents: dict[int, tuple[Document, ...]] = {}
    entries = tuple(_entries(notes, len(log), reader, documents, None))
    return Case(root=root, log=log, words=reader.words, entries=entries, documents=documents, reader=reader)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOnMachine(WitnessedCase):
    """The case of a keeper while it gathers cosignatures."""

    record: Folder

    def log(self) -> Log:
        return Log.open(self.record, self.key)

    def _put_under_the_log(self, merged: SignedCheckpoint) -> None:
        try:
            with self.record.exclusive():
                now = self.log().signed_checkpoint
                if now.note.text == merged.note.text and now.note.raw != merged.note.raw:
                    self.record.replace(CHECKPOINT, merged.note.raw)
        except RefusedError as error:
            if error.fault.refusal is not Refusal.BUSY:
                raise


@dataclass(slots=True, kw_only=True)
class Keeper:
    """One history under the log's key. `skew` is how far its clock is ahead, in seconds."""

    name: str
    machine: Machine
    root: Path
    key: SigningKey
    skew: int = 0

    def case(self) -> Case:
        return open_on(self.machine.folder, self.root, self.key.verifier)

    def opens(self) -> bool:
        """Whether the case opens: a history with entries dropped or exchanged may not."""
        try:
            self.case()
        except ProverkaError:
            return False
        return True

    def log(self) -> Log:
        return Log.open(self.machine.folder, self.key.verifier)

    def recover(self) -> None:
        """Do what whoever writes next does first."""
        self.log().append([], self.key)

    def witnessed(self) -> CaseOnMachine:
        cosigners = dict(read_policy(self.root / POLICY_FILE).cosigners)
        return CaseOnMachine(root=self.root, key=self.key.verifier, cosigners=cosigners, record=self.machine.folder)

    def kept(self) -> list[bytes]:
        """Return the cosigned checkpoints that are kept for good."""
        return [path.read_bytes() for path in sorted((self.root / CHECKPOINTS).glob("[0-9]*"))]

    def receive(self, bundle: Path, now: int, attempt: "Attempt") -> None:
        """Take a bundle in; tell what will be tried before, and what was acknowledged after."""
        reception = receive(self.case(), Bundle.read(bundle), now=datetime.fromtimestamp(now + self.skew, UTC))
        fresh = [one.submission.note.raw for one in reception.fresh]
        attempt.tries(fresh)
        if attempt.in_session and not reception.bundle.documents and not reception.disclosures:
            with self.log().session(self.key) as session:
                at = session.append(fresh)
                attempt.acknowledged(list(zip(at, fresh, strict=True)))
            reception.publish()
        else:
            reception.take_in(self.key)
        known = [(one.entry.index, one.submission.note.raw) for one in reception.admitted if one.fresh]
        attempt.acknowledged(known)

    def forked(self, name: str, machine: Machine, entries: Sequence[bytes]) -> "Keeper":
        """Return a keeper of another history, which begins with `entries`; what lies beside the log is copied."""
        root = self.root.with_name(name)
        shutil.copytree(self.root, root, ignore=shutil.ignore_patterns(f"{CHECKPOINTS}*"))
        Log.create(machine.folder, self.key).append(entries, self.key)
        return Keeper(name=name, machine=machine, root=root, key=self.key, skew=self.skew)


class Attempt:
    """Hears of what a keeper tries and acknowledges, in the order in which it does."""

    in_session = False

    def tries(self, entries: list[bytes]) -> None:
        """Hear what is about to be appended."""

    def acknowledged(self, entries: list[tuple[int, bytes]]) -> None:
        """Hear what was told to be in the log."""

"""Those around the log: parties, who write, sign, mirror and keep receipts, and witnesses, who remember."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.simulation.test_log_power import Disk
from tests.simulation.world.keeper import Keeper, open_on
from tests.simulation.world.machines import Machine

from proverka.case.draft import Draft, draft_of_plain
from proverka.case.drafting import draft_bundle
from proverka.case.folder import CaseFolder
from proverka.case.opened import Case
from proverka.model.errors import ProverkaError
from proverka.record import Bundle, SigningKey, VerifierKey
from proverka.witness import CosigningKey
from proverka.witness.state import Mirror, WatchedLog, make_own
from proverka.witness.witness import Response, Witness


@dataclass(slots=True, kw_only=True)
class Party:
    """A party: its key, its copy of the log, the one bundle that it has handed in and not seen in its copy yet.

    `skew` is how far its clock is ahead, `shown` the history that it is shown. `robbed` tells that somebody else has
    its key; then its bundles may be refused through no fault of its own. `next_key` is in force once the log states it.
    One that is `misled` was shown more than one history, and may number after one what it hands in to another.
    Who is `behind` must look at the log before it writes: of what it had signed it does not know what was taken in.
    """

    id: str
    key: SigningKey
    machine: Machine
    root: Path
    shown: Keeper
    skew: int = 0
    made: int = 0
    robbed: bool = False
    keys: list[str] = field(default_factory=list)
    bundle: bytes | None = None
    text_hash: bytes = b""
    countersigned: bool = False
    dated: int = 0
    recovering: bool = False
    behind: bool = False
    misled: bool = False
    next_key: SigningKey | None = None
    receipts: list[bytes] = field(default_factory=list)
    handed_in: list[bytes] = field(default_factory=list)

    def case(self) -> Case:
        """Open the party's own copy."""
        return open_on(self.machine.folder, self.root, self.shown.key.verifier)

    def opens(self) -> bool:
        """Whether the party's copy opens: of a history that breaks the rules it may not."""
        try:
            self.case()
        except ProverkaError:
            return False
        return True

    def draft(self, kind: str, body: dict[str, object], at: int, **common: object) -> Draft:
        """Return a draft of a submission, dated by the party's own clock."""
        self.made += 1
        known = datetime.fromtimestamp(at, UTC).isoformat()
        plain = {"kind": kind, "label": f"{self.id}-{self.made}", "known": known, "party": self.id, "body": body}
        return draft_of_plain({**plain, **common}, where=self.id)

    def write(self, drafts: Sequence[Draft], out: Path, chance: random.Random) -> Bundle:
        """Write a bundle of drafts from the party's own copy of the case."""
        draft_bundle(self.case(), drafts, CaseFolder(self.root), out, salts=lambda _: chance.randbytes(32))
        return Bundle.read(out)


@dataclass(slots=True, kw_only=True)
class WitnessActor:
    """A witness on a machine, with a mirror on another disk of it; `reachable` while the network brings it mail."""

    party: str
    key: CosigningKey
    log: VerifierKey
    machine: Machine
    mirror: Machine
    skew: int = 0
    reachable: bool = True
    backup: Disk | None = None
    running: Witness | None = None

    def begin(self) -> None:
        """Make the mirror this witness's own."""
        make_own(self.mirror.folder, [self.key.verifier])

    def witness(self) -> Witness:
        """Return the witness, started if it does not run; then it has made good what a crash or a backup left."""
        if self.running is None:
            mirror = Mirror(place=self.mirror.name, source=self.mirror.folder, folder=self.mirror.folder)
            watched = WatchedLog(key=self.log, mirrors=(mirror,))
            running = Witness(self.machine.folder, [self.key], [watched])
            running.settle()
            self.running = running
        return self.running

    def ask(self, request: bytes, now: int) -> Response:
        return self.witness().add_checkpoint(request, now=now + self.skew)

    def shown(self) -> list[bytes]:
        """Return the cosigned checkpoints that lie where others can read them."""
        path = f"{WatchedLog(key=self.log).folder}/checkpoint"
        return [raw for raw in (self.machine.read(path), self.mirror.read(path)) if raw]

    def evidence(self) -> list[bytes]:
        """Return the evidence that the witness keeps; one that was not finished is none."""
        paths = [path for path in self.machine.paths() if path.startswith("evidence/") and path.endswith(".txt")]
        return [self.machine.read(path) or b"" for path in paths]

"""The world at its beginning, and what every act in it needs: chance, time, faults, a trace, the auditor."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.simulation.test_log_power import CrashError
from tests.simulation.world.auditor import Auditor, Branch
from tests.simulation.world.keeper import Keeper
from tests.simulation.world.machines import Machine
from tests.simulation.world.people import Party, WitnessActor
from tests.simulation.world.tree import Key, demand
from verifier import proverka_verify as alone

from proverka.case.authored import AuthoredCase, check_drafts
from proverka.case.building import RECORD, build_case
from proverka.case.draft import Draft, draft_of_plain
from proverka.case.folder import CaseFolder
from proverka.case.keyring import Keyring, with_keys
from proverka.case.meaning import Meaning
from proverka.case.policy_file import POLICY_FILE
from proverka.model.policy import Group, Policy
from proverka.model.vocabulary import Party as Declared
from proverka.model.vocabulary import Vocabulary
from proverka.record import SigningKey
from proverka.witness import CosigningKey
from proverka.witness.cosigning import Algorithm
from proverka.witness.mirror import mirror_log

STATES = ("alpha", "beta", "gamma")
DESK = "desk"
QUORUM = 2
BEGINNING = 1_400_000_000

# Of the keys of witnesses some are made for decades.
ALGORITHMS: tuple[Algorithm, ...] = ("ed25519", "ed25519", "ml-dsa-44")
# How many entries a log has when the story begins: in some of them the first tile becomes full.
LENGTHS = (0, 0, 0, 0, 0, 0, 0, 0, 0, 235)

# How an action under risk ended.
DONE, POWER, DISK = "done", "power", "disk"


@dataclass(slots=True, kw_only=True)
class Message:
    """A bundle on its way to a keeper. `forged` says how, where an honest keeper must not take it in."""

    content: bytes
    to: Keeper
    sender: str
    dated: int
    forged: str = ""


@dataclass(slots=True, kw_only=True)
class World:
    """Everybody and everything. `keepers` holds one history, or several where the log's key is misused."""

    seed: int
    chance: random.Random
    root: Path
    now: int
    words: Vocabulary
    keyring: Keyring
    policy: alone.Policy
    auditor: Auditor
    keepers: list[Keeper]
    parties: Mapping[str, Party]
    witnesses: Mapping[str, WitnessActor]
    honest: bool
    network: list[Message] = field(default_factory=list)
    loose: list[bytes] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    ended: list[tuple[str, SigningKey]] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    trace: list[str] = field(default_factory=list)
    files: int = 0

    def told(self, what: str) -> None:
        """Write one line of the trace: the same seed gives the same lines."""
        self.trace.append(f"{len(self.trace)} {self.now} {what}")

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def path(self) -> Path:
        """Return a new path for a file."""
        self.files += 1
        return self.root / "files" / f"{self.files}"

    def fault(self, kind: str) -> None:
        self.faults[kind] += 1

    def at_risk(self, machines: Sequence[Machine], act: Callable[[], object]) -> str:
        """Let somebody act while a failure may come to one of the machines, and return how it ended."""
        kind = self.chance.choices(["", "power", "full disk", "disk error"], [66, 24, 5, 5])[0]
        victim = self.chance.choice(list(machines))
        if kind:
            victim.will_fail(kind, self.chance)
        outcome = DONE
        try:
            act()
        except CrashError:
            outcome = POWER
        except OSError:
            if victim.is_sound():
                raise
            outcome = DISK
        finally:
            if not victim.is_sound() or outcome == DISK:
                self.fault(kind)
        if outcome == POWER:
            for machine in machines:
                self.fault(f"unsynced writes that survived: {machine.lose_power(self.chance)}")
        return outcome

    def can_read(self, keeper: Keeper) -> bool:
        """Whether a history opens as a case; one that is kept by the rules always does."""
        opens = keeper.opens()
        demand(opens or not self.auditor.branches[keeper.name].kept, f"{keeper.name} does not open")
        return opens

    def audit(self, keeper: Keeper) -> None:
        """Let the auditor read what a keeper shows to everybody."""
        self.auditor.read(keeper.name, keeper.machine.read, self.now + keeper.skew)


def begin(seed: int, root: Path) -> World:
    """Return the world of a seed, in an empty folder."""
    chance = random.Random(seed)
    words, keyring = _words(chance)
    meaning = Meaning(words)
    drafts = tuple(_earlier(number) for number in range(chance.choice(LENGTHS)))
    check_drafts(drafts, meaning)
    authored = AuthoredCase(folder=CaseFolder(root), words=words, drafts=drafts, meaning=meaning)
    (root / "files").mkdir(parents=True)
    build_case(authored, root / "main", keyring)
    log = Machine("log")
    log.load(root / "main" / RECORD)
    keeper = Keeper(name="main", machine=log, root=root / "main", key=keyring.log)
    auditor = Auditor(
        log=Key.read(str(keyring.log.verifier)),
        witnesses={name: Key.read(str(key.verifier)) for name, key in keyring.witnesses.items()},
        quorum=QUORUM,
        branches={"main": Branch(kept=True)},
    )
    world = World(
        seed=seed,
        chance=chance,
        root=root,
        now=BEGINNING,
        words=words,
        keyring=keyring,
        policy=alone.read_policy((root / "main" / POLICY_FILE).read_bytes()),
        auditor=auditor,
        keepers=[keeper],
        parties={name: _party(name, keyring, root, keeper) for name in (*STATES, DESK)},
        witnesses={name: _witness(name, key, keyring) for name, key in keyring.witnesses.items()},
        honest=chance.random() < 0.5,
    )
    entries = [*keeper.log().entries()]
    for entry in entries:
        auditor.written[alone.read_submission(entry).text_hash] = DESK
    auditor.branches["main"].attempted = entries
    world.audit(keeper)
    return world


def _earlier(number: int) -> Draft:
    """Return what the secretariat wrote before the story begins."""
    known = datetime.fromtimestamp(BEGINNING - 86_400 + number, UTC).isoformat()
    body = {"claim": "report", "speaker": "somebody", "text": f"so it was said {number}"}
    plain = {"kind": "statement", "label": f"earlier-{number}", "known": known, "party": DESK, "body": body}
    return draft_of_plain(plain, where=DESK)


def _words(chance: random.Random) -> tuple[Vocabulary, Keyring]:
    """Return the words of the case, and everybody's keys."""
    of = {name: tuple(other for other in (*STATES, DESK) if other != name) for name in STATES}
    policy = Policy(
        submit={"instrument": (DESK,)},
        countersign={"inspection": Group(least=2, of=STATES)},
        recover={name: Group(least=2, of=others) for name, others in of.items()},
        quorum=Group(least=QUORUM, of=STATES),
    )
    parties = tuple(Declared(id=name, name=name, kind="state") for name in STATES)
    words = Vocabulary(
        case="sim",
        title="A case of the simulation",
        keeper=DESK,
        parties=(*parties, Declared(id=DESK, name=DESK, kind="desk")),
        policy=policy,
    )
    keyring = Keyring(
        log=SigningKey.from_seed(words.log_name, chance.randbytes(32)),
        parties={name: SigningKey.from_seed(words.key_name(name), chance.randbytes(32)) for name in (*STATES, DESK)},
        witnesses={
            name: CosigningKey.from_seed(
                f"{words.key_name(name)}/witness", chance.randbytes(32), chance.choice(ALGORITHMS)
            )
            for name in STATES
        },
    )
    return with_keys(words, keyring), keyring


def _party(name: str, keyring: Keyring, root: Path, keeper: Keeper) -> Party:
    key = keyring.parties[name]
    folder = root / "parties" / name
    folder.mkdir(parents=True)
    (folder / "paper.txt").write_text(f"a paper of {name}\n", encoding="utf-8")
    party = Party(id=name, key=key, machine=Machine(name), root=folder, shown=keeper, keys=[str(key.verifier)])
    mirror_log(keeper.machine.folder, party.machine.folder, keyring.log.verifier)
    return party


def _witness(name: str, key: CosigningKey, keyring: Keyring) -> WitnessActor:
    made = WitnessActor(
        party=name,
        key=key,
        log=keyring.log.verifier,
        machine=Machine(f"{name}-witness"),
        mirror=Machine(f"{name}-witness-mirror"),
    )
    made.begin()
    return made

"""Copies and memories: parties mirror the log and keep receipts, witnesses cosign, crash, come back from backups."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.simulation.world.carrying import flipped
from tests.simulation.world.keeper import Keeper
from tests.simulation.world.people import Party, WitnessActor
from tests.simulation.world.scene import DONE, POWER, World
from tests.simulation.world.tree import Signed, Violation, demand, read_entries
from verifier import proverka_verify as alone

from proverka.case.receipts import receipt_of
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record.source import Source
from proverka.witness.mirror import Mirrored, mirror_log
from proverka.witness.witness import OK, Response


class LostError(Exception):
    """No answer came."""


# --- mirrors and receipts --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Noisy:
    """A source on a bad line: at one read, one bit is changed."""

    source: Source
    at: int
    bit: int

    def read(self, path: str, *, bytes_max: int) -> bytes | None:
        data = self.source.read(path, bytes_max=bytes_max)
        self.at -= 1
        return flipped(data, self.bit % (8 * len(data))) if data and self.at == 0 else data


def mirror(world: World) -> None:
    """Let a party bring its copy of the log up to date with what it is shown."""
    party = world.chance.choice(list(world.parties.values()))
    keeper, log = party.shown, party.shown.key.verifier
    source: Source = keeper.machine.folder
    if noisy := world.likely(0.15):
        source = Noisy(source, world.chance.randrange(1, 8), world.chance.getrandbits(30))
        world.fault("copy changed by a bit on its way")
    before, shown = held_by(world, party), Signed.read(keeper.machine.read("checkpoint") or b"", world.auditor.log)
    found: list[Mirrored] = []
    try:
        outcome = world.at_risk([party.machine], lambda: found.append(mirror_log(source, party.machine.folder, log)))
    except ProverkaError as error:
        demand(noisy, f"the mirror of {party.id} was refused: {error}")
        outcome = error.code
    contradict = world.auditor.must_fork([before[:2], shown[:2]], [k.name for k in world.keepers])
    fork = found[0].fork if found else None
    if outcome == DONE and not noisy:
        demand(contradict == (fork is not None), f"{party.id}: a fork {contradict}, evidence of it: {fork}")
    if fork is not None:
        world.auditor.judge_fork(fork.encode(), world.policy)
        world.fault("fork shown to a mirror")
    _check_copy(world, party, before)
    if party.bundle is not None and _has(world, party):
        party.bundle = None
    if outcome == DONE and fork is None:
        party.behind = False
    world.told(f"{party.id} mirrors {keeper.name}: {outcome}, {held_by(world, party).size} entries")


def held_by(world: World, party: Party) -> Signed:
    """Return the checkpoint of a party's copy."""
    return Signed.read(party.machine.read("checkpoint") or b"", world.auditor.log)


def _check_copy(world: World, party: Party, before: Signed) -> None:
    """A copy holds one history, whole, and never leaves it."""
    after = held_by(world, party)
    entries = list(read_entries(party.machine.read, after.size))
    same = [b for b in world.auditor.branches.values() if b.tree.entries[: after.size] == entries]
    demand(any(b.tree.roots[after.size] == after.root for b in same), f"the copy of {party.id} is of no history")
    demand(before.size <= after.size, f"the copy of {party.id} went backwards")
    demand(world.auditor.consistent(before[:2], after[:2]), f"the copy of {party.id} went another way")


def _has(world: World, party: Party) -> bool:
    entries = read_entries(party.machine.read, held_by(world, party).size)
    return any(alone.read_submission(entry).text_hash == party.text_hash for entry in entries)


def receipts(world: World) -> None:
    """Let a keeper give a party the receipt of one of its entries."""
    party = world.chance.choice(list(world.parties.values()))
    keeper = party.shown
    entries = world.auditor.branches[keeper.name].tree.entries
    own = [i for i, entry in enumerate(entries) if alone.read_submission(entry).party == party.id]
    if not own or not world.can_read(keeper):
        return
    index = world.chance.choice(own)
    receipt = receipt_of(keeper.case(), index)
    counts = world.auditor.take_receipt(receipt, keeper.name, world.policy)
    party.receipts.append(receipt)
    world.told(f"{party.id} gets a receipt for {index}, which {'counts' if counts else 'does not count yet'}")


# --- witnesses -------------------------------------------------------------------------------------------------------


def witness(world: World) -> None:
    """Let a keeper ask a witness to cosign its checkpoint."""
    gather(world, world.chance.choice(world.keepers), world.chance.choice(list(world.witnesses.values())))


def gather(world: World, keeper: Keeper, actor: WitnessActor) -> str:
    """Ask a witness for its cosignature, through the network and at risk; return how it ended."""
    case = keeper.witnessed()
    try:
        case.gather(_asking(world, actor), old=case.stands_at(actor.key.verifier), where=actor.party)
        outcome = DONE
    except LostError as error:
        outcome = str(error)
    except RefusedError as error:
        outcome = error.code
        innocent = len(world.keepers) == 1 and actor.party not in world.auditor.stolen_witnesses
        demand(not innocent, f"{actor.party} does not cosign: {error}")
    look_at(world, actor)
    world.told(f"{actor.party} is asked to cosign {keeper.name}: {outcome}")
    return outcome


def _asking(world: World, actor: WitnessActor) -> Callable[[bytes], Response]:
    def ask(request: bytes) -> Response:
        world.requests.append(request)
        if not actor.reachable:
            world.fault("witness cut off")
            raise LostError("cut off")
        answer = put(world, actor, request)
        if world.likely(0.1):
            world.fault("request twice")
            put(world, actor, request)
        if world.likely(0.1):
            world.fault("answer of a witness lost")
            raise LostError("answer lost")
        return answer

    return ask


def put(world: World, actor: WitnessActor, request: bytes) -> Response:
    """Put a request to a witness, whose machine may fail over it; whatever it lets out is shown to the auditor."""
    answers: list[Response] = []
    machines = [actor.machine, actor.mirror]
    try:
        outcome = world.at_risk(machines, lambda: answers.append(actor.ask(request, world.now)))
    except RefusedError as error:
        if error.fault.refusal is Refusal.BACKWARDS and "clock" in error.fault.where:
            world.fault("witness with a clock behind")
            raise LostError("clock behind") from None
        raise
    if answers and answers[0].status == OK:
        world.auditor.saw_cosigned(actor.party, request.partition(b"\n\n")[2] + answers[0].body)
    look_at(world, actor)
    restart(world, actor, outcome)
    if not answers:
        raise LostError(f"no answer: {outcome}")
    return answers[0]


def restart(world: World, actor: WitnessActor, outcome: str) -> None:
    """After a loss of power start a witness again; the power may go once more while it starts."""
    while outcome == POWER:
        actor.running = None
        try:
            outcome = world.at_risk([actor.machine, actor.mirror], actor.witness)
        except ProverkaError as error:
            raise Violation(f"the witness {actor.party} does not start again: {error}") from error
        world.fault("witness started again")
    look_at(world, actor)


def look_at(world: World, actor: WitnessActor) -> None:
    """Let the auditor see what a witness lets others read, and judge its evidence."""
    for raw in actor.shown():
        world.auditor.saw_cosigned(actor.party, raw)
    for raw in actor.evidence():
        world.auditor.judge_fork(raw, world.policy)


def misfortune(world: World) -> None:
    """Let something befall a witness: its network, its clock, its disk, a restored backup."""
    actor = world.chance.choice(list(world.witnesses.values()))
    what = world.chance.choice(["network", "clock", "power", "backup", "restore", "restore", "replay"])
    if what == "network":
        actor.reachable = not actor.reachable
    elif what == "clock":
        actor.skew = world.chance.choice([0, 0, 40_000, -40_000])
    elif what == "power":
        world.fault("power")
        for machine in (actor.machine, actor.mirror):
            machine.lose_power(world.chance)
        restart(world, actor, POWER)
    elif what == "backup":
        actor.backup = actor.machine.backup()
    elif what == "restore" and actor.backup is not None:
        world.fault("witness restored from an old backup")
        actor.machine.disk, actor.backup = actor.backup, actor.machine.backup()
        restart(world, actor, POWER)
    elif what == "replay" and world.requests:
        world.fault("old request put to a witness again")
        replay(world, actor)
    world.told(f"{actor.party}: {what}")


def replay(world: World, actor: WitnessActor) -> None:
    """Put an old request to a witness."""
    try:
        put(world, actor, world.chance.choice(world.requests))
    except LostError as error:
        world.told(f"{actor.party}: {error}")

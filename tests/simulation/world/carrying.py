"""Bundles on their way, and what a keeper makes of them: lost, doubled, late, out of order, changed by one bit."""

from tests.simulation.world.keeper import Attempt, Keeper
from tests.simulation.world.scene import DISK, DONE, POWER, Message, World
from tests.simulation.world.tree import Violation, demand
from tests.simulation.world.writing import sign_again

from proverka.model.errors import ProverkaError

# What an honest party may be told though it did nothing wrong: its clock was ahead of the keeper's.
NOBODYS_FAULT = frozenset({"from-the-future"})


class Told(Attempt):
    """Tells the auditor what a keeper tries and acknowledges."""

    def __init__(self, world: World, keeper: Keeper) -> None:
        self._world, self._keeper = world, keeper
        self.in_session = world.likely(0.5)

    def tries(self, entries: list[bytes]) -> None:
        self._world.auditor.branches[self._keeper.name].attempted = entries

    def acknowledged(self, entries: list[tuple[int, bytes]]) -> None:
        for index, entry in entries:
            self._world.auditor.acknowledge(self._keeper.name, index, entry)


def deliver(world: World) -> None:
    """Let one bundle of those under way arrive, or something else happen to it."""
    if not world.network:
        return
    number = world.chance.randrange(len(world.network))
    if number:
        world.fault("bundle out of order")
    fate = world.chance.choices(["comes", "lost", "twice", "changed"], [70, 10, 10, 10])[0]
    message = world.network[number] if fate == "twice" else world.network.pop(number)
    content = message.content
    if fate != "comes":
        world.fault({"lost": "bundle lost", "twice": "bundle twice", "changed": "bundle changed by a bit"}[fate])
    if fate == "lost":
        world.told(f"the bundle of {message.sender} is lost")
        return
    if fate == "changed":
        bit = world.chance.randrange(8 * len(content))
        content = flipped(content, bit)
    hand_in(world, message, content)


def flipped(content: bytes, bit: int) -> bytes:
    """Return the bytes with one bit changed."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def hand_in(world: World, message: Message, content: bytes) -> str:
    """Give a bundle to its keeper; return how that ended: done, power, disk, or a code of refusal."""
    keeper, path = message.to, world.path()
    path.write_bytes(content)
    told = Told(world, keeper)
    outcome = ""
    try:
        outcome = world.at_risk([keeper.machine], lambda: keeper.receive(path, world.now, told))
    except ProverkaError as error:
        outcome = error.code
        world.auditor.branches[keeper.name].attempted = []
    reopen(world, keeper, outcome)
    world.audit(keeper)
    _judge(world, message, outcome, intact=content == message.content)
    world.told(f"{keeper.name} gets {message.forged or 'a bundle'} of {message.sender}: {outcome}")
    return outcome


def reopen(world: World, keeper: Keeper, outcome: str) -> None:
    """After a failure let the keeper open its log again; the power may go once more while it does."""
    while outcome in (POWER, DISK):
        try:
            outcome = world.at_risk([keeper.machine], keeper.recover)
        except ProverkaError as error:
            raise Violation(f"{keeper.name} does not reopen: {error}") from error
        world.fault("log reopened")


def _judge(world: World, message: Message, outcome: str, *, intact: bool) -> None:
    if not world.auditor.branches[message.to.name].kept or outcome in (POWER, DISK):
        return
    if message.forged:
        demand(outcome != DONE, f"a forgery was taken in: {message.forged}")
        world.fault(f"refused, {message.forged}: {outcome}")
        return
    party = world.parties[message.sender]
    if outcome in ("wrong-number", "revoked-key", "unknown-key") and party.robbed and party.bundle == message.content:
        party.bundle, party.behind = (
            None,
            True,
        )  # A thief has used its number: it writes anew, after what the thief wrote.
    if outcome == "revoked-key" and party.countersigned and party.bundle == message.content:
        sign_again(world, party)  # Whoever countersigned it has changed its key meanwhile.
    late = outcome in NOBODYS_FAULT and message.dated > world.now + message.to.skew
    changed = outcome == "revoked-key" and _is_countersigned(message)
    excused = not intact or party.robbed or party.misled or late or changed
    demand(outcome == DONE or excused, f"an honest submission of {message.sender} was refused: {outcome}")


def _is_countersigned(message: Message) -> bool:
    return any(kind in message.content for kind in (b'"kind":"inspection"', b'"action":"recover"'))

"""A keeper, or whoever has stolen the log's key, that shows different histories to different people."""

from tests.simulation.world.auditor import Branch
from tests.simulation.world.machines import Machine
from tests.simulation.world.scene import World

from proverka.record import Checkpoint, SignedCheckpoint
from proverka.record.note import NoteSignature

HISTORIES_MAX = 3


def fork(world: World) -> None:
    """Begin another history: from fewer entries, with one dropped, or with two in another order."""
    if world.honest or len(world.keepers) == HISTORIES_MAX:
        return
    one = world.chance.choice(world.keepers)
    entries = list(world.auditor.branches[one.name].tree.entries)
    how = world.chance.choice(["rewound", "dropped", "reordered"])
    at = world.chance.randrange(1, len(entries)) if len(entries) > 1 else 1
    if how == "rewound" or at >= len(entries) - 1:
        entries, how = entries[:at], "rewound"
    elif how == "dropped":
        del entries[at]
    else:
        entries[at], entries[at + 1] = entries[at + 1], entries[at]
    name = f"history-{len(world.keepers) + 1}"
    world.auditor.culprits.add(world.auditor.log.name)
    world.auditor.branches[name] = Branch(kept=False)
    keeper = one.forked(name, Machine(name), entries)
    world.keepers.append(keeper)
    world.audit(keeper)
    world.fault(f"fork: {how}")
    world.told(f"the log's key signs another history, {how}: {len(entries)} entries")


def switch(world: World) -> None:
    """Show a party another history from now on."""
    if len(world.keepers) == 1:
        return
    party = world.chance.choice(list(world.parties.values()))
    party.shown, party.misled = world.chance.choice(world.keepers), True
    world.fault("party shown another history")
    world.told(f"{party.id} is shown {party.shown.name}")


def loose_checkpoint(world: World) -> None:
    """Let somebody with the log's key sign a tree that no history holds, and show it."""
    if world.honest:
        return
    size = world.chance.randrange(1, 2 + len(world.auditor.branches["main"].tree.entries))
    origin, root = world.auditor.log.name, world.chance.randbytes(32)
    made = SignedCheckpoint.sign(Checkpoint(origin=origin, size=size, root=root), world.keepers[0].key)
    world.auditor.culprits.add(origin)
    world.loose.append(made.note.raw)
    world.fault("checkpoint of no log signed")
    world.told(f"the log's key signs {size} entries that nobody has")


def steal_witness(world: World) -> None:
    """Let a thief cosign every history with the key of a witness."""
    if world.honest or len(world.keepers) == 1:
        return
    actor = world.chance.choice(list(world.witnesses.values()))
    if not world.auditor.stolen_witnesses <= {actor.party}:
        return
    world.auditor.stolen_witnesses.add(actor.party)
    for keeper in world.keepers:
        signed = keeper.log().signed_checkpoint
        line: NoteSignature = actor.key.cosign(signed.note.text, time=world.now)
        keeper.witnessed()._take(signed, [line], "a thief")
    world.fault("key of a witness stolen")
    world.told(f"a thief cosigns every history as {actor.party}")


def back_date(world: World) -> None:
    """Let a party date what it writes long before it hands it in, or set its clock ahead; or set both right again."""
    party = world.chance.choice(list(world.parties.values()))
    party.skew = world.chance.choice([0, 0, -100_000, -3_000_000, 50_000])
    if party.skew:
        world.fault("back-dated" if party.skew < 0 else "clock of a party ahead")
    world.told(f"{party.id} dates by {party.skew} seconds")


def keeper_clock(world: World) -> None:
    """Set the clock of a keeper wrong, or right again."""
    keeper = world.chance.choice(world.keepers)
    keeper.skew = world.chance.choice([0, 0, 0, -20_000, 60_000])
    if keeper.skew:
        world.fault("clock of a keeper wrong")
    world.told(f"{keeper.name} is ahead by {keeper.skew} seconds")

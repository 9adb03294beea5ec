"""Forgeries: everything that must never come into the record, made as well as a forger can make it."""

from collections.abc import Callable, Mapping

from tests.simulation.world.people import Party
from tests.simulation.world.scene import STATES, World
from tests.simulation.world.writing import hold, inspection, new_key, post, statement

from proverka.case.building import envelope_of
from proverka.case.draft import Draft
from proverka.case.signing import countersign, sign
from proverka.model.reading import encode_json
from proverka.record import Bundle, Carried, SigningKey, SubmissionText, draft, write_bundle

TEN_YEARS = 10 * 365 * 86_400


def forge(world: World) -> None:
    """Let somebody put a forgery on its way to a keeper."""
    victim = world.parties[world.chance.choice(STATES)]
    if not world.can_read(victim.shown):
        return
    names = [name for name in FORGERIES if name != "by a key no longer in force" or world.ended]
    name = world.chance.choice(names)
    carried = FORGERIES[name](world, victim)
    path = world.path()
    write_bundle(path, [carried], documents={}, openings={})
    post(world, victim, path.read_bytes(), forged=name)
    world.fault(f"forged: {name}")
    world.told(f"somebody forges: {name}, of {victim.id}")


def stands_at(world: World, party: Party) -> tuple[int, bytes | None]:
    """Return the number and text of a party's last submission in the history that it is shown."""
    return party.shown.case().chain.last.get(party.id, (0, None))


def text_of(
    world: World, party: Party, of: Draft, *, case: str = "sim", genesis: bytes | None = None, ahead: int = 1
) -> SubmissionText:
    """Return the text of a draft that would follow in the log, or stand `ahead` of its last one, or be for another."""
    number, previous = stands_at(world, party)
    genesis = genesis or party.shown.case().chain.genesis
    if number + ahead > 1 and previous is None:
        previous = bytes(32)
    payload = encode_json(envelope_of(of, {}, ()))
    return draft(case=case, genesis=genesis, party=party.id, number=number + ahead, previous=previous, payload=payload)


def signed(text: SubmissionText, *keys: SigningKey) -> Carried:
    """Return a text under the signatures of `keys`."""
    carried = Carried.drafted(text)
    for key in keys:
        carried = carried.signed_by(key)
    return carried


def _stranger(world: World, party: Party) -> SigningKey:
    return SigningKey.from_seed(party.key.name, world.chance.randbytes(32))


def _now(world: World, party: Party) -> Draft:
    return statement(party, world.now)


def unsigned(world: World, party: Party) -> Carried:
    return Carried.drafted(text_of(world, party, _now(world, party)))


def strangers_key(world: World, party: Party) -> Carried:
    return signed(text_of(world, party, _now(world, party)), _stranger(world, party))


def anothers_key(world: World, party: Party) -> Carried:
    other = world.parties[world.chance.choice([name for name in STATES if name != party.id])]
    return signed(text_of(world, party, _now(world, party)), other.key)


def broken_signature(world: World, party: Party) -> Carried:
    """Sign one text, and put the line under another."""
    line = signed(text_of(world, party, _now(world, party)), party.key).raw.rpartition(b"\n\n")[2]
    other = text_of(world, party, _now(world, party))
    return Carried.parse(other.text.encode() + b"\n" + line, where="forged")


def number_ahead(world: World, party: Party) -> Carried:
    return signed(text_of(world, party, _now(world, party), ahead=2), party.key)


def another_case(world: World, party: Party) -> Carried:
    return signed(text_of(world, party, _now(world, party), case="other"), party.key)


def another_log(world: World, party: Party) -> Carried:
    """Carry what a party signed for another log of this case to this one."""
    return signed(text_of(world, party, _now(world, party), genesis=world.chance.randbytes(32)), party.key)


def from_the_future(world: World, party: Party) -> Carried:
    return signed(text_of(world, party, statement(party, world.now + TEN_YEARS)), party.key)


def not_countersigned(world: World, party: Party) -> Carried:
    return signed(text_of(world, party, inspection(party, world.now)), party.key)


def not_permitted(world: World, party: Party) -> Carried:
    body: dict[str, object] = {"policy": {}, "reason": "we rule"}
    return signed(text_of(world, party, party.draft("policy", body, world.now)), party.key)


def recovered_by_one(world: World, party: Party) -> Carried:
    """Let one party give another a key, where two must."""
    other = world.parties[world.chance.choice([name for name in STATES if name != party.id])]
    new = _stranger(world, party)
    body: dict[str, object] = {"action": "recover", "party": party.id, "key": str(new.verifier)}
    return signed(text_of(world, other, other.draft("key", body, world.now)), other.key, new)


def ended_key(world: World, party: Party) -> Carried:
    """Sign with a key that is no longer in force."""
    name, key = world.chance.choice(world.ended)
    owner = world.parties[name]
    return signed(text_of(world, owner, _now(world, owner)), key)


FORGERIES: Mapping[str, Callable[[World, Party], Carried]] = {
    "signed by nobody": unsigned,
    "by a stranger's key of that name": strangers_key,
    "by another party's key": anothers_key,
    "a signature of another text": broken_signature,
    "a number left out": number_ahead,
    "for another case": another_case,
    "for another log of this case": another_log,
    "from the future": from_the_future,
    "not countersigned": not_countersigned,
    "not permitted": not_permitted,
    "a key given by one where two must": recovered_by_one,
    "by a key no longer in force": ended_key,
}


def steal_key(world: World) -> None:
    """Let a thief use a party's key: what it signs is taken in, until the key is taken from it."""
    party = world.parties[world.chance.choice(STATES)]
    if party.robbed or party.next_key not in (None, party.key) or len(world.keepers) > 1:
        return
    party.robbed = True
    world.auditor.culprits.add(str(party.key.verifier))
    text = text_of(world, party, _now(world, party))
    world.auditor.written[text.text_hash] = f"a thief of {party.id}"
    path = world.path()
    write_bundle(path, [signed(text, party.key)], documents={}, openings={})
    post(world, party, path.read_bytes())
    world.fault("key of a party stolen")
    world.told(f"a thief signs as {party.id}")


def recover_key(world: World) -> None:
    """Let two parties give a new key to one that was robbed; the old one is worth nothing once that is in the log."""
    party = next((one for one in world.parties.values() if one.robbed and not one.recovering), None)
    if party is None or len(world.keepers) > 1:
        return
    giver, other = (world.parties[name] for name in STATES if name != party.id)
    if giver.bundle is not None or giver.robbed or other.robbed or giver.behind or not giver.opens():
        return
    party.next_key, party.recovering = new_key(world, party), True
    body: dict[str, object] = {"action": "recover", "party": party.id, "key": str(party.next_key.verifier)}
    path, giver.dated = world.path(), world.now
    bundle = giver.write([giver.draft("key", body, world.now, countersigned_by=[other.id])], path, world.chance)
    sign(bundle, [giver.key])
    countersign(Bundle.read(path), [other.key, party.next_key])
    hold(world, giver, path)
    post(world, giver, path.read_bytes())
    world.told(f"{giver.id} and {other.id} give {party.id} a new key")


def take_new_key(world: World) -> None:
    """Let a party use its new key as soon as the log states it, and no longer the old one."""
    for party in world.parties.values():
        if party.next_key is None or party.key == party.next_key:
            continue
        stated = str(party.next_key.verifier).encode()
        if any(stated in entry for entry in world.auditor.branches["main"].tree.entries):
            world.ended.append((party.id, party.key))
            party.key = party.next_key
            if party.recovering:
                party.bundle, party.behind = None, True
                world.fault("key of a party recovered")
            world.told(f"{party.id} has a new key")

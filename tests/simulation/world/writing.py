"""What parties write: statements, sealed and with documents, joint ones, several at once, changes of their own key."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.world.people import Party
from tests.simulation.world.scene import STATES, Message, World

from proverka.case.draft import Draft
from proverka.case.signing import countersign, sign
from proverka.record import Bundle, Carried, SigningKey

KINDS = ("statement", "sealed", "document", "inspection", "several", "rotate")


@dataclass(slots=True, kw_only=True)
class Writing:
    """Drafts of one bundle, who signs them for their party, who beside it, and the key that they give their party."""

    drafts: list[Draft]
    own: list[SigningKey]
    others: list[SigningKey] = field(default_factory=list)
    next_key: SigningKey | None = None


def write(world: World) -> None:
    """Let a party write something, or send again what has not come into its copy of the log."""
    party = world.chance.choice(list(world.parties.values()))
    if party.behind or not party.opens():
        return
    if party.bundle is not None:
        world.fault("bundle sent again")
        world.told(f"{party.id} sends again")
    else:
        kind = world.chance.choice(KINDS)
        writing = written(world, party, kind)
        path = world.path()
        party.dated = world.now + party.skew
        bundle = party.write(writing.drafts, path, world.chance)
        sign(bundle, writing.own)
        if writing.others:
            countersign(Bundle.read(path), writing.others)
        party.next_key = writing.next_key or party.next_key
        hold(world, party, path)
        world.told(f"{party.id} writes {kind}: {party.text_hash.hex()[:8]}")
    assert party.bundle is not None
    post(world, party, party.bundle)


def hold(world: World, party: Party, path: Path) -> None:
    """Let a party keep a bundle that it has signed, until it sees it in its copy of the log."""
    bundle = Bundle.read(path)
    for carried in bundle.submissions:
        world.auditor.written[carried.submission.text_hash] = party.id
    party.bundle, party.text_hash = path.read_bytes(), bundle.submissions[-1].submission.text_hash
    party.handed_in.append(party.bundle)
    party.countersigned = any(len(set(carried.signers)) > 1 for carried in bundle.submissions)


def sign_again(world: World, party: Party) -> None:
    """Have the same texts signed anew, after a key under them was changed: another text would be a second number."""
    assert party.bundle is not None
    path = world.path()
    path.write_bytes(party.bundle)
    bundle = Bundle.read(path)
    bundle.replaced_by([Carried.drafted(carried.submission) for carried in bundle.submissions])
    sign(Bundle.read(path), [party.key])
    others = [world.parties[name] for name in STATES if name != party.id]
    given = [one.next_key for one in others if one.next_key and str(one.next_key.verifier).encode() in party.bundle]
    countersign(Bundle.read(path), [*[one.key for one in others if one.next_key not in given], *given])
    hold(world, party, path)
    world.fault("signed again under changed keys")
    world.told(f"{party.id} has its bundle signed again")


def post(world: World, party: Party, content: bytes, forged: str = "") -> None:
    """Put a bundle on its way to the keeper that the party deals with."""
    message = Message(content=content, to=party.shown, sender=party.id, dated=party.dated, forged=forged)
    world.network.append(message)


def written(world: World, party: Party, kind: str) -> Writing:
    """Return what a party writes, dated by its own clock."""
    at = world.now + party.skew
    if kind == "sealed":
        return Writing(drafts=[statement(party, at, {"class": "restricted"})], own=[party.key])
    if kind == "document":
        return Writing(drafts=[statement(party, at, {"documents": ["paper.txt"]})], own=[party.key])
    if kind == "inspection" and party.id in STATES:
        other = world.chance.choice([name for name in STATES if name != party.id])
        draft = inspection(party, at, other)
        return Writing(drafts=[draft], own=[party.key], others=[world.parties[other].key])
    if kind == "several":
        return Writing(drafts=[statement(party, at) for _ in range(3)], own=[party.key])
    if kind == "rotate" and party.id in STATES and not party.robbed:
        new = new_key(world, party)
        body: dict[str, object] = {"action": "rotate", "party": party.id, "key": str(new.verifier)}
        return Writing(drafts=[party.draft("key", body, at)], own=[party.key, new], next_key=new)
    return Writing(drafts=[statement(party, at)], own=[party.key])


def statement(party: Party, at: int, common: dict[str, object] | None = None) -> Draft:
    """Return the draft of a statement."""
    body: dict[str, object] = {"claim": "report", "speaker": "somebody", "text": f"so it is said {party.made}"}
    return party.draft("statement", body, at, **(common or {}))


def inspection(party: Party, at: int, other: str = "") -> Draft:
    """Return the draft of an inspection, which two States must sign."""
    body: dict[str, object] = {"inspection": "systematic", "title": "A visit"}
    return party.draft("inspection", body, at, **({"countersigned_by": [other]} if other else {}))


def new_key(world: World, party: Party) -> SigningKey:
    """Draw a new key for a party."""
    key = SigningKey.from_seed(party.key.name, world.chance.randbytes(32))
    party.keys.append(str(key.verifier))
    return key

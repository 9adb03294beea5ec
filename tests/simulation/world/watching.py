"""What comes out: a monitor that compares what everybody was shown, and the last look at everything."""

from collections.abc import Iterator

from tests.simulation.world.keeper import Keeper
from tests.simulation.world.remembering import gather
from tests.simulation.world.scene import DONE, World
from tests.simulation.world.tree import demand
from verifier import proverka_verify as alone

from proverka.assessment.timing import time_findings
from proverka.case.auditing import log_times
from proverka.case.building import RECORD
from proverka.case.handed_in import HandedIn, LogCopy
from proverka.record import Bundle, SignedCheckpoint
from proverka.witness import Proof, WitnessPolicy
from proverka.witness.monitor import Comparison, Sighting, compare


def monitor(world: World) -> Comparison:
    """Compare everything that anybody was shown: forks are found exactly where there are any, and proved."""
    sightings = list(_sightings(world))
    shown = [(one.signed.checkpoint.size, one.signed.checkpoint.root) for one in sightings]
    found = compare(sightings)
    expected = world.auditor.must_fork(sorted(set(shown)), [keeper.name for keeper in world.keepers])
    demand(bool(found.forks) == expected, f"forks to be found: {expected}; found: {len(found.forks)}")
    demand(not found.damaged, "a sound copy is called damaged")
    for one in found.forks:
        world.auditor.judge_fork(one.evidence.encode(), world.policy)
    both = _cosigned_halves(world, sightings)
    demand(both < 2 or found.forks, "two histories were cosigned by the quorum, and nobody can prove it")
    world.auditor.checks["two histories under the quorum, proved"] += both > 1
    _check_handed_in(world, found)
    world.auditor.checks["comparisons by a monitor"] += 1
    world.told(f"a monitor compares {len(sightings)}: {len(found.forks)} forks, {len(found.histories)} histories")
    return found


def _sightings(world: World) -> Iterator[Sighting]:
    log = world.keepers[0].key.verifier
    for party in world.parties.values():
        raw = party.machine.read("checkpoint") or b""
        yield Sighting(where=party.id, signed=SignedCheckpoint.parse(raw, log), tiles=party.machine.folder)
        for number, receipt in enumerate(party.receipts):
            signed = SignedCheckpoint.parse(Proof.parse(receipt).checkpoint, log)
            yield Sighting(where=f"{party.id}'s receipt {number}", signed=signed)
    for actor in world.witnesses.values():
        for raw in actor.shown():
            yield Sighting(where=actor.party, signed=SignedCheckpoint.parse(raw, log))
    for keeper in world.keepers:
        yield Sighting(where=keeper.name, signed=keeper.log().signed_checkpoint, tiles=keeper.machine.folder)
        for raw in keeper.kept():
            yield Sighting(where=f"{keeper.name}, kept", signed=SignedCheckpoint.parse(raw, log))
    for raw in world.loose:
        yield Sighting(where="somebody", signed=SignedCheckpoint.parse(raw, log))


def _cosigned_halves(world: World, sightings: list[Sighting]) -> int:
    """Return how many histories, of which none is the beginning of another, a quorum has cosigned."""
    notes = [one.signed.note.raw for one in sightings]
    counted = sorted({(one.signed.checkpoint.size, one.signed.checkpoint.root) for one in sightings}, reverse=True)
    halves: list[tuple[int, bytes]] = []
    for one in counted:
        if world.auditor.quorum_on(one, notes) and not any(world.auditor.consistent(one, half) for half in halves):
            halves.append(one)
    return len(halves)


def _check_handed_in(world: World, found: Comparison) -> None:
    """Whoever kept its bundles is told which of them the log does not hold; nobody is accused who did nothing."""
    policy = WitnessPolicy.parse((world.keepers[0].root / "policy.txt").read_text(encoding="utf-8"))
    for party in world.parties.values():
        keeper = party.shown
        copy = LogCopy(
            where=keeper.name, log=keeper.machine.folder, size=keeper.log().size, cosigned=found.histories[0].sightings
        )
        for content in party.handed_in[-4:]:
            path = world.path()
            path.write_bytes(content)
            carried = Bundle.read(path).submissions[-1]
            standing = copy.standing(HandedIn(where=party.id, carried=carried), policy)
            texts = [
                alone.read_submission(entry).text_hash for entry in world.auditor.branches[keeper.name].tree.entries
            ]
            held = carried.submission.text_hash in texts
            demand(
                held == (standing.index is not None),
                f"a submission of {party.id} is in the log: {held}; told: {standing.index}",
            )
            if standing.evidence is not None:
                world.auditor.judge_double_number(standing.evidence.encode(), world.policy, party.keys)


def check_dates(world: World, keeper: Keeper) -> None:
    """A date that cosignatures contradict is a finding, and no other is."""
    if not world.can_read(keeper):
        return
    case = keeper.case()
    findings = time_findings(case.entries, log_times(case))
    found = {index for finding in findings for index in finding.entries}
    expected = world.auditor.dated_falsely(keeper.name, keeper.kept())
    demand(found == expected, f"dated falsely: {sorted(expected)}; found: {sorted(found)}")
    world.auditor.checks["false dates found"] += len(found)


def end(world: World) -> None:
    """The last look: everybody opens what is his, every receipt holds, the record verifies alone."""
    for keeper in world.keepers:
        keeper.recover()
        world.audit(keeper)
        check_dates(world, keeper)
    for actor in world.witnesses.values():
        actor.running, actor.reachable, actor.skew = None, True, 100_000
        actor.witness()
    monitor(world)
    for raw, branch in world.auditor.receipts:
        world.auditor.check_receipt(raw, branch, world.policy)
    if len(world.keepers) == 1:
        _cosign_all(world)
    _verify_alone(world, world.keepers[0])


def _cosign_all(world: World) -> None:
    """An honest log in the end has every witness's cosignature, whatever befell them."""
    for actor in world.witnesses.values():
        for _ in range(50):
            if gather(world, world.keepers[0], actor) == DONE:
                break
        else:
            demand(False, f"{actor.party} never cosigns")


def _verify_alone(world: World, keeper: Keeper) -> None:
    """Have the verifier that stands alone check the whole case, with its documents and cosigned checkpoints."""
    if len(world.keepers) > 1:
        return
    copy = keeper.root
    keeper.machine.dump(copy / RECORD)
    try:
        alone.check_log(copy, world.policy)
    except alone.WrongError as error:
        demand(False, f"the record does not verify alone: {error}")
    world.auditor.checks["records verified alone"] += 1

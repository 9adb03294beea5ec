"""Keys and policy as entries: the standalone verifier and `proverka verify` agree on who may what, and when."""

from contextlib import suppress
from typing import Any

import pytest

from proverka.case.policy_file import publish_policy
from proverka.case.verifying import verify_case
from proverka.model.errors import ProverkaError
from proverka.model.policy import Group, Policy

POLICY = Policy(
    submit={"policy": ("desk",), "figure": ("inspectorate",)},
    countersign={"policy": Group(least=2, of=("state", "inspectorate", "desk"))},
    recover={"state": Group(least=2, of=("desk", "trustees")), "inspectorate": Group(least=1, of=("desk",))},
    groups={"trustees": Group(least=1, of=("inspectorate", "neighbour"))},
)
FIGURE = {"basis": "destroyed/stock", "percent": 60}


def change(action: str, party: str = "state", key: object = None, **more: object) -> dict[str, object]:
    return {"action": action, "party": party, **({"key": str(key)} if key else {}), **more}


@pytest.fixture
def record(council, tmp_path, standalone):
    """A record whose operator lets everything in: `add` appends, `agreed` asks both verifiers."""
    founded = council.Council.founded(tmp_path / "case", POLICY)

    class Record:
        key, witness = staticmethod(council.key_of), staticmethod(council.witness_of)
        last: dict[str, object] = {}  # noqa: RUF012 - of one test

        def add(self, party="state", kind="event", body=council.MEETING, *, signers=None):
            keys = [council.key_of(party)] if signers is None else signers
            label = f"E-{sum(1 for _ in self.last)}"
            made = founded.submission(party, kind, body, keys=keys, label=label, after=self.last.get(party))
            self.last = {**self.last, party: made, label: made}
            log = council.Log.open(founded.root / "record", council.LOG_KEY.verifier)
            log.append([made.note.raw], council.LOG_KEY)
            with suppress(ProverkaError):  # of an entry that means nothing there is no policy to publish
                publish_policy(founded.root, council.LOG_KEY.verifier, founded.case.meaning)

        def agreed(self) -> bool:
            here = verify_case(founded.root).sound
            try:
                standalone.check_log(founded.root, standalone.read_policy((founded.root / "policy.txt").read_bytes()))
            except standalone.WrongError:
                assert not here
                return False
            assert here
            return True

    return Record()


def test_everybody_with_a_key_submits(record):
    for party in ("state", "desk", "inspectorate", "neighbour"):
        record.add(party)
    record.add("inspectorate", "figure", FIGURE)
    assert record.agreed()


def test_a_party_rotates_its_key_and_signs_with_the_new_one(record):
    new = record.key("state", 1)
    record.add("state", "key", change("rotate", key=new.verifier), signers=[record.key("state"), new])
    record.add("state", signers=[new])
    assert record.agreed()
    record.add("state")
    assert not record.agreed()


def test_a_party_revokes_its_key_and_is_given_another_by_those_whom_the_policy_names(record):
    record.add("state", "key", change("revoke", revoked_from=1))
    assert record.agreed()
    new = record.key("state", 1)
    trustees = [record.key("desk"), record.key("neighbour"), new]
    record.add("desk", "key", change("recover", key=new.verifier), signers=trustees)
    record.add("state", signers=[new])
    assert record.agreed()


def test_the_keeper_enrols_a_first_key(record):
    new = record.key("observer")
    record.add("desk", "key", change("enrol", "observer", new.verifier), signers=[record.key("desk"), new])
    record.add("observer")
    assert record.agreed()


def test_a_policy_is_changed_as_it_allows(record):
    body = {"reason": "fewer", "policy": {"submit": {"event": ["desk"]}}}
    record.add("desk", "policy", body, signers=[record.key("desk"), record.key("state")])
    record.add("desk")
    assert record.agreed()
    record.add("state")
    assert not record.agreed()


FORBIDDEN: dict[str, tuple[str, str, Any, list[str]]] = {
    "without the old key": ("state", "key", ("rotate", "state", 1), ["new"]),
    "without the new key": ("state", "key", ("rotate", "state", 1), ["state"]),
    "another party's key": ("desk", "key", ("rotate", "state", 1), ["desk", "new"]),
    "another party's key, with its signature": ("desk", "key", ("rotate", "state", 1), ["desk", "state", "new"]),
    "a second first key": ("desk", "key", ("enrol", "state", 1), ["desk", "new"]),
    "a first key by another": ("state", "key", ("enrol", "observer", 1), ["state", "new"]),
    "a recovery by too few": ("desk", "key", ("recover", "state", 1), ["desk", "new"]),
    "a recovery by one who is not of the group": (
        "neighbour",
        "key",
        ("recover", "inspectorate", 1),
        ["neighbour", "new"],
    ),
    "a recovery that no policy allows": ("desk", "key", ("recover", "neighbour", 1), ["desk", "new"]),
    "a recovery of a party that never had a key": ("desk", "key", ("recover", "observer", 1), ["desk", "new"]),
    "the end of another's key": ("state", "key", ("revoke", "inspectorate", None), ["state"]),
    "the key that it had": ("state", "key", ("rotate", "state", 0), ["state", "new"]),
    "a kind that is not its own": ("state", "figure", FIGURE, ["state"]),
    "a policy by another": ("state", "policy", {"reason": "", "policy": {}}, ["state", "desk"]),
    "a policy without countersignature": ("desk", "policy", {"reason": "", "policy": {}}, ["desk"]),
    "a line by nobody": ("state", "event", {"event": "meeting", "title": "T"}, ["state", "stranger"]),
    "a line of its new key only": ("state", "event", {"event": "meeting", "title": "T"}, ["new"]),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_nobody_may(what, record):
    party, kind, body, signers = FORBIDDEN[what]
    new = None
    if kind == "key":
        action, whose, generation = body
        new = None if generation is None else record.key(whose, generation)
        body = change(action, whose, new.verifier if new else None)
    keys = {"new": new or record.key(party, 1), "stranger": record.key("stranger")}
    record.add(party, kind, body, signers=[keys[s] if s in keys else record.key(s) for s in signers])
    assert not record.agreed()


OBSERVED = {"least": 2, "of": ["desk", "observer"]}
UNKEPT: dict[str, dict[str, Any]] = {
    "recover": {"recover": {"state": OBSERVED}},
    "countersign": {"countersign": {"event": OBSERVED}},
    "by way of a group": {"countersign": {"event": {"least": 1, "of": ["state", "g"]}}, "groups": {"g": OBSERVED}},
    "submit": {"submit": {"key": ["observer", "desk"]}},
    "a key that was ended": {"countersign": {"event": {"least": 2, "of": ["desk", "neighbour"]}}},
}


@pytest.mark.parametrize("what", UNKEPT)
def test_a_policy_that_those_with_a_key_cannot_keep(what, record):
    record.add("neighbour", "key", change("revoke", "neighbour"))
    both = [record.key("desk"), record.key("state")]
    assert record.agreed()
    record.add("desk", "policy", {"reason": "", "policy": UNKEPT[what]}, signers=both)
    assert not record.agreed()


def test_a_recovery_needs_its_own_group_and_no_other(record):
    policy = {"countersign": {"key": {"least": 1, "of": ["neighbour"]}}, "recover": {"state": OBSERVED}}
    new = record.key("observer")
    record.add("desk", "key", change("enrol", "observer", new.verifier), signers=[record.key("desk"), new])
    record.add("desk", "policy", {"reason": "", "policy": policy}, signers=[record.key("desk"), record.key("state")])
    assert record.agreed()
    new, trustees = record.key("state", 1), [record.key("desk"), record.key("observer")]
    record.add("desk", "key", change("recover", key=new.verifier, revoked_from=1), signers=[*trustees, new])
    assert record.agreed()
    record.add("state", "key", change("revoke"), signers=[new])
    assert not record.agreed()


def test_a_recovery_reaches_behind_a_rotation(record):
    new = [record.key("state", generation) for generation in range(3)]
    record.add("state")
    record.add("state", "key", change("rotate", key=new[1].verifier), signers=new[:2])
    trustees = [record.key("desk"), record.key("neighbour"), new[2]]
    record.add("desk", "key", change("recover", key=new[2].verifier, revoked_from=1), signers=trustees)
    record.add("state", signers=[new[2]])
    assert record.agreed()


WITNESSES: dict[str, tuple[str, str, bool]] = {
    # of whose name, by whose seed, and whether state may cosign with it
    "its own": ("proverka.example/council/state/witness", "state", True),
    "a name elsewhere": ("witness.example/alpha", "state", True),
    "the name of the log": ("proverka.example/council", "state", False),
    "its name as a party": ("proverka.example/council/state", "state", False),
    "a name of another party's": ("proverka.example/council/neighbour/witness", "state", False),
    "a name under the log's": ("proverka.example/council/witness", "state", False),
    "the name of another witness": ("witness.example/desk", "state", False),
    "the key of another witness": ("witness.example/alpha", "desk", False),
}


@pytest.mark.parametrize("what", WITNESSES)
def test_a_witness_key_has_a_name_of_its_own(what, record):
    name, seed, fits = WITNESSES[what]
    first = type(record.witness("desk")).from_seed("witness.example/desk", record.witness("desk").seed)
    record.add("desk", "key", change("enrol", "desk", first.verifier, role="witness"))
    key = type(record.witness("state")).from_seed(name, record.witness(seed).seed)
    record.add("state", "key", change("enrol", "state", key.verifier, role="witness"))
    assert record.agreed() == fits


def test_a_witness_key_that_was_ended_does_not_come_back(record):
    record.add("state", "key", change("enrol", key=record.witness("state").verifier, role="witness"))
    record.add("state", "key", change("rotate", key=record.witness("state", 1).verifier, role="witness"))
    record.add("state", "key", change("revoke", role="witness"))
    assert record.agreed()
    record.add("state", "key", change("enrol", key=record.witness("state").verifier, role="witness"))
    assert not record.agreed()


def test_a_witness_key_is_no_partys_key(record):
    same = type(record.witness("state")).from_seed("witness.example/alpha", record.key("neighbour").seed)
    record.add("state", "key", change("enrol", key=same.verifier, role="witness"))
    assert not record.agreed()


def nested(depth: int, *innermost: str) -> dict[str, object]:
    """Groups of which each holds the one below it twice: walked as they stand, they double with every level."""
    groups: dict[str, object] = {"g0": {"least": 1, "of": innermost}}
    for level in range(1, depth):
        groups[f"g{level}"] = {"least": 1, "of": [f"g{level - 1}", f"g{level - 1}"]}
    return {"groups": groups, "countersign": {"event": {"least": 1, "of": [f"g{depth - 1}", "desk"]}}}


@pytest.mark.parametrize("innermost", [(), ("state",)])
def test_groups_that_are_nested_to_take_for_ever_are_refused_at_once(record, innermost):
    policy = nested(90, *innermost)
    both = [record.key("desk"), record.key("state")]
    record.add("desk", "policy", {"reason": "slow", "policy": policy}, signers=both)
    assert not record.agreed()


def test_a_policy_that_is_refused_rules_nothing(council, standalone, tmp_path):
    case = council.Council.founded(tmp_path / "case", POLICY)
    first = standalone.read_submission(case.case.log.entry(0))
    authority = standalone.Authority(first, standalone.unjson(first.payload))
    with pytest.raises(standalone.WrongError, match="counts a party twice"):
        authority.take({"kind": "policy", "body": {"policy": nested(90, "state")}})
    event = standalone.read_submission(case.submission("state").note.raw)
    authority.check(event, standalone.unjson(event.payload))


def test_a_policy_may_name_a_party_twice_as_one_who_submits(record):
    both = [record.key("desk"), record.key("state")]
    policy = {"submit": {"policy": ["desk", "desk"], "key": ["desk", "desk"]}}
    record.add("desk", "policy", {"reason": "twice", "policy": policy}, signers=both)
    assert record.agreed()

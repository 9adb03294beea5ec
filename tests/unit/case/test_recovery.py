"""What those who recover a key together put right, and what a thief or the keeper alone cannot spoil."""

import pytest

from proverka.case.verifying import verify_case
from proverka.inventory.standing import Evidence
from proverka.model.errors import ProverkaError
from proverka.model.policy import Group, Policy

TRUSTEES = Policy(recover={"state": Group(least=2, of=("desk", "inspectorate", "neighbour"))})


@pytest.fixture
def founded(council, tmp_path):
    return lambda policy, **given: council.Council.founded(tmp_path / "case", policy, **given)


def key_change(council, case, by, signers, *, generation=None, party="state", **change):
    """Return a change of the key of `party` that `signers` sign, and the new key where there is one."""
    new = [] if generation is None else [council.key_of(party, generation)]
    body = {"party": party, **change, **({"key": str(new[0].verifier)} if new else {})}
    return case.key_change(by, body, keys=[*(council.key_of(*one) for one in signers), *new])


def standings(case):
    opened = case.case
    evidence = Evidence.of(opened.entries)
    return {entry.label: evidence.held(entry, opened.words).standing for entry in opened.entries}


def code_of(case, made):
    with pytest.raises(ProverkaError) as caught:
        case.take(made)
    return caught.value.code


def test_what_a_thief_forged_and_covered_by_a_new_key_is_contested(council, founded):
    case = founded(TRUSTEES)
    case.take(case.submission(label="HONEST"))
    case.take(case.submission(label="FORGED"))
    case.take(key_change(council, case, "state", [("state",)], action="rotate", generation=1))
    case.take(case.submission(label="FORGED-TOO", keys=[council.key_of("state", 1)]))
    both = [("desk",), ("neighbour",)]
    case.take(key_change(council, case, "desk", both, action="recover", generation=2, revoked_from=2))
    case.take(case.submission(label="HONEST-AGAIN", keys=[council.key_of("state", 2)]))
    found = standings(case)
    contested = {label for label, standing in found.items() if standing == "contested"}
    assert contested == {"FORGED", "KEY-3", "FORGED-TOO"}
    assert verify_case(case.root).sound


def test_what_a_thief_forged_before_it_ended_the_key_is_contested(council, founded):
    case = founded(TRUSTEES)
    case.take(case.submission(label="FORGED"))
    case.take(key_change(council, case, "state", [("state",)], action="revoke"))
    both = [("desk",), ("neighbour",)]
    case.take(key_change(council, case, "desk", both, action="recover", generation=1, revoked_from=1))
    assert standings(case)["FORGED"] == standings(case)["KEY-2"] == "contested"


def test_a_revocation_reaches_no_further_than_the_key_in_force(council, founded):
    case = founded(TRUSTEES)
    case.take(case.submission(label="EARLIER"))
    case.take(key_change(council, case, "state", [("state",)], action="rotate", generation=1))
    made = key_change(council, case, "state", [("state", 1)], action="revoke", revoked_from=1)
    assert code_of(case, made) == "meaningless"
    made = key_change(council, case, "desk", [("desk",)], action="revoke", revoked_from=1)
    assert code_of(case, made) == "meaningless"

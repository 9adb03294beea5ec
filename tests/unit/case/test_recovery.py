"""What those who recover a key together put right, and what a thief or the keeper alone cannot spoil."""

from dataclasses import replace

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import new_keyring
from proverka.case.scaffold import write_scaffold
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


def test_what_a_thief_revokes_to_discredit_its_victim_is_believed_again(council, founded):
    case = founded(TRUSTEES)
    case.take(case.submission(label="HONEST"))
    case.take(case.submission(label="FORGED"))
    case.take(key_change(council, case, "state", [("state",)], action="revoke", revoked_from=1))
    assert standings(case)["HONEST"] == "contested"
    both = [("desk",), ("neighbour",)]
    case.take(key_change(council, case, "desk", both, action="recover", generation=1, revoked_from=2))
    found = standings(case)
    assert found["HONEST"] == "claimed"
    assert found["FORGED"] == found["KEY-3"] == "contested"


@pytest.mark.parametrize("by", ["neighbour", "desk"])
def test_no_single_key_undoes_a_recovery(council, founded, by):
    """Neither one of those who made it, by revoking its own key behind it, nor whoever may enrol."""
    case = founded(TRUSTEES)
    case.take(case.submission(label="HONEST"))
    case.take(case.submission(label="FORGED"))
    case.take(key_change(council, case, "state", [("state",)], action="revoke", revoked_from=1))
    both = [("desk",), ("neighbour",)]
    case.take(key_change(council, case, "desk", both, action="recover", generation=1, revoked_from=2))
    case.take(key_change(council, case, by, [(by,)], party="neighbour", action="revoke", revoked_from=1))
    found = standings(case)
    assert (found["HONEST"], found["FORGED"]) == ("claimed", "contested")
    assert found["KEY-4"] == "contested", "the entry that recovered it was signed under a key that is disputed"


def test_a_thief_of_the_keepers_key_discredits_nobody_else(council, founded):
    case = founded(Policy(recover={"desk": Group(least=2, of=("state", "inspectorate", "neighbour"))}))
    case.take(case.submission(label="HONEST"))
    case.take(key_change(council, case, "desk", [("desk",)], party="state", action="revoke", revoked_from=1))
    assert standings(case)["HONEST"] == "contested"
    both = [("inspectorate",), ("neighbour",)]
    change = {"party": "desk", "action": "recover", "generation": 1, "revoked_from": 2}
    case.take(key_change(council, case, "inspectorate", both, **change))
    assert standings(case)["HONEST"] == "claimed"


def test_a_revocation_reaches_no_further_than_the_key_in_force(council, founded):
    case = founded(TRUSTEES)
    case.take(case.submission(label="EARLIER"))
    case.take(key_change(council, case, "state", [("state",)], action="rotate", generation=1))
    made = key_change(council, case, "state", [("state", 1)], action="revoke", revoked_from=1)
    assert code_of(case, made) == "meaningless"
    made = key_change(council, case, "desk", [("desk",)], action="revoke", revoked_from=1)
    assert code_of(case, made) == "meaningless"


def policy_change(council, case, policy, signers=("desk",), label="POLICY"):
    body = {"policy": policy, "reason": "better"}
    return case.submission("desk", "policy", body, label=label, keys=[council.key_of(party) for party in signers])


KEYLESS = {
    "a recovery": Policy(recover={"state": Group(least=2, of=("desk", "observer"))}),
    "a countersignature": Policy(countersign={"event": Group(least=1, of=("state", "observer"))}),
    "a group of a group": Policy(
        groups={"others": Group(least=1, of=("neighbour", "observer"))},
        recover={"state": Group(least=2, of=("desk", "others"))},
    ),
    "whoever changes the policy": Policy(submit={"policy": ("desk", "observer")}),
    "whoever enrols": Policy(submit={"key": ("observer",)}),
}


@pytest.mark.parametrize("what", KEYLESS)
def test_a_policy_does_not_count_on_a_party_whose_key_the_keeper_could_make(what, council, founded):
    with pytest.raises(ProverkaError) as caught:
        founded(KEYLESS[what])
    assert caught.value.code == "meaningless"
    assert caught.value.fault.got == "observer"


def test_what_takes_no_signature_may_name_a_party_that_has_no_key_yet(council, founded):
    recover = {"observer": Group(least=1, of=("state",))}
    case = founded(Policy(submit={"event": ("observer",), "key": ("desk",)}, recover=recover))
    case.take(key_change(council, case, "desk", [("desk",)], party="observer", action="enrol", generation=0))
    case.take(case.submission("observer"))


def test_a_policy_counts_on_a_party_once_its_key_stands_in_the_record(council, founded):
    ruled = {"submit": {"policy": ["desk"]}, "recover": {"state": {"least": 2, "of": ["desk", "observer"]}}}
    case = founded(Policy(submit={"policy": ("desk",)}))
    assert code_of(case, policy_change(council, case, ruled)) == "meaningless"
    case.take(key_change(council, case, "desk", [("desk",)], party="observer", action="enrol", generation=0))
    case.take(policy_change(council, case, ruled))
    both = [("desk",), ("observer",)]
    case.take(key_change(council, case, "desk", both, action="recover", generation=1))
    assert verify_case(case.root).sound


def test_a_policy_that_those_with_a_key_cannot_keep_does_not_take_force(council, founded):
    case = founded(Policy(submit={"policy": ("desk",)}))
    case.take(key_change(council, case, "neighbour", [("neighbour",)], party="neighbour", action="revoke"))
    of = ["state", "neighbour", "inspectorate"]
    for least, code in ((3, "meaningless"), (2, None)):
        made = policy_change(
            council, case, {"submit": {"policy": ["desk"]}, "countersign": {"event": {"least": least, "of": of}}}
        )
        assert (code_of(case, made) if code else case.take(made) and None) == code


def test_those_who_countersign_changes_of_key_are_recovered_without_each_other(council, founded):
    policy = Policy(
        countersign={"key": Group(least=2, of=("desk", "neighbour"))},
        recover={"neighbour": Group(least=2, of=("desk", "state", "inspectorate"))},
    )
    case = founded(policy)
    ended = key_change(council, case, "neighbour", [("neighbour",)], party="neighbour", action="revoke")
    assert code_of(case, ended) == "not-countersigned"
    both = [("neighbour",), ("desk",)]
    case.take(key_change(council, case, "neighbour", both, party="neighbour", action="revoke"))
    change = {"party": "neighbour", "action": "recover", "generation": 1}
    assert code_of(case, key_change(council, case, "state", [("state",)], **change)) == "not-countersigned"
    case.take(key_change(council, case, "state", [("state",), ("inspectorate",)], **change))
    turned = [("state",), ("desk",), ("neighbour", 1)]
    case.take(key_change(council, case, "state", turned, action="rotate", generation=1))
    assert verify_case(case.root).sound


def test_a_case_whose_keys_are_held_is_asked_for_them_when_it_is_built(tmp_path):
    write_scaffold(tmp_path / "quarry", "quarry")
    path = tmp_path / "quarry" / "case.toml"
    text = path.read_text(encoding="utf-8").replace('keys = "demonstration"', 'keys = "held"')
    rule = '\n[policy.recover]\nstate = { least = 2, of = ["desk", "inspectorate"] }\n'
    path.write_text(text + rule, encoding="utf-8")
    authored = read_authored(tmp_path / "quarry")
    keyring = new_keyring(authored.words, (bytes([number]) * 32 for number in range(1, 99)))
    without = replace(keyring, parties={name: key for name, key in keyring.parties.items() if name != "inspectorate"})
    with pytest.raises(ProverkaError) as caught:
        build_case(authored, tmp_path / "built", without)
    assert (caught.value.code, caught.value.fault.got) == ("meaningless", "inspectorate")
    assert [one.name for one in tmp_path.iterdir()] == ["quarry"]
    build_case(authored, tmp_path / "built", keyring)
    assert verify_case(tmp_path / "built").sound

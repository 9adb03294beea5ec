"""policy.txt: the policy of a case as a file of C2SP tlog-policy, with the same quorum."""

from itertools import chain, combinations

import pytest

from proverka.case.policy_file import read_policy, witness_policy, write_policy
from proverka.model.errors import ProverkaError
from proverka.model.policy import Group, Policy

PARTIES = ("desk", "state", "inspectorate", "neighbour")
HALF = {"neighbours": Group(least=1, of=("state", "neighbour"))}


def group(least, *of):
    return Group(least=least, of=of)


def policies():
    yield Policy()
    yield Policy(quorum=group(1, "desk"))
    yield Policy(quorum=group(2, *PARTIES))
    yield Policy(quorum=group(2, "neighbours", "desk"), groups=HALF)
    yield Policy(quorum=group(1, "desk"), groups=HALF)
    deeper = {**HALF, "all": group(2, "neighbours", "inspectorate")}
    yield Policy(quorum=group(1, "all", "desk"), groups=deeper)
    yield Policy(quorum=group(2, "all", "desk"), groups=deeper)


@pytest.mark.parametrize("number", range(7))
def test_the_same_witnesses_make_a_checkpoint_count(number, council):
    policy = list(policies())[number]
    witnesses = {party: str(council.witness_of(party).verifier) for party in PARTIES}
    written = witness_policy(council.LOG_KEY.verifier, witnesses, policy)
    assert type(written).parse(written.text) == written
    for some in chain.from_iterable(combinations(PARTIES, count) for count in range(5)):
        assert written.met_by(some) == (policy.quorum is None or policy.met(policy.quorum, some)), some


def test_who_has_no_witness_key_is_left_out_and_so_is_a_group_out_of_reach(council):
    policy = Policy(quorum=group(1, "all", "desk"), groups={**HALF, "all": group(2, "neighbours", "inspectorate")})
    witnesses = {party: str(council.witness_of(party).verifier) for party in ("desk", "state")}
    written = witness_policy(council.LOG_KEY.verifier, witnesses, policy)
    assert set(written.cosigners) == {"desk", "state"}
    assert [one.name for one in written.groups] == ["quorum"]
    assert written.met_by(["desk"])
    assert not written.met_by(["state"])


def test_a_party_or_group_called_quorum_keeps_its_name(council):
    policy = Policy(quorum=group(1, "quorum"), groups={"quorum": group(1, "desk")})
    witnesses = {"desk": str(council.witness_of("desk").verifier)}
    written = witness_policy(council.LOG_KEY.verifier, witnesses, policy)
    assert (written.quorum, [one.name for one in written.groups]) == ("quorum-", ["quorum", "quorum-"])


def test_two_witnesses_never_share_a_key(council):
    witnesses = dict.fromkeys(("desk", "state"), str(council.witness_of("desk").verifier))
    with pytest.raises(ProverkaError, match="bad-policy"):
        witness_policy(council.LOG_KEY.verifier, witnesses, Policy())


def test_a_file_is_written_where_it_is_another(council, tmp_path):
    one = witness_policy(council.LOG_KEY.verifier, {}, Policy())
    write_policy(tmp_path, one)
    path = tmp_path / "policy.txt"
    assert read_policy(path) == one
    before = path.stat().st_ino
    write_policy(tmp_path, one)
    assert path.stat().st_ino == before


@pytest.mark.parametrize(
    ("content", "code"), [(b"\xff", "wrong-encoding"), (b"x" * 2_000_000, "too-large"), (b"", "bad-policy")]
)
def test_a_file_that_is_no_policy_is_refused(content, code, tmp_path):
    (tmp_path / "policy.txt").write_bytes(content)
    with pytest.raises(ProverkaError) as caught:
        read_policy(tmp_path / "policy.txt")
    assert caught.value.code == code

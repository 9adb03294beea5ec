"""Who may do what: groups within groups, and policies that contradict themselves or their case."""

from typing import Any

import pytest

from proverka.model.errors import ProverkaError
from proverka.model.policy import GROUPS_MAX, Audience, Group, Policy

PARTIES = dict.fromkeys(("desk", "state", "inspectorate", "neighbour"), "declared")


def group(least: int, *of: str) -> Group:
    return Group(least=least, of=of)


QUORUM = group(2, "all", "desk")
NESTED = Policy(
    groups={"neighbours": group(1, "state", "neighbour"), "all": group(2, "neighbours", "inspectorate")},
    quorum=QUORUM,
)


@pytest.mark.parametrize(
    ("parties", "enough"),
    [
        (("desk", "state", "inspectorate"), True),
        (("desk", "neighbour", "inspectorate"), True),
        (("desk", "state", "neighbour"), False),
        (("state", "neighbour", "inspectorate"), False),
        (("neighbours", "inspectorate", "desk"), False),
        (("all", "desk"), False),
        ((), False),
    ],
)
def test_groups_within_groups_count_each_by_its_own_members(parties, enough):
    NESTED.check(PARTIES, where="policy")
    assert NESTED.met(QUORUM, parties) is enough


def test_members_are_the_parties_of_all_groups_in_their_order():
    assert NESTED.members(QUORUM) == ("state", "neighbour", "inspectorate", "desk")


def test_a_kind_that_is_not_named_is_open_but_for_the_policy_itself():
    assert Policy().names("figure") is None
    assert Policy().names("key") is None
    assert Policy().names("policy") == ()
    assert Policy(submit={"policy": ("desk",), "figure": ()}).names("policy") == ("desk",)
    assert Policy(submit={"figure": ()}).names("figure") == ()


# A policy with one thing wrong, and the refusal. They stand in the order of precedence.
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("too-large", {"groups": {f"g{n}": group(1, "state") for n in range(GROUPS_MAX + 1)}}),
    ("unknown-kind", {"submit": {"declaratoin": ("state",)}}),
    ("unknown-kind", {"countersign": {"genesis": group(1, "state")}}),
    ("unknown-party", {"submit": {"figure": ("State",)}}),
    ("unknown-party", {"recover": {"State": group(1, "desk")}}),
    ("unknown-party", {"audiences": {"members": Audience(highest="restricted", parties=("State",))}}),
    ("unknown-party", {"countersign": {"event": group(1, "nobody")}}),
    ("unknown-party", {"quorum": group(1, "nobody")}),
    ("self-dependency", {"groups": {"a": group(1, "b"), "b": group(1, "a")}}),
    ("meaningless", {"quorum": group(3, "state", "desk")}),
    ("meaningless", {"quorum": group(1)}),
    ("meaningless", {"quorum": group(1, "state", "state")}),
    ("meaningless", {"quorum": group(1, "both", "state"), "groups": {"both": group(1, "desk", "state")}}),
    ("meaningless", {"recover": {"state": group(1, "both")}, "groups": {"both": group(1, "desk", "state")}}),
    ("meaningless", {"groups": {"state": group(1, "desk")}}),
    ("meaningless", {"audiences": {"state": Audience(highest="restricted")}}),
    ("meaningless", {"audiences": {"public": Audience(highest="restricted")}}),
]


@pytest.mark.parametrize(("code", "fields"), WRONG, ids=[f"{code} {number}" for number, (code, _) in enumerate(WRONG)])
def test_a_policy_that_contradicts_itself_or_its_case_is_refused(code, fields):
    with pytest.raises(ProverkaError) as caught:
        Policy(**fields).check(PARTIES, where="policy")
    assert caught.value.code == code


@pytest.mark.parametrize("first", range(len(WRONG)))
def test_of_two_things_wrong_the_first_of_the_table_is_told(first):
    for code, fields in WRONG[first + 1 :]:
        if fields.keys() & WRONG[first][1].keys():
            continue
        with pytest.raises(ProverkaError) as caught:
            Policy(**fields, **WRONG[first][1]).check(PARTIES, where="policy")
        assert caught.value.code == WRONG[first][0], code


def test_groups_that_share_members_are_refused_at_once_and_deep_ones_are_read():
    # Each level would double the walk of the one below it.
    doubling = {f"g{n}": group(1, f"g{n - 1}", f"h{n - 1}") for n in range(1, 49)}
    doubling |= {f"h{n}": group(1, f"g{n - 1}", f"h{n - 1}") for n in range(1, 49)}
    doubling |= {"g0": group(1, "state"), "h0": group(1, "state")}
    with pytest.raises(ProverkaError, match="twice"):
        Policy(groups=doubling).check(PARTIES, where="policy")
    deep = {f"g{n}": group(1, f"g{n - 1}") for n in range(1, GROUPS_MAX)} | {"g0": group(1, "state")}
    policy = Policy(groups=deep, quorum=group(1, f"g{GROUPS_MAX - 1}"))
    policy.check(PARTIES, where="policy")
    assert policy.met(group(1, f"g{GROUPS_MAX - 1}"), ["state"])
    assert not policy.met(group(1, f"g{GROUPS_MAX - 1}"), ["desk"])

"""Whether a policy can be kept with the keys that there are: every group whose signatures it asks for within reach."""

from collections.abc import Iterator

from proverka.case.keybook import KeyBook
from proverka.model.errors import MalformedError, Refusal
from proverka.model.policy import KEY_KIND, POLICY_KIND, Group, Policy


def check_reach(policy: Policy, keys: KeyBook, *, where: str) -> None:
    """Refuse (meaningless) a policy that takes force and rests on signatures which those with a key cannot give.

    Also one that rests on a party which never had a key. Somebody else enrols that, mostly the keeper: whoever enrols
    could give the party a key of their own, and so sign for it with those who recover a key, countersign or rule. A
    party that had a key is given another by itself or by its own group alone. So the policy counts on parties only
    once their keys stand in the record, where those whose signatures put the policy in force see them.
    """
    holders = {held.party for held in keys.in_force()}
    for place, group in _signing(policy):
        never = [party for party in policy.members(group) if party not in keys.held]
        if never:
            expected = "parties that have a key: whoever gave one its first key could sign for it"
            raise _meaningless(f"{where}: {place}", expected, ", ".join(never))
        if not policy.met(group, holders):
            expected = f"a group within reach of those with a key: {', '.join(sorted(holders))}"
            raise _meaningless(f"{where}: {place}", expected, f"{group.least} of {', '.join(group.of)}")


def check_quorum(policy: Policy, keys: KeyBook, *, where: str) -> None:
    """Refuse (meaningless) a quorum that the witnesses with a key cannot make together: no checkpoint would count."""
    if policy.quorum is not None and not policy.met(policy.quorum, keys.witnesses.keys()):
        expected = f"a quorum within reach of those with a witness key: {', '.join(sorted(keys.witnesses)) or 'none'}"
        raise _meaningless(where, expected, f"{policy.quorum.least} of {', '.join(policy.quorum.of)}")


def _signing(policy: Policy) -> Iterator[tuple[str, Group]]:
    """Yield the groups that a policy asks for signatures, and those of whom one is enough to rule."""
    yield from ((f"countersign: {kind}", group) for kind, group in policy.countersign.items())
    yield from ((f"recover: {party}", group) for party, group in policy.recover.items())
    for kind in (POLICY_KIND, KEY_KIND):
        if policy.names(kind):
            yield f"submit: {kind}", Group(least=1, of=policy.submit[kind])


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.MEANINGLESS,
        where=where,
        expected=expected,
        got=got,
        remedy="let the party be enrolled or recovered first, and change the policy then; or name others",
    )

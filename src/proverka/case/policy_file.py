"""What a reader of a case must be given by a channel that it trusts: the log's key, and who must cosign.

`policy.txt` beside a record is that in the form of C2SP tlog-policy, made anew from the record whenever it changes: a
witness is called there as its party is here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from proverka.case.folder import decode_text, read_limited
from proverka.case.meaning import Meaning
from proverka.model.policy import Group, Policy
from proverka.record import Folder, VerifierKey
from proverka.witness import Cosigner, WitnessGroup, WitnessPolicy, parse_cosigner_key
from proverka.witness.policy import POLICY_CHARACTERS_MAX

POLICY_FILE = "policy.txt"


def witness_policy(log_key: VerifierKey, witnesses: Mapping[str, str], policy: Policy) -> WitnessPolicy:
    """Return whose cosignatures make a checkpoint of the log count, by the policy and witness keys (by party) in force.

    A party without a witness key is left out, and so is a group that can no longer be enough. Raises `MalformedError`
    (bad-policy) where two witnesses share a key.
    """
    cosigners = {party: parse_cosigner_key(key) for party, key in sorted(witnesses.items())}
    if policy.quorum is None:
        return WitnessPolicy.compose(logs=(log_key,), cosigners=cosigners)
    groups = _Groups(policy=policy, cosigners=cosigners)
    quorum = groups.take(_free_name("quorum", {*cosigners, *policy.groups}), policy.quorum)
    assert quorum, "a quorum out of reach is never put in force"
    return WitnessPolicy.compose(
        logs=(log_key,), cosigners=cosigners, groups=tuple(groups.made), quorum=groups.made[-1].name
    )


@dataclass(slots=True)
class _Groups:
    """The groups of a quorum as a policy file defines them: each after those that it is made of."""

    policy: Policy
    cosigners: Mapping[str, Cosigner]
    made: list[WitnessGroup] = field(default_factory=list)

    def take(self, name: str, group: Group) -> bool:
        """Add a group after its members; return whether it can be enough."""
        before = len(self.made)
        members = tuple(member for member in group.of if self._can(member))
        if len(members) < group.least:
            del self.made[before:]
            return False
        self.made.append(WitnessGroup(name=name, least=group.least, members=members))
        return True

    def _can(self, member: str) -> bool:
        group = self.policy.groups.get(member)
        return member in self.cosigners if group is None else self.take(member, group)


def _free_name(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "-"
    return name


def read_policy(path: Path) -> WitnessPolicy:
    """Return the policy in a file; raise what reading a file and `WitnessPolicy.parse` raise."""
    raw = read_limited(path, POLICY_CHARACTERS_MAX, remedy="name the policy.txt that you were given")
    return WitnessPolicy.parse(decode_text(raw, where=str(path)), where=str(path))


def write_policy(root: Path, policy: WitnessPolicy) -> None:
    """Put a policy in the place of the one in a case folder, where it is another; then it is durable."""
    path, text = root / POLICY_FILE, policy.text.encode()
    if not path.is_file() or path.read_bytes() != text:
        Folder(root=root).replace(POLICY_FILE, text)


def policy_in_force(log_key: VerifierKey, meaning: Meaning) -> WitnessPolicy:
    """Return what `meaning` has in force; raise as `witness_policy` does."""
    return witness_policy(log_key, meaning.keys.witnesses, meaning.policy)


def publish_policy(root: Path, log_key: VerifierKey, meaning: Meaning) -> None:
    """Bring the policy in the folder of a case up to date with what `meaning` has in force."""
    write_policy(root, policy_in_force(log_key, meaning))

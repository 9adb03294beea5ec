"""What rules the record itself: which key is whose from which entry on, and who may do what.

Both are submissions like any other: signed, numbered, logged, and judged by what was in force before them.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from proverka.model.errors import MalformedError, Refusal
from proverka.model.policy import KEY_KIND, POLICY_KIND, Policy

KeyRole = Literal["submission", "witness"]


class _Ruling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class KeyChange(_Ruling, frozen=True, kw_only=True, omit_defaults=True):
    """Which key a party signs with from the next entry on, or no longer signs with.

    `enrol` gives a party its first key; `rotate` puts `key` in the place of the one it has, by an entry of its own
    that both sign; `revoke` ends the key that the party has; `recover` gives a new one to a party that has or had one,
    under the signatures of those whom the policy names. A new submission key signs the entry too, which shows that
    somebody holds it. `revoked_from` is the index of the first entry that the party is not believed to have signed:
    what is under its keys from there on stands as contested. A revocation reaches back to the beginning of the key that
    it ends, a recovery to that of the party's first. The role `witness` is that of cosigning checkpoints.
    """

    action: Literal["enrol", "rotate", "revoke", "recover"]
    party: str
    role: KeyRole = "submission"
    key: str = ""
    revoked_from: Annotated[int, Meta(ge=1)] | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a change without its key, a revocation with one, and an index where nothing is revoked."""
        if bool(self.key) == (self.action == "revoke"):
            raise _meaningless(
                "key", "a new key, except for a revocation", f"{self.action} " + ("with one" if self.key else "without")
            )
        if self.revoked_from is not None and self.action in ("enrol", "rotate"):
            raise _meaningless("key", "revoked_from with a revocation or recovery only", self.action)


class PolicyChange(_Ruling, frozen=True, kw_only=True, omit_defaults=True):
    """The policy of the case from the next entry on, whole: what it does not say is no longer in force."""

    policy: Policy
    reason: str


# The kinds that rule the record, and their bodies.
RULING_KINDS: dict[str, type[KeyChange] | type[PolicyChange]] = {KEY_KIND: KeyChange, POLICY_KIND: PolicyChange}


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy=f"correct the {where} change"
    )

"""What a correction may do to an earlier entry, and who may make it: no more than who may say the entry itself."""

from dataclasses import dataclass

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.policy import Policy
from proverka.model.ruling import RULING_KINDS
from proverka.model.submission import DRAW_KINDS, Correction, Issue

# What rules, or was said of another entry, is changed by a further entry; a correction is corrected by the next one.
NEVER_CORRECTED = ("instrument", "genesis", "correction", *RULING_KINDS, *DRAW_KINDS)
# What a party does about an entry, its own or another's: it may take that back, and nobody else may.
OWN_ACTS = ("objection", "release", "countersignature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What later submissions need to know of an earlier one: its kind and party, who signed it, what it bears on.

    `sealed` says whether its body is; `step` which step in the life of which issue it was, where it was one.
    """

    kind: str
    party: str
    signers: frozenset[str] = frozenset()
    bears_on: tuple[str, ...] = ()
    sealed: bool = False
    step: tuple[str, str] | None = None


def check_correction(
    body: Correction, target: Said, *, party: str, signers: frozenset[str], policy: Policy, where: str
) -> None:
    """Refuse a correction that says more than its submitters may say, or that is none of a report on the world.

    1. It is by the party that submitted the entry, or by one to which the policy gives corrections by name.
    2. An objection, a release or a countersignature is taken back by its own party, and never replaced.
    3. Whoever puts another body in place of the first may submit that kind.
    4. It has the countersignatures that the kind needs, and those of all who signed the entry; but a party to which
       the policy gives corrections by name needs no others than the policy says.

    Raises RefusedError (not-permitted, not-countersigned) and MalformedError (meaningless).
    """
    by_name = party in policy.submit.get("correction", ())
    if target.party != party and (not by_name or target.kind in OWN_ACTS):  # 1, 2
        raise _not_permitted(where, f"a correction by {target.party}, which submitted the entry", party)
    if target.kind in NEVER_CORRECTED:
        raise _meaningless(where, "a report on the world: what rules is changed, not corrected", target.kind)
    if body.replaces and target.kind in OWN_ACTS:
        raise _meaningless(where, f"a withdrawal of the {target.kind}, and a new one", "a replacement")
    allowed = policy.names(target.kind)
    if body.replaces and allowed is not None and party not in allowed:  # 3
        raise _not_permitted(where, f"a {target.kind} from {', '.join(allowed) or 'nobody'}", party)
    group = policy.countersign.get(target.kind)
    if group is not None and not policy.met(group, signers):  # 4
        raise _not_countersigned(where, f"signatures of at least {group.least} of {', '.join(group.of)}", signers)
    if not by_name and not target.signers <= signers:
        raise _not_countersigned(where, f"all who signed the entry: {', '.join(sorted(target.signers))}", signers)


def check_replaced_step(issue: Issue, target: Said, *, where: str) -> None:
    """Refuse (meaningless) to put another step in the place of one in the life of an issue: only its words change."""
    step = (issue.issue, issue.action)
    if step != target.step:
        expected = "the same step of the same issue" + (f": {' '.join(target.step)}" if target.step else "")
        raise _meaningless(where, expected, " ".join(step))


def _not_permitted(where: str, expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.NOT_PERMITTED,
        where=where,
        expected=expected,
        got=got,
        remedy="object to the entry, or let its own party correct it",
    )


def _not_countersigned(where: str, expected: str, signers: frozenset[str]) -> RefusedError:
    return RefusedError(
        Refusal.NOT_COUNTERSIGNED,
        where=where,
        expected=expected,
        got=", ".join(sorted(signers)),
        remedy="name the others in countersigned_by; they sign a bundle with proverka countersign",
    )


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="correct the submission")

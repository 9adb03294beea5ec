"""A checkpoint held against a policy: is it the log's, who has cosigned it when, does it count."""

from dataclasses import dataclass

from proverka.model.errors import Refusal, RefusedError
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.note import SignedNote
from proverka.witness.cosignature import Cosignature, cosignatures
from proverka.witness.policy import NO_QUORUM, WitnessPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """A checkpoint by a log that the policy knows, with the verified cosignatures by the policy's witnesses.

    `witnesses` are their names in the policy; `counts` tells whether they make the quorum.
    """

    signed: SignedCheckpoint
    cosignatures: tuple[Cosignature, ...]
    witnesses: frozenset[str]
    counts: bool

    @property
    def checkpoint(self) -> Checkpoint:
        """What the log and the witnesses have signed."""
        return self.signed.checkpoint


def verify_checkpoint(raw: bytes, policy: WitnessPolicy, *, where: str = "checkpoint") -> Witnessed:
    """Return the checkpoint in `raw`, verified under `policy`. Whether it counts is told, not required.

    Raises `MalformedError` for bytes of another form, `RefusedError`: unknown-key where no log of the policy signed it
    under its own origin, wrong-signature where a line of the log or of a witness does not verify, bad-key where two
    known keys share name and identifier.
    """
    note = SignedNote.parse(raw, where=where)
    origin = Checkpoint.parse(note.text, where=where).origin
    # A log that has changed its key has two in a policy; each line of either must verify.
    logs = [key for key in policy.logs if key.name == origin]
    if not logs:
        raise _unknown_log(where, policy, origin)
    signers = note.verify(logs, where=where)
    signed = SignedCheckpoint.parse(raw, signers[0], where=where)
    names = {key: name for name, key in policy.cosigners.items()}
    found = cosignatures(signed, names, where=where)
    witnesses = frozenset(names[cosignature.key] for cosignature in found)
    return Witnessed(signed=signed, cosignatures=found, witnesses=witnesses, counts=policy.met_by(witnesses))


def require_quorum(found: Witnessed, policy: WitnessPolicy, *, where: str = "checkpoint") -> None:
    """Refuse (`RefusedError`, unwitnessed) a checkpoint that does not count under the policy."""
    if found.counts:
        return
    raise RefusedError(
        Refusal.UNWITNESSED,
        where=f"{where} of size {found.checkpoint.size}",
        expected=f"cosignatures that make the quorum {_meaning(policy)}",
        got=", ".join(sorted(found.witnesses)) or "no cosignature by a witness of the policy",
        remedy="ask the witnesses that are missing for their cosignatures; until then take nothing from it for certain",
    )


def _unknown_log(where: str, policy: WitnessPolicy, origin: str) -> RefusedError:
    return RefusedError(
        Refusal.UNKNOWN_KEY,
        where=where,
        expected=f"a log of the policy: {', '.join(key.name for key in policy.logs) or 'it knows none'}",
        got=origin,
        remedy="verify it under the policy of the case that it belongs to",
    )


def _meaning(policy: WitnessPolicy) -> str:
    assert policy.quorum != NO_QUORUM, "no quorum is met by nobody"
    for group in policy.groups:
        if group.name == policy.quorum:
            return f"{group.name}: {group.least} of {', '.join(group.members)}"
    return policy.quorum

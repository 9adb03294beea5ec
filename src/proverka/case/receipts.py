"""Receipts: a file for each entry that proves, far from the log and for decades, that the entry is in it."""

from pathlib import Path

from proverka.case.cosigned import CosignedCheckpoints
from proverka.case.folder import write_durably
from proverka.case.opened import Case
from proverka.model.errors import Refusal, RefusedError
from proverka.record import SignedCheckpoint, Submission
from proverka.record.proof import make_receipt

RECEIPT_SUFFIX = ".tlog-proof"


def receipt_of(case: Case, index: int) -> bytes:
    """Return the receipt of entry `index`, with its cosignatures: as good a one as there can be at this moment.

    It is against the newest checkpoint that counts and holds the entry, or else against the one that the log stands at,
    which is nobody's word but the log's. Raises `RefusedError` (unknown-entry) for an entry beyond it, and what reading
    the log raises.
    """
    signed = _witnessed(case, index) or case.log.signed_checkpoint
    path = case.log.inclusion_proof(index, signed.checkpoint.size)
    return make_receipt(case.log.entry(index), index=index, path=path, checkpoint=signed.note.raw).encode()


def _witnessed(case: Case, index: int) -> SignedCheckpoint | None:
    kept = CosignedCheckpoints.of(case.root)
    sizes = [one.size for one in kept.times(case.log, case.meaning).cosigned if one.size > index]
    return kept.read(sizes[-1], case.log) if sizes else None


def receipt_name(submission: Submission) -> str:
    """Return the name under which the receipt of a submission is kept."""
    return f"{submission.party}-{submission.number}{RECEIPT_SUFFIX}"


def write_receipt(receipt: bytes, path: Path) -> None:
    """Write a receipt to a new file, durably; refuse (already-there) to put it in the place of another."""
    if path.exists():
        if path.read_bytes() == receipt:
            return
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(path),
            expected="no file, or the same receipt",
            got="another file of that name",
            remedy="choose another name: an earlier receipt may be evidence one day",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_durably(path, receipt.decode())

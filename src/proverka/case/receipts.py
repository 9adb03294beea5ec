"""Receipts: a file for each entry that proves, far from the log and for decades, that the entry is in it."""

from pathlib import Path

from proverka.case.folder import write_durably
from proverka.case.opened import Case
from proverka.model.errors import Refusal, RefusedError
from proverka.record import Submission
from proverka.record.proof import make_receipt

RECEIPT_SUFFIX = ".tlog-proof"


def receipt_of(case: Case, index: int) -> bytes:
    """Return the receipt of entry `index`, against the checkpoint that the log stands at, with its cosignatures.

    Raises `RefusedError` (unknown-entry) beyond it, and what reading the log raises.
    """
    path = case.log.inclusion_proof(index)
    checkpoint = case.log.signed_checkpoint.note.raw
    return make_receipt(case.log.entry(index), index=index, path=path, checkpoint=checkpoint).encode()


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

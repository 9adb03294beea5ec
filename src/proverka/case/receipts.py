"""Receipts: a file for each entry that proves, far from the log and for decades, that the entry is in it."""

import os
from pathlib import Path

from proverka.case.admission import Admitted
from proverka.case.cosigned import CosignedCheckpoints
from proverka.case.folder import make_folder, read_limited, write_durably
from proverka.case.opened import Case
from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record import Submission
from proverka.witness.proof import PROOF_BYTES_MAX, Proof, make_receipt

RECEIPT_SUFFIX = ".tlog-proof"


def receipt_of(case: Case, index: int) -> bytes:
    """Return the receipt of entry `index`, with its cosignatures: as good a one as there can be at this moment.

    It is against the newest checkpoint that counts and holds the entry, or else against the one that the log stands at,
    which is nobody's word but the log's. Raises `RefusedError` (unknown-entry) for an entry beyond it, and what reading
    the log raises.
    """
    kept = CosignedCheckpoints.of(case.root)
    signed = kept.newest_with(index, case.log, case.meaning) or case.log.signed_checkpoint
    path = case.log.inclusion_proof(index, signed.checkpoint.size)
    return make_receipt(case.log.entry(index), index=index, path=path, checkpoint=signed.note.raw).encode()


def receipt_name(submission: Submission) -> str:
    """Return the name under which the receipt of a submission is kept."""
    return f"{submission.party}-{submission.number}{RECEIPT_SUFFIX}"


def keep_receipt(case: Case, one: Admitted, folder: Path) -> None:
    """Write the receipt of a submission that is in the log, unless `folder` holds one of the same entry already.

    An earlier receipt proves as much, and may be evidence one day. Raises as `check_room` does.
    """
    check_room(one, folder)
    path = folder / receipt_name(one.submission)
    if not path.exists():
        write_receipt(receipt_of(case, one.entry.index), path)


def check_room(one: Admitted, folder: Path) -> None:
    """Refuse (already-there) a folder in which something else has the name of the receipt of a submission.

    To be asked before anything is appended: afterwards a refusal would look as if nothing had been.
    """
    make_folder(folder)
    path = folder / receipt_name(one.submission)
    if path.exists() and _entry_in(path) != one.submission.text:
        raise _already_there(path)


def _entry_in(path: Path) -> str | None:
    try:
        return Submission.parse(Proof.parse(read_limited(path, PROOF_BYTES_MAX)).extra or b"").text
    except ProverkaError:
        return None


def write_receipt(receipt: bytes, path: Path) -> None:
    """Write a receipt to a new file, durably; refuse (already-there) to put it in the place of another."""
    if os.path.lexists(path):
        if path.is_file() and path.read_bytes() == receipt:
            return
        raise _already_there(path)
    make_folder(path.parent)
    write_durably(path, receipt.decode())


def _already_there(path: Path) -> RefusedError:
    return RefusedError(
        Refusal.ALREADY_THERE,
        where=str(path),
        expected="no file, or the same receipt",
        got="a folder of that name" if path.is_dir() else "another file of that name",
        remedy="choose another name: an earlier receipt may be evidence one day",
    )

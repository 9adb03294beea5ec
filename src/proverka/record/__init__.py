"""The record: signed submissions in an append-only log that anyone can verify, and documents beside it.

It knows bytes, order and signatures: notes, keys, the Merkle tree, tiles, checkpoints, the header of a submission,
bundles, and how a log is written so that nothing acknowledged is lost. It does not know what a submission means,
which keys a party holds at which time, or what follows from an entry; it reads no clock and makes no randomness.
"""

from proverka.record.bundle import Bundle, Carried, write_bundle
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.documents import DocumentStore
from proverka.record.keys import NoteKey, SigningKey, VerifierKey
from proverka.record.log import Log
from proverka.record.merkle import leaf_hash, verify_consistency, verify_inclusion
from proverka.record.note import NoteSignature, SignedNote
from proverka.record.session import Session
from proverka.record.storage import Folder
from proverka.record.submission import Submission, SubmissionText, beginning, compose, draft
from proverka.record.verification import Verification, verify_record, verify_tree

__all__ = [
    "Bundle",
    "Carried",
    "Checkpoint",
    "DocumentStore",
    "Folder",
    "Log",
    "NoteKey",
    "NoteSignature",
    "Session",
    "SignedCheckpoint",
    "SignedNote",
    "SigningKey",
    "Submission",
    "SubmissionText",
    "Verification",
    "VerifierKey",
    "beginning",
    "compose",
    "draft",
    "leaf_hash",
    "verify_consistency",
    "verify_inclusion",
    "verify_record",
    "verify_tree",
    "write_bundle",
]

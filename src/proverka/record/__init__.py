"""The record: signed submissions in an append-only log that anyone can verify, and documents beside it.

It knows bytes, order and signatures: notes, keys, the Merkle tree, tiles, checkpoints, proofs, the header of a
submission, and how a log is written so that nothing acknowledged is lost. It does not know what a submission means,
which keys a party holds at which time, or what follows from an entry; it reads no clock and makes no randomness.
"""

from proverka.record.bundle import Bundle, Carried, write_bundle
from proverka.record.checkpoint import Checkpoint, SignedCheckpoint
from proverka.record.cosignature import (
    Cosignature,
    cosignatures,
    parse_cosignature_lines,
    with_cosignatures,
)
from proverka.record.cosigner import Cosigner, CosignerKey, MldsaCosignerKey, parse_cosigner_key
from proverka.record.cosigning import CosigningKey
from proverka.record.documents import DocumentStore
from proverka.record.evidence import (
    DoubleNumber,
    DoubleNumberEvidence,
    Fork,
    ForkEvidence,
    fork_between,
    parse_evidence,
)
from proverka.record.keys import NoteKey, SigningKey, VerifierKey
from proverka.record.log import Log
from proverka.record.merkle import leaf_hash, verify_consistency, verify_inclusion
from proverka.record.note import NoteSignature, SignedNote
from proverka.record.proof import (
    Proof,
    Proven,
    Receipt,
    make_receipt,
    verify_proof,
    verify_receipt,
)
from proverka.record.session import Session
from proverka.record.storage import Folder
from proverka.record.submission import Submission, SubmissionText, compose, draft
from proverka.record.verification import Verification, verify_record, verify_tree
from proverka.record.witness_policy import WitnessGroup, WitnessPolicy
from proverka.record.witnessed import Witnessed, require_quorum, verify_checkpoint

__all__ = [
    "Bundle",
    "Carried",
    "Checkpoint",
    "Cosignature",
    "Cosigner",
    "CosignerKey",
    "CosigningKey",
    "DocumentStore",
    "DoubleNumber",
    "DoubleNumberEvidence",
    "Folder",
    "Fork",
    "ForkEvidence",
    "Log",
    "MldsaCosignerKey",
    "NoteKey",
    "NoteSignature",
    "Proof",
    "Proven",
    "Receipt",
    "Session",
    "SignedCheckpoint",
    "SignedNote",
    "SigningKey",
    "Submission",
    "SubmissionText",
    "Verification",
    "VerifierKey",
    "WitnessGroup",
    "WitnessPolicy",
    "Witnessed",
    "compose",
    "cosignatures",
    "draft",
    "fork_between",
    "leaf_hash",
    "make_receipt",
    "parse_cosignature_lines",
    "parse_cosigner_key",
    "parse_evidence",
    "require_quorum",
    "verify_checkpoint",
    "verify_consistency",
    "verify_inclusion",
    "verify_proof",
    "verify_receipt",
    "verify_record",
    "verify_tree",
    "with_cosignatures",
    "write_bundle",
]

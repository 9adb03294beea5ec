"""Witnessing: who saw which state of a log, when; what that proves, and against whom.

It knows cosignatures, policies, receipts, witnesses, mirrors, monitors and evidence of two histories. It does not know
what is in the entries of a log; it reads no clock, and makes no randomness.
"""

from proverka.witness.cosignature import Cosignature, cosignatures, parse_cosignature_lines, with_cosignatures
from proverka.witness.cosigner import Cosigner, CosignerKey, MldsaCosignerKey, parse_cosigner_key
from proverka.witness.cosigning import CosigningKey
from proverka.witness.evidence import (
    DoubleNumber,
    DoubleNumberEvidence,
    Fork,
    ForkEvidence,
    fork_between,
    parse_evidence,
)
from proverka.witness.policy import WitnessGroup, WitnessPolicy
from proverka.witness.proof import Proof, Proven, Receipt, make_receipt, verify_proof, verify_receipt
from proverka.witness.witnessed import Witnessed, require_quorum, verify_checkpoint

__all__ = [
    "Cosignature",
    "Cosigner",
    "CosignerKey",
    "CosigningKey",
    "DoubleNumber",
    "DoubleNumberEvidence",
    "Fork",
    "ForkEvidence",
    "MldsaCosignerKey",
    "Proof",
    "Proven",
    "Receipt",
    "WitnessGroup",
    "WitnessPolicy",
    "Witnessed",
    "cosignatures",
    "fork_between",
    "make_receipt",
    "parse_cosignature_lines",
    "parse_cosigner_key",
    "parse_evidence",
    "require_quorum",
    "verify_checkpoint",
    "verify_proof",
    "verify_receipt",
    "with_cosignatures",
]

"""Inspection: how much to open, where to go and how sure that makes us.

It knows numbers and arrays alone: populations, defects, samples, probabilities. It knows no case, no record and no
clock, so that a mathematician can review it by itself.
"""

from proverka.inspection.detection import detection_probability
from proverka.inspection.draw import choose, commitment_of, seed_of, select, selection_hash
from proverka.inspection.refusal import detection_despite_refusal, refusal_proof_samples
from proverka.inspection.sample_size import approximate_sample, smallest_sample
from proverka.inspection.shortfall import defects_excluded, detection_despite_unopened

__all__ = [
    "approximate_sample",
    "choose",
    "commitment_of",
    "defects_excluded",
    "detection_despite_refusal",
    "detection_despite_unopened",
    "detection_probability",
    "refusal_proof_samples",
    "seed_of",
    "select",
    "selection_hash",
    "smallest_sample",
]

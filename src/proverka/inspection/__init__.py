"""Inspection: how much to open, where to go and how sure that makes us.

It knows numbers and arrays alone: populations, defects, samples, probabilities. It knows no case, no record and no
clock, so that a mathematician can review it by itself.
"""

from proverka.inspection.detection import detection_probability
from proverka.inspection.draw import choose, commitment_of, seed_of, select, selection_hash
from proverka.inspection.effort import Choice, EffortPlan, TeamTour, plan_effort
from proverka.inspection.fixed_effort import FixedPlan, exponential_effort, fixed_effort
from proverka.inspection.games import deterring_probability, dresher_states, dresher_value
from proverka.inspection.refusal import detection_despite_refusal, refusal_proof_samples
from proverka.inspection.rounds import announced_delay, expected_rounds, found_by_round, unannounced_delay
from proverka.inspection.sample_size import approximate_sample, smallest_sample
from proverka.inspection.shortfall import defects_excluded, detection_despite_unopened
from proverka.inspection.site import Site, Stratum
from proverka.inspection.splitting import Split, any_split, worst_split
from proverka.inspection.zero_sum import leadership, zero_sum

__all__ = [
    "Choice",
    "EffortPlan",
    "FixedPlan",
    "Site",
    "Split",
    "Stratum",
    "TeamTour",
    "announced_delay",
    "any_split",
    "approximate_sample",
    "choose",
    "commitment_of",
    "defects_excluded",
    "detection_despite_refusal",
    "detection_despite_unopened",
    "detection_probability",
    "deterring_probability",
    "dresher_states",
    "dresher_value",
    "expected_rounds",
    "exponential_effort",
    "fixed_effort",
    "found_by_round",
    "leadership",
    "plan_effort",
    "refusal_proof_samples",
    "seed_of",
    "select",
    "selection_hash",
    "smallest_sample",
    "unannounced_delay",
    "worst_split",
    "zero_sum",
]

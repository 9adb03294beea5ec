"""Inspection: how much to open, where to go and how sure that makes us.

It knows numbers and arrays alone: populations, defects, samples, probabilities. It knows no case, no record and no
clock, so that a mathematician can review it by itself.
"""

from proverka.inspection.acceptance import (
    AttributesPlan,
    RiskPoint,
    VariablesPlan,
    acceptance_probability,
    attributes_plan,
    defects_of,
    variables_acceptance,
    variables_plan,
)
from proverka.inspection.detection import detection_probability, nondetection_probability
from proverka.inspection.effort import Choice, EffortPlan, TeamTour, plan_effort
from proverka.inspection.fixed_effort import FixedPlan, exponential_effort, fixed_effort
from proverka.inspection.games import deterring_probability, dresher_states, dresher_value
from proverka.inspection.levels import Instrument, LevelsCurve, LevelsPlan, Stratum, levels_curve, threshold_of
from proverka.inspection.levels_search import levels_plan
from proverka.inspection.refusal import detection_despite_refusal, refusal_proof_samples
from proverka.inspection.remaining import (
    beta_binomial,
    chance_of_at_least,
    clean_chance,
    point_prior,
    posterior,
    remaining,
    upper_bound,
)
from proverka.inspection.rounds import announced_delay, expected_rounds, found_by_round, unannounced_delay
from proverka.inspection.sample_size import UNATTAINABLE, approximate_sample, smallest_sample
from proverka.inspection.shortfall import defects_excluded, detection_despite_unopened
from proverka.inspection.site import Site, SiteStratum
from proverka.inspection.splitting import PlanSplit, any_split, worst_plan_split
from proverka.inspection.strata import Split, split_detection, worst_split
from proverka.inspection.zero_sum import leadership, zero_sum

__all__ = [
    "UNATTAINABLE",
    "AttributesPlan",
    "Choice",
    "EffortPlan",
    "FixedPlan",
    "Instrument",
    "LevelsCurve",
    "LevelsPlan",
    "PlanSplit",
    "RiskPoint",
    "Site",
    "SiteStratum",
    "Split",
    "Stratum",
    "TeamTour",
    "VariablesPlan",
    "acceptance_probability",
    "announced_delay",
    "any_split",
    "approximate_sample",
    "attributes_plan",
    "beta_binomial",
    "chance_of_at_least",
    "clean_chance",
    "defects_excluded",
    "defects_of",
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
    "levels_curve",
    "levels_plan",
    "nondetection_probability",
    "plan_effort",
    "point_prior",
    "posterior",
    "refusal_proof_samples",
    "remaining",
    "smallest_sample",
    "split_detection",
    "threshold_of",
    "unannounced_delay",
    "upper_bound",
    "variables_acceptance",
    "variables_plan",
    "worst_plan_split",
    "worst_split",
    "zero_sum",
]

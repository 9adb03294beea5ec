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
from proverka.inspection.levels import (
    Instrument,
    LevelsCurve,
    LevelsPlan,
    Stratum,
    levels_curve,
    threshold_of,
)
from proverka.inspection.levels_search import levels_plan
from proverka.inspection.remaining import (
    beta_binomial,
    chance_of_at_least,
    clean_chance,
    point_prior,
    posterior,
    remaining,
    upper_bound,
)
from proverka.inspection.sample_size import UNATTAINABLE, approximate_sample, smallest_sample
from proverka.inspection.strata import Split, split_detection, worst_split

__all__ = [
    "UNATTAINABLE",
    "AttributesPlan",
    "Instrument",
    "LevelsCurve",
    "LevelsPlan",
    "RiskPoint",
    "Split",
    "Stratum",
    "VariablesPlan",
    "acceptance_probability",
    "approximate_sample",
    "attributes_plan",
    "beta_binomial",
    "chance_of_at_least",
    "clean_chance",
    "defects_of",
    "detection_probability",
    "levels_curve",
    "levels_plan",
    "nondetection_probability",
    "point_prior",
    "posterior",
    "remaining",
    "smallest_sample",
    "split_detection",
    "threshold_of",
    "upper_bound",
    "variables_acceptance",
    "variables_plan",
    "worst_split",
]

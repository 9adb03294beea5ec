"""Inspection: how much to open, where to go and how sure that makes us.

It knows numbers and arrays alone: populations, defects, samples, probabilities. It knows no case, no record and no
clock, so that a mathematician can review it by itself.
"""

from proverka.inspection.detection import detection_probability
from proverka.inspection.sample_size import approximate_sample, smallest_sample

__all__ = ["approximate_sample", "detection_probability", "smallest_sample"]

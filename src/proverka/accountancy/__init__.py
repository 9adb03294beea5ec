"""Accountancy: what a material balance that does not close says, and how sure that makes us.

It knows numbers and arrays alone: measured quantities, effects of measurement, balance periods, thresholds. It knows no
case, no record and no clock, so that a mathematician can review it by itself.
"""

from proverka.accountancy.balance import (
    BalanceErrors,
    balance_errors,
    material_unaccounted_for,
    moved,
)
from proverka.accountancy.components import (
    Grouped,
    Paired,
    Precision,
    grouped_precision,
    paired_precision,
)
from proverka.accountancy.difference import (
    Differences,
    Measuring,
    Stratum,
    difference_detection,
    difference_deviation,
    difference_statistic,
    difference_variance,
    falsified_variance,
)
from proverka.accountancy.gemuf import (
    AS_IT_IS,
    SMOOTHED,
    GemufTest,
    gemuf,
    gemuf_detection,
    gemuf_test,
)
from proverka.accountancy.loss import (
    best_detection,
    each_detection,
    each_threshold,
    normal_detection,
    normal_threshold,
    page_detection,
    student_detection,
    student_false_alarm,
    student_threshold,
    weighted_detection,
    worst_loss,
)
from proverka.accountancy.measurement import (
    NONE,
    Effect,
    Measurements,
    measurements,
    period_of,
    together,
)
from proverka.accountancy.page import (
    PageTest,
    alarm_probabilities,
    page_alarms,
    page_statistics,
    page_threshold,
    run_length,
    threshold_for_run_length,
)
from proverka.accountancy.propagation import (
    Propagated,
    drawn_quantity,
    propagated,
)
from proverka.accountancy.sequence import (
    Factor,
    cumulative,
    cumulative_covariance,
    factor,
    innovations,
    standardised,
)
from proverka.accountancy.wald import (
    WaldTest,
    wald_bounds,
    wald_performance,
    wald_sample_share,
)

__all__ = [
    "AS_IT_IS",
    "NONE",
    "SMOOTHED",
    "BalanceErrors",
    "Differences",
    "Effect",
    "Factor",
    "GemufTest",
    "Grouped",
    "Measurements",
    "Measuring",
    "PageTest",
    "Paired",
    "Precision",
    "Propagated",
    "Stratum",
    "WaldTest",
    "alarm_probabilities",
    "balance_errors",
    "best_detection",
    "cumulative",
    "cumulative_covariance",
    "difference_detection",
    "difference_deviation",
    "difference_statistic",
    "difference_variance",
    "drawn_quantity",
    "each_detection",
    "each_threshold",
    "factor",
    "falsified_variance",
    "gemuf",
    "gemuf_detection",
    "gemuf_test",
    "grouped_precision",
    "innovations",
    "material_unaccounted_for",
    "measurements",
    "moved",
    "normal_detection",
    "normal_threshold",
    "page_alarms",
    "page_detection",
    "page_statistics",
    "page_threshold",
    "paired_precision",
    "period_of",
    "propagated",
    "run_length",
    "standardised",
    "student_detection",
    "student_false_alarm",
    "student_threshold",
    "threshold_for_run_length",
    "together",
    "wald_bounds",
    "wald_performance",
    "wald_sample_share",
    "weighted_detection",
    "worst_loss",
]

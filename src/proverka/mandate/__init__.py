"""What was agreed: instruments, obligations, deadlines and the dates that follow from their rules.

It knows what is owed, by whom, to whom and when. It reads no clock and no evidence: whether a duty was
fulfilled is for `proverka.assessment`.
"""

from proverka.mandate.deadline import DueDate, occurrences, resolve
from proverka.mandate.duration import Duration
from proverka.mandate.instrument import (
    ComplianceMeasure,
    Condition,
    ConductMeasure,
    CountMeasure,
    Deadline,
    DocumentMeasure,
    InspectionMeasure,
    Instrument,
    IssuesMeasure,
    Measure,
    NamedDay,
    Obligation,
    PoliticalStep,
    Precondition,
    Provision,
    QuantityMeasure,
    RecurringMeasure,
    Step,
)
from proverka.mandate.mandate import Mandate, adopted_day_in, bases_of, check_instrument, own_anchor

__all__ = [
    "ComplianceMeasure",
    "Condition",
    "ConductMeasure",
    "CountMeasure",
    "Deadline",
    "DocumentMeasure",
    "DueDate",
    "Duration",
    "InspectionMeasure",
    "Instrument",
    "IssuesMeasure",
    "Mandate",
    "Measure",
    "NamedDay",
    "Obligation",
    "PoliticalStep",
    "Precondition",
    "Provision",
    "QuantityMeasure",
    "RecurringMeasure",
    "Step",
    "adopted_day_in",
    "bases_of",
    "check_instrument",
    "occurrences",
    "own_anchor",
    "resolve",
]

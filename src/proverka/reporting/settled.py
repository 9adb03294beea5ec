"""What of a result stays as it is while days go by: without the numbers of days that grow by themselves."""

from functools import singledispatch

import msgspec

from proverka.assessment.result import ClockResult, DatedDue, FindingResult, InspectionResult, ObligationResult
from proverka.model.sentence import Sentence


@singledispatch
def settled(value: object) -> object:
    """Return a result without what the next day would change by being the next day."""
    return value


@settled.register
def _(value: ObligationResult) -> ObligationResult:
    growing = value.status in ("overdue", "partly_met")
    return msgspec.structs.replace(
        value,
        days_late=None if growing else value.days_late,
        why="",
        reasons=tuple(map(_sentence, value.reasons)),
        dates=tuple(map(_dated, value.dates)),
    )


@settled.register
def _dated(value: DatedDue) -> DatedDue:
    return msgspec.structs.replace(value, days_late=None) if value.state == "missed" and value.days_late else value


@settled.register
def _clock(value: ClockResult) -> ClockResult:
    return msgspec.structs.replace(value, days_late=None) if value.state == "missed" else value


@settled.register
def _(value: InspectionResult) -> InspectionResult:
    return msgspec.structs.replace(value, clocks=tuple(map(_clock, value.clocks)))


@settled.register
def _(value: FindingResult) -> FindingResult:
    return msgspec.structs.replace(value, got="", got_said=_sentence(value.got_said)) if value.got_said else value


def _sentence(one: Sentence) -> Sentence:
    """Return a sentence without the day asked for, and without a number of days up to it."""
    if one.since is None and not any(fact.kind == "today" or fact.said for fact in one.facts):
        return one
    facts = tuple(
        msgspec.structs.replace(
            fact, value="" if fact.kind == "today" else fact.value, said=_sentence(fact.said) if fact.said else None
        )
        for fact in one.facts
    )
    return msgspec.structs.replace(one, number=None if one.since else one.number, facts=facts)

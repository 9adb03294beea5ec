"""What of a result stays as it is while days go by: without the numbers of days that grow by themselves."""

from datetime import date, timedelta
from functools import singledispatch

import msgspec

from proverka.assessment.result import ClockResult, DatedDue, FindingResult, InspectionResult, ObligationResult
from proverka.model.sentence import Sentence


@singledispatch
def settled(value: object, as_of: date) -> object:  # noqa: ARG001 - others need it
    """Return a result as of a day without what the next day would change by being the next day."""
    return value


def is_growing(since: date, days: int | None, as_of: date) -> bool:
    """Whether a number of days is that from a day up to the day asked for, and so another on the next."""
    return days is not None and days > 0 and since + timedelta(days=days) == as_of


@settled.register
def _(value: ObligationResult, as_of: date) -> ObligationResult:
    growing = value.status in ("overdue", "partly_met")
    return msgspec.structs.replace(
        value,
        days_late=None if growing else value.days_late,
        why="",
        reasons=tuple(map(_sentence, value.reasons)),
        dates=tuple(_dated(one, as_of) for one in value.dates),
    )


@settled.register
def _dated(value: DatedDue, as_of: date) -> DatedDue:
    growing = value.state == "missed" and is_growing(value.date, value.days_late, as_of)
    return msgspec.structs.replace(value, days_late=None) if growing else value


@settled.register
def _clock(value: ClockResult, as_of: date) -> ClockResult:
    growing = value.state == "missed" and is_growing(value.due, value.days_late, as_of)
    return msgspec.structs.replace(value, days_late=None) if growing else value


@settled.register
def _(value: InspectionResult, as_of: date) -> InspectionResult:
    return msgspec.structs.replace(value, clocks=tuple(_clock(one, as_of) for one in value.clocks))


@settled.register
def _(value: FindingResult, as_of: date) -> FindingResult:  # noqa: ARG001 - as the others
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

"""A duty that comes again: each occurrence has its own due date and its own fulfilment."""

from collections.abc import Sequence
from datetime import date, timedelta

from proverka.assessment.result import DatedDue, DateState, Fulfilment
from proverka.inventory.standing import Held
from proverka.mandate import Deadline, occurrences
from proverka.model.sentence import sentence
from proverka.model.submission import Delivery

# How long after its due date an unnumbered paper is still taken for the late one rather than the next.
GRACE = timedelta(days=7)


def occurrences_of(
    deadline: Deadline, first: date, deeds: Sequence[Held], as_of: date, *, where: str
) -> tuple[DatedDue, ...]:
    """Return each occurrence due by `as_of` and the next one, with what shows its fulfilment.

    A numbered paper is that occurrence, and shows that those before it took place by then: a bound, and
    no evidence that they were late. An unnumbered one is the first open occurrence not due yet on its
    day, or due a week before at most; it says nothing of those before. An occurrence that nothing shows
    has no evidence: silence of a record compiled from public sources does not prove that nothing was
    delivered.
    """
    days = _with_next(deadline, first, as_of, where)
    shown: dict[int, Held] = {}
    for held in deeds:
        number = _number(held, days, shown)
        if number is not None:  # beyond the days so far it still shows that all these came
            shown.setdefault(number, held)
    numbered = max((n for n, held in shown.items() if _ordinal(held) is not None), default=0)
    return tuple(_occurrence(n, day, shown, numbered, as_of) for n, day in enumerate(days, start=1))


def _with_next(deadline: Deadline, first: date, as_of: date, where: str) -> list[date]:
    days: list[date] = []
    for day in occurrences(deadline, first, date.max, where=where):
        days.append(day)
        if day >= as_of:
            break
    return days


def _number(held: Held, days: Sequence[date], shown: dict[int, Held]) -> int | None:
    ordinal = _ordinal(held)
    if ordinal is not None:
        return ordinal
    for number, day in enumerate(days, start=1):
        if number not in shown and held.span.latest <= day + GRACE:
            return number
    return None


def _ordinal(held: Held) -> int | None:
    return held.body.ordinal if isinstance(held.body, Delivery) else None


def _occurrence(number: int, day: date, shown: dict[int, Held], numbered: int, as_of: date) -> DatedDue:
    held = shown.get(number)
    implied = held is None and number < numbered
    by = shown[min(n for n, later in shown.items() if n > number and _ordinal(later))] if implied else held
    fulfilled = None if by is None else Fulfilment(earliest=by.span.earliest, latest=by.span.latest)
    if implied and fulfilled is not None:
        # The later number says by when this one came, and nothing of how long before.
        fulfilled = Fulfilment(earliest=min(day, fulfilled.earliest), latest=fulfilled.latest)
    rule = sentence("occurrence {number}", number=number)
    return DatedDue(
        date=day,
        role="occurrence",
        state=_state(day, fulfilled, as_of),
        rule=rule.english,
        rule_said=rule,
        days_late=max(0, (fulfilled.latest - day).days) if fulfilled and not implied else None,
        fulfilled=fulfilled,
        entries=by.rests_on if by else (),
    )


def _state(day: date, fulfilled: Fulfilment | None, as_of: date) -> DateState:
    if fulfilled is not None:
        return "met_late" if fulfilled.earliest > day else "met"
    return "running" if as_of <= day else "no_evidence"

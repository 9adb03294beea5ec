"""From a rule to a date: every due date is shown with the rule from which it follows.

A deadline is inclusive: the whole of its last day, in the zone of its instrument.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from proverka.mandate.duration import SHORTEST_MONTH, Duration, Rounding, add_months, days_in
from proverka.mandate.instrument import Deadline
from proverka.model.errors import MalformedError, Refusal
from proverka.model.sentence import Sentence, sentence
from proverka.model.span import Span

# A century of days: no recurrence of an instrument yields more occurrences.
OCCURRENCES_MAX = 40_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """The last day for a duty, and why it is that day.

    `earliest` is the strictest reading where the text leaves a choice (a month). `stated` is the date
    that a source prints, if it differs from the computed one. `day` is None where no day follows.
    """

    day: date | None
    rule: Sentence
    earliest: date | None = None
    not_before: date | None = None
    stated: date | None = None
    target: bool = False


def resolve(deadline: Deadline, anchor: date | None, *, anchor_name: str, zone: str, where: str) -> DueDate:
    """Return the due date of a deadline whose anchor, if it has one, fell on `anchor`.

    For a recurrence this is its first occurrence. An anchor that has not happened leaves the day open.
    Raises RefusedError (ambiguous-month) and MalformedError (bad-value, bad-date, meaningless).
    """
    check_form(deadline, where=where)
    if deadline.open:
        return _due(deadline, None, sentence("{text}: no day can be computed", text=deadline.text))
    if deadline.on is not None:
        rule = sentence("{text}: {day}, end of that day in {zone}", text=deadline.text, day=deadline.on, zone=zone)
        return _due(deadline, deadline.on, rule)
    if deadline.by:
        span = Span.parse(deadline.by, where=where)
        rule = sentence(
            "{text}: {days}, read as its last day ({day}), in {zone}",
            text=deadline.text,
            days=str(span),
            day=span.latest,
            zone=zone,
        )
        return _due(deadline, span.latest, rule, earliest=None if span.is_day else span.earliest)
    if deadline.after:
        return _relative(deadline, anchor, anchor_name, zone, where)
    assert deadline.first is not None, "check_form has seen to it"
    rule = sentence(
        "{text}: every {period} from {day}, in {zone}",
        text=deadline.text,
        period=Duration.parse(deadline.every, where=where).told,
        day=deadline.first,
        zone=zone,
    )
    return _due(deadline, deadline.first, rule)


def _relative(deadline: Deadline, anchor: date | None, anchor_name: str, zone: str, where: str) -> DueDate:
    duration = Duration.parse(deadline.after, where=where)
    if anchor is None:
        rule = sentence(
            "{text}: {duration} after {anchor}, which has not happened",
            text=deadline.text,
            duration=duration.told,
            anchor=anchor_name,
        )
        return _due(deadline, None, rule)
    day = duration.after(anchor, rounding=deadline.rounding, where=where)
    rule = sentence(
        "{text}: {anchor} ({since}) + {duration} = {day}, end of that day in {zone}",
        text=deadline.text,
        anchor=anchor_name,
        since=anchor,
        duration=_rounded(duration, deadline.rounding),
        day=day,
        zone=zone,
    )
    return _due(deadline, day, rule)


def _rounded(duration: Duration, rounding: Rounding | None) -> Sentence:
    match rounding:
        case "last_day":
            return sentence("{duration}, rounded to the last day", duration=duration.told)
        case "next_day":
            return sentence("{duration}, rounded to the next day", duration=duration.told)
        case None:
            return duration.told


def _due(deadline: Deadline, day: date | None, rule: Sentence, *, earliest: date | None = None) -> DueDate:
    differs = deadline.stated is not None and deadline.stated != day
    if deadline.not_before is not None:
        rule = sentence("{rule}; not before {day}", rule=rule, day=deadline.not_before)
    return DueDate(
        day=day,
        rule=rule,
        earliest=earliest,
        not_before=deadline.not_before,
        stated=deadline.stated if differs else None,
        target=deadline.target,
    )


def occurrences(deadline: Deadline, first: date, until: date, *, where: str) -> Iterator[date]:
    """Yield the due days of a recurrence from `first` to `until` (and its own end), both inclusive.

    Months are counted from the first occurrence each time, so that a short month does not shift the
    later ones; a month without the day is refused (ambiguous-month) unless the rounding is stated.
    """
    if not deadline.every:
        yield first
        return
    period = Duration.parse(deadline.every, where=where)
    end = until if deadline.until is None else min(until, deadline.until)
    for n in range(OCCURRENCES_MAX):
        try:
            # A month after the end is not asked for its day: that it lacks one is of no matter.
            if _nth(period, first.replace(day=1), n, deadline, where) > end:
                return
            day = _nth(period, first, n, deadline, where)
        except (ValueError, OverflowError):  # the calendar ends, and the series with it
            return
        if day > end:
            return
        yield day


def _nth(period: Duration, first: date, n: int, deadline: Deadline, where: str) -> date:
    count = n * period.count
    if period.unit in ("month", "year"):
        months = count * (12 if period.unit == "year" else 1)
        return add_months(first, months, rounding=deadline.rounding, where=where)
    return first + days_in(count, period.unit)


def check_occurrences(deadline: Deadline, first: date, *, where: str) -> None:
    """Refuse (ambiguous-month) a recurrence that will come to a month without its day.

    The calendar repeats after 400 years, and so does what a period of months meets in it.
    """
    if first.day > SHORTEST_MONTH:
        end = date(min(first.year + 400, date.max.year), 12, 31)
        for _ in occurrences(deadline, first, end, where=where):
            pass


def check_form(deadline: Deadline, *, where: str) -> None:
    """Refuse (meaningless) a deadline that is none of the known forms, or two of them at once."""
    recurring = bool(deadline.every)
    forms = [
        name
        for name, present in (
            ("on", deadline.on is not None),
            ("by", bool(deadline.by)),
            ("after", bool(deadline.after)),
            ("first", deadline.first is not None),
            ("open", bool(deadline.open)),
        )
        if present
    ]
    if len(forms) != 1 or (forms == ["first"] and not recurring):
        raise MalformedError(
            Refusal.MEANINGLESS,
            where=where,
            expected="one of on, by, after, first with every, or open",
            got=" and ".join(forms) or "none of them",
            remedy="state when the duty is due in one of these ways",
        )
    if recurring:
        Duration.parse(deadline.every, where=where)
    last = deadline.on or (Span.parse(deadline.by, where=where).latest if deadline.by else None)
    if deadline.not_before is not None and last is not None and last < deadline.not_before:
        raise MalformedError(
            Refusal.MEANINGLESS,
            where=where,
            expected="a window that ends after it begins",
            got=f"from {deadline.not_before} to {last}",
            remedy="correct one of the two dates",
        )

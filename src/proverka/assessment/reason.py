"""Why an obligation has its status: one or two sentences that a clerk can check against the entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from proverka.assessment.attainment import Attainment
from proverka.assessment.result import Achieved, DatedDue, whole_of
from proverka.assessment.schedule import Schedule, past_limit
from proverka.assessment.status import Verdict
from proverka.mandate import ConductMeasure, InspectionMeasure, Obligation, RecurringMeasure
from proverka.model.quantity import bounded, measured
from proverka.model.sentence import Sentence, Today, counting, counting_days, sentence, term
from proverka.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An obligation with everything that was found of it, before it is put into words."""

    obligation: Obligation
    schedule: Schedule
    attainment: Attainment
    verdict: Verdict
    excuses: tuple[int, ...] = ()
    risk: Sentence | None = None
    forecast: date | None = None
    at_due: Achieved | None = None
    after_due: Achieved | None = None
    supporting: tuple[int, ...] = ()
    superseded_by: str = ""
    steps: tuple[DatedDue, ...] = ()
    why: tuple[Sentence, ...] = ()


def reasons_of(judged: Judged, words: Vocabulary, as_of: date) -> tuple[Sentence, ...]:
    """Return the reason for a status, in plain words, with the dates and figures that it rests on."""
    return (*_main(judged, words, as_of), *_extensions(judged))


def _main(judged: Judged, words: Vocabulary, as_of: date) -> Iterator[Sentence]:
    status, due = judged.verdict.status, judged.schedule.due
    if isinstance(judged.obligation.measure, ConductMeasure):
        yield _conduct(judged)
    elif isinstance(judged.obligation.measure, InspectionMeasure) and status != "superseded":
        yield from judged.why
    elif status in ("met", "met_late"):
        yield from _met(judged)
    elif status == "overdue":
        yield from _overdue(judged, words, as_of)
    elif status == "partly_met":
        yield from _partly(judged, words)
    elif status == "contested":
        yield sentence("Fulfilment is shown only by entries to which a party objects.")
    elif status == "superseded":
        yield _superseded(judged)
    elif status == "no_evidence":
        assert due is not None, "only what has a due date can pass it"
        yield sentence("The due date {due} passed, and nothing on record tells whether it was kept.", due=due)
    else:
        yield from _ahead(judged, as_of)


def _ahead(judged: Judged, as_of: date) -> Iterator[Sentence]:
    """What is not due yet, or has no date: at risk, on track or pending."""
    status, due = judged.verdict.status, judged.schedule.due
    if status == "at_risk":
        assert judged.risk is not None, "that is what at risk means"
        if due:
            yield sentence("Not yet due, but {risk}.", risk=judged.risk)
        else:
            yield sentence("No date is set, but {risk}.", risk=judged.risk)
    elif status == "on_track":
        yield sentence("Not yet due on {day}.", day=Today(as_of))
    elif due and judged.attainment.achieved is None:
        yield sentence("Not yet due on {day}; nothing achieved is on record.", day=Today(as_of))
    elif due:
        yield sentence("Not yet due on {day}.", day=Today(as_of))
    else:
        yield sentence("No date is set.")
    yield from _progress(judged.attainment.achieved)


def _superseded(judged: Judged) -> Sentence:
    if judged.superseded_by:
        return sentence("Superseded by {instrument} before it was fulfilled.", instrument=judged.superseded_by)
    return sentence("Superseded by a waiver before it was fulfilled.")


def _conduct(judged: Judged) -> Sentence:
    by = judged.superseded_by
    done = sentence("No number measures it; the record shows what was done under it, and no criticism.")
    praised = sentence("No number measures it; the parties that spoke to it did so favourably.")
    return {
        "on_track": done if judged.attainment.progress else praised,
        "at_risk": sentence("No number measures it; the parties that spoke to it did so critically."),
        "contested": sentence("No number measures it; parties differ, and their views stand side by side."),
        "superseded": sentence("Superseded by {by}.", by=by) if by else sentence("Superseded by a waiver."),
        "pending": sentence("It arises only when its condition holds, which nothing on record shows."),
    }.get(
        judged.verdict.status,
        sentence("No number measures it, and no party is on record about it since it was adopted."),
    )


def _met(judged: Judged) -> Iterator[Sentence]:
    fulfilled, due, verdict = judged.attainment.fulfilled, judged.schedule.due, judged.verdict
    assert fulfilled is not None, "that is what met means"
    first, last = fulfilled.earliest, fulfilled.latest
    exact = first == last
    when = (
        sentence("Fulfilled on {day}", day=fulfilled.latest)
        if exact
        else sentence(
            "Fulfilled between {first} and {last} (by report)", first=fulfilled.earliest, last=fulfilled.latest
        )
    )
    if due is None:
        yield sentence("{fulfilled}; no due date can be computed.", fulfilled=when)
    elif verdict.status == "met_late":
        assert verdict.days_late is not None, "that is what late means"
        if exact:
            one, many = "{fulfilled}, {count} day after {due}.", "{fulfilled}, {count} days after {due}."
            yield counting(one, many, verdict.days_late, fulfilled=when, due=due)
        else:
            one = "{fulfilled}, {least} to {count} day after {due}."
            many = "{fulfilled}, {least} to {count} days after {due}."
            least = verdict.days_late_least or 0
            yield counting(one, many, verdict.days_late, fulfilled=when, due=due, least=least)
        yield from _at_due(judged)
    elif fulfilled.latest > due:
        yield sentence(
            "{fulfilled}; the report came after {due}, which does not show that the act did.", fulfilled=when, due=due
        )
    elif fulfilled.latest == due:
        yield sentence("{fulfilled}, on the due date {due}.", fulfilled=when, due=due)
    else:
        one, many = "{fulfilled}, {count} day before {due}.", "{fulfilled}, {count} days before {due}."
        yield counting(one, many, (due - fulfilled.latest).days, fulfilled=when, due=due)


def _partly(judged: Judged, words: Vocabulary) -> Iterator[Sentence]:
    due = judged.schedule.due
    assert due is not None, "only what has a due date can pass it"
    if not judged.excuses:
        missing = ", ".join(judged.attainment.missing)
        yield sentence("Last due {due}; of {missing} no fulfilment is on record.", due=due, missing=missing)
    else:
        yield sentence(
            "Due {due}; the whole was not reached ({missing}), and the shortfall falls under its condition: {text}.",
            due=due,
            missing=", ".join(words.name(basis) for basis in judged.attainment.missing),
            text="; ".join(condition.text for condition in judged.obligation.unless),
        )
        yield from _at_due(judged)
    yield from _progress(judged.attainment.achieved)


def _overdue(judged: Judged, words: Vocabulary, as_of: date) -> Iterator[Sentence]:
    due, days = judged.schedule.due, judged.verdict.days_late
    assert due is not None, "only what has a due date can pass it"
    assert days is not None, "that is what overdue means"
    yield counting_days("Due {due}, {count} day ago.", "Due {due}, {count} days ago.", days, until=as_of, due=due)
    if judged.attainment.missing:
        missing = ", ".join(words.name(name) for name in judged.attainment.missing)
        yield sentence("Not reached: {missing}.", missing=missing)
    elif judged.attainment.achieved is None:
        yield sentence("No fulfilment is on record.")
    yield from _progress(judged.attainment.achieved)


def _at_due(judged: Judged) -> Iterator[Sentence]:
    if judged.at_due is not None and not isinstance(judged.obligation.measure, RecurringMeasure):
        yield sentence("By the due date: {figure}.", figure=_figure(judged.at_due))


def _progress(achieved: Achieved | None) -> Iterator[Sentence]:
    if achieved is not None:
        yield sentence("Latest: {figure}.", figure=_figure(achieved))


def _figure(achieved: Achieved) -> Sentence:
    number, basis = _number(achieved), achieved.basis_name_said or achieved.basis_name
    if achieved.as_of:
        return sentence("{number} ({basis}, as of {days})", number=number, basis=basis, days=achieved.as_of)
    return sentence("{number} ({basis})", number=number, basis=basis)


def _number(achieved: Achieved) -> Sentence:
    if achieved.value is None:
        return term(achieved.absence or "unknown")
    part, whole = measured(achieved.value, achieved.unit), whole_of(achieved)
    if whole is None:
        return bounded(achieved.bound, part)
    of = measured(*whole)
    # In one unit, it is named once.
    number = sentence("{part} of {whole}", part=achieved.value if whole[1] == achieved.unit else part, whole=of)
    return bounded(achieved.bound, number)


def _extensions(judged: Judged) -> Iterator[Sentence]:
    told = False
    for change in judged.schedule.changes:
        effect, due = change.effect, change.effect.due
        if change.own and due:
            yield sentence("The debtor itself names {due} on {day}; that moves nothing.", due=due, day=change.on)
        elif change.own:
            yield sentence("The debtor itself names an end on {day}; that moves nothing.", day=change.on)
        elif effect.effect == "extends" and past_limit(judged.obligation, change):
            limit = str(judged.obligation.deadline.limit)
            yield sentence("The extension to {due} goes past the limit {limit}.", due=str(due), limit=limit)
        elif effect.effect == "extends":
            yield sentence(
                "Extended to {due} on {day} ({basis}).", due=str(due), day=change.on, basis=effect.legal_basis
            )
        elif effect.effect == "reschedules":
            yield sentence(
                "A plan of {day} names {due}; the due date stands ({basis}).",
                day=change.on,
                due=str(due),
                basis=effect.legal_basis,
            )
        else:
            continue
        told = True
    if told and judged.schedule.original.day is not None:
        yield sentence("Originally due {day}.", day=judged.schedule.original.day)

"""Why an obligation has its status: one or two sentences that a clerk can check against the entries."""

from dataclasses import dataclass
from datetime import date

from proverka.assessment.attainment import Attainment
from proverka.assessment.result import Achieved, DatedDue
from proverka.assessment.schedule import Schedule, past_limit
from proverka.assessment.status import Verdict
from proverka.mandate import ConductMeasure, InspectionMeasure, Obligation, RecurringMeasure
from proverka.model.quantity import unit_word
from proverka.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An obligation with everything that was found of it, before it is put into words."""

    obligation: Obligation
    schedule: Schedule
    attainment: Attainment
    verdict: Verdict
    excuses: tuple[int, ...] = ()
    risk: str = ""
    forecast: date | None = None
    at_due: Achieved | None = None
    after_due: Achieved | None = None
    supporting: tuple[int, ...] = ()
    superseded_by: str = ""
    steps: tuple[DatedDue, ...] = ()
    why: str = ""


def reason_of(judged: Judged, words: Vocabulary, as_of: date) -> str:
    """Return the reason for a status, in plain words, with the dates and figures that it rests on."""
    return " ".join(part for part in (_main(judged, words, as_of), _extensions(judged)) if part)


def _main(judged: Judged, words: Vocabulary, as_of: date) -> str:
    if isinstance(judged.obligation.measure, ConductMeasure):
        return _conduct(judged)
    if isinstance(judged.obligation.measure, InspectionMeasure) and judged.verdict.status != "superseded":
        return judged.why
    status, due = judged.verdict.status, judged.schedule.due
    if status in ("met", "met_late"):
        return _met(judged)
    if status in ("overdue", "partly_met"):
        return _partly(judged, words) if status == "partly_met" else _overdue(judged, words)
    nothing_yet = f"Not yet due on {as_of}; nothing achieved is on record." if due else "No date is set."
    progress = _progress(judged.attainment.achieved)
    return {
        "contested": "Fulfilment is shown only by entries to which a party objects.",
        "superseded": f"Superseded by {judged.superseded_by or 'a waiver'} before it was fulfilled.",
        "no_evidence": f"The due date {due} passed, and no entry known speaks to it.",
        "at_risk": f"{'Not yet due' if due else 'No date is set'}, but {judged.risk}. {progress}".strip(),
        "on_track": f"Not yet due on {as_of}. {progress}".strip(),
        "pending": f"{nothing_yet} {progress}".strip(),
    }[status]


def _conduct(judged: Judged) -> str:
    return {
        "on_track": "No number measures it; the record shows what was done under it, and no criticism."
        if judged.attainment.progress
        else "No number measures it; the parties that spoke to it did so favourably.",
        "at_risk": "No number measures it; the parties that spoke to it did so critically.",
        "contested": "No number measures it; parties differ, and their views stand side by side.",
        "superseded": f"Superseded by {judged.superseded_by or 'a waiver'}.",
        "pending": "It arises only when its condition holds, which nothing on record shows.",
    }.get(judged.verdict.status, "No number measures it, and no party is on record about it since it was adopted.")


def _met(judged: Judged) -> str:
    fulfilled, due, verdict = judged.attainment.fulfilled, judged.schedule.due, judged.verdict
    assert fulfilled is not None, "that is what met means"
    exact = fulfilled.earliest == fulfilled.latest
    when = f"on {fulfilled.latest}" if exact else f"between {fulfilled.earliest} and {fulfilled.latest} (by report)"
    if due is None:
        return f"Fulfilled {when}; no due date can be computed."
    if verdict.status == "met_late":
        days = _days(verdict.days_late) if exact else f"{verdict.days_late_least} to {_days(verdict.days_late)}"
        return f"Fulfilled {when}, {days} after {due}. {_at_due(judged)}".strip()
    if fulfilled.latest > due:
        return f"Fulfilled {when}; the report came after {due}, which does not show that the act did."
    early = (due - fulfilled.latest).days
    return f"Fulfilled {when}, " + (f"{_days(early)} before {due}." if early else f"on the due date {due}.")


def _partly(judged: Judged, words: Vocabulary) -> str:
    if not judged.excuses:
        lacking = ", ".join(judged.attainment.missing)
        progress = _progress(judged.attainment.achieved)
        return f"Last due {judged.schedule.due}; of {lacking} no fulfilment is on record. {progress}"
    texts = "; ".join(condition.text for condition in judged.obligation.unless)
    missing = ", ".join(words.name(basis) for basis in judged.attainment.missing)
    return (
        f"Due {judged.schedule.due}; the whole was not reached ({missing}), and the shortfall falls under its "
        f"condition: {texts}. {_at_due(judged)} {_progress(judged.attainment.achieved)}"
    ).strip()


def _overdue(judged: Judged, words: Vocabulary) -> str:
    missing = ", ".join(words.name(name) for name in judged.attainment.missing)
    text = f"Due {judged.schedule.due}, {_days(judged.verdict.days_late)} ago."
    text += f" Not reached: {missing}." if missing else ""
    return f"{text} {_progress(judged.attainment.achieved)}".strip()


def _at_due(judged: Judged) -> str:
    if judged.at_due is None or isinstance(judged.obligation.measure, RecurringMeasure):
        return ""
    return f"By the due date: {_figure(judged.at_due)}."


def _progress(achieved: Achieved | None) -> str:
    return "" if achieved is None else f"Latest: {_figure(achieved)}."


def _figure(achieved: Achieved) -> str:
    bound = "" if achieved.bound == "exact" else f"{achieved.bound.replace('_', ' ')} "
    when = f", as of {achieved.as_of}" if achieved.as_of else ""
    if achieved.value is None:
        return f"{achieved.absence or 'unknown'} ({achieved.basis_name}{when})"
    if achieved.of and achieved.unit != "percent":
        whole = achieved.of.removesuffix(f" {achieved.unit}")
        number = f"{achieved.value} of {whole} {unit_word(achieved.unit, 1 if whole == '1' else None)}"
    else:
        of = f" of {achieved.of}" if achieved.of else ""
        number = f"{achieved.value} {unit_word(achieved.unit, achieved.value)}{of}"
    return f"{bound}{number} ({achieved.basis_name}{when})"


def _extensions(judged: Judged) -> str:
    parts = []
    for change in judged.schedule.changes:
        effect = change.effect
        if change.own:
            parts.append(f"The debtor itself names {effect.due or 'an end'} on {change.on}; that moves nothing.")
        elif effect.effect == "extends" and past_limit(judged.obligation, change):
            parts.append(f"The extension to {effect.due} goes past the limit {judged.obligation.deadline.limit}.")
        elif effect.effect == "extends":
            parts.append(f"Extended to {effect.due} on {change.on} ({effect.legal_basis}).")
        elif effect.effect == "reschedules":
            parts.append(f"A plan of {change.on} names {effect.due}; the due date stands ({effect.legal_basis}).")
    if parts and judged.schedule.original.day is not None:
        parts.append(f"Originally due {judged.schedule.original.day}.")
    return " ".join(parts)


def _days(days: int | None) -> str:
    return f"{days} day" if days == 1 else f"{days} days"

"""What an audit says of one thing, in a tongue: why a duty has its status, how late it is, how a text was read."""

from datetime import date, timedelta

from proverka.assessment.result import ClockResult, DatedDue, FigureResult, ObligationResult
from proverka.model.quantity import unit_word
from proverka.reporting.settled import is_growing
from proverka.reporting.tongue import Count, Days, Tongue, one_after_another, said
from proverka.reporting.wording import bounded, measured, number


def why(obligation: ObligationResult, tongue: Tongue) -> str:
    """Return the sentences that say why a duty has its status; in plain English without such."""
    if not obligation.reasons:
        return obligation.why
    return one_after_another(said(sentence, tongue) for sentence in obligation.reasons)


def member(one: object, name: str, tongue: Tongue) -> str:
    """Return a member of a result: the sentence that stands beside it, else the words themselves."""
    sentence = getattr(one, f"{name}_said")
    return said(sentence, tongue) if sentence is not None else str(getattr(one, name))


def delay(obligation: ObligationResult, as_of: date, tongue: Tongue) -> str:
    """Return by how much a duty is or was late."""
    days, least = obligation.days_late or 0, obligation.days_late_least
    if obligation.status == "met_late":
        if least is not None and least != days:
            return tongue.count(
                "{least}–{count} day late", "{least}–{count} days late", days, least=number(least, tongue)
            )
        return tongue.count("{count} day late", "{count} days late", days)
    if least is not None and least != days:
        one, many = "{least}–{count} day past due", "{least}–{count} days past due"
        return tongue.count(one, many, days, least=number(least, tongue))
    return tongue.count("{count} day past due", "{count} days past due", _growing(days, as_of))


def clock_delay(clock: ClockResult, as_of: date, tongue: Tongue) -> str:
    """Return by how much a paper of an inspection is or was late."""
    days = clock.days_late or 0
    if clock.state == "met_late":
        return tongue.count("{count} day late", "{count} days late", days)
    late = _growing(days, as_of) if is_growing(clock.due, days, as_of) else days
    return tongue.count("{count} day past due", "{count} days past due", late)


def dated_delay(dated: DatedDue, as_of: date, tongue: Tongue) -> str:
    """Return the days by which a date was missed."""
    days = dated.days_late or 0
    growing = dated.state == "missed" and is_growing(dated.date, days, as_of)
    return tongue.count("{count} day", "{count} days", _growing(days, as_of) if growing else days)


def _growing(days: int, as_of: date) -> Count:
    return Days(days, as_of - timedelta(days=days))


def bounded_part(figure: FigureResult, part: str, tongue: Tongue) -> str:
    """Return the percentage or the amount of a figure, with its bound."""
    value, unit = (figure.percent, "percent") if part == "percent" else (figure.amount, figure.unit)
    return bounded(figure.bound, measured(value, unit, tongue), tongue)


def quotation(kind: str, tongue: Tongue) -> str:
    """Return how words are quoted."""
    texts = {
        "direct": tongue.text("direct quotation"),
        "partial": tongue.text("partial quotation"),
        "indirect": tongue.text("indirect"),
    }
    return texts[kind] if kind in texts else tongue.term(kind)


def text_basis(basis: str, tongue: Tongue) -> str:
    """Return how well the text of a provision is supported."""
    texts = {
        "seen": tongue.text("text seen"),
        "partly": tongue.text("text seen in part"),
        "recalled": tongue.text("text recalled"),
    }
    return texts[basis] if basis in texts else tongue.term(basis)


def units(unit: str, tongue: Tongue) -> str:
    """Return the name of a unit, in the plural."""
    return tongue.term(unit_word(unit, None))

"""How values are written for a reader: numbers grouped, units named, absence said, words of the vocabulary kept."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from proverka.assessment.result import Achieved, FigureResult, Fulfilment, whole_of
from proverka.model.quantity import unit_forms
from proverka.model.sentence import Sentence
from proverka.reporting.language import message
from proverka.reporting.table import Cell, cell_text
from proverka.reporting.tongue import ENGLISH, Count, Days, Tongue, said

STATUS_WORDS = {
    "met": message("met"),
    "met_late": message("met late"),
    "partly_met": message("partly met"),
    "overdue": message("overdue"),
    "at_risk": message("at risk"),
    "on_track": message("on track"),
    "pending": message("pending"),
    "contested": message("contested"),
    "superseded": message("superseded"),
    "no_evidence": message("no evidence"),
}

STATUS_MEANINGS = {
    "met": message("fulfilled by the due date"),
    "met_late": message("fulfilled after the due date; a missed date stays missed"),
    "partly_met": message("the due date passed, part was achieved, and a stated condition excuses the rest"),
    "overdue": message("the due date passed unfulfilled"),
    "at_risk": message("not met yet, and the record shows that it may be missed"),
    "on_track": message("not yet due; part is achieved, or what was said of it is favourable"),
    "pending": message("not yet due, or no date is set"),
    "contested": message("parties differ about it; their views stand side by side"),
    "superseded": message("replaced or waived before it was fulfilled"),
    "no_evidence": message("nothing on record tells whether it was done; it may have been"),
}

# From where on the decimals of a statistic say nothing.
WHOLE_FROM = 100.0

GRAMS_PER_TONNE = 1_000_000

THOUSANDTH = Decimal("0.001")


def words(identifier: str, tongue: Tongue = ENGLISH) -> str:
    """Return an identifier of the system as words: `met_late` → `met late`."""
    return tongue.term(STATUS_WORDS.get(identifier, identifier.replace("_", " ")))


def listed(parts: Sequence[str], tongue: Tongue = ENGLISH) -> str:
    """Return what a tongue said, of which there is at least one, as a list that ends with a full stop."""
    told = parts[0]
    for part in parts[1:]:
        told = tongue.text("{some}; {more}", some=told, more=part)
    return tongue.text("{list}.", list=told)


def number(value: Decimal | int | None, tongue: Tongue = ENGLISH) -> str:
    """Return a number with the digits of its source; thousands grouped by commas from 10,000 on."""
    return "" if value is None else tongue.number(value)


def statistic(value: float, tongue: Tongue = ENGLISH) -> str:
    """Return a statistic as it is compared: two decimals below a hundred, and none from there on."""
    rounded = round(value, 2 if abs(value) < WHOLE_FROM else 0) + 0.0  # no minus before a zero
    return tongue.number(Decimal(f"{rounded:.2f}" if abs(value) < WHOLE_FROM else f"{rounded:.0f}"))


def bounded(bound: str, said: str, tongue: Tongue = ENGLISH) -> str:
    """Return a number with the word that belongs before it where it is not exact: about, at least, at most."""
    pattern = {"about": "about {number}", "at_least": "at least {number}", "at_most": "at most {number}"}.get(bound)
    return tongue.text(pattern, number=said) if pattern else said


def measured(value: Decimal | int | None, unit: str, tongue: Tongue = ENGLISH) -> str:
    """Return an amount with its unit, or nothing where there is no amount."""
    if value is None:
        return ""
    one, many = unit_forms(unit)
    return tongue.count(one, many, value)


def figure_number(figure: FigureResult, tongue: Tongue = ENGLISH) -> str:
    """Return what a figure says: bound, percentage and amount, or which kind of absence."""
    parts = []
    if figure.percent is not None:
        parts.append(measured(figure.percent, "percent", tongue))
    if figure.amount is not None:
        parts.append(measured(figure.amount, figure.unit, tongue))
    if not parts:
        return tongue.term(figure.absence or "blank")
    return bounded(
        figure.bound,
        parts[0] if len(parts) == 1 else tongue.text("{percent}, {amount}", percent=parts[0], amount=parts[1]),
        tongue,
    )


def thousandths(value: Decimal) -> Decimal:
    """Return a computed difference to a thousandth, without zeros at its end."""
    rounded = value.quantize(THOUSANDTH)
    return Decimal(0) if not rounded else Decimal(f"{rounded:f}".rstrip("0").rstrip("."))


def margin(value: Decimal, unit: str, tongue: Tongue = ENGLISH) -> str:
    """Return a difference without its sign, with its unit; percentages differ by points."""
    return measured(thousandths(abs(value)), "point" if unit == "percent" else unit, tongue)


def difference(value: Decimal, unit: str, tongue: Tongue = ENGLISH) -> str:
    """Return a difference with its sign, a true minus or a plus, and its unit."""
    rounded = thousandths(value)
    pattern = "{difference}" if not rounded else "−{difference}" if rounded < 0 else "+{difference}"
    return tongue.text(pattern, difference=margin(value, unit, tongue))


def achieved_number(achieved: Achieved, tongue: Tongue = ENGLISH) -> str:
    """Return what was reached: bound, number, unit, and of how much."""
    if achieved.value is None:
        return tongue.term(achieved.absence or "unknown")
    said, whole = measured(achieved.value, achieved.unit, tongue), whole_of(achieved)
    if whole is not None and achieved.unit != "percent":
        part = number(achieved.value, tongue) if whole[1] == achieved.unit else said
        said = tongue.text("{part} of {whole}", part=part, whole=measured(*whole, tongue))
    return bounded(achieved.bound, said, tongue)


def fulfilled_words(fulfilled: Fulfilment | None, tongue: Tongue = ENGLISH) -> str:
    """Return the day of fulfilment, or its bounds where only a report's day is known."""
    if fulfilled is None:
        return ""
    if fulfilled.earliest == fulfilled.latest:
        return str(fulfilled.latest)
    return tongue.text("{first} to {last}", first=fulfilled.earliest, last=fulfilled.latest)


def days_words(latest: int | None, least: int | None, tongue: Tongue = ENGLISH, *, since: date | None = None) -> str:
    """Return days of delay: a span where the day of fulfilment is known within bounds only.

    They grow from day to day where it is said `since` when they are counted.
    """
    if not latest:
        return ""
    late: Count = Days(latest, since) if since else latest
    if least is not None and least != latest:
        return tongue.count("{least}–{count} day", "{least}–{count} days", late, least=number(least, tongue))
    return tongue.count("{count} day", "{count} days", late)


def cell_words(cell: Cell, tongue: Tongue = ENGLISH) -> str:
    """Return a cell of a chart's table for a reader."""
    if isinstance(cell, Sentence):
        return said(cell, tongue)
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        return cell_text(cell)
    return number(cell, tongue)


def place_words(identifier: str, names: dict[str, str]) -> str:
    """Return the name of a place where the audit holds it, else its identifier as words."""
    return names.get(identifier, identifier.replace("-", " ").replace("_", " "))


def tonnes_of(grams: int) -> Decimal:
    """Return an amount of the book in tonnes, without zeros at its end."""
    tonnes = Decimal(grams) / GRAMS_PER_TONNE
    return tonnes.quantize(Decimal(1)) if tonnes == tonnes.to_integral_value() else tonnes.normalize()


def booked(value: int, unit: str, tongue: Tongue = ENGLISH) -> str:
    """Return an amount of the book for a reader: grams as tonnes, counts as they are."""
    return measured(tonnes_of(value), "tonne", tongue) if unit == "gram" else measured(value, unit, tongue)


def counted(number: int, what: str) -> str:
    """Return a count with its noun: “1 article”, “1,200 articles”."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"

"""How values are written for a reader: numbers grouped, units named, absence said, words of the vocabulary kept."""

import re
from decimal import Decimal

from proverka.assessment.result import Achieved, FigureResult, Fulfilment
from proverka.model.quantity import unit_word
from proverka.reporting.table import Cell, cell_text

STATUS_WORDS = {
    "met": "met",
    "met_late": "met late",
    "partly_met": "partly met",
    "overdue": "overdue",
    "at_risk": "at risk",
    "on_track": "on track",
    "pending": "pending",
    "contested": "contested",
    "superseded": "superseded",
    "no_evidence": "no evidence",
}

STATUS_MEANINGS = {
    "met": "fulfilled by the due date",
    "met_late": "fulfilled after the due date; a missed date stays missed",
    "partly_met": "the due date passed, part was achieved, and a stated condition excuses the rest",
    "overdue": "the due date passed unfulfilled",
    "at_risk": "not yet due, but the record shows that the date may be missed",
    "on_track": "not yet due, part is achieved",
    "pending": "not yet due, or no date is set",
    "contested": "parties differ about it; their views stand side by side",
    "superseded": "replaced or waived before it was fulfilled",
    "no_evidence": "nothing in the record speaks to it",
}

# Digits are grouped from five on: 1308.5 tonnes, 41,000 items.
GROUPED_FROM = 10_000
# From where on the decimals of a statistic say nothing.
WHOLE_FROM = 100.0

GRAMS_PER_TONNE = 1_000_000

THOUSANDTH = Decimal("0.001")


def words(identifier: str) -> str:
    """Return an identifier of the system as words: `met_late` → `met late`."""
    return STATUS_WORDS.get(identifier, identifier.replace("_", " "))


def number(value: Decimal | int | None) -> str:
    """Return a number with the digits of its source; thousands grouped by commas from 10,000 on."""
    if value is None:
        return ""
    grouping = "," if not -GROUPED_FROM < value < GROUPED_FROM else ""
    return f"{value:{grouping}d}" if isinstance(value, int) else f"{value:{grouping}f}"


def statistic(value: float) -> str:
    """Return a statistic as it is compared: two decimals below a hundred, and none from there on."""
    rounded = round(value, 2 if abs(value) < WHOLE_FROM else 0) + 0.0  # no minus before a zero
    return f"{rounded:,.2f}" if abs(value) < WHOLE_FROM else f"{rounded:,.0f}"


def bounded(bound: str) -> str:
    """Return the word before a number that is not exact: `about `, `at least `, `at most `."""
    return "" if bound == "exact" else f"{bound.replace('_', ' ')} "


def measured(value: Decimal | int | None, unit: str) -> str:
    """Return an amount with its unit, or nothing where there is no amount."""
    return "" if value is None else f"{number(value)} {unit_word(unit, value)}"


def figure_number(figure: FigureResult) -> str:
    """Return what a figure says: bound, percentage and amount, or which kind of absence."""
    parts = []
    if figure.percent is not None:
        parts.append(measured(figure.percent, "percent"))
    if figure.amount is not None:
        parts.append(measured(figure.amount, figure.unit))
    if not parts:
        return figure.absence or "blank"
    return bounded(figure.bound) + ", ".join(parts)


def thousandths(value: Decimal) -> Decimal:
    """Return a computed difference to a thousandth, without zeros at its end."""
    rounded = value.quantize(THOUSANDTH)
    return Decimal(0) if not rounded else Decimal(f"{rounded:f}".rstrip("0").rstrip("."))


def margin(value: Decimal, unit: str) -> str:
    """Return a difference without its sign, with its unit; percentages differ by points."""
    rounded = thousandths(abs(value))
    return (
        f"{number(rounded)} {'point' if rounded == 1 else 'points'}" if unit == "percent" else measured(rounded, unit)
    )


def difference(value: Decimal, unit: str) -> str:
    """Return a difference with its sign, a true minus or a plus, and its unit."""
    rounded = thousandths(value)
    return f"{'' if not rounded else '−' if rounded < 0 else '+'}{margin(value, unit)}"


def achieved_number(achieved: Achieved) -> str:
    """Return what was reached: bound, number, unit, and of how much."""
    if achieved.value is None:
        return achieved.absence or "unknown"
    bound, whole = bounded(achieved.bound), achieved.of.removesuffix(achieved.unit).strip()
    if not whole or achieved.unit == "percent":
        return f"{bound}{measured(achieved.value, achieved.unit)}"
    if not re.fullmatch(r"[0-9.]+", whole):
        return f"{bound}{measured(achieved.value, achieved.unit)} of {achieved.of}"
    return f"{bound}{number(achieved.value)} of {measured(Decimal(whole), achieved.unit)}"


def fulfilled_words(fulfilled: Fulfilment | None) -> str:
    """Return the day of fulfilment, or its bounds where only a report's day is known."""
    if fulfilled is None:
        return ""
    if fulfilled.earliest == fulfilled.latest:
        return str(fulfilled.latest)
    return f"{fulfilled.earliest} to {fulfilled.latest}"


def days_words(latest: int | None, least: int | None) -> str:
    """Return days of delay: a span where the day of fulfilment is known within bounds only."""
    if not latest:
        return ""
    if least is not None and least != latest:
        return f"{number(least)}–{number(latest)} days"
    return f"{number(latest)} day" if latest == 1 else f"{number(latest)} days"


def cell_words(cell: Cell) -> str:
    """Return a cell of a chart's table for a reader."""
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        return cell_text(cell)
    return number(cell)


def place_words(identifier: str, names: dict[str, str]) -> str:
    """Return the name of a place where the audit holds it, else its identifier as words."""
    return names.get(identifier, identifier.replace("-", " ").replace("_", " "))


def tonnes_of(grams: int) -> Decimal:
    """Return an amount of the book in tonnes, without zeros at its end."""
    tonnes = Decimal(grams) / GRAMS_PER_TONNE
    return tonnes.quantize(Decimal(1)) if tonnes == tonnes.to_integral_value() else tonnes.normalize()


def booked(value: int, unit: str) -> str:
    """Return an amount of the book for a reader: grams as tonnes, counts as they are."""
    return measured(tonnes_of(value), "tonne") if unit == "gram" else measured(value, unit)


def counted(number: int, what: str) -> str:
    """Return a count with its noun: “1 article”, “1,200 articles”."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"

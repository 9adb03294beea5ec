"""Two figures held against each other: what they say, in words, and whether rounding explains a difference."""

from collections.abc import Iterable
from datetime import date

from proverka.inventory.figures import FigureBook, PublishedFigure
from proverka.model.quantity import bounded, measured, rounding, told
from proverka.model.sentence import Sentence, in_sequence, sentence
from proverka.model.submission import Figure


def describe(found: PublishedFigure, figure: Figure | None = None) -> Sentence:
    """Return a figure in words: its number, denominator, day and source."""
    source = found.held.entry.source
    host = source.url.split("//")[-1].split("/")[0] or source.outlet if source else found.held.entry.by
    return sentence(
        "{figure} ({label}, {days}, {source})",
        figure=number_of(figure or found.figure),
        label=found.held.entry.label,
        days=str(found.held.entry.span),
        source=host,
    )


def number_of(figure: Figure) -> Sentence:
    """Return what a figure says in numbers: percentage, amount and whole, as far as it has them, and its bound."""
    parts = [] if figure.percent is None else [measured(figure.percent, "percent")]
    if figure.amount is not None:
        parts.append(told(figure.amount))
    if figure.of is not None:
        parts.append(sentence("of {whole}", whole=told(figure.of)))
    return bounded(figure.bound, in_sequence(parts) if parts else sentence("amount not given"))


def printed(found: PublishedFigure) -> Figure:
    """Return a figure as it was printed, whatever was corrected since."""
    body = found.held.entry.body
    return body if isinstance(body, Figure) else found.figure


def same_unit(one: PublishedFigure, other: PublishedFigure) -> bool:
    """Whether both figures have an amount, in one unit."""
    first, second = one.figure.amount, other.figure.amount
    return first is not None and second is not None and first.unit == second.unit


def amounts_differ(one: PublishedFigure, other: PublishedFigure) -> bool:
    """Whether two amounts in one unit differ by more than their rounding; false where either is absent."""
    first, second = one.figure.amount, other.figure.amount
    if first is None or second is None or first.amount is None or second.amount is None or first.unit != second.unit:
        return False
    slack = rounding(first.amount, one.figure.bound) + rounding(second.amount, other.figure.bound)
    return abs(first.amount - second.amount) > slack


def differ(one: PublishedFigure, other: PublishedFigure, book: FigureBook) -> bool:
    """Whether two figures differ by more than their rounding, in whatever both can be expressed."""
    if same_unit(one, other):
        return amounts_differ(one, other)
    shares = [book.share(f) for f in (one, other)]
    if shares[0] is None or shares[1] is None:
        return False
    return abs(shares[0].fraction - shares[1].fraction) > shares[0].slack + shares[1].slack


def distinct(figures: Iterable[PublishedFigure]) -> list[PublishedFigure]:
    """Return the first figure of each printed value, in order."""
    seen: dict[object, PublishedFigure] = {}
    for found in figures:
        figure = found.figure
        amount = figure.amount.amount if figure.amount else None
        seen.setdefault((figure.percent, amount, figure.amount and figure.amount.unit), found)
    return list(seen.values())


def by_day(figures: Iterable[PublishedFigure]) -> dict[date, list[PublishedFigure]]:
    """Return figures by the day by which they were so, each list in its order."""
    days: dict[date, list[PublishedFigure]] = {}
    for found in figures:
        days.setdefault(found.on, []).append(found)
    return days

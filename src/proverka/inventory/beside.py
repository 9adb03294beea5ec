"""Published figures beside the book: where both speak of one basis and day, they should say the same."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from proverka.inventory.comparison import describe
from proverka.inventory.figures import FigureBook, PublishedFigure, ratio_of
from proverka.model.finding import Finding
from proverka.model.quantity import Quantity, measured, rounding, told
from proverka.model.sentence import Sentence, sentence

HUNDREDTH = Decimal("0.01")


def published_beside_book(book: FigureBook, as_of: date) -> Iterator[Finding]:
    """Yield a finding for each published figure that is not what the book shows on its basis by the end of its day.

    A figure is allowed its rounding and its bound: of at least so much the book may have more. A percentage is held
    against the book's part of the book's whole. What was estimated, planned or projected is held against nothing.
    """
    for basis in book.booked.bases if book.booked is not None else ():
        for found in book.factual(basis, as_of):
            shown = book.in_book(basis, found.on)
            if shown is not None and _differs(found, shown, book):
                yield Finding(
                    rule="figure-differs-from-book",
                    severity="discrepancy",
                    about=basis,
                    expected=sentence(
                        "{amount} by the movement tables up to {day}", amount=_shown(shown, book), day=found.on
                    ),
                    got=describe(found),
                    entries=(*found.held.rests_on, shown.index),
                )


def _differs(found: PublishedFigure, shown: PublishedFigure, book: FigureBook) -> bool:
    amount, booked = found.figure.amount, shown.figure.amount
    if amount is not None and amount.amount is not None and booked is not None:
        value = _in_unit_of(amount, booked)
        return value is not None and _beyond(value - amount.amount, rounding(amount.amount, found.figure.bound), found)
    share, in_book = book.share(found), book.share(shown)
    if found.figure.percent is None or share is None or in_book is None:
        return False
    return _beyond(in_book.fraction - share.fraction, share.slack, found)


def _beyond(more: Decimal, slack: Decimal, found: PublishedFigure) -> bool:
    """Whether the book has so much more that neither rounding nor the bound of the figure explains it."""
    if found.figure.bound == "at_least":
        return more < -slack
    if found.figure.bound == "at_most":
        return more > slack
    return abs(more) > slack


def _in_unit_of(amount: Quantity, booked: Quantity) -> Decimal | None:
    """Return what is booked in the unit of another amount, or None where they cannot be compared."""
    one = Quantity(unit=amount.unit, amount=Decimal(1))
    return ratio_of(booked, one)


def _shown(shown: PublishedFigure, book: FigureBook) -> Sentence:
    share = book.share(shown)
    assert shown.figure.amount is not None, "the book shows amounts"
    amount = told(shown.figure.amount)
    if share is None:
        return amount
    percent = measured((100 * share.fraction).quantize(HUNDREDTH), "percent")
    return sentence("{amount} ({percent})", amount=amount, percent=percent)

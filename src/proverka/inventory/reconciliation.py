"""Which published figures contradict themselves or one another, and which only seem to.

Every rule is a function from figures to findings; each finding names the figures that it compares. Every
rule groups its figures first and compares each group once, so that the cost is linear in their number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from proverka.inventory.arithmetic import findings_of, percent_checks, sum_checks
from proverka.inventory.booked import DECLARED, HELD_FOR_A_TIME
from proverka.inventory.comparison import amounts_differ, by_day, describe, differ, distinct
from proverka.inventory.composition import explained_bases, splits
from proverka.inventory.figures import FigureBook, PublishedFigure
from proverka.model.finding import Check, Finding
from proverka.model.sentence import Sentence, semicolons, sentence, term

WHOLE = Decimal(100)
# Dispositions whose amounts may rise and fall without anything being wrong.
_NOT_CUMULATIVE = HELD_FOR_A_TIME | {DECLARED}


def reconcile(book: FigureBook, as_of: date) -> list[Finding]:
    """Return what does not fit among the figures dated up to `as_of`, in the order of the rules below.

    1. A figure whose percentage does not match its own amounts.
    2. Parts that do not add up to their whole on one day.
    3. Percentages of parts and whole that imply another split than the declared amounts.
    4. Two bases that differ on one day, and whether their definitions explain it.
    5. Sources that give different values on one basis for one day.
    6. Different published totals of what was declared.
    7. A cumulative figure that went down, as printed; the later one counts.
    8. A whole that is complete, and whose amount is not that which was declared or shipped.
    """
    figures = {b: [f for f in found if not f.held.withdrawn] for b, found in _dated(book, as_of).items()}
    facts = {basis: [f for f in found if f.factual] for basis, found in figures.items()}
    return [
        *findings_of(checks_of(book, as_of)),  # 1, 2
        *splits(facts, book),  # 3
        *explained_bases(facts, book),  # 4
        *(f for basis, found in figures.items() for f in _one_day(basis, found, book)),  # 5
        *(f for basis, found in figures.items() if _is_declared(basis, book) for f in _totals(basis, found)),  # 6
        *(f for basis, found in figures.items() for f in _went_down(basis, found, book)),  # 7
        *(f for basis, found in figures.items() for f in _complete(basis, found, figures, book)),  # 8
    ]


def checks_of(book: FigureBook, as_of: date) -> list[Check]:
    """Return every sum and percentage that could be checked among the figures dated up to `as_of`.

    Those that hold prove a total; those that do not are findings as well.
    """
    every = _dated(book, as_of)
    facts = {basis: [f for f in found if f.factual] for basis, found in every.items()}
    return [*(check for found in every.values() for check in percent_checks(found)), *sum_checks(facts, book)]


def _dated(book: FigureBook, as_of: date) -> dict[str, list[PublishedFigure]]:
    return {basis: [f for f in found if f.on <= as_of] for basis, found in book.by_basis.items()}


def _one_day(basis: str, figures: Sequence[PublishedFigure], book: FigureBook) -> Iterator[Finding]:
    """5. Only days, not months: a figure of a month and another of a day in it may both be right."""
    for day, found in by_day([f for f in figures if f.factual and f.held.span.is_day]).items():
        reference = found[-1]
        others = [f for f in distinct(found[:-1]) if differ(f, reference, book)]
        if others:
            yield Finding(
                rule="sources-differ",
                severity="notice",
                about=basis,
                expected=sentence("one value for {day}", day=day),
                got=semicolons(describe(f) for f in (*others, reference)),
                entries=tuple(f.index for f in (*others, reference)),
            )


def _is_declared(basis: str, book: FigureBook) -> bool:
    return book.words.basis_by_id[basis].disposition == DECLARED


def _totals(basis: str, figures: Sequence[PublishedFigure]) -> Iterator[Finding]:
    """6. All natures: an estimate beside a declaration is shown as what it is, and never averaged with it."""
    values = distinct(figures)
    if len(values) > 1:
        yield Finding(
            rule="totals-differ",
            severity="notice",
            about=basis,
            expected=sentence("one declared amount; a change by amendment is dated"),
            got=semicolons(_with_nature(f) for f in values),
            entries=tuple(f.index for f in values),
        )


def _with_nature(found: PublishedFigure) -> Sentence:
    if found.factual:
        return describe(found)
    return sentence("{nature} {figure}", nature=term(found.figure.nature), figure=describe(found))


def _went_down(basis: str, figures: Sequence[PublishedFigure], book: FigureBook) -> Iterator[Finding]:
    """7. By however little: a reader sees two numbers, and whether rounding explains them is for him to say."""
    words = book.words.basis_by_id[basis]
    if words.closing or words.disposition in _NOT_CUMULATIVE:
        return
    for printed in _by_what_is_printed(f for f in figures if f.factual):
        for (first, before), (then, after) in pairwise(printed):
            if before.on < after.on and first > then:
                yield Finding(
                    rule="figure-went-down",
                    severity="notice",
                    about=basis,
                    expected=sentence("no less than {figure}", figure=describe(before)),
                    got=sentence("{figure}; the later figure counts", figure=describe(after)),
                    entries=(before.index, after.index),
                )


def _by_what_is_printed(figures: Iterable[PublishedFigure]) -> Iterable[list[tuple[Decimal, PublishedFigure]]]:
    """Return numbers that can be compared: percentages, and amounts without one by their unit."""
    printed: dict[str, list[tuple[Decimal, PublishedFigure]]] = {}
    for found in figures:
        percent, amount = found.figure.percent, found.figure.amount
        if percent is not None:
            printed.setdefault("percent", []).append((percent, found))
        elif amount is not None and amount.amount is not None:
            printed.setdefault(amount.unit, []).append((amount.amount, found))
    return printed.values()


# Dispositions of which the amount must be found again when the subject is said to be complete.
_BEFORE = (DECLARED, "shipped")


def _complete(
    basis: str, figures: Sequence[PublishedFigure], every: Mapping[str, Sequence[PublishedFigure]], book: FigureBook
) -> Iterator[Finding]:
    """8. The first complete figure with an amount, against the latest amount of each disposition before it."""
    subject = book.words.basis_by_id[basis].subject
    whole = next((f for f in figures if f.factual and f.figure.percent == WHOLE and f.figure.amount), None)
    for disposition in _BEFORE if whole is not None else ():
        before = [f for f in every.get(f"{disposition}/{subject}", ()) if f.factual and f.figure.amount]
        assert whole is not None, "looked at above"
        if before and before[-1].basis != basis and amounts_differ(whole, before[-1]):
            yield Finding(
                rule="complete-but-amounts-differ",
                severity="notice",
                about=basis,
                expected=sentence(
                    "the amount of {figure}, {basis}",
                    figure=describe(before[-1]),
                    basis=book.words.name(before[-1].basis),
                ),
                got=describe(whole),
                entries=(whole.index, before[-1].index),
            )

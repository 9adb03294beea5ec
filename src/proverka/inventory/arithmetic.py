"""Figures that contradict their own arithmetic: a percentage and its amounts, a whole and its parts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from proverka.inventory.comparison import by_day, describe, printed, written
from proverka.inventory.figures import FigureBook, PublishedFigure, ratio_of, share_of_percent
from proverka.model.finding import Finding
from proverka.model.quantity import Quantity, rounding
from proverka.model.submission import Figure


def own_arithmetic(figures: Iterable[PublishedFigure]) -> Iterator[Finding]:
    """1. As printed: a later correction does not undo that the print contradicts itself."""
    for found in figures:
        printed = found.held.entry.body
        if isinstance(printed, Figure) and (implied := _implied_percent(printed)) is not None:
            percent, slack = implied
            assert printed.percent is not None, "implied only beside a printed one"
            if abs(percent - printed.percent) > slack:
                corrected = f"; corrected to {describe(found)}" if found.held.corrected_by else ""
                yield Finding(
                    rule="percent-contradicts-amount",
                    severity="discrepancy",
                    about=found.basis,
                    expected=f"{printed.percent} % of {printed.of and written(printed.of)}",
                    got=f"{describe(found, printed)}: the amounts make {percent:.2f} %{corrected}",
                    entries=found.held.rests_on,
                )


def _implied_percent(figure: Figure) -> tuple[Decimal, Decimal] | None:
    """Return the percentage that amount and whole make, and how far rounding may move it."""
    if figure.percent is None or figure.amount is None or figure.of is None:
        return None
    ratio = ratio_of(figure.amount, figure.of)
    if ratio is None:
        return None
    assert figure.amount.amount is not None, "a ratio has two amounts"
    assert figure.of.amount is not None, "a ratio has two amounts"
    relative = sum(
        (rounding(q.amount, figure.bound) / q.amount for q in (figure.amount, figure.of) if q.amount), Decimal(0)
    )
    percent = ratio * 100
    return percent, percent * relative + share_of_percent(figure.percent, figure.bound).slack * 100


def sums(figures: dict[str, list[PublishedFigure]], book: FigureBook) -> Iterator[Finding]:
    """2. Whole and parts on one day and in one disposition: as printed, like units only."""
    for whole_basis, wholes in figures.items():
        basis = book.words.basis_by_id[whole_basis]
        for division in book.words.subject_by_id[basis.subject].parts:
            parts = [f"{basis.disposition}/{subject}" for subject in division]
            yield from _sums_of(wholes, [by_day(figures.get(part, [])) for part in parts])


def _sums_of(
    wholes: Sequence[PublishedFigure], parts: Sequence[dict[date, list[PublishedFigure]]]
) -> Iterator[Finding]:
    for day, candidates in by_day(wholes).items():
        whole = candidates[-1]
        found = [_same_source(whole, part.get(day, ())) for part in parts]
        if not found or any(part is None for part in found):
            continue
        finding = _sum_finding(whole, [part for part in found if part is not None])
        if finding is not None:
            yield finding


def _same_source(whole: PublishedFigure, parts: Sequence[PublishedFigure]) -> PublishedFigure | None:
    """Return the part that the source of the whole gives, or else the weightiest of that day."""
    own = [part for part in parts if part.held.entry.source == whole.held.entry.source]
    return (own or parts or (None,))[-1]


def _sum_finding(whole: PublishedFigure, parts: Sequence[PublishedFigure]) -> Finding | None:
    all_printed = [_printed_amount(f) for f in (whole, *parts)]
    amounts = [q for q in all_printed if q is not None and q.amount is not None]
    if len(amounts) != len(all_printed) or len({q.unit for q in amounts}) > 1:
        return None
    values = [q.amount for q in amounts if q.amount is not None]
    total, expected = sum(values[1:], Decimal(0)), values[0]
    slack = sum((rounding(v, f.figure.bound) for v, f in zip(values, (whole, *parts), strict=True) if v), Decimal(0))
    if abs(total - expected) <= slack:
        return None
    within = len({f.held.entry.source for f in (whole, *parts)}) == 1
    return Finding(
        rule="parts-do-not-add-up" if within else "parts-of-other-sources-do-not-add-up",
        severity="discrepancy" if within else "notice",
        about=whole.basis,
        expected=f"parts that make {describe(whole, printed(whole))}",
        got=f"{' + '.join(describe(p, printed(p)) for p in parts)} = {total}",
        entries=tuple(index for f in (whole, *parts) for index in f.held.rests_on),
    )


def _printed_amount(found: PublishedFigure) -> Quantity | None:
    return printed(found).amount

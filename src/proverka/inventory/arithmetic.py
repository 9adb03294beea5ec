"""Figures that contradict their own arithmetic: a percentage and its amounts, a whole and its parts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from proverka.inventory.comparison import by_day, describe, printed
from proverka.inventory.figures import FigureBook, PublishedFigure, ratio_of, share_of_percent
from proverka.model.finding import Check, Finding
from proverka.model.quantity import Quantity, measured, rounding, told
from proverka.model.sentence import Sentence, sentence, sum_of
from proverka.model.submission import Figure

HUNDREDTH = Decimal("0.01")


def findings_of(checks: Iterable[Check]) -> Iterator[Finding]:
    """Yield a finding for each check that does not hold."""
    for check in checks:
        if not check.holds:
            yield Finding(
                rule=check.rule,
                severity=check.severity,
                about=check.about,
                expected=check.expected,
                got=check.got,
                entries=check.entries,
            )


def percent_checks(figures: Iterable[PublishedFigure]) -> Iterator[Check]:
    """1. As printed: a later correction does not undo that the print contradicts itself."""
    for found in figures:
        figure = found.held.entry.body
        if isinstance(figure, Figure) and (implied := _implied_percent(figure)) is not None:
            percent, slack = implied
            assert figure.percent is not None, "implied only beside a printed one"
            assert figure.of is not None, "and of a whole"
            yield Check(
                rule="percent-contradicts-amount",
                severity="discrepancy",
                about=found.basis,
                on=found.on,
                expected=sentence(
                    "{percent} of {whole}", percent=measured(figure.percent, "percent"), whole=told(figure.of)
                ),
                got=_contradicted(found, figure, percent),
                difference=percent - figure.percent,
                allowed=slack,
                unit="percent",
                entries=found.held.rests_on,
            )


def _contradicted(found: PublishedFigure, printed_as: Figure, percent: Decimal) -> Sentence:
    printed_so = describe(found, printed_as)
    made = measured(percent.quantize(HUNDREDTH), "percent")
    if found.held.corrected_by:
        return sentence(
            "{figure}: the amounts make {percent}; corrected to {now}",
            figure=printed_so,
            percent=made,
            now=describe(found),
        )
    return sentence("{figure}: the amounts make {percent}", figure=printed_so, percent=made)


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


def sum_checks(figures: Mapping[str, Sequence[PublishedFigure]], book: FigureBook) -> Iterator[Check]:
    """2. Whole and parts on one day and in one disposition: as printed, like units only."""
    for whole_basis, wholes in figures.items():
        basis = book.words.basis_by_id[whole_basis]
        for division in book.words.subject_by_id[basis.subject].parts:
            parts = [f"{basis.disposition}/{subject}" for subject in division]
            yield from _sums_of(wholes, [by_day(figures.get(part, [])) for part in parts])


def _sums_of(wholes: Sequence[PublishedFigure], parts: Sequence[dict[date, list[PublishedFigure]]]) -> Iterator[Check]:
    for day, candidates in by_day(wholes).items():
        whole = candidates[-1]
        found = [_same_source(whole, part.get(day, ())) for part in parts]
        if not found or any(part is None for part in found):
            continue
        check = _sum_check(whole, [part for part in found if part is not None])
        if check is not None:
            yield check


def _same_source(whole: PublishedFigure, parts: Sequence[PublishedFigure]) -> PublishedFigure | None:
    """Return the part that the source of the whole gives, or else the weightiest of that day."""
    own = [part for part in parts if part.held.entry.source == whole.held.entry.source]
    return (own or parts or (None,))[-1]


def _sum_check(whole: PublishedFigure, parts: Sequence[PublishedFigure]) -> Check | None:
    all_printed = [_printed_amount(f) for f in (whole, *parts)]
    amounts = [q for q in all_printed if q is not None and q.amount is not None]
    if len(amounts) != len(all_printed) or len({q.unit for q in amounts}) > 1:
        return None
    values = [q.amount for q in amounts if q.amount is not None]
    total = sum(values[1:], Decimal(0))
    slack = sum((rounding(v, f.figure.bound) for v, f in zip(values, (whole, *parts), strict=True) if v), Decimal(0))
    within = len({f.held.entry.source for f in (whole, *parts)}) == 1
    return Check(
        rule="parts-do-not-add-up" if within else "parts-of-other-sources-do-not-add-up",
        severity="discrepancy" if within else "notice",
        about=whole.basis,
        on=whole.on,
        expected=sentence("parts that make {whole}", whole=describe(whole, printed(whole))),
        got=sentence("{parts} = {total}", parts=sum_of(describe(p, printed(p)) for p in parts), total=total),
        difference=total - values[0],
        allowed=slack,
        unit=amounts[0].unit,
        entries=tuple(index for f in (whole, *parts) for index in f.held.rests_on),
    )


def _printed_amount(found: PublishedFigure) -> Quantity | None:
    return printed(found).amount

"""Figures, holdings and balances as values that need nothing else to be read."""

from collections.abc import Iterable, Sequence
from datetime import date

from proverka.assessment.attainment import basis_told
from proverka.assessment.result import BalanceLine, FigureResult, HoldingLine
from proverka.book import Holding
from proverka.inventory.book import balances, postings
from proverka.inventory.comparison import describe
from proverka.inventory.figures import FigureBook, PublishedFigure
from proverka.inventory.standing import Evidence
from proverka.model.submission import Figure
from proverka.model.vocabulary import Vocabulary


def figures_as_of(book: FigureBook, as_of: date) -> tuple[FigureResult, ...]:
    """Return every figure dated up to a day, by basis and day; the current one of each basis is marked."""
    current = {
        basis: book.at(basis, as_of)
        for basis in {*book.by_basis, *(book.booked.bases if book.booked is not None else ())}
    }
    return tuple(
        _figure(found, book, current=found is current[basis])
        for basis in sorted(current)
        for found in _listed(basis, current[basis], book)
        if found.on <= as_of
    )


def _listed(basis: str, current: PublishedFigure | None, book: FigureBook) -> Iterable[PublishedFigure]:
    """Return the published figures on a basis, and what the book shows of it now; not what it showed on every day."""
    published = book.by_basis.get(basis, ())
    return (*published, current) if current is not None and current.booked else published


def _figure(found: PublishedFigure, book: FigureBook, *, current: bool) -> FigureResult:
    """Return a figure with everything that must stand beside it."""
    entry, figure, words = found.held.entry, found.figure, book.words
    basis = words.basis_by_id[figure.basis]
    amount = figure.amount
    printed = entry.body
    revised = describe(found, printed) if isinstance(printed, Figure) and printed != figure else None
    basis_name, basis_name_said = basis_told(basis.name, booked=found.booked)
    return FigureResult(
        entry=entry.index,
        label=entry.label,
        basis=basis.id,
        basis_name=basis_name,
        basis_name_said=basis_name_said,
        subject=basis.subject,
        disposition=basis.disposition,
        percent=figure.percent,
        amount=amount.amount if amount else None,
        absence=amount.absence.value if amount and amount.absence else "",
        unit=amount.unit if amount else "percent",
        of=figure.of.amount if figure.of else None,
        bound=figure.bound,
        dating=figure.dating,
        nature=figure.nature,
        as_of=str(found.held.span),
        on=found.on,
        known=entry.known_day,
        standing=found.held.standing,
        by=entry.by,
        by_name=words.name(entry.by),
        place=figure.place,
        place_name=words.name(figure.place) if figure.place else "",
        source=entry.source.url if entry.source else "",
        tier=entry.source.tier if entry.source else "",
        confidence=entry.confidence,
        classification=entry.classification,
        current=current,
        corrected_by=found.held.corrected_by,
        contested_by=found.held.contested_by,
        withdrawn=found.held.withdrawn,
        printed=revised.english if revised else "",
        printed_said=revised,
        note=entry.note,
    )


def holdings_as_of(book: FigureBook, as_of: date) -> tuple[HoldingLine, ...]:
    """Return for each subject the current figure in every disposition that has one."""
    lines = []
    for subject in book.words.subjects:
        bases = [b.id for b in book.words.bases if b.subject == subject.id]
        current = [found for basis in bases if (found := book.at(basis, as_of)) is not None]
        if current:
            figures = tuple(_figure(found, book, current=True) for found in current)
            lines.append(HoldingLine(subject=subject.id, name=subject.name, unit=subject.unit, figures=figures))
    return tuple(lines)


def balance_as_of(
    evidence: Evidence, words: Vocabulary, as_of: date, tables: Sequence[Holding]
) -> tuple[BalanceLine, ...]:
    """Return what movements up to a day, single ones and those of tables, brought to and took from each account."""
    return tuple(
        BalanceLine(
            place=b.place,
            place_name=words.name(b.place),
            disposition=b.disposition,
            subject=b.subject,
            subject_name=words.name(b.subject),
            unit=b.unit,
            received=None if b.withheld else b.received,
            sent=None if b.withheld else b.sent,
            net=None if b.withheld else b.net,
            received_unknown=b.received_unknown,
            sent_unknown=b.sent_unknown,
            entries=b.entries,
            withheld=b.withheld,
            tabled=b.tabled,
        )
        for b in balances(postings(evidence, words), as_of, words, tables)
    )

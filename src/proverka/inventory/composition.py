"""Percentages of wholes and of their parts: which split they imply, and how two bases on one day fit together."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from proverka.inventory.booked import DECLARED
from proverka.inventory.comparison import by_day, describe
from proverka.inventory.figures import FigureBook, PublishedFigure, ratio_of, share_of_percent
from proverka.model.finding import Finding
from proverka.model.quantity import Quantity
from proverka.model.sentence import commas, counting, sentence
from proverka.model.vocabulary import Vocabulary

TENTH, THOUSANDTH = Decimal("0.1"), Decimal("0.001")


def splits(figures: dict[str, list[PublishedFigure]], book: FigureBook) -> Iterator[Finding]:
    """3. For a whole of two parts, (whole - b) / (a - b) is the share of a: compare it with what was declared."""
    for whole_basis, wholes in figures.items():
        basis = book.words.basis_by_id[whole_basis]
        for division in book.words.subject_by_id[basis.subject].parts:
            if len(division) == 2 and basis.disposition != DECLARED:  # noqa: PLR2004 - the formula is for two
                yield from _split_of(whole_basis, wholes, division, basis.disposition, figures)


def _split_of(
    whole_basis: str,
    wholes: Sequence[PublishedFigure],
    division: tuple[str, ...],
    disposition: str,
    figures: dict[str, list[PublishedFigure]],
) -> Iterator[Finding]:
    first, second = (by_day(figures.get(f"{disposition}/{subject}", [])) for subject in division)
    declared = [figures.get(f"{DECLARED}/{subject}", []) for subject in division]
    if not all(declared):
        return
    implied = []
    for day, candidates in by_day(wholes).items():
        trio = (candidates[-1], *(part.get(day, [None])[-1] for part in (first, second)))
        share = _implied_share([f for f in trio if f is not None])
        if share is not None:
            implied.append((share, trio))
    stated = ratio_of(*_amounts_for_share(declared))
    if not implied or stated is None:
        return
    low, high = max(s[0] for s, _ in implied), min(s[1] for s, _ in implied)
    slack = Decimal("0.02")  # declared parts of two significant digits
    if low - slack <= stated <= high + slack:
        return
    used = [f for _, trio in implied[-1:] for f in trio if f is not None]
    yield Finding(
        rule="percentages-imply-another-split",
        severity="discrepancy",
        about=whole_basis,
        expected=sentence(
            "{part} to be {share} of the whole, as {first} and {second} say",
            part=division[0],
            share=stated.quantize(THOUSANDTH),
            first=describe(declared[0][-1]),
            second=describe(declared[1][-1]),
        ),
        got=counting(
            "a share between {low} and {high}, from {count} day on which the percentages of whole and parts were "
            "published; the last: {figures}",
            "a share between {low} and {high}, from {count} days on which the percentages of whole and parts were "
            "published; the last: {figures}",
            len(implied),
            low=low.quantize(THOUSANDTH),
            high=high.quantize(THOUSANDTH),
            figures=commas(describe(f) for f in used),
        ),
        entries=tuple(f.index for f in (*used, declared[0][-1], declared[1][-1])),
    )


def _amounts_for_share(declared: Sequence[Sequence[PublishedFigure]]) -> tuple[Quantity, Quantity]:
    first, second = (found[-1].figure.amount for found in declared)
    if first is None or second is None or first.amount is None or second.amount is None or first.unit != second.unit:
        return Quantity(unit="item", amount=Decimal(0)), Quantity(unit="item", amount=Decimal(0))
    return first, Quantity(unit=first.unit, amount=first.amount + second.amount)


def _implied_share(trio: Sequence[PublishedFigure]) -> tuple[Decimal, Decimal] | None:
    """Return the bounds of the share of the first part, from percentages printed to a digit."""
    percents = [f.figure.percent for f in trio if f.figure.percent is not None and f.factual]
    if len(percents) != 3 or percents[1] == percents[2]:  # noqa: PLR2004 - a whole and its two parts
        return None
    whole, a, b = percents
    slack = sum((share_of_percent(p, "exact").slack * 100 for p in percents), Decimal(0))
    share, width = (whole - b) / (a - b), abs(slack / (a - b))
    return share - width, share + width


def explained_bases(figures: dict[str, list[PublishedFigure]], book: FigureBook) -> Iterator[Finding]:
    """4. A basis that sums others: predict its percentage from theirs, and say whether both can be right."""
    for basis in book.words.bases:
        if len(basis.sums) != 2:  # noqa: PLR2004 - removed of one part, destroyed of the other
            continue
        main, other = basis.sums
        mains = by_day(figures.get(main, []))
        for day, candidates in by_day(figures.get(basis.id, [])).items():
            beside = mains.get(day)
            rest = book.at(other, day)
            if beside and rest is not None:
                weights = _weights(figures, basis.subject, book.words.basis_by_id[other].subject)
                yield from _explained(candidates[-1], beside[-1], rest, weights, book.words)


def _explained(
    combined: PublishedFigure,
    main: PublishedFigure,
    rest: PublishedFigure,
    weights: Sequence[Decimal],
    words: Vocabulary,
) -> Iterator[Finding]:
    percents = [f.figure.percent for f in (combined, main, rest)]
    if None in percents or not weights:
        return
    got, of_main, of_rest = (p for p in percents if p is not None)
    predicted = [of_main + (of_rest - of_main) * w for w in weights]
    slack = sum((share_of_percent(p, "exact").slack * 100 for p in (got, of_main, of_rest)), Decimal(0))
    low, high = min(predicted) - slack, max(predicted) + slack
    fits = low <= got <= high
    yield Finding(
        rule="bases-differ" if fits else "bases-do-not-reconcile",
        severity="notice" if fits else "discrepancy",
        about=combined.basis,
        expected=sentence(
            "between {low} and {high} %, {basis}, from {first} {first_basis} and {second} {second_basis}, the latter "
            "part being {least} to {most} of the whole as declared",
            low=low.quantize(TENTH),
            high=high.quantize(TENTH),
            basis=words.name(combined.basis),
            first=describe(main),
            first_basis=words.name(main.basis),
            second=describe(rest),
            second_basis=words.name(rest.basis),
            least=min(weights).quantize(THOUSANDTH),
            most=max(weights).quantize(THOUSANDTH),
        ),
        got=sentence(
            "{figure} on {day}: both are right, on their own bases" if fits else "{figure} on {day}: they cannot agree",
            figure=describe(combined),
            day=combined.on,
        ),
        entries=(combined.index, main.index, rest.index),
    )


def _weights(figures: Mapping[str, Sequence[PublishedFigure]], whole_subject: str, subject: str) -> list[Decimal]:
    """Return the smallest and largest share of a part in its whole, over all declared amounts of both in `figures`."""
    wholes = _declared_amounts(figures, whole_subject)
    parts = _declared_amounts(figures, subject)
    ratios = [r for part in parts for whole in wholes if (r := ratio_of(part, whole)) is not None]
    return [min(ratios), max(ratios)] if ratios else []


def _declared_amounts(figures: Mapping[str, Sequence[PublishedFigure]], subject: str) -> list[Quantity]:
    """Return the smallest and the largest declared amount of a subject, estimates left out."""
    found = [f.figure.amount for f in figures.get(f"{DECLARED}/{subject}", ()) if f.factual]
    amounts = sorted((q for q in found if q is not None and q.grams is not None), key=lambda q: q.grams or 0)
    return [amounts[0], amounts[-1]] if amounts else []

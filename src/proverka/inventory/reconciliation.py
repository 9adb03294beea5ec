"""Which published figures contradict themselves or one another, and which only seem to.

Every rule is a function from figures to findings; each finding names the figures that it compares. Every
rule groups its figures first and compares each group once, so that the cost is linear in their number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from proverka.inventory.figures import DECLARED, FigureBook, PublishedFigure, ratio_of, share_of_percent
from proverka.model.finding import Finding
from proverka.model.quantity import Quantity, rounding
from proverka.model.submission import Figure

# Dispositions whose amounts may rise and fall without anything being wrong.
WHOLE = Decimal(100)
_NOT_CUMULATIVE = frozenset({DECLARED, "open", "remaining", "suspected"})


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
    every = {basis: [f for f in found if f.on <= as_of] for basis, found in book.by_basis.items()}
    figures = {basis: [f for f in found if not f.held.withdrawn] for basis, found in every.items()}
    facts = {basis: [f for f in found if f.factual] for basis, found in figures.items()}
    return [
        *(f for found in every.values() for f in _own_arithmetic(found)),  # 1
        *_sums(facts, book),  # 2
        *_splits(facts, book),  # 3
        *_explained_bases(facts, book),  # 4
        *(f for basis, found in figures.items() for f in _one_day(basis, found, book)),  # 5
        *(f for basis, found in figures.items() if _is_declared(basis, book) for f in _totals(basis, found)),  # 6
        *(f for basis, found in figures.items() for f in _went_down(basis, found, book)),  # 7
        *(f for basis, found in figures.items() for f in _complete(basis, found, figures, book)),  # 8
    ]


def describe(found: PublishedFigure, figure: Figure | None = None) -> str:
    """Return a figure in words: its number, denominator, day and source."""
    figure = figure or found.figure
    parts = []
    if figure.percent is not None:
        parts.append(f"{figure.percent} %")
    if figure.amount is not None:
        parts.append(_written(figure.amount))
    if figure.of is not None:
        parts.append(f"of {_written(figure.of)}")
    bound = "" if figure.bound == "exact" else f"{figure.bound.replace('_', ' ')} "
    source = found.held.entry.source
    host = source.url.split("//")[-1].split("/")[0] if source else found.held.entry.by
    return f"{bound}{' '.join(parts)} ({found.held.entry.label}, {found.held.entry.span}, {host})"


def _written(quantity: Quantity) -> str:
    if quantity.amount is None:
        assert quantity.absence is not None, "a quantity has the one or the other"
        return f"{quantity.absence.value} {quantity.unit}"
    return f"{quantity.amount} {quantity.unit}"


def _own_arithmetic(figures: Iterable[PublishedFigure]) -> Iterator[Finding]:
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
                    expected=f"{printed.percent} % of {printed.of and _written(printed.of)}",
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


def _sums(figures: dict[str, list[PublishedFigure]], book: FigureBook) -> Iterator[Finding]:
    """2. Whole and parts on one day and in one disposition: as printed, like units only."""
    for whole_basis, wholes in figures.items():
        basis = book.words.basis_by_id[whole_basis]
        for division in book.words.subject_by_id[basis.subject].parts:
            parts = [f"{basis.disposition}/{subject}" for subject in division]
            yield from _sums_of(wholes, [_by_day(figures.get(part, [])) for part in parts])


def _sums_of(
    wholes: Sequence[PublishedFigure], parts: Sequence[dict[date, list[PublishedFigure]]]
) -> Iterator[Finding]:
    for day, candidates in _by_day(wholes).items():
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
    printed = [_printed_amount(f) for f in (whole, *parts)]
    amounts = [q for q in printed if q is not None and q.amount is not None]
    if len(amounts) != len(printed) or len({q.unit for q in amounts}) > 1:
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
        expected=f"parts that make {describe(whole, _printed(whole))}",
        got=f"{' + '.join(describe(p, _printed(p)) for p in parts)} = {total}",
        entries=tuple(index for f in (whole, *parts) for index in f.held.rests_on),
    )


def _printed(found: PublishedFigure) -> Figure:
    body = found.held.entry.body
    return body if isinstance(body, Figure) else found.figure


def _printed_amount(found: PublishedFigure) -> Quantity | None:
    return _printed(found).amount


def _splits(figures: dict[str, list[PublishedFigure]], book: FigureBook) -> Iterator[Finding]:
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
    first, second = (_by_day(figures.get(f"{disposition}/{subject}", [])) for subject in division)
    declared = [figures.get(f"{DECLARED}/{subject}", []) for subject in division]
    if not all(declared):
        return
    implied = []
    for day, candidates in _by_day(wholes).items():
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
        expected=f"{division[0]} to be {stated:.3f} of the whole, as {describe(declared[0][-1])} and "
        f"{describe(declared[1][-1])} say",
        got=f"a share between {low:.3f} and {high:.3f}, from {len(implied)} day(s) on which the percentages of whole "
        f"and parts were published; the last: {', '.join(describe(f) for f in used)}",
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


def _explained_bases(figures: dict[str, list[PublishedFigure]], book: FigureBook) -> Iterator[Finding]:
    """4. A basis that sums others: predict its percentage from theirs, and say whether both can be right."""
    for basis in book.words.bases:
        if len(basis.sums) != 2:  # noqa: PLR2004 - removed of one part, destroyed of the other
            continue
        main, other = basis.sums
        mains = _by_day(figures.get(main, []))
        for day, candidates in _by_day(figures.get(basis.id, [])).items():
            beside = mains.get(day)
            rest = book.at(other, day)
            if beside and rest is not None:
                yield from _explained(candidates[-1], beside[-1], rest, book, day)


def _explained(
    combined: PublishedFigure, main: PublishedFigure, rest: PublishedFigure, book: FigureBook, day: date
) -> Iterator[Finding]:
    percents = [f.figure.percent for f in (combined, main, rest)]
    weights = _weights(book, combined.basis, rest.basis)
    if None in percents or not weights:
        return
    got, of_main, of_rest = (p for p in percents if p is not None)
    predicted = [of_main + (of_rest - of_main) * w for w in weights]
    slack = sum((share_of_percent(p, "exact").slack * 100 for p in (got, of_main, of_rest)), Decimal(0))
    low, high = min(predicted) - slack, max(predicted) + slack
    fits = low <= got <= high
    words = book.words
    yield Finding(
        rule="bases-differ" if fits else "bases-do-not-reconcile",
        severity="notice" if fits else "discrepancy",
        about=combined.basis,
        expected=f"between {low:.1f} and {high:.1f} % {words.name(combined.basis)}, from {describe(main)} "
        f"{words.name(main.basis)} and {describe(rest)} {words.name(rest.basis)}, the latter part being "
        f"{min(weights):.3f} to {max(weights):.3f} of the whole as declared",
        got=f"{describe(combined)} on {day}: "
        + ("both are right, on their own bases" if fits else "they cannot agree"),
        entries=(combined.index, main.index, rest.index),
    )


def _weights(book: FigureBook, combined: str, rest: str) -> list[Decimal]:
    """Return the smallest and largest share of the rest in the whole, over all declared amounts of both."""
    wholes = _declared_amounts(book, book.words.basis_by_id[combined].subject)
    parts = _declared_amounts(book, book.words.basis_by_id[rest].subject)
    ratios = [r for part in parts for whole in wholes if (r := ratio_of(part, whole)) is not None]
    return [min(ratios), max(ratios)] if ratios else []


def _declared_amounts(book: FigureBook, subject: str) -> list[Quantity]:
    """Return the smallest and the largest declared amount of a subject, estimates left out."""
    found = [f.figure.amount for f in book.by_basis.get(f"{DECLARED}/{subject}", ()) if f.factual]
    amounts = sorted((q for q in found if q is not None and q.grams is not None), key=lambda q: q.grams or 0)
    return [amounts[0], amounts[-1]] if amounts else []


def _one_day(basis: str, figures: Sequence[PublishedFigure], book: FigureBook) -> Iterator[Finding]:
    """5. Only days, not months: a figure of a month and another of a day in it may both be right."""
    for day, found in _by_day([f for f in figures if f.factual and f.held.span.is_day]).items():
        reference = found[-1]
        others = [f for f in _distinct(found[:-1]) if _differ(f, reference, book)]
        if others:
            yield Finding(
                rule="sources-differ",
                severity="notice",
                about=basis,
                expected=f"one value for {day}",
                got="; ".join(describe(f) for f in (*others, reference)),
                entries=tuple(f.index for f in (*others, reference)),
            )


def _differ(one: PublishedFigure, other: PublishedFigure, book: FigureBook) -> bool:
    """Whether two figures differ by more than their rounding, in whatever both can be expressed."""
    if _same_unit(one, other):
        return _amounts_differ(one, other)
    shares = [book.share(f) for f in (one, other)]
    if shares[0] is None or shares[1] is None:
        return False
    return abs(shares[0].fraction - shares[1].fraction) > shares[0].slack + shares[1].slack


def _same_unit(one: PublishedFigure, other: PublishedFigure) -> bool:
    first, second = one.figure.amount, other.figure.amount
    return first is not None and second is not None and first.unit == second.unit


def _amounts_differ(one: PublishedFigure, other: PublishedFigure) -> bool:
    """Whether two amounts in one unit differ by more than their rounding; false where either is absent."""
    first, second = one.figure.amount, other.figure.amount
    if first is None or second is None or first.amount is None or second.amount is None or first.unit != second.unit:
        return False
    slack = rounding(first.amount, one.figure.bound) + rounding(second.amount, other.figure.bound)
    return abs(first.amount - second.amount) > slack


def _is_declared(basis: str, book: FigureBook) -> bool:
    return book.words.basis_by_id[basis].disposition == DECLARED


def _totals(basis: str, figures: Sequence[PublishedFigure]) -> Iterator[Finding]:
    """6. All natures: an estimate beside a declaration is shown as what it is, and never averaged with it."""
    distinct = _distinct(figures)
    if len(distinct) > 1:
        yield Finding(
            rule="totals-differ",
            severity="notice",
            about=basis,
            expected="one declared amount; a change by amendment is dated",
            got="; ".join(f"{f.figure.nature + ' ' if not f.factual else ''}{describe(f)}" for f in distinct),
            entries=tuple(f.index for f in distinct),
        )


def _went_down(basis: str, figures: Sequence[PublishedFigure], book: FigureBook) -> Iterator[Finding]:
    """7. By however little: a reader sees two numbers, and whether rounding explains them is for him to say."""
    words = book.words.basis_by_id[basis]
    if words.closing or words.disposition in _NOT_CUMULATIVE:
        return
    printed = [f for f in figures if f.factual and f.figure.percent is not None]
    for before, after in pairwise(printed):
        first, then = before.figure.percent, after.figure.percent
        assert first is not None, "filtered above"
        assert then is not None, "filtered above"
        if before.on < after.on and first > then:
            yield Finding(
                rule="figure-went-down",
                severity="notice",
                about=basis,
                expected=f"{first} % or more after {describe(before)}",
                got=f"{describe(after)}; the later figure counts",
                entries=(before.index, after.index),
            )


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
        if before and before[-1].basis != basis and _amounts_differ(whole, before[-1]):
            yield Finding(
                rule="complete-but-amounts-differ",
                severity="notice",
                about=basis,
                expected=f"the amount of {describe(before[-1])}, {book.words.name(before[-1].basis)}",
                got=f"{describe(whole)}",
                entries=(whole.index, before[-1].index),
            )


def _distinct(figures: Iterable[PublishedFigure]) -> list[PublishedFigure]:
    """Return the first figure of each printed value, in order."""
    seen: dict[object, PublishedFigure] = {}
    for found in figures:
        figure = found.figure
        amount = figure.amount.amount if figure.amount else None
        seen.setdefault((figure.percent, amount, figure.amount and figure.amount.unit), found)
    return list(seen.values())


def _by_day(figures: Iterable[PublishedFigure]) -> dict[date, list[PublishedFigure]]:
    by_day: dict[date, list[PublishedFigure]] = {}
    for found in figures:
        by_day.setdefault(found.on, []).append(found)
    return by_day

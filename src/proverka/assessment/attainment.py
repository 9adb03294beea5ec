"""What the record shows of one duty: whether and when it was fulfilled, and how far it got.

Each kind of measure has its own reading of the evidence; all give the same value, which the table of
statuses then judges. Only evidence dated up to the day asked for counts; the caller has already cut it to
what was known.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from proverka.assessment.result import Achieved, Fulfilment
from proverka.inventory.figures import FigureBook, PublishedFigure, ratio_of
from proverka.inventory.standing import Evidence, Held
from proverka.mandate import CountMeasure, DocumentMeasure, IssuesMeasure, Obligation, QuantityMeasure
from proverka.model.quantity import Absence, Bound, Quantity
from proverka.model.sentence import Sentence, sentence
from proverka.model.span import Span, day_after
from proverka.model.submission import Event, InspectionFinding
from proverka.model.vocabulary import Vocabulary

# Kinds that show by themselves that something asked for was done.
DEEDS = ("delivery", "declaration", "decision", "inspection")
# Events that are deeds: an act begun, a decision adopted, a mission set up.
DEED_EVENTS = ("start", "adoption", "mission")

ALL = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """What the evidence shows of a duty as of a day.

    `contested` holds when fulfilment would be shown, but only by entries that a party objects to.
    `missing` names the bases that have not reached the target.
    """

    fulfilled: Fulfilment | None = None
    contested: bool = False
    achieved: Achieved | None = None
    progress: bool = False
    entries: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that an attainment is read from."""

    words: Vocabulary
    evidence: Evidence
    book: FigureBook
    since: date
    as_of: date
    bearing: tuple[Held, ...] = field(default=())


def deeds_of(obligation: Obligation, reading: Reading) -> list[Held]:
    """Return the entries that show a deed for this obligation, in the order in which they happened."""
    found = [held for held in reading.bearing if _is_deed(held) and _may_confirm(held, obligation, reading.words)]
    return sorted(found, key=lambda held: (held.span.latest, held.span.earliest, held.index))


def _is_deed(held: Held) -> bool:
    if held.withdrawn:
        return False
    body = held.body
    if isinstance(body, InspectionFinding):
        return body.outcome == "fulfilled"
    if isinstance(body, Event):
        return body.event in DEED_EVENTS
    return held.entry.kind in DEEDS


def _may_confirm(held: Held, obligation: Obligation, words: Vocabulary) -> bool:
    """Whether the word of the entry's author counts: it must be one of `confirmed_by`, or act in its name."""
    if obligation.evidence and held.entry.kind not in obligation.evidence:
        return False
    return is_entitled(held, obligation, words)


def is_entitled(held: Held, obligation: Obligation, words: Vocabulary) -> bool:
    """Whether the word of an entry's author counts: anybody's, or only that of `confirmed_by` where it is stated."""
    return not obligation.confirmed_by or any(words.acts_for(held.entry.by, party) for party in obligation.confirmed_by)


def attained_document(obligation: Obligation, measure: DocumentMeasure, reading: Reading) -> Attainment:
    """Fulfilled when the last of so many papers or deeds is there."""
    deeds = [held for held in deeds_of(obligation, reading) if held.span.latest <= reading.as_of]
    accepted = [held for held in deeds if held.standing != "contested"]
    done = accepted[: measure.count]
    reached = len(done) == measure.count
    last = done[-1] if done else None
    # So many of all that are known, whichever came first: both bounds are the count-th of their kind.
    begun = sorted(earliest_of(held, reading.since) for held in accepted)
    return Attainment(
        fulfilled=Fulfilment(earliest=begun[measure.count - 1], latest=last.span.latest) if last and reached else None,
        contested=not reached and len(deeds) >= measure.count,
        achieved=None if last is None else _counted(len(done), measure.count, measure.what, last),
        progress=bool(done),
        entries=tuple(index for held in (done or deeds) for index in held.rests_on),
    )


def earliest_of(held: Held, since: date) -> date:
    """Return the first day on which a deed can have happened: a report says only by when."""
    reported = isinstance(held.body, InspectionFinding) and held.body.dating == "report"
    return min(since, held.span.earliest) if reported else held.span.earliest


def _counted(number: int, target: int, what: str, last: Held) -> Achieved:
    return Achieved(
        value=Decimal(number),
        unit="document",
        basis="delivered",
        basis_name=what,
        as_of=str(last.span),
        bound="exact",
        standing=last.standing,
        fraction=Decimal(number) / target,
        of=str(target),
        entry=last.index,
    )


def attained_figures(obligation: Obligation, measure: CountMeasure | QuantityMeasure, reading: Reading) -> Attainment:
    """Fulfilled when every basis has reached the target, or one that shows the same in another way.

    Progress is whatever is published; fulfilment only what those say who may confirm it.
    """
    whole = _all_of([_on_basis(basis, obligation, measure, reading) for basis in measure.bases])
    other = [_on_basis(basis, obligation, measure, reading) for basis in measure.also_shown_by]
    shown = [a for a in (whole, *other) if a.fulfilled is not None]
    best = min(shown, key=_last_day, default=whole)
    if best.achieved is None:
        best = max((a for a in other if a.achieved), key=_progress_key, default=best)
    if best.fulfilled is not None:
        return replace(best, missing=())
    return replace(best, missing=whole.missing, contested=any(a.contested for a in (whole, *other)))


def _last_day(attainment: Attainment) -> date:
    assert attainment.fulfilled is not None, "only those that are"
    return attainment.fulfilled.latest


def _progress_key(attainment: Attainment) -> tuple[date, Decimal]:
    assert attainment.achieved is not None, "only those that have"
    return _day_of(attainment.achieved), attainment.achieved.fraction or Decimal(0)


def _day_of(achieved: Achieved) -> date:
    """Return the day by which it was so: a month is as late as its last day."""
    return Span.parse(achieved.as_of).latest


def _all_of(parts: Sequence[Attainment]) -> Attainment:
    """Several bases that must all reach the target: the last one decides, the least one is the progress."""
    if len(parts) == 1:
        return parts[0]
    dates = [part.fulfilled for part in parts if part.fulfilled is not None]
    complete = len(dates) == len(parts)
    return Attainment(
        fulfilled=Fulfilment(earliest=max(d.earliest for d in dates), latest=max(d.latest for d in dates))
        if complete
        else None,
        contested=not complete and all(part.contested or part.fulfilled is not None for part in parts),
        achieved=_least(parts),
        progress=any(part.progress for part in parts),
        entries=tuple(dict.fromkeys(index for part in parts for index in part.entries)),
        missing=tuple(basis for part in parts for basis in part.missing),
    )


def _least(parts: Sequence[Attainment]) -> Achieved | None:
    """Return the part that is farthest behind, the latest of equals; None while a part has no figure at all."""
    known = [part.achieved for part in parts if part.achieved is not None]
    if len(known) < len(parts):
        return None
    least = min(a.fraction if a.fraction is not None else ALL for a in known)
    return max((a for a in known if a.fraction in (least, None)), key=_day_of)


def _on_basis(
    basis: str, obligation: Obligation, measure: CountMeasure | QuantityMeasure, reading: Reading
) -> Attainment:
    figures = _figures_on(basis, obligation, reading)
    counting = [f for f in figures if _may_confirm(f.held, obligation, reading.words)]
    reaching = [f for f in counting if _reaches(f, measure, reading.book)]
    accepted = [f for f in reaching if f.held.standing != "contested"]
    # Of several on the first day the weightiest; what came after fulfilment says nothing more of it.
    first = next((f for f in reversed(accepted) if f.on == accepted[0].on), None)
    last = first or (figures[-1] if figures else None)
    short = [f for f in figures if _falls_short(f, measure, reading.book)]
    achieved = _derived(basis, reading) if last is None else achieved_of(last, measure, reading.book)
    used = last.held.rests_on if last else (achieved.entry,) if achieved else ()
    return Attainment(
        fulfilled=None if first is None else _when_reached(first, short, reading.since),
        contested=first is None and bool(reaching),
        achieved=achieved,
        progress=achieved is not None and bool(achieved.value),
        entries=used,
        missing=() if first else (basis,),
    )


def _figures_on(basis: str, obligation: Obligation, reading: Reading) -> Sequence[PublishedFigure]:
    """Return what counts on a basis: what the book shows, of that what those confirmed whose word the duty asks for.

    Where they confirmed nothing of it, what they published; and where they did neither, what the book shows anyhow,
    which is progress and no fulfilment.
    """
    book, as_of = reading.book, reading.as_of
    for figures in (book.counting(basis, as_of, frozenset(obligation.confirmed_by)), book.factual(basis, as_of)):
        if any(_may_confirm(f.held, obligation, reading.words) for f in figures):
            return figures
    return book.counting(basis, as_of)


def _derived(basis: str, reading: Reading) -> Achieved | None:
    """Return what the parts of a whole show at least of it, where no figure speaks of the whole.

    Where a part is withheld, so is the whole: a sum of the others is not shown.
    """
    withheld = reading.book.withheld_for(basis, reading.as_of)
    if withheld is not None:
        return _withheld(basis, withheld, reading)
    found = reading.book.derived(basis, reading.as_of)
    if found is None:
        return None
    name = sentence("{basis}; derived from its parts", basis=reading.words.name(basis))
    return Achieved(
        value=(found.fraction * 100).quantize(Decimal("0.1"), rounding=ROUND_FLOOR),
        unit="percent",
        basis=basis,
        basis_name=name.english,
        basis_name_said=name,
        as_of=str(found.last.held.span),
        bound="at_least",
        standing="claimed",
        fraction=found.fraction,
        of="",
        entry=found.last.index,
    )


def _withheld(basis: str, held: Held, reading: Reading) -> Achieved:
    return Achieved(
        value=None,
        unit=reading.words.subject_by_id[reading.words.basis_by_id[basis].subject].unit,
        basis=basis,
        basis_name=reading.words.name(basis),
        as_of=str(held.span),
        bound="exact",
        standing=held.standing,
        fraction=None,
        of="",
        entry=held.index,
        absence=Absence.WITHHELD.value,
    )


def _reaches(found: PublishedFigure, measure: CountMeasure | QuantityMeasure, book: FigureBook) -> bool:
    """Whether a figure shows the target: `about` and `at_most` show that something is near, not that it is there."""
    if _bound_of(found, measure, book) in ("at_most", "about") and not _is_whole(found):
        return False
    fraction = fraction_of(found, measure, book)
    return fraction is not None and fraction >= 1


def _falls_short(found: PublishedFigure, measure: CountMeasure | QuantityMeasure, book: FigureBook) -> bool:
    """Whether a figure shows that the target was not reached yet: `at_least` leaves it open."""
    if _bound_of(found, measure, book) == "at_least" or found.held.standing == "contested":
        return False
    fraction = fraction_of(found, measure, book)
    return fraction is not None and fraction < 1


def _bound_of(found: PublishedFigure, measure: CountMeasure | QuantityMeasure, book: FigureBook) -> Bound:
    """Return the bound of what is compared: of the share where a share is asked for, else of the amount."""
    part = measure.fraction if isinstance(measure, QuantityMeasure) else (None if measure.count else ALL)
    share = book.share(found) if part is not None else None
    return found.figure.bound if share is None else share.bound


def _is_whole(found: PublishedFigure) -> bool:
    """About a thousand tonnes may well be all of it: with 100 percent printed beside it, it is."""
    return found.figure.percent is not None and found.figure.percent >= 100  # noqa: PLR2004 - percent


def _when_reached(first: PublishedFigure, short: Iterable[PublishedFigure], since: date) -> Fulfilment:
    """The day is known for an event; a report says by when, and the last figure that fell short says after when.

    A figure of a month fell short on some day of it, perhaps the first: what is later is not shown.
    """
    span = first.held.span
    if first.figure.dating == "event":
        return Fulfilment(earliest=span.earliest, latest=span.latest)
    before = [f.held.span.earliest for f in short if f.held.span.earliest < span.latest]
    return Fulfilment(earliest=min(span.latest, day_after(max(before)) if before else since), latest=span.latest)


def achieved_of(found: PublishedFigure, measure: CountMeasure | QuantityMeasure, book: FigureBook) -> Achieved:
    """Return a figure as progress towards a measure: the percentage if one is printed, else the amount."""
    figure = found.figure
    amount = figure.amount.amount if figure.amount else None
    percent = figure.percent is not None
    value = figure.percent if percent else amount
    basis_name, basis_name_said = basis_told(book.words.name(figure.basis), booked=found.booked)
    return Achieved(
        value=value,
        unit="percent" if percent or figure.amount is None else figure.amount.unit,
        basis=figure.basis,
        basis_name=basis_name,
        basis_name_said=basis_name_said,
        as_of=str(found.held.span),
        bound=figure.bound,
        standing=found.held.standing,
        fraction=fraction_of(found, measure, book),
        of=f"{figure.of.amount} {figure.of.unit}" if figure.of and figure.of.amount is not None else "",
        entry=found.index,
        absence=_absence(found) if value is None else "",
    )


def basis_told(name: str, *, booked: bool) -> tuple[str, Sentence | None]:
    """Return the name of a basis, and it as a sentence where it is more than its name: what the tables add up to."""
    if not booked:
        return name, None
    said = sentence("{basis}; from the movement tables", basis=name)
    return said.english, said


def _absence(found: PublishedFigure) -> str:
    amount = found.figure.amount
    return amount.absence.value if amount is not None and amount.absence is not None else ""


def fraction_of(found: PublishedFigure, measure: CountMeasure | QuantityMeasure, book: FigureBook) -> Decimal | None:
    """Return how much of the target a figure shows, 0 to 1 and beyond; None where the two cannot be compared."""
    amount = found.figure.amount
    if isinstance(measure, CountMeasure) and measure.count is not None:
        return None if amount is None or amount.amount is None else amount.amount / measure.count
    if isinstance(measure, QuantityMeasure) and measure.amount is not None:
        return None if amount is None else ratio_of(amount, Quantity(unit=measure.unit, amount=measure.amount))
    share = book.share(found)
    target = ALL if isinstance(measure, CountMeasure) or measure.fraction is None else measure.fraction
    return None if share is None else share.fraction / target


def attained_issues(measure: IssuesMeasure, reading: Reading) -> Attainment:
    """Fulfilled when a published count of open issues is zero."""
    figures = reading.book.factual(measure.open, reading.as_of)
    if not figures:
        return Attainment()
    none_open = [f for f in figures if f.figure.amount is not None and f.figure.amount.amount == 0]
    closed = next((f for f in none_open if f.held.standing != "contested"), None)
    still_open = [f for f in figures if f not in none_open and f.held.standing != "contested"]
    last = figures[-1]
    return Attainment(
        fulfilled=None if closed is None else _when_reached(closed, still_open, reading.since),
        contested=closed is None and bool(none_open),
        achieved=Achieved(
            value=last.figure.amount.amount if last.figure.amount else None,
            unit=last.figure.amount.unit if last.figure.amount else "issue",
            basis=measure.open,
            basis_name=reading.words.name(measure.open),
            as_of=str(last.held.span),
            bound=last.figure.bound,
            standing=last.held.standing,
            fraction=None,
            of="",
            entry=last.index,
        ),
        progress=False,
        entries=last.held.rests_on,
        missing=() if closed else (measure.open,),
    )

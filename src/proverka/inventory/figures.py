"""Published figures in one place, each with its basis, and what they say as of any day."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from proverka.book import Total
from proverka.inventory.booked import DECLARED, Booked, BookedSeries, Target
from proverka.inventory.standing import Evidence, Held, Standing
from proverka.inventory.withheld import first_withheld, is_withheld, withheld_figures
from proverka.model.entry import Entry
from proverka.model.quantity import Absence, Bound, Quantity
from proverka.model.submission import Declaration, DeclaredLine, Figure
from proverka.model.vocabulary import Vocabulary

# Figures that say what is so; estimates, plans and projections say what somebody expects.
FACTUAL = ("achieved", "derived")

_TIERS = ("", "seed", "E", "D", "C", "B", "A")
_CONFIDENCE = ("", "low", "medium", "high")
_STANDINGS: tuple[Standing, ...] = ("contested", "claimed", "verified")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFigure:
    """A figure on its basis, with the entry that carries it."""

    held: Held
    figure: Figure
    # Whether it is what the tables of the book add up to, and was published by nobody.
    booked: bool = False

    @property
    def index(self) -> int:
        """The log index of the entry."""
        return self.held.index

    @property
    def basis(self) -> str:
        """The basis, by id."""
        return self.figure.basis

    @property
    def on(self) -> date:
        """The day by which it was so: the last of its span."""
        return self.held.span.latest

    @property
    def factual(self) -> bool:
        """Whether it says what is so, rather than what was expected, and was not withdrawn."""
        return self.figure.nature in FACTUAL and not self.held.withdrawn

    @property
    def weight(self) -> tuple[int, int, int, int, int]:
        """How much it counts beside another of the same day: standing, nature, bound, source, confidence."""
        source = self.held.entry.source
        return (
            _STANDINGS.index(self.held.standing),
            self.figure.nature == "achieved",
            self.figure.bound == "exact",
            _TIERS.index(source.tier if source else ""),
            _CONFIDENCE.index(self.held.entry.confidence),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Part of a whole, 0 to 1 and beyond, and how far rounding leaves it open; `bound` as the source has it."""

    fraction: Decimal
    slack: Decimal
    bound: Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedShare:
    """A lower bound on a share of a whole, from figures on its parts, the latest of which is `last`."""

    fraction: Decimal
    last: PublishedFigure


@dataclass(frozen=True, kw_only=True)
class FigureBook:
    """All figures of a record at one moment of knowledge, by basis, each list in order of day."""

    words: Vocabulary
    by_basis: Mapping[str, Sequence[PublishedFigure]]
    # Sealed figures that are not opened here, by basis: they count for nothing, and what they are part of is withheld.
    withheld: Mapping[str, Sequence[Held]] = field(default_factory=dict)
    # What the movement tables show, by basis: where they show anything, that counts, and not what was published.
    booked: Booked | None = None

    @classmethod
    def of(cls, evidence: Evidence, words: Vocabulary) -> "FigureBook":
        """Return the figures of the evidence: those published as such, and the lines of declarations."""
        by_basis: dict[str, list[PublishedFigure]] = {}
        for found in (*_figures(evidence, words), *_lines(evidence, words)):
            by_basis.setdefault(found.basis, []).append(found)
        for figures in by_basis.values():
            figures.sort(key=lambda f: (f.on, f.weight, f.index))
        return cls(words=words, by_basis=by_basis, withheld=withheld_figures(evidence, words))

    def with_book(
        self, totals: Iterable[Total], entries: Iterable[Entry[object]], targets: Mapping[str, frozenset[Target]]
    ) -> "FigureBook":
        """Return these figures beside what the tables of the book add up to; `targets` are what is owed, by basis."""
        shown = Booked.of(totals, self.words, entries=entries, targets=targets, published_whole=self._published_whole)
        return replace(self, booked=shown)

    def _published_whole(self, subject: str, day: date) -> int | None:
        """Return what was published as declared of a subject by a day: grams, or a count."""
        found = self.published(f"{DECLARED}/{subject}", day)
        amount = found.figure.amount if found is not None else None
        if amount is None or amount.amount is None:
            return None
        return int(amount.amount) if amount.grams is None else amount.grams

    @cached_property
    def _factual(self) -> Mapping[str, Sequence[PublishedFigure]]:
        return {basis: [f for f in figures if f.factual] for basis, figures in self.by_basis.items()}

    def factual(self, basis: str, as_of: date) -> Sequence[PublishedFigure]:
        """Return the figures on a basis that say what was so by `as_of`, in order of day."""
        figures = self._factual.get(basis, ())
        return figures[: bisect_right(figures, as_of, key=lambda f: f.on)]

    def counting(
        self, basis: str, as_of: date, confirmed_by: frozenset[str] = frozenset()
    ) -> Sequence[PublishedFigure]:
        """Return the figures on a basis that count as of a day, in order of day: the book's, or those published.

        Of the book only what one of `confirmed_by` confirmed, where they are named and it has anything of that.
        """
        series = self._booked(basis, confirmed_by)
        shown = [_told(series, place) for place in series.places(as_of)] if series is not None else []
        return shown or self.factual(basis, as_of)

    def _booked(self, basis: str, confirmed_by: frozenset[str] = frozenset()) -> BookedSeries | None:
        return None if self.booked is None else self.booked.series(basis, confirmed_by)

    def in_book(self, basis: str, as_of: date) -> PublishedFigure | None:
        """Return what the tables of the book show on a basis as of a day; None where they show nothing of it."""
        return _last(self._booked(basis), as_of)

    def at(self, basis: str, as_of: date) -> PublishedFigure | None:
        """Return what counts on a basis as of a day: what the book shows, or else what was `published` last."""
        return self.in_book(basis, as_of) or self.published(basis, as_of)

    def published(self, basis: str, as_of: date) -> PublishedFigure | None:
        """Return the latest published figure on a basis as of a day, and of one day the weightiest."""
        # Asked once for a figure: it must not copy all of them each time.
        figures = self._factual.get(basis, ())
        place = bisect_right(figures, as_of, key=lambda f: f.on)
        return figures[place - 1] if place else None

    def after(self, basis: str, day: date) -> PublishedFigure | None:
        """Return the first figure on a basis after a day: of the book, where it has the basis."""
        series = self._booked(basis)
        if series is not None:
            place = series.at(day)
            following = 0 if place is None else place + 1
            return _told(series, following) if following < len(series.days) else None
        figures = self._factual.get(basis, ())
        place = bisect_right(figures, day, key=lambda f: f.on)
        return figures[place] if place < len(figures) else None

    def share(self, found: PublishedFigure) -> Share | None:
        """Return the fraction that a figure states or implies, or None where nothing gives a whole.

        The printed percentage counts first; then the amount over the whole printed beside it; then the
        amount over the latest declared whole of the same day or before.
        """
        figure = found.figure
        if figure.percent is not None:
            return share_of_percent(figure.percent, figure.bound)
        whole, bound = (figure.of, figure.bound) if figure.of else self._declared_whole(found)
        if figure.amount is None or whole is None:
            return None
        ratio = ratio_of(figure.amount, whole)
        return None if ratio is None else Share(fraction=ratio, slack=Decimal(0), bound=bound)

    def derived(self, basis: str, as_of: date) -> DerivedShare | None:
        """Return what part of a whole its parts show at least, for a basis that has no figure of its own by then.

        Each part counts with its own share of its declared amount; parts without figures count as nothing,
        so that the result is a lower bound. Of several divisions the one that shows most is taken. Where any part
        is withheld there is none: see `withheld_for`.
        """
        if self.withheld_for(basis, as_of) is not None:
            return None
        words = self.words.basis_by_id[basis]
        whole = self._declared(words.subject, as_of)
        found = [
            self._of_parts(words.disposition, division, whole, as_of)
            for division in self.words.subject_by_id[words.subject].parts
        ]
        return max((f for f in found if f is not None), key=lambda f: f.fraction, default=None)

    def withheld_for(self, basis: str, as_of: date) -> Held | None:
        """Return what withholds a basis that has no figure of its own by then: the last withheld one on it or a part.

        A part is withheld where the latest figure on it is. The sum of the others would be a wrong total, or give the
        missing one away.
        """
        words = self.words.basis_by_id[basis]
        divisions = self.words.subject_by_id[words.subject].parts
        parts = [f"{words.disposition}/{subject}" for division in divisions for subject in division]
        found = [held for part in (basis, *parts) if (held := self._last_withheld(part, as_of)) is not None]
        return max(found, key=lambda held: (held.span.latest, held.index), default=None)

    def _last_withheld(self, basis: str, as_of: date) -> Held | None:
        """Return the withheld figure that is the latest on a basis, if one is."""
        last = self.at(basis, as_of)
        if last is not None and is_withheld(last.figure):
            return last.held
        days = [held for held in self.withheld.get(basis, ()) if held.span.latest <= as_of]
        return days[-1] if days and (last is None or last.on <= days[-1].span.latest) else None

    def _of_parts(
        self, disposition: str, division: Sequence[str], whole: Quantity | None, as_of: date
    ) -> DerivedShare | None:
        parts = [(subject, self.at(f"{disposition}/{subject}", as_of)) for subject in division]
        shown = [(self._declared(subject, as_of), part) for subject, part in parts if part is not None]
        if whole is None or not shown:
            return None
        shares = [(ratio_of(declared, whole), self.share(part)) for declared, part in shown if declared is not None]
        fraction = sum((r * s.fraction for r, s in shares if r is not None and s is not None), Decimal(0))
        last = max((part for _, part in shown), key=lambda part: part.on)
        return DerivedShare(fraction=fraction, last=last) if fraction else None

    def _declared(self, subject: str, as_of: date) -> Quantity | None:
        found = self.at(f"{DECLARED}/{subject}", as_of)
        return found.figure.amount if found is not None else None

    def _whole_in_book(self, subject: str, day: date) -> PublishedFigure | None:
        """Return what had entered the book of a subject by a day: also where the case has no basis of that."""
        return None if self.booked is None else _last(self.booked.whole(subject), day)

    def _declared_whole(self, found: PublishedFigure) -> tuple[Quantity | None, Bound]:
        """Return the declared whole, and the bound that the share of it then has."""
        subject = self.words.basis_by_id[found.basis].subject
        declared = self.at(f"{DECLARED}/{subject}", found.on) or self._whole_in_book(subject, found.on)
        if declared is None or declared.basis == found.basis:
            return None, found.figure.bound
        return declared.figure.amount, _bound_of_ratio(found.figure.bound, declared.figure.bound)


def _told(series: BookedSeries, place: int) -> PublishedFigure:
    held, figure = series.held(place)
    return PublishedFigure(held=held, figure=figure, booked=True)


def _last(series: BookedSeries | None, day: date) -> PublishedFigure | None:
    place = None if series is None else series.at(day)
    return None if series is None or place is None else _told(series, place)


def _bound_of_ratio(part: Bound, whole: Bound) -> Bound:
    """Return the bound of part over whole: a whole of at least so much makes a share of at most so much."""
    inverse: dict[Bound, Bound] = {"exact": "exact", "at_least": "at_most", "at_most": "at_least", "about": "about"}
    bounds = {part, inverse[whole]} - {"exact"}
    return bounds.pop() if len(bounds) == 1 else ("about" if bounds else "exact")


def share_of_percent(percent: Decimal, bound: Bound) -> Share:
    """Return a printed percentage as a fraction; its slack is half of the last printed digit."""
    exponent = percent.as_tuple().exponent
    assert isinstance(exponent, int), "percentages are finite"
    return Share(fraction=percent / 100, slack=Decimal(5).scaleb(exponent - 3), bound=bound)


def ratio_of(part: Quantity, whole: Quantity) -> Decimal | None:
    """Return part over whole in like units, or None where they cannot be compared."""
    if part.amount is None or whole.amount is None or not whole.amount:
        return None
    if part.grams is not None and whole.grams is not None:
        return Decimal(part.grams) / Decimal(whole.grams) if whole.grams else None
    return part.amount / whole.amount if part.unit == whole.unit else None


def _figures(evidence: Evidence, words: Vocabulary) -> Iterable[PublishedFigure]:
    for held in evidence.of_kind("figure", words):
        assert isinstance(held.body, Figure), "entries are typed by kind"
        yield PublishedFigure(held=held, figure=held.body)


def _lines(evidence: Evidence, words: Vocabulary) -> Iterable[PublishedFigure]:
    """Yield declared lines as totals: a supplement adds to what was declared before, the rest replaces it.

    A supplement to something of which no line was declared gives no total. After a declaration that is withheld, the
    total that a supplement makes is withheld as well: the other may have declared of the same.
    """
    totals: dict[str, DeclaredLine] = {}
    hidden = first_withheld(evidence, words, "declaration")
    for held in sorted(evidence.of_kind("declaration", words), key=lambda h: (h.span.latest, h.index)):
        body = held.body
        assert isinstance(body, Declaration), "entries are typed by kind"
        for line in body.lines if not held.withdrawn else ():
            adds = body.declaration == "supplement"
            if adds and line.basis not in totals:
                continue
            total = _added(totals[line.basis], line) if adds else line
            if adds and hidden is not None and hidden < (held.span.latest, held.index):
                quantity = Quantity(unit=line.quantity.unit, absence=Absence.WITHHELD)
                total = DeclaredLine(basis=line.basis, quantity=quantity)
            totals[line.basis] = total
            figure = Figure(basis=line.basis, amount=total.quantity, bound=total.bound)
            yield PublishedFigure(held=held, figure=figure)


def _added(before: DeclaredLine, more: DeclaredLine) -> DeclaredLine:
    """Return the total after a supplement: bounded as either is, and absent where either amount is."""
    bound = before.bound if more.bound == "exact" else more.bound
    return DeclaredLine(basis=more.basis, quantity=_sum(before.quantity, more.quantity), bound=bound)


def _sum(one: Quantity, other: Quantity) -> Quantity:
    absent = next((q for q in (one, other) if q.amount is None), None)
    if absent is not None:
        return absent
    if one.unit == other.unit and one.amount is not None and other.amount is not None:
        return Quantity(unit=one.unit, amount=one.amount + other.amount)
    if one.grams is not None and other.grams is not None:
        return Quantity(unit="gram", amount=Decimal(one.grams + other.grams))
    return Quantity(unit=one.unit, absence=Absence.UNKNOWN)

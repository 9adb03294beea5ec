"""What the book shows on each basis, as figures: how much had come into a disposition by any day.

A book of fifty million rows changes every day. It is kept as running totals, of which only those become figures that
somebody asks for: the end of each month, the days on which a target is reached, and the day that is asked about.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from proverka.book.totals import Total
from proverka.inventory.standing import Held, Standing
from proverka.model.entry import Entry
from proverka.model.quantity import GRAMS_IN, Quantity
from proverka.model.span import Span
from proverka.model.submission import Figure
from proverka.model.vocabulary import Vocabulary

DECLARED = "declared"

# Amounts in these units are whole grams shifted by so many digits; any other mass is told in grams.
_DIGITS = {"tonne": 6, "kilogram": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What somebody owes on a basis: a fraction of the whole that was declared, or an amount in grams or items."""

    fraction: Decimal | None = None
    amount: int | None = None


@dataclass(frozen=True, kw_only=True)
class BookedSeries:
    """Running totals on one basis, by day: grams, or items; `entries` say the last of each.

    One series is of all rows that nobody contests, and one of those that are verified, whose entries are the ones that
    verify them.
    """

    basis: str
    unit: str
    standing: Standing
    days: Sequence[date]
    amounts: Sequence[int]
    entries: Sequence[Entry[object]]
    targets: frozenset[Target]
    whole: Callable[[date], int | None]

    def amount(self, day: date) -> int | None:
        """Return the total by the end of a day, or None before the first change."""
        place = self.at(day)
        return None if place is None else self.amounts[place]

    def at(self, day: date) -> int | None:
        """Return the place in the series of the last change by a day, or None before the first."""
        place = bisect_right(self.days, day)
        return place - 1 if place else None

    @cached_property
    def told(self) -> Sequence[int]:
        """The places that become figures whatever is asked: ends of months, and where targets are reached."""
        months = {(day.year, day.month): place for place, day in enumerate(self.days)}
        reached = (self._reached(target) for target in self.targets)
        return sorted({*months.values(), *(place for place in reached if place is not None)})

    def _reached(self, target: Target) -> int | None:
        if target.amount is not None:
            return next((n for n, amount in enumerate(self.amounts) if amount >= target.amount), None)
        assert target.fraction is not None, "a target has the one or the other"
        part = Fraction(target.fraction)
        wholes = map(self.whole, self.days)
        return next(
            (
                place
                for place, (amount, whole) in enumerate(zip(self.amounts, wholes, strict=True))
                if whole and amount * part.denominator >= part.numerator * whole
            ),
            None,
        )

    def places(self, as_of: date) -> Sequence[int]:
        """Return the places that become figures as of a day: those told anyhow by then, and the last one."""
        last = self.at(as_of)
        if last is None:
            return ()
        told = self.told[: bisect_right(self.told, last)]
        return told if told and told[-1] == last else (*told, last)

    def held(self, place: int) -> tuple[Held, Figure]:
        """Return the figure at a place, with the entry that carries it."""
        amount = self.amounts[place]
        digits = _DIGITS.get(self.unit, 0)
        unit = self.unit if digits or self.unit not in GRAMS_IN else "gram"
        # More may have been taken back than was ever said: nothing is left then, and the book tells why.
        exact = Decimal(max(amount, 0)).scaleb(-digits)
        whole = exact.to_integral_value()
        quantity = Quantity(unit=unit, amount=whole if exact == whole else exact.normalize())
        figure = Figure(basis=self.basis, amount=quantity, nature="derived")
        span = Span(self.days[place], self.days[place])
        return Held(entry=self.entries[place], body=figure, span=span, standing=self.standing), figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What the book shows: the series on each basis of which it has anything, and what of each subject was declared.

    `by_basis` has the series of rows that nobody contests, then that of verified ones. `wholes` are by subject, whether
    the case has a basis of that or not.
    """

    by_basis: Mapping[str, Sequence[BookedSeries]] = field(default_factory=dict)
    wholes: Mapping[str, BookedSeries] = field(default_factory=dict)


def booked(
    totals: Iterable[Total],
    words: Vocabulary,
    *,
    entry_of: Callable[[int], Entry[object]],
    targets: Mapping[str, frozenset[Target]],
    published_whole: Callable[[str, date], int | None],
) -> Booked:
    """Return the series that the changes of every day add up to.

    A basis on what was declared is about all that entered the book. A subject with parts has what its parts have.
    `entry_of` gives an entry by its index; `published_whole` what was declared of a subject by a day, in grams or
    items, where the book does not say it.
    """
    changes = _by_account(totals, words)
    wholes: dict[str, BookedSeries] = {}

    def series_of(basis: str, disposition: str | None, subject: str) -> tuple[BookedSeries, ...]:
        of = changes.get((disposition, subject), {})
        made = (
            BookedSeries(
                basis=basis,
                unit=words.subject_by_id[subject].unit,
                standing=standing,
                days=list(steps),
                amounts=_running(step.verified if standing == "verified" else step.claimed for step in steps.values()),
                entries=[entry_of(_entry(step, standing)) for step in steps.values()],
                targets=targets.get(basis, frozenset()),
                whole=lambda day: wholes[subject].amount(day) if subject in wholes else published_whole(subject, day),
            )
            for standing, steps in _by_standing(of)
        )
        return tuple(one for one in made if one.days)

    for subject in words.subject_by_id:
        for whole in series_of(f"{DECLARED}/{subject}", None, subject)[:1]:
            wholes[subject] = whole
    found = {
        basis.id: series_of(basis.id, None if basis.disposition == DECLARED else basis.disposition, basis.subject)
        for basis in words.bases
    }
    return Booked(by_basis={basis: series for basis, series in found.items() if series}, wholes=wholes)


def _by_standing(of: Mapping[date, Total]) -> Iterator[tuple[Standing, Mapping[date, Total]]]:
    """Yield the changes of a basis in order of day: all that nobody contests, then those of them that are verified."""
    ordered = dict(sorted(of.items()))
    yield "claimed", ordered
    yield "verified", {day: change for day, change in ordered.items() if change.verified_by is not None}


def _entry(change: Total, standing: Standing) -> int:
    return change.verified_by if standing == "verified" and change.verified_by is not None else change.entry


def _running(changes: Iterable[int]) -> list[int]:
    total, found = 0, []
    for change in changes:
        total += change
        found.append(total)
    return found


def _by_account(totals: Iterable[Total], words: Vocabulary) -> Mapping[tuple[str | None, str], Mapping[date, Total]]:
    """Return what came on each day, by disposition and subject: of a subject, and of all whose part it is."""
    wholes = _wholes(words)
    found: dict[tuple[str | None, str], dict[date, Total]] = {}
    for one in totals:
        for subject in (one.subject, *wholes.get(one.subject, ())):
            of = found.setdefault((one.disposition, subject), {})
            before = of.get(one.day)
            of[one.day] = one if before is None else _added(before, one)
    return found


def _added(one: Total, other: Total) -> Total:
    verifiers = [t.verified_by for t in (one, other) if t.verified_by is not None]
    return Total(
        disposition=one.disposition,
        subject=one.subject,
        day=one.day,
        claimed=one.claimed + other.claimed,
        verified=one.verified + other.verified,
        entry=max(one.entry, other.entry),
        verified_by=max(verifiers, default=None),
    )


def _wholes(words: Vocabulary) -> Mapping[str, frozenset[str]]:
    """Return for each subject those of which it is a part, directly or through others."""
    above: dict[str, set[str]] = {}
    for subject in words.subjects:
        for division in subject.parts:
            for part in division:
                above.setdefault(part, set()).add(subject.id)

    def all_above(subject: str) -> frozenset[str]:
        found = set(above.get(subject, ()))
        for one in tuple(found):
            found |= all_above(one)
        return frozenset(found)

    return {subject: all_above(subject) for subject in above}

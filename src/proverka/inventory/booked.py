"""What the book shows on each basis, as figures: how much had come into a disposition by any day.

A book of fifty million rows changes every day. It is kept as running totals, of which only those become figures that
somebody asks for: the end of each month, the days on which a target is reached, and the day that is asked about.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from operator import and_

from proverka.book import Total
from proverka.inventory.standing import Held, Standing
from proverka.model.entry import Entry
from proverka.model.quantity import GRAMS_IN, Quantity
from proverka.model.span import Span
from proverka.model.submission import Figure
from proverka.model.vocabulary import Basis, Vocabulary

DECLARED = "declared"
# Dispositions whose amounts rise and fall: what came into them is not what is there.
HELD_FOR_A_TIME = frozenset({"open", "remaining", "suspected", "stored"})

# Amounts in these units are whole grams shifted by so many digits; any other mass is told in grams.
_DIGITS = {"tonne": 6, "kilogram": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What somebody owes on a basis: a fraction of the whole that was declared, or an amount in grams or items."""

    fraction: Decimal | None = None
    amount: int | None = None


@dataclass(frozen=True, kw_only=True)
class BookedSeries:
    """Running totals on one basis, by day: grams, or items; `entries` are the last that any of each rests on.

    `standings` say whether all of each stands as verified.
    """

    basis: str
    unit: str
    days: Sequence[date]
    amounts: Sequence[int]
    entries: Sequence[Entry[object]]
    standings: Sequence[Standing]
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
        digits = _DIGITS.get(self.unit, 0)
        unit = self.unit if digits or self.unit not in GRAMS_IN else "gram"
        exact = Decimal(self.amounts[place]).scaleb(-digits)
        whole = exact.to_integral_value()
        quantity = Quantity(unit=unit, amount=whole if exact == whole else exact.normalize())
        figure = Figure(basis=self.basis, amount=quantity, nature="derived")
        span = Span(self.days[place], self.days[place])
        return Held(entry=self.entries[place], body=figure, span=span, standing=self.standings[place]), figure


@dataclass(frozen=True, kw_only=True)
class Booked:
    """What the book shows: the series on each basis of which it has anything, and what of each subject was declared.

    A basis on what was declared is about all that entered the book. A subject with parts has what its parts have, and a
    basis that sums others what they have. A basis that counts down, or that is about what is held for the time being,
    is none of it: these totals only grow. `published_whole` is what was declared of a subject by a day, in grams or
    items, where the book does not say it.
    """

    words: Vocabulary
    changes: Mapping[tuple[str | None, str], Sequence[Total]] = field(default_factory=dict)
    entry_of: Mapping[int, Entry[object]] = field(default_factory=dict)
    targets: Mapping[str, frozenset[Target]] = field(default_factory=dict)
    published_whole: Callable[[str, date], int | None] = lambda _subject, _day: None
    _series: dict[tuple[str, frozenset[str]], BookedSeries | None] = field(default_factory=dict, repr=False)
    _wholes: dict[str, BookedSeries | None] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        totals: Iterable[Total],
        words: Vocabulary,
        *,
        entries: Iterable[Entry[object]],
        targets: Mapping[str, frozenset[Target]],
        published_whole: Callable[[str, date], int | None],
    ) -> "Booked":
        """Return what the changes of every day and table add up to."""
        return cls(
            words=words,
            changes=_by_account(totals, words),
            entry_of={entry.index: entry for entry in entries},
            targets=targets,
            published_whole=published_whole,
        )

    @cached_property
    def bases(self) -> Sequence[str]:
        """The bases of which the book has anything, by id."""
        return [basis.id for basis in self.words.bases if self._of(basis)]

    def series(self, basis: str, confirmed_by: frozenset[str] = frozenset()) -> BookedSeries | None:
        """Return the series on a basis of all that nobody contests, or only of what one of these parties confirmed.

        Who acts in the name of one of them confirms for it. None where there is nothing.
        """
        asked = (basis, confirmed_by)
        if asked not in self._series:
            words = self.words.basis_by_id.get(basis)
            made = None if words is None else self._made(basis, words.subject, self._of(words), confirmed_by)
            self._series[asked] = made
        return self._series[asked]

    def whole(self, subject: str) -> BookedSeries | None:
        """Return the series of all that entered the book of a subject, whether the case has a basis of it or not."""
        if subject not in self._wholes:
            declared = self.changes.get((None, subject), ())
            self._wholes[subject] = self._made(f"{DECLARED}/{subject}", subject, declared, frozenset())
        return self._wholes[subject]

    def _of(self, basis: Basis) -> Sequence[Total]:
        if basis.closing or basis.disposition in HELD_FOR_A_TIME:
            return ()
        if basis.sums:
            parts = [self._of(self.words.basis_by_id[part]) for part in basis.sums]
            return [total for part in parts for total in part] if all(parts) else ()
        disposition = None if basis.disposition == DECLARED else basis.disposition
        return self.changes.get((disposition, basis.subject), ())

    def _made(
        self, basis: str, subject: str, changes: Sequence[Total], confirmed_by: frozenset[str]
    ) -> BookedSeries | None:
        days: dict[date, _Day] = {}
        for total in sorted(changes, key=lambda one: (one.day, one.entry)):
            entry = self._entry(total, confirmed_by)
            if entry is not None:
                day = days.setdefault(total.day, _Day())
                day.amount += total.amount
                day.entry = max(day.entry, entry)
                day.verified = day.verified and total.standing == "verified"
        if not days:
            return None
        return BookedSeries(
            basis=basis,
            unit=self.words.subject_by_id[subject].unit,
            days=list(days),
            amounts=list(accumulate(day.amount for day in days.values())),
            entries=[self.entry_of[day.entry] for day in days.values()],
            standings=[
                "verified" if verified else "claimed"
                for verified in accumulate((day.verified for day in days.values()), and_)
            ],
            targets=self.targets.get(basis, frozenset()),
            whole=self._whole_on(subject),
        )

    def _entry(self, total: Total, confirmed_by: frozenset[str]) -> int | None:
        """Return the entry for which a change counts: of its table, or where a party has to confirm it, of that one."""
        if not confirmed_by:
            return total.entry
        acts_for = self.words.acts_for
        entries = (
            entry
            for party, entry in total.confirmed.items()
            if any(acts_for(party, principal) for principal in confirmed_by)
        )
        return max(entries, default=None)

    def _whole_on(self, subject: str) -> Callable[[date], int | None]:
        def whole(day: date) -> int | None:
            series = self.whole(subject)
            return self.published_whole(subject, day) if series is None else series.amount(day)

        return whole


@dataclass(slots=True)
class _Day:
    """What came on one day: how much, the last entry that it rests on, and whether all of it is verified."""

    amount: int = 0
    entry: int = -1
    verified: bool = True


def _by_account(totals: Iterable[Total], words: Vocabulary) -> Mapping[tuple[str | None, str], Sequence[Total]]:
    """Return what came, by disposition and subject: of a subject, and of all whose part it is and that count alike."""
    wholes = _wholes(words)
    found: dict[tuple[str | None, str], list[Total]] = {}
    for one in totals:
        for subject in (one.subject, *wholes.get(one.subject, ())):
            found.setdefault((one.disposition, subject), []).append(one)
    return found


def _wholes(words: Vocabulary) -> Mapping[str, frozenset[str]]:
    """Return for each subject those of which it is a part, directly or through others, and that are counted like it."""
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

    def unit(subject: str) -> str:
        named = words.subject_by_id[subject].unit
        return "gram" if named in GRAMS_IN else named

    # A subject that no case declares may stand in a table that nobody checked; it is a part of nothing.
    return {part: frozenset(whole for whole in all_above(part) if unit(whole) == unit(part)) for part in above}

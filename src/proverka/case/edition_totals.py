"""The figures and movements of a case as values in linear relations: which totals an edition must leave out.

Every number on a basis and a date is taken to tell how much there was, whatever its bound and its nature: `at least 10`
and an estimate of 10 show the same digits as 10. So do an amount, a line of any declaration, and a percentage once its
whole is known: the amount printed beside it, or what was last declared of the subject.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from proverka.case.figures_told import Sight, Told, numbers_of
from proverka.case.movements_told import FigureDates, Moved, changes, moved_of
from proverka.inventory.booked import DECLARED
from proverka.inventory.standing import Evidence
from proverka.inventory.suppression import Relation, Relations, Share, suppression
from proverka.model.entry import Entry
from proverka.model.span import Span
from proverka.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Entries, by index: those whose openings are left out, and withheld ones that follow from others all the same."""

    suppressed: frozenset[int]
    revealed: frozenset[int]


def left_out(entries: Iterable[Entry[object]], words: Vocabulary, sealed: Mapping[int, Sight]) -> LeftOut:
    """Return what of an edition gives away a number that is closed to its readers.

    `sealed` says of each sealed entry which of its members they see. Each number counts on its basis and its date: a
    whole of a subject is the sum of every division into parts, a basis that sums others is their sum, a percentage is
    of what was declared of its subject, and between two figures on a basis lies what was moved meanwhile.
    """
    if not sealed:
        return LeftOut(suppressed=frozenset(), revealed=frozenset())  # where all is in clear, nothing is closed
    held = tuple(entries)
    evidence = Evidence.of(held)
    told = [t for entry in held for t in numbers_of(entry, evidence.held(entry, words), sealed.get(entry.index))]
    every = (moved_of(evidence.held(entry, words), sealed.get(entry.index)) for entry in held)
    moved = [one for one in every if one is not None]
    values = _Values(words=words, declared=_declared(told), moved=moved, dates=_dates(told))
    telling = {one.index for one in told if one.kind == "amount" and one.seen}
    for one in told:
        values.add(one, amount_seen=one.index in telling)
    for movement in moved:
        values.add_moved(movement)
    if not values.hidden:
        return LeftOut(suppressed=frozenset(), revealed=frozenset())
    found = suppression(
        values.relations(),
        shown=values.shown,
        withheld=values.hidden,
        removable=set(values.shown) - values.fixed,
        zeros=values.zeros,
    )
    return LeftOut(
        suppressed=_entries(found.suppressed, values.shown), revealed=_entries(found.revealed, values.hidden)
    )


def _entries(values: Iterable[str], holding: Mapping[str, set[int]]) -> frozenset[int]:
    return frozenset(index for value in values for index in holding[value])


def _declared(told: Iterable[Told]) -> dict[str, set[Span]]:
    found: dict[str, set[Span]] = {}
    for one in told:
        if one.kind == "amount" and one.basis.startswith(f"{DECLARED}/"):
            found.setdefault(one.basis, set()).add(one.span)
    return found


def _dates(told: Iterable[Told]) -> dict[str, set[Span]]:
    found: dict[str, set[Span]] = {}
    for one in told:
        found.setdefault(one.basis, set()).add(one.span)
    return found


@dataclass(slots=True, kw_only=True)
class _Values:
    """The values of a case by name, with the entries that tell them to the readers and those that hide them.

    `fixed` are those that stand somewhere in clear; `zeros` those shown to be zero.
    """

    words: Vocabulary
    declared: Mapping[str, set[Span]]
    moved: Sequence[Moved]
    dates: Mapping[str, set[Span]]
    shown: dict[str, set[int]] = field(default_factory=dict)
    hidden: dict[str, set[int]] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    zeros: set[str] = field(default_factory=set)
    shares: list[Share] = field(default_factory=list)

    def add(self, one: Told, *, amount_seen: bool) -> None:
        """Add what a number tells its readers, or hides from them; `amount_seen` says whether its entry shows one."""
        amount, percent = _name(one.basis, one.span), _name(f"%{one.basis}", one.span)
        wholes = self._wholes(one.basis, one.span)
        if one.kind == "amount":
            self._put(amount, one)
        elif one.kind == "percent":
            self._put(percent, one)
            self.shares += [Share(name=percent, part=amount, whole=w, fraction=one.value or _ZERO) for w in wholes]
            # A percentage of nothing known, of a declared total itself or of nothing at all, tells how much there is.
            if (one.seen and (not wholes or one.value == 0)) or not (one.seen or amount_seen):
                self._put(amount, one)
        elif one.seen:
            for whole in wholes:
                self._put(whole, one)

    def add_moved(self, one: Moved) -> None:
        """Add what a movement tells its readers, or hides from them."""
        if one.told:
            (self.shown if one.seen else self.hidden).setdefault(one.name, set()).add(one.index)
            if one.seen and not one.removable:
                self.fixed.add(one.name)

    def _put(self, name: str, one: Told) -> None:
        (self.shown if one.seen else self.hidden).setdefault(name, set()).add(one.index)
        if one.seen and not one.removable:
            self.fixed.add(name)
        if one.seen and one.value == 0:
            self.zeros.add(name)

    def _wholes(self, basis: str, span: Span) -> list[str]:
        """Return what a percentage on a basis is of: the last declared by then, or else the first after it.

        Where nothing was declared it is a value of its own on that date, which an amount printed beside may tell.
        """
        known = self.words.basis_by_id.get(basis)
        whole = f"{DECLARED}/{known.subject}" if known else basis
        if whole == basis:
            return []
        spans = self.declared.get(whole, set())
        before = {s.latest for s in spans if s.latest <= span.latest}
        day = max(before) if before else min((s.latest for s in spans), default=None)
        return [_name(whole, s) for s in spans if s.latest == day] or [_name(whole, span)]

    def _figure_dates(self) -> dict[str, FigureDates]:
        """Return the dates on each basis on which a figure tells how much there was, and those on which one is hidden.

        A percentage tells it where its whole is shown.
        """
        by_percent = {s.part for s in self.shares if s.name in self.shown and s.whole in self.shown}
        found: dict[str, FigureDates] = {}
        for basis, spans in self.dates.items():
            telling = {span for span in spans if _name(basis, span) in self.shown or _name(basis, span) in by_percent}
            hidden = {span for span in spans if _name(basis, span) in self.hidden} - telling
            found[basis] = FigureDates(telling=frozenset(telling), hidden=frozenset(hidden))
        return found

    def relations(self) -> Relations:
        """Return what ties the values of the dates on which something is hidden, and of dates tied to those."""
        between = [*changes(self.words, self._figure_dates(), self.moved)]
        moved = {one.name for one in self.moved}
        dates = {_date(name) for name in self.hidden if name not in moved}
        dates |= {day for change in between if change.moved & self.hidden.keys() for day in change.days}
        tied = {frozenset({_date(s.part), _date(s.whole)}) for s in self.shares} | {c.days for c in between}
        while more := {day for days in tied if days & dates for day in days} - dates:
            dates |= more
        sums = [relation for day in sorted(dates) for relation in relations(self.words, day)]
        sums += [relation for change in between if change.days & dates for relation in change.sums]
        shares = sorted({s for s in self.shares if _date(s.part) in dates}, key=lambda s: (s.part, s.whole, s.fraction))
        return Relations(sums=sums, shares=shares)


_ZERO = Fraction(0)


def _name(basis: str, span: Span) -> str:
    return f"{span} {basis}"


def _date(value: str) -> str:
    return value.partition(" ")[0]


def relations(words: Vocabulary, day: str) -> Iterator[Relation]:
    """Yield every sum that the words of a case state, between figures of one date."""
    by_subject = {(basis.disposition, basis.subject): basis.id for basis in words.bases}
    for basis in words.bases:
        for division in words.subject_by_id[basis.subject].parts:
            parts = [by_subject.get((basis.disposition, part)) for part in division]
            known = [part for part in parts if part is not None]
            if known and len(known) == len(division):
                yield _relation(basis.id, known, day)
        if basis.sums:
            yield _relation(basis.id, basis.sums, day)


def _relation(whole: str, parts: Iterable[str], day: str) -> Relation:
    return Relation(whole=f"{day} {whole}", parts=tuple(f"{day} {part}" for part in parts))

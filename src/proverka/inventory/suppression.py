"""Which withheld values would follow from those that are shown, and which totals to suppress so that none does.

Values stand in exact linear relations: a whole is the sum of its parts. Whoever sees a whole and all parts but one
knows that one. What follows is found by elimination over the rationals, so that nothing depends on rounding or on the
order in which totals are published; and a whole of zero shows that every part is zero. A percentage that is shown
ties two values in the same way, and two values show the percentage that one is of the other. What follows only roughly,
as a bound, is not looked for.

Finding the smallest set of totals to suppress is hard in general (Kelly, Golden, Assad 1992, for tables). Here one
withheld value that follows is looked at after another; of the shown values that it follows from, that is taken without
which fewest follow, until it does not. In the end every one that was not needed is put back, so that none of the set
can be shown: it is irreducible, and need not be the smallest.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A whole is the sum of its parts; each is the name of a value."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One value is a fraction of another, where `name`, the percentage as a value of its own, is known.

    `fraction` is what it is, as far as whoever suppresses knows: it is asked only where the percentage is shown.
    """

    name: str
    part: str
    whole: str
    fraction: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """All that ties the values to each other."""

    sums: Sequence[Relation]
    shares: Sequence[Share] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """The shown values to suppress, and the withheld ones that follow all the same from what cannot be suppressed."""

    suppressed: tuple[str, ...]
    revealed: tuple[str, ...]


def suppression(
    relations: Relations,
    *,
    shown: Collection[str],
    withheld: Collection[str],
    removable: Collection[str],
    zeros: Collection[str] = (),
) -> Suppression:
    """Return which of the `removable` values to suppress so that as few of the `withheld` as possible follow.

    `shown` are the values that a reader has, `zeros` those of them that are zero. A value that is both shown and
    withheld is taken as withheld of somebody who gives it elsewhere: it follows at once.

    A value that is left out changes what follows among those alone that nobody is shown and that hang together with it.
    So the cost is that of what hangs together, and not of all that a case has.
    """
    net = _Net.of(relations, withheld=withheld, zeros=zeros)
    visible, may = set(shown), set(removable)
    left, fixed, suppressed = net.revealed(visible), set[str](), list[str]()
    while open_ones := left - fixed:
        target = min(open_ones)
        candidates = net.beside(target, visible) & may & visible
        if not candidates:
            fixed.add(target)  # all by which it follows must stay
            continue
        best = min(candidates, key=lambda name: (*net.cost(name, visible, left), -net.ties[name], name))
        before, after = net.without(best, visible, left)
        left = (left - before) | after
        visible.remove(best)
        suppressed.append(best)
    for name in list(suppressed):
        edges, _ = net.region([name], visible)
        if net.follow(edges, visible | {name}) | ({name} & net.withheld) <= left:
            suppressed.remove(name)
            visible.add(name)
    return Suppression(suppressed=tuple(sorted(suppressed)), revealed=tuple(sorted(left)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Net:
    """Values and the relations between them; `edges` are relations and shares, by number, each with its values."""

    edges: Sequence[Relation | Share]
    values: Sequence[tuple[str, ...]]
    of_value: Mapping[str, Sequence[int]]
    ties: Mapping[str, int]
    withheld: frozenset[str]
    zeros: frozenset[str]

    @classmethod
    def of(cls, relations: Relations, *, withheld: Collection[str], zeros: Collection[str]) -> "_Net":
        edges: list[Relation | Share] = [*relations.sums, *relations.shares]
        values = [_values_of(edge) for edge in edges]
        of_value: dict[str, list[int]] = {}
        for number, names in enumerate(values):
            for name in dict.fromkeys(names):
                of_value.setdefault(name, []).append(number)
        ties = Counter(name for relation in relations.sums for name in {relation.whole, *relation.parts})
        return cls(
            edges=edges,
            values=values,
            of_value=of_value,
            ties=ties,
            withheld=frozenset(withheld),
            zeros=frozenset(zeros),
        )

    def region(self, start: Iterable[str], visible: set[str]) -> tuple[frozenset[int], set[str]]:
        """Return the relations that hang together with `start` through values not visible, and these values."""
        found, ahead, edges = set(start), list(start), set[int]()
        while ahead:
            for number in self.of_value.get(ahead.pop(), ()):
                if number not in edges:
                    edges.add(number)
                    fresh = {name for name in self.values[number] if name not in visible} - found
                    found |= fresh
                    ahead += fresh
        return frozenset(edges), found

    def follow(self, edges: Iterable[int], visible: set[str]) -> set[str]:
        """Return the withheld values that follow from the visible ones by these relations."""
        chosen = [self.edges[number] for number in sorted(edges)]
        sums = [edge for edge in chosen if isinstance(edge, Relation)]
        shares = [edge for edge in chosen if isinstance(edge, Share)]
        here = {name for number in edges for name in self.values[number]} & visible
        return set(determined(Relations(sums=sums, shares=shares), here, zeros=self.zeros & here)) & self.withheld

    def revealed(self, visible: set[str]) -> set[str]:
        """Return all withheld values that a reader of the visible ones has."""
        found, seen = self.withheld & visible, set[str]()
        for name in sorted(self.withheld - visible):
            if name not in seen:
                edges, members = self.region([name], visible)
                seen |= members
                found |= self.follow(edges, visible)
        return set(found)

    def beside(self, target: str, visible: set[str]) -> set[str]:
        """Return a value, and all that stand in relations which hang together with it."""
        edges, _ = self.region([target], visible - {target})
        return {target, *(value for number in edges for value in self.values[number])}

    def without(self, name: str, visible: set[str], left: set[str]) -> tuple[set[str], set[str]]:
        """Return what hangs together with `name` and is `left` to follow; and what follows once that is not shown."""
        rest = visible - {name}
        edges, members = self.region([name], rest)
        return left & members, self.follow(edges, rest)

    def cost(self, name: str, visible: set[str], left: set[str]) -> tuple[int, int]:
        """Return how many more values follow once `name` is not shown, and how much then hangs together.

        Of choices that hide as much the one that ties least together is better: what follows later stays apart.
        """
        before, after = self.without(name, visible, left)
        return len(after) - len(before), len(self.region([name], visible - {name})[0])


def _values_of(edge: Relation | Share) -> tuple[str, ...]:
    return (edge.whole, *edge.parts) if isinstance(edge, Relation) else (edge.name, edge.part, edge.whole)


def determined(relations: Relations, shown: Collection[str], *, zeros: Collection[str] = ()) -> frozenset[str]:
    """Return every value of the relations that is not shown and follows from those that are.

    It follows where all numbers that satisfy the relations, with the shown ones as they are, agree on it; where it
    is part of a whole that is zero, since no amount is negative; and, of a percentage, where both its values do. Of two
    percentages that are shown of one value the first counts.
    """
    known = set(shown) | _zero_parts(relations.sums, zeros)
    ties = {(share.part, share.whole): share for share in reversed(relations.shares) if share.name in known}
    amounts = {name for r in relations.sums for name in (r.whole, *r.parts)}
    amounts |= {name for share in relations.shares for name in (share.part, share.whole)}
    names = sorted(amounts - known)
    column = {name: number for number, name in enumerate(names)}
    every = ({r.whole: Fraction(-1), **dict.fromkeys(r.parts, Fraction(1))} for r in relations.sums)
    tied = ({share.part: Fraction(-1), share.whole: share.fraction} for share in ties.values())
    rows = _reduced(_row(terms, column) for terms in (*every, *tied))
    single = {next(iter(row)) for row in rows if len(row) == 1}
    known |= {name for name in names if column[name] in single}
    known |= {share.name for share in relations.shares if {share.part, share.whole} <= known}
    return frozenset(known - set(shown))


def _zero_parts(relations: Sequence[Relation], zeros: Collection[str]) -> set[str]:
    """Return the parts of wholes that are zero, and theirs in turn."""
    found, ahead = set(zeros), list(zeros)
    while ahead:
        whole = ahead.pop()
        for relation in relations:
            fresh = set(relation.parts) - found if relation.whole == whole else set()
            found |= fresh
            ahead += fresh
    return found


# A row of the homogeneous system: column of an unknown → its coefficient; what is not there is zero. The shown values
# make the right-hand side, which says what a value is and not whether it is determined.
_Row = dict[int, Fraction]


def _row(terms: Mapping[str, Fraction], column: dict[str, int]) -> _Row:
    return {column[name]: value for name, value in terms.items() if name in column and value}


def _reduced(rows: Iterable[_Row]) -> list[_Row]:
    """Return the reduced row echelon form: each row has one, in its first column, and no other row has that column.

    A value is determined exactly where a row holds nothing else: any other column of that row is free.
    """
    pivots: dict[int, _Row] = {}
    for new in rows:
        row = dict(new)
        for place in [place for place in row if place in pivots]:  # no pivot holds the column of another one
            _subtract(row, pivots[place], row[place])
        if not row:
            continue
        first = min(row)
        scale = row[first]
        row = {place: value / scale for place, value in row.items()}
        for pivot in pivots.values():
            if first in pivot:
                _subtract(pivot, row, pivot[first])
        pivots[first] = row
    return list(pivots.values())


def _subtract(row: _Row, other: _Row, factor: Fraction) -> None:
    for place, value in other.items():
        left = row.get(place, Fraction(0)) - factor * value
        if left:
            row[place] = left
        else:
            row.pop(place, None)

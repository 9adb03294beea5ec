"""Which withheld values would follow from those that are shown, and which totals to suppress so that none does.

Values stand in exact linear relations: a whole is the sum of its parts. Whoever sees a whole and all parts but one
knows that one. What follows is found by elimination over the rationals, so that nothing depends on rounding or on the
order in which totals are published; and a whole of zero shows that every part is zero. A percentage that is shown
ties two values in the same way, and two values show the percentage that one is of the other. What follows only roughly,
as a bound, is not looked for.

Finding the smallest set of totals to suppress is hard in general (Kelly, Golden, Assad 1992, for tables). Here one
total after another is taken: the one without which fewest withheld values follow. In the end every one that was not
needed is put back, so that none of the set can be shown: it is irreducible, and need not be the smallest.
"""

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
    """
    suppressed: list[str] = []
    candidates = sorted(set(removable) & set(shown))
    while candidates and _revealed(relations, shown, withheld, zeros, suppressed):
        best = min(candidates, key=lambda name: _cost(relations, shown, withheld, zeros, [*suppressed, name]))
        candidates.remove(best)
        suppressed.append(best)
    left = _revealed(relations, shown, withheld, zeros, suppressed)
    for name in list(suppressed):
        others = [other for other in suppressed if other != name]
        if _revealed(relations, shown, withheld, zeros, others) <= left:
            suppressed = others
    return Suppression(suppressed=tuple(sorted(suppressed)), revealed=tuple(sorted(left)))


def _cost(
    relations: Relations,
    shown: Collection[str],
    withheld: Collection[str],
    zeros: Collection[str],
    suppressed: Sequence[str],
) -> tuple[int, int, str]:
    """Rank a choice: by what follows after it, then by its relations, most of them first, then by its name."""
    name = suppressed[-1]
    ties = sum(name in (relation.whole, *relation.parts) for relation in relations.sums)
    return len(_revealed(relations, shown, withheld, zeros, suppressed)), -ties, name


def _revealed(
    relations: Relations,
    shown: Collection[str],
    withheld: Collection[str],
    zeros: Collection[str],
    suppressed: Collection[str],
) -> frozenset[str]:
    left = set(shown) - set(suppressed)
    known = left | determined(relations, left, zeros=set(zeros) & left)
    return frozenset(known & set(withheld))


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
        for place, pivot in pivots.items():
            if place in row:
                _subtract(row, pivot, row[place])
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

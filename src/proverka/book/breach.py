"""What does not fit in a book: a row, what was expected of it, and the row that it contradicts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from proverka.book.ledger import RowRef

BreachKind = Literal[
    "leaves-elsewhere",
    "moves-undeclared",
    "destroyed-undeclared",
    "declared-twice",
    "moves-after-its-end",
    "changes-on-the-way",
    "overdrawn",
    "container-in-two-places",
    "seal-broken",
    "seal-not-applied",
    "seal-differs",
    "sealed-twice",
    "measured-otherwise",
    "received-otherwise",
    "inventory-differs",
    "item-not-counted",
    "item-not-booked",
    "takes-back-nothing",
    "verified-taken-back",
    "amended-late",
    "row-not-confirmed",
    "no-such-row",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A row that does not follow from what the book has: which, of what, what was expected there and what was got.

    `about` is the item, the container or the subject; `before` the row that this one contradicts, where one does.
    """

    kind: BreachKind
    about: str
    at: datetime
    row: RowRef
    expected: str
    got: str
    before: RowRef | None = None


def in_order(breaches: Iterable[Breach]) -> list[Breach]:
    """Return breaches by what they are about, then by time, then by row; those that differ at all have one order.

    So the same breaches make the same list, whoever found them and in whichever order.
    """
    return sorted(breaches, key=_order)


def _order(breach: Breach) -> tuple[object, ...]:
    before = breach.before
    return (
        breach.about,
        breach.at,
        *_place(breach.row),
        breach.kind,
        breach.expected,
        breach.got,
        *(() if before is None else _place(before)),
    )


def _place(row: RowRef) -> tuple[int, str, int]:
    return row.entry, row.table, row.row

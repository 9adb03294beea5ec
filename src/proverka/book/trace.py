"""The whole way of one item, or of what was in one container, through the book."""

from dataclasses import dataclass
from datetime import datetime

from proverka.book.ledger import Ledger, RowRef, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One movement of an item: when, from where to where, in what, under which seal, and the row that says so.

    `reversal` says that the row takes back an earlier one; both are shown.
    """

    at: datetime
    subject: str
    quantity: int
    origin: str
    destination: str
    container: str
    seal: str
    measured: int | None
    uncertainty: int | None
    standing: Standing
    reversal: bool
    row: RowRef
    known_from: datetime


def trace(ledger: Ledger, item: str) -> list[Step]:
    """Return every movement of an item in order of time, with those that were taken back; none of an unknown item."""
    rows = ledger.rows(
        """
        SELECT moved_at, subject, quantity, coalesce(origin_place || ', ' || origin_disposition, ''),
               destination_place || ', ' || destination_disposition, coalesce(container, ''), coalesce(seal, ''),
               measured, uncertainty, standing, coalesce(reversal, false), known_from, segment, row
        FROM stood WHERE item = ? ORDER BY moved_at, segment, row
        """,
        [item],
    )
    names = (
        "at", "subject", "quantity", "origin", "destination", "container", "seal", "measured", "uncertainty",
        "standing", "reversal", "known_from",
    )  # fmt: skip
    return [Step(**dict(zip(names, row, strict=False)), row=ledger.row(*row[-2:])) for row in rows]


def carried_in(ledger: Ledger, container: str) -> list[str]:
    """Return the items that were ever in a container, in order of their numbers."""
    query = "SELECT DISTINCT item FROM movements WHERE container = ? AND item IS NOT NULL ORDER BY item"
    return [item for (item,) in ledger.rows(query, [container])]

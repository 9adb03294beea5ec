"""The whole way of one item through the book."""

from dataclasses import dataclass
from datetime import datetime

from proverka.book.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One movement of an item: when, from where to where, in what, under which seal, and the row that says so."""

    at: datetime
    subject: str
    quantity: int
    origin: str
    destination: str
    container: str
    seal: str
    entry: int
    row: int
    known_from: datetime


def trace(ledger: Ledger, item: str) -> list[Step]:
    """Return every movement of an item in order of time; none where the book does not know it."""
    rows = ledger.rows(
        """
        SELECT moved_at, subject, quantity, coalesce(origin_place || ', ' || origin_disposition, ''),
               destination_place || ', ' || destination_disposition, coalesce(container, ''), coalesce(seal, ''),
               entry, row, known_from
        FROM movements WHERE item = ? ORDER BY moved_at, entry, row
        """,
        [item],
    )
    names = ("at", "subject", "quantity", "origin", "destination", "container", "seal", "entry", "row", "known_from")
    return [Step(**dict(zip(names, row, strict=True))) for row in rows]

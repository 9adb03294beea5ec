"""What each account holds: as of an instant, and as known at one."""

from dataclasses import dataclass
from datetime import datetime

from proverka.book.ledger import Ledger

# Both ends of every movement: what an account gains, and what it loses. What enters the book has no origin.
LEGS = """
    SELECT destination_place AS place, destination_disposition AS disposition, subject, quantity AS change,
           moved_at, entry, row, known_from FROM movements
    UNION ALL
    SELECT origin_place, origin_disposition, subject, -quantity, moved_at, entry, row, known_from FROM movements
    WHERE origin_place IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What an account holds of a subject: grams or items, brought there and taken away."""

    place: str
    disposition: str
    subject: str
    received: int
    sent: int

    @property
    def held(self) -> int:
        """Received less sent."""
        return self.received - self.sent


def holdings(ledger: Ledger, *, as_of: datetime, known: datetime) -> list[Holding]:
    """Return what every account held before `as_of`, as known before `known`, by place, disposition and subject.

    Both are instants, and what is of that very instant does not count: for a day give the first instant after it.
    """
    rows = ledger.rows(
        f"""
        SELECT place, disposition, subject, coalesce(sum(change) FILTER (change > 0), 0),
               coalesce(-sum(change) FILTER (change < 0), 0)
        FROM ({LEGS}) WHERE moved_at < ?::TIMESTAMPTZ::TIMESTAMP AND known_from < ?::TIMESTAMPTZ
        GROUP BY ALL ORDER BY ALL
        """,  # noqa: S608
        [as_of, known],
    )
    return [
        Holding(place=place, disposition=disposition, subject=subject, received=int(received), sent=int(sent))
        for place, disposition, subject, received, sent in rows
    ]

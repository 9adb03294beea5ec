"""What each account holds: as of an instant, and as known at one."""

from dataclasses import dataclass
from datetime import datetime

from proverka.book.ledger import Ledger


def legs_of(movements: str) -> str:
    """Return the query for both ends of every row of a relation: what an account gains, and what it loses.

    What enters the book has no origin. A row that takes another back has the same legs with the other sign, so that
    every sum over legs, whichever are known, is right by adding alone.
    """
    sign = "CASE WHEN reversal THEN -quantity ELSE quantity END"
    also = "subject, moved_at, segment, row, known_from, standing"
    return f"""
    SELECT destination_place AS place, destination_disposition AS disposition, true AS gain, {sign} AS change, {also}
    FROM {movements}
    UNION ALL
    SELECT origin_place, origin_disposition, false, -({sign}), {also} FROM {movements} WHERE origin_place IS NOT NULL
"""  # noqa: S608


LEGS = legs_of("movements")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What an account holds of a subject: grams or items, brought there and taken away.

    `received_verified` and `sent_verified` are the parts of those that stand as verified.
    """

    place: str
    disposition: str
    subject: str
    received: int
    sent: int
    received_verified: int
    sent_verified: int

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
        SELECT place, disposition, subject,
               coalesce(sum(change) FILTER (gain), 0), coalesce(-sum(change) FILTER (NOT gain), 0),
               coalesce(sum(change) FILTER (gain AND standing = 'verified'), 0),
               coalesce(-sum(change) FILTER (NOT gain AND standing = 'verified'), 0)
        FROM ({legs_of("stood")}) WHERE moved_at < ?::TIMESTAMPTZ::TIMESTAMP AND known_from < ?::TIMESTAMPTZ
        GROUP BY ALL ORDER BY ALL
        """,  # noqa: S608
        [as_of, known],
    )
    return [
        Holding(
            place=place,
            disposition=disposition,
            subject=subject,
            received=int(received),
            sent=int(sent),
            received_verified=int(received_verified),
            sent_verified=int(sent_verified),
        )
        for place, disposition, subject, received, sent, received_verified, sent_verified in rows
    ]

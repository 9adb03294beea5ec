"""What each account holds: as of an instant, and as known at one."""

from dataclasses import dataclass
from datetime import datetime

from proverka.book.in_force import in_force
from proverka.book.ledger import Ledger


def changes_by(when: str, *, of: str = "in_force", also: str = "") -> str:
    """Return the query for both ends of all movements, added up by an expression of their time: what accounts gain.

    Columns: `place`, `disposition`, `subject`, `bucket` (what `when` says), those in `also`, `gain` (whether it is the
    destination) and `change`, which is below zero where it left. What enters the book has no origin.

    Rows are added up before they are parted into two ends: there are far fewer pairs of accounts than movements.
    """
    kept = f", {also}" if also else ""
    return f"""
    SELECT ends.* FROM (
        WITH sums AS MATERIALIZED (
            SELECT origin_place, origin_disposition, destination_place, destination_disposition, subject,
                   {when} AS bucket{kept}, sum(quantity) AS moved
            FROM {of} GROUP BY ALL
        )
        SELECT destination_place AS place, destination_disposition AS disposition, subject, bucket{kept}, true AS gain,
               moved AS change FROM sums
        UNION ALL
        SELECT origin_place, origin_disposition, subject, bucket{kept}, false, -moved FROM sums
        WHERE origin_place IS NOT NULL
    ) ends
"""  # noqa: S608


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
        WITH {in_force(ledger, known, of="stood")},
        asked AS NOT MATERIALIZED (SELECT * FROM in_force WHERE moved_at < $as_of::TIMESTAMPTZ::TIMESTAMP)
        SELECT place, disposition, subject,
               coalesce(sum(change) FILTER (gain), 0), coalesce(-sum(change) FILTER (NOT gain), 0),
               coalesce(sum(change) FILTER (gain AND standing = 'verified'), 0),
               coalesce(-sum(change) FILTER (NOT gain AND standing = 'verified'), 0)
        FROM ({changes_by("0", of="asked", also="standing")})
        GROUP BY ALL ORDER BY ALL
        """,  # noqa: S608
        {"as_of": as_of, "known": known},
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

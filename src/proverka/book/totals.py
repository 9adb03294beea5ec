"""How much ever came into a disposition, day by day: what figures and obligations are about."""

from dataclasses import dataclass
from datetime import date, datetime

from proverka.book.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What came into a disposition from others on one day, of one subject: grams or items.

    `disposition` is None for what entered the book. `claimed` is all that nobody contests, `verified` the part of it
    that stands as verified; either is a change, and below zero where more was taken back. `entry` is the last that has
    any of it, `verified_by` the last that verifies any.
    """

    disposition: str | None
    subject: str
    day: date
    claimed: int
    verified: int
    entry: int
    verified_by: int | None


def totals(ledger: Ledger, *, known: datetime) -> list[Total]:
    """Return what came into every disposition, as known before an instant, by disposition, subject and day.

    What moves from place to place within a disposition is in it already.
    """
    rows = ledger.rows(
        """
        WITH added AS (
            SELECT subject, moved_at::DATE AS day, segment, origin_place IS NULL AS enters, origin_disposition,
                   destination_disposition, standing,
                   sum(CASE WHEN reversal THEN -quantity ELSE quantity END) AS change
            FROM stood WHERE known_from < $known::TIMESTAMPTZ AND standing <> 'contested' GROUP BY ALL
        ),
        moved AS MATERIALIZED (SELECT a.*, s.verified_by FROM added a JOIN segment s USING (segment)),
        came AS (
            SELECT destination_disposition AS disposition, * FROM moved
            WHERE origin_disposition IS DISTINCT FROM destination_disposition
            UNION ALL SELECT NULL, * FROM moved WHERE enters
        )
        SELECT disposition, subject, day, sum(change), coalesce(sum(change) FILTER (standing = 'verified'), 0),
               max(segment), max(verified_by) FILTER (standing = 'verified')
        FROM came GROUP BY ALL ORDER BY ALL
        """,
        {"known": known},
    )
    return [
        Total(
            disposition=disposition,
            subject=subject,
            day=day,
            claimed=int(claimed),
            verified=int(verified),
            entry=ledger.segments[segment].entry,
            verified_by=verified_by,
        )
        for disposition, subject, day, claimed, verified, segment, verified_by in rows
    ]

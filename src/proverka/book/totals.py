"""How much ever came into a disposition, day by day: what figures and obligations are about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from proverka.book.in_force import in_force
from proverka.book.ledger import Ledger, Segment, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What came into a disposition from others on one day, of one subject, by one table: grams or items.

    `disposition` is None for what entered the book. Rows that somebody contests, or that were taken back, are not in
    it. `entry` signs the table, `standing` is that of the rest of its rows, `confirmed` who confirmed them, and in
    which entry.
    """

    disposition: str | None
    subject: str
    day: date
    amount: int
    entry: int
    standing: Standing = "claimed"
    confirmed: Mapping[str, int] = field(default_factory=dict)


def totals(ledger: Ledger, *, known: datetime) -> list[Total]:
    """Return what came into every disposition, as known before an instant, by disposition, subject, day and table.

    What moves from place to place within a disposition is in it already.
    """
    return totals_of(ledger.segments, sums_by_table(ledger, known=known))


# What came into a disposition, of which subject, on which day, by which segment, and how much.
TableSum = tuple[str | None, str, date, int, int]


def sums_by_table(ledger: Ledger, *, known: datetime) -> list[TableSum]:
    """Return what `totals` tells, in the same order, of each table by its number."""
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known, of="stood")},
        added AS MATERIALIZED (
            SELECT subject, moved_at::DATE AS day, segment, origin_place IS NULL AS enters, origin_disposition,
                   destination_disposition, sum(quantity) AS amount
            FROM in_force WHERE standing <> 'contested' GROUP BY ALL
        ),
        came AS (
            SELECT destination_disposition AS disposition, * FROM added
            WHERE origin_disposition IS DISTINCT FROM destination_disposition
            UNION ALL SELECT NULL, * FROM added WHERE enters
        )
        SELECT disposition, subject, day, segment, sum(amount) FROM came GROUP BY ALL ORDER BY ALL
        """,  # noqa: S608
        {"known": known},
    )
    return [(disposition, subject, day, segment, int(amount)) for disposition, subject, day, segment, amount in rows]


def totals_of(segments: Sequence[Segment], sums: Iterable[TableSum]) -> list[Total]:
    """Return sums with what the record says of their tables."""
    return [
        Total(
            disposition=disposition,
            subject=subject,
            day=day,
            amount=amount,
            entry=segments[segment].entry,
            standing=segments[segment].standing,
            confirmed=segments[segment].confirmed,
        )
        for disposition, subject, day, segment, amount in sums
    ]

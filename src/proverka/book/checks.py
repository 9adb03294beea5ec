"""What does not fit in a book: items that break their chain, and accounts that hold less than nothing at an instant."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from proverka.book.balances import LEGS
from proverka.book.ledger import Ledger

BreachKind = Literal["leaves-elsewhere", "moves-undeclared", "declared-twice", "moves-after-its-end", "overdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A row that does not follow from those before it: which, of what, where it should have been and where it was."""

    kind: BreachKind
    about: str
    at: datetime
    entry: int
    row: int
    expected: str
    got: str


def chain_breaches(ledger: Ledger, *, known: datetime, final: Collection[str] = ()) -> list[Breach]:
    """Return every movement of an item that does not begin where its last one ended, in order of item and time.

    An item enters the book once, without an origin. `final` are the dispositions that nothing leaves again.

    1. Every item and account is taken for its 64-bit hash, which sorts in half the time: chains that close so are
       closed. Two accounts of one hash would hide a breach, one chance in 2^64 for each; two items of one hash are only
       looked at more closely.
    2. The few items that are left are looked at by their names.
    """
    rows = ledger.rows(
        """
        WITH hashed AS (
            SELECT hash(item) AS item, moved_at, entry * 4294967296 + row AS place,
                   CASE WHEN origin_place IS NULL THEN 0 ELSE hash(origin_place, origin_disposition) END AS origin,
                   hash(destination_place, destination_disposition) AS destination,
                   coalesce(list_contains($final::VARCHAR[], origin_disposition), false) AS ended
            FROM movements WHERE item IS NOT NULL AND known_from < $known::TIMESTAMPTZ
        ),
        linked AS (
            SELECT item, ended, origin, coalesce(lag(destination) OVER chain, 0) AS before
            FROM hashed WINDOW chain AS (PARTITION BY item ORDER BY moved_at, place)
        ),
        suspect AS (SELECT DISTINCT item FROM linked WHERE origin <> before OR ended),
        steps AS (
            SELECT item, moved_at, entry, row, origin_place, origin_disposition,
                   lag(destination_place) OVER chain AS place, lag(destination_disposition) OVER chain AS disposition
            FROM movements
            WHERE item IS NOT NULL AND hash(item) IN (FROM suspect) AND known_from < $known::TIMESTAMPTZ
            WINDOW chain AS (PARTITION BY item ORDER BY moved_at, entry, row)
        )
        SELECT CASE
                   WHEN place IS NULL THEN 'moves-undeclared'
                   WHEN origin_place IS NULL THEN 'declared-twice'
                   WHEN list_contains($final::VARCHAR[], disposition) THEN 'moves-after-its-end'
                   ELSE 'leaves-elsewhere'
               END, item, moved_at, entry, row,
               coalesce(place || ', ' || disposition, 'outside the book'),
               coalesce(origin_place || ', ' || origin_disposition, 'outside the book')
        FROM steps
        WHERE (origin_place, origin_disposition) IS DISTINCT FROM (place, disposition)
           OR list_contains($final::VARCHAR[], disposition)
        ORDER BY item, moved_at, entry, row
        """,
        {"known": known, "final": list(final)},
    )
    return [
        Breach(kind=kind, about=item, at=at, entry=entry, row=row, expected=expected, got=got)
        for kind, item, at, entry, row, expected, got in rows
    ]


def overdrafts(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return every instant at which an account held less than nothing of a subject, with the row that took too much.

    1. A day's opening less all that left on it bounds what was held at any instant of it: where that is not negative,
       the whole day is proved.
    2. The few days that are left are looked at instant by instant; what comes and goes at one instant is one change.
    """
    rows = ledger.rows(
        f"""
        WITH legs AS (SELECT * FROM ({LEGS}) WHERE known_from < ?::TIMESTAMPTZ),
        days AS (
            SELECT place, disposition, subject, moved_at::DATE AS day, sum(change) AS change,
                   coalesce(sum(change) FILTER (change < 0), 0) AS out
            FROM legs GROUP BY ALL
        ),
        opened AS (
            SELECT *, coalesce(sum(change) OVER (
                PARTITION BY place, disposition, subject ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0) AS opening FROM days
        ),
        suspect AS (SELECT * FROM opened WHERE opening + out < 0),
        instants AS (
            SELECT l.place, l.disposition, l.subject, s.day, s.opening, l.moved_at, sum(l.change) AS change,
                   arg_min((l.entry, l.row), l.change) AS taken
            FROM legs l JOIN suspect s
              ON (l.place, l.disposition, l.subject, l.moved_at::DATE) = (s.place, s.disposition, s.subject, s.day)
            GROUP BY ALL
        ),
        running AS (
            SELECT *, opening + sum(change) OVER (
                PARTITION BY place, disposition, subject, day ORDER BY moved_at
            ) AS held FROM instants
        )
        SELECT subject, moved_at, taken[1], taken[2], place || ', ' || disposition, held
        FROM running WHERE held < 0 ORDER BY place, disposition, subject, moved_at
        """,  # noqa: S608
        [known],
    )
    return [
        Breach(
            kind="overdrawn",
            about=subject,
            at=at,
            entry=entry,
            row=row,
            expected=f"{account}: 0 or more",
            got=str(held),
        )
        for subject, at, entry, row, account, held in rows
    ]

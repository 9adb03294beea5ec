"""Accounts that hold less than nothing, and containers that are in two places, at any instant."""

from datetime import datetime

from proverka.book.balances import changes_by
from proverka.book.breach import Breach
from proverka.book.in_force import in_force
from proverka.book.ledger import Ledger


def overdrafts(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return every instant at which an account held less than nothing of a subject, with the row that took too much.

    1. A day's opening less all that left on it bounds what was held at any instant of it: where that is not negative,
       the whole day is proved.
    2. The few days that are left are looked at instant by instant; what comes and goes at one instant is one change.
    """
    ledger.rows(
        f"""
        CREATE OR REPLACE TEMP TABLE suspect AS
        WITH {in_force(ledger, known)},
        days AS (
            SELECT place, disposition, subject, bucket AS day, sum(change) AS change,
                   coalesce(-sum(change) FILTER (NOT gain), 0) AS lost
            FROM ({changes_by("moved_at::DATE")})
            WHERE {ledger.within("accounts", "place", "disposition", "subject")} GROUP BY ALL
        ),
        opened AS (
            SELECT *, coalesce(sum(change) OVER (
                PARTITION BY place, disposition, subject ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0) AS opening FROM days
        )
        SELECT place, disposition, subject, day, opening FROM opened WHERE opening < lost
        """,  # noqa: S608
        {"known": known},
    )
    if not ledger.rows("SELECT 1 FROM suspect LIMIT 1"):
        return []
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known)},
        legs AS (
            SELECT s.*, m.moved_at, quantity AS change, segment, row
            FROM in_force m JOIN suspect s
              ON (m.destination_place, m.destination_disposition, m.subject, m.moved_at::DATE)
                 = (s.place, s.disposition, s.subject, s.day)
            UNION ALL
            SELECT s.*, m.moved_at, -quantity, segment, row
            FROM in_force m JOIN suspect s
              ON (m.origin_place, m.origin_disposition, m.subject, m.moved_at::DATE)
                 = (s.place, s.disposition, s.subject, s.day)
        ),
        instants AS (
            SELECT place, disposition, subject, day, opening, moved_at, sum(change) AS change,
                   arg_min((segment, row), (change, segment, row)) AS taken
            FROM legs GROUP BY ALL
        ),
        running AS (
            SELECT *, opening + sum(change) OVER (
                PARTITION BY place, disposition, subject, day ORDER BY moved_at
            ) AS held FROM instants
        )
        SELECT subject, moved_at, taken[1], taken[2], place || ', ' || disposition, held
        FROM running WHERE held < 0 ORDER BY place, disposition, subject, moved_at
        """,  # noqa: S608
        {"known": known},
    )
    return [
        Breach(
            kind="overdrawn",
            about=subject,
            at=at,
            row=ledger.row(segment, row),
            expected=f"{account}: 0 or more",
            got=str(held),
        )
        for subject, at, segment, row, account, held in rows
    ]


def split_containers(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return every instant at which the rows of one container put it in two places, by container and time."""
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known)}
        SELECT container, moved_at, min(destination_place), max(destination_place),
               arg_min((segment, row), (destination_place, segment, row)),
               arg_max((segment, row), (destination_place, segment, row))
        FROM in_force WHERE container IS NOT NULL AND {ledger.within("containers", "container")}
        GROUP BY container, moved_at HAVING min(destination_place) <> max(destination_place)
        ORDER BY container, moved_at
        """,  # noqa: S608
        {"known": known},
    )
    return [
        Breach(
            kind="container-in-two-places",
            about=container,
            at=at,
            row=ledger.row(*second),
            expected=f"to one place: {one}",
            got=f"{one} and {other}",
            before=ledger.row(*first),
        )
        for container, at, one, other, first, second in rows
    ]

"""Accounts that hold less than nothing, and containers that are in two places, at any instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from proverka.book.balances import LEGS
from proverka.book.breach import Breach
from proverka.book.in_force import in_force
from proverka.book.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A day of an account that its bound does not prove: what the account held before it, in decimal digits.

    The sums of many tables may be larger than the integers of a message.
    """

    place: str
    disposition: str
    subject: str
    day: date
    opening: str


# Days, each with what it changed in an account and what left: those in which the account may hold less than nothing.
SUSPECT = """
    opened AS (
        SELECT *, coalesce(sum(change) OVER (
            PARTITION BY place, disposition, subject ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), 0) AS opening FROM days
    ),
    suspect AS (SELECT place, disposition, subject, day, opening FROM opened WHERE opening + out < 0)
"""

_KNOWN_LEGS = f"legs AS (SELECT * FROM ({LEGS}) WHERE known_from < $known::TIMESTAMPTZ)"  # noqa: S608

_BELOW = """
    instants AS (
        SELECT l.place, l.disposition, l.subject, s.day, s.opening, l.moved_at, sum(l.change) AS change,
               arg_min((l.segment, l.row), (l.change, l.segment, l.row)) AS taken
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
"""


def overdrafts(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return every instant at which an account held less than nothing of a subject, with the row that took too much.

    1. A day's opening less all that left on it bounds what was held at any instant of it: where that is not negative,
       the whole day is proved.
    2. The few days that are left are looked at instant by instant; what comes and goes at one instant is one change.
    """
    query = f"""
        WITH {_KNOWN_LEGS},
        days AS (
            SELECT place, disposition, subject, moved_at::DATE AS day, sum(change) AS change,
                   coalesce(sum(change) FILTER (change < 0), 0) AS out
            FROM legs GROUP BY ALL
        ),
        {SUSPECT},
        {_BELOW}
    """  # noqa: S608
    return _told(ledger, query, known)


def overdrafts_on(ledger: Ledger, suspects: Sequence[Suspect], *, known: datetime) -> list[Breach]:
    """Return what `overdrafts` tells of these days: its second step alone, over the tables with rows of them."""
    ledger.connection.execute(
        "CREATE OR REPLACE TEMP TABLE suspect AS SELECT unnest($places::VARCHAR[]) AS place, "
        "unnest($dispositions::VARCHAR[]) AS disposition, unnest($subjects::VARCHAR[]) AS subject, "
        "unnest($days::DATE[]) AS day, unnest($openings::HUGEINT[]) AS opening",
        {
            "places": [one.place for one in suspects],
            "dispositions": [one.disposition for one in suspects],
            "subjects": [one.subject for one in suspects],
            "days": [one.day for one in suspects],
            "openings": [one.opening for one in suspects],
        },
    )
    return _told(ledger, f"WITH {_KNOWN_LEGS}, {_BELOW}", known)


def _told(ledger: Ledger, query: str, known: datetime) -> list[Breach]:
    return [
        Breach(
            kind="overdrawn",
            about=subject,
            at=at,
            row=ledger.row(segment, row),
            expected=f"{account}: 0 or more",
            got=str(held),
        )
        for subject, at, segment, row, account, held in ledger.rows(query, {"known": known})
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

"""Movements as they stand once rows that take others back have been heard."""

from datetime import datetime

from proverka.book.ledger import Ledger

# What a row and the one that takes it back have in common. Nobody takes back the rows of another.
SAID = (
    "party", "moved_at", "item", "subject", "quantity", "origin_place", "origin_disposition", "destination_place",
    "destination_disposition",
)  # fmt: skip

# A number for each row of a ledger, in the order of tables and rows.
PLACE = "segment * 4294967296 + row"


def in_force(ledger: Ledger, known: datetime, *, of: str = "movements") -> str:
    """Return the head of a query with the relation `in_force`: the rows known before `$known`, which stand.

    A row that takes another back is in it as little as the one that it takes back, or as one that takes back nothing.
    Where there is none the rows are read as they lie. With `of` as `stood` they have the standing of each row.
    """
    condition = "known_from < $known::TIMESTAMPTZ"
    if ledger.takes_back:
        pair_reversals(ledger, known)
        # Not as a correlated NOT EXISTS, for which the engine gathers all rows first.
        taken = "SELECT taken FROM paired WHERE taken IS NOT NULL"
        condition += f" AND reversal IS NOT TRUE AND {PLACE} NOT IN ({taken})"
    return f"in_force AS NOT MATERIALIZED (SELECT * FROM {of} WHERE {condition})"  # noqa: S608


def pair_reversals(ledger: Ledger, known: datetime) -> None:
    """Make the table `paired` of a ledger: every row known before an instant that takes another back, and which.

    `place` is its own number, `taken` that of the row that it takes back, or NULL. The rest are columns of `stood`.

    1. Of each content, in the order of tables and rows: a reversal takes back the first earlier row that is not taken
       back yet. There is none left where rows less reversals so far fall below their least, or below nothing.
    2. So the n-th reversal that finds a row finds the n-th row; what is later changes nothing of it.

    Rows that may have been taken back are found by a hash of time and item: the many others are looked at in two
    columns.
    """
    if ledger.paired_for == known:
        return
    told = f"{', '.join(SAID)}, standing, known_from, segment, row, {PLACE} AS place, reversal IS TRUE AS back"
    content = f"PARTITION BY {', '.join(SAID)}"
    ledger.rows(
        f"""
        CREATE OR REPLACE TEMP TABLE reversals AS
        SELECT {told} FROM stood WHERE reversal AND known_from < $known::TIMESTAMPTZ
        """,  # noqa: S608
        {"known": known},
    )
    ledger.rows(
        f"""
        CREATE OR REPLACE TEMP TABLE paired AS
        WITH alike AS (
            FROM reversals UNION ALL
            SELECT {told} FROM stood
            WHERE known_from < $known::TIMESTAMPTZ AND reversal IS NOT TRUE
              AND hash(moved_at, item) IN (SELECT hash(moved_at, item) FROM reversals)
        ),
        walked AS (
            SELECT *, sum(CASE WHEN back THEN -1 ELSE 1 END) OVER ({content} ORDER BY place) AS remains FROM alike
        ),
        found AS (
            SELECT *, back AND remains >= least(0, coalesce(min(remains) OVER (
                {content} ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0)) AS finds FROM walked
        ),
        numbered AS (
            SELECT *, count(*) FILTER (finds OR NOT back) OVER ({content}, back ORDER BY place) AS number FROM found
        )
        SELECT b.* EXCLUDE (remains, number, back), t.place AS taken, t.standing AS taken_standing
        FROM numbered b LEFT JOIN numbered t ON {same("b", "t")} AND NOT t.back AND b.finds AND t.number = b.number
        WHERE b.back
        """,  # noqa: S608
        {"known": known},
    )
    ledger.paired_for = known


def same(one: str, other: str) -> str:
    """Return the condition that two relations' rows say the same."""
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in SAID)

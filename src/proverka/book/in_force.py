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


def same(one: str, other: str) -> str:
    """Return the condition that two relations' rows say the same."""
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in SAID)


def in_force(ledger: Ledger, known: datetime) -> str:
    """Return the head of a query with the relation `in_force`: the rows known before `$known`, which stand.

    A row that takes another back is in it as little as the one that it takes back. Where there is none the rows are
    read as they lie.
    """
    condition = "known_from < $known::TIMESTAMPTZ"
    if ledger.takes_back:
        pair_reversals(ledger, known)
        # Not as a correlated NOT EXISTS, for which the engine gathers all rows first.
        condition += f" AND reversal IS NOT TRUE AND {PLACE} NOT IN (SELECT taken FROM paired WHERE taken IS NOT NULL)"  # noqa: S608
    return f"in_force AS NOT MATERIALIZED (SELECT * FROM movements WHERE {condition})"  # noqa: S608


def pair_reversals(ledger: Ledger, known: datetime) -> None:
    """Make the table `paired` of a ledger: every row known before an instant that takes another back, and which.

    `place` is its own number, `taken` that of the row that it takes back, or NULL: of each content the first row is
    taken back by the first that does so, in the order of tables and rows. The rest are columns of `stood`. Rows that
    were taken back are found by a hash of time and item, so that the many others are looked at in two columns.
    """
    if ledger.paired_for == known:
        return
    numbered = f"row_number() OVER (PARTITION BY {', '.join(SAID)} ORDER BY segment, row) AS number"
    ledger.rows(
        f"""
        CREATE OR REPLACE TEMP TABLE back AS
        SELECT *, {PLACE} AS place, {numbered} FROM stood WHERE reversal AND known_from < $known::TIMESTAMPTZ
        """,  # noqa: S608
        {"known": known},
    )
    ledger.rows(
        f"""
        CREATE OR REPLACE TEMP TABLE paired AS
        WITH alike AS (
            SELECT {", ".join(SAID)}, standing, {PLACE} AS place, segment, row FROM stood
            WHERE known_from < $known::TIMESTAMPTZ AND reversal IS NOT TRUE
              AND hash(moved_at, item) IN (SELECT hash(moved_at, item) FROM back)
        ),
        taken AS (SELECT *, {numbered} FROM alike)
        SELECT b.*, t.place AS taken, t.standing AS taken_standing
        FROM back b LEFT JOIN taken t ON {same("b", "t")} AND b.number = t.number
        """,  # noqa: S608
        {"known": known},
    )
    ledger.paired_for = known

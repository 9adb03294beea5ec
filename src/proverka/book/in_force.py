"""Movements as they stand once rows that take others back have been heard."""

from datetime import datetime

from proverka.book.ledger import Ledger

# What a row and the one that takes it back have in common. Nobody takes back the rows of another.
SAID = (
    "party", "moved_at", "item", "subject", "quantity", "origin_place", "origin_disposition", "destination_place",
    "destination_disposition",
)  # fmt: skip


def same(one: str, other: str) -> str:
    """Return the condition that two relations' rows say the same."""
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in SAID)


# Rows known, and those of a content of which any was taken back, numbered off from the first. To lay all that is known
# down in between takes twice as long as to read it twice.
TAKEN = f"""
    known AS NOT MATERIALIZED (SELECT * FROM movements WHERE known_from < $known::TIMESTAMPTZ),
    taken AS (SELECT {", ".join(SAID)}, count(*) AS times FROM known WHERE reversal GROUP BY ALL),
    numbered AS (
        SELECT k.*, t.times, row_number() OVER (
            PARTITION BY {", ".join(f"k.{name}" for name in SAID)} ORDER BY k.segment, k.row
        ) AS number
        FROM known k JOIN taken t ON {same("k", "t")} WHERE k.reversal IS NOT TRUE
    )
"""  # noqa: S608

_KNOWN = "known_from < $known::TIMESTAMPTZ"

_ALL_STAND = f"in_force AS (SELECT * FROM movements WHERE {_KNOWN})"  # noqa: S608

_NOT_TAKEN_BACK = f"""
    in_force AS (
        SELECT * FROM movements ANTI JOIN taken_back USING (segment, row) WHERE {_KNOWN} AND reversal IS NOT TRUE
    )
"""  # noqa: S608


def in_force(ledger: Ledger, known: datetime) -> str:
    """Return the head of a query with the relation `in_force`: the rows known before `$known` that stand.

    A row that takes another back is in it as little as the one that it takes back. Where there is none the rows are
    read as they lie. Which are taken back is found once, because what rows have in common is long, and kept by number.
    """
    if not ledger.takes_back:
        return _ALL_STAND
    ledger.keep("taken_back", f"WITH {TAKEN} SELECT segment, row FROM numbered WHERE number <= times", known)  # noqa: S608
    return _NOT_TAKEN_BACK

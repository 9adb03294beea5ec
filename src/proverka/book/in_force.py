"""Movements as they stand once rows that take others back have been heard."""

from proverka.book.ledger import Ledger

# What a row and the one that takes it back have in common. Nobody takes back the rows of another.
SAID = (
    "party", "moved_at", "item", "subject", "quantity", "origin_place", "origin_disposition", "destination_place",
    "destination_disposition",
)  # fmt: skip


def same(one: str, other: str) -> str:
    """Return the condition that two relations' rows say the same."""
    return " AND ".join(f"{one}.{name} IS NOT DISTINCT FROM {other}.{name}" for name in SAID)


# Rows known, and those of a content of which any was taken back, numbered off from the first.
TAKEN = f"""
    known AS (SELECT * FROM movements WHERE known_from < $known::TIMESTAMPTZ),
    taken AS (SELECT {", ".join(SAID)}, count(*) AS times FROM known WHERE reversal GROUP BY ALL),
    numbered AS (
        SELECT k.*, t.times, row_number() OVER (
            PARTITION BY {", ".join(f"k.{name}" for name in SAID)} ORDER BY k.segment, k.row
        ) AS number
        FROM known k JOIN taken t ON {same("k", "t")} WHERE k.reversal IS NOT TRUE
    )
"""  # noqa: S608

_TAKEN_BACK = f"""
    {TAKEN},
    in_force AS (
        SELECT * FROM known k
        WHERE k.reversal IS NOT TRUE AND NOT EXISTS (SELECT 1 FROM taken t WHERE {same("k", "t")})
        UNION ALL SELECT * EXCLUDE (times, number) FROM numbered WHERE number > times
    )
"""  # noqa: S608

_ALL_STAND = "in_force AS (SELECT * FROM movements WHERE known_from < $known::TIMESTAMPTZ)"


def in_force(ledger: Ledger) -> str:
    """Return the head of a query with the relation `in_force`: the rows known before `$known` that stand.

    A row that takes another back is in it as little as the one that it takes back. Where there is none the rows are
    read as they lie.
    """
    return _TAKEN_BACK if ledger.takes_back else _ALL_STAND

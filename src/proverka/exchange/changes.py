"""The list of inventory changes of an account area: what came in and what went out, line by line, over a period.

After the general form of the Inventory Change Report (IAEA, model subsidiary arrangement, Code 10).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from proverka.book import Ledger
from proverka.exchange.area import Area, Period, parameters, rows_of_area


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A line of the list: when what came in or went out, by which code, and the row that says so.

    `quantity` is in grams or items, and less than nothing where a row takes an earlier one back; `origin` and
    `destination` are accounts, blank where something enters the book. Both times are in UTC.
    """

    at: datetime
    code: str
    subject: str
    item: str
    quantity: int
    origin: str
    destination: str
    container: str
    measured: int | None
    uncertainty: int | None
    entry: int
    row: int
    known_from: datetime


def changes_of_area() -> str:
    """Return the relation `changes` of all inventory changes of an area up to the end of a period, as a WITH clause.

    1. What ends in the inventory of the area and did not begin there came in.
    2. What began there and does not end there went out.
    3. What came from elsewhere, or from nowhere, and ends in the area as no inventory came in and went out at once.

    What moves within the inventory, and what moves outside of it, is no change of it.
    """
    return f"""
        WITH here AS ({rows_of_area()}),
        changes AS (
            SELECT *, 1 AS sign, CASE
                WHEN origin_place IS NULL AND list_contains($gained::VARCHAR[], destination_disposition) THEN 'GA'
                WHEN origin_place IS NULL THEN 'EN'
                WHEN from_here THEN 'RE'
                ELSE 'RC'
            END AS code
            FROM here WHERE NOT takes AND (adds OR (to_here AND NOT from_here))
            UNION ALL
            SELECT *, -1 AS sign, CASE
                WHEN to_here
                THEN list_extract($codes::VARCHAR[], list_position($ended::VARCHAR[], destination_disposition))
                ELSE 'SH'
            END AS code
            FROM here WHERE NOT adds AND (takes OR (to_here AND NOT from_here))
        )
"""  # noqa: S608


def changes(ledger: Ledger, area: Area, period: Period) -> Iterator[Change]:
    """Yield the changes of an area's inventory in order of time; few of them are in memory at a time.

    Ask nothing else of the ledger before the last. Raises as `Ledger.rows` does.
    """
    rows = ledger.stream(
        f"""
        {changes_of_area()}
        SELECT moved_at::TIMESTAMPTZ, code, subject, coalesce(item, ''), amount,
               coalesce(origin_place || ', ' || origin_disposition, ''),
               destination_place || ', ' || destination_disposition, coalesce(container, ''),
               measured, uncertainty, entry, row, known_from
        FROM changes WHERE moved_at >= $begin::TIMESTAMPTZ::TIMESTAMP
        ORDER BY moved_at, entry, row, sign DESC
        """,  # noqa: S608
        parameters(area, period),
    )
    names = Change.__slots__
    return (Change(**dict(zip(names, row, strict=True))) for row in rows)

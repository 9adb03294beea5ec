"""The same items measured by two: by whoever holds them, and by inspectors at the same inventory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from proverka.book.ledger import Ledger
from proverka.book.material_balance import BalanceScope, PhysicalInventory


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPair:
    """An item that two measured at one inventory, in grams; each by a method, with a stated uncertainty, or neither.

    `items` is how many items the operator measured by this method at this inventory, this one included.
    """

    subject: str
    at: datetime
    item: str
    inspector: str
    operator_amount: int
    operator_method: str
    operator_uncertainty: int | None
    inspector_amount: int
    inspector_method: str
    inspector_uncertainty: int | None
    items: int
    entry: int


def item_pairs(
    ledger: Ledger, scope: BalanceScope, edges: Sequence[PhysicalInventory], inspectors: Collection[str]
) -> list[ItemPair]:
    """Return the items that an inspector's inventory table has as well as those of `edges`, both measured in grams.

    Of the same account, subject, item and instant; in order of time, method and item. Raises as `Ledger.rows` does.
    """
    asked = [one for one in edges if one.subject in scope.weighed]
    if not asked or not inspectors:
        return []
    rows = ledger.rows(
        """
        WITH edge AS (SELECT unnest($subjects) AS subject, unnest($instants) AS seen, unnest($parties) AS party),
        measured AS (
            SELECT * FROM counts
            WHERE known_from < $known::TIMESTAMPTZ AND item IS NOT NULL AND measured IS NOT NULL
              AND list_contains($places::VARCHAR[], place) AND NOT list_contains($ended::VARCHAR[], disposition)
            QUALIFY segment = max(segment) OVER (PARTITION BY party, subject, counted_at, place, disposition)
        ),
        operator AS (
            SELECT m.*, count(*) OVER (PARTITION BY m.subject, counted_at, coalesce(method, '')) AS items
            FROM measured m JOIN edge e ON (m.subject, m.counted_at, m.party) = (e.subject, e.seen, e.party)
        )
        SELECT o.subject, o.counted_at, o.item, i.party, o.measured, coalesce(o.method, ''), o.uncertainty,
               i.measured, coalesce(i.method, ''), i.uncertainty, o.items, i.entry
        FROM operator o JOIN measured i
          ON (o.subject, o.counted_at, o.place, o.disposition, o.item)
           = (i.subject, i.counted_at, i.place, i.disposition, i.item)
        WHERE list_contains($inspectors::VARCHAR[], i.party) AND i.party <> o.party
        ORDER BY o.subject, o.counted_at, i.party, coalesce(o.method, ''), coalesce(i.method, ''), o.item
        """,
        {
            "subjects": [one.subject for one in asked],
            "instants": [one.at for one in asked],
            "parties": [one.party for one in asked],
            "known": scope.known,
            "places": list(scope.places),
            "ended": list(scope.ended),
            "inspectors": list(inspectors),
        },
    )
    return [ItemPair(**dict(zip(ItemPair.__slots__, row, strict=True))) for row in rows]

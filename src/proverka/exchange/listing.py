"""What the book says is in an account area at an instant, item by item: the list with which somebody goes and counts.

After the general form of the Physical Inventory Listing (IAEA, model subsidiary arrangement, Code 10), with what was
counted left blank.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from proverka.book import Ledger
from proverka.exchange.area import Area, Period, parameters, rows_of_area


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """So much of a subject in an account: of one item, or of material without a number."""

    place: str
    disposition: str
    subject: str
    item: str
    quantity: int


def listing(ledger: Ledger, area: Area, *, as_of: datetime, known: datetime) -> Iterator[Listed]:
    """Yield what the accounts of an area hold before `as_of`, as known before `known`; what holds nothing is left out.

    In order of place, disposition, subject and item. Ask nothing else of the ledger before the last. Raises as
    `Ledger.rows` does.
    """
    rows = ledger.stream(
        f"""
        WITH here AS ({rows_of_area()}),
        legs AS (
            SELECT destination_place AS place, destination_disposition AS disposition, subject, item, amount
            FROM here WHERE adds
            UNION ALL
            SELECT origin_place, origin_disposition, subject, item, -amount FROM here WHERE takes
        )
        SELECT place, disposition, subject, coalesce(item, ''), sum(amount) FROM legs
        GROUP BY ALL HAVING sum(amount) <> 0 ORDER BY ALL
        """,  # noqa: S608
        {
            name: value
            for name, value in parameters(area, Period(begin=as_of, end=as_of, known=known)).items()
            if name in ("places", "ended", "end", "known")
        },
    )
    return (
        Listed(place=place, disposition=disposition, subject=subject, item=item, quantity=int(quantity))
        for place, disposition, subject, item, quantity in rows
    )

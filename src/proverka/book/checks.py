"""Every check of a book, in one order."""

from collections.abc import Callable, Collection
from datetime import datetime

from proverka.book.accounts import overdrafts, split_containers
from proverka.book.amendments import amendment_breaches, rows_not_confirmed
from proverka.book.breach import Breach
from proverka.book.chains import chain_breaches, undeclared_ends
from proverka.book.inventories import inventory_differences, items_not_met
from proverka.book.ledger import Ledger
from proverka.book.measurements import measured_otherwise, received_otherwise
from proverka.book.sealing import seal_breaches

Progress = Callable[[int, int], None]


def breaches_in(
    ledger: Ledger,
    *,
    known: datetime,
    final: Collection[str] = (),
    weighed: Collection[str] = (),
    progress: Progress | None = None,
) -> list[Breach]:
    """Return everything that does not fit in a book, as known before an instant; each check in its own order.

    `final` are the dispositions that nothing leaves again, `weighed` the subjects that are booked in grams.
    """
    checks: tuple[Callable[[], list[Breach]], ...] = (
        lambda: chain_breaches(ledger, known=known, final=final),
        lambda: undeclared_ends(ledger, known=known, final=final),
        lambda: overdrafts(ledger, known=known),
        lambda: split_containers(ledger, known=known),
        lambda: seal_breaches(ledger, known=known),
        lambda: measured_otherwise(ledger, known=known, weighed=weighed),
        lambda: received_otherwise(ledger, known=known),
        lambda: inventory_differences(ledger, known=known, weighed=weighed),
        lambda: items_not_met(ledger, known=known),
        lambda: amendment_breaches(ledger, known=known),
        lambda: rows_not_confirmed(ledger, known=known),
    )
    found: list[Breach] = []
    for done, check in enumerate(checks, start=1):
        found += check()
        if progress is not None:
            progress(done, len(checks))
    return found

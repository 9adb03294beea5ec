"""Every check of a book, in one order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from proverka.book.accounts import overdrafts, split_containers
from proverka.book.amendments import amendment_breaches, rows_not_confirmed
from proverka.book.breach import Breach, in_order
from proverka.book.chains import chain_breaches, undeclared_ends
from proverka.book.inventories import inventory_differences, items_not_met
from proverka.book.ledger import Ledger
from proverka.book.measurements import measured_otherwise, received_otherwise
from proverka.book.sealing import seal_breaches

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a book is held against: as known before an instant, `final` the dispositions that nothing leaves again.

    `weighed` are the subjects that are booked in grams.
    """

    known: datetime
    final: tuple[str, ...] = ()
    weighed: tuple[str, ...] = ()


Check = Callable[[Ledger, Terms], list[Breach]]

CHECKS: Mapping[str, Check] = {
    "chains": lambda ledger, at: chain_breaches(ledger, known=at.known, final=at.final),
    "undeclared ends": lambda ledger, at: undeclared_ends(ledger, known=at.known, final=at.final),
    "overdrafts": lambda ledger, at: overdrafts(ledger, known=at.known),
    "split containers": lambda ledger, at: split_containers(ledger, known=at.known),
    "seals": lambda ledger, at: seal_breaches(ledger, known=at.known),
    "measurements": lambda ledger, at: measured_otherwise(ledger, known=at.known, weighed=at.weighed),
    "receipts": lambda ledger, at: received_otherwise(ledger, known=at.known),
    "inventories": lambda ledger, at: inventory_differences(ledger, known=at.known, weighed=at.weighed),
    "items in inventories": lambda ledger, at: items_not_met(ledger, known=at.known),
    "amendments": lambda ledger, at: amendment_breaches(ledger, known=at.known),
    "confirmations": lambda ledger, at: rows_not_confirmed(ledger, known=at.known),
}


def breaches_in(ledger: Ledger, terms: Terms, *, progress: Progress | None = None) -> list[Breach]:
    """Return everything that does not fit in a book: check by check, `in_order` in each."""
    found: list[Breach] = []
    for done, check in enumerate(CHECKS.values(), start=1):
        found += in_order(check(ledger, terms))
        if progress is not None:
            progress(done, len(CHECKS))
    return found

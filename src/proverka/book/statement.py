"""A book as it stands: what each account holds, what came into each disposition, and what does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from proverka.book.balances import Holding, holdings
from proverka.book.breach import Breach
from proverka.book.checks import Progress, Terms, breaches_in
from proverka.book.ledger import Ledger
from proverka.book.totals import Total, totals


@dataclass(frozen=True, slots=True, kw_only=True)
class BookStatement:
    """What a book says as known at one instant; `held` is as of another, the rest of all time."""

    held: Sequence[Holding] = ()
    totals: Sequence[Total] = ()
    breaches: Sequence[Breach] = ()


def statement_of(ledger: Ledger, terms: Terms, *, as_of: datetime, progress: Progress | None = None) -> BookStatement:
    """Return what a book says; the parameters are those of `holdings` and `breaches_in`."""
    return BookStatement(
        held=holdings(ledger, as_of=as_of, known=terms.known),
        totals=totals(ledger, known=terms.known),
        breaches=breaches_in(ledger, terms, progress=progress),
    )

"""Mass that does not close: what was measured against what is booked, and at receipt against at dispatch."""

from collections.abc import Collection
from datetime import datetime

from proverka.book.breach import Breach
from proverka.book.in_force import in_force
from proverka.book.ledger import Ledger

# How many standard deviations may lie between two values that are the same (the coverage factor of the Guide to the
# Expression of Uncertainty in Measurement, 6.2.1): of honest ones 0.3 % are farther apart.
COVERAGE = 3


def measured_otherwise(ledger: Ledger, *, known: datetime, weighed: Collection[str]) -> list[Breach]:
    """Return every row whose measurement is farther from its quantity than its stated uncertainty explains.

    `weighed` are the subjects that are booked in grams. What was measured without a stated uncertainty is not judged:
    a blank is not zero.
    """
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known)}
        SELECT coalesce(item, subject), moved_at, segment, row, quantity, measured, uncertainty FROM in_force
        WHERE uncertainty IS NOT NULL AND list_contains($weighed::VARCHAR[], subject)
          AND abs(measured - quantity) > {COVERAGE} * uncertainty
        ORDER BY segment, row
        """,  # noqa: S608
        {"known": known, "weighed": list(weighed)},
    )
    return [
        Breach(
            kind="measured-otherwise",
            about=about,
            at=at,
            row=ledger.row(segment, row),
            expected=f"{quantity} g, within {COVERAGE} times {uncertainty} g",
            got=f"{measured} g",
        )
        for about, at, segment, row, quantity, measured, uncertainty in rows
    ]


def received_otherwise(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return every shipper/receiver difference that the two uncertainties do not explain, by what was weighed.

    An item is held against its own last measurement; a quantity without an item number against that of the same
    subject in the same container.
    """
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known)},
        weighed AS (
            SELECT coalesce(item, container || ', ' || subject) AS about, moved_at, segment, row,
                   measured, uncertainty, lag(measured) OVER story AS before, lag(uncertainty) OVER story AS within,
                   lag(segment) OVER story AS before_segment, lag(row) OVER story AS before_row
            FROM in_force WHERE uncertainty IS NOT NULL AND coalesce(item, container) IS NOT NULL
            WINDOW story AS (PARTITION BY item, CASE WHEN item IS NULL THEN container END,
                             CASE WHEN item IS NULL THEN subject END ORDER BY moved_at, segment, row)
        )
        SELECT about, moved_at, segment, row, before_segment, before_row, before, within, measured, uncertainty
        FROM weighed
        WHERE pow(measured - before, 2) > {COVERAGE**2} * (pow(uncertainty, 2) + pow(within, 2))
        ORDER BY about, moved_at, segment, row
        """,  # noqa: S608
        {"known": known},
    )
    return [
        Breach(
            kind="received-otherwise",
            about=about,
            at=at,
            row=ledger.row(segment, row),
            expected=f"{before} g (standard deviation {within} g) as last measured",
            got=f"{measured} g (standard deviation {uncertainty} g)",
            before=ledger.row(before_segment, before_row),
        )
        for about, at, segment, row, before_segment, before_row, before, within, measured, uncertainty in rows
    ]

"""Findings on the book of movement tables: rows that do not follow from those before them."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from proverka.book import Breach
from proverka.model.finding import Finding

# Of the rows of one finding so many are named; the book itself has all of them.
ROWS_NAMED_MAX = 5

_MEANING = {
    "leaves-elsewhere": "leave from where they are not",
    "moves-undeclared": "move before they are declared",
    "declared-twice": "enter the book a second time",
    "moves-after-its-end": "move after their end",
}


def book_findings(breaches: Iterable[Breach], as_of: date) -> list[Finding]:
    """Return a finding for each kind of breach in each manifest, up to a day.

    A table with a mistake in it may have it a million times: the finding counts, and names the first rows.
    """
    ordered = sorted((b for b in breaches if b.at.date() <= as_of), key=lambda b: (b.kind, b.entry, b.at, b.row))
    groups = groupby(ordered, key=lambda breach: (breach.kind, breach.entry))
    return [_finding(kind, entry, list(found)) for (kind, entry), found in groups]


def _finding(kind: str, entry: int, found: Sequence[Breach]) -> Finding:
    expected, got = found[0].expected, _named(found)
    if kind == "overdrawn":
        return Finding(
            rule="account-holds-less-than-nothing",
            severity="discrepancy",
            about=found[0].about,
            expected=expected,
            got=f"{found[0].got} on {found[0].at.date()}; {got}",
            entries=(entry,),
        )
    return Finding(
        rule="item-breaks-its-chain",
        severity="discrepancy",
        about=f"entry {entry}",
        expected=f"items that begin where they are: {found[0].about} at {expected}",
        got=f"{found[0].about} at {found[0].got}; items that {_MEANING[kind]}: {got}",
        entries=(entry,),
    )


def _named(found: Sequence[Breach]) -> str:
    rows = ", ".join(f"{one.about} (row {one.row})" for one in found[:ROWS_NAMED_MAX])
    more = f" and {len(found) - ROWS_NAMED_MAX:,} more" if len(found) > ROWS_NAMED_MAX else ""
    return f"{rows}{more}"

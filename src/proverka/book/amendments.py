"""Rows that take others back: what of it does not fit, or comes late; and rows that a countersigner did not confirm."""

from datetime import datetime

from proverka.book.breach import Breach, BreachKind
from proverka.book.in_force import SAID, TAKEN, same
from proverka.book.ledger import Ledger, Segment

# Each row that takes another back beside the one that it takes back, if there is one: the first of each with the first.
_PAIRED = f"""
    {TAKEN},
    back AS (
        SELECT *, row_number() OVER (PARTITION BY {", ".join(SAID)} ORDER BY segment, row) AS number
        FROM known WHERE reversal
    ),
    paired AS (
        SELECT b.*, n.segment AS taken_segment, n.row AS taken_row, n.standing AS taken_standing
        FROM back b LEFT JOIN numbered n ON {same("b", "n")} AND b.number = n.number
    )
"""  # noqa: S608


def amendment_breaches(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return what does not fit about rows that take others back, by their segments and rows.

    That one takes back what nobody said; and, for each item and each account of a quantity, the first that is not
    verified and takes back one that is, and the first that takes one back after what followed from it was known.
    """
    if not ledger.takes_back:
        return []
    rows = ledger.rows(
        f"""
        WITH {_PAIRED.replace("FROM movements", "FROM stood")},
        late AS (
            SELECT p.*, q.segment AS next_segment, q.row AS next_row
            FROM paired p JOIN known q ON q.known_from < p.known_from AND q.moved_at > p.moved_at
              AND q.reversal IS NOT TRUE AND q.item = p.item
            WHERE p.taken_segment IS NOT NULL
            UNION ALL
            SELECT p.*, q.segment, q.row
            FROM paired p JOIN known q ON q.known_from < p.known_from AND q.moved_at > p.moved_at
              AND q.reversal IS NOT TRUE AND q.item IS NULL AND q.subject = p.subject
              AND (q.origin_place, q.origin_disposition) = (p.destination_place, p.destination_disposition)
            WHERE p.taken_segment IS NOT NULL AND p.item IS NULL
        )
        SELECT 'takes-back-nothing' AS kind, coalesce(item, subject) AS about, moved_at, segment, row,
               NULL AS before FROM paired WHERE taken_segment IS NULL
        UNION ALL
        SELECT 'verified-taken-back', coalesce(item, subject), min(moved_at), segment, arg_min(row, (moved_at, row)),
               arg_min((taken_segment, taken_row), (moved_at, row))
        FROM paired WHERE taken_standing = 'verified' AND standing <> 'verified'
        GROUP BY item, subject, segment, CASE WHEN item IS NULL THEN (destination_place, destination_disposition) END
        UNION ALL
        SELECT 'amended-late', coalesce(item, subject), min(moved_at), segment, arg_min(row, (moved_at, row)),
               arg_min((next_segment, next_row), (moved_at, row, next_segment, next_row))
        FROM late
        GROUP BY item, subject, segment, CASE WHEN item IS NULL THEN (destination_place, destination_disposition) END
        ORDER BY segment, row, kind
        """,  # noqa: S608
        {"known": known},
    )
    said: dict[BreachKind, tuple[str, str]] = {
        "takes-back-nothing": ("an earlier row that says the same", "none that is not taken back already"),
        "verified-taken-back": ("one that is verified too, to take back a verified row", "one that is not"),
        "amended-late": ("to be taken back before what follows from it is known", "afterwards"),
    }
    return [
        Breach(
            kind=kind,
            about=about,
            at=at,
            row=ledger.row(segment, row),
            expected=said[kind][0],
            got=said[kind][1],
            before=None if before is None else ledger.row(*before),
        )
        for kind, about, at, segment, row, before in rows
    ]


def rows_not_confirmed(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return every exception that somebody who countersigned took to rows of a table, by segment and row.

    One for a run of rows, at the time of the first of them; and those that are about rows which no table has.
    """
    found = []
    rows = ledger.rows(
        """
        SELECT e.segment, e.first, e.last, e.entry, e.reason, s.known_from, m.moved_at, coalesce(m.item, m.subject)
        FROM excepted e JOIN segment s USING (segment)
        LEFT JOIN movements m ON (m.segment, m.row) = (e.segment, e.first)
        WHERE s.known_from < $known::TIMESTAMPTZ ORDER BY e.segment, e.first, e.entry
        """,
        {"known": known},
    )
    lengths = dict(ledger.rows("SELECT segment, rows FROM length JOIN segment USING (path)")) if rows else {}
    for segment, first, last, entry, reason, known_from, at, about in rows:
        there = last <= lengths[segment]
        found.append(
            Breach(
                kind="row-not-confirmed" if there else "no-such-row",
                about=about or _named(ledger.segments[segment]),
                at=at or known_from.replace(tzinfo=None),
                row=ledger.row(segment, first),
                expected=f"rows {first} to {last} confirmed" if last > first else "confirmed by who countersigned",
                got=f"{reason} (entry {entry})" if there else f"a table of {lengths[segment]} rows (entry {entry})",
            )
        )
    return found


def _named(segment: Segment) -> str:
    """Return what a table is called, where a row of it cannot be named."""
    return segment.name or f"entry {segment.entry}"

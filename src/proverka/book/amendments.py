"""Rows that take others back: what of it does not fit, or comes late; and rows that a countersigner did not confirm."""

from datetime import datetime

from proverka.book.breach import Breach, BreachKind
from proverka.book.in_force import pair_reversals
from proverka.book.ledger import Ledger, Segment

# One breach stands for an item, or for an account of a quantity, in each table.
_EACH = "item, subject, segment, CASE WHEN item IS NULL THEN (destination_place, destination_disposition) END"

_SAID: dict[BreachKind, tuple[str, str]] = {
    "takes-back-nothing": ("an earlier row that says the same", "none that is not taken back already"),
    "verified-taken-back": ("one that is verified too, to take back a verified row", "one that is not"),
    "amended-late": ("to be taken back before what follows from it is known", "afterwards"),
}


def amendment_breaches(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return what does not fit about rows that take others back, by their segments and rows.

    That one takes back what nobody said; and, for each item and each account of a quantity, the first that is not
    verified and takes back one that is, and the first that takes one back after what followed from it was known.
    """
    if not ledger.takes_back:
        return []
    pair_reversals(ledger, known)
    rows = ledger.rows(
        f"""
        -- What a row may be taken back too late for: a later movement, from when it is known until it is taken back.
        WITH followed AS (
            SELECT m.*, m.segment * 4294967296 + m.row AS place, q.known_from AS until
            FROM movements m LEFT JOIN paired q ON q.taken = m.segment * 4294967296 + m.row
            WHERE m.reversal IS NOT TRUE
        ),
        items AS (
            SELECT item, known_from, until, max(moved_at) AS moved_at, arg_max(place, (moved_at, place)) AS next
            FROM followed WHERE item IN (SELECT item FROM paired) GROUP BY ALL
        ),
        accounts AS (
            SELECT subject, origin_place, origin_disposition, known_from, until, max(moved_at) AS moved_at,
                   arg_max(place, (moved_at, place)) AS next
            FROM followed WHERE item IS NULL AND origin_place IS NOT NULL
              AND subject IN (SELECT subject FROM paired WHERE item IS NULL) GROUP BY ALL
        ),
        late AS (
            SELECT p.*, m.next FROM paired p JOIN items m ON m.item = p.item
             AND m.known_from < p.known_from AND m.moved_at > p.moved_at AND coalesce(m.until >= p.known_from, true)
            WHERE p.taken IS NOT NULL
            UNION ALL
            SELECT p.*, m.next FROM paired p JOIN accounts m
              ON (m.subject, m.origin_place, m.origin_disposition)
                 = (p.subject, p.destination_place, p.destination_disposition)
             AND m.known_from < p.known_from AND m.moved_at > p.moved_at AND coalesce(m.until >= p.known_from, true)
            WHERE p.taken IS NOT NULL AND p.item IS NULL
        )
        SELECT 'takes-back-nothing' AS kind, coalesce(item, subject) AS about, moved_at, segment, row, NULL AS before
        FROM paired WHERE taken IS NULL
        UNION ALL
        SELECT 'verified-taken-back', coalesce(item, subject), min(moved_at), segment, arg_min(row, (moved_at, place)),
               arg_min(taken, (moved_at, place))
        FROM paired WHERE taken_standing = 'verified' AND standing <> 'verified' GROUP BY {_EACH}
        UNION ALL
        SELECT 'amended-late', coalesce(item, subject), min(moved_at), segment, arg_min(row, (moved_at, place)),
               arg_min(next, (moved_at, place, next))
        FROM late GROUP BY {_EACH}
        ORDER BY segment, row, kind
        """  # noqa: S608
    )
    return [
        Breach(
            kind=kind,
            about=about,
            at=at,
            row=ledger.row(segment, row),
            expected=_SAID[kind][0],
            got=_SAID[kind][1],
            before=None if before is None else ledger.row(*divmod(before, 2**32)),
        )
        for kind, about, at, segment, row, before in rows
    ]


def rows_not_confirmed(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return every exception that somebody who countersigned took to rows of a table, by segment and row.

    One for a run of rows, at the time of the first of them; and those that are about rows which no table has.
    """
    rows = ledger.rows(
        """
        SELECT e.segment, e.first, e.last, e.entry, e.reason, l.rows, s.entry, s.known_from, m.moved_at,
               coalesce(m.item, m.subject)
        FROM excepted e JOIN segment s USING (segment) JOIN length l USING (path)
        LEFT JOIN movements m ON (m.segment, m.row) = (e.segment, e.first)
        WHERE s.known_from < $known::TIMESTAMPTZ ORDER BY e.segment, e.first, e.last, e.entry, e.reason
        """,
        {"known": known},
    )
    longest: dict[tuple[int, int, int, int, str], int] = {}
    for _, first, last, entry, reason, length, manifest, *_ in rows:
        meant = (manifest, entry, first, last, reason)
        longest[meant] = max(longest.get(meant, 0), length)
    found = []
    for segment, first, last, entry, reason, length, manifest, known_from, at, about in rows:
        meant = (manifest, entry, first, last, reason)
        there = min(last, length)
        told = {
            "about": about or _named(ledger.segments[segment]),
            "at": at or known_from.replace(tzinfo=None),
            "row": ledger.row(segment, first),
        }
        if first <= length:
            expected = f"rows {first} to {there} confirmed" if there > first else "confirmed by who countersigned"
            got = f"{reason} (entry {entry})"
            found.append(Breach(kind="row-not-confirmed", expected=expected, got=got, **told))
        if last > length == longest[meant]:
            expected, got = f"rows up to {last}", f"a table of {length} rows (entry {entry})"
            found.append(Breach(kind="no-such-row", expected=expected, got=got, **told))
    return found


def _named(segment: Segment) -> str:
    """Return what a table is called, where a row of it cannot be named."""
    return segment.name or f"entry {segment.entry}"

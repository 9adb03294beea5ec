"""Items that break their chain: each movement begins where the last one ended, and carries what that one carried."""

from collections.abc import Collection
from datetime import datetime

from proverka.book.breach import Breach
from proverka.book.in_force import in_force
from proverka.book.ledger import Ledger


def chain_breaches(
    ledger: Ledger, *, known: datetime, final: Collection[str] = (), item: str | None = None
) -> list[Breach]:
    """Return every movement of an item that does not begin where its last one ended, in order of item and time.

    Of one `item` only, where it is named.

    An item enters the book once, without an origin, and keeps its subject and quantity. `final` are the dispositions
    that nothing leaves again, and in which nothing enters the book.

    1. Every item and account is taken for its 64-bit hash, which sorts in half the time: chains that close so are
       closed. Two accounts of one hash would hide a breach, one chance in 2^64 for each; two items of one hash are only
       looked at more closely.
    2. The few items that are left are looked at by their names.
    """
    asked, named = ("item IS NOT NULL", {}) if item is None else ("item = $item", {"item": item})
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known)},
        hashed AS (
            SELECT hash(item) AS item, moved_at, segment * 4294967296 + row AS place,
                   CASE WHEN origin_place IS NULL THEN 0
                        ELSE hash(origin_place, origin_disposition, subject, quantity) END AS origin,
                   hash(destination_place, destination_disposition, subject, quantity) AS destination,
                   coalesce(list_contains($final::VARCHAR[], origin_disposition), false)
                       OR (origin_place IS NULL AND list_contains($final::VARCHAR[], destination_disposition)) AS ended
            FROM in_force WHERE {asked}
        ),
        linked AS (
            SELECT item, ended, origin, coalesce(lag(destination) OVER chain, 0) AS before
            FROM hashed WINDOW chain AS (PARTITION BY item ORDER BY moved_at, place)
        ),
        suspect AS (SELECT DISTINCT item FROM linked WHERE origin <> before OR ended),
        steps AS (
            SELECT item, moved_at, segment, row, origin_place, origin_disposition, destination_disposition, subject,
                   quantity, lag(destination_place) OVER chain AS place,
                   lag(destination_disposition) OVER chain AS disposition, lag(subject) OVER chain AS was,
                   lag(quantity) OVER chain AS carried, lag(segment) OVER chain AS before,
                   lag(row) OVER chain AS before_row
            FROM in_force
            WHERE {asked} AND hash(item) IN (FROM suspect)
            WINDOW chain AS (PARTITION BY item ORDER BY moved_at, segment, row)
        ),
        told AS (
            SELECT *, CASE
                WHEN place IS NULL AND list_contains($final::VARCHAR[], destination_disposition)
                    THEN 'destroyed-undeclared'
                WHEN place IS NULL AND origin_place IS NOT NULL THEN 'moves-undeclared'
                WHEN place IS NULL THEN NULL
                WHEN origin_place IS NULL THEN 'declared-twice'
                WHEN list_contains($final::VARCHAR[], disposition) THEN 'moves-after-its-end'
                WHEN (origin_place, origin_disposition) IS DISTINCT FROM (place, disposition) THEN 'leaves-elsewhere'
                WHEN (subject, quantity) IS DISTINCT FROM (was, carried) THEN 'changes-on-the-way'
            END AS kind FROM steps
        )
        SELECT kind, item, moved_at, segment, row, before, before_row,
               CASE WHEN kind = 'changes-on-the-way' THEN carried || ' of ' || was
                    ELSE coalesce(place || ', ' || disposition, 'outside the book') END,
               CASE WHEN kind = 'changes-on-the-way' THEN quantity || ' of ' || subject
                    ELSE coalesce(origin_place || ', ' || origin_disposition, 'outside the book') END
        FROM told WHERE kind IS NOT NULL ORDER BY item, moved_at, segment, row
        """,  # noqa: S608
        {"known": known, "final": list(final), **named},
    )
    return [
        Breach(
            kind=kind,
            about=about,
            at=at,
            row=ledger.row(segment, row),
            expected=expected,
            got=got,
            before=None if before is None else ledger.row(before, before_row),
        )
        for kind, about, at, segment, row, before, before_row, expected, got in rows
    ]


def undeclared_ends(ledger: Ledger, *, known: datetime, final: Collection[str]) -> list[Breach]:
    """Return every quantity without an item number that enters the book where nothing leaves it again.

    It is certified as destroyed, and can be walked back to no declared line.
    """
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known)}
        SELECT subject, moved_at, segment, row, destination_place || ', ' || destination_disposition
        FROM in_force
        WHERE item IS NULL AND origin_place IS NULL AND list_contains($final::VARCHAR[], destination_disposition)
        ORDER BY segment, row
        """,  # noqa: S608
        {"known": known, "final": list(final)},
    )
    return [
        Breach(
            kind="destroyed-undeclared",
            about=subject,
            at=at,
            row=ledger.row(segment, row),
            expected="an account that it came from",
            got=f"outside the book, to {account}",
        )
        for subject, at, segment, row, account in rows
    ]

"""Physical inventory against book inventory: what was counted in an account, and what the book has there."""

from collections.abc import Collection
from datetime import datetime

from proverka.book.breach import Breach
from proverka.book.in_force import in_force
from proverka.book.ledger import Ledger
from proverka.book.measurements import COVERAGE


def inventory_differences(ledger: Ledger, *, known: datetime, weighed: Collection[str] = ()) -> list[Breach]:
    """Return every account of which more or less was counted than the book has, by time and account.

    A table counts an account of a subject whole: its rows of one instant are added up. Where the subject is `weighed`,
    booked in grams, and every row of it was measured, with its uncertainty, it is the measured amount that is held
    against the book, within `COVERAGE` standard deviations. The book's is what was moved before that instant.
    """
    if not ledger.rows("SELECT 1 FROM counts LIMIT 1"):
        return []
    rows = ledger.rows(
        f"""
        WITH taking AS (
            SELECT counted_at, place, disposition, subject, segment, min(row) AS row, sum(quantity) AS counted,
                   sum(measured) AS measured, sqrt(sum(pow(uncertainty, 2) ORDER BY row)) AS within,
                   count(*) = count(uncertainty) AS all_measured
            FROM counts
            WHERE known_from < $known::TIMESTAMPTZ AND {ledger.within("accounts", "place", "disposition", "subject")}
            GROUP BY ALL
        ),
        accounts AS (SELECT DISTINCT place, disposition, subject FROM taking),
        {in_force(ledger, known)},
        legs AS (
            SELECT a.*, moved_at, quantity AS change FROM in_force m JOIN accounts a
              ON (a.place, a.disposition, a.subject) = (m.destination_place, m.destination_disposition, m.subject)
            UNION ALL
            SELECT a.*, moved_at, -quantity FROM in_force m JOIN accounts a
              ON (a.place, a.disposition, a.subject) = (m.origin_place, m.origin_disposition, m.subject)
        ),
        changes AS (SELECT place, disposition, subject, moved_at, sum(change) AS change FROM legs GROUP BY ALL),
        held AS (
            SELECT *, sum(change) OVER (PARTITION BY place, disposition, subject ORDER BY moved_at) AS book FROM changes
        ),
        booked AS (
            SELECT t.*, coalesce(h.book, 0) AS book,
                   all_measured AND list_contains($weighed::VARCHAR[], t.subject) AS weighed
            FROM taking t ASOF LEFT JOIN held h
              ON (t.place = h.place AND t.disposition = h.disposition AND t.subject = h.subject
                  AND t.counted_at > h.moved_at)
        )
        SELECT subject, counted_at, segment, row, place || ', ' || disposition, book,
               CASE WHEN weighed THEN measured ELSE counted END, CASE WHEN weighed THEN within END
        FROM booked
        WHERE CASE WHEN weighed THEN abs(measured - book) > {COVERAGE} * within ELSE counted <> book END
        ORDER BY counted_at, place, disposition, subject, segment
        """,  # noqa: S608
        {"known": known, "weighed": list(weighed)},
    )
    return [
        Breach(
            kind="inventory-differs",
            about=subject,
            at=at,
            row=ledger.row(segment, row),
            expected=f"{account}: {int(book)}"
            + ("" if within is None else f", within {COVERAGE} times {within:.0f} g"),
            got=f"{int(counted)}; unaccounted for {int(book) - int(counted)}",
        )
        for subject, at, segment, row, account, book, counted, within in rows
    ]


def items_not_met(ledger: Ledger, *, known: datetime) -> list[Breach]:
    """Return every item that the book has in a counted account and the count does not list, and the other way round.

    Only of accounts whose count lists items by their numbers.
    """
    if not ledger.rows("SELECT 1 FROM counts WHERE item IS NOT NULL LIMIT 1"):
        return []
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known)},
        listed AS (
            SELECT counted_at, place, disposition, subject, item, segment, row FROM counts
            WHERE known_from < $known::TIMESTAMPTZ AND item IS NOT NULL
        ),
        taking AS (
            SELECT counted_at, place, disposition, subject, segment, min(row) AS row FROM listed GROUP BY ALL
        ),
        moved AS (
            SELECT item, subject, moved_at, destination_place AS place, destination_disposition AS disposition,
                   1 AS change, segment, row FROM in_force WHERE item IS NOT NULL
            UNION ALL
            SELECT item, subject, moved_at, origin_place, origin_disposition, -1, segment, row FROM in_force
            WHERE item IS NOT NULL AND origin_place IS NOT NULL
        ),
        there AS (
            SELECT t.counted_at, t.place, t.disposition, t.subject, t.segment AS count_segment, t.row AS count_row,
                   m.item, arg_max((m.segment, m.row), (m.moved_at, m.segment, m.row)) AS last
            FROM taking t JOIN moved m
              ON (m.place, m.disposition, m.subject) = (t.place, t.disposition, t.subject) AND m.moved_at < t.counted_at
            GROUP BY ALL HAVING sum(m.change) > 0
        )
        SELECT 'item-not-counted', item, counted_at, count_segment, count_row, last, place || ', ' || disposition
        FROM there h
        WHERE NOT EXISTS (
            FROM listed l
            WHERE (l.counted_at, l.place, l.disposition, l.subject, l.item, l.segment)
                = (h.counted_at, h.place, h.disposition, h.subject, h.item, h.count_segment)
        )
        UNION ALL
        SELECT 'item-not-booked', item, counted_at, segment, row, NULL, place || ', ' || disposition FROM listed l
        WHERE {ledger.within("items", "item")} AND NOT EXISTS (
            FROM there h
            WHERE (l.counted_at, l.place, l.disposition, l.subject, l.item)
                = (h.counted_at, h.place, h.disposition, h.subject, h.item)
        )
        ORDER BY 3, 7, 2, 1
        """,  # noqa: S608
        {"known": known},
    )
    return [
        Breach(
            kind=kind,
            about=item,
            at=at,
            row=ledger.row(segment, row),
            expected=f"{account}: counted" if kind == "item-not-counted" else f"{account}: booked there",
            got="not in the count" if kind == "item-not-counted" else "counted there",
            before=None if last is None else ledger.row(*last),
        )
        for kind, item, at, segment, row, last, account in rows
    ]

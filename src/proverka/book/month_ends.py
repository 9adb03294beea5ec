"""What each account held at the end of each month: the course of a stockpile, in one pass over the book."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from proverka.book.balances import changes_by
from proverka.book.in_force import in_force
from proverka.book.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEnds:
    """What an account held of a subject at the end of each month that was asked for: grams or items, in order."""

    place: str
    disposition: str
    subject: str
    held: tuple[int, ...]


def last_days(first: date, last: date) -> Iterator[date]:
    """Yield the last day of every month from that of `first` to that of `last`."""
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, before = divmod(month, 12)
        yield date(year, before + 1, monthrange(year, before + 1)[1])


def month_ends(ledger: Ledger, *, first: date, last: date, known: datetime) -> list[MonthEnds]:
    """Return what every account held at the end of every month from `first` to `last`, as known before `known`.

    By place, disposition and subject; each has as many numbers as `last_days` has days. An account that nothing had
    reached or left by the end of the last month is left out. Days of `first` and `last` do not matter.

    1. The changes of each month are added up; all that was before the first month counts as of the first.
    2. Every account has every month, also those without a change: the sum of the changes so far is what is held.
    """
    rows = ledger.rows(
        f"""
        WITH {in_force(ledger, known)},
        before AS NOT MATERIALIZED (SELECT * FROM in_force WHERE moved_at < $ends[-1] + INTERVAL 1 DAY),
        changes AS MATERIALIZED (
            SELECT place, disposition, subject, bucket AS month, sum(change) AS change FROM (
                {changes_by("last_day(greatest(moved_at, $ends[1]))", of="before")}
            ) GROUP BY ALL
        ),
        accounts AS (SELECT DISTINCT place, disposition, subject FROM changes),
        asked AS (SELECT unnest($ends::DATE[]) AS month),
        running AS (
            SELECT place, disposition, subject, month, sum(coalesce(change, 0)) OVER (
                PARTITION BY place, disposition, subject ORDER BY month
            ) AS held
            FROM accounts CROSS JOIN asked LEFT JOIN changes USING (place, disposition, subject, month)
        )
        SELECT place, disposition, subject, list(held ORDER BY month) FROM running GROUP BY ALL
        ORDER BY place, disposition, subject
        """,  # noqa: S608
        {"ends": list(last_days(first, last)), "known": known},
    )
    return [
        MonthEnds(place=place, disposition=disposition, subject=subject, held=tuple(map(int, held)))
        for place, disposition, subject, held in rows
    ]

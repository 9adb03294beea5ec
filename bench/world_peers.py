"""The peers of `bench/world.py`; nothing of ours is imported here, and Beancount runs in an environment of its own.

All are asked the same: what every account held at the end of every month. `write FOLDER OUT` puts the movement tables
of a case into the text that Beancount and hledger read; `duckdb FOLDER ANSWER` and `beancount JOURNAL ANSWER` write
their answers as CSV. hledger is a program by itself.
"""

import calendar
import csv
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

PORTION = 10_000

# What somebody would write for this one question: both ends of every movement, added up by month, and summed on.
MONTH_ENDS = """
COPY (
    WITH movement AS (FROM read_parquet($tables)),
    leg AS (
        SELECT destination_place AS place, destination_disposition AS disposition, subject,
               CASE WHEN reversal THEN -quantity ELSE quantity END AS quantity, last_day(moved_at) AS month_end
        FROM movement
        UNION ALL
        SELECT origin_place, origin_disposition, subject, CASE WHEN reversal THEN quantity ELSE -quantity END,
               last_day(moved_at)
        FROM movement
        WHERE origin_place IS NOT NULL
    ),
    change AS (SELECT place, disposition, subject, month_end, sum(quantity) AS change FROM leg GROUP BY ALL),
    month AS (
        SELECT last_day(unnest(generate_series(
            date_trunc('month', min(month_end)), max(month_end), INTERVAL 1 MONTH
        ))) AS month_end FROM change
    ),
    account AS (SELECT DISTINCT place, disposition, subject FROM change)
    SELECT month_end, place, disposition, subject, sum(coalesce(change, 0)) OVER (
        PARTITION BY place, disposition, subject ORDER BY month_end
    ) AS held
    FROM account CROSS JOIN month LEFT JOIN change USING (place, disposition, subject, month_end)
) TO '{answer}' (FORMAT csv)
"""


def tables_of(folder: str, connection: "duckdb.DuckDBPyConnection") -> list[str]:
    """Return the movement tables of a case: those of its documents that have the time of a movement."""
    paths = [str(path) for path in sorted(Path(folder, "documents").rglob("*")) if path.is_file()]
    named = "SELECT DISTINCT file_name FROM parquet_schema(?) WHERE name = 'moved_at' ORDER BY 1"
    return [name for (name,) in connection.execute(named, [paths]).fetchall()]


def write(folder: str, out: str) -> None:
    """Write the journal, the accounts that Beancount wants opened, and which of our accounts each of them is."""
    import duckdb  # noqa: PLC0415 - Beancount's environment has none

    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    names: dict[tuple[str, str], str] = {}

    def name(place: str | None, disposition: str | None) -> str:
        if place is None or disposition is None:
            return "Equity:Outside"
        return names.setdefault((place, disposition), f"Assets:A{len(names) + 1}")

    with duckdb.connect() as connection, (target / "movements.journal").open("w", encoding="utf-8") as journal:
        rows = connection.execute(
            """
            SELECT moved_at::DATE, item, upper(replace(subject, '-', '')),
                   CASE WHEN reversal THEN -quantity ELSE quantity END, origin_place, origin_disposition,
                   destination_place, destination_disposition
            FROM read_parquet(?) ORDER BY moved_at, item
            """,
            [tables_of(folder, connection)],
        )
        while portion := rows.fetchmany(PORTION):
            for day, item, subject, quantity, *ends in portion:
                journal.write(
                    f'{day} * "{item}"\n'
                    f"  {name(ends[2], ends[3])}  {quantity} {subject}\n"
                    f"  {name(ends[0], ends[1])}  {-quantity} {subject}\n\n"
                )
    opened = [f"1900-01-01 open {account}\n" for account in ("Equity:Outside", *names.values())]
    (target / "all.beancount").write_text("".join([*opened, 'include "movements.journal"\n']), encoding="utf-8")
    accounts = {account: place for place, account in names.items()}
    (target / "accounts.json").write_text(json.dumps(accounts), encoding="utf-8")


def by_duckdb(folder: str, answer: str) -> None:
    """Ask DuckDB itself."""
    import duckdb  # noqa: PLC0415 - Beancount's environment has none

    with duckdb.connect() as connection:
        connection.execute(MONTH_ENDS.format(answer=answer), {"tables": tables_of(folder, connection)})


def by_beancount(journal: str, answer: str) -> None:
    """Ask Beancount: it loads and checks the journal, and the balances are summed from what it loaded."""
    os.environ["BEANCOUNT_DISABLE_LOAD_CACHE"] = "1"
    from beancount import loader  # noqa: PLC0415 - our environment has none
    from beancount.core.data import Transaction  # noqa: PLC0415

    entries, errors, _ = loader.load_file(journal)
    if errors:
        sys.exit(f"Beancount found {len(errors)} errors: {errors[0]}")
    moved = (entry for entry in entries if isinstance(entry, Transaction))
    held: dict[tuple[str, str], int] = defaultdict(int)
    with Path(answer).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        now: date | None = None
        for entry in moved:
            while now is not None and entry.date > now:
                writer.writerows([now, account, subject.lower(), amount] for (account, subject), amount in held.items())
                now = month_end(now.year + now.month // 12, now.month % 12 + 1)
            now = now or month_end(entry.date.year, entry.date.month)
            for posting in entry.postings:
                held[posting.account, posting.units.currency] += int(posting.units.number)
        writer.writerows([now, account, subject.lower(), amount] for (account, subject), amount in held.items())


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


# What was held: at which month's end, where, in which state, of what, how much; nothing is left out.
Answer = set[tuple[str, str, str, str, int]]


def answer_of(path: Path) -> Answer:
    """Return the answer that we and DuckDB write."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] != "month_end"]
    # Commodities of text ledgers are letters alone.
    return {
        (day, place, state, subj.replace("-", ""), int(held)) for day, place, state, subj, held in rows if int(held)
    }


def answer_of_beancount(path: Path, accounts: Path) -> Answer:
    """Return the answer that Beancount gave, under our names of accounts."""
    names = json.loads(accounts.read_text(encoding="utf-8"))
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[1] in names]
    return {(day, *names[account], subject, int(held)) for day, account, subject, held in rows if int(held)}


def answer_of_hledger(path: Path, accounts: Path) -> Answer:
    """Return the answer that hledger gave, one column to a month (1997-05), under our names of accounts."""
    names = json.loads(accounts.read_text(encoding="utf-8"))
    with path.open(encoding="utf-8", newline="") as file:
        (_, *head), *rows = csv.reader(file)
    days = [str(month_end(*map(int, month.split("-")))) for month in head]
    return {found for account, *cells in rows for found in _hledger_row(names[account], days, cells)}


def _hledger_row(
    account: tuple[str, str], days: list[str], cells: list[str]
) -> Iterator[tuple[str, str, str, str, int]]:
    for day, cell in zip(days, cells, strict=True):
        if cell != "0":
            amount, subject = cell.split()
            yield (day, *account, subject.lower(), int(amount))


if __name__ == "__main__":
    {"write": write, "duckdb": by_duckdb, "beancount": by_beancount}[sys.argv[1]](*sys.argv[2:])

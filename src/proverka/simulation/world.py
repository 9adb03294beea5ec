"""A world to try the book on: the declared stockpiles of the possessors, item by item, from a seed, at any scale.

Shares, totals and the pace of destruction are calibrated to public figures; every item and every day is made up.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import duckdb

from proverka.book import COLUMNS

Progress = Callable[[int, int], None]

# Of each item: declared, verified, loaded out, received, taken out of its container (77 % of them), destroyed.
MOVEMENTS_OF_AN_ITEM = 5.77
SUBJECT = "agents"
DISPOSITIONS = ("declared", "verified", "in transit", "received", "unpacked", "destroyed")
FINAL = ("destroyed",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Possessor:
    """Who declared what: `tonnes` in all, at so many storage and destruction facilities, from `declared` on."""

    id: str
    name: str
    tonnes: int
    stores: int
    plants: int
    declared: date


# Tonnes as declared (OPCW, Russia and the United States in world totals as of 2013 to 2023); the rest of the 72,531
# tonnes of seven possessors is divided among the others, of which no public total is at hand.
POSSESSORS = (
    Possessor(id="russia", name="Russia", tonnes=39_967, stores=7, plants=7, declared=date(1997, 12, 5)),
    Possessor(id="united-states", name="United States", tonnes=27_769, stores=9, plants=9, declared=date(1997, 5, 29)),
    Possessor(id="syria", name="Syria", tonnes=1_308, stores=12, plants=5, declared=date(2013, 10, 24)),
    Possessor(id="albania", name="Albania", tonnes=17, stores=1, plants=1, declared=date(2003, 3, 1)),
    Possessor(id="possessor-a", name="A possessor", tonnes=1_200, stores=3, plants=2, declared=date(1997, 6, 1)),
    Possessor(id="possessor-b", name="Another possessor", tonnes=1_000, stores=2, plants=2, declared=date(1997, 7, 1)),
    Possessor(id="possessor-c", name="A third possessor", tonnes=1_270, stores=2, plants=2, declared=date(2004, 3, 5)),
)

# By which day which part of all that was declared was destroyed (the case material's world totals).
DESTROYED: tuple[tuple[date, float], ...] = (
    (date(1998, 1, 1), 0.0),
    (date(2007, 6, 30), 0.33),
    (date(2009, 4, 30), 0.44),
    (date(2010, 7, 8), 0.6005),
    (date(2013, 12, 31), 0.8069),
    (date(2017, 11, 27), 0.9625),
    (date(2019, 10, 31), 0.973),
    (date(2023, 7, 7), 1.0),
)
END = date(2023, 7, 7)


# What can be planted, with the breach by which it must be found: an item that is loaded out and never received, one
# that is declared a second time, one that comes back from where nothing does.
FAULTS: Mapping[str, str] = {
    "diversion": "leaves-elsewhere",
    "declared twice": "declared-twice",
    "back from destruction": "moves-after-its-end",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A fault that was planted: which, in the movements of which item, found as which breach at which instant."""

    fault: str
    item: str
    breach: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The tables of a world, and what was planted in them, which stands in none of them."""

    tables: tuple["WorldTable", ...]
    planted: tuple[Planted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldTable:
    """A movement table of a world: whose, from which year on, where it lies, and when it was handed in."""

    possessor: str
    year: int
    path: Path
    rows: int
    known: datetime


def write_world(
    out: Path, *, items: int, seed: int, faults: int = 0, years: int = 1, progress: Progress | None = None
) -> World:
    """Write the movement tables of a world of so many `items` into the folder `out`: of each possessor, by `years`.

    Of each kind in `FAULTS` so many are planted, each in an item of its own. The same seed gives the same tables. Item
    numbers run through; shares of the items are those of the tonnes.
    """
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = true")
        _make_items(connection, items, seed)
        planted = _plant(connection, faults)
        found = []
        jobs = [(possessor, year) for possessor in POSSESSORS for year in range(1997, END.year + 1, years)]
        for done, (possessor, year) in enumerate(jobs, start=1):
            path, until = out / f"{possessor.id}-{year}.parquet", year + years
            rows = _write_table(connection, possessor.id, range(year, until), path)
            if rows:
                known = datetime(until, 1, 31, tzinfo=UTC)
                found.append(WorldTable(possessor=possessor.id, year=year, path=path, rows=rows, known=known))
            else:
                path.unlink()
            if progress is not None:
                progress(done, len(jobs))
    return World(tables=tuple(found), planted=planted)


def _make_items(connection: duckdb.DuckDBPyConnection, items: int, seed: int) -> None:
    """Make the table of items: whose, where it lies, how much is in it, and the day of each of its steps."""
    total = sum(possessor.tonnes for possessor in POSSESSORS)
    connection.execute(
        "CREATE TABLE possessor "
        "(id VARCHAR, lower DOUBLE, upper DOUBLE, grams DOUBLE, stores INT, plants INT, declared DATE)"
    )
    below = 0.0
    for one in POSSESSORS:
        share = one.tonnes / total
        grams = one.tonnes * 1e6 / max(1.0, share * items)
        connection.execute(
            "INSERT INTO possessor VALUES (?, ?, ?, ?, ?, ?, ?)",
            [one.id, below, below + share, grams, one.stores, one.plants, one.declared],
        )
        below += share
    connection.execute("CREATE TABLE pace (lower DOUBLE, upper DOUBLE, begins DATE, days INT)")
    for (begins, lower), (ends, upper) in pairwise(DESTROYED):
        connection.execute("INSERT INTO pace VALUES (?, ?, ?, ?)", [lower, upper, begins, (ends - begins).days])
    # `chance(k)` is a number from 0 up to 1 for each item and k, from the seed alone.
    connection.execute(f"CREATE MACRO chance(n, k) AS (hash(n, k, {int(seed)}) >> 11) / 9007199254740992.0")
    connection.execute(
        """
        CREATE TABLE item AS
        SELECT i AS n, p.id AS possessor, 1 + (chance(i, 1) * p.stores)::INT % p.stores AS store,
               1 + (chance(i, 2) * p.plants)::INT % p.plants AS plant,
               greatest(1, (p.grams * (0.5 + chance(i, 3)))::BIGINT) AS grams,
               p.declared AS declared,
               greatest(
                   p.declared + 200 + (chance(i, 4) * 100)::INT,
                   c.begins + ((chance(i, 5) - c.lower) / (c.upper - c.lower) * c.days)::INT
               ) AS destroyed,
               (chance(i, 6) * 30)::INT AS pause, chance(i, 7) < 0.77 AS unpacked
        FROM range(?) r(i)
        JOIN possessor p ON (i + 0.5) / ? >= p.lower AND (i + 0.5) / ? < p.upper
        JOIN pace c ON chance(i, 5) >= c.lower AND chance(i, 5) < c.upper
        """,
        [items, items, items],
    )


def _plant(connection: duckdb.DuckDBPyConnection, faults: int) -> tuple[Planted, ...]:
    """Mark so many items for each kind of fault, and return what is to be found of them, by item."""
    connection.execute("ALTER TABLE item ADD COLUMN fault VARCHAR DEFAULT ''")
    for number, fault in enumerate(FAULTS):
        free = "SELECT n FROM item WHERE fault = '' ORDER BY chance(n, ?), n LIMIT ?"
        connection.execute(f"UPDATE item SET fault = ? WHERE n IN ({free})", [fault, 100 + number, faults])  # noqa: S608
    rows = connection.execute(
        """
        SELECT fault, 'I-' || n, CASE fault
            WHEN 'diversion' THEN destroyed - CASE WHEN unpacked THEN 2 ELSE 0 END
            WHEN 'declared twice' THEN declared + 1
            ELSE destroyed + 5 END
        FROM item WHERE fault <> '' ORDER BY 2
        """
    ).fetchall()
    return tuple(
        Planted(fault=fault, item=item, breach=FAULTS[fault], at=datetime(day.year, day.month, day.day, tzinfo=UTC))
        for fault, item, day in rows
    )


def _write_table(connection: duckdb.DuckDBPyConnection, possessor: str, years: range, path: Path) -> int:
    columns = ", ".join(f"{name}::{column.type} AS {name}" for name, column in COLUMNS.items())
    connection.execute(
        f"""
        COPY (
            WITH own AS (
                SELECT 'I-' || n AS item, grams, possessor || '/store-' || store AS store,
                       possessor || '/plant-' || plant AS plant, declared, destroyed, pause, unpacked, fault,
                       'C-' || possessor || '-' || store || '-' || plant || '-' || (destroyed - pause)::VARCHAR AS box
                FROM item WHERE possessor = '{possessor}'
            ),
            steps AS (
                SELECT declared::TIMESTAMP AS moved_at, item, grams, NULL AS origin_place, NULL AS origin_disposition,
                       store AS destination_place, 'declared' AS destination_disposition, NULL AS container FROM own
                UNION ALL SELECT declared + 90 + pause, item, grams, store, 'declared', store, 'verified', NULL FROM own
                UNION ALL SELECT destroyed - 14, item, grams, store, 'verified', plant, 'in transit', box FROM own
                UNION ALL SELECT destroyed - 10, item, grams, plant, 'in transit', plant, 'received', box FROM own
                          WHERE fault <> 'diversion'
                UNION ALL SELECT destroyed - 2, item, grams, plant, 'received', plant, 'unpacked', NULL FROM own
                          WHERE unpacked
                UNION ALL SELECT destroyed, item, grams, plant, CASE WHEN unpacked THEN 'unpacked' ELSE 'received' END,
                       plant, 'destroyed', NULL FROM own
                UNION ALL SELECT declared + 1, item, grams, NULL, NULL, store, 'declared', NULL FROM own
                          WHERE fault = 'declared twice'
                UNION ALL SELECT destroyed + 5, item, grams, plant, 'destroyed', store, 'verified', NULL FROM own
                          WHERE fault = 'back from destruction'
            )
            SELECT {columns} FROM (
                SELECT *, '{SUBJECT}' AS subject, grams AS quantity,
                       NULL AS seal, NULL AS measured, NULL AS uncertainty, NULL AS note
                FROM steps WHERE year(moved_at) BETWEEN {years.start} AND {years.stop - 1} ORDER BY moved_at, item
            )
        ) TO '{path}' (FORMAT parquet, COMPRESSION zstd)
        """  # noqa: S608
    )
    (count,) = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone() or (0,)
    return int(count)

"""The rows of a world: items, what befalls them, and the tables that tell of it; no row passes through Python.

The tables that it makes and reads, in a connection of its own:

- `item`: one row for each item, with its days and the fault that is planted in it, if one is;
- `movements`, `seals`, `counts`: the rows of one possessor, in the columns of the book; of the first with `batch`, in
  which manifest they are handed in.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from proverka.book import COUNTS, MOVEMENTS, SEALS
from proverka.book.schema import Schema, written
from proverka.simulation.possessors import DESTROYED, POSSESSORS

# By the name of the table in the connection.
_SCHEMAS: dict[str, Schema] = {"movements": MOVEMENTS, "seals": SEALS, "counts": COUNTS}


def make_items(connection: duckdb.DuckDBPyConnection, items: int, seed: int) -> None:
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
               greatest(20, (p.grams * (0.5 + chance(i, 3)))::BIGINT) AS grams,
               p.declared AS declared, p.declared + 90 + (chance(i, 6) * 30)::INT AS verified,
               greatest(
                   p.declared + 200 + (chance(i, 4) * 100)::INT,
                   c.begins + ((chance(i, 5) - c.lower) / (c.upper - c.lower) * c.days)::INT
               ) AS destroyed,
               chance(i, 7) < 0.77 AS unpacked, chance(i, 8) < 0.1 AS weighed, chance(i, 9) < 0.01 AS amended,
               '' AS fault
        FROM range(?) r(i)
        JOIN possessor p ON (i + 0.5) / ? >= p.lower AND (i + 0.5) / ? < p.upper
        JOIN pace c ON chance(i, 5) >= c.lower AND chance(i, 5) < c.upper
        """,
        [items, items, items],
    )


def plant(connection: duckdb.DuckDBPyConnection, faults: Sequence[str], count: int) -> None:
    """Mark so many items for each kind of fault: each in an item of its own, and in a container of its own.

    What is short when it is received was weighed. What is missing when its store is counted lay there at a year's end.
    """
    needed = {
        "received short": "true",
        "not counted": "year(verified) < year(destroyed - 14)",
    }
    for number, fault in enumerate(faults if count else ()):
        free = (
            f"SELECT n FROM item WHERE fault = '' AND NOT amended AND {needed.get(fault, 'true')} "  # noqa: S608
            "AND (possessor, store, plant, destroyed) NOT IN "
            "(SELECT (possessor, store, plant, destroyed) FROM item WHERE fault <> '') "
            "QUALIFY row_number() OVER (PARTITION BY possessor, store, plant, destroyed ORDER BY n) = 1 "
            "ORDER BY chance(n, ?), n LIMIT ?"
        )
        connection.execute(f"UPDATE item SET fault = ? WHERE n IN ({free})", [fault, 100 + number, count])  # noqa: S608
    connection.execute("UPDATE item SET weighed = (fault = 'received short') WHERE fault <> ''")


def traces_of_faults(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, Any, str, datetime]]:
    """Return what is to be found of each fault: fault, item, breach, what it is about, and when."""
    return connection.execute(
        f"""
        WITH f AS (SELECT *, 'I-' || n AS id, {_BOX} AS box FROM item WHERE fault <> ''),
        -- At the end of which years it lay in its store, as the book has it.
        counted AS (
            SELECT *, make_timestamp(unnest(range(year(verified) + 1, year(destroyed - 14) + 1)), 1, 1, 0, 0, 0)
                   AS counted_at
            FROM f WHERE fault IN ('not counted', 'late amendment')
        )
        SELECT fault, id, 'leaves-elsewhere', id, (destroyed - CASE WHEN unpacked THEN 2 ELSE 0 END)::TIMESTAMP
        FROM f WHERE fault = 'diversion'
        UNION ALL SELECT fault, id, 'declared-twice', id, declared + 1 FROM f WHERE fault = 'declared twice'
        UNION ALL SELECT fault, id, 'moves-after-its-end', id, destroyed + 5 FROM f
                  WHERE fault = 'back from destruction'
        UNION ALL SELECT fault, id, 'changes-on-the-way', id, destroyed - 10 FROM f WHERE fault = 'swapped'
        UNION ALL SELECT fault, id, 'measured-otherwise', id, destroyed - 10 FROM f WHERE fault = 'received short'
        UNION ALL SELECT fault, id, 'received-otherwise', id, destroyed - 10 FROM f WHERE fault = 'received short'
        UNION ALL SELECT fault, id, 'seal-broken', box, destroyed - 9 FROM f WHERE fault = 'broken seal'
        UNION ALL SELECT fault, id, 'inventory-differs', 'agents-' || possessor, min(counted_at) FROM counted
                  WHERE fault = 'not counted' GROUP BY ALL
        UNION ALL SELECT fault, id, 'amended-late', id, declared FROM f WHERE fault = 'late amendment'
        UNION ALL SELECT fault, id, 'inventory-differs', 'agents-' || possessor, counted_at FROM counted
                  WHERE fault = 'late amendment'
        ORDER BY ALL
        """  # noqa: S608
    ).fetchall()


# What leaves a store for a plant so as to be destroyed on one day travels in one container, under one seal.
_BOX = "'C-' || possessor || '-' || store || '-' || plant || '-' || destroyed::VARCHAR"


def make_steps(connection: duckdb.DuckDBPyConnection, possessor: str, subject: str) -> None:
    """Make the tables `movements`, `seals` and `counts` of one possessor, in order of time and item."""
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE own AS
        SELECT n, 'I-' || n AS item, possessor || '/store-' || store AS store, possessor || '/plant-' || plant AS plant,
               {_BOX} AS box, grams, declared, verified, destroyed, unpacked, weighed, amended, fault,
               -- Its weight as first declared, where that is amended; as it travels on, where it was swapped; as said
               -- in the end, where all of it is amended; and one standard deviation of a weighing.
               grams + CASE WHEN amended THEN 1 + grams // 20 ELSE 0 END AS first_grams,
               grams - CASE WHEN fault = 'swapped' THEN 1 + grams // 10 ELSE 0 END AS later_grams,
               grams - 1 - grams // 10 AS amended_grams, 1 + grams // 1000 AS deviation
        FROM item WHERE possessor = '{possessor}'
        """  # noqa: S608
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE movements AS {_movements(subject)}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE seals AS {_SEALS}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE counts AS {_counts(subject)}")


def _step(
    day: str, much: str, origin: str, destination: str, *, boxed: bool = False, batch: str = "year", where: str = "true"
) -> str:
    """Return the rows of one step of all items: when, how much, and from and to which place and state."""
    place, state = origin.split(", ") if origin else ("NULL", "NULL")
    next_place, next_state = destination.split(", ")
    return (
        f"SELECT *, {day} AS day, {much} AS much, {place} AS place, {state} AS state, {next_place} AS next_place, "  # noqa: S608
        f"{next_state} AS next_state, {boxed} AS boxed, {boxed} AND weighed AS weighing, '{batch}' AS batch "
        f"FROM own WHERE {where}"
    )


_IN_THE_END = "plant, CASE WHEN unpacked THEN 'unpacked' ELSE 'received' END"

_STEPS = " UNION ALL BY NAME ".join(
    (
        _step("declared", "first_grams", "", "store, 'declared'", batch="declaration"),
        _step("declared", "grams", "", "store, 'declared'", batch="amendment", where="amended"),
        _step("verified", "grams", "store, 'declared'", "store, 'verified'"),
        _step("destroyed - 14", "grams", "store, 'verified'", "plant, 'in transit'", boxed=True),
        _step(
            "destroyed - 10",
            "later_grams",
            "plant, 'in transit'",
            "plant, 'received'",
            boxed=True,
            where="fault <> 'diversion'",
        ),
        _step("destroyed - 2", "later_grams", "plant, 'received'", "plant, 'unpacked'", where="unpacked"),
        _step("destroyed", "later_grams", _IN_THE_END, "plant, 'destroyed'"),
        _step("declared + 1", "grams", "", "store, 'declared'", where="fault = 'declared twice'"),
        _step(
            "destroyed + 5", "grams", "plant, 'destroyed'", "store, 'verified'", where="fault = 'back from destruction'"
        ),
    )
)


def _movements(subject: str) -> str:
    """Return the rows of all steps, of amendments the rows that take back, and those that are said instead.

    A weighing is off by less than two standard deviations; one that is received short, by a tenth.
    """
    columns = f"""
        day::TIMESTAMP AS moved_at, item, '{subject}' AS subject, much AS quantity, place AS origin_place,
        state AS origin_disposition, next_place AS destination_place, next_state AS destination_disposition,
        CASE WHEN boxed THEN box END AS container, CASE WHEN boxed THEN 'S' || box END AS seal,
        CASE WHEN weighing AND fault = 'received short' AND next_state = 'received' THEN much - much // 10
             WHEN weighing THEN much + ((chance(n, 20 + length(next_state)) * 4 - 2) * deviation)::BIGINT
        END AS measured,
        CASE WHEN weighing THEN deviation END AS uncertainty
    """
    return f"""
        WITH step AS ({_STEPS}), said AS (SELECT *, {columns} FROM step)
        SELECT * FROM (
            SELECT *, NULL::BOOLEAN AS reversal FROM said
            UNION ALL
            SELECT * REPLACE ('amendment' AS batch, NULL AS measured, NULL AS uncertainty), true FROM said
            WHERE batch = 'declaration' AND amended
            UNION ALL
            SELECT * REPLACE ('late' AS batch, NULL AS measured, NULL AS uncertainty), true FROM said
            WHERE fault = 'late amendment'
            UNION ALL
            SELECT * REPLACE ('late' AS batch, amended_grams AS quantity, NULL AS measured, NULL AS uncertainty), NULL
            FROM said WHERE fault = 'late amendment'
        ) ORDER BY moved_at, n, reversal NULLS LAST
    """  # noqa: S608


# A seal is applied when its container leaves, checked when it comes, and removed before what is in it is destroyed.
_SEALS = """
    WITH sealed AS (
        SELECT box, store, plant, destroyed, bool_or(fault = 'broken seal') AS broken FROM own GROUP BY ALL
    )
    SELECT acted_at::TIMESTAMP AS acted_at, box AS container, 'S' || box AS seal, act, place FROM (
        SELECT destroyed - 14 AS acted_at, box, 'applied' AS act, store AS place FROM sealed
        UNION ALL SELECT destroyed - 10, box, 'checked', plant FROM sealed
        UNION ALL SELECT destroyed - 9, box, 'broken', plant FROM sealed WHERE broken
        UNION ALL SELECT destroyed - 3, box, 'removed', plant FROM sealed WHERE NOT broken
    ) ORDER BY acted_at, container
"""


def _counts(subject: str) -> str:
    """Return what is counted in every store at the beginning of each year; one item may not be found, once."""
    return f"""
        WITH changes AS (
            SELECT store, year(verified) + 1 AS year, grams AS change FROM own
            UNION ALL SELECT store, year(destroyed - 14) + 1, -grams FROM own
            UNION ALL SELECT store, year(destroyed + 5) + 1, grams FROM own WHERE fault = 'back from destruction'
        ),
        years AS (SELECT store, year, sum(change) AS change FROM changes GROUP BY ALL),
        span AS (SELECT store, unnest(range(min(year), max(year) + 1)) AS year FROM years GROUP BY store),
        held AS (
            SELECT store, year, sum(coalesce(change, 0)) OVER (PARTITION BY store ORDER BY year) AS grams
            FROM span LEFT JOIN years USING (store, year)
        ),
        missing AS (
            SELECT store, year(verified) + 1 AS year, sum(grams) AS grams FROM own WHERE fault = 'not counted'
            GROUP BY ALL
        )
        SELECT make_timestamp(year, 1, 1, 0, 0, 0) AS counted_at, store AS place, 'verified' AS disposition,
               '{subject}' AS subject, (h.grams - coalesce(m.grams, 0))::BIGINT AS quantity
        FROM held h LEFT JOIN missing m USING (store, year)
        ORDER BY counted_at, place
    """  # noqa: S608


def write_rows(connection: duckdb.DuckDBPyConnection, kind: str, condition: str, path: Path) -> int:
    """Write the rows of `kind` for which a condition holds as a table of the book; return how many: 0 writes none."""
    (count,) = connection.execute(f"SELECT count(*) FROM {kind} WHERE {condition}").fetchone() or (0,)  # noqa: S608
    if count:
        held = {name for name, *_ in connection.execute(f"DESCRIBE {kind}").fetchall()}
        schema = _SCHEMAS[kind]
        types = {name: schema.columns[name].type for name in written(schema, held)}
        columns = ", ".join(
            f"{name}::{column} AS {name}" if name in held else f"NULL::{column} AS {name}"
            for name, column in types.items()
        )
        connection.execute(
            f"COPY (SELECT {columns} FROM {kind} WHERE {condition}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608
        )
    return int(count)

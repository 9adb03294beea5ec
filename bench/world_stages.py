"""One stage of `bench/world.py`, in a process of its own: so it is known what memory it takes.

`python bench/world_stages.py STAGE FOLDER` does one of `STAGES` with the case in a folder and prints what it took as
JSON; `build MOVEMENTS FOLDER` makes the case, `floors FOLDER` measures what no program could do faster here.
"""

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from measure import must, timed

from proverka.book import (
    amendment_breaches,
    chain_breaches,
    holdings,
    inventory_differences,
    items_not_met,
    measured_otherwise,
    month_ends,
    overdrafts,
    received_otherwise,
    seal_breaches,
    split_containers,
)
from proverka.case.auditing import audit_case
from proverka.case.booked import ledger_of
from proverka.case.opened import Case, open_case
from proverka.case.simulated import build_world
from proverka.case.verifying import verify_case
from proverka.simulation import POSSESSORS

SEED = 1
LATER = datetime(2100, 1, 1, tzinfo=UTC)
TEN_YEARS = (date(2004, 1, 31), date(2013, 12, 31))


def build(movements: str, folder: str) -> object:
    """Make a case of about so many movements in the new folder."""
    making = Path(f"{folder}.making")
    build_world(making, movements=int(movements), seed=SEED)
    making.rename(folder)
    return {}


def verify(case: Case) -> None:
    """Check every byte of the record and its tables."""
    must(verify_case(case.root).sound)


def balances(case: Case) -> None:
    """Strike every balance."""
    with ledger_of(case) as ledger:
        must(holdings(ledger, as_of=LATER, known=LATER))


def months(case: Case) -> None:
    """Strike every balance at the end of every month of ten years."""
    with ledger_of(case) as ledger:
        must(month_ends(ledger, first=TEN_YEARS[0], last=TEN_YEARS[1], known=LATER))


def chains(case: Case) -> None:
    """Follow every item."""
    with ledger_of(case) as ledger:
        must(not chain_breaches(ledger, known=LATER, final=case.words.final))


def instants(case: Case) -> None:
    """Hold every account to be never below zero."""
    with ledger_of(case) as ledger:
        must(not overdrafts(ledger, known=LATER))


def others(case: Case) -> None:
    """Check seals, containers, weights, inventories and amendments."""
    with ledger_of(case) as ledger:
        must(not split_containers(ledger, known=LATER))
        must(not seal_breaches(ledger, known=LATER))
        must(not measured_otherwise(ledger, known=LATER, weighed=[subject.id for subject in case.words.subjects]))
        must(not received_otherwise(ledger, known=LATER))
        must(not inventory_differences(ledger, known=LATER))
        must(not items_not_met(ledger, known=LATER))
        must(not amendment_breaches(ledger, known=LATER))


def audited(case: Case) -> None:
    """Audit the case: its entries read, every duty judged, every chain and every account looked at."""
    audit = audit_case(open_case(case.root), as_of=LATER.date(), known=LATER.date())
    must(len(audit.obligations) == len(POSSESSORS) * 4)
    must(all(one.achieved is not None and "tables" in one.achieved.basis_name for one in audit.obligations))


ACCOUNTS = ("origin_place", "origin_disposition", "destination_place", "destination_disposition")
CHAIN = ("moved_at", "item", "subject", "quantity", *ACCOUNTS)
SUMS = ("moved_at", "subject", "quantity", *ACCOUNTS)

# Each stage, and the columns that nobody can answer it without.
STAGES: Mapping[str, tuple[Callable[[Case], None], Sequence[str]]] = {
    "verify the record": (verify, ()),
    "every balance": (balances, SUMS),
    "month ends of ten years": (months, SUMS),
    "every chain": (chains, CHAIN),
    "every account, every instant": (instants, SUMS),
    "seals, weights, inventories, amendments": (
        others,
        (*SUMS, "item", "container", "seal", "measured", "uncertainty"),
    ),
    "the whole audit": (audited, (*SUMS, "item", "container", "seal", "measured", "uncertainty")),
}


def floors(folder: str) -> object:
    """Return wall and CPU seconds of the least that each stage must do, the machine's rates, and sizes.

    For the record: all its bytes read and hashed, on every core. For a question: one pass of the engine over the
    columns that the answer rests on, each row of them hashed, compressed as they are, from warm memory.
    """
    paths = [path for path in Path(folder).rglob("*") if path.is_file()]
    documents = [str(path) for path in paths if path.is_relative_to(Path(folder) / "documents")]
    with duckdb.connect() as connection:
        named = "SELECT DISTINCT file_name FROM parquet_schema(?) WHERE name = 'moved_at'"
        tables = [name for (name,) in connection.execute(named, [documents]).fetchall()]
    total = sum(path.stat().st_size for path in paths)
    read, _ = min(timed(lambda: [path.read_bytes() for path in paths]) for _ in range(3))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        hashed = min(timed(lambda: list(pool.map(digest, paths))) for _ in range(3))
    found: dict[str, object] = {}
    with duckdb.connect() as connection:
        for name, (_, columns) in STAGES.items():
            query = f"SELECT bit_xor(hash({', '.join(columns)})) FROM read_parquet(?)"  # noqa: S608
            passes = [timed(lambda q=query: connection.execute(q, [tables]).fetchall()) for _ in range(3) if columns]
            least = min(passes, default=hashed)
            found[name] = {"wall": least[0], "cpu": least[1], "mb": megabytes(connection, tables, columns or None)}
        (count,) = connection.execute("SELECT count(*) FROM read_parquet(?)", [tables]).fetchone() or (0,)
    rates = {"read_mb_s": total / read / 1e6, "hash_mb_s": total / hashed[1] / 1e6}
    return {"movements": count, "tables": len(tables), "mb": total / 1e6, **rates, "stages": found}


def megabytes(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], columns: Sequence[str] | None) -> float:
    """Return how long the columns are in the tables, compressed; all of them where none is named."""
    query = """
        SELECT sum(total_compressed_size) / 1e6 FROM parquet_metadata($tables)
        WHERE $columns IS NULL OR list_contains($columns, path_in_schema)
    """
    (size,) = connection.execute(query, {"tables": tables, "columns": columns}).fetchone() or (0.0,)
    return float(size)


def digest(path: Path) -> bytes:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def stage(name: str, folder: str) -> object:
    """Return wall and CPU seconds of a stage, from the case opened and the tables not looked at yet."""
    case = open_case(Path(folder))
    wall, busy = timed(lambda: STAGES[name][0](case))
    return {"wall": wall, "cpu": busy}


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    work = {"build": build, "floors": floors}.get(what, lambda folder: stage(what, folder))
    print(json.dumps(work(*arguments)))

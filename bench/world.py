"""The book at the scale of the world: verify, strike every balance, walk every chain; each stage beside its floor.

`python bench/world.py 1000000 50000000` makes worlds of about so many movements, once, beside the results, and asks
each of them. Floors: hashing the bytes of the tables, and one pass of the engine over one column.
"""

import hashlib
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from measure import must, timed
from table import OUT, Row, publish

from proverka.book import chain_breaches, holdings, overdrafts
from proverka.case.booked import ledger_of
from proverka.case.opened import open_case
from proverka.case.simulated import build_world
from proverka.case.verifying import verify_case

MOVEMENTS = (100_000, 1_000_000)
LATER = datetime(2100, 1, 1, tzinfo=UTC)


def main(*scales: int) -> None:
    """Measure every scale and publish the table."""
    OUT.mkdir(parents=True, exist_ok=True)
    publish("world", [row for scale in scales or MOVEMENTS for row in measured(scale)])


def measured(scale: int) -> list[Row]:
    """Return a row for each stage at one scale: seconds of wall time, and what each movement costs of CPU."""
    root = OUT / f"world-{scale}"
    if not root.exists():
        build_world(root, movements=scale, seed=1)
    tables = [path for path in (root / "documents").rglob("*") if path.is_file()]
    read, _ = timed(lambda: sum(len(path.read_bytes()) for path in tables))
    hashed, _ = timed(lambda: [digest(path) for path in tables])
    rows: list[Row] = []

    def stage(name: str, work: Callable[[], object], floor: float, note: str) -> None:
        wall, busy = timed(work)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told = f"{busy / count * 1e6:.2f} us CPU a movement, {peak} MB at most so far; floor: {note}"
        rows.append(Row(measure=f"{count:,} movements: {name}", unit="s", ours=wall, floor=floor, ratio=wall / floor,
                        note=told))  # fmt: skip

    case = open_case(root)
    with ledger_of(case) as ledger:
        (count,) = ledger.connection.execute("SELECT count(*) FROM movements").fetchone() or (0,)
        scanned, _ = timed(lambda: ledger.connection.execute("SELECT sum(quantity) FROM movements").fetchall())
        stage("verify the record", lambda: must(verify_case(root).sound), hashed, "every table hashed")
        stage("every balance", lambda: holdings(ledger, as_of=LATER, known=LATER), scanned, "one column summed")
        final = case.words.final
        stage("every chain", lambda: must(not chain_breaches(ledger, known=LATER, final=final)), scanned, "the same")
        stage("every account, every instant", lambda: must(not overdrafts(ledger, known=LATER)), scanned, "the same")
    size = sum(path.stat().st_size for path in tables)
    rows.append(Row(measure=f"{count:,} movements: bytes of tables", unit="MB", ours=size / 1e6,
                    note=f"read in {read:.2f} s, {len(tables)} tables"))  # fmt: skip
    return rows


def digest(path: Path) -> bytes:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""A world to try the book on: the declared stockpiles of the possessors, item by item, from a seed, at any scale.

Shares, totals and the pace of destruction are calibrated to public figures; every item and every day is made up.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import duckdb

from proverka.book import BreachKind
from proverka.simulation.possessors import END, POSSESSORS, Possessor
from proverka.simulation.world_rows import make_items, make_steps, plant, traces_of_faults, write_rows

Progress = Callable[[int, int], None]

# Of each item: declared, verified, loaded out, received, taken out of its container (77 % of them), destroyed; and of
# one in a hundred the declaration is amended: taken back, and made again.
MOVEMENTS_OF_AN_ITEM = 5.79
SUBJECT = "agents"
# What the engine may take of memory before it works on disk: a hundred million movements are more than a laptop has.
MEMORY = "4GB"
DISPOSITIONS = ("declared", "verified", "in transit", "received", "unpacked", "destroyed")
FINAL = ("destroyed",)


def subject_of(possessor: str) -> str:
    """Return the id of what a possessor declared, a part of `SUBJECT`."""
    return f"{SUBJECT}-{possessor}"


# What can be planted, with the breaches by which it must be found:
# - an item is loaded out and never received;
# - it is declared a second time;
# - it comes back from where nothing does;
# - it is swapped on the way for a lighter one;
# - less of it is received than was dispatched, as weighed;
# - the seal of its container is found broken;
# - it is not there when its store is counted;
# - its declaration and all that followed are amended downwards once it is gone, against what was counted meanwhile.
FAULTS: Mapping[str, tuple[BreachKind, ...]] = {
    "diversion": ("leaves-elsewhere",),
    "declared twice": ("declared-twice",),
    "back from destruction": ("moves-after-its-end",),
    "swapped": ("changes-on-the-way",),
    "received short": ("measured-otherwise", "received-otherwise"),
    "broken seal": ("seal-broken",),
    "not counted": ("inventory-differs",),
    "late amendment": ("amended-late", "inventory-differs"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A fault that was planted: which, in which item, and the breach about what at which instant that shows it."""

    fault: str
    item: str
    breach: BreachKind
    about: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldManifest:
    """What is handed in under one signature: by whom, when, and its tables."""

    possessor: str
    label: str
    title: str
    paths: tuple[Path, ...]
    rows: int
    known: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The tables of a world, and what was planted in them, which stands in none of them."""

    manifests: tuple[WorldManifest, ...]
    planted: tuple[Planted, ...]


def write_world(
    out: Path, *, items: int, seed: int, faults: int = 0, years: int = 1, progress: Progress | None = None
) -> World:
    """Write the tables of a world of so many `items` into the folder `out`: of each possessor, by `years`.

    Of each kind in `FAULTS` so many are planted, each in an item of its own. The same seed gives the same tables. Item
    numbers run through; shares of the items are those of the tonnes.
    """
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = true")
        connection.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{out}/spilled'")
        make_items(connection, items, seed)
        plant(connection, list(FAULTS), faults)
        found: list[WorldManifest] = []
        for done, possessor in enumerate(POSSESSORS, start=1):
            found += _manifests_of(connection, possessor, out, years)
            if progress is not None:
                progress(done, len(POSSESSORS))
        return World(manifests=tuple(found), planted=_planted(connection))


def _manifests_of(
    connection: duckdb.DuckDBPyConnection, possessor: Possessor, out: Path, years: int
) -> Iterator[WorldManifest]:
    """Write the tables of a possessor, and yield the manifests that sign them: those without any row are left out."""
    make_steps(connection, possessor.id, subject_of(possessor.id))

    def manifest(label: str, title: str, known: datetime, kinds: Mapping[str, str]) -> Iterator[WorldManifest]:
        paths, rows = [], 0
        for kind, condition in kinds.items():
            path = out / f"{label}-{kind}.parquet"
            count = write_rows(connection, kind, condition, path)
            if count:
                paths.append(path)
                rows += count
        if paths:
            yield WorldManifest(
                possessor=possessor.id, label=label, title=title, paths=tuple(paths), rows=rows, known=known
            )

    declared = datetime.combine(possessor.declared, time(), tzinfo=UTC)
    yield from manifest(
        f"{possessor.id}-declaration",
        "Initial declaration, item by item",
        declared + timedelta(days=30),
        {"movements": "batch = 'declaration'"},
    )
    yield from manifest(
        f"{possessor.id}-amendment",
        "Amendment of the initial declaration",
        declared + timedelta(days=60),
        {"movements": "batch = 'amendment'"},
    )
    for year in range(possessor.declared.year, END.year + 1, years):
        during = f"year(moved_at) BETWEEN {year} AND {year + years - 1}"
        yield from manifest(
            f"{possessor.id}-{year}",
            f"Movements, seals and inventories of {year}" + (f" to {year + years - 1}" if years > 1 else ""),
            datetime(year + years, 1, 31, tzinfo=UTC),
            {
                "movements": f"batch = 'year' AND {during}",
                "seals": during.replace("moved_at", "acted_at"),
                "counts": during.replace("moved_at", "counted_at - INTERVAL 1 DAY"),
            },
        )
    yield from manifest(
        f"{possessor.id}-late-amendment",
        "Amendment of declaration and movements",
        datetime(END.year + max(years, 2), 7, 1, tzinfo=UTC),
        {"movements": "batch = 'late'"},
    )


def _planted(connection: duckdb.DuckDBPyConnection) -> tuple[Planted, ...]:
    """Return what is to be found of what was planted, by item."""
    return tuple(
        Planted(fault=fault, item=item, breach=breach, about=about, at=at.replace(tzinfo=UTC))
        for fault, item, breach, about, at in traces_of_faults(connection)
    )

"""A book asked in parts against the same book asked whole: the same values in the same order, whatever is wrong."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.book import COUNTS, MOVEMENTS, SEALS, Excepted, Ledger, Segment, Terms, statement_of
from proverka.book.schema import SEAL_ACTS, Schema
from proverka.fleet import Here, strike

# More by command: PROVERKA_EXAMPLES=1000 .venv/bin/pytest tests/property/test_fleet.py
EXAMPLES = int(os.environ.get("PROVERKA_EXAMPLES", "3"))

START = datetime(2024, 1, 1, tzinfo=UTC)
SCHEMAS = (MOVEMENTS, MOVEMENTS, MOVEMENTS, SEALS, COUNTS)
ACCOUNTS = st.sampled_from((("store", "stored"), ("ship", "on board"), ("plant", "destroyed")))
TIMES = st.sampled_from((0, 5, 23, 24, 30, 48)).map(lambda hours: (START + timedelta(hours=hours)).isoformat()[:19])
ITEMS = st.sampled_from((None, "A", "B", "C"))
SUBJECTS = st.sampled_from(("stock", "other stock"))
CONTAINERS = st.sampled_from((None, "C-1", "C-2"))
NUMBERS = st.sampled_from(("S-1", "S-2"))

Row = Mapping[str, object]


@st.composite
def movements(draw) -> Row:
    origin = draw(st.none() | ACCOUNTS) or (None, None)
    destination = draw(ACCOUNTS)
    measured = draw(st.none() | st.integers(0, 9))
    return {
        "moved_at": draw(TIMES), "item": draw(ITEMS), "subject": draw(SUBJECTS), "quantity": draw(st.integers(0, 3)),
        "origin_place": origin[0], "origin_disposition": origin[1], "destination_place": destination[0],
        "destination_disposition": destination[1], "container": draw(CONTAINERS), "seal": draw(st.none() | NUMBERS),
        "measured": measured, "uncertainty": None if measured is None else draw(st.none() | st.just(1)),
    }  # fmt: skip


@st.composite
def acts(draw) -> Row:
    act = draw(st.sampled_from(SEAL_ACTS))
    return {
        "acted_at": draw(TIMES), "container": draw(CONTAINERS.filter(bool)), "seal": draw(NUMBERS), "act": act,
        "replaces": draw(NUMBERS) if act == "replaced" else None,
    }  # fmt: skip


@st.composite
def counts(draw) -> Row:
    place, disposition = draw(ACCOUNTS)
    return {
        "counted_at": draw(TIMES), "place": place, "disposition": disposition, "subject": draw(SUBJECTS),
        "item": draw(ITEMS), "quantity": draw(st.integers(0, 3)),
    }  # fmt: skip


@st.composite
def tables(draw) -> list[list[Row]]:
    """Rows of each table; of the movements some are taken back, which need not name the container again."""
    moved = [draw(st.lists(movements(), max_size=6)) for _ in range(3)]
    rows = [row for table in moved for row in table]
    for row in draw(st.lists(st.sampled_from(rows), max_size=4)) if rows else ():
        back = {**row, "reversal": True, "container": draw(CONTAINERS)}
        moved[draw(st.integers(0, 2))].append(back)
    return [*moved, draw(st.lists(acts(), max_size=5)), draw(st.lists(counts(), max_size=5))]


@contextmanager
def segments_of(drawn: Sequence[Sequence[Row]], excepted: Sequence[Excepted]) -> Iterator[list[Segment]]:
    """Write every table, a day after the other, those of movements by one party and another."""
    with tempfile.TemporaryDirectory() as name, duckdb.connect() as connection:
        segments = []
        for number, (rows, schema) in enumerate(zip(drawn, SCHEMAS, strict=True)):
            path = Path(name) / f"{number}.parquet"
            write(connection, path, rows, schema)
            segments.append(
                Segment(
                    path=path,
                    entry=10 + number // 2,
                    known_from=START + timedelta(days=5 * number),
                    name=path.name,
                    party=f"party {number % 2}",
                    standing=("claimed", "verified")[number % 2],
                    excepted=tuple(excepted) if number == 1 else (),
                )
            )
        yield segments


def write(connection: duckdb.DuckDBPyConnection, path: Path, rows: Sequence[Row], schema: Schema) -> None:
    columns = ", ".join(f"{name} {column.type}" for name, column in schema.columns.items())
    structure = {name: column.type for name, column in schema.columns.items()}
    connection.execute(f"CREATE OR REPLACE TABLE t ({columns})")
    for row in rows:
        told = json.dumps({name: row.get(name) for name in structure})
        connection.execute("INSERT INTO t SELECT unnest(from_json(?::JSON, ?))", [told, json.dumps(structure)])
    connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")


@settings(deadline=None, max_examples=EXAMPLES)
@given(
    tables(),
    st.lists(
        st.builds(
            Excepted,
            first=st.integers(1, 7),
            last=st.integers(7, 9),
            entry=st.just(20),
            reason=st.sampled_from(("one", "other")),
        ),
        max_size=2,
    ),
    st.sampled_from((1, 6, 12)),
    st.sampled_from((3, 12, 40)),
)
def test_a_book_asked_in_parts_is_the_book_asked_whole(drawn, excepted, count, days):
    terms = Terms(known=START + timedelta(days=days), final=("destroyed",), weighed=("stock",))
    as_of = START + timedelta(days=2)
    with segments_of(drawn, excepted) as segments:
        with Ledger.over(segments) as ledger:
            whole = statement_of(ledger, terms, as_of=as_of)
        assert strike(segments, terms, Here(count), as_of=as_of) == whole

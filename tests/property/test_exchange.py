"""Movements as EPCIS events come back as they went; balances of areas against a slow obvious oracle."""

import io
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.book import COLUMNS, Ledger, Segment, check_table
from proverka.exchange import (
    Area,
    Identifiers,
    Period,
    Scope,
    balances,
    changes,
    convert_epcis,
    listing,
    parse_document,
    write_epcis,
)

START = datetime(2024, 1, 1, tzinfo=UTC)
LATER = START + timedelta(days=100)
FINAL = ("destroyed",)

WORDS = ("store", "ship/1", "in transit", "in_transit", "é 100%")
NAMES = st.one_of(st.sampled_from(WORDS), st.text(min_size=1, max_size=3))
COUNTS = st.integers(0, 10**18)
MAYBE = st.none() | NAMES
ACCOUNT = st.tuples(NAMES, NAMES | st.sampled_from(FINAL))
ROWS = st.lists(
    st.builds(
        lambda at, item, origin, destination, measured, **rest: {
            "moved_at": at,
            "item": item or None,
            "origin_place": origin and origin[0],
            "origin_disposition": origin and origin[1],
            "destination_place": destination[0],
            "destination_disposition": destination[1],
            "measured": measured and measured[0],
            "uncertainty": measured and measured[1],
            **rest,
        },
        at=st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - a table's times are in UTC
        item=MAYBE,
        subject=NAMES,
        quantity=COUNTS,
        origin=st.none() | ACCOUNT,
        destination=ACCOUNT,
        container=MAYBE,
        seal=MAYBE,
        measured=st.none() | st.tuples(COUNTS, st.none() | COUNTS),
        note=MAYBE,
    ),
    max_size=12,
)


def write(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    with duckdb.connect() as connection:
        columns = ", ".join(f"{name} {column.type}" for name, column in COLUMNS.items())
        connection.execute(f"CREATE TABLE t ({columns})")
        if rows:
            line = f"({', '.join('?' * len(COLUMNS))})"
            values = [row.get(name) for row in rows for name in COLUMNS]
            connection.execute(f"INSERT INTO t VALUES {', '.join([line] * len(rows))}", values)  # noqa: S608
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    check_table(path, where="test")


def read(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT {', '.join(COLUMNS)} FROM read_parquet('{path}')").fetchall()  # noqa: S608


@contextmanager
def book_of(rows: Sequence[Mapping[str, object]]) -> Iterator[tuple[Ledger, Path]]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "t.parquet"
        write(path, rows)
        with Ledger.over([Segment(path=path, entry=1, known_from=START)]) as ledger:
            yield ledger, Path(name)


@settings(deadline=None, max_examples=7)
@given(ROWS)
def test_movements_come_back_from_epcis_as_they_went(rows):
    rows = sorted(rows, key=lambda row: row["moved_at"])
    with book_of(rows) as (ledger, folder):
        out = io.BytesIO()
        scope = Scope(as_of=datetime(2200, 1, 1, tzinfo=UTC), known=LATER)
        write_epcis(
            out, ledger, scope, identifiers=Identifiers("https://proverka.example/t/"), created=LATER, final=FINAL
        )
        document = parse_document(out.getvalue(), where="test")
        made = convert_epcis(document, folder / "back.parquet", suffix=".parquet", where="test")
        assert (made.rows, made.unmapped) == (len(rows), ())
        assert made.events == len(rows) + made.repeated
        assert read(folder / "back.parquet") == read(folder / "t.parquet")


PLACES = ("a", "b", "c")
MOVES = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(("x", "y")),
        st.integers(0, 5),
        st.none() | st.tuples(st.sampled_from(PLACES), st.sampled_from(("stored", "destroyed", "lost"))),
        st.tuples(st.sampled_from(PLACES), st.sampled_from(("stored", "found", "destroyed", "lost"))),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=8)
@given(MOVES, st.sets(st.sampled_from(PLACES), min_size=1), st.integers(0, 10), st.integers(0, 10))
def test_a_balance_is_what_adding_up_the_accounts_gives(moves, places, first, last):
    begin, end = (START + timedelta(days=days) for days in sorted((first, last)))
    area = Area.of(places, final=FINAL)

    def inventory(before: datetime) -> Counter[str]:
        held: Counter[str] = Counter()
        for day, subject, quantity, origin, destination in moves:
            if START + timedelta(days=day) < before:
                for account, sign in ((destination, 1), (origin, -1)):
                    if account and account[0] in places and account[1] not in ("destroyed", "lost"):
                        held[subject] += sign * quantity
        return held

    rows = [
        {
            "moved_at": (START + timedelta(days=day)).replace(tzinfo=None),
            "subject": subject,
            "quantity": quantity,
            "origin_place": origin and origin[0],
            "origin_disposition": origin and origin[1],
            "destination_place": destination[0],
            "destination_disposition": destination[1],
        }
        for day, subject, quantity, origin, destination in moves
    ]
    period = Period(begin=begin, end=end, known=LATER)
    with book_of(rows) as (ledger, _):
        struck = balances(ledger, area, period)
        lines = list(changes(ledger, area, period))
        held: dict[str, int] = defaultdict(int)
        for listed in listing(ledger, area, as_of=end, known=LATER):
            held[listed.subject] += listed.quantity
    assert +Counter({one.subject: one.beginning for one in struck}) == +inventory(begin)
    for one in struck:
        assert one.beginning == inventory(begin)[one.subject]
        assert one.ending == inventory(end)[one.subject] == held[one.subject]
        totals: Counter[str] = Counter()
        for line in lines:
            totals[line.code] += line.quantity if line.subject == one.subject else 0
        assert +totals == +Counter(one.changes)

"""The book against a slow obvious oracle in plain Python: balances, chains, overdrafts, at every instant."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.book import (
    COLUMNS,
    Ledger,
    Segment,
    chain_breaches,
    check_table,
    holdings,
    last_days,
    month_ends,
    overdrafts,
    trace,
)

START = datetime(2024, 1, 1, tzinfo=UTC)
ACCOUNTS = (("store", "stored"), ("ship", "on board"), ("plant", "destroyed"))
KNOWN = (START + timedelta(days=10), START + timedelta(days=20))
FINAL = ("destroyed",)


class Row(NamedTuple):
    """A movement: in which of the segments, at which of a few instants, of what, from where to where."""

    segment: int
    hours: int
    item: str | None
    quantity: int
    origin: tuple[str, str] | None
    destination: tuple[str, str]

    @property
    def at(self) -> datetime:
        return START.replace(tzinfo=None) + timedelta(hours=self.hours)


ROWS = st.lists(
    st.builds(
        Row,
        segment=st.sampled_from((0, 1)),
        hours=st.sampled_from((0, 5, 23, 24, 30, 48)),
        item=st.sampled_from((None, "A", "B")),
        quantity=st.integers(0, 3),
        origin=st.sampled_from((None, *ACCOUNTS)),
        destination=st.sampled_from(ACCOUNTS),
    ),
    max_size=12,
)


@contextmanager
def book_of(rows: Sequence[Row]) -> Iterator[Ledger]:
    """Give the ledger of rows, each in its segment, in the order given; entries are 10 and 11."""
    with tempfile.TemporaryDirectory() as name:
        segments = []
        for number in (0, 1):
            path = Path(name) / f"{number}.parquet"
            write(path, [row for row in rows if row.segment == number])
            segments.append(Segment(path=path, entry=10 + number, known_from=KNOWN[number]))
        with Ledger.over(segments) as ledger:
            yield ledger


# To connect takes longer than to write so few rows.
WRITER = duckdb.connect()


def write(path: Path, rows: Sequence[Row]) -> None:
    columns = ", ".join(f"{name} {column.type}" for name, column in COLUMNS.items())
    WRITER.execute(f"CREATE OR REPLACE TABLE t ({columns})")
    for row in rows:
        origin = row.origin or (None, None)
        values = [row.at, row.item, "stock", row.quantity, *origin, *row.destination]
        WRITER.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL)", values)
    WRITER.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    assert check_table(path, where="test") == len(rows)


def numbered(rows: Sequence[Row], known: datetime) -> list[tuple[Row, int, int]]:
    """Return the rows that are known, with their entry and their number in it."""
    count: Counter[int] = Counter()
    found = []
    for row in rows:
        count[row.segment] += 1
        if KNOWN[row.segment] < known:
            found.append((row, 10 + row.segment, count[row.segment]))
    return found


def held_at(rows: Sequence[tuple[Row, int, int]], before: datetime) -> Mapping[tuple[str, str], int]:
    held: dict[tuple[str, str], int] = defaultdict(int)
    for row, _, _ in rows:
        if row.at < before:
            held[row.destination] += row.quantity
            if row.origin:
                held[row.origin] -= row.quantity
    return held


DAYS = st.sampled_from([START + timedelta(days=days) for days in (0, 1, 2, 3)])
KNOWN_AT = st.sampled_from([START, START + timedelta(days=15), START + timedelta(days=30)])


@settings(deadline=None, max_examples=40)
@given(ROWS, DAYS, KNOWN_AT)
def test_balances_are_what_adding_up_gives_and_the_book_is_closed(rows, as_of, known):
    expected = held_at(numbered(rows, known), as_of.replace(tzinfo=None))
    with book_of(rows) as ledger:
        found = holdings(ledger, as_of=as_of, known=known)
    assert {(h.place, h.disposition): h.held for h in found} == dict(expected)
    entered = sum(
        r.quantity for r, _, _ in numbered(rows, known) if r.origin is None and r.at < as_of.replace(tzinfo=None)
    )
    assert sum(h.held for h in found) == entered


MONTHS = st.sampled_from([date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2024, 4, 30)])


@settings(deadline=None, max_examples=40)
@given(ROWS, MONTHS, MONTHS, KNOWN_AT)
def test_month_ends_are_what_is_held_after_the_last_day_of_each_month(rows, one, other, known):
    rows = [row._replace(hours=row.hours * 40) for row in rows]  # over three months, and at midnight between two
    first, last = min(one, other), max(one, other)
    ends = [datetime.combine(day + timedelta(days=1), time()) for day in last_days(first, last)]
    known_rows = numbered(rows, known)
    accounts = held_at(known_rows, ends[-1])
    expected = {account: tuple(held_at(known_rows, end).get(account, 0) for end in ends) for account in accounts}
    with book_of(rows) as ledger:
        found = month_ends(ledger, first=first, last=last, known=known)
    assert {(one.place, one.disposition): one.held for one in found} == expected


@settings(deadline=None, max_examples=40)
@given(ROWS, KNOWN_AT)
def test_every_instant_below_zero_is_found_and_none_is_invented(rows, known):
    known_rows = numbered(rows, known)
    expected = set()
    for at in sorted({row.at for row, _, _ in known_rows}):
        moved = {account for row, _, _ in known_rows if row.at == at for account in (row.origin, row.destination)}
        for account, held in held_at(known_rows, at + timedelta(microseconds=1)).items():
            if held < 0 and account in moved:
                expected.add((account, at, held))
    with book_of(rows) as ledger:
        found = {
            (tuple(b.expected.split(":")[0].split(", ")), b.at, int(b.got)) for b in overdrafts(ledger, known=known)
        }
    assert found == expected


@settings(deadline=None, max_examples=40)
@given(ROWS, KNOWN_AT)
def test_every_broken_chain_is_found_and_none_is_invented(rows, known):
    expected = []
    for item in ("A", "B"):
        place: tuple[str, str] | None = None
        begun = False
        for row, entry, number in sorted(
            (r for r in numbered(rows, known) if r[0].item == item), key=lambda r: (r[0].at, r[1], r[2])
        ):
            ended = begun and place is not None and place[1] in FINAL
            if row.origin != place or ended:
                kind = "leaves-elsewhere"
                if not begun:
                    kind = "moves-undeclared"
                elif row.origin is None:
                    kind = "declared-twice"
                elif ended:
                    kind = "moves-after-its-end"
                expected.append((kind, item, row.at, entry, number))
            place, begun = row.destination, True
    with book_of(rows) as ledger:
        found = [(b.kind, b.about, b.at, b.entry, b.row) for b in chain_breaches(ledger, known=known, final=FINAL)]
        steps = trace(ledger, "A")
    assert found == expected
    assert len(steps) == sum(row.item == "A" for row in rows)

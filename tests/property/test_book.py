"""The book against a slow obvious oracle in plain Python: balances, chains, overdrafts, at every instant."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.book import (
    COLUMNS,
    Ledger,
    Segment,
    amendment_breaches,
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
    reversal: bool = False

    @property
    def said(self) -> tuple[object, ...]:
        """What it has in common with a row that takes it back."""
        return self.hours, self.item, self.quantity, self.origin, self.destination

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
        reversal=st.just(False),
    ),
    max_size=12,
)


@st.composite
def amended_rows(draw) -> list[Row]:
    """Rows of which some are taken back, in their own table or the other, and a few take back what nobody said."""
    rows = draw(ROWS)
    back = st.sampled_from(rows) if rows else st.nothing()
    taken = draw(
        st.lists(
            st.builds(lambda r, n: r._replace(segment=n, reversal=True), back, st.sampled_from((0, 1))), max_size=4
        )
    )
    mixed: list[Row] = draw(st.permutations([*rows, *taken]))
    return mixed


@contextmanager
def book_of(rows: Sequence[Row]) -> Iterator[Ledger]:
    """Give the ledger of rows, each in its segment, in the order given; entries are 10 and 11."""
    with tempfile.TemporaryDirectory() as name:
        segments = []
        for number in (0, 1):
            path = Path(name) / f"{number}.parquet"
            write(path, [row for row in rows if row.segment == number])
            segments.append(Segment(path=path, entry=10 + number, known_from=KNOWN[number], party="state"))
        with Ledger.over(segments) as ledger:
            yield ledger


# To connect takes longer than to write so few rows.
WRITER = duckdb.connect()


def write(path: Path, rows: Sequence[Row]) -> None:
    columns = ", ".join(f"{name} {column.type}" for name, column in COLUMNS.items())
    WRITER.execute(f"CREATE OR REPLACE TABLE t ({columns})")
    for row in rows:
        place, disposition = row.origin or (None, None)
        values = {
            "moved_at": row.at, "item": row.item, "subject": "stock", "quantity": row.quantity,
            "origin_place": place, "origin_disposition": disposition, "destination_place": row.destination[0],
            "destination_disposition": row.destination[1], "reversal": row.reversal or None,
        }  # fmt: skip
        statement = f"INSERT INTO t ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"  # noqa: S608
        WRITER.execute(statement, [*values.values()])
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


Numbered = tuple[Row, int, int]


def heard(rows: Sequence[Numbered]) -> tuple[list[Numbered], list[Numbered]]:
    """Return the rows that stand, and the reversals that take back nothing: one row after another, as in the log."""
    standing: list[Numbered] = []
    nothing = []
    for row in sorted(rows, key=lambda r: r[1:]):
        if not row[0].reversal:
            standing.append(row)
            continue
        taken = next((one for one in standing if one[0].said == row[0].said), None)
        if taken is None:
            nothing.append(row)
        else:
            standing.remove(taken)
    return standing, nothing


def in_force(rows: Sequence[Numbered]) -> list[Numbered]:
    return heard(rows)[0]


def held_at(rows: Sequence[tuple[Row, int, int]], before: datetime) -> Mapping[tuple[str, str], int]:
    held: dict[tuple[str, str], int] = defaultdict(int)
    for row, _, _ in in_force(rows):
        if row.at < before:
            held[row.destination] += row.quantity
            if row.origin:
                held[row.origin] -= row.quantity
    return held


DAYS = st.sampled_from([START + timedelta(days=days) for days in (0, 1, 2, 3)])
KNOWN_AT = st.sampled_from([START, START + timedelta(days=15), START + timedelta(days=30)])


@settings(deadline=None, max_examples=40)
@given(amended_rows(), DAYS, KNOWN_AT)
def test_balances_are_what_adding_up_gives_and_the_book_is_closed(rows, as_of, known):
    expected = held_at(numbered(rows, known), as_of.replace(tzinfo=None))
    with book_of(rows) as ledger:
        found = holdings(ledger, as_of=as_of, known=known)
    assert {(h.place, h.disposition): h.held for h in found} == dict(expected)
    entered = sum(
        r.quantity
        for r, _, _ in in_force(numbered(rows, known))
        if r.origin is None and r.at < as_of.replace(tzinfo=None)
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
@given(amended_rows(), KNOWN_AT)
def test_every_instant_below_zero_is_found_and_none_is_invented(rows, known):
    known_rows = numbered(rows, known)
    expected = set()
    for at in sorted({row.at for row, _, _ in known_rows}):
        moved = {a for row, _, _ in in_force(known_rows) if row.at == at for a in (row.origin, row.destination)}
        for account, held in held_at(known_rows, at + timedelta(microseconds=1)).items():
            if held < 0 and account in moved:
                expected.add((account, at, held))
    with book_of(rows) as ledger:
        found = {
            (tuple(b.expected.split(":")[0].split(", ")), b.at, int(b.got)) for b in overdrafts(ledger, known=known)
        }
    assert found == expected


@settings(deadline=None, max_examples=60)
@given(amended_rows(), KNOWN_AT)
def test_every_broken_chain_is_found_and_none_is_invented(rows, known):
    expected = []
    for item in ("A", "B"):
        before: Row | None = None
        for row, entry, number in sorted(
            (r for r in in_force(numbered(rows, known)) if r[0].item == item), key=lambda r: (r[0].at, r[1], r[2])
        ):
            kind = breach_of(row, before)
            if kind:
                expected.append((kind, item, row.at, entry, number))
            before = row
    with book_of(rows) as ledger:
        found = [
            (b.kind, b.about, b.at, b.row.entry, b.row.row) for b in chain_breaches(ledger, known=known, final=FINAL)
        ]
        one = [b.about for b in chain_breaches(ledger, known=known, final=FINAL, item="A")]
        steps = trace(ledger, "A")
    assert found == expected
    assert one == [about for _, about, *_ in found if about == "A"]
    assert len(steps) == sum(row.item == "A" for row in rows)


def breach_of(row: Row, before: Row | None) -> str:
    if before is None:
        if row.destination[1] in FINAL:
            return "destroyed-undeclared"
        return "moves-undeclared" if row.origin else ""
    if row.origin is None:
        return "declared-twice"
    if before.destination[1] in FINAL:
        return "moves-after-its-end"
    if row.origin != before.destination:
        return "leaves-elsewhere"
    return "changes-on-the-way" if row.quantity != before.quantity else ""


@settings(deadline=None, max_examples=40)
@given(amended_rows(), KNOWN_AT)
def test_what_takes_back_nothing_is_found_and_none_is_invented(rows, known):
    expected = [(entry, number) for _, entry, number in heard(numbered(rows, known))[1]]
    with book_of(rows) as ledger:
        found = amendment_breaches(ledger, known=known)
    assert [(b.row.entry, b.row.row) for b in found if b.kind == "takes-back-nothing"] == expected


@settings(deadline=None, max_examples=30)
@given(ROWS, st.randoms(use_true_random=False))
def test_in_whatever_order_rows_are_written_the_balance_is_the_same(rows, chance):
    mixed = list(rows)
    chance.shuffle(mixed)
    later = START + timedelta(days=30)
    with book_of(rows) as one, book_of(mixed) as other:
        assert holdings(one, as_of=later, known=later) == holdings(other, as_of=later, known=later)
        assert [(b.at, b.expected, b.got) for b in overdrafts(one, known=later)] == [
            (b.at, b.expected, b.got) for b in overdrafts(other, known=later)
        ]


@settings(deadline=None, max_examples=30)
@given(ROWS)
def test_what_was_received_and_sent_never_falls_with_time_or_knowledge(rows):
    days = [START + timedelta(days=n) for n in (1, 2, 3)]
    moments = [START + timedelta(days=n) for n in (5, 15, 30)]
    with book_of(rows) as ledger:
        for asked in (
            [{"as_of": d, "known": moments[-1]} for d in days],
            [{"as_of": days[-1], "known": k} for k in moments],
        ):
            told = [{(h.place, h.disposition): (h.received, h.sent) for h in holdings(ledger, **one)} for one in asked]
            for before, after in pairwise(told):
                assert all(
                    both[0] <= after[account][0] and both[1] <= after[account][1] for account, both in before.items()
                )

"""What is found in a book and what is not: small tables, as a party would write them, and their breaches."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proverka.book import (
    Excepted,
    Ledger,
    Segment,
    Terms,
    breaches_in,
    convert_csv,
    holdings,
    rows_not_confirmed,
    split_containers,
    totals,
    trace,
)

KNOWN = datetime(2024, 3, 1, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
TERMS = Terms(known=LATER, final=("destroyed",), weighed=("stock",))
MOVES = (
    "moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition,"
    "container,seal,measured,uncertainty,reversal"
)
SEALS = "acted_at,container,seal,act,replaces"
COUNTS = "counted_at,place,disposition,subject,item,quantity,measured,uncertainty"
A_IN = "2024-01-01,A,stock,500,,,store,stored,,,,,"
B_IN = "2024-01-01,B,stock,300,,,store,stored,,,,,"
A_OUT = "2024-01-05,A,stock,500,store,stored,ship,on board,,,,,"
Tables = Mapping[str, str] | str
Found = list[tuple[str, str]]


@pytest.fixture
def book_of(tmp_path: Path) -> Iterator[Callable[..., Ledger]]:
    """Give the ledger of tables; the n-th is that of entry n, known a day after the one before."""
    with ExitStack() as opened:

        def make(*tables: str | tuple[str, dict[str, object]]) -> Ledger:
            segments = []
            for number, given in enumerate(tables):
                text, more = (given, {}) if isinstance(given, str) else given
                head = COUNTS if "count" in text.split("\n")[0] else SEALS if "act" in text.split("\n")[0] else MOVES
                lines = [line for line in text.split("\n") if line and line not in ("count", "act")]
                source, path = tmp_path / f"{number}.csv", tmp_path / f"{number}.parquet"
                source.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
                convert_csv(source, path, where="test")
                told = {"party": "state", "known_from": KNOWN + timedelta(days=number), **more}
                segments.append(Segment(path=path, entry=number, name=f"{number}", **told))  # type: ignore[arg-type]
            return opened.enter_context(Ledger.over(segments))

        yield make


def found_in(ledger: Ledger) -> Found:
    return [(b.kind, b.about) for b in breaches_in(ledger, TERMS)]


def lines(*rows: str) -> str:
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        ([lines(A_IN, B_IN, A_OUT)], []),
        ([lines(A_IN, A_OUT.replace("500", "400"))], [("changes-on-the-way", "A")]),
        (["2024-01-01,,stock,9,,,plant,destroyed,,,,,"], [("destroyed-undeclared", "stock")]),
        (["2024-01-01,Z,stock,9,,,plant,destroyed,,,,,"], [("destroyed-undeclared", "Z")]),
        ([lines(A_IN, A_OUT.replace("on board,,,,,", "on board,,,505,2,"))], []),
        ([lines(A_IN, A_OUT.replace("on board,,,,,", "on board,,,507,2,"))], [("measured-otherwise", "A")]),
        ([lines(A_IN, A_OUT.replace("on board,,,,,", "on board,,,900,,"))], []),
        ([lines(A_IN.replace(",,,,,", ",,,503,2,", 1), A_OUT.replace("on board,,,,,", "on board,,,496,2,"))], []),
    ],
    ids=["all fits", "another weight", "destroyed, of nothing", "an item destroyed, of nothing", "within three times",
         "beyond three times", "no uncertainty stated", "two weighings that agree"],
)  # fmt: skip
def test_items_and_weights(book_of, tables, expected):
    assert found_in(book_of(*tables)) == expected


def test_a_shipper_receiver_difference(book_of):
    out = A_OUT.replace("on board,,,,,", "on board,C,,506,2,")
    there = "2024-01-07,A,stock,500,ship,on board,plant,received,C,,494,2,"
    assert found_in(book_of(lines(A_IN, out, there))) == [("received-otherwise", "A")]


BOXED = lines(
    A_IN,
    "2024-01-05,A,stock,500,store,stored,ship,on board,C,S1,,,",
    "2024-01-09,A,stock,500,ship,on board,plant,received,C,S1,,,",
)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([], []),
        (["2024-01-05,C,S1,applied,", "2024-01-08,C,S1,checked,", "2024-01-09,C,S1,checked,"], []),
        (["2024-01-05,C,S1,applied,", "2024-01-08,C,S1,broken,"], ["seal-broken", "seal-not-applied"]),
        (["2024-01-05,C,S1,applied,", "2024-01-08,C,S2,replaced,S1"], ["seal-differs"]),
        (["2024-01-05,C,S2,applied,"], ["seal-differs"]),
        (["2024-01-05,C,S1,applied,", "2024-01-06,C,S3,applied,"], ["sealed-twice", "seal-differs"]),
        (["2024-01-05,C,S1,applied,", "2024-01-08,C,S9,removed,"], ["seal-differs"]),
        (["2024-01-10,C,S1,broken,", "2024-01-11,C,S2,replaced,S7"], ["seal-broken", "seal-differs"]),
        (["2024-01-10,C,S1,broken,", "2024-01-11,C,S2,replaced,S1"], ["seal-broken"]),
        (["2024-01-04,C,S1,checked,"], ["seal-not-applied"]),
    ],
    ids=["moved under the same", "applied and checked", "broken before it came", "replaced, but moved under the first",
         "moved under another", "sealed twice", "another taken off", "another replaced", "the broken one replaced",
         "checked before it was applied"],
)  # fmt: skip
def test_seals(book_of, acts, expected):
    tables = [BOXED, *(["act\n" + lines(*acts)] if acts else [])]
    assert [kind for kind, _ in found_in(book_of(*tables))] == expected


def test_a_container_in_two_places_names_the_same_rows_each_time(book_of):
    rows = [f"2024-01-0{1 + n % 2},I{n},stock,1,,,{'ship' if n % 3 else 'store'},stored,C,,,," for n in range(60)]
    told = {tuple(split_containers(book_of(lines(*rows)), known=LATER)) for _ in range(3)}
    (breaches,) = told
    assert [(b.about, b.row.row, b.before and b.before.row) for b in breaches] == [("C", 55, 3), ("C", 58, 2)]


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        (["2024-01-03,store,stored,stock,,800,,"], []),
        (["2024-01-03,store,stored,stock,,790,,"], ["inventory-differs"]),
        (["2024-01-03,store,stored,stock,A,500,,", "2024-01-03,store,stored,stock,B,300,,"], []),
        (["2024-01-03,store,stored,stock,A,500,,", "2024-01-03,store,stored,stock,Z,300,,"],
         ["item-not-booked", "item-not-counted"]),
        (["2024-01-03,store,stored,stock,A,500,499,2", "2024-01-03,store,stored,stock,B,300,302,2"], []),
        (["2024-01-03,store,stored,stock,A,500,480,2", "2024-01-03,store,stored,stock,B,300,302,2"],
         ["inventory-differs"]),
        (["2024-01-06,store,stored,stock,,300,,"], []),
    ],
    ids=["all there", "ten missing", "by number", "another one", "as weighed", "weighed short", "after one left"],
)  # fmt: skip
def test_physical_inventories(book_of, counted, expected):
    ledger = book_of(lines(A_IN, B_IN, A_OUT), "count\n" + lines(*counted))
    assert sorted(kind for kind, _ in found_in(ledger)) == expected


def test_what_is_counted_and_also_weighed_is_compared_by_number(book_of):
    ledger = book_of("2024-01-01,,drum,10,,,store,stored,,,,,", "count\n2024-01-03,store,stored,drum,,10,5000,10")
    assert found_in(ledger) == []


BACK = "true"


def back(row: str) -> str:
    return row.removesuffix(",") + f",{BACK}"


def held(ledger: Ledger) -> dict[str, int]:
    return {h.place: h.held for h in holdings(ledger, as_of=LATER, known=LATER)}


@pytest.mark.parametrize(
    ("tables", "expected", "there"),
    [
        ([lines(A_IN, B_IN), back(B_IN)], [], 500),
        ([back(B_IN), B_IN], ["takes-back-nothing"], 300),
        ([lines(back(B_IN), B_IN)], ["takes-back-nothing"], 300),
        ([lines(B_IN, back(B_IN), back(B_IN), B_IN)], ["takes-back-nothing"], 300),
        ([lines(B_IN, B_IN), back(B_IN)], [], 300),
        ([A_IN, (back(A_IN), {"party": "other"})], ["takes-back-nothing"], 500),
        ([lines(A_IN, A_OUT), back(A_IN)], ["moves-undeclared", "overdrawn", "amended-late"], -500),
        ([lines(A_IN, A_OUT), back(A_OUT), back(A_IN)], [], 0),
        ([lines(A_IN, A_OUT), lines(back(A_OUT), back(A_IN))], ["amended-late"], 0),
    ],
    ids=["taken back", "before it is said", "before it, in one table", "twice, and said again", "one of two",
         "of another party", "after what follows", "what follows first", "with what follows"],
)  # fmt: skip
def test_rows_taken_back(book_of, tables, expected, there):
    ledger = book_of(*tables)
    assert [kind for kind, _ in found_in(ledger)] == expected
    assert held(ledger).get("store", 0) == there


def test_a_verified_row_is_not_taken_back_by_one_that_is_not(book_of):
    ledger = book_of((lines(A_IN, B_IN), {"standing": "verified"}), back(B_IN))
    assert found_in(ledger) == [("verified-taken-back", "B")]
    ledger = book_of((lines(A_IN, B_IN), {"standing": "verified"}), (back(B_IN), {"standing": "verified"}))
    assert found_in(ledger) == []


def test_a_contested_row_that_is_amended_is_counted_once(book_of):
    excepted = (Excepted(first=2, last=2, entry=9, reason="not seen"),)
    ledger = book_of((lines(A_IN, B_IN), {"excepted": excepted}), lines(back(B_IN), B_IN.replace("B,", "C,")))
    assert sum(t.amount for t in totals(ledger, known=LATER) if t.disposition == "stored") == 800
    assert held(ledger) == {"store": 800}


def test_exceptions_overlap_and_reach_beyond_the_end(book_of):
    excepted = (
        Excepted(first=1, last=2, entry=8, reason="a"),
        Excepted(first=2, last=2**32 - 1, entry=9, reason="b"),
        Excepted(first=7, last=8, entry=9, reason="c"),
    )
    ledger = book_of((lines(A_IN, B_IN), {"standing": "verified", "excepted": excepted}))
    told = [(b.kind, b.row.row, b.got) for b in rows_not_confirmed(ledger, known=LATER)]
    assert told == [
        ("row-not-confirmed", 1, "a (entry 8)"),
        ("row-not-confirmed", 2, "b (entry 9)"),
        ("no-such-row", 2, "a table of 2 rows (entry 9)"),
        ("no-such-row", 7, "a table of 2 rows (entry 9)"),
    ]
    assert [step.standing for step in trace(ledger, "B")] == ["contested"]


def test_a_file_that_is_signed_twice_has_what_was_said_of_it_in_either(tmp_path):
    (tmp_path / "t.csv").write_text(lines(MOVES, A_IN, B_IN, ""), encoding="utf-8")
    convert_csv(tmp_path / "t.csv", tmp_path / "t.parquet", where="t")
    excepted = (Excepted(first=2, last=2, entry=9, reason="not seen"),)
    both = [
        Segment(path=tmp_path / "t.parquet", entry=1, known_from=KNOWN),
        Segment(path=tmp_path / "t.parquet", entry=2, known_from=LATER, standing="verified", excepted=excepted),
    ]
    with Ledger.over(both) as ledger:
        assert [s.standing for item in ("A", "B") for s in trace(ledger, item)] == ["verified", "contested"]
        assert held(ledger) == {"store": 800}


@pytest.mark.parametrize("folder", ["item=Z", "d[1]", "a*b?", "year=2024", "o'clock"])
def test_the_name_of_a_folder_says_nothing_of_its_tables(tmp_path, folder):
    (tmp_path / folder).mkdir()
    (tmp_path / "d1").mkdir()
    for name in ("t*", "t2"):
        (tmp_path / folder / f"{name}.csv").write_text(lines(MOVES, A_IN, ""), encoding="utf-8")
    path = tmp_path / folder / "t*.parquet"
    assert convert_csv(tmp_path / folder / "t*.csv", path, where="t") == 1
    convert_csv(tmp_path / folder / "t2.csv", tmp_path / folder / "t2.parquet", where="t")
    with Ledger.over([Segment(path=path, entry=1, known_from=KNOWN)]) as ledger:
        assert held(ledger) == {"store": 500}
        assert trace(ledger, "Z") == []

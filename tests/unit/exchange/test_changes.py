"""Inventory changes of an area: which code each movement has, seen from inside, from outside, and at its end."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from proverka.book import Ledger, Segment, convert_csv
from proverka.exchange import CHANGES, Area, Period, balances, changes, counted_in, listing
from proverka.model.errors import RefusedError

WHOLE = Period(
    begin=datetime(2024, 1, 1, tzinfo=UTC), end=datetime(2025, 1, 1, tzinfo=UTC), known=datetime(2025, 1, 1, tzinfo=UTC)
)
HEAD = "moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition"


def codes_of(ledger, *places, period=WHOLE, **more):
    return [(one.code, one.quantity) for one in changes(ledger, Area.of(places, **more), period)]


# A movement, the area that it is seen from, and its lines there.
MOVES = [
    (",,,here,stored", "here", ["EN"]),
    (",,,here,stored", "else", []),
    (",,,here,found", "here", ["GA"]),
    (",,,here,destroyed", "here", ["EN", "DS"]),
    (",here,stored,here,checked", "here", []),
    (",here,stored,else,stored", "here", ["SH"]),
    (",here,stored,else,stored", "else", ["RC"]),
    (",here,stored,else,destroyed", "here", ["SH"]),
    (",here,stored,else,destroyed", "else", ["RC", "DS"]),
    (",here,stored,here,destroyed", "here", ["DS"]),
    (",here,stored,here,lost", "here", ["LA"]),
    (",here,stored,here,discarded", "here", ["LD"]),
    (",here,lost,here,stored", "here", ["RE"]),
    (",here,destroyed,here,lost", "here", []),
    (",here,destroyed,else,stored", "here", []),
    (",here,destroyed,else,stored", "else", ["RC"]),
    (",else,stored,third,stored", "here", []),
]


def test_every_movement_has_its_codes(book_of):
    lines = [f"2024-02-{number:02},,s{number},7{move}" for number, (move, _, _) in enumerate(MOVES, start=1)]
    ledger = book_of(lines, head=HEAD)
    found: dict[tuple[str, str], list[str]] = {}
    for area in ("here", "else"):
        for one in changes(ledger, Area.of([area]), WHOLE):
            found.setdefault((one.subject, area), []).append(one.code)
            assert one.quantity == 7
    for number, (move, area, codes) in enumerate(MOVES, start=1):
        assert found.get((f"s{number}", area), []) == codes, (move, area)


BOOK = [
    "2024-01-10,A-1,stock,500,,,store,stored",
    "2024-01-10,A-2,stock,300,,,store,stored",
    "2024-03-01,A-1,stock,500,store,stored,plant,received",
    "2024-04-01,A-1,stock,500,plant,received,plant,dismantled",
]


def test_a_period_begins_with_what_was_there(book_of):
    ledger = book_of(BOOK, head=HEAD)
    period = Period(begin=datetime(2024, 2, 1, tzinfo=UTC), end=datetime(2024, 3, 15, tzinfo=UTC), known=WHOLE.known)
    (one,) = balances(ledger, Area.of(["store"]), period)
    assert (one.subject, one.beginning, one.changes, one.ending) == ("stock", 800, {"SH": 500}, 300)
    assert codes_of(ledger, "store", period=period) == [("SH", 500)]
    assert [
        (one.item, one.quantity) for one in listing(ledger, Area.of(["store"]), as_of=period.end, known=WHOLE.known)
    ] == [("A-2", 300)]


def test_what_nobody_counted_is_blank_and_what_somebody_did_is_compared(book_of):
    ledger, area = book_of(BOOK, head=HEAD), Area.of(["store"])
    (one,) = balances(ledger, area, WHOLE)
    assert (one.counted, one.unaccounted_for) == (None, None)
    (one,) = balances(ledger, area, WHOLE, counted={"stock": 290})
    assert (one.counted, one.unaccounted_for) == (290, 10)
    (one,) = balances(ledger, area, WHOLE, counted={"stock": 300})
    assert one.unaccounted_for == 0


def test_what_was_not_known_then_is_no_change(book_of):
    ledger = book_of(BOOK[:2], BOOK[2:], head=HEAD)
    period = Period(begin=WHOLE.begin, end=WHOLE.end, known=datetime(2024, 3, 1, 12, tzinfo=UTC))
    assert codes_of(ledger, "store", period=period) == [("EN", 500), ("EN", 300)]


def test_a_case_says_which_disposition_means_what(book_of):
    ledger = book_of(BOOK, head=HEAD)
    assert codes_of(ledger, "plant") == [("RC", 500)]
    assert codes_of(ledger, "plant", final=["dismantled"]) == [("RC", 500), ("DS", 500)]
    assert codes_of(ledger, "plant", final=["dismantled"], codes={"dismantled": "LD"}) == [("RC", 500), ("LD", 500)]
    with pytest.raises(RefusedError, match="unknown-name"):
        Area.of(["plant"], codes={"dismantled": "XX"})


def test_every_code_says_what_it_means():
    assert all(code.meaning and code.nearest for code in CHANGES.values())


COUNTED = "counted_at,place,disposition,subject,quantity"


def test_a_physical_inventory_stands_where_every_account_was_counted_at_the_end(tmp_path):
    (tmp_path / "m.csv").write_text(
        "moved_at,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition\n"
        "2024-01-10,stock,300,,,store,stored\n2024-01-11,stock,200,,,hall,stored\n",
        encoding="utf-8",
    )
    (tmp_path / "c.csv").write_text(
        f"{COUNTED}\n2024-02-01,store,stored,stock,290\n2024-03-01,store,stored,stock,300\n"
        "2024-03-01,hall,stored,stock,200\n",
        encoding="utf-8",
    )
    segments = []
    for number, name in enumerate(("m", "c")):
        convert_csv(tmp_path / f"{name}.csv", tmp_path / f"{name}.parquet", where=name)
        known = datetime(2024, 1, 12, tzinfo=UTC)
        segments.append(Segment(path=tmp_path / f"{name}.parquet", entry=number, known_from=known))
    begin, known = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
    with Ledger.over(segments) as ledger:

        def counted(places: list[str], end: datetime) -> Mapping[str, int]:
            return counted_in(ledger, Area.of(places), Period(begin=begin, end=end, known=known))

        assert counted(["store"], datetime(2024, 2, 1, tzinfo=UTC)) == {"stock": 290}
        assert counted(["store", "hall"], datetime(2024, 2, 1, tzinfo=UTC)) == {}, "the hall was not counted"
        assert counted(["store", "hall"], datetime(2024, 3, 1, tzinfo=UTC)) == {"stock": 500}
        assert counted(["store"], datetime(2024, 3, 2, tzinfo=UTC)) == {}

"""What makes a material balance: which inventories are whole, which rows count, and what has no stated error."""

from datetime import UTC, datetime, timedelta

import pytest

from proverka.book import Ledger, Segment, convert_csv
from proverka.book.material_balance import (
    NONE,
    Amount,
    BalanceScope,
    ErrorSum,
    Unknown,
    balance_sums,
    physical_inventories,
)

MOVES = (
    "moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition,measured,"
    "uncertainty,reversal\n"
)
COUNTS = "counted_at,place,disposition,subject,item,quantity,measured,uncertainty\n"
KNOWN = datetime(2024, 6, 1, tzinfo=UTC)
LATER = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path):
    """Open the ledger of tables that are given as text, each known a day after the one before, of the party named."""
    opened = []

    def over(*tables):
        segments = []
        for number, (party, text) in enumerate(tables):
            csv, path = tmp_path / f"{number}.csv", tmp_path / f"{number}.parquet"
            csv.write_text(text, encoding="utf-8")
            convert_csv(csv, path, where=f"table {number}")
            known = KNOWN + timedelta(days=number)
            segments.append(Segment(path=path, entry=number + 1, known_from=known, party=party))
        opened.append(Ledger.over(segments))
        return opened[-1]

    yield over
    for one in opened:
        one.connection.close()


def scope(known=LATER, before=LATER, weighed=("stock",)):
    return BalanceScope(places=["plant"], ended=["destroyed"], weighed=weighed, before=before, known=known)


def sums_of(ledger, **terms):
    edges = [one for one in physical_inventories(ledger, scope(**terms)) if not one.missed]
    return balance_sums(ledger, scope(**terms), edges, [])


RECEIVED = MOVES + "2024-01-05,,stock,100,store,stored,plant,held,101,2,\n"
TWO_COUNTS = COUNTS + "2024-01-01,plant,held,stock,,0,,\n2024-02-01,plant,held,stock,,100,99,3\n"


def test_a_balance_is_receipts_less_what_is_there(ledger):
    found = sums_of(ledger(("state", RECEIVED), ("state", TWO_COUNTS)))
    assert found.amounts == [
        Amount(subject="stock", kind="inventory", added_to=NONE, taken_from=0, total=99),
        Amount(subject="stock", kind="receipt", added_to=0, taken_from=NONE, total=101),
    ]
    assert found.errors == [
        ErrorSum(subject="stock", added_to=NONE, taken_from=0, effect=NONE, moved=3.0, moved_squared=9.0),
        ErrorSum(subject="stock", added_to=0, taken_from=NONE, effect=NONE, moved=2.0, moved_squared=4.0),
    ]
    assert found.unknown == []


def test_what_moves_at_the_instant_of_an_inventory_is_of_the_period_that_it_begins(ledger):
    moves = MOVES + "2024-01-01,,stock,7,store,stored,plant,held,,,\n2024-02-01,,stock,9,store,stored,plant,held,,,\n"
    found = sums_of(
        ledger(
            ("state", moves), ("state", COUNTS + "2024-01-01,plant,held,stock,,0,,\n2024-02-01,plant,held,stock,,7,,\n")
        )
    )
    assert [(one.kind, one.added_to, one.total) for one in found.amounts if one.kind == "receipt"] == [
        ("receipt", 0, 7)
    ]


def test_what_moves_within_the_area_is_none_of_its_balance(ledger):
    moves = RECEIVED + "2024-01-06,,stock,100,plant,held,plant,mixed,100,1,\n"
    counts = TWO_COUNTS.replace("02-01,plant,held", "02-01,plant,mixed") + "2024-02-01,plant,held,stock,,0,,\n"
    assert [one.kind for one in sums_of(ledger(("state", moves), ("state", counts))).amounts] == [
        "inventory",
        "receipt",
    ]


def test_what_is_destroyed_in_the_area_left_its_inventory(ledger):
    moves = RECEIVED + "2024-01-06,,stock,100,plant,held,plant,destroyed,98,1,\n"
    found = sums_of(ledger(("state", moves), ("state", TWO_COUNTS)))
    assert ("shipment", 0, 98) in [(one.kind, one.taken_from, one.total) for one in found.amounts]


def test_a_row_that_is_taken_back_counts_for_nothing_from_when_that_is_known(ledger):
    book = ledger(("state", RECEIVED), ("state", TWO_COUNTS), ("state", RECEIVED.replace("101,2,", ",,true")))
    assert [one.kind for one in sums_of(book).amounts] == ["inventory"]
    before = sums_of(book, known=KNOWN + timedelta(days=2))
    assert [one.kind for one in before.amounts] == ["inventory", "receipt"]


def test_an_inventory_that_leaves_out_an_account_closes_nothing(ledger):
    counts = TWO_COUNTS.replace("02-01,plant,held", "02-01,plant,mixed")
    found = physical_inventories(ledger(("state", RECEIVED), ("state", counts)), scope())
    assert [(one.at.month, one.missed) for one in found] == [(1, ""), (2, "plant, held")]


def test_only_inventories_before_the_day_asked_count(ledger):
    book = ledger(("state", RECEIVED), ("state", TWO_COUNTS))
    found = physical_inventories(book, scope(before=datetime(2024, 1, 15, tzinfo=UTC)))
    assert [one.at.month for one in found] == [1]


def test_the_last_table_that_counts_an_account_counts(ledger):
    again = COUNTS + "2024-02-01,plant,held,stock,,100,100,1\n"
    found = sums_of(ledger(("state", RECEIVED), ("state", TWO_COUNTS), ("state", again)))
    assert [one.total for one in found.amounts if one.kind == "inventory"] == [100]


def test_a_quantity_that_nobody_measured_has_no_stated_error(ledger):
    found = sums_of(ledger(("state", RECEIVED.replace("101,2,", ",,")), ("state", TWO_COUNTS)))
    assert found.unknown == [Unknown(subject="stock", added_to=0, taken_from=NONE, count=1, grams=100)]


def test_an_item_that_nobody_measured_cancels_while_it_stays(ledger):
    moves = MOVES + "2024-01-05,A-1,stock,100,store,stored,plant,held,,,\n"
    counts = TWO_COUNTS.replace("stock,,100,99,3", "stock,A-1,100,,")
    assert sums_of(ledger(("state", moves), ("state", counts))).unknown == []
    measured = TWO_COUNTS.replace("stock,,100,99,3", "stock,A-1,100,99,3")
    assert [one.grams for one in sums_of(ledger(("state", moves), ("state", measured))).unknown] == [100]


def test_an_item_that_is_booked_otherwise_keeps_no_measurement(ledger):
    moves = MOVES + "2024-01-05,A-1,stock,100,store,stored,plant,held,101,2,\n"
    counts = TWO_COUNTS.replace("stock,,100,99,3", "stock,A-1,90,,")
    found = sums_of(ledger(("state", moves), ("state", counts)))
    assert [(one.taken_from, one.grams) for one in found.unknown] == [(0, 90)]


def test_what_is_counted_and_not_weighed_is_exact(ledger):
    found = sums_of(ledger(("state", RECEIVED), ("state", TWO_COUNTS)), weighed=())
    assert [one.total for one in found.amounts] == [100, 100]
    assert (found.errors, found.unknown) == ([], [])


def test_without_inventories_there_is_nothing(ledger):
    book = ledger(("state", RECEIVED))
    assert physical_inventories(book, scope()) == []
    assert sums_of(book).amounts == []

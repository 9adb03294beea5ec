"""The book: both legs of every movement, and what does not fit in it."""

from datetime import date

import pytest

from proverka.inventory.book import balances, check_book, postings

END = date(2014, 12, 31)


def moved(amount: str | None, origin: str, destination: str, **more: object) -> dict[str, object]:
    unit = more.pop("unit", "tonne")
    return {
        "kind": "movement",
        "subject": "first",
        "quantity": {"unit": unit, **({"absence": "unknown"} if amount is None else {"amount": amount})},
        "origin": {"place": origin, "disposition": "stored"},
        "destination": {"place": destination, "disposition": "stored"},
        **more,
    }


WITHDRAW_1 = {"kind": "correction", "reason": "r", "refers_to": (1,)}
SHIP_1 = moved("1", "depot", "port", on="2014-03-10", consignment=1)
SHIP_2 = moved("1", "depot", "port", on="2014-03-05", consignment=2)


@pytest.mark.parametrize(
    ("rows", "as_of", "lines"),
    [
        ([], END, []),
        ([moved("1.5", "depot", "port")], END, ["depot -1500000 gram", "port 1500000 gram"]),
        ([moved("1.5", "depot", "port", on="2014-03-02")], date(2014, 3, 1), []),
        ([moved("1.5", "depot", "port", on="2014-02/2014-04")], date(2014, 3, 1), []),
        ([moved("3", "depot", "port", unit="munition")], END, ["depot -3 munition", "port 3 munition"]),
        ([moved(None, "depot", "port")], END, ["depot 0 gram ?-1", "port 0 gram ?+1"]),
        ([moved("1", "depot", "port"), moved("1", "port", "depot")], END, ["depot 0 gram", "port 0 gram"]),
        ([moved("1", "depot", "port"), WITHDRAW_1], END, []),
        (
            [moved("1", "depot", "port"), moved("500", "port", "plant", unit="kilogram")],
            END,
            ["depot -1000000 gram", "plant 500000 gram", "port 500000 gram"],
        ),
    ],
)
def test_balances(rows, as_of, lines, evidence_of, words):
    def line(b):
        unknown = b.received_unknown - b.sent_unknown
        return f"{b.place} {b.net} {b.unit}" + (f" ?{unknown:+}" if unknown else "")

    assert [line(b) for b in balances(postings(evidence_of(rows), words), as_of, words)] == lines


@pytest.mark.parametrize(
    ("rows", "rules"),
    [
        ([moved("1", "depot", "port"), moved("1", "port", "plant")], []),
        ([moved("1", "depot", "port"), moved("1.1", "port", "plant")], ["sent-more-than-received"]),
        ([moved("1", "depot", "port"), moved(None, "depot", "port"), moved("1.1", "port", "plant")], []),
        ([moved("1", "depot", "port"), moved("1.1", "port", "plant", on="2015-01-01")], []),
        ([SHIP_1, SHIP_2], ["consignments-out-of-order"]),
        ([SHIP_1, {**SHIP_2, "on": "2014-03-10"}], []),
        ([SHIP_1, {**SHIP_2, "on": "2014-03"}], []),
        ([{**SHIP_1, "consignment": 2}, SHIP_2], []),
        ([SHIP_1, SHIP_2, WITHDRAW_1], []),
        ([{**SHIP_1, "on": "2015-03-10"}, SHIP_2], []),
    ],
)
def test_what_does_not_fit(rows, rules, evidence_of, words):
    assert [f.rule for f in check_book(evidence_of(rows), words, END)] == rules


def test_an_unknown_amount_hides_no_overdraft_of_another_account(evidence_of, words):
    rows = [moved("1", "depot", "port"), moved(None, "depot", "plant"), moved("2", "port", "plant")]
    (finding,) = check_book(evidence_of(rows), words, END)
    assert finding.entries == (1, 3)

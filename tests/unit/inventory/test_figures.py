"""Which figure counts on a basis, and what share it states or implies."""

from datetime import date
from decimal import Decimal

import pytest

from proverka.inventory.figures import ratio_of
from proverka.model.quantity import Absence, Quantity

DAY = date(2014, 3, 1)
UNKNOWN = {"absence": "unknown", "unit": "tonne"}
P40 = {"basis": "removed/first", "percent": "40"}
P50 = {"basis": "removed/first", "percent": "50"}


def tonnes(amount: str, unit: str = "tonne") -> dict[str, str]:
    return {"amount": amount, "unit": unit}


def declared(quantity: dict[str, str], kind: str = "initial", **more: object) -> dict[str, object]:
    line = {"basis": "declared/first", "quantity": quantity, **{k: more.pop(k) for k in ("bound",) if k in more}}
    return {"kind": "declaration", "declaration": kind, "title": "D", "by": "state", "lines": [line], **more}


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([P40, P50], 2),
        ([P50, P40], 2),
        ([{**P50, "on": "2014-03-01"}, {**P40, "on": "2014-02-01"}], 1),
        ([{**P50, "on": "2014-02-01/2014-02-20"}, {**P40, "on": "2014-02-10"}], 1),
        ([P50, {**P40, "by": "state"}], 1),
        ([P50, {**P40, "nature": "derived"}], 1),
        ([P50, {**P40, "nature": "projection"}], 1),
        ([P50, {**P40, "bound": "about"}], 1),
        ([{**P50, "url": "https://a.example", "tier": "A"}, {**P40, "url": "https://e.example", "tier": "E"}], 1),
        ([{**P50, "confidence": "high"}, {**P40, "confidence": "low"}], 1),
        ([P50, P40, {"kind": "objection", "grounds": "g", "refers_to": (2,)}], 1),
        ([P50, P40, {"kind": "correction", "reason": "r", "refers_to": (2,)}], 1),
        ([{**P50, "on": "2014-03-02"}], None),
        ([{**P50, "nature": "estimate"}], None),
    ],
)
def test_what_counts_is_the_latest_and_of_one_day_the_weightiest(rows, counts, book_of):
    found = book_of(rows).at("removed/first", DAY)
    assert (found and found.index) == counts


@pytest.mark.parametrize(
    ("rows", "fraction", "slack"),
    [
        ([P40], "0.4", "0.005"),
        ([{"basis": "removed/first", "percent": "49.3"}], "0.493", "0.0005"),
        ([{"basis": "removed/first", "amount": tonnes("65"), "of": tonnes("130")}], "0.5", "0"),
        ([{"basis": "removed/first", "amount": tonnes("65"), "of": tonnes("130000", "kilogram")}], "0.5", "0"),
        ([{"basis": "removed/first", "percent": "10", "amount": tonnes("65"), "of": tonnes("130")}], "0.1", "0.005"),
        ([{"basis": "removed/first", "amount": tonnes("65")}, declared(tonnes("260"), on="2014-01-01")], "0.25", "0"),
        ([{"basis": "removed/first", "amount": tonnes("65")}, declared(tonnes("260"), on="2014-03-02")], None, None),
        ([{"basis": "removed/first", "amount": tonnes("65")}], None, None),
        ([{"basis": "removed/first", "amount": UNKNOWN, "of": tonnes("1")}], None, None),
        ([{"basis": "removed/first", "amount": tonnes("65"), "of": tonnes("0")}], None, None),
        ([{"basis": "removed/first", "amount": tonnes("65"), "of": tonnes("0.0000001")}], None, None),
        ([{"basis": "removed/first", "amount": tonnes("65"), "of": {"amount": "5", "unit": "item"}}], None, None),
    ],
)  # fmt: skip
def test_the_share_is_printed_or_follows_from_the_whole_beside_it_or_declared_before(rows, fraction, slack, book_of):
    book = book_of(rows)
    share = book.share(book.at("removed/first", DAY))
    assert (share and share.fraction) == (fraction and Decimal(fraction))
    assert (share and share.slack) == (slack and Decimal(slack))


@pytest.mark.parametrize(
    ("lines", "amount", "unit", "bound"),
    [
        ([declared(tonnes("100"))], "100", "tonne", "exact"),
        ([declared(tonnes("100")), declared(tonnes("90"), "amendment")], "90", "tonne", "exact"),
        ([declared(tonnes("100")), declared(tonnes("9.5"), "supplement")], "109.5", "tonne", "exact"),
        ([declared(tonnes("100")), declared(tonnes("500", "kilogram"), "supplement")], "100500000", "gram", "exact"),
        ([declared(tonnes("100"), bound="about"), declared(tonnes("9"), "supplement")], "109", "tonne", "about"),
        (
            [declared(tonnes("100"), on="2014-01"), declared(tonnes("9"), "supplement", bound="at_least")],
            "109", "tonne", "at_least",
        ),
        (
            [declared(tonnes("100")), declared(UNKNOWN, "supplement")],
            None, "tonne", "exact",
        ),
        (
            [declared({"absence": "withheld", "unit": "tonne"}), declared(tonnes("9"), "supplement")],
            None, "tonne", "exact",
        ),
        ([declared(tonnes("100")), declared({"amount": "5", "unit": "item"}, "supplement")], None, "tonne", "exact"),
        (
            [declared(tonnes("100"), on="2014-01-01"), declared(tonnes("9"), "supplement", on="2014-02-01"),
             declared(tonnes("50"), "amendment", on="2014-03-01")],
            "50", "tonne", "exact",
        ),
    ],
)  # fmt: skip
def test_an_amendment_replaces_and_a_supplement_adds(lines, amount, unit, bound, book_of):
    found = book_of(lines).at("declared/first", DAY)
    total = found.figure.amount
    assert (total.amount, total.unit, found.figure.bound) == (amount and Decimal(amount), unit, bound)


def test_a_supplement_to_nothing_declared_gives_no_total(book_of):
    assert book_of([declared(tonnes("9"), "supplement")]).at("declared/first", DAY) is None


def test_a_withdrawn_declaration_is_not_added_to(book_of):
    withdrawn = {"kind": "correction", "reason": "r", "refers_to": (1,)}
    rows = [declared(tonnes("100")), declared(tonnes("9"), "supplement"), withdrawn]
    assert book_of(rows).at("declared/first", DAY) is None


@pytest.mark.parametrize(
    ("part", "whole", "ratio"),
    [
        (("1", "tonne"), ("4", "tonne"), "0.25"),
        (("1", "short_ton"), ("2000", "pound"), "1"),
        (("1", "item"), ("4", "item"), "0.25"),
        (("1", "item"), ("4", "site"), None),
        (("1", "item"), ("4", "tonne"), None),
        (("1", "item"), ("0", "item"), None),
        ((None, "item"), ("4", "item"), None),
        (("1", "item"), (None, "item"), None),
    ],
)
def test_ratios_need_like_units_and_a_whole(part, whole, ratio):
    def quantity(amount: str | None, unit: str) -> Quantity:
        if amount is None:
            return Quantity(unit=unit, absence=Absence.UNKNOWN)
        return Quantity(unit=unit, amount=Decimal(amount))

    assert ratio_of(quantity(*part), quantity(*whole)) == (ratio and Decimal(ratio))

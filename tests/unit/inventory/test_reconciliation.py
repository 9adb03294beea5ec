"""Every rule of reconciliation, where it finds something and where it must not."""

from datetime import date

import pytest

from proverka.inventory.reconciliation import reconcile

END = date(2014, 12, 31)
DAY = "2014-03-01"


def tonnes(amount: str, unit: str = "tonne") -> dict[str, str]:
    return {"amount": amount, "unit": unit}


def percent(basis: str, value: str, **more: object) -> dict[str, object]:
    return {"basis": basis, "percent": value, "on": DAY, **more}


def mass(basis: str, value: str, **more: object) -> dict[str, object]:
    return {"basis": basis, "amount": tonnes(value), "on": DAY, "url": "https://one.example/", **more}


def declared(**lines: str) -> dict[str, object]:
    return {
        "kind": "declaration", "declaration": "initial", "title": "D", "by": "state", "on": "2014-01-01",
        "lines": [{"basis": f"declared/{subject}", "quantity": tonnes(amount)} for subject, amount in lines.items()],
    }  # fmt: skip


def withdrawn(index: int) -> dict[str, object]:
    return {"kind": "correction", "reason": "r", "refers_to": (index,)}


OWN = {"basis": "removed/first", "on": DAY, "of": tonnes("254.17")}
TWO_PARTS = declared(first="700", second="300")
TRIO = [percent("removed/movable", "52.0"), percent("removed/first", "60.0"), percent("removed/second", "20.0")]
DECLARED_TWO = declared(all="1300", fixed="130")
REMOVED = percent("removed/movable", "49.3")
FIXED = percent("destroyed/fixed", "93", on="2014-02-01")
OTHER_URL = "https://two.example/"
WHOLE_AND_FIRST = [mass("removed/movable", "600"), mass("removed/first", "400")]

CASES: dict[str, list[tuple[list[dict[str, object]], list[str]]]] = {
    "1. own arithmetic": [
        ([{**OWN, "percent": "24.6", "amount": tonnes("62.5")}], []),
        ([{**OWN, "percent": "24.6", "amount": tonnes("65.2")}], ["percent-contradicts-amount"]),
        ([{**OWN, "percent": "25", "amount": tonnes("62.5")}], []),
        ([{**OWN, "percent": "25", "amount": tonnes("62.5"), "of": tonnes("250000", "kilogram")}], []),
        ([{**OWN, "percent": "25", "amount": {"amount": "3", "unit": "item"}}], []),
        ([{**OWN, "percent": "25", "amount": {"absence": "unknown", "unit": "tonne"}}], []),
        (
            [
                {**OWN, "percent": "24.6", "amount": tonnes("65.2")},
                {
                    "kind": "correction", "reason": "r", "refers_to": (1,),
                    "replacement": {"basis": "removed/first", "percent": "24.6"},
                },
            ],
            ["percent-contradicts-amount"],
        ),
    ],
    "2. sums": [
        ([*WHOLE_AND_FIRST, mass("removed/second", "200")], []),
        ([mass("removed/movable", "600"), mass("removed/first", "400.3"), mass("removed/second", "200.2")], []),
        (
            [*WHOLE_AND_FIRST, mass("removed/second", "210")],
            ["parts-do-not-add-up"],
        ),
        (
            [*WHOLE_AND_FIRST, mass("removed/second", "210", url=OTHER_URL)],
            ["parts-of-other-sources-do-not-add-up"],
        ),
        ([*WHOLE_AND_FIRST], []),
        ([*WHOLE_AND_FIRST, mass("removed/second", "9", on="2014-03-02")], []),
        (
            [*WHOLE_AND_FIRST, mass("removed/second", "210"), withdrawn(3)],
            [],
        ),
        (
            [mass("removed/movable", "600", nature="plan"), mass("removed/first", "1"), mass("removed/second", "2")],
            [],
        ),
    ],
    "3. another split": [
        ([TWO_PARTS, *TRIO], ["percentages-imply-another-split"]),
        ([declared(first="800", second="200"), *TRIO], []),
        ([TWO_PARTS, percent("removed/movable", "48.0"), *TRIO[1:]], []),
        ([TWO_PARTS, *TRIO[:2]], []),
        (TRIO, []),
        ([TWO_PARTS, *TRIO, withdrawn(4)], []),
        ([TWO_PARTS, percent("removed/movable", "52.0", nature="projection"), *TRIO[1:]], []),
        ([TWO_PARTS, TRIO[0], percent("removed/first", "60"), percent("removed/second", "60")], []),
    ],
    "4. two bases": [
        ([DECLARED_TWO, FIXED, REMOVED, percent("removed_or_destroyed/all", "53.7")], ["bases-differ"]),
        ([DECLARED_TWO, FIXED, REMOVED, percent("removed_or_destroyed/all", "60.0")], ["bases-do-not-reconcile"]),
        ([FIXED, REMOVED, percent("removed_or_destroyed/all", "60.0")], []),
        ([DECLARED_TWO, REMOVED, percent("removed_or_destroyed/all", "60.0")], []),
        ([DECLARED_TWO, FIXED, REMOVED, percent("removed_or_destroyed/all", "60.0", nature="projection")], []),
        ([DECLARED_TWO, FIXED, REMOVED, percent("removed_or_destroyed/all", "60.0"), withdrawn(4)], []),
    ],
    "5. one day": [
        ([percent("removed/first", "30"), percent("removed/first", "23", by="state")], ["sources-differ"]),
        ([percent("removed/first", "23"), percent("removed/first", "23.4")], []),
        ([percent("removed/first", "23"), percent("removed/first", "30", on="2014-03-02")], []),
        ([percent("removed/first", "23"), percent("removed/first", "30", nature="estimate")], []),
        ([percent("removed/first", "23"), percent("removed/first", "30"), withdrawn(2)], []),
        ([percent("removed/first", "23", on="2014-03"), percent("removed/first", "30", on="2014-03-31")], []),
        ([mass("removed/first", "23"), mass("removed/first", "30")], ["sources-differ"]),
        ([mass("removed/first", "23"), percent("removed/first", "30")], []),
    ],
    "6. totals": [
        ([mass("declared/all", "1300", by="state")], []),
        ([mass("declared/all", "1300"), mass("declared/all", "1300", on="2014-04-01")], []),
        ([mass("declared/all", "1", nature="estimate"), mass("declared/all", "2", on="2014-04-01")], ["totals-differ"]),
        ([mass("declared/all", "1000"), mass("declared/all", "1300", on="2014-04-01"), withdrawn(1)], []),
        ([mass("destroyed/all", "1000"), mass("destroyed/all", "1300", on="2014-04-01")], []),
    ],
    "7. down": [
        ([percent("removed/first", "92.5"), percent("removed/first", "92", on="2014-04-01")], ["figure-went-down"]),
        ([percent("removed/first", "92"), percent("removed/first", "92.5", on="2014-04-01")], []),
        ([percent("removed/first", "92.5", nature="plan"), percent("removed/first", "92", on="2014-04-01")], []),
        ([percent("removed/first", "92.5"), percent("removed/first", "92", on="2014-04-01"), withdrawn(2)], []),
        ([percent("open/issues", "92.5"), percent("open/issues", "92", on="2014-04-01")], []),
        ([percent("removed/first", "92.5", on="2015-01-01"), percent("removed/first", "92", on="2015-02-01")], []),
    ],
    "8. complete": [
        (
            [declared(first="700"), {**mass("destroyed/first", "650"), "percent": "100"}],
            ["complete-but-amounts-differ"],
        ),
        ([declared(first="700"), {**mass("destroyed/first", "700"), "percent": "100"}], []),
        ([declared(first="700"), {**mass("destroyed/first", "650"), "percent": "92.9"}], []),
        ([{**mass("destroyed/first", "650"), "percent": "100"}], []),
        ([declared(first="700"), {**mass("destroyed/first", "650"), "percent": "100", "nature": "plan"}], []),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "rules"),
    [
        pytest.param(rows, rules, id=f"{name}-{n}")
        for name, cases in CASES.items()
        for n, (rows, rules) in enumerate(cases)
    ],
)
def test_each_rule_finds_what_it_is_for_and_nothing_else(rows, rules, book_of):
    found = reconcile(book_of(rows), END)
    assert [f.rule for f in found] == rules
    assert all(f.entries and f.expected and f.got for f in found)


def test_every_rule_has_a_case_that_finds_and_one_that_does_not():
    for name, cases in CASES.items():
        assert {bool(rules) for _, rules in cases} == {True, False}, name

"""Whose physical inventories open and close the balances of an area."""

from datetime import datetime

import pytest

from proverka.book.material_balance import PhysicalInventory
from proverka.case.authored import read_authored
from proverka.case.balancing import chosen_inventories
from proverka.case.scaffold import write_scaffold

OPERATOR = '[[parties]]\nid = "operator"\nname = "An operator"\nkind = "other"\nmember_of = ["state"]\n\n'


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """A case with a State, an operator that acts for it, an inspectorate that confirms, and a desk."""
    folder = tmp_path_factory.mktemp("words") / "case"
    write_scaffold(folder, "case")
    file = folder / "case.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[[subjects]]", f"{OPERATOR}[[subjects]]", 1), "utf-8")
    return read_authored(folder).words


def counted(party: str, *days: int, missed: str = "", subject: str = "stock"):
    return [
        PhysicalInventory(subject=subject, at=datetime(2024, 1, day), party=party, entry=1, missed=missed)  # noqa: DTZ001
        for day in days
    ]


STATE = counted("state", 1, 11, 21)


@pytest.mark.parametrize(
    ("inventories", "expected"),
    [
        ([*STATE, *counted("desk", 1, 5, 11, 21, 30)], STATE),
        ([*STATE, *counted("inspectorate", 1, 5, 11)], STATE),
        ([*STATE, *counted("operator", 11, 15)], [*STATE[:2], *counted("operator", 15), *STATE[2:]]),
        ([*STATE, *counted("state", 25, missed="elsewhere")], STATE),
        ([*counted("state", 1, missed="elsewhere"), *counted("desk", 1, 5)], counted("desk", 1, 5)),
        ([*counted("desk", 5), *counted("another", 1, 3)], counted("another", 1, 3)),
        ([*counted("desk", 5), *counted("inspectorate", 1, 3)], counted("desk", 5)),
        (counted("inspectorate", 1, 3), counted("inspectorate", 1, 3)),
        ([*STATE, *counted("desk", 1, 2, subject="other")], [*counted("desk", 1, 2, subject="other"), *STATE]),
        ([], []),
    ],
)
def test_all_inventories_of_a_subject_are_of_one_side(words, inventories, expected):
    assert chosen_inventories(inventories, words) == expected
    assert chosen_inventories(inventories[::-1], words) == expected

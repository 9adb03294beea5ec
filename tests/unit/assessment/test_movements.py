"""Movements and places of an audit: each as the record says it, and no withheld one said in full."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from proverka.assessment.result import Audit
from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import Case, open_case


@pytest.fixture(scope="module")
def syria(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    authored = read_authored(repository / "cases" / "syria-2013")
    folder = tmp_path_factory.mktemp("built") / "syria"
    build_case(authored, folder, demonstration_keyring(authored.words))
    return open_case(folder)


def on(case: Case, day: date) -> Audit:
    return audit_case(case, as_of=day, known=day)


def test_places_are_those_of_the_case_with_the_digits_of_their_positions(syria: Case, repository: Path):
    declared = tomllib.loads((repository / "cases/syria-2013/case.toml").read_text(encoding="utf-8"))["places"]
    found = on(syria, date(2014, 2, 5)).gazetteer
    assert [(p.id, p.name, p.kind, p.within, p.latitude, p.longitude) for p in found] == [
        (p["id"], p["name"], p["kind"], p.get("within", ""), p.get("latitude", ""), p.get("longitude", ""))
        for p in declared
    ]


def test_a_movement_says_from_where_to_where_and_how_much(syria: Case):
    moved = {one.entry: one for one in on(syria, date(2026, 11, 22)).movements}
    by_label = {e.label: e.index for e in on(syria, date(2026, 11, 22)).entries}
    first, last = moved[by_label["SY-E053"]], moved[by_label["SY-E137"]]
    assert (first.origin, first.destination, first.amount, first.absence) == ("syria", "latakia", None, "unknown")
    assert (last.amount, last.unit, last.absence, last.consignment) == (Decimal(100), "tonne", "", 19)
    assert (last.origin_disposition, last.destination_disposition) == ("declared", "removed")


def test_movements_are_those_up_to_the_day_in_order_of_day(syria: Case):
    early, late = (on(syria, day).movements for day in (date(2014, 2, 5), date(2026, 11, 22)))
    assert len(early) == 3
    assert len(late) == 24
    assert set(early) <= set(late)
    assert [one.on for one in late] == sorted(one.on for one in late)
    assert max(one.on for one in early) <= date(2014, 2, 5)


def test_what_happened_names_its_places(syria: Case):
    audit = on(syria, date(2026, 11, 22))
    names = {place.id: place.name for place in audit.gazetteer}
    both = next(item for item in audit.timeline if item.places == ("barzah", "jamraya"))
    assert both.place == f"{names['barzah']}, {names['jamraya']}"
    assert all(place in names for item in audit.timeline for place in item.places)

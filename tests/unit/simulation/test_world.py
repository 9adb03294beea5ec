"""A simulated world: the same from the same seed, calibrated to what was published, and without a fault."""

import hashlib
import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from proverka.book import Ledger, Segment, chain_breaches, check_table, holdings, overdrafts
from proverka.case.simulated import build_world
from proverka.case.verifying import verify_case
from proverka.model.errors import RefusedError
from proverka.simulation import FAULTS, FINAL, MOVEMENTS_OF_AN_ITEM, POSSESSORS, WorldTable, write_world
from proverka.simulation.world import DESTROYED

ITEMS = 4_000
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def tables(tmp_path_factory) -> list[WorldTable]:
    return list(write_world(tmp_path_factory.mktemp("world"), items=ITEMS, seed=3).tables)


def ledger(tables: Iterable[WorldTable]) -> Ledger:
    return Ledger.over(Segment(path=one.path, entry=n, known_from=one.known) for n, one in enumerate(tables, start=1))


def digests(tables: Iterable[WorldTable]) -> list[str]:
    return [hashlib.sha256(one.path.read_bytes()).hexdigest() for one in tables]


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(tables, tmp_path):
    (tmp_path / "again").mkdir()
    (tmp_path / "other").mkdir()
    assert digests(write_world(tmp_path / "again", items=ITEMS, seed=3).tables) == digests(tables)
    assert digests(write_world(tmp_path / "other", items=ITEMS, seed=4).tables) != digests(tables)


def test_every_table_has_the_published_form_and_together_they_have_the_size_that_was_asked_for(tables):
    assert sum(check_table(one.path, where=one.path.name) for one in tables) == sum(one.rows for one in tables)
    assert sum(one.rows for one in tables) == pytest.approx(ITEMS * MOVEMENTS_OF_AN_ITEM, rel=0.02)


def test_nothing_in_it_does_not_fit(tables):
    with ledger(tables) as book:
        assert chain_breaches(book, known=LATER, final=FINAL) == []
        assert overdrafts(book, known=LATER) == []


@pytest.mark.parametrize(("day", "share"), DESTROYED[1:])
def test_as_much_is_destroyed_by_a_day_as_was_published(tables, day, share):
    total = sum(possessor.tonnes for possessor in POSSESSORS)
    after = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    with ledger(tables) as book:
        held = [h for h in holdings(book, as_of=after, known=LATER) if h.disposition == "destroyed"]
    assert sum(h.held for h in held) / 1e6 / total == pytest.approx(share, abs=0.03)


def test_nothing_is_known_before_it_is_handed_in(tables):
    assert all(one.known.date() > date(one.year, 12, 31) for one in tables)
    with ledger(tables) as book:
        assert holdings(book, as_of=LATER, known=datetime(1998, 1, 1, tzinfo=UTC)) == []


def test_a_world_is_a_case_that_verifies(tmp_path: Path):
    log, planted = build_world(tmp_path / "world", movements=2_000, seed=1)
    assert planted == ()
    assert verify_case(tmp_path / "world").sound
    assert len(log) > 50
    again, _ = build_world(tmp_path / "again", movements=2_000, seed=1)
    assert again.checkpoint == log.checkpoint
    with pytest.raises(RefusedError) as caught:
        build_world(tmp_path / "world", movements=2_000, seed=1)
    assert caught.value.code == "already-there"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "world"]


# More by command: PROVERKA_WORLDS=1000 .venv/bin/pytest tests/unit/simulation -k planted
SEEDS = int(os.environ.get("PROVERKA_WORLDS", "12"))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_planted_fault_is_found_and_none_is_invented(tmp_path: Path, seed: int):
    world = write_world(tmp_path, items=150, seed=seed, faults=2, years=30)
    assert len(world.planted) == 2 * len(FAULTS)
    with ledger(world.tables) as book:
        found = {(b.about, b.kind, b.at.replace(tzinfo=UTC)) for b in chain_breaches(book, known=LATER, final=FINAL)}
    assert found == {(one.item, one.breach, one.at) for one in world.planted}


def test_what_was_planted_stands_in_no_table(tmp_path: Path):
    (tmp_path / "world").mkdir()
    world = write_world(tmp_path / "world", items=60, seed=1, faults=1)
    words = [fault.encode() for fault in FAULTS]
    assert all(word not in one.path.read_bytes() for one in world.tables for word in words)

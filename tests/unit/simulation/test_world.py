"""A simulated world: the same from the same seed, calibrated to what was published, and without a fault."""

import hashlib
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proverka.book import Ledger, Segment, Terms, breaches_in, check_table, holdings, trace
from proverka.case.simulated import build_world
from proverka.case.verifying import verify_case
from proverka.model.errors import RefusedError
from proverka.simulation import (
    FAULTS,
    FINAL,
    MOVEMENTS_OF_AN_ITEM,
    POSSESSORS,
    World,
    WorldManifest,
    subject_of,
    write_world,
)
from proverka.simulation.possessors import DESTROYED

ITEMS = 4_000
LATER = datetime(2100, 1, 1, tzinfo=UTC)


TERMS = Terms(known=LATER, final=FINAL, weighed=tuple(subject_of(one.id) for one in POSSESSORS))


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return write_world(tmp_path_factory.mktemp("world"), items=ITEMS, seed=3)


def ledger(manifests: Iterable[WorldManifest]) -> Ledger:
    return Ledger.over(
        Segment(path=path, entry=n, known_from=one.known, party=one.possessor)
        for n, one in enumerate(manifests, start=1)
        for path in one.paths
    )


def digests(made: World) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for one in made.manifests for path in one.paths]


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(world, tmp_path):
    (tmp_path / "again").mkdir()
    (tmp_path / "other").mkdir()
    assert digests(write_world(tmp_path / "again", items=ITEMS, seed=3)) == digests(world)
    assert digests(write_world(tmp_path / "other", items=ITEMS, seed=4)) != digests(world)


def test_every_table_has_the_published_form_and_together_they_have_the_size_that_was_asked_for(world):
    rows = {path: check_table(path, where=path.name) for one in world.manifests for path in one.paths}
    assert sum(rows.values()) == sum(one.rows for one in world.manifests)
    movements = sum(count for path, count in rows.items() if path.stem.endswith("movements"))
    assert movements == pytest.approx(ITEMS * MOVEMENTS_OF_AN_ITEM, rel=0.02)


def test_nothing_in_it_does_not_fit(world):
    with ledger(world.manifests) as book:
        assert book.takes_back
        assert breaches_in(book, TERMS) == []


@pytest.mark.parametrize(("day", "share"), DESTROYED[1:])
def test_as_much_is_destroyed_by_a_day_as_was_published(world, day, share):
    total = sum(possessor.tonnes for possessor in POSSESSORS)
    after = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    with ledger(world.manifests) as book:
        held = [h for h in holdings(book, as_of=after, known=LATER) if h.disposition == "destroyed"]
    assert sum(h.held for h in held) / 1e6 / total == pytest.approx(share, abs=0.03)


def test_nothing_is_known_before_it_is_handed_in(world):
    with ledger(world.manifests) as book:
        early = holdings(book, as_of=LATER, known=datetime(1997, 7, 1, tzinfo=UTC))
        assert {h.disposition for h in early} == {"declared"}
        assert holdings(book, as_of=LATER, known=datetime(1997, 6, 1, tzinfo=UTC)) == []
        late = book.rows("SELECT count(*) FROM movements WHERE moved_at > known_from::TIMESTAMP")
    assert late == [(0,)]


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
SEEDS = int(os.environ.get("PROVERKA_WORLDS", "6"))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_planted_fault_is_found_and_none_is_invented(tmp_path: Path, seed: int):
    world = write_world(tmp_path, items=150, seed=seed, faults=2, years=30)
    assert {(one.fault, one.breach) for one in world.planted} == {
        (f, b) for f, all_of in FAULTS.items() for b in all_of
    }
    with ledger(world.manifests) as book:
        found = breaches_in(book, TERMS)
        # What was never received is missing from where it is said to be unpacked or destroyed.
        diverted = {one.item for one in world.planted if one.fault == "diversion"}
        left_from = {f"{step.origin}: 0 or more" for item in diverted for step in trace(book, item)[3:]}
    told = {(b.about, b.kind, b.at.replace(tzinfo=UTC)) for b in found if b.kind != "overdrawn"}
    assert told == {(one.about, one.breach, one.at) for one in world.planted}
    assert {b.expected for b in found if b.kind == "overdrawn"} <= left_from


def test_what_was_planted_stands_in_no_table(tmp_path: Path):
    (tmp_path / "world").mkdir()
    world = write_world(tmp_path / "world", items=200, seed=1, faults=1)
    words = [fault.encode() for fault in FAULTS]
    held = [path.read_bytes() for one in world.manifests for path in one.paths]
    assert not any(word in raw for raw in held for word in words)

"""The parts of a book: every question is in one of them, and what cannot be answered is told as it would be here."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from proverka.book import Ledger, Segment, Terms, breaches_in, holdings
from proverka.book.checks import CHECKS
from proverka.book.partition import (
    ASKED_OF,
    Answer,
    Part,
    answer,
    breaches_of,
    check_digests,
    combine,
    divide,
    encode,
)
from proverka.fleet import Here, Pool, Struck, strike
from proverka.model.errors import MalformedError, RefusedError
from proverka.simulation import FINAL, POSSESSORS, subject_of, write_world

LATER = datetime(2100, 1, 1, tzinfo=UTC)
TERMS = Terms(known=LATER, final=FINAL, weighed=tuple(subject_of(one.id) for one in POSSESSORS))


@pytest.fixture(scope="module")
def segments(tmp_path_factory) -> list[Segment]:
    """A world with three faults of each kind."""
    world = write_world(tmp_path_factory.mktemp("world"), items=150, seed=11, faults=3, years=30)
    return [
        Segment(path=path, entry=n, known_from=one.known, party=one.possessor)
        for n, one in enumerate(world.manifests, start=1)
        for path in one.paths
    ]


@pytest.fixture(scope="module")
def whole(segments: list[Segment]) -> Struck:
    with Ledger.over(segments) as ledger:
        return Struck(breaches=breaches_in(ledger, TERMS), holdings=holdings(ledger, as_of=LATER, known=LATER))


def test_every_check_is_asked_of_one_kind_of_part():
    asked = [check for checks in ASKED_OF.values() for check in checks]
    assert sorted(asked) == sorted(CHECKS)


def test_a_pool_finds_every_fault_of_a_world_that_one_process_finds(segments, whole):
    assert len({one.kind for one in whole.breaches}) >= 10
    assert strike(segments, TERMS, Pool(2), as_of=LATER) == whole


def test_answers_add_up_in_whatever_order_they_come(segments, whole):
    answers = [answer(encode(part)) for part in divide(segments, TERMS, count=6)]
    for seed in range(3):
        random.Random(seed).shuffle(answers)
        total = combine(answers)
        check_digests(segments, total)
        assert breaches_of(total) == [one for one in whole.breaches if one.kind != "overdrawn"]


def test_the_tables_are_shared_out_and_each_is_in_one_share(segments):
    for count in (1, 3, 500):
        shares = [part for part in divide(segments, TERMS, count=count) if part.asks == "tables"]
        assert [one for part in shares for one in part.segments] == segments
        assert [part.first for part in shares] == [
            sum(len(one.segments) for one in shares[:n]) for n in range(len(shares))
        ]
        assert len(shares) <= count


def test_a_book_without_tables_holds_nothing():
    assert strike([], TERMS, Here(2), as_of=LATER) == Struck(breaches=[], holdings=[])


def test_a_table_that_is_another_than_its_entry_signed_is_refused(segments):
    signed = [replace(segments[0], sha256="00" * 32), *segments[1:]]
    with pytest.raises(RefusedError, match="wrong-document"):
        strike(signed, TERMS, Here())


def test_a_table_that_cannot_be_read_is_refused_in_the_same_words(tmp_path: Path):
    (tmp_path / "table").write_bytes(b"moved_at,item")
    broken = [Segment(path=tmp_path / "table", entry=1, known_from=LATER)]
    with pytest.raises(MalformedError) as here:
        Ledger.over(broken)
    with pytest.raises(MalformedError) as there:
        strike(broken, TERMS, Here())
    assert there.value.fault == here.value.fault


def test_a_worker_of_another_version_is_refused(segments):
    part = divide(segments, TERMS, count=1)[0]
    other = encode(msgspec.structs.replace(part, version="proverka 0.0.1, duckdb 1.0.0"))
    with pytest.raises(RefusedError) as caught:
        combine([answer(other)])
    assert caught.value.code == "not-installed"
    assert caught.value.fault.expected == "proverka 0.0.1, duckdb 1.0.0"


def test_parts_and_answers_are_plain_values(segments):
    part = divide(segments, TERMS, count=1)[0]
    assert msgspec.msgpack.decode(encode(part))["asks"] == "items"
    assert isinstance(part, Part)
    assert msgspec.msgpack.decode(answer(encode(part)), type=Answer).refused is None

"""The parts of a book: every question is in one of them, and what cannot be answered is told as it would be here."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from proverka.book import BookStatement, Ledger, Segment, Terms, statement_of
from proverka.book.checks import CHECKS
from proverka.book.partition import (
    ASKED_OF,
    Answer,
    Part,
    answer,
    check_digests,
    combine,
    divide,
    encode,
    stated,
)
from proverka.fleet import Here, Pool, strike
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
def whole(segments: list[Segment]) -> BookStatement:
    with Ledger.over(segments) as ledger:
        return statement_of(ledger, TERMS, as_of=LATER)


def test_every_check_is_asked_of_one_kind_of_part():
    asked = [check for checks in ASKED_OF.values() for check in checks]
    assert sorted(asked) == sorted(CHECKS)


def test_a_pool_finds_every_fault_of_a_world_that_one_process_finds(segments, whole):
    assert len({one.kind for one in whole.breaches}) >= 10
    assert strike(segments, TERMS, Pool(2), as_of=LATER) == whole


def test_answers_add_up_in_whatever_order_they_come(segments, whole):
    answers = [answer(encode(part)) for part in divide(segments, TERMS, as_of=LATER, count=6)]
    for seed in range(3):
        random.Random(seed).shuffle(answers)
        total = combine(answers)
        check_digests(segments, total)
        assert stated(segments, total) == whole


def test_the_tables_are_shared_out_and_each_is_in_one_share(segments):
    for count in (1, 3, 500):
        shares = [part for part in divide(segments, TERMS, as_of=LATER, count=count) if part.asks == "tables"]
        assert [one for part in shares for one in part.segments] == segments
        entries = [{one.entry for one in part.segments} for part in shares]
        assert sum(map(len, entries)) == len(set().union(*entries))
        assert len(shares) <= count


def test_a_book_without_tables_holds_nothing():
    assert strike([], TERMS, Here(2), as_of=LATER) == BookStatement(held=[], totals=[], breaches=[])


def test_a_table_that_is_another_than_its_entry_signed_is_refused(segments):
    signed = [replace(segments[0], sha256="00" * 32), *segments[1:]]
    with pytest.raises(RefusedError, match="wrong-document"):
        strike(signed, TERMS, Here(), as_of=LATER)


def test_a_table_that_cannot_be_read_is_refused_in_the_same_words(tmp_path: Path):
    (tmp_path / "table").write_bytes(b"moved_at,item")
    broken = [Segment(path=tmp_path / "table", entry=1, known_from=LATER)]
    with pytest.raises(MalformedError) as here:
        Ledger.over(broken)
    with pytest.raises(MalformedError) as there:
        strike(broken, TERMS, Here(), as_of=LATER)
    assert there.value.fault == here.value.fault


def test_a_worker_of_another_version_is_refused(segments):
    part = divide(segments, TERMS, as_of=LATER, count=1)[0]
    other = encode(msgspec.structs.replace(part, version="proverka 0.0.1, duckdb 1.0.0"))
    with pytest.raises(RefusedError) as caught:
        combine([answer(other)])
    assert caught.value.code == "not-installed"
    assert caught.value.fault.expected == "proverka 0.0.1, duckdb 1.0.0"


def test_parts_and_answers_are_plain_values(segments):
    part = divide(segments, TERMS, as_of=LATER, count=1)[0]
    assert msgspec.msgpack.decode(encode(part))["asks"] == "items"
    assert isinstance(part, Part)
    assert msgspec.msgpack.decode(answer(encode(part)), type=Answer).refused is None

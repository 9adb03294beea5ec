"""Stated times against proved ones."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from proverka.assessment.timing import time_findings
from proverka.model.logged import NOTHING_COSIGNED, Cosigned, LogTimes


def at(hour: int) -> datetime:
    return datetime(2026, 11, 20, hour, tzinfo=UTC)


TIMES = LogTimes(
    cosigned=(
        Cosigned(size=3, first=at(4), lasts=((at(4), at(4)),)),
        Cosigned(size=6, first=at(8), lasts=((at(8), at(8)),)),
    ),
)


@pytest.fixture
def entries(held):
    def make(*stated: tuple[int, str, int]):
        made = (held(index, "event", "2026-11-20", by=party, event="other", title="t") for index, party, _ in stated)
        return [replace(h.entry, submitted_at=at(hour)) for h, (_, _, hour) in zip(made, stated, strict=True)]

    return make


def test_a_time_between_the_two_is_believed(entries):
    assert time_findings(entries((3, "alpha", 4), (4, "alpha", 6), (5, "beta", 8)), TIMES) == []


def test_without_witnesses_nothing_is_found(entries):
    assert time_findings(entries((3, "alpha", 1), (4, "alpha", 23)), NOTHING_COSIGNED) == []


def test_a_time_before_a_checkpoint_that_does_not_hold_it(entries):
    (finding,) = time_findings(entries((3, "alpha", 3)), TIMES)
    assert (finding.rule, finding.about, finding.entries) == ("date-contradicts-cosigned-time", "alpha", (3,))
    assert finding.expected.english.startswith(
        "submission after 2026-11-20T04:00:00+00:00 and by 2026-11-20T08:00:00+00:00"
    )
    assert finding.got.english == "2026-11-20T03:00:00+00:00, as stated"


def test_a_time_after_a_checkpoint_that_holds_it(entries):
    (finding,) = time_findings(entries((4, "alpha", 9)), TIMES)
    assert finding.got.english == "2026-11-20T09:00:00+00:00, as stated"


def test_a_run_of_one_party_is_one_finding(entries):
    found = time_findings(entries((3, "alpha", 1), (4, "alpha", 2), (5, "beta", 2)), TIMES)
    assert [(f.about, f.entries) for f in found] == [("alpha", (3, 4)), ("beta", (5,))]
    assert "and 1 more" in found[0].got.english

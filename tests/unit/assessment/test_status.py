"""The table of statuses, row by row: each row applies where all rows above it do not, and gives way to them."""

from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from proverka.assessment import TRANSITIONS
from proverka.assessment.result import Fulfilment, Status
from proverka.assessment.status import Situation, Verdict, judge

DUE = date(2014, 2, 5)
BEFORE, AFTER = date(2014, 2, 5), date(2014, 2, 6)


def when(earliest: int, latest: int) -> Fulfilment:
    return Fulfilment(earliest=date(2014, 2, earliest), latest=date(2014, 2, latest))


NOTHING = Situation(as_of=BEFORE, due=DUE)
PASSED = Situation(as_of=AFTER, due=DUE)

# Each row of the table as (row, what alone brings it about, its status), in order of precedence.
ROWS: list[tuple[Situation, dict[str, Any], Status]] = [
    (NOTHING, {"superseded_on": date(2014, 2, 1)}, "superseded"),
    (NOTHING, {"fulfilled": when(3, 3)}, "met"),
    (NOTHING, {"contested": True}, "contested"),
    (PASSED, {}, "no_evidence"),
    (PASSED, {"has_evidence": True, "progress": True, "excused": True}, "partly_met"),
    (PASSED, {"has_evidence": True}, "overdue"),
    (NOTHING, {"at_risk": True}, "at_risk"),
    (NOTHING, {"progress": True}, "on_track"),
    (NOTHING, {}, "pending"),
]


@pytest.mark.parametrize(("situation", "shown", "status"), ROWS, ids=[row[2] for row in ROWS])
def test_each_row_by_itself(situation: Situation, shown: dict[str, Any], status: Status):
    assert judge(replace(situation, **shown)).status == status


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row[2] for row in ROWS])
def test_each_row_gives_way_to_those_above_it_and_to_no_other(number: int):
    """With everything that lower rows need shown as well, the row still applies."""
    situation, shown, status = ROWS[number]
    everything: dict[str, Any] = {}
    for _, lower, _ in reversed(ROWS[number + 1 :]):
        # What excuses belongs to the row above `overdue`, which needs that it is not there.
        everything |= {k: v for k, v in lower.items() if not (status == "overdue" and k == "excused")}
    if status == "no_evidence":
        everything = {"at_risk": True}
    assert judge(replace(situation, **{**everything, **shown})).status == status


MET = [
    # fulfilled, due, status, days_late, days_late_least
    (when(3, 3), DUE, "met", 0, None),
    (when(5, 5), DUE, "met", 0, None),
    (when(6, 6), DUE, "met_late", 1, 1),
    (when(3, 10), DUE, "met", 5, 0),
    (when(5, 10), DUE, "met", 5, 0),
    (when(6, 10), DUE, "met_late", 5, 1),
    (when(3, 10), None, "met", None, None),
]


@pytest.mark.parametrize(("fulfilled", "due", "status", "most", "least"), MET)
def test_late_must_be_shown(fulfilled, due, status, most, least):
    verdict = judge(Situation(as_of=date(2014, 3, 1), due=due, fulfilled=fulfilled))
    assert verdict == Verdict(status=status, days_late=most, days_late_least=least)


@pytest.mark.parametrize(
    ("ended", "fulfilled", "status"),
    [
        (date(2014, 2, 4), when(3, 3), "met"),
        (date(2014, 2, 3), when(3, 3), "superseded"),
        (date(2014, 2, 4), when(3, 5), "superseded"),
        (date(2014, 2, 4), None, "superseded"),
    ],
)
def test_only_what_was_fulfilled_before_outlives_its_instrument(ended, fulfilled, status):
    assert judge(replace(NOTHING, superseded_on=ended, fulfilled=fulfilled)).status == status


@pytest.mark.parametrize(
    ("as_of", "days"),
    [(date(2014, 2, 5), None), (date(2014, 2, 6), 1), (date(2014, 3, 5), 28), (date(2015, 2, 5), 365)],
)
def test_the_whole_due_day_is_in_time_and_days_are_counted_from_its_end(as_of, days):
    verdict = judge(Situation(as_of=as_of, due=DUE, has_evidence=True))
    assert (verdict.status, verdict.days_late) == ("overdue" if days else "pending", days)


@pytest.mark.parametrize(
    ("progress", "excused", "status"),
    [(True, True, "partly_met"), (False, True, "overdue"), (True, False, "overdue"), (False, False, "overdue")],
)
def test_an_excuse_needs_progress_and_progress_an_excuse(progress, excused, status):
    assert judge(replace(PASSED, has_evidence=True, progress=progress, excused=excused)).status == status


def test_without_a_date_nothing_is_late():
    undated = Situation(as_of=date(2030, 1, 1), due=None)
    for shown in ("progress", "has_evidence", "at_risk", "excused"):
        verdict = judge(replace(undated, **{shown: True}))  # type: ignore[arg-type]  # all of them are flags
        assert verdict.status in ("pending", "on_track", "at_risk")
        assert verdict.days_late is None


def test_the_transitions_name_every_status_and_may_always_stay():
    statuses = set(get_args(Status))
    assert set(TRANSITIONS) == statuses
    for status, following in TRANSITIONS.items():
        assert status in following
        assert following <= statuses


def test_what_is_fulfilled_or_superseded_is_never_open_again():
    assert TRANSITIONS["met"] == {"met", "met_late"}
    assert TRANSITIONS["met_late"] == {"met_late"}
    assert TRANSITIONS["superseded"] == {"superseded"}

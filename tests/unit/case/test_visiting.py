"""A plan of visits read from JSON, and made the schedules of an inspection plan."""

import tomllib

import msgspec
import pytest

from proverka.case.visiting import (
    SCHEDULES_BYTES_MAX,
    named_schedules,
    planned_schedules,
    schedule_lines,
    visit_plan,
)
from proverka.model.errors import MalformedError
from proverka.model.inspecting import STRATA_MAX, Schedule

VISIT = {"site": "A", "setup_days": 0.5, "strata": [{"stratum": "drums", "open": 3}, {"stratum": "shells", "open": 1}]}
TOUR = {"round": 1, "team": 1, "days": 2, "visits": [VISIT, {"site": "B", "strata": [{"stratum": "drums", "open": 9}]}]}
OTHER = {"round": 1, "team": 2, "visits": [{"site": "C", "strata": [{"stratum": "drums", "open": 2}]}]}
SCHEDULES = [{"first": 0, "weight": 3, "tours": [TOUR, OTHER]}, {"first": 3, "weight": 1, "tours": [OTHER]}]
PLAN = {"schema": "proverka/effort/v1", "guarantee": 0.25, "schedules": SCHEDULES}


def plan_of(**changes: object):
    return visit_plan(msgspec.json.encode({**PLAN, **changes}), where="visits.json")


def test_what_is_not_needed_of_a_plan_is_left_alone():
    first, second = named_schedules(plan_of(gap=0.1, sites=[]))
    assert (first.name, second.name) == ("schedule-1", "schedule-2")
    assert first.weighted.text == "team 1: A (drums 3, shells 1), B (drums 9); team 2: C (drums 2)"
    assert first.weighted.sites == ("A", "B", "C")


def test_rounds_are_told_where_there_are_several():
    (one,) = named_schedules(plan_of(schedules=[{"weight": 1, "tours": [TOUR, {**OTHER, "round": 2}]}]))
    assert one.weighted.text.startswith("round 1, team 1: A (")
    assert "; round 2, team 2: C (" in one.weighted.text


def test_names_sort_as_the_schedules_stand():
    names = [one.name for one in named_schedules(plan_of(schedules=[{"weight": 1, "tours": []}] * STRATA_MAX))]
    assert names == sorted(names)
    assert names[-1] == f"schedule-{STRATA_MAX}"


def test_schedules_are_read_again_from_the_lines_of_a_plan():
    tour = {**OTHER, "visits": [{"site": "C", "strata": [{"stratum": 'dr"u\\m\x7f\n', "open": 2}]}]}
    made = planned_schedules(named_schedules(plan_of(schedules=[{"weight": 7, "tours": [TOUR, tour]}])))
    read = tomllib.loads("\n".join(["[entries.body]", *schedule_lines(made)]))
    assert msgspec.convert(read["entries"]["body"]["schedules"], tuple[Schedule, ...]) == made


@pytest.mark.parametrize(
    ("sites", "name", "text", "places"), [(1, "A", True, True), (25, "A", False, True), (60, "site", False, False)]
)
def test_as_much_is_told_as_one_entry_can_hold(sites, name, text, places):
    visits = [{"site": f"{name}{number}", "strata": [{"stratum": "d" * 40, "open": 2}]} for number in range(sites)]
    schedules = [{"weight": 1, "tours": [{"round": 1, "team": 1, "visits": visits}]}] * 200
    made = planned_schedules(named_schedules(plan_of(schedules=schedules)))
    assert len(made) == 200
    assert {(bool(one.text), bool(one.places)) for one in made} == {(text, places)}
    assert len(msgspec.json.encode(made)) <= SCHEDULES_BYTES_MAX


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad-syntax"),
        (b"{", "bad-syntax"),
        (b"\xff", "bad-syntax"),
        (msgspec.json.encode(PLAN) + b" {}", "bad-syntax"),
        (b'{"gap": ' + b"[" * 100_000, "bad-syntax"),
        (b"[]", "bad-value"),
        (b"{}", "bad-value"),
    ],
)
def test_what_is_no_plan_is_refused(data, code):
    with pytest.raises(MalformedError) as caught:
        visit_plan(data, where="visits.json")
    assert caught.value.code == code
    assert "visits.json" in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "proverka/effort/v2"},
        {"schema": None},
        {"guarantee": "NaN"},
        {"guarantee": 1.5},
        {"guarantee": "Infinity"},
        {"schedules": []},
        {"schedules": SCHEDULES[1:] * (STRATA_MAX + 1)},
        {"schedules": [{"weight": 0, "tours": []}]},
        {"schedules": [{"weight": 2**32 + 1, "tours": []}]},
        {"schedules": [{"weight": 1.5, "tours": []}]},
        {"schedules": [{"weight": 1}]},
        {"schedules": [{"weight": 1, "tours": [{**OTHER, "round": 0}]}]},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_a_plan_of_another_form_is_refused(changes):
    with pytest.raises(MalformedError) as caught:
        plan_of(**changes)
    assert caught.value.code == "bad-value"

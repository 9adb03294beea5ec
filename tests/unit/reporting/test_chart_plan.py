"""Plans: what a picture of another day shows is what the picture of the day shows, and nothing of it can break out."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from proverka.assessment.result import Audit
from proverka.reporting.chart_burndown_lines import groups_of
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.chart_plan import Item, Plan
from proverka.reporting.charts import charts_of
from proverka.reporting.tongue import ENGLISH_LANGUAGE, NEUTRAL, Place, localized


@pytest.fixture(scope="module")
def charts(sample: Audit) -> Mapping[str, Chart]:
    return {chart.name: chart for chart in charts_of(sample, NEUTRAL).all}


def plan_of(chart: Chart) -> Plan:
    assert chart.plan is not None
    return chart.plan()


def told(chart: Chart, day: date) -> str:
    place = Place(as_of=day, known_at=day)
    return localized(NEUTRAL.drawing(chart.name, plan_of(chart).html(chart.title, "")), ENGLISH_LANGUAGE, place)


def of(plan: Plan, kind: str) -> list[Item]:
    return [item for item in plan.items if item.kind == kind]


def test_every_sort_of_chart_has_a_plan(charts: Mapping[str, Chart]):
    kinds = {name: plan_of(chart).kind for name, chart in charts.items()}
    assert kinds == {
        "burn-down-removed": "courses", "obligations-PACT": "time-line", "places-tonne": "bars", "issues": "courses"
    }  # fmt: skip


def test_a_burn_down_has_each_point_once_on_its_line_or_aside(sample: Audit, charts: Mapping[str, Chart]):
    (group, *_) = groups_of(sample)
    lines = of(plan_of(charts["burn-down-removed"]), "line")
    assert len(lines) == len(group.lines)
    for line, item in zip(group.lines, lines, strict=True):
        course = [stop.split(" ") for stop in item.facts["course"].split(";") if stop]
        assert [(day, Decimal(share)) for day, share, _ in course] == [
            (str(p.figure.on), p.percent) for p in line.steps
        ]
        aside = {tuple(stop.split(" ")[:2]) for stop in item.facts["aside"].split(";") if stop}
        assert aside == {(str(p.figure.on), f"{p.percent:f}") for p in line.points if p not in line.steps}
    assert sum(1 for item in lines if item.facts["course"]) > 1


def test_a_plan_is_told_where_there_is_no_picture(sample: Audit, charts: Mapping[str, Chart]):
    html = told(charts["burn-down-removed"], sample.as_of)
    for words in ("material of the first", "34.80&nbsp;%", "due 2014-02-28", "no figure yet"):
        assert words in html
    drawn = Place(as_of=sample.as_of, known_at=sample.as_of, drawings={"burn-down-removed": "<svg/>"})
    chart = charts["burn-down-removed"]
    neutral = NEUTRAL.drawing(chart.name, plan_of(chart).html(chart.title, ""))
    assert localized(neutral, ENGLISH_LANGUAGE, drawn) == "<svg/>"


def late(sample: Audit, days: int) -> Chart:
    """The obligations some days later, nothing but the day being another."""
    later = tuple(
        msgspec.structs.replace(o, days_late=o.days_late + days)
        if o.status in ("overdue", "partly_met") and o.days_late
        else o
        for o in sample.obligations
    )
    audit = msgspec.structs.replace(sample, as_of=sample.as_of + timedelta(days=days), obligations=later)
    return charts_of(audit, NEUTRAL).obligations["PACT"]


def test_the_next_day_has_the_same_plan_and_counts_on(sample: Audit):
    today, tomorrow = late(sample, 0), late(sample, 1)
    assert today.beyond == tomorrow.beyond
    assert plan_of(today) == plan_of(tomorrow)
    (overdue,) = {o.days_late for o in sample.obligations if o.status == "overdue"}
    assert overdue
    assert f"overdue, {overdue} days" in told(today, sample.as_of)
    assert f"overdue, {overdue + 1} days" in told(today, sample.as_of + timedelta(days=1))


def test_what_is_owed_for_long_does_not_press_the_rest_together(sample: Audit):
    axes = of(plan_of(late(sample, 0)), "axis")
    near, far = (axis.facts for axis in axes)
    assert near["on"] == "yes"
    assert near["until"] == str(sample.instruments[0].adopted + timedelta(days=1100))
    assert (far["until"], far["on"]) == ("", "")


def test_every_due_date_is_in_the_plan_with_the_form_that_it_has(sample: Audit, charts: Mapping[str, Chart]):
    items = [
        item for kind in ("due", "replaced", "occurrence") for item in of(plan_of(charts["obligations-PACT"]), kind)
    ]
    days = sorted(day for item in items for day in item.facts["days"].split(" "))
    dated = [o for o in sample.obligations if o.instrument == "PACT" and (o.dates or o.fulfilled)]
    assert days == sorted(str(d.date) for o in dated for d in o.dates)
    replaced = {day for item in items if item.kind == "replaced" for day in item.facts["days"].split(" ")}
    assert replaced == {
        str(d.date) for o in dated for d in o.dates
        if (d.state == "replaced" or d.role == "rescheduled") and d.role != "occurrence"
    }  # fmt: skip


def test_counts_that_disagree_have_a_shape_of_their_own(charts: Mapping[str, Chart]):
    shapes = {
        stop.split(" ")[2] for item in of(plan_of(charts["issues"]), "line") for stop in item.facts["course"].split(";")
    }
    assert shapes == {"counted", "disputed"}


def test_texts_stay_texts():
    hostile = '</template><img src=x onerror="alert(1)">\ue000g\ue001'
    html = Plan(kind="bars", items=(Item(kind="bar", texts=(hostile, hostile)),)).html(hostile, "")
    assert set(re.findall(r"<(\w+)", html)) == {"template", "b", "p", "span"}
    assert html.count("\ue000") == html.count("\ue002") == 3


@pytest.mark.parametrize("fact", ['"', "<", "\ue000", "é", "a\n", "'"])
def test_a_text_is_no_fact(fact: str):
    with pytest.raises(AssertionError):
        Plan(kind="bars", items=(Item(kind="bar", facts={"role": fact}),)).html("", "")

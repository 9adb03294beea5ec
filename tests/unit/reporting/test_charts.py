"""Charts: placed without overlap, named for those who do not see them, coloured by the page."""

import re
from datetime import date
from itertools import pairwise

import pytest

from proverka.assessment.result import Audit
from proverka.reporting.chart_canvas import ROLES, Chart, spread, time_axis, wrapped
from proverka.reporting.chart_issues import conflicts
from proverka.reporting.charts import charts_of


@pytest.fixture(scope="module")
def charts(sample: Audit) -> tuple[Chart, ...]:
    return charts_of(sample).all


def test_the_sample_has_one_of_each_sort(charts: tuple[Chart, ...]):
    assert [chart.name for chart in charts] == ["burn-down-removed", "obligations-PACT", "places-tonne", "issues"]


def test_a_drawing_is_one_named_image_in_the_colours_of_the_page(charts: tuple[Chart, ...]):
    for chart in charts:
        for svg in (chart.wide, chart.narrow):
            assert svg.startswith("<svg ")
            assert 'role="img"' in svg
            assert f'<title id="{chart.name}-{"wide" if svg == chart.wide else "narrow"}-title">' in svg
            assert "<desc " in svg
            assert [drawn for drawn, _ in ROLES.values() if drawn in svg] == []
            assert set(re.findall(r'(?:fill|stroke)="(#[^"]+)"', svg)) <= {"#fff"}
            assert "var(--" in svg


def test_a_burn_down_names_its_lines_and_its_deadlines(charts: tuple[Chart, ...]):
    burndown = charts[0]
    for told in ("material of the first", "34.80 %", "82.0 %", "due 2014-02-28", "due 2014-03-01"):
        assert told in burndown.wide
    assert "due 2014-02-28" in burndown.description


def test_the_table_under_a_chart_has_the_figures_drawn(charts: tuple[Chart, ...]):
    for chart in charts:
        assert chart.table.rows
        assert chart.table.name == chart.name


def test_counts_that_disagree_on_a_day_are_marked():
    day, next_day = date(2014, 2, 10), date(2014, 2, 11)
    assert conflicts([(day, 20, "a"), (day, 24, "b"), (next_day, 20, "a"), (next_day, 20, "b")]) == {day}


def test_a_record_that_says_nothing_has_no_charts(bare: Audit):
    assert charts_of(bare).all == ()


@pytest.mark.parametrize("places", [[], [10.0], [0.0, 1.0, 2.0], [50.0, 50.0, 51.0, 99.0]])
def test_labels_are_moved_apart(places: list[float]):
    moved = spread(places, [14.0] * len(places), 0, 100)
    assert all(second - first >= 13.999 for first, second in pairwise(moved))
    assert all(7 <= place <= 93 for place in moved)


def test_texts_break_between_words():
    assert wrapped("chemicals to be removed", 12) == ["chemicals to", "be removed"]
    assert wrapped("indivisible", 4) == ["indivisible"]


@pytest.mark.parametrize(("last", "yearly"), [(date(2014, 6, 30), False), (date(2026, 4, 1), True)])
def test_an_axis_is_ticked_at_beginnings(last: date, yearly: bool):
    axis = time_axis([date(2013, 9, 14), last], 9)
    assert axis.yearly is yearly
    assert 2 <= len(axis.ticks) <= 9
    assert {tick.day for tick in axis.ticks} == {1}
    assert axis.share(axis.first) == 0
    assert axis.share(axis.last) == 1

"""Operating characteristics: what is drawn, what is said, and what stands in the table under them."""

import re
from dataclasses import replace

import pytest

from proverka.reporting.chart_operating import POINTS_MAX, Curve, Mark, Picture, operating_chart

RISING = Curve(name="rising", x=(1.0, 2.0, 4.0), y=(0.1, 0.5, 0.9))
FALLING = Curve(name="falling", x=(1.0, 2.0, 4.0), y=(1.0, 0.4, 0.0))
PICTURE = Picture(
    name="test",
    title="A test",
    note="By nothing.",
    x_title="items",
    y_title="probability",
    curves=(RISING, FALLING),
    marks=(Mark(x=2.0, y=0.5, text="half way"),),
    asked=0.95,
)


def test_lines_marks_and_titles_are_drawn():
    svg = operating_chart(PICTURE).alone
    texts = re.findall(r">([^<>]+)</text>", svg)
    assert {"items", "probability", "rising", "falling", "half way"} <= set(texts)
    assert svg.count("stroke-dasharray") == 1
    assert "half way: probability 0.5000 at 2" in svg


def test_the_table_has_every_point():
    table = operating_chart(PICTURE).table
    assert [(float(str(x)), float(str(y))) for _, x, y in table.rows] == [
        *zip(RISING.x, RISING.y, strict=True),
        *zip(FALLING.x, FALLING.y, strict=True),
    ]


def test_one_line_needs_no_name_and_a_logarithmic_axis_draws():
    svg = operating_chart(replace(PICTURE, curves=(RISING,), marks=(), asked=None, scale="log")).narrow
    assert "rising</text>" not in svg
    assert "rising: 0.9000 at 4" in svg


@pytest.mark.parametrize("points", [1, 2, POINTS_MAX, POINTS_MAX + 1, 5 * POINTS_MAX - 3])
def test_a_long_line_is_thinned_and_keeps_its_ends(points):
    line = Curve(name="line", x=tuple(map(float, range(points))), y=(0.5,) * points)
    drawn = [x for x, _ in line.thinned()]
    assert (drawn[0], drawn[-1]) == (0.0, points - 1.0)
    assert drawn == sorted(set(drawn))
    assert len(drawn) <= POINTS_MAX + 1

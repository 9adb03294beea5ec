from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from proverka.inspection import Site, SiteStratum, plan_effort
from proverka.reporting.chart_effort import effort_chart
from proverka.reporting.effort_answer import ceiled, floored


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        (Fraction(1, 3), "0.333333333333", "0.333333333334"),
        (Fraction(2, 3), "0.666666666666", "0.666666666667"),
        (Fraction(1, 4), "0.25", "0.25"),
        (0.0, "0", "0"),
        (1.0, "1", "1"),
    ],
)
def test_what_is_promised_is_rounded_down_and_what_bounds_it_up(value, least, most):
    assert (floored(value), ceiled(value)) == (Decimal(least), Decimal(most))


@pytest.mark.parametrize("placed", [True, False])
def test_a_chart_has_both_widths_a_table_and_says_where_to_worry(placed):
    strata = (SiteStratum(name="drums", population=30, goal=3, rate=Fraction(10)),)
    sites = [Site(name=f"S{number}", strata=strata) for number in range(5)]
    plan = plan_effort(sites, teams=1, days=1)
    places = np.array([[0.0, 0.0], [1, 0], [0, 1], [1, 1], [0.5, 0.5]]) if placed else None
    chart = effort_chart(plan, places, (0.2, 0.3) if placed else None)
    assert "S" in chart.description
    assert len(chart.table.rows) == 5
    for svg, width in ((chart.wide, 760), (chart.narrow, 328)):
        drawn = float(svg.partition('width="')[2].partition('"')[0])
        assert width * 0.7 <= drawn <= width
        assert ("base" in svg) == placed

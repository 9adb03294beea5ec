"""Control charts of material balances: a panel stands only where it has a number to show."""

from dataclasses import replace
from datetime import datetime

import pytest

from proverka.assessment import area_balance
from proverka.assessment.area_balance import BalancePeriod, SubjectBalance
from proverka.reporting.chart_balance import balance_chart, is_drawn

PERIOD = BalancePeriod(
    begin=datetime(2024, 1, 1),  # noqa: DTZ001 - as balances have it, in UTC
    end=datetime(2024, 2, 1),  # noqa: DTZ001 - as before
    beginning=10, receipts=5, shipments=3, ending=11, muf=1, deviation=0.0, degrees_of_freedom=None, contributions={},
    unknown_count=0, unknown_amount=0, entries=(1,),
)  # fmt: skip
COUNTED = replace(PERIOD, tested=True, cumuf=1, cumuf_deviation=0.0, unexplained=True, alarm=True)
WEIGHED = replace(COUNTED, deviation=2.0, contributions={"weighing": 2.0}, sitmuf=0.5, page=0.0, cumuf_deviation=2.0)
BY_PAGE = area_balance.TestResult(test="page", statistic=None, threshold=0.0, alarm=True)


@pytest.mark.parametrize(
    ("period", "tests", "panels"),
    [
        (COUNTED, (BY_PAGE,), ["CUMUF, items"]),
        (WEIGHED, (BY_PAGE,), ["standard deviations", "CUMUF, items", "σ of MUF, items"]),
        (replace(PERIOD, contributions={"weighing": 2.0}, deviation=2.0, unknown_count=1), (), ["σ of MUF, items"]),
    ],
)
def test_a_panel_stands_where_it_has_a_number_to_show(period, tests, panels):
    run = (0, 0) if period.tested else None
    one = SubjectBalance(subject="shell", unit="item", party="state", periods=(period,), run=run, tests=tests)
    assert is_drawn(one)
    chart = balance_chart([one], where="The plant")
    assert chart.title == "Material balance of shell, The plant"
    titles = ["standard deviations", "CUMUF, items", "σ of MUF, items"]
    assert [title for title in titles if f">{title}<" in chart.alone] == panels


def test_where_nobody_stated_an_error_there_is_nothing_to_draw():
    assert not is_drawn(SubjectBalance(subject="stock", unit="gram", party="state", periods=(PERIOD,)))

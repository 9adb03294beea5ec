import io

import msgspec
import pytest
from rich.console import Console

from proverka.model.comparison import CheatTold, Compared, Mixture, PairFound, Place, Probability, RegimeFound
from proverka.reporting.chart_regimes import regimes_chart
from proverka.reporting.regimes_answer import PAIR_COLUMNS, percent, regimes_csv, regimes_text


def exactly(value):
    return Probability(value=value, low=value, high=value)


def pair(regime, cheat, value, **changed):
    stated = {
        "regime": regime, "cheat": cheat, "places": (Place(site="A", stratum="drums"),), "begins": 2, "complete": 2,
        "choices": 4, "method": "exact", "why": "", "histories": 0, "in_time": exactly(value),
        "by_horizon": exactly(value), "mean_in_time": value, "by_period": (0.0, value, value), "means": {"item": value},
        "given_up": 0.0, "median_periods": None, "mean_periods": 1.0,
    }  # fmt: skip
    return PairFound(**{**stated, **changed})


def regime(name, cost, worst, *, dominated=False):
    return RegimeFound(
        id=name, title=name, team_days=1.0, inspections=cost, balances=0.0, search=0.0, follow_up=0.0, cost=cost,
        false_alarm=exactly(0.05), means={"balance": 0.05}, method="exact", why="", histories=0, worst=worst,
        weakest="hidden", dominated=dominated,
    )  # fmt: skip


@pytest.fixture
def found():
    drawn = {"method": "drawn", "why": "alarms are followed up", "histories": 500, "mean_in_time": None}
    return Compared(
        schema="proverka/regimes/v1", title="A pile", period="month", periods=3, goal_amount=20.0, goal_periods=1,
        unit="kg", money="euro", seed=9, histories=500, confidence=0.95, tolerance=1e-10,
        regimes=(regime("plain", 10.0, 0.25), regime("dear", 30.0, 0.5), regime("waste", 40.0, 0.0, dominated=True)),
        cheats=tuple(CheatTold(id=name, title=name, kind=name, amount=20.0) for name in ("abrupt", "hidden")),
        pairs=(
            pair("plain", "abrupt", 0.25), pair("plain", "hidden", 0.5, places=(), means={"search": 0.5}),
            pair("dear", "abrupt", 1.0, median_periods=1),
            pair("dear", "hidden", 0.5, in_time=Probability(value=0.5, low=0.45, high=0.55), **drawn),
            pair("waste", "abrupt", 0.0, means={}, given_up=1.0, mean_periods=None),
            pair("waste", "hidden", 0.0, means={}),
        ),
        mixtures=(
            Mixture(cost_max=10.0, guarantee=0.25, alone=0.25, shares={"plain": 1.0}),
            Mixture(cost_max=30.0, guarantee=0.6, alone=0.5, shares={"plain": 0.4, "dear": 0.6}),
        ),
    )  # fmt: skip


def shown(renderable):
    out = io.StringIO()
    Console(file=out, width=140, highlight=False, markup=False).print(renderable)
    return out.getvalue()


def test_the_text_says_who_finds_what(found):
    text = shown(regimes_text(found))
    assert "dear is surest: every cheat is found in time with 50.0 % or more, for 30.0 euro." in text
    lines = {
        line.split()[0]: line.split()[1:] for line in text.split("FOUND WITHIN")[1].split("COST")[0].splitlines()[2:5]
    }
    assert lines == {
        "plain": ["25.0", "50.0", "25.0"],
        "dear": ["100.0", "~50.0", "50.0"],
        "waste": ["0.0", "0.0", "0.0"],
    }
    assert "given up" in text
    assert "finds its worst cheat no less: plain, dear." in text
    assert "undeclared" in text
    assert "plain 40.0 %, dear 60.0 %" in text
    assert "10.0" not in text.split("A REGIME DRAWN")[1].split("HOW THIS")[0]  # a mixture of one is none
    assert "1 pair, 500 histories each, seed 9; 95% bounds at most 10.0 points apart" in text
    assert "alarms are followed up" in text


def test_without_a_draw_nothing_is_said_of_one(found):
    plain = msgspec.structs.replace(
        found, pairs=tuple(one for one in found.pairs if one.method == "exact" or one.regime != "dear")
    )
    told = msgspec.structs.replace(
        plain, mixtures=(), pairs=(*plain.pairs[:3], pair("dear", "hidden", 0.5), *plain.pairs[3:])
    )
    text = shown(regimes_text(told))
    assert "seed" not in text
    assert "No mixture makes sure of more" in text


def test_the_table_has_every_pair(found):
    header, *rows = regimes_csv(found).splitlines()
    assert header.split(",") == list(PAIR_COLUMNS)
    assert len(rows) == 6
    assert rows[3].startswith("dear,hidden,0.5,0.45,0.55,,0.5,")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.0, "0.0"), (1e-5, "<0.1"), (1e-13, "0.0"), (0.5, "50.0"), (0.99999, ">99.9"), (1 - 1e-13, "100.0"),
        (1.0, "100.0"),
    ],
)  # fmt: skip
def test_what_is_not_quite_certain_does_not_look_so(value, told):
    assert percent(value) == told


def test_the_chart_has_its_numbers_wide_and_narrow(found):
    chart = regimes_chart(found)
    for svg in (chart.wide, chart.narrow):
        assert "dear" in svg
        assert "hidden" in svg
        assert "dashed: the best draw from several" in svg
    assert ">~50.0<" in chart.wide
    assert len(chart.table.rows) == 6
    assert "with probability 0.500 or more" in chart.description

from dataclasses import replace

import numpy as np
import pytest

from proverka.inspection import Instrument, LevelsPlan, Stratum, levels_curve, levels_plan, threshold_of
from proverka.model.errors import RefusedError

STRATUM = Stratum(population=60, item_mass=2.0, goal_mass=8.0)
TESTER, SCALE = Instrument(name="tester", random=0.2), Instrument(name="scale", random=0.02, cost=8.0)


def missed(plan: LevelsPlan) -> float:
    return float(np.max(levels_curve(plan).nondetection))


@pytest.mark.parametrize("draw", ["nested", "separate", "independent"])
def test_a_plan_is_enough_and_no_instrument_can_do_with_one_fewer(draw):
    plan = levels_plan(STRATUM, (TESTER, SCALE), 0.8, draw=draw)
    assert missed(plan) <= 0.2
    for i, n in enumerate(plan.samples):
        samples = (*plan.samples[:i], n - 1, *plan.samples[i + 1 :])
        possible = n > 0 and (draw != "nested" or list(samples) == sorted(samples, reverse=True))
        assert not possible or missed(replace(plan, samples=samples)) > 0.2


def test_the_goal_is_taken_from_so_many_items_as_there_must_be():
    curve = levels_curve(levels_plan(STRATUM, (SCALE,), 0.5))
    assert (curve.items[0], curve.shares[0]) == (4, 1.0)
    assert (curve.items[-1], curve.shares[-1]) == (60, pytest.approx(8 / 120))
    assert curve.items[curve.worst] == curve.items[np.argmin(curve.detection)]


@pytest.mark.parametrize("ratio", [0.02, 0.3, 1.0, 5.0])
def test_a_systematic_error_is_integrated_over(ratio):
    # With one item measured an error of either kind is as any other; with more, misses hang together.
    both = Instrument(name="both", random=0.1, systematic=0.1 * ratio)
    one = Instrument(name="one", random=both.deviation)
    stratum = Stratum(population=12, item_mass=1.0, goal_mass=4.0)
    for samples, equal in (((1,), True), ((6,), False)):
        plans = [
            levels_curve(LevelsPlan(stratum=stratum, instruments=(by,), samples=samples, draw="separate")).nondetection
            for by in (both, one)
        ]
        assert np.allclose(plans[0], plans[1], rtol=1e-10) is equal
        assert equal or np.all(plans[0] >= plans[1] - 1e-12)
    many = np.random.default_rng(1).standard_normal((2, 200_000, 6)) * [[[0.1]], [[0.1 * ratio]]]
    errors = many[0] + many[1][:, :1]
    silent = np.mean(np.all(errors + 0.4 <= both.threshold * both.deviation, axis=1))
    every = LevelsPlan(
        stratum=replace(stratum, population=6, goal_mass=2.4), instruments=(both,), samples=(6,), draw="nested"
    )
    assert float(levels_curve(every).nondetection[-1]) == pytest.approx(silent, abs=0.005)


def test_a_bias_of_the_instrument_alone_is_found_in_one_item_as_in_all():
    biased = Instrument(name="biased", random=0.0, systematic=0.1)
    stratum = Stratum(population=5, item_mass=1.0, goal_mass=2.0)
    for n in (1, 5):
        plan = LevelsPlan(stratum=stratum, instruments=(biased,), samples=(n,), draw="nested")
        assert levels_curve(plan).detection[-1] == pytest.approx(float(biased.recognises(0.4)))


def test_a_threshold_comes_from_a_false_alarm():
    assert threshold_of(0.05) == pytest.approx(1.6448536269514722)
    assert Instrument(name="x", random=0.1, threshold=threshold_of(0.01)).false_alarm == pytest.approx(0.01)


def test_what_the_finest_instrument_cannot_find_is_refused():
    with pytest.raises(RefusedError, match="finest instrument") as refused:
        levels_plan(STRATUM, (Instrument(name="coarse", random=0.5),), 0.999)
    assert "probability" in str(refused.value)


def nested(*samples: int, by: tuple[Instrument, ...] = (SCALE,), **changed: float) -> LevelsPlan:
    return LevelsPlan(stratum=replace(STRATUM, **changed), instruments=by, samples=samples, draw="nested")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("where", "plan"),
    [
        ("goal_mass", nested(1, goal_mass=500.0)),
        ("population", nested(1, population=10**6)),
        ("samples", replace(nested(40, 40, by=(TESTER, SCALE)), draw="separate")),
        ("samples", nested(1, 2, by=(TESTER, SCALE))),
        ("the sample of scale", nested(61)),
        ("the errors of", nested(1, by=(replace(SCALE, random=0.0),))),
        ("instruments", nested(by=())),
    ],
)
def test_what_cannot_be_a_plan_is_refused_by_its_name(where, plan):
    with pytest.raises(RefusedError) as refused:
        levels_curve(plan)
    assert str(refused.value).startswith(where)

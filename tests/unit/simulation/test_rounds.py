from itertools import combinations

import numpy as np
import pytest

from proverka.simulation.regime import Inspections, Look
from proverka.simulation.rounds import Selection, windows_of

LOOKS = (Look(instrument="count", items=1),)


def series(**stated):
    return Inspections(looks=LOOKS, **stated)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"every": 3}, [([2], [1.0]), ([5], [1.0])]),
        ({"at": (1, 5)}, [([0], [1.0]), ([4], [1.0])]),
        ({"chance": 0.25}, [([n], [0.25]) for n in range(8)]),
        ({"every": 4, "drawn": True}, [([0, 1, 2, 3], [0.25] * 4), ([4, 5, 6, 7], [0.25] * 4)]),
        ({"every": 5, "drawn": True}, [([0, 1, 2, 3, 4], [0.2] * 5), ([5, 6, 7], [0.2] * 3)]),
    ],
)
def test_windows_hold_the_rounds(stated, expected):
    found = windows_of(series(**stated), 8)
    assert [(window.periods.tolist(), window.chances.tolist()) for window in found] == expected


@pytest.mark.parametrize("stated", [{"every": 3}, {"chance": 0.25}, {"every": 5, "drawn": True}])
def test_drawn_windows_have_the_chances_that_they_state(stated):
    chance = np.random.default_rng(5)
    for window in windows_of(series(**stated), 8):
        drawn = window.draw(chance, 40_000)
        for period, share in zip(window.periods, window.chances, strict=True):
            assert abs(np.mean(drawn == period) - share) < 0.015
        assert abs(np.mean(drawn == -1) - (1 - window.chances.sum())) < 0.015


FACTORS = {0: 0.2, 2: 0.5, 3: 0.9}


def mean_of(sets):
    """The mean over weighted sets of sites, written out."""
    total = 0.0
    for weight, visited in sets:
        product = 1.0
        for site, factor in FACTORS.items():
            product *= factor if site in visited else 1.0
        total += weight * product
    return total


@pytest.mark.parametrize("number", range(6))
def test_sites_drawn_by_number_are_those_of_every_choice_of_so_many(number):
    sets = list(combinations(range(5), number))
    expected = mean_of([(1 / len(sets), visited) for visited in sets])
    found = Selection(sites=5, number=number).expect(list(FACTORS), list(FACTORS.values()), 0)
    assert found == pytest.approx(expected, abs=1e-14)


def test_the_other_ways_to_select_are_those_written_out(read):
    every = Selection(sites=5)
    assert every.expect(list(FACTORS), list(FACTORS.values()), 0) == pytest.approx(0.2 * 0.5 * 0.9)
    chances = Selection(sites=5, chances=np.array([0.5, 1, 0, 0.25, 1]))
    assert chances.expect(list(FACTORS), list(FACTORS.values()), 0) == pytest.approx((1 - 0.4) * 1 * (1 - 0.025))
    turns = Selection(sites=5, turns=(frozenset({0, 1}), frozenset({2})))
    assert [turns.expect(list(FACTORS), list(FACTORS.values()), turn) for turn in range(3)] == [0.2, 0.5, 0.2]
    schedules = ((0.25, frozenset({0, 3})), (0.75, frozenset({2})))
    assert Selection(sites=5, schedules=schedules).expect(list(FACTORS), list(FACTORS.values()), 0) == pytest.approx(
        mean_of(schedules)
    )
    stated = series(every=1, schedules=[{"weight": 1, "sites": ["A"]}, {"weight": 3, "sites": ["A", "B"]}])
    assert stated  # as a file has it
    assert Selection.of(series(every=1, chances={"B": 0.5}), read()).visited(1, 0) == 0.5


@pytest.mark.parametrize(
    "selection",
    [
        Selection(sites=5),
        Selection(sites=5, number=0),
        Selection(sites=5, number=2),
        Selection(sites=5, number=5),
        Selection(sites=5, chances=np.array([0.5, 1, 0, 0.25, 1])),
        Selection(sites=5, turns=(frozenset({0, 1}), frozenset({2}))),
        Selection(sites=5, schedules=((0.25, frozenset({0, 3})), (0.75, frozenset({2})))),
    ],
)
def test_drawn_sites_are_visited_as_often_as_is_said(selection):
    chance = np.random.default_rng(11)
    sites = list(FACTORS)
    visited = selection.draw(chance, sites, 1, 60_000)
    for place, site in enumerate(sites):
        assert abs(visited[:, place].mean() - selection.visited(site, 1)) < 0.012
    silent = np.where(visited, list(FACTORS.values()), 1.0).prod(axis=1).mean()
    assert abs(silent - selection.expect(sites, list(FACTORS.values()), 1)) < 0.012
    alone = selection.draw(chance, [2], 1, 60_000)
    assert abs(alone.mean() - selection.visited(2, 1)) < 0.012

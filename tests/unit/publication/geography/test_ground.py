"""Land on a map: cut to it, thinned, and in the right place."""

import math
from itertools import pairwise

import numpy as np
import pytest

from proverka.publication.geography import Ground, fitting, ground_of, world
from proverka.publication.geography.ground import area, clipped, inside, thinned

BOX = (0.0, 0.0, 10.0, 10.0)
SYRIA = [(35.7, 32.3), (42.4, 37.3)]


def ground(places: list[tuple[float, float]]) -> Ground:
    return ground_of(fitting(places, width=400.0, heights=(300.0, 400.0), margins=(40.0, 30.0), km_min=700.0))


def is_land(on_map: Ground, place: tuple[float, float]) -> bool:
    """Whether a pixel is filled, by even and odd."""
    x, y = on_map.flat.pixel(place)
    crossings = 0
    for ring in on_map.land:
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
            crossings += (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    return crossings % 2 == 1


def test_a_ring_is_cut_to_its_box():
    ring = np.array([(-5.0, 5.0), (5.0, -5.0), (15.0, 5.0), (5.0, 15.0), (-5.0, 5.0)])
    cut = clipped(ring, BOX)
    assert all(0 <= x <= 10 and 0 <= y <= 10 for x, y in cut)
    assert area(cut) == pytest.approx(100)
    assert clipped(ring + 30, BOX) == ()


def test_a_line_is_cut_into_the_pieces_that_are_in_a_box():
    line = np.array([(-5.0, 5.0), (5.0, 5.0), (5.0, 20.0), (8.0, 20.0), (8.0, 5.0)])
    assert [*inside(line, BOX)] == [((0.0, 5.0), (5.0, 5.0), (5.0, 10.0)), ((8.0, 10.0), (8.0, 5.0))]
    assert [*inside(line + 100, BOX)] == []


@pytest.mark.parametrize("most", [0.5, 2.0])
def test_a_thinned_line_stays_near_what_it_was(most: float):
    line = np.array([(n / 3, 20 * math.sin(n / 40)) for n in range(600)])
    kept = thinned(line, most)
    assert len(kept) < len(line) / 3
    assert (kept[[0, -1]] == line[[0, -1]]).all()
    for x, y in line:
        near = np.hypot(*(kept - (x, y)).T).argmin()
        pieces = kept[max(0, near - 1) : near + 2]
        apart = min(_distance((x, y), a, b) for a, b in pairwise(pieces))
        assert apart <= 2 * most


def _distance(point: tuple[float, float], start: np.ndarray, end: np.ndarray) -> float:
    along = end - start
    share = min(1.0, max(0.0, float(((point - start) @ along) / (along @ along))))
    return float(np.hypot(*(point - start - share * along)))


def test_land_is_land_and_sea_is_sea():
    on_map = ground(SYRIA)
    assert is_land(on_map, (38.0, 35.0))
    assert not is_land(on_map, (35.2, 35.2))
    assert "SY" in on_map.countries
    assert sum(map(area, on_map.country("SY"))) > 10_000
    assert on_map.borders


@pytest.mark.parametrize(
    ("places", "land", "sea"),
    [
        # The other side of the Earth from the middle of these maps is land: Asia, and South America.
        ([(-66.0, -42.0), (-60.0, -30.0)], (-64.0, -36.0), (-56.0, -40.5)),
        ([(112.0, 30.0), (122.0, 40.0)], (113.0, 35.0), (123.0, 36.0)),
        # Across the half turn of longitude.
        ([(177.0, -20.0), (-178.0, -15.0)], (178.0, -17.8), (-179.0, -19.0)),
        # Around a pole.
        ([(0.0, -75.0), (90.0, -80.0)], (30.0, -80.0), (0.0, -65.0)),
    ],
)
def test_land_is_where_it_belongs_all_over_the_world(
    places: list[tuple[float, float]], land: tuple[float, float], sea: tuple[float, float]
):
    on_map = ground(places)
    assert is_land(on_map, land)
    assert not is_land(on_map, sea)


@pytest.mark.parametrize("middle", [-150.0, 0.0, 100.0])
def test_a_map_of_the_world_has_all_of_it(middle: float):
    places = [(middle - 100, 60.0), (middle + 100, -50.0), (middle, 0.0), (middle - 50, -50.0), (middle + 50, 60.0)]
    on_map = ground([((x + 180) % 360 - 180, y) for x, y in places])
    assert not on_map.flat.even
    shown = [(40.0, 35.0), (-100.0, 40.0), (25.0, -29.0), (134.0, -25.0), (-60.0, -10.0)]
    assert all(is_land(on_map, place) for place in shown if on_map.flat.holds(place))
    assert not any(is_land(on_map, place) for place in ((-30.0, 0.0), (80.0, -20.0), (-140.0, 0.0)))


def test_lines_lie_on_the_map():
    on_map = ground(SYRIA)
    width, height = on_map.flat.width, on_map.flat.height
    for line in (*on_map.land, *on_map.borders):
        assert all(-1e-6 <= x <= width + 1e-6 and -1e-6 <= y <= height + 1e-6 for x, y in line)


def test_the_same_map_is_the_same_ground():
    first = ground(SYRIA)
    assert Ground(world(), first.flat).land == first.land

"""Flat maps: where points fall on them, and how they are fitted to what they show."""

import numpy as np
import pytest

from proverka.publication.geography import fitting, kilometres
from proverka.publication.geography.projection import EARTH_KM, Azimuthal, EqualEarth, projection_for, wrapped

EUROPE = [(36.3, 33.5), (24.8, 60.8), (-6.4, 36.6), (-3.0, 53.3)]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((0.0, 0.0), (0.0, 90.0), EARTH_KM * np.pi / 2),
        ((0.0, 0.0), (180.0, 0.0), EARTH_KM * np.pi),
        ((36.29, 33.51), (35.50, 33.89), 84.4),  # Damascus and Beirut
    ],
)
def test_distances_are_those_of_a_sphere(one: tuple[float, float], other: tuple[float, float], apart: float):
    assert kilometres(one, other) == pytest.approx(apart, rel=2e-3)


@pytest.mark.parametrize("projection", [Azimuthal(10.0, 50.0), Azimuthal(-120.0, -20.0), EqualEarth(30.0)])
@pytest.mark.parametrize("place", [(12.0, 48.0), (-100.0, -35.0), (40.0, 0.0)])
def test_both_projections_are_true_to_area(projection: Azimuthal | EqualEarth, place: tuple[float, float]):
    """A small square of the Earth has on the map the area that it has on the Earth."""
    step = 0.001
    x, y = place
    corners = projection.flat(np.array([(x, y), (x + step, y), (x + step, y + step), (x, y + step)]))

    drawn = abs(
        (corners[1] - corners[0])[0] * (corners[3] - corners[0])[1]
        - (corners[1] - corners[0])[1] * (corners[3] - corners[0])[0]
    )
    assert drawn == pytest.approx(np.radians(step) ** 2 * np.cos(np.radians(y)), rel=2e-3)


def test_what_is_drawn_can_be_found_again():
    projection = Azimuthal(14.0, 46.0)
    for place in EUROPE:
        assert projection.round(*projection.flat(np.array([place]))[0]) == pytest.approx(place)
    assert projection.round(0.0, 0.0) == (14.0, 46.0)


def test_places_far_apart_are_on_a_map_of_the_world():
    assert isinstance(projection_for(EUROPE), Azimuthal)
    far = projection_for([*EUROPE, (-94.0, 30.0), (115.2, -8.4)])
    assert isinstance(far, EqualEarth)
    assert far.longitude == pytest.approx(10.0, abs=1)
    assert isinstance(projection_for([(170.0, 0.0), (-170.0, 0.0)]), Azimuthal)
    pacific = projection_for([(150.0, 0.0), (-75.0, 0.0), (-150.0, 60.0), (175.0, -60.0)])
    assert isinstance(pacific, EqualEarth)
    assert pacific.longitude == pytest.approx(wrapped(217.0), abs=1)


@pytest.mark.parametrize(
    "places", [EUROPE, [(36.3, 33.5)], [(-169.5, 16.7), (-76.2, 39.5)], [(179.0, 0.0), (-179.0, 1.0)]]
)
def test_a_map_holds_what_it_is_for(places: list[tuple[float, float]]):
    flat = fitting(places, width=400.0, heights=(200.0, 300.0), margins=(40.0, 30.0), km_min=700.0)
    assert 200 <= flat.height <= 300
    for place in places:
        assert flat.holds(place, 29.0)
    assert flat.km_per_pixel * flat.width >= 700 - 1e-6


def test_a_single_place_is_not_shown_closer_than_its_country():
    flat = fitting([(36.3, 33.5)], width=400.0, heights=(200.0, 300.0), margins=(40.0, 30.0), km_min=700.0)
    assert flat.km_per_pixel * 400 == pytest.approx(700)


def test_a_map_of_the_world_has_no_scale():
    near, far = (
        fitting(places, width=400.0, heights=(200.0, 300.0), margins=(40.0, 30.0), km_min=700.0)
        for places in (EUROPE, [*EUROPE, (-94.0, 30.0), (115.2, -8.4)])
    )
    assert near.even
    assert not far.even
    assert near.outline()
    assert far.outline() == []

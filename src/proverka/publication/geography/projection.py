"""From longitude and latitude to a flat map: two projections, both true to area, and how one is fitted to a frame.

Sources: J. P. Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), chapter 24, for
Lambert's azimuthal projection; B. Šavrič, T. Patterson and B. Jenny, The Equal Earth map projection (2018), for that
of the world.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

EARTH_KM = 6371.0088
# A point of the Earth, in degrees east and north.
Place = tuple[float, float]

# From how far around its middle on, in degrees, a map is one of the world.
WORLD_FROM = 60.0


class Projection(Protocol):
    """Turns degrees east and north into a plane whose unit is the radius of the Earth, y to the north."""

    def flat(self, points: Points) -> Points:
        """Return points in the plane."""
        ...


@dataclass(frozen=True, slots=True)
class Azimuthal:
    """Lambert's azimuthal equal-area projection around a point."""

    longitude: float
    latitude: float

    def flat(self, points: Points) -> Points:
        """Return points in the plane; the one on the other side of the Earth is moved by as little as can be told."""
        east, north = np.radians(points[:, 0] - self.longitude), np.radians(points[:, 1])
        sine, cosine = np.sin(radians(self.latitude)), np.cos(radians(self.latitude))
        beside = 1 + sine * np.sin(north) + cosine * np.cos(north) * np.cos(east)
        k = np.sqrt(2 / np.maximum(beside, 1e-9))
        x = k * np.cos(north) * np.sin(east)
        y = k * (cosine * np.sin(north) - sine * np.cos(north) * np.cos(east))
        return np.stack([x, y], axis=1)

    def round(self, x: float, y: float) -> Place:
        """Return the point of the Earth that is shown at a point of the plane."""
        far = hypot(x, y)
        if not far:
            return self.longitude, self.latitude
        angle, latitude = 2 * asin(min(1.0, far / 2)), radians(self.latitude)
        north = asin(cos(angle) * sin(latitude) + y * sin(angle) * cos(latitude) / far)
        east = atan2(x * sin(angle), far * cos(latitude) * cos(angle) - y * sin(latitude) * sin(angle))
        return wrapped(self.longitude + degrees(east)), degrees(north)


A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = sqrt(3)


@dataclass(frozen=True, slots=True)
class EqualEarth:
    """The Equal Earth projection; `longitude` is its middle, half a turn from which it is cut."""

    longitude: float

    def flat(self, points: Points) -> Points:
        """Return points in the plane; longitudes are counted from the middle, and may lie beyond the cut."""
        east = np.radians(points[:, 0] - self.longitude)
        angle = np.arcsin(ROOT / 2 * np.sin(np.radians(points[:, 1])))
        square = angle * angle
        sixth = square**3
        x = 2 * ROOT * east * np.cos(angle) / (3 * (9 * A4 * sixth * square + 7 * A3 * sixth + 3 * A2 * square + A1))
        y = angle * (A4 * sixth * square + A3 * sixth + A2 * square + A1)
        return np.stack([x, y], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """A map: its projection, how many pixels an Earth's radius is long, which point is its middle, and its size.

    x grows to the right and y downwards, from the left upper corner.
    """

    projection: Azimuthal | EqualEarth
    scale: float
    middle: tuple[float, float]
    width: float
    height: float

    @property
    def km_per_pixel(self) -> float:
        """How many kilometres a pixel stands for, in the middle of the map."""
        return EARTH_KM / self.scale

    @property
    def even(self) -> bool:
        """Whether a scale may be drawn: on a map of the world it would be wrong nearly everywhere."""
        return isinstance(self.projection, Azimuthal)

    def pixels(self, points: Points) -> Points:
        """Return points of degrees east and north as pixels."""
        flat = self.projection.flat(points)
        x = (flat[:, 0] - self.middle[0]) * self.scale + self.width / 2
        y = self.height / 2 - (flat[:, 1] - self.middle[1]) * self.scale
        return np.stack([x, y], axis=1)

    def pixel(self, place: Place) -> tuple[float, float]:
        """Return one point as pixels."""
        longitude, latitude = place
        if isinstance(self.projection, EqualEarth):
            longitude = wrapped(longitude - self.projection.longitude) + self.projection.longitude
        x, y = self.pixels(np.array([[longitude, latitude]]))[0]
        return float(x), float(y)

    def outline(self, steps: int = 8) -> list[Place]:
        """Return points of the Earth along the edge of the map, so many to a side; none for a map of the world."""
        if not isinstance(self.projection, Azimuthal):
            return []
        w, h = self.width, self.height
        corners = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
        found = []
        for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
            for step in range(steps):
                x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
                flat = (x - w / 2) / self.scale + self.middle[0], (h / 2 - y) / self.scale + self.middle[1]
                found.append(self.projection.round(*flat))
        return found

    def holds(self, place: Place, margin: float = 0.0) -> bool:
        """Whether a point lies on the map, so far from its edges."""
        x, y = self.pixel(place)
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin


def wrapped(longitude: float) -> float:
    """Return a longitude between half a turn west and half a turn east."""
    return (longitude + 180) % 360 - 180


def kilometres(one: Place, other: Place) -> float:
    """Return the distance of two points on a sphere, by the haversine formula."""
    north, south = radians(one[1]), radians(other[1])
    half = sqrt((1 - cos(south - north)) / 2 + cos(north) * cos(south) * (1 - cos(radians(other[0] - one[0]))) / 2)
    return 2 * EARTH_KM * asin(min(1.0, half))


def projection_for(places: Sequence[Place]) -> Azimuthal | EqualEarth:
    """Return the projection for a map of places: around their middle, or of the world where they lie far apart."""
    centre = _centre(places)
    reach = max(kilometres(centre, place) for place in places)
    if degrees(reach / EARTH_KM) <= WORLD_FROM:
        return Azimuthal(*centre)
    return EqualEarth(_middle_longitude([place[0] for place in places]))


def _centre(places: Sequence[Place]) -> Place:
    """Return the middle of places on the sphere, to a whole degree: the direction of the sum of theirs."""
    east, north = np.radians(np.array(places)).T
    x, y, z = (np.cos(north) * np.cos(east)).sum(), (np.cos(north) * np.sin(east)).sum(), np.sin(north).sum()
    longitude, latitude = np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
    return float(round(longitude)), float(round(latitude))


def _middle_longitude(longitudes: Sequence[float]) -> float:
    """Return the longitude opposite the middle of the widest gap between longitudes, to a whole degree."""
    found = sorted({longitude % 360 for longitude in longitudes})
    gaps = [(after - before, before) for before, after in zip(found, [*found[1:], found[0] + 360], strict=True)]
    gap, start = max(gaps)
    return wrapped(float(round(start + gap / 2 + 180)))


def fitting(
    places: Sequence[Place], *, width: float, heights: tuple[float, float], margins: tuple[float, float], km_min: float
) -> Flat:
    """Return the map of a width that shows places as large as fits, with margins at the sides, and above and below.

    Its height follows from how the places lie, between two bounds. It shows `km_min` kilometres from side to side at
    least, so that few places near each other are not shown closer than is known.
    """
    projection = projection_for(places)
    unit = Flat(projection=projection, scale=1.0, middle=(0.0, 0.0), width=0.0, height=0.0)
    xs, ys = zip(*(unit.pixel(place) for place in places), strict=True)
    across, down = max(xs) - min(xs), max(ys) - min(ys)
    room = width - 2 * margins[0], heights[1] - 2 * margins[1]
    fits = [have / need for have, need in zip(room, (across, down), strict=True) if need > 0]
    scale = min([width * EARTH_KM / km_min, *fits])
    height = min(max(down * scale + 2 * margins[1], heights[0]), heights[1])
    middle = (max(xs) + min(xs)) / 2, -(max(ys) + min(ys)) / 2
    return Flat(projection=projection, scale=scale, middle=middle, width=width, height=round(height))

"""Coasts and borders of the world, as they lie beside this module: `README.md` says where they are from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
# The arcs of which a ring is made, one after the other; one that is walked backwards is named by its complement.
Ring = tuple[int, ...]
Polygon = tuple[Ring, ...]


@dataclass(frozen=True, kw_only=True)
class Atlas:
    """Arcs of longitude and latitude in degrees, and what is made of them.

    `points` holds all arcs, one after the other, and `starts` where each begins, with the end of the last. Along an arc
    longitudes run on beyond half a turn. The first ring of a polygon is its outline, others are holes. `borders` are
    the arcs that two countries share. Countries are by their ISO 3166-1 code of two letters; `states` are those whose
    names may stand on a map. `rings` keeps the rings that were asked for, which each map asks for again.
    """

    points: Points
    starts: NDArray[np.int64]
    land: tuple[Polygon, ...]
    borders: frozenset[int]
    countries: Mapping[str, tuple[Polygon, ...]]
    states: tuple[str, ...]
    source: str
    version: str
    licence: str
    note: str
    rings: dict[Ring, Points] = field(default_factory=dict, compare=False, repr=False)

    def arc(self, index: int) -> Points:
        """Return the points of an arc, in the order in which a ring walks it."""
        number = ~index if index < 0 else index
        found = self.points[self.starts[number] : self.starts[number + 1]]
        return found[::-1] if index < 0 else found

    def ring(self, ring: Ring) -> Points:
        """Return the points of a ring; the last is the first.

        Longitudes run on beyond half a turn where the ring does. One that goes around a pole is closed by way of it.
        """
        found = self.rings.get(ring)
        if found is None:
            found = self.rings[ring] = self._ring(ring)
        return found

    def _ring(self, ring: Ring) -> Points:
        arcs = [self.arc(index) for index in ring]
        points = np.concatenate([arcs[0], *(arc[1:] for arc in arcs[1:])])
        points = np.stack([np.unwrap(points[:, 0], period=360), points[:, 1]], axis=1)
        if abs(points[-1, 0] - points[0, 0]) < HALF_TURN:
            return points
        pole = 90.0 if points[:, 1].mean() > 0 else -90.0
        return np.concatenate([points, [[points[-1, 0], pole], [points[0, 0], pole], points[0]]])

    def country_at(self, longitude: float, latitude: float) -> str:
        """Return the code of the country that a point lies in, or nothing: at sea, or where there is no code."""
        for code, polygons in self.countries.items():
            if any(self.holds(polygon, longitude, latitude) for polygon in polygons):
                return code
        return ""

    def holds(self, polygon: Polygon, longitude: float, latitude: float) -> bool:
        """Whether a point lies in a polygon, and in none of its holes."""
        turns = (longitude - 360, longitude, longitude + 360)
        rings = [self.ring(ring) for ring in polygon]
        return any(sum(_crossings(ring, turn, latitude) for ring in rings) % 2 == 1 for turn in turns)


HALF_TURN = 180.0


def _crossings(ring: Points, x: float, y: float) -> int:
    """Return how often a ray to the east of a point crosses a ring."""
    (x0, y0), (x1, y1) = ring[:-1].T, ring[1:].T
    spans = (y0 > y) != (y1 > y)
    at = x0[spans] + (y - y0[spans]) / (y1[spans] - y0[spans]) * (x1[spans] - x0[spans])
    return int((at > x).sum())


@lru_cache(maxsize=1)
def world() -> Atlas:
    """Return the world."""
    data = json.loads((files("proverka.publication.geography") / "world.json").read_text(encoding="utf-8"))
    turn = 360 * data["steps"]
    arcs = [_unwrapped(np.array(_decoded(text), dtype=np.float64), turn) for text in data["arcs"]]
    return Atlas(
        points=np.concatenate(arcs) / data["steps"],
        starts=np.cumsum([0, *(len(arc) for arc in arcs)]),
        land=_polygons(data["land"]),
        borders=frozenset(data["borders"]),
        countries={code: _polygons(polygons) for code, polygons in data["countries"].items()},
        states=tuple(data["states"]),
        source=data["source"],
        version=data["version"],
        licence=data["licence"],
        note=data["note"],
    )


def _polygons(data: Sequence[Sequence[Sequence[int]]]) -> tuple[Polygon, ...]:
    return tuple(tuple(tuple(ring) for ring in polygon) for polygon in data)


def _unwrapped(points: Points, turn: float) -> Points:
    return np.stack([np.unwrap(points[:, 0], period=turn), points[:, 1]], axis=1)


def _decoded(text: str) -> list[tuple[int, int]]:
    """Return the points of an arc: differences, sign last, in groups of five bits from `?` on, the lowest first."""
    values: list[int] = []
    value = shift = 0
    for letter in text:
        group = ord(letter) - ord("?")
        value |= (group & 0x1F) << shift
        shift += 5
        if group < MORE:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    points, x, y = [], 0, 0
    for dx, dy in zip(values[::2], values[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


# The bit by which a group says that another follows.
MORE = 0x20

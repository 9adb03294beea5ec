"""Land and borders on a flat map: what of them can be seen, as lines of pixels, with no more points than show."""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from proverka.publication.geography.atlas import Atlas, Polygon, Ring, world
from proverka.publication.geography.projection import Azimuthal, EqualEarth, Flat, Points, wrapped

Pixel = tuple[float, float]
Line = tuple[Pixel, ...]

# How far a line may lie from where it belongs, in pixels; how small a piece of land may be to be drawn, in square ones.
# A map of the world is looked at for the whole of it.
MOVED_MAX, MOVED_MAX_WORLD = 0.75, 0.9
LAND_MIN, LAND_MIN_WORLD = 4.0, 8.0


class Ground:
    """Land and borders of an atlas on a map, and the shapes of countries, in pixels."""

    def __init__(self, atlas: Atlas, flat: Flat) -> None:
        self.atlas, self.flat = atlas, flat
        self.box = (0.0, 0.0, flat.width, flat.height)
        # On a map of the world, whatever lies beyond the cut comes in from the other side.
        self.turns = (-360.0, 0.0, 360.0) if isinstance(flat.projection, EqualEarth) else (0.0,)
        self._bounds = {turn: self._bounds_of(turn) for turn in self.turns}
        is_world = isinstance(flat.projection, EqualEarth)
        self._moved_max = MOVED_MAX_WORLD if is_world else MOVED_MAX
        self._land_min = LAND_MIN_WORLD if is_world else LAND_MIN
        self._shapes: dict[str, tuple[Line, ...]] = {}

    def _bounds_of(self, turn: float) -> NDArray[np.bool_]:
        """Return which arcs come near the map when all of them are turned so far."""
        pixels = self._pixels(self.atlas.points, turn)
        least, most = (bound.reduceat(pixels, self.atlas.starts[:-1], axis=0) for bound in (np.minimum, np.maximum))
        inside = (most >= 0) & (least <= (self.flat.width, self.flat.height))
        return np.logical_and(inside[:, 0], inside[:, 1])

    def _pixels(self, points: Points, turn: float) -> Points:
        return self.flat.pixels(points + np.array([turn, 0.0]) if turn else points)

    @cached_property
    def land(self) -> tuple[Line, ...]:
        """The rings of all land as far as it is on the map, holes among them: to be filled by even and odd."""
        return tuple(self._pieces(self.atlas.land))

    @cached_property
    def borders(self) -> tuple[Line, ...]:
        """Where countries meet on land."""
        return tuple(self._lines(self.atlas.borders))

    def country(self, code: str) -> tuple[Line, ...]:
        """Return the rings of a country as far as it is on the map."""
        if code not in self._shapes:
            self._shapes[code] = tuple(self._pieces(self.atlas.countries[code]))
        return self._shapes[code]

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of countries of which a line comes near the map."""
        near = {int(number) for turn in self.turns for number in np.flatnonzero(self._bounds[turn])}
        return tuple(
            code
            for code, polygons in self.atlas.countries.items()
            if any((~i if i < 0 else i) in near for polygon in polygons for i in polygon[0])
        )

    def _pieces(self, polygons: Sequence[Polygon]) -> Iterator[Line]:
        for polygon in polygons:
            rings = [cut for ring in polygon for turn in self.turns for cut in self._ring(ring, turn)]
            if rings and self._is_inside_out(polygon):
                rings = [] if [area(ring) for ring in rings] == [area(self.whole)] else [self.whole, *rings]
            yield from rings

    @property
    def whole(self) -> Line:
        """The map itself, as a ring."""
        left, top, right, bottom = self.box
        return (left, top), (right, top), (right, bottom), (left, bottom)

    def _is_inside_out(self, polygon: Polygon) -> bool:
        """Whether a polygon holds the other side of the Earth, so that an azimuthal map shows all but its inside in it.

        What is inside it then lies outside its outline: one more ring around everything sets even and odd right.
        """
        projection = self.flat.projection
        if not isinstance(projection, Azimuthal):
            return False
        return self.atlas.holds(polygon, wrapped(projection.longitude + 180), -projection.latitude)

    def _ring(self, ring: Ring, turn: float) -> Iterator[Line]:
        points = self._pixels(self.atlas.ring(ring), turn)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        if right < 0 or bottom < 0 or left > self.flat.width or top > self.flat.height:
            return
        cut = clipped(thinned(points, self._moved_max), self.box)
        if len(cut) > 2 and area(cut) >= self._land_min:  # noqa: PLR2004 - two points hold no area
            yield cut

    def _lines(self, numbers: frozenset[int]) -> Iterator[Line]:
        for turn in self.turns:
            for number in np.flatnonzero(self._bounds[turn]):
                if int(number) in numbers:
                    points = self._pixels(self.atlas.arc(int(number)), turn)
                    yield from inside(thinned(points, self._moved_max), self.box)


@lru_cache(maxsize=32)
def ground_of(flat: Flat) -> Ground:
    """Return the world on a map."""
    return Ground(world(), flat)


def thinned(points: Points, most: float) -> Points:
    """Return a line with as few of its points as keep it within `most` of where it was (Douglas and Peucker, 1973).

    Points that fall on the one before them, in a grid of half that width, are left out first: there may be thousands.
    """
    if len(points) > 3:  # noqa: PLR2004 - a triangle stays
        grid = np.round(points * (2 / most))
        moved = np.any(grid[1:] != grid[:-1], axis=1)
        moved[-1] = True
        points = points[np.concatenate([[True], moved])]
    line: list[Pixel] = [(x, y) for x, y in points.tolist()]
    last = len(line) - 1
    keep, ahead = {0, last}, [(0, last)]
    if last > 2 and line[0] == line[-1]:  # noqa: PLR2004 - a triangle stays
        far = max(range(last), key=lambda n: hypot(line[n][0] - line[0][0], line[n][1] - line[0][1]))
        keep.add(far)
        ahead = [(0, far), (far, last)]
    while ahead:
        first, end = ahead.pop()
        if end - first < 2:  # noqa: PLR2004 - nothing between them
            continue
        apart = _apart(points[first + 1 : end], points[first], points[end]) if end - first > LONG else None
        far, distance = _farthest(line, first, end) if apart is None else (first + 1 + int(apart.argmax()), apart.max())
        if distance > most:
            keep.add(far)
            ahead += [(first, far), (far, end)]
    return points[sorted(keep)]


# From how many points on arrays are quicker than loops.
LONG = 60


def _farthest(line: Sequence[Pixel], first: int, last: int) -> tuple[int, float]:
    """Return which point between two lies farthest from the line that joins them, and how far."""
    (x0, y0), (x1, y1) = line[first], line[last]
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    best, most = first + 1, -1.0
    for n in range(first + 1, last):
        x, y = line[n][0] - x0, line[n][1] - y0
        share = min(1.0, max(0.0, (x * dx + y * dy) / length)) if length else 0.0
        square = (x - share * dx) ** 2 + (y - share * dy) ** 2
        if square > most:
            best, most = n, square
    return best, sqrt(most)


def _apart(points: Points, start: Points, end: Points) -> Points:
    """Return how far each point lies from a line between two others."""
    along = end - start
    length = float(along @ along)
    share = np.clip(((points - start) @ along) / length, 0, 1) if length else np.zeros(len(points))
    found: Points = np.hypot(*(points - start - share[:, None] * along).T)
    return found


Box = tuple[float, float, float, float]


def clipped(points: Points, box: Box) -> Line:
    """Return a ring as far as it is in a box (Sutherland and Hodgman, 1974); its last point is not its first again."""
    ring = [(float(x), float(y)) for x, y in points[:-1]]
    for axis, limit, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        out: list[Pixel] = []
        for before, point in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
            was, is_in = ((one[axis] - limit) * sign >= 0 for one in (before, point))
            if was != is_in:
                out.append(_cross(before, point, axis, limit))
            if is_in:
                out.append(point)
        ring = out
    return tuple(ring)


def _cross(one: Pixel, other: Pixel, axis: int, limit: float) -> Pixel:
    share = (limit - one[axis]) / (other[axis] - one[axis])
    found = [a + share * (b - a) for a, b in zip(one, other, strict=True)]
    found[axis] = limit
    return found[0], found[1]


def inside(points: Points, box: Box) -> Iterator[Line]:
    """Yield the pieces of a line that are in a box."""
    piece: list[Pixel] = []
    for one, other in zip(points[:-1].tolist(), points[1:].tolist(), strict=True):
        part = _part((one[0], one[1]), (other[0], other[1]), box)
        if part is None or (piece and piece[-1] != part[0]):
            if len(piece) > 1:
                yield tuple(piece)
            piece = []
        if part is not None:
            piece += part if not piece else part[1:]
    if len(piece) > 1:
        yield tuple(piece)


def _part(one: Pixel, other: Pixel, box: Box) -> tuple[Pixel, Pixel] | None:
    """Return the part of a straight line that is in a box (Liang and Barsky, 1984)."""
    first, last = 0.0, 1.0
    dx, dy = other[0] - one[0], other[1] - one[1]
    for step, room in ((-dx, one[0] - box[0]), (dx, box[2] - one[0]), (-dy, one[1] - box[1]), (dy, box[3] - one[1])):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    if first >= last:
        return None
    start = one if first == 0 else (one[0] + first * dx, one[1] + first * dy)
    end = other if last == 1 else (one[0] + last * dx, one[1] + last * dy)
    return start, end


def area(ring: Sequence[Pixel]) -> float:
    """Return the area of a ring, in square pixels."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2

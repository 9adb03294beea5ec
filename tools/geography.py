"""Makes the geography of the public edition from Natural Earth, as the package world-atlas brings it.

    python tools/geography.py countries-50m.json src/proverka/publication/geography/world.json

The same source gives the same bytes. What is kept is written in the README beside the data. Arcs are simplified after
Douglas and Peucker (1973), each by itself, so that two countries still share their border point by point.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from math import cos, radians
from pathlib import Path
from typing import Any

from babel.core import get_global

# Steps to a degree: 0.01 degrees are about 1.1 km, and finer than the source is exact (1:50 million).
STEPS = 100
TURN, POLE = 360 * STEPS, 90 * STEPS
# How far a line may be moved, in steps; and how small an island may be, in square steps, before it is left out.
MOVED_MAX = 1.6
# How many points the least ring has, of which the last is the first.
TRIANGLE = 4
ISLAND_MIN = 20.0

Point = tuple[int, int]
Ring = list[int]

SOURCE = {
    "title": "Coastlines and borders of the world, simplified",
    "source": "Natural Earth, 1:50m Admin 0 countries",
    "version": "4.1.0, as in world-atlas 2.0.2",
    "licence": "public domain",
    "note": "Natural Earth draws borders as they are controlled in fact, and not as they are claimed.",
}

# Members of the United Nations, and its two observer States: whose names may stand on a map for orientation.
STATES = re.findall(
    r"[A-Z]+",
    """
AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR
CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL
IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN
MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG
SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA UG US UY UZ VA VC VE VN VU WS YE ZA ZM ZW
""",
)


def main(source: Path, target: Path) -> None:
    """Write the geography, and print how much it holds."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = [_steps(arc, topology["transform"]) for arc in topology["arcs"]]
    land = _polygons(topology["objects"]["land"]["geometries"][0], arcs)
    countries: dict[str, list[list[Ring]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        countries.setdefault(_code(geometry.get("id")), []).extend(_polygons(geometry, arcs))
    kept = {code: _large(polygons, arcs) for code, polygons in countries.items()}
    held = {abs_index(i) for polygons in kept.values() for polygon in polygons for ring in polygon for i in ring}
    land = [polygon for polygon in land if all(abs_index(i) in held for i in polygon[0])]
    order = {index: number for number, index in enumerate(sorted(held))}
    written = {
        **SOURCE,
        "steps": STEPS,
        "arcs": [encoded(simplified(arcs[index])) for index in order],
        "land": _numbered(land, order),
        "borders": [order[index] for index in _shared(kept) if index in order],
        "countries": {code: _numbered(polygons, order) for code, polygons in sorted(kept.items()) if code},
        "states": [code for code in STATES if code in kept],
    }
    text = json.dumps(written, separators=(",", ":"), ensure_ascii=True)
    target.write_text(text + "\n", encoding="utf-8")
    points = sum(len(simplified(arcs[index])) for index in order)
    print(f"{len(order)} arcs, {points} points, {len(land)} pieces of land, {len(text)} bytes")
    print("States without a shape at this scale:", " ".join(code for code in STATES if code not in kept))


def _code(number: str | None) -> str:
    """Return the ISO 3166-1 alpha-2 code for a numeric one; nothing for what has none."""
    return get_global("territory_aliases").get(number, [""])[0] if number else ""


def _steps(arc: Iterable[tuple[int, int]], transform: dict[str, Any]) -> list[Point]:
    """Return an arc in whole steps, from the differences in which TopoJSON keeps it.

    Longitudes run on beyond half a turn, so that a line that crosses it stays a line.
    """
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    found: list[Point] = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        point = round((x * sx + tx) * STEPS), round((y * sy + ty) * STEPS)
        if found:
            point = point[0] + TURN * round((found[-1][0] - point[0]) / TURN), point[1]
        if not found or found[-1] != point:
            found.append(point)
    return found if len(found) > 1 else [found[0], found[0]]


def _polygons(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[list[Ring]]:
    """Return the polygons of a geometry, without the rings that only go along a pole."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [
        [ring for ring in polygon if any(abs(y) < POLE for index in ring for _, y in arcs[abs_index(index)])]
        for polygon in polygons
    ]


def abs_index(index: int) -> int:
    """Return which arc is meant: one that is walked backwards is named by its complement."""
    return ~index if index < 0 else index


def _large(polygons: list[list[Ring]], arcs: list[list[Point]]) -> list[list[Ring]]:
    """Return the polygons of a country without its smallest islands; its largest part stays."""
    sizes = [abs(_area(points_of(polygon[0], arcs))) for polygon in polygons]
    return [one for one, size in zip(polygons, sizes, strict=True) if size >= ISLAND_MIN or size == max(sizes)]


def points_of(ring: Ring, arcs: list[list[Point]]) -> list[Point]:
    """Return the points of a ring, arc after arc."""
    found: list[Point] = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        found += arc[1:] if found else arc
    return found


def _area(points: list[Point]) -> float:
    """Return the area of a ring in square steps of the equator, roughly: by the cosine of its mean latitude."""
    latitude = sum(y for _, y in points) / len(points) / STEPS
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True))
    return twice / 2 * cos(radians(latitude))


def _shared(countries: dict[str, list[list[Ring]]]) -> list[int]:
    """Return the arcs that two countries share: borders on land."""
    uses = Counter(
        abs_index(i) for polygons in countries.values() for polygon in polygons for ring in polygon for i in ring
    )
    return sorted(index for index, count in uses.items() if count > 1)


def _numbered(polygons: list[list[Ring]], order: dict[int, int]) -> list[list[Ring]]:
    return [[[order[i] if i >= 0 else ~order[~i] for i in ring] for ring in polygon] for polygon in polygons]


def simplified(points: list[Point]) -> list[Point]:
    """Return a line with as few of its points as keep it within MOVED_MAX; of a closed one at least three stay."""
    if points[0] != points[-1] or len(points) <= TRIANGLE:
        return _kept(points)
    far = max(range(len(points)), key=lambda i: (_distance(points[i], points[0], points[0]), i))
    kept = _kept(points[: far + 1])[:-1] + _kept(points[far:])
    if len(kept) >= TRIANGLE:
        return kept
    aside = max(range(len(points)), key=lambda i: (_distance(points[i], points[0], points[far]), i))
    return [points[i] for i in sorted({0, far, aside, len(points) - 1})]


def _kept(points: list[Point]) -> list[Point]:
    keep, ahead = {0, len(points) - 1}, [(0, len(points) - 1)]
    while ahead:
        first, last = ahead.pop()
        if last - first < 2:  # noqa: PLR2004 - nothing between them
            continue
        far = max(range(first + 1, last), key=lambda i: (_distance(points[i], points[first], points[last]), -i))
        if _distance(points[far], points[first], points[last]) > MOVED_MAX:
            keep.add(far)
            ahead += [(first, far), (far, last)]
    return [points[i] for i in sorted(keep)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from a line between two others, in steps of the equator."""
    shrink = cos(radians(point[1] / STEPS))
    x, y = (point[0] - start[0]) * shrink, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * shrink, end[1] - start[1]
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, (x * dx + y * dy) / length)) if length else 0.0
    return float(((x - share * dx) ** 2 + (y - share * dy) ** 2) ** 0.5)


def encoded(points: list[Point]) -> str:
    """Return a line as text: differences, sign last, in groups of five bits from `?` on, as encoded polylines are."""
    before = (0, 0)
    out: list[str] = []
    for point in points:
        for value, last in zip(point, before, strict=True):
            out += _groups(value - last)
        before = point
    return "".join(out)


def _groups(value: int) -> Iterator[str]:
    left = value << 1 if value >= 0 else ~(value << 1)
    while left >= 0x20:  # noqa: PLR2004 - five bits
        yield chr((left & 0x1F | 0x20) + 63)
        left >>= 5
    yield chr(left + 63)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

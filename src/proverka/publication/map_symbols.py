"""What stands on a map, as SVG: land, places by shape and state, movements by width, and their colours."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from math import atan2, cos, hypot, sin
from typing import TypedDict, Unpack

from proverka.publication.geography.ground import Line
from proverka.reporting.chart_canvas import ROLES

# Colours of the ground, for light pages; a page sets the variables of these names for dark ones (site.css).
GROUND = {
    "map-sea": "#e4edf3",
    "map-land": "#f6f6f3",
    "map-home": "#ffffff",
    "map-coast": "#9db0be",
    "map-border": "#b9c2ca",
    "line-strong": "#a9b4bf",
}
# The colour of each state of a place: of the lines and bars of the other charts, where they say the same.
STATE_ROLES = {
    "eliminated": "series-3",
    "left": "series-2",
    "brought": "series-6",
    "inspected": "series-1",
    "mentioned": "muted",
}
TEXT_SIZE, SMALL_SIZE = 12.0, 11.0
# Lines of the ground are drawn in halves of a pixel, which are whole numbers and short to write.
PARTS = 2


def paint(role: str) -> str:
    """Return a colour as a page replaces it, with the one that it has elsewhere."""
    plain = GROUND[role] if role in GROUND else ROLES[role][1]
    return f"var(--{role}, {plain})"


def num(value: float) -> str:
    """Return a length in pixels to a tenth, as short as it can be written."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def ground_path(lines: Iterable[Line], *, closed: bool) -> str:
    """Return lines as the data of a path in halves of a pixel."""
    out = []
    for line in lines:
        points = [(round(x * PARTS), round(y * PARTS)) for x, y in line]
        steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(points)]
        moved = "".join(_short(dx, dy) for dx, dy in steps if (dx, dy) != (0, 0)).lstrip()
        if moved:
            out.append(f"M{points[0][0]} {points[0][1]}l{moved}{'z' if closed else ''}")
    return "".join(out)


def _short(*values: int) -> str:
    """Return numbers, parted by a space or by their sign."""
    return "".join(str(value) if value < 0 else f" {value}" for value in values)


def ground(land: Iterable[Line], home: Iterable[Line], borders: Iterable[Line]) -> str:
    """Return land, the country that a map is about, and borders."""
    coast = f'stroke="{paint("map-coast")}" stroke-width="{num(0.7 * PARTS)}" stroke-linejoin="round"'
    drawn = _filled(land, "map-land", coast) + _filled(home, "map-home", coast)
    if lines := ground_path(borders, closed=False):
        drawn += (
            f'<path d="{lines}" fill="none" stroke="{paint("map-border")}" stroke-width="{num(0.8 * PARTS)}" '
            f'stroke-dasharray="{3 * PARTS} {2 * PARTS}"/>'
        )
    return f'<g transform="scale({1 / PARTS:.4f})">{drawn}</g>'


def _filled(rings: Iterable[Line], role: str, stroke: str) -> str:
    path = ground_path(rings, closed=True)
    return f'<path d="{path}" fill="{paint(role)}" fill-rule="evenodd" {stroke}/>' if path else ""


_OUTLINES = {
    "site": "M-5-5h10v10h-10z",
    "port": "M0-6.6L6.6 0L0 6.6L-6.6 0z",
    "ship": "M-7-3h14l-3 7.5h-8z",
    "town": "M-5.4 0a5.4 5.4 0 1 1 10.8 0a5.4 5.4 0 1 1-10.8 0z",
    "area": "M-5.4 0a5.4 5.4 0 1 1 10.8 0a5.4 5.4 0 1 1-10.8 0z",
}
# The lower half of each shape, to be filled where something was taken away.
_LOWER = {
    "site": "M-5 0h10v5h-10z",
    "port": "M-6.6 0h13.2L0 6.6z",
    "ship": "M-5.8 0h11.6l-1.8 4.5h-8z",
    "town": "M-5.4 0a5.4 5.4 0 0 0 10.8 0z",
    "area": "M-5.4 0a5.4 5.4 0 0 0 10.8 0z",
}


def symbol(shape: str, state: str, x: float, y: float, *, somewhere: bool = False, size: float = 1.0) -> str:
    """Return the mark of a place: its shape says the kind, its filling the state, a dashed ring that it is inexact."""
    paper = paint("paper")
    filled = "currentColor" if state in ("eliminated", "brought") else paper
    drawn = f'<path d="{_OUTLINES[shape]}" fill="{filled}" stroke="currentColor" stroke-width="1.6"/>'
    match state:
        case "eliminated":
            drawn += f'<path d="M-2.4-2.4l4.8 4.8m0-4.8l-4.8 4.8" stroke="{paper}" stroke-width="1.7"/>'
        case "left":
            drawn += f'<path d="{_LOWER[shape]}" fill="currentColor"/>'
        case "inspected":
            drawn += '<circle r="2.1" fill="currentColor"/>'
    if somewhere:
        drawn += '<circle r="9.5" fill="none" stroke="currentColor" stroke-width="1.1" stroke-dasharray="2.2 2.2"/>'
    scale = f" scale({num(size)})" if size != 1 else ""
    return f'<g transform="translate({num(x)} {num(y)}){scale}" color="{paint(STATE_ROLES[state])}">{drawn}</g>'


class Style(TypedDict, total=False):
    """How a text looks; its size and its colour are those of the drawing where they are not given."""

    role: str
    size: float
    anchor: str
    bold: bool


def text(x: float, y: float, what: str, **style: Unpack[Style]) -> str:
    """Return a text."""
    told = f'x="{num(x)}" y="{num(y)}"'
    if (size := style.get("size", TEXT_SIZE)) != TEXT_SIZE:
        told += f' font-size="{num(size)}"'
    if (anchor := style.get("anchor", "start")) != "start":
        told += f' text-anchor="{anchor}"'
    if style.get("bold"):
        told += ' font-weight="600"'
    if role := style.get("role"):
        told += f' fill="{paint(role)}"'
    return f"<text {told}>{escape(what)}</text>"


def halos(texts: Iterable[str]) -> str:
    """Return texts as the ground on which they stand, so that no line behind them disturbs them."""
    return (
        f'<g fill="none" stroke="{paint("map-land")}" stroke-width="3" stroke-linejoin="round" opacity=".85" '
        f'aria-hidden="true">{"".join(texts)}</g>'
    )


Point = tuple[float, float]
# Start, control point and end of a quadratic curve.
Curve = tuple[Point, Point, Point]


def bent(start: Point, end: Point, bend: float, clear: tuple[float, float]) -> Curve:
    """Return a curve between two points that leaves to the left of its way, and keeps clear of what is at its ends.

    Start, control point and end of a quadratic curve. `bend` is how far it leaves, in parts of the distance.
    """
    across, down = end[0] - start[0], end[1] - start[1]
    control = (start[0] + across / 2 + down * bend, start[1] + down / 2 - across * bend)
    return _towards(start, control, clear[0]), control, _towards(end, control, clear[1])


def _towards(one: Point, other: Point, distance: float) -> Point:
    away = hypot(other[0] - one[0], other[1] - one[1]) or 1.0
    share = min(distance / away, 0.8)
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def at(curve: Curve, t: float) -> Point:
    """Return the point of a quadratic curve at a share of its way."""
    (x0, y0), (x1, y1), (x2, y2) = curve
    u = 1 - t
    return u * u * x0 + 2 * u * t * x1 + t * t * x2, u * u * y0 + 2 * u * t * y1 + t * t * y2


def arrow(curve: Curve, role: str, width: float, *, dashed: bool) -> str:
    """Return a curve that ends in a point."""
    start, control, end = curve
    head = 5.0 + width
    neck = _towards(end, control, head * 0.8)
    angle = atan2(end[1] - control[1], end[0] - control[0])
    sides = [(end[0] - head * cos(angle + turn), end[1] - head * sin(angle + turn)) for turn in (-0.45, 0.45)]
    colour = paint(role)
    dash = ' stroke-dasharray="5 3.5"' if dashed else ""
    path = " ".join(f"{num(x)} {num(y)}" for x, y in (control, neck))
    corners = " ".join(f"{num(x)},{num(y)}" for x, y in (end, *sides))
    return (
        f'<path d="M{num(start[0])} {num(start[1])}Q{path}" fill="none" stroke="{colour}" '
        f'stroke-width="{num(width)}"{dash}/><polygon points="{corners}" fill="{colour}"/>'
    )


def titled(title: str, *drawn: str) -> str:
    """Return parts of a drawing that have one name."""
    return f"<g><title>{escape(title)}</title>{''.join(drawn)}</g>"


def polyline(points: Sequence[Point], role: str, width: float) -> str:
    """Return a thin line."""
    path = "L".join(f"{num(x)} {num(y)}" for x, y in points)
    return f'<path d="M{path}" fill="none" stroke="{paint(role)}" stroke-width="{num(width)}"/>'

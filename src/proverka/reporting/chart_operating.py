"""Operating characteristics: a probability against what one may choose or fear, one line to a plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log
from typing import Any, Literal

import altair as alt

from proverka.reporting.chart_canvas import (
    NARROW,
    SERIES,
    WIDE,
    Chart,
    Drawing,
    Layer,
    by_role,
    colour,
    rows,
    spread,
    wrapped,
)
from proverka.reporting.table import Column, Table, table_of

HEIGHT = 300
LINE_HEIGHT = 14
# Room right of the plot for the names of the lines, and left of it for the axis.
NAMES_WIDE, NAMES_NARROW, AXIS = 190, 104, 62
# What is drawn of a line with more points looks the same.
POINTS_MAX = 400
# Beyond this share of the width a text stands left of its mark.
RIGHT_MAX = 0.62

Scale = Literal["linear", "log"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A line: its name, and its points from left to right; probabilities are between 0 and 1."""

    name: str
    x: tuple[float, ...]
    y: tuple[float, ...]

    def thinned(self) -> Iterator[tuple[float, float]]:
        """Yield points that draw the line: all of few, else some at equal distances, and the last."""
        step = max(1, -(-len(self.x) // POINTS_MAX))
        for i in range(0, len(self.x), step):
            yield self.x[i], self.y[i]
        if self.x and (len(self.x) - 1) % step:
            yield self.x[-1], self.y[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point that matters, with a text of a few words beside it."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is drawn: at most six curves, marks, and a probability as a dashed line, if one was asked for."""

    name: str
    title: str
    note: str
    x_title: str
    y_title: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...] = ()
    asked: float | None = None
    scale: Scale = "linear"
    x_format: str = ",~r"


def operating_chart(picture: Picture) -> Chart:
    """Return the chart of a picture that has a curve."""
    assert 0 < len(picture.curves) <= len(SERIES), "a chart has one to six lines"
    spoken = [f"{mark.text}: {picture.y_title} {mark.y:.4f} at {mark.x:.12g}" for mark in picture.marks]
    return Chart(
        name=picture.name,
        title=picture.title,
        spoken=lambda: "; ".join(spoken or map(_spoken, picture.curves)) + ".",
        note=picture.note,
        table=_table(picture),
        drawing=lambda wide: _drawing(picture, wide=wide),
    )


def _spoken(curve: Curve) -> str:
    return f"{curve.name}: {curve.y[-1]:.4f} at {curve.x[-1]:.12g}"


def _table(picture: Picture) -> Table:
    points = [(one.name, x, y) for one in picture.curves for x, y in one.thinned()]
    columns: tuple[Column[tuple[str, float, float]], ...] = (
        Column("line", "string", "which line", lambda p: p[0]),
        Column("x", "number", picture.x_title, lambda p: Decimal(repr(float(p[1])))),
        Column("y", "number", picture.y_title, lambda p: Decimal(repr(float(p[2])))),
    )
    return table_of(picture.name, picture.title, picture.note, columns, points)


def _drawing(picture: Picture, *, wide: bool) -> Drawing:
    names = (NAMES_WIDE if wide else NAMES_NARROW) if len(picture.curves) > 1 else 24
    width = (WIDE if wide else NARROW) - AXIS - names
    layers = [*_asked(picture), _lines(picture, wide=wide), *_marks(picture, wide=wide)]
    if len(picture.curves) > 1:
        layers.append(_names(picture, width, 24 if wide else 13))
    return alt.layer(*layers).properties(width=width, height=HEIGHT)


def _domain(picture: Picture) -> tuple[float, float]:
    every = [x for one in picture.curves for x in one.x]
    return min(every), max(*every, min(every) + 1e-9)


def _x(picture: Picture, *, wide: bool) -> alt.X:
    ticks = 8 if wide else 4
    axis = alt.Axis(grid=False, tickCount=ticks, format=picture.x_format, titleColor=colour("muted"), labelFlush=False)
    scale = alt.Scale(type=picture.scale, domain=list(_domain(picture)), nice=False)
    return alt.X("x", type="quantitative", title=picture.x_title, scale=scale, axis=axis)


def _y(picture: Picture) -> alt.Y:
    return alt.Y(
        "y",
        type="quantitative",
        title=picture.y_title,
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(
            domain=False, ticks=False, values=[0, 0.2, 0.4, 0.6, 0.8, 1], format=".1f", titleColor=colour("muted")
        ),
    )


def _lines(picture: Picture, *, wide: bool) -> Layer:
    data = [
        {"x": x, "y": y, "role": role, "place": place}
        for role, one in zip(SERIES, picture.curves, strict=False)
        for place, (x, y) in enumerate(one.thinned())
    ]
    mark = alt.Chart(rows(data)).mark_line(strokeWidth=2, clip=True)
    layer: Layer = mark.encode(_x(picture, wide=wide), _y(picture), by_role(), order=alt.Order("place:Q"))
    return layer


def _asked(picture: Picture) -> Iterator[Layer]:
    """Yield the probability that was asked for, as a dashed line."""
    if picture.asked is None:
        return
    mark = alt.Chart(rows([{"y": picture.asked}])).mark_rule(strokeDash=[4, 4], color=colour("muted"))
    yield mark.encode(_y(picture))


def _marks(picture: Picture, *, wide: bool) -> Iterator[Layer]:
    """Yield the marks, with their texts where no line of their own is in the way."""
    if not picture.marks:
        return
    data = [{"x": one.x, "y": one.y} for one in picture.marks]
    dot = alt.Chart(rows(data)).mark_point(size=60, opacity=1, filled=True, color=colour("ink"))
    yield dot.encode(_x(picture, wide=wide), _y(picture))
    for one in picture.marks:
        # Right of the mark is the free side below a line that rises and above one that falls; left, the other.
        right = _share(one.x, *_domain(picture), picture.scale) < RIGHT_MAX
        text = wrapped(one.text, 44 if wide else 18)
        yield from _text(picture, one, text, right=right, below=right == _rises(picture, one), wide=wide)


def _rises(picture: Picture, mark: Mark) -> bool:
    """Return whether the line that passes through a mark, or nearest to it, rises there."""

    def distance(place: tuple[Curve, int]) -> tuple[float, float]:
        curve, i = place
        return abs(curve.x[i] - mark.x), abs(curve.y[i] - mark.y)

    curve, i = min(((one, i) for one in picture.curves for i in range(len(one.x))), key=distance)
    return curve.y[min(i + 1, len(curve.y) - 1)] >= curve.y[max(i - 1, 0)]


def _text(
    picture: Picture, one: Mark, lines: Sequence[str], *, right: bool, below: bool, wide: bool
) -> Iterator[Layer]:
    height = LINE_HEIGHT * len(lines)
    top = min(HEIGHT * (1 - one.y) + 8, HEIGHT - height) if below else max(HEIGHT * (1 - one.y) - height - 8, -6)
    data = [
        {"x": one.x, "y": 1 - (top + LINE_HEIGHT * (i + 0.5)) / HEIGHT, "text": line} for i, line in enumerate(lines)
    ]
    place: dict[str, Any] = {"align": "left" if right else "right", "baseline": "middle", "dx": 10 if right else -10}
    # First as an edge in the colour of the ground, so that lines and the grid pass behind the letters.
    looks: tuple[dict[str, Any], ...] = (
        {"color": colour("paper"), "stroke": colour("paper"), "strokeWidth": 4, "strokeJoin": "round"},
        {"color": colour("ink")},
    )
    for look in looks:
        mark = alt.Chart(rows(data)).mark_text(**place, **look)
        yield mark.encode(_x(picture, wide=wide), _y(picture), text="text:N")


def _share(x: float, low: float, high: float, scale: Scale) -> float:
    if scale == "log":
        return log(x / low) / log(high / low)
    return (x - low) / (high - low)


def _names(picture: Picture, width: int, chars: int) -> Layer:
    """Return the name of each line right of its end, moved apart where they would touch."""
    ordered = sorted(zip(SERIES, picture.curves, strict=False), key=lambda pair: -pair[1].y[-1])
    texts = [wrapped(one.name, chars) for _, one in ordered]
    wanted = [HEIGHT * (1 - one.y[-1]) for _, one in ordered]
    room = [LINE_HEIGHT * len(text) + 6.0 for text in texts]
    data: list[dict[str, Any]] = []
    for (role, _), text, place, height in zip(ordered, texts, spread(wanted, room, -6, HEIGHT + 6), room, strict=True):
        for number, part in enumerate(text):
            at = place - height / 2 + 3 + LINE_HEIGHT * (number + 0.5)
            data.append({"text": part, "y": 1 - at / HEIGHT, "role": role})
    mark = alt.Chart(rows(data)).mark_text(align="left", baseline="middle", x=width + 8)
    layer: Layer = mark.encode(_y(picture), by_role(), text="text:N")
    return layer

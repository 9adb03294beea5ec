"""Regimes compared, in three panels: who finds what in time, what that costs, and how soon each cheat is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from proverka.model.comparison import CheatTold, Compared, PairFound, RegimeFound
from proverka.reporting.chart_canvas import (
    NARROW,
    SERIES,
    WIDE,
    Chart,
    Panel,
    by_role,
    colour,
    pixels,
    rows,
    wrapped,
)
from proverka.reporting.regimes_answer import DRAWN_SIGN, percent
from proverka.reporting.table import Column, table_of

ROW_HEIGHT = 30
# Beyond this darkness of a cell the number in it would not be read.
DARKEST = 0.55
PLOT_HEIGHT, CURVE_HEIGHT = 240, 96
DASHES: tuple[list[int], ...] = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [5, 5], [1, 3])
# Cells narrower than this have their heading written upwards.
HEADING_WIDTH = 62
LETTER, LINE = 6.6, 14
# Half of a point, and the least width of a cell for a number with a decimal, in pixels.
DOT, NUMBER_WIDTH = 5, 40

# The largest cost and probability that a plot holds.
Limits = tuple[float, float]


def regimes_chart(found: Compared) -> Chart:
    """Return the chart of a comparison; of the regimes at most six have curves, first those that none dominates."""
    best = max(found.regimes, key=lambda one: (one.worst, -one.cost))
    title = f"{found.title}: {len(found.regimes)} regimes against {len(found.cheats)} cheats"
    return Chart(
        name="regimes",
        title=title,
        spoken=lambda: (
            f"The surest regime, {best.id}, finds every cheat within {found.goal_periods} {found.period}s with "
            f"probability {best.worst:.3f} or more, for {best.cost:,.1f} {found.money}."
        ),
        note=f"{DRAWN_SIGN} stands before what was drawn; all else is exact.",
        table=table_of(
            "regimes",
            title,
            "How probably each regime finds each cheat, by its worst choice.",
            (
                Column[PairFound]("regime", "string", "regime", lambda pair: pair.regime),
                Column("cheat", "string", "cheat", lambda pair: pair.cheat),
                Column("in_time", "string", "per cent found in time", lambda pair: percent(pair.in_time.value)),
                Column("by_horizon", "string", "per cent found ever", lambda pair: percent(pair.by_horizon.value)),
            ),
            found.pairs,
        ),
        drawing=lambda wide: _drawing(found, wide=wide),
    )


def _drawing(found: Compared, *, wide: bool) -> Panel:
    width = WIDE if wide else NARROW
    shown = _with_curves(found.regimes)
    panels = [
        _headed(
            _matrix(found, width - 24),
            width,
            f"Found within {found.goal_periods} {found.period}s, per cent" + _drawn(found),
        ),
        _headed(_frontier(found, width), width, f"Worst cheat found in time against cost ({found.money})"),
        _headed(
            _curves(found, shown, width, columns=3 if wide else 2),
            width,
            f"Probability of having been found, by {found.period}s since the cheat began (dotted: the goal time ends)",
        ),
    ]
    joined: Panel = alt.vconcat(*panels, spacing=26).resolve_scale(
        color="independent", strokeDash="independent", shape="independent"
    )
    return joined


def _drawn(found: Compared) -> str:
    """Return what the sign of what is drawn means, if anything is."""
    return f" ({DRAWN_SIGN}: drawn)" if any(pair.method == "drawn" for pair in found.pairs) else ""


def _headed(panel: Panel, width: int, text: str) -> Panel:
    lines = wrapped(text, int(width / (LETTER + 1)))
    head = alt.TitleParams(
        text=lines, anchor="start", frame="group", fontSize=13, fontWeight=600, color=colour("ink"), offset=10
    )
    headed: Panel = panel.properties(title=head)
    return headed


# Who finds what.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Where the cells of the matrix lie, in pixels: right of `left`, under `top`, `each` wide."""

    found: Compared
    width: int
    left: int
    top: int
    each: float
    upwards: bool

    @classmethod
    def of(cls, found: Compared, width: int) -> "_Grid":
        left = min(width // 3, 16 + _length(found.regimes))
        each = (width - left) / len(found.cheats)
        upwards = each < HEADING_WIDTH
        top = min(110, 12 + _length(found.cheats)) if upwards else 22
        return cls(found=found, width=width, left=left, top=top, each=each, upwards=upwards)

    @property
    def height(self) -> int:
        return self.top + ROW_HEIGHT * len(self.found.regimes)

    @property
    def roomy(self) -> bool:
        """Whether a sign, three digits and a decimal fit into a cell."""
        return self.each > NUMBER_WIDTH

    def across(self, field: str) -> alt.X:
        return pixels(field, alt.X, self.width)

    def down(self, field: str) -> alt.Y:
        return pixels(field, alt.Y, self.height)

    def middle(self, column: int) -> float:
        return self.left + self.each * (column + 0.5) - 1

    def centre(self, row: int) -> float:
        return self.top + ROW_HEIGHT * (row + 0.5) - 1


def _length(named: Sequence[RegimeFound] | Sequence[CheatTold]) -> int:
    """Return how many pixels the longest name takes."""
    return int(LETTER * max(len(one.id) for one in named))


def _matrix(found: Compared, width: int) -> Panel:
    grid = _Grid.of(found, width)
    row_of = {one.id: number for number, one in enumerate(found.regimes)}
    column_of = {one.id: number for number, one in enumerate(found.cheats)}
    data = []
    for pair in found.pairs:
        x, y = grid.middle(column_of[pair.cheat]), grid.centre(row_of[pair.regime])
        across, down = grid.each / 2 - 1, ROW_HEIGHT / 2 - 1
        edges = {"x": x - across, "x2": x + across, "y": y - down, "y2": y + down}
        shade = {"dark": DARKEST * pair.in_time.value, "middle": x, "centre": y, "text": _told(pair, roomy=grid.roomy)}
        data.append({**edges, **shade})
    base, x_at, y_at = alt.Chart(rows(data)), grid.across("x"), grid.down("y")
    opacity = alt.Opacity("dark", type="quantitative", scale=None, legend=None)
    layers: list[Any] = [
        base.mark_rect(color=colour("series-1")).encode(x_at, y_at, opacity, x2="x2", y2="y2"),
        base.mark_rect(fill="transparent", stroke=colour("line")).encode(x_at, y_at, x2="x2", y2="y2"),
        base.mark_text(baseline="middle", fontSize=12 if grid.roomy else 10).encode(
            grid.across("middle"), grid.down("centre"), text="text:N"
        ),
        _names(grid),
        _headings(grid),
    ]
    return alt.layer(*layers).properties(width=grid.width, height=grid.height)


def _told(pair: PairFound, *, roomy: bool) -> str:
    """Return the number in a cell; a narrow one has no decimals."""
    sign = DRAWN_SIGN if pair.method == "drawn" else ""
    value = pair.in_time.value
    return sign + (percent(value) if roomy else f"{100 * value:.0f}")


def _names(grid: _Grid) -> alt.Chart:
    most = max(6, int(grid.left / LETTER))
    data = [
        {"middle": grid.left - 10, "centre": grid.centre(number), "text": one.id[:most]}
        for number, one in enumerate(grid.found.regimes)
    ]
    mark = alt.Chart(rows(data)).mark_text(align="right", baseline="middle")
    layer: alt.Chart = mark.encode(grid.across("middle"), grid.down("centre"), text="text:N")
    return layer


def _headings(grid: _Grid) -> alt.Chart:
    most = int((grid.top if grid.upwards else grid.each) / LETTER)
    data = [
        {"middle": grid.middle(number), "centre": grid.top - 8, "text": one.id[:most]}
        for number, one in enumerate(grid.found.cheats)
    ]
    chart, muted = alt.Chart(rows(data)), colour("muted")
    mark = (
        chart.mark_text(angle=270, align="left", baseline="middle", color=muted)
        if grid.upwards
        else chart.mark_text(align="center", baseline="bottom", color=muted)
    )
    layer: alt.Chart = mark.encode(grid.across("middle"), grid.down("centre"), text="text:N")
    return layer


# What it costs.


def _frontier(found: Compared, width: int) -> Panel:
    wide = width - 70
    most = 1.08 * max(one.cost for one in found.regimes) or 1.0
    top = min(1.0, 1.15 * max(*(one.worst for one in found.regimes), *(one.guarantee for one in found.mixtures), 0.05))
    x = alt.X(
        "cost",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, most], nice=False),
        axis=alt.Axis(grid=False, tickCount=5, format=",~r"),
    )
    y = alt.Y(
        "worst",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(format="~%", tickCount=5, domain=False, ticks=False),
    )
    kept = sorted((one for one in found.regimes if not one.dominated), key=lambda one: one.cost)
    mixed = [{"cost": one.cost_max, "worst": one.guarantee} for one in found.mixtures]
    line = [{"cost": one.cost, "worst": one.worst} for one in kept]
    line.append({"cost": most, "worst": kept[-1].worst})
    layers: list[Any] = [
        alt.Chart(rows(line)).mark_line(interpolate="step-after", color=colour("line"), strokeWidth=2).encode(x, y),
        alt.Chart(rows(mixed)).mark_line(color=colour("series-2"), strokeDash=[5, 4], strokeWidth=1.6).encode(x, y),
        alt.Chart(rows([_spot(one) for one in found.regimes]))
        .mark_point(filled=True, size=70, opacity=1)
        .encode(x, y, by_role("series-1", "muted"), shape=alt.Shape("kept:N", legend=None, scale=_SHAPES)),
        *_labels(found.regimes, wide, (x, y), (most, top)),
        alt.Chart(rows([{"cost": 0.01 * most, "worst": 0.97 * top}]))
        .mark_text(align="left", baseline="top", color=colour("series-2"))
        .encode(x, y, text=alt.value("dashed: the best draw from several")),
    ]
    return alt.layer(*layers).properties(width=wide, height=PLOT_HEIGHT)


_SHAPES = alt.Scale(domain=["yes", "no"], range=["circle", "cross"])


def _spot(one: RegimeFound) -> dict[str, Any]:
    role = "muted" if one.dominated else "series-1"
    return {"cost": one.cost, "worst": one.worst, "role": role, "kept": "no" if one.dominated else "yes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    """A name beside its point, in pixels: where it begins and ends, and how far down it is."""

    regime: RegimeFound
    begin: float
    end: float
    down: float
    before: bool  # left of its point


def _labels(regimes: Sequence[RegimeFound], width: int, axes: tuple[alt.X, alt.Y], limits: Limits) -> list[alt.Chart]:
    """Return the names beside the points, with the ground on which the letters stand under them."""
    placed = _placed(regimes, width, limits)
    layers = []
    for before in (False, True):
        data = [
            {"cost": one.regime.cost, "worst": limits[1] * (1 - one.down / PLOT_HEIGHT), "text": one.regime.id}
            for one in placed
            if one.before == before
        ]
        if data:
            align, away = ("right", -9) if before else ("left", 9)
            mark: Any = {"type": "text", "baseline": "middle", "align": align, "dx": away}
            ground: Any = {**mark, "stroke": colour("paper"), "strokeWidth": 4, "strokeJoin": "round"}
            layers += [alt.Chart(rows(data), mark=one).encode(*axes, text="text:N") for one in (ground, mark)]
    return layers


def _placed(regimes: Sequence[RegimeFound], width: int, limits: Limits) -> list[_Label]:
    """Return names in places where they cover neither another one nor another point: they move up until they do not."""
    points = {one.id: (width * one.cost / limits[0], PLOT_HEIGHT * (1 - one.worst / limits[1])) for one in regimes}
    placed: list[_Label] = []
    for one in sorted(regimes, key=lambda one: -one.cost):
        (x, down), room = points[one.id], LETTER * len(one.id) + 12
        before = x > width - room
        begin = x - room if before else x
        taken = [(label.begin, label.end, label.down) for label in placed]
        taken += [(at - DOT, at + DOT, y) for name, (at, y) in points.items() if name != one.id]
        while any(abs(down - y) < LINE and begin < last and first < begin + room for first, last, y in taken):
            down -= LINE
        placed.append(_Label(regime=one, begin=begin, end=begin + room, down=down, before=before))
    return placed


# How soon.


def _with_curves(regimes: Sequence[RegimeFound]) -> list[RegimeFound]:
    chosen = sorted(regimes, key=lambda one: (one.dominated, -one.worst))[: len(SERIES)]
    return [one for one in regimes if one in chosen]


def _curves(found: Compared, shown: Sequence[RegimeFound], width: int, *, columns: int) -> Panel:
    each = (width - 44 * columns) // columns
    panels = [
        _curve_panel(found, [pair for pair in found.pairs if pair.cheat == cheat.id], shown, each, cheat.id)
        for cheat in found.cheats
    ]
    lines = [alt.hconcat(*panels[start : start + columns], spacing=14) for start in range(0, len(panels), columns)]
    return alt.vconcat(_legend(shown, width), *lines, spacing=10)


def _curve_panel(
    found: Compared, pairs: Sequence[PairFound], shown: Sequence[RegimeFound], width: int, name: str
) -> Panel:
    roles = {one.id: role for one, role in zip(shown, SERIES, strict=False)}
    data = [
        {"since": since, "by": by, "role": roles[pair.regime]}
        for pair in pairs
        if pair.regime in roles
        for since, by in enumerate([0.0, *pair.by_period[pair.begins - 1 :]])
    ]
    x = alt.X(
        "since",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, found.periods], nice=False),
        axis=alt.Axis(grid=False, tickCount=4, format="d"),
    )
    y = alt.Y(
        "by",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(format="~%", values=[0, 0.5, 1], domain=False, ticks=False),
    )
    drawn = alt.Chart(rows(data)).mark_line(interpolate="step-after", strokeWidth=1.8)
    goal = alt.Chart(rows([{"since": pairs[0].complete - pairs[0].begins + found.goal_periods}])).mark_rule(
        color=colour("muted"), strokeDash=[2, 3]
    )
    head = alt.TitleParams(
        text=name, anchor="start", frame="group", fontSize=12, fontWeight=400, color=colour("ink"), offset=4
    )
    return (
        alt.layer(goal.encode(x), drawn.encode(x, y, by_role(*SERIES), strokeDash=_dashes()))
        .properties(width=width, height=CURVE_HEIGHT, title=head)
    )  # fmt: skip


def _dashes() -> alt.StrokeDash:
    return alt.StrokeDash("role:N", legend=None, scale=alt.Scale(domain=list(SERIES), range=list(DASHES)))


def _legend(shown: Sequence[RegimeFound], width: int) -> Panel:
    """Return the name of each regime after a piece of its line, in as many rows as they need."""
    x, row, data = 0.0, 0, []
    for one, role in zip(shown, SERIES, strict=False):
        room = 40 + LETTER * len(one.id)
        if x + room > width - 24:
            x, row = 0.0, row + 1
        data.append({"x": x, "x2": x + 24, "y": 9.0 + 18 * row, "label": x + 30, "text": one.id, "role": role})
        x += room + 10
    height = 18 * (row + 1)
    down, base = pixels("y", alt.Y, height), alt.Chart(rows(data))
    return alt.layer(
        base.mark_rule(strokeWidth=2).encode(
            pixels("x", alt.X, width - 24), down, by_role(*SERIES), x2="x2", strokeDash=_dashes()
        ),
        base.mark_text(align="left", baseline="middle").encode(pixels("label", alt.X, width - 24), down, text="text:N"),
    ).properties(width=width - 24, height=height)

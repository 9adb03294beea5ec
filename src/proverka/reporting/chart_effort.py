"""Where visits go and where a cheat would go: a map of the sites, or a row to each where nobody says where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from proverka.inspection.effort import EffortPlan
from proverka.model.numeric import Reals
from proverka.reporting.chart_canvas import NARROW, WIDE, Chart, Panel, by_role, colour, pixels, rows
from proverka.reporting.effort_answer import floored
from proverka.reporting.table import Column, table_of

VISITS, CHEAT = "series-1", "series-2"
# Names of so many sites stand on the map: those that a cheat would choose most often.
NAMED_MAX_WIDE, NAMED_MAX_NARROW = 8, 4
# So many rows are read; the table has the rest.
ROWS_MAX = 60
ROW_HEIGHT = 16
# Diameters in pixels: of the largest circle, and of the least that is seen.
DIAMETER_MAX, DIAMETER_MIN = 34.0, 3.0
AIR = 26
VISITED = "visited: disc; found: diamond"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A site as it is drawn: its shares, and where it lies in pixels once the size of the map is known."""

    name: str
    visited: float
    found: float
    cheat: float


def effort_chart(plan: EffortPlan, places: Reals | None, base: tuple[float, float] | None = None) -> Chart:
    """Return the chart of a plan; `places` are kilometres east and north of somewhere, [sites, 2], if known."""
    spots = _spots(plan)
    where = max(spots, key=lambda spot: spot.cheat)
    title = (
        f"Visits and a cheat's best answer, {len(spots)} sites: "
        f"found with probability {100 * float(plan.guarantee):.2f} %"
    )
    return Chart(
        name="effort",
        title=title,
        spoken=lambda: (
            f"Visits are drawn so that a goal quantity is found with probability {float(plan.guarantee):.4f}"
            f" wherever it is; no plan does better than {plan.ceiling:.4f}. "
            f"A cheat would choose {where.name} most often."
        ),
        note="Found is the least over the strata of a site. The cheat's answer is the one that no plan can better.",
        table=table_of(
            "effort",
            title,
            "How often each site is visited, what is then found, and where a cheat would hide a goal quantity.",
            (
                Column[_Spot]("site", "string", "site", lambda spot: spot.name),
                Column("visited", "number", "probability of a visit", lambda spot: floored(spot.visited)),
                Column("found", "number", "least probability of detection", lambda spot: floored(spot.found)),
                Column("cheat", "number", "how often a cheat would choose it", lambda spot: floored(spot.cheat)),
            ),
            spots,
        ),
        drawing=lambda wide: (
            _ranks(spots, float(plan.guarantee), wide=wide) if places is None else _map(spots, places, base, wide=wide)
        ),
    )


def _spots(plan: EffortPlan) -> list[_Spot]:
    found, cheat = [1.0] * len(plan.field.sites), [0.0] * len(plan.field.sites)
    for (site, _), detection, share in zip(plan.field.targets, plan.detection, plan.cheat, strict=True):
        found[site] = min(found[site], float(detection))
        cheat[site] += float(share)
    return [
        _Spot(name=site.name, visited=float(visited), found=found[i], cheat=cheat[i])
        for i, (site, visited) in enumerate(zip(plan.field.sites, plan.visited, strict=True))
    ]


def _map(spots: list[_Spot], places: Reals, base: tuple[float, float] | None, *, wide: bool) -> Panel:
    """Return discs, larger where a site is visited more often, under rings, larger where a cheat goes more often."""
    width = (WIDE if wide else NARROW) - 20
    points = places if base is None else np.vstack([places, base])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = min((width - 2 * AIR) / max(high[0] - low[0], 1e-9), 0.95 * width / max(high[1] - low[1], 1e-9))
    height = int(scale * (high[1] - low[1])) + 2 * AIR + 46
    left = (width - scale * (high[0] - low[0])) / 2
    x, y = left + scale * (points[:, 0] - low[0]), height - AIR - scale * (points[:, 1] - low[1])
    most = _largest([spot.visited for spot in spots]), _largest([spot.cheat for spot in spots])
    largest = DIAMETER_MAX if wide else DIAMETER_MAX * 0.6
    data = [
        {
            "x": float(x[i]), "y": float(y[i]), "visits": VISITS, "cheat": CHEAT,
            "disc": _area(largest, spot.visited / most[0]), "ring": _area(largest, spot.cheat / most[1]),
        }
        for i, spot in enumerate(spots)
    ]  # fmt: skip
    across, down = pixels("x", alt.X, width), pixels("y", alt.Y, height)
    layers: list[Any] = [
        alt.Chart(rows(data)).mark_circle(opacity=0.45, color=colour(VISITS)).encode(across, down, size=_size("disc")),
        alt.Chart(rows([row for row, spot in zip(data, spots, strict=True) if spot.cheat > 0]))
        .mark_point(shape="circle", filled=False, strokeWidth=1.8, color=colour(CHEAT), opacity=1)
        .encode(across, down, size=_size("ring")),
        _names(spots, data, width, height, wide=wide),
        _legend(most, largest, width, height, wide=wide),
    ]
    if base is not None:
        layers.append(_base(float(x[-1]), float(y[-1]), width, height))
    return alt.layer(*layers).properties(width=width, height=height)


def _largest(shares: Sequence[float]) -> float:
    """Return the largest share, never zero."""
    return max(*shares, 1e-9)


def _area(largest: float, share: float) -> float:
    """Return the area of a mark, as Vega sizes it; nothing for nothing, and what is little is still seen."""
    return 0.0 if share <= 0 else max(DIAMETER_MIN**2, largest**2 * share)


def _size(field: str) -> alt.Size:
    return alt.Size(field, type="quantitative", scale=None, legend=None)


def _names(spots: list[_Spot], data: list[dict[str, Any]], width: int, height: int, *, wide: bool) -> alt.Chart:
    """Return the names of the sites that a cheat would choose most often, those left out that would cover another."""
    most = NAMED_MAX_WIDE if wide else NAMED_MAX_NARROW
    told: list[dict[str, Any]] = []
    for i in sorted(range(len(spots)), key=lambda i: -spots[i].cheat):
        place = {"x": data[i]["x"], "y": data[i]["y"] - 14, "text": spots[i].name}
        room = 7 * len(spots[i].name)
        clear = all(abs(place["x"] - one["x"]) > room or abs(place["y"] - one["y"]) > 15 for one in told)  # noqa: PLR2004 - a line of text
        if clear and spots[i].cheat > 0 and len(told) < most and room / 2 < place["x"] < width - room / 2:
            told.append(place)
    mark = alt.Chart(rows(told)).mark_text(color=colour("ink"), baseline="bottom")
    layer: alt.Chart = mark.encode(pixels("x", alt.X, width), pixels("y", alt.Y, height), text="text:N")
    return layer


def _legend(most: tuple[float, float], largest: float, width: int, height: int, *, wide: bool) -> Panel:
    """Return what the two signs mean, with what the largest of each stands for."""
    texts = (f"visited, at most {100 * most[0]:.1f} %", f"chosen by a cheat, at most {100 * most[1]:.1f} %")
    places = (20.0, 250.0) if wide else (14.0, 14.0)
    data = [
        {"x": places[i], "y": 20.0 if wide else 12.0 + 20 * i, "tx": places[i] + largest / 2 + 8, "text": texts[i]}
        for i in range(2)
    ]
    x, y = pixels("x", alt.X, width), pixels("y", alt.Y, height)
    size = largest**2 * (1.0 if wide else 0.5)
    return alt.layer(
        alt.Chart(rows(data[:1])).mark_circle(opacity=0.45, color=colour(VISITS), size=size).encode(x, y),
        alt.Chart(rows(data[1:]))
        .mark_point(shape="circle", filled=False, strokeWidth=1.8, color=colour(CHEAT), size=size)
        .encode(x, y),
        alt.Chart(rows(data))
        .mark_text(align="left", baseline="middle", color=colour("ink"))
        .encode(pixels("tx", alt.X, width), y, text="text:N"),
    )


def _base(x: float, y: float, width: int, height: int) -> Panel:
    data = rows([{"x": x, "y": y, "text": "base"}])
    across, down = pixels("x", alt.X, width), pixels("y", alt.Y, height)
    return alt.layer(
        alt.Chart(data)
        .mark_point(shape="square", filled=True, size=70, color=colour("ink"), opacity=1)
        .encode(across, down),
        alt.Chart(data).mark_text(dy=14, color=colour("ink"), fontWeight="bold").encode(across, down, text="text:N"),
    )


def _ranks(spots: list[_Spot], guarantee: float, *, wide: bool) -> Panel:
    """Return a row to each site: how often it is visited and what is found there, and beside it the cheat's answer."""
    ranked = sorted(spots, key=lambda spot: (-spot.cheat, -spot.visited, spot.name))[:ROWS_MAX]
    height = ROW_HEIGHT * len(ranked) + 10
    names = 120 if wide else 84
    whole = (WIDE if wide else NARROW) - names - (60 if wide else 80)
    return alt.hconcat(
        _visits(ranked, guarantee, int(whole * 0.62), height, names=names),
        _answers(ranked, int(whole * 0.38), height, "chosen by a cheat" if wide else "cheat"),
        spacing=20,
    )


def _visits(ranked: list[_Spot], guarantee: float, width: int, height: int, *, names: int) -> Panel:
    data = [
        {
            "y": ROW_HEIGHT * (i + 0.5),
            "visited": spot.visited,
            "found": spot.found,
            "zero": 0.0,
            "name": spot.name[: names // 7],
        }
        for i, spot in enumerate(ranked)
    ]
    most = max(max(spot.visited, spot.found) for spot in ranked) * 1.04 or 1.0
    y = pixels("y", alt.Y, height)
    base = alt.Chart(rows(data))
    line = alt.Chart(rows([{"guarantee": guarantee}]))
    return alt.layer(
        base.mark_rule(color=colour("line")).encode(_share("zero", most, VISITED), y, x2="visited"),
        base.mark_circle(color=colour(VISITS), size=52, opacity=1).encode(_share("visited", most, VISITED), y),
        base.mark_point(shape="diamond", filled=True, color=colour("series-3"), size=42, opacity=1).encode(
            _share("found", most, VISITED), y
        ),
        line.mark_rule(color=colour("series-3"), strokeDash=[4, 3]).encode(_share("guarantee", most, VISITED)),
        base.mark_text(align="right", baseline="middle", x=-6, color=colour("ink"), fontSize=11).encode(
            y, text="name:N"
        ),
    ).properties(width=width, height=height)


def _answers(ranked: list[_Spot], width: int, height: int, title: str) -> Panel:
    data = [
        {"y": ROW_HEIGHT * (i + 0.5), "cheat": spot.cheat, "zero": 0.0, "role": CHEAT} for i, spot in enumerate(ranked)
    ]
    most = max(spot.cheat for spot in ranked) * 1.04 or 1.0
    bar = alt.Chart(rows(data)).mark_rule(strokeWidth=9)
    return alt.layer(
        bar.encode(_share("zero", most, title), pixels("y", alt.Y, height), by_role(CHEAT), x2="cheat")
    ).properties(width=width, height=height)


def _share(field: str, most: float, title: str) -> alt.X:
    axis = alt.Axis(format="~%", tickCount=3, titleColor=colour("muted"), orient="top", domain=False)
    return alt.X(field, type="quantitative", title=title, scale=alt.Scale(domain=[0, most], nice=False), axis=axis)

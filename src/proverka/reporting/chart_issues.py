"""Outstanding issues of the declaration over time, as they were counted; counts that disagree are marked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import altair as alt

from proverka.assessment.result import Audit, IssueCount
from proverka.reporting.chart_canvas import (
    NARROW,
    TICKS_NARROW,
    TICKS_WIDE,
    WIDE,
    Axis,
    Chart,
    Drawing,
    Layer,
    Layers,
    by_role,
    colour,
    moment,
    rows,
    spread,
    time_axis,
    time_encoding,
)
from proverka.reporting.chart_plan import Item, Plan
from proverka.reporting.table import Column, Table, joined, table_of
from proverka.reporting.tongue import Tongue, language_behind
from proverka.reporting.wording import listed, words

COUNTS_MIN = 2
HEIGHT = 220
LABEL_ROOM = 18.0
# The plot is somewhat higher than the greatest count.
AIR = 1.08
ROLES = {"raised": "muted", "resolved": "good", "open": "bad"}

Series = tuple[str, list[tuple[date, int, str]]]


def issue_charts(audit: Audit, tongue: Tongue) -> tuple[Chart, ...]:
    """Return the chart of counted issues, or none where fewer than two counts were published."""
    series = [(name, _series(audit.issues.counts, name)) for name in ROLES]
    series = [(name, points) for name, points in series if points]
    if sum(1 for c in audit.issues.counts if c.open is not None or c.raised is not None) < COUNTS_MIN:
        return ()
    name, title = "issues", tongue.text("Outstanding issues of the declaration, as counted")
    return (
        Chart(
            name=name,
            title=title,
            spoken=lambda: listed([_spoken(one, tongue) for one in series], tongue),
            note=tongue.text(
                "Each mark is a published count. A square marks a day or a count on which sources disagree."
            ),
            table=_table(audit, name, title, tongue),
            drawing=lambda wide: _drawing(series, tongue, wide=wide),
            language=language_behind(tongue),
            plan=lambda: _plan(series, tongue),
        ),
    )


def _spoken(one: Series, tongue: Tongue) -> str:
    what, points = one
    day, value, _ = points[-1]
    return tongue.text("{what}: {count} on {day}", what=words(what, tongue), count=tongue.number(value), day=day)


def _series(counts: Sequence[IssueCount], name: str) -> list[tuple[date, int, str]]:
    return [(c.date, value, c.by) for c in counts if (value := getattr(c, name)) is not None]


def conflicts(points: Sequence[tuple[date, int, str]]) -> set[date]:
    """Return the days for which different counts of one thing were published."""
    values = {(day, value) for day, value, _ in points}
    return {day for day, times in Counter(day for day, _ in values).items() if times > 1}


def _plan(series: Sequence[Series], tongue: Tongue) -> Plan:
    lines = (
        Item(
            kind="line",
            facts={"role": ROLES[what], "course": ";".join(_stops(points))},
            texts=("", _counted(what, points[-1][1], tongue), _spoken((what, points), tongue)),
        )
        for what, points in series
    )
    return Plan(kind="courses", facts={"plot": str(HEIGHT), "top": f"{_top(series):.2f}"}, items=tuple(lines))


def _stops(points: Sequence[tuple[date, int, str]]) -> Iterator[str]:
    """Yield points as a plan has them: the day, the count and the shape of each."""
    odd = conflicts(points)
    return (f"{day} {value} {'disputed' if day in odd else 'counted'}" for day, value, _ in points)


def _top(series: Sequence[Series]) -> float:
    """Return the count that lies at the upper edge of the plot."""
    return max(value for _, points in series for _, value, _ in points) * AIR


def _drawing(series: Sequence[Series], tongue: Tongue, *, wide: bool) -> Drawing:
    margin = 110 if wide else 86
    width = (WIDE if wide else NARROW) - margin - 40
    axis = time_axis([day for _, points in series for day, _, _ in points], TICKS_WIDE if wide else TICKS_NARROW)
    top = _top(series)
    y = alt.Y(
        "count",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(domain=False, ticks=False, tickCount=5, format="d"),
    )
    layers = [layer for what, points in series for layer in _course(what, points, axis, y)]
    labels = _labels(series, width, top, y, tongue)
    return Layers(layers=(*layers, labels), width=width, height=HEIGHT)


def _course(what: str, points: Sequence[tuple[date, int, str]], axis: Axis, y: alt.Y) -> Iterator[Layer]:
    odd = conflicts(points)
    line = [{"on": moment(day), "count": value} for day, value, _ in points]
    yield (
        alt.Chart(rows(line))
        .mark_line(interpolate="step-after", strokeWidth=2, color=colour(ROLES[what]))
        .encode(time_encoding(axis), y)
    )
    for shape, chosen in (("circle", False), ("square", True)):
        marks = [{"on": moment(day), "count": value} for day, value, _ in points if (day in odd) is chosen]
        if marks:
            yield (
                alt.Chart(rows(marks))
                .mark_point(shape=shape, size=90 if chosen else 38, filled=True, opacity=1, color=colour(ROLES[what]))
                .encode(time_encoding(axis), y)
            )


def _labels(series: Sequence[Series], width: int, top: float, y: alt.Y, tongue: Tongue) -> Layer:
    ordered = sorted(series, key=lambda s: -s[1][-1][1])
    places = [HEIGHT * (1 - points[-1][1] / top) for _, points in ordered]
    moved = spread(places, [LABEL_ROOM] * len(places), 0, HEIGHT)
    data = [
        {"text": _counted(what, points[-1][1], tongue), "count": top * (1 - place / HEIGHT), "role": ROLES[what]}
        for (what, points), place in zip(ordered, moved, strict=True)
    ]
    mark = alt.Chart(rows(data)).mark_text(align="left", baseline="middle", x=width + 8, fontWeight="bold")
    layer: Layer = mark.encode(y, by_role(), text="text:N")
    return layer


def _counted(what: str, value: int, tongue: Tongue) -> str:
    return tongue.text("{count} {what}", count=tongue.number(value), what=words(what, tongue))


def _table(audit: Audit, name: str, title: str, tongue: Tongue) -> Table:
    return table_of(
        name,
        title,
        tongue.text("Published counts; blank where a source did not say."),
        (
            Column[IssueCount]("date", "date", "day", lambda c: c.date),
            Column("raised", "integer", "raised in all", lambda c: c.raised),
            Column("resolved", "integer", "resolved in all", lambda c: c.resolved),
            Column("open", "integer", "open", lambda c: c.open),
            Column("by", "string", "whose count", lambda c: audit.parties.get(c.by, c.by)),
            Column("entries", "string", "entries", lambda c: joined(c.entries)),
        ),
        audit.issues.counts,
    )

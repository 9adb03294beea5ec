"""Burn-down: the share reached on each basis over time, one chart to a disposition, deadlines drawn in."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import altair as alt

from proverka.assessment.result import Audit
from proverka.model.sentence import Sentence, sentence
from proverka.reporting.chart_burndown_lines import Due, Group, Line, Point, groups_of
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
    columns,
    moment,
    rows,
    spread,
    time_axis,
    time_encoding,
    wrapped,
)
from proverka.reporting.chart_plan import Item, Plan
from proverka.reporting.language import message
from proverka.reporting.table import Column, Table, table_of
from proverka.reporting.tongue import Tongue, language_behind, one_after_another
from proverka.reporting.wording import bounded, listed, measured, words

HEIGHT = 260
LINE_HEIGHT = 14
# Pixels that a letter takes, and between one due date and the next.
LETTER_WIDTH, DUE_AIR = 6.6, 8.0

_SHAPES = {"at_least": "triangle-up", "at_most": "triangle-down"}
_NOTE = message(
    "Each line is one basis and keeps its last published figure until the next; small hollow marks are other figures "
    "published for the same day; a triangle is “at least” or “at most”."
)
_NOTE_DUE = message("Dashed: a due date; the diamond is what was due by it.")
_NOTE_COMPUTED = message(
    "A square is a share computed here from a published amount and the whole that was printed with it."
)


def burndowns(audit: Audit, tongue: Tongue) -> tuple[Chart, ...]:
    """Return one chart to each disposition of which the record tells a course, at most six lines in each."""
    return tuple(_chart(group, tongue) for group in groups_of(audit))


def _chart(group: Group, tongue: Tongue) -> Chart:
    lines = group.lines
    name = f"burn-down-{group.disposition.replace('_', '-')}{'-facilities' if group.places else ''}"
    name += f"-{group.part + 1}" if group.part else ""
    title = _title(group, tongue)
    return Chart(
        name=name,
        title=title,
        spoken=lambda: listed([_spoken(line, tongue) for line in lines], tongue),
        note=_note(lines, tongue),
        table=_table(name, title, lines, tongue),
        drawing=lambda wide: _drawing(lines, tongue, wide=wide),
        language=language_behind(tongue),
        plan=lambda: _plan(lines, tongue),
    )


def _title(group: Group, tongue: Tongue) -> str:
    state = words(group.disposition, tongue)
    if group.places:
        title = tongue.text("Share {state}, by basis: facilities and sites", state=state)
    else:
        title = tongue.text("Share {state}, by basis", state=state)
    return tongue.text("{title} ({number})", title=title, number=tongue.number(group.part + 1)) if group.part else title


def _note(lines: Sequence[Line], tongue: Tongue) -> str:
    due = any(line.deadlines for line in lines)
    computed = any(point.computed for line in lines for point in line.points)
    notes = (_NOTE, *((_NOTE_DUE,) if due else ()), *((_NOTE_COMPUTED,) if computed else ()))
    return one_after_another(tongue.text(note) for note in notes)


def _reached(line: Line, tongue: Tongue) -> str:
    """Return the last share of a line in words."""
    if not line.points:
        return tongue.text("no figure yet")
    last = line.steps[-1]
    return bounded(last.figure.bound, measured(last.percent, "percent", tongue), tongue)


def _height(line: Line) -> float:
    return float(line.steps[-1].percent) if line.points else 0.0


def _spoken(line: Line, tongue: Tongue) -> str:
    told = tongue.text("{name}: {reached}", name=line.name, reached=_reached(line, tongue))
    if line.points:
        told = tongue.text("{reached} as of {days}", reached=told, days=line.steps[-1].figure.as_of)
    for day in dict.fromkeys(day for day, _ in line.deadlines):
        told = tongue.text("{reached} (due {day})", reached=told, day=day)
    return told


def _drawing(lines: Sequence[Line], tongue: Tongue, *, wide: bool) -> Drawing:
    margin, ticks = (190, TICKS_WIDE) if wide else (104, TICKS_NARROW)
    width = (WIDE if wide else NARROW) - margin - 46
    days = [p.figure.on for line in lines for p in line.points] + [day for line in lines for day, _ in line.deadlines]
    axis = time_axis(days, ticks)
    layers = [
        *_deadlines(lines, axis, width, tongue),
        _steps(lines, axis, tongue),
        *_points(lines, axis, tongue),
        *_labels(lines, width, tongue, wide=wide),
    ]
    return Layers(layers=tuple(layers), width=width, height=HEIGHT)


def _plan(lines: Sequence[Line], tongue: Tongue) -> Plan:
    ticks = (Item(kind="tick", facts={"value": value}, texts=(text,)) for value, text in _shares(tongue).items())
    dues = (
        Item(kind="due", facts={"day": str(day), "role": role}, texts=(_due_words(day, tongue),))
        for day, role in _dues(lines).items()
    )
    courses = (
        Item(
            kind="line",
            facts={
                "role": line.role,
                "course": ";".join(map(_stop, line.steps)),
                "aside": ";".join(dict.fromkeys(map(_stop, line.aside))),
            },
            texts=(_short_name(line), _reached(line, tongue), _spoken(line, tongue)),
        )
        for line in lines
    )
    return Plan(kind="courses", facts={"plot": str(HEIGHT), "top": "100"}, items=(*ticks, *dues, *courses))


def _stop(point: Point) -> str:
    """Return a point as a plan has it: its day, its share and its shape."""
    return f"{point.figure.on} {point.percent:f} {_shape(point)}"


def _shares(tongue: Tongue) -> dict[str, str]:
    """Return the shares at which a picture has a line across it, and what is written beside them."""
    return {str(share): measured(share, "percent", tongue) for share in (0, 25, 50, 75, 100)}


def _y(tongue: Tongue) -> alt.Y:
    shares = _shares(tongue)
    return alt.Y(
        "percent",
        type="quantitative",
        title=None,
        scale=alt.Scale(domain=[0, 100], nice=False, clamp=False),
        axis=alt.Axis(
            values=[*map(int, shares)], labelExpr=f"{json.dumps(shares)}[datum.value]", domain=False, ticks=False
        ),
    )


def _steps(lines: Sequence[Line], axis: Axis, tongue: Tongue) -> Layer:
    data = [_place(point, line.role) for line in lines for point in line.steps]
    mark = alt.Chart(rows(data)).mark_line(interpolate="step-after", strokeWidth=2, clip=True)
    layer: Layer = mark.encode(time_encoding(axis), _y(tongue), by_role())
    return layer


def _points(lines: Sequence[Line], axis: Axis, tongue: Tongue) -> Iterator[Layer]:
    counted = [_mark(point, line.role) for line in lines for point in line.steps]
    others = _distinct(_mark(point, line.role) for line in lines for point in line.aside)
    shape = alt.Shape("shape", type="nominal", legend=None, scale=None)
    for data, size, fill in ((others, 22, colour("paper")), (counted, 34, None)):
        if not data:
            continue
        mark = alt.Chart(rows(data)).mark_point(size=size, opacity=1, strokeWidth=1.2, filled=fill is None)
        if fill is not None:
            mark = alt.Chart(rows(data)).mark_point(size=size, opacity=1, strokeWidth=1.2, fill=fill)
        yield mark.encode(time_encoding(axis), _y(tongue), by_role(), shape)


def _distinct(marks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return marks without those that would be drawn on one that is the same."""
    return [*{tuple(mark.values()): mark for mark in marks}.values()]


def _place(point: Point, role: str) -> dict[str, Any]:
    return {"on": moment(point.figure.on), "percent": float(point.percent), "role": role}


def _mark(point: Point, role: str) -> dict[str, Any]:
    return {**_place(point, role), "shape": _shape(point)}


def _shape(point: Point) -> str:
    return _SHAPES.get(point.figure.bound, "square" if point.computed else "circle")


def _deadlines(lines: Sequence[Line], axis: Axis, width: int, tongue: Tongue) -> Iterator[Layer]:
    """Yield dashed rules with their days above, set in as many rows as they need, and the targets as diamonds."""
    dues = _dues(lines)
    if not dues:
        return
    data = [{"on": moment(day), "role": role, "percent": 100} for day, role in dues.items()]
    x = time_encoding(axis)
    yield alt.Chart(rows(data)).mark_rule(strokeDash=[3, 3], strokeWidth=1.2).encode(x, by_role())
    yield (
        alt.Chart(rows(data))
        .mark_point(shape="diamond", size=80, opacity=1, strokeWidth=1.6, fill=colour("paper"))
        .encode(x, _y(tongue), by_role())
    )
    yield _due_labels([*dues], axis, width, tongue)


def _dues(lines: Sequence[Line]) -> dict[date, str]:
    """Return the due dates in order, each in the role of the first line that has it."""
    dues: dict[date, str] = {}
    for line in lines:
        for day, _ in line.deadlines:
            dues.setdefault(day, line.role)
    return dict(sorted(dues.items()))


def _due_words(day: date, tongue: Tongue) -> str:
    return tongue.text("due {day}", day=day)


def _due_labels(days: Sequence[date], axis: Axis, width: int, tongue: Tongue) -> Layer:
    """Return the days of the deadlines, each in the first row above the plot that has room for it."""
    ends: list[float] = []  # The right end of the last label in each row, in pixels.
    data = []
    for day in days:
        text = _due_words(day, tongue)
        room = LETTER_WIDTH * columns(text) + DUE_AIR
        place = axis.share(day) * width
        # Where it would run into the names of the lines, it ends at its date instead of beginning there.
        left = max(0.0, place - 6 if place + room <= width + DUE_AIR else place - room + 6)
        row = next((i for i, end in enumerate(ends) if end <= left), len(ends))
        ends[row:] = [left + room, *ends[row + 1 :]]
        data.append({"text": text, "on": axis.moment_at(left / width), "percent": _percent_at(-14 - 15 * row)})
    mark = alt.Chart(rows(data)).mark_text(align="left", baseline="bottom", color=colour("muted"))
    layer: Layer = mark.encode(time_encoding(axis), _y(tongue), text="text:N")
    return layer


def _percent_at(y: float) -> float:
    """Return the percentage that lies so many pixels below the top of the plot."""
    return 100 * (1 - y / HEIGHT)


def _labels(lines: Sequence[Line], width: int, tongue: Tongue, *, wide: bool) -> Iterator[Layer]:
    """Yield the names of the lines, right of the last day, moved apart where they would touch."""
    for last in (False, True):
        data = [row for row in _label_rows(lines, tongue, wide=wide) if row["last"] is last]
        mark = alt.Chart(rows(data)).mark_text(
            align="left", baseline="middle", x=width + 8, fontWeight="bold" if last else "normal"
        )
        yield mark.encode(_y(tongue), by_role(), text="text:N")


def _label_rows(lines: Sequence[Line], tongue: Tongue, *, wide: bool) -> Iterator[dict[str, Any]]:
    texts = {line.basis: _label(line, 25 if wide else 14, tongue) for line in lines}
    ordered = sorted(lines, key=lambda line: -_height(line))
    places = [HEIGHT * (1 - _height(line) / 100) for line in ordered]
    room = [LINE_HEIGHT * len(texts[line.basis]) + 6.0 for line in ordered]
    for line, place, height in zip(ordered, spread(places, room, -6, HEIGHT + 10), room, strict=True):
        for i, text in enumerate(texts[line.basis]):
            y = place - height / 2 + 3 + LINE_HEIGHT * (i + 0.5)
            last = i == len(texts[line.basis]) - 1
            yield {"text": text, "percent": _percent_at(y), "role": line.role, "last": last}


def _label(line: Line, width: int, tongue: Tongue) -> list[str]:
    return [*wrapped(_short_name(line), width), _reached(line, tongue)]


def _short_name(line: Line) -> str:
    return line.name.partition(" (")[0]


_Row = tuple[Line, Point | None, Due | None]


def _table(name: str, title: str, lines: Sequence[Line], tongue: Tongue) -> Table:
    items: list[_Row] = [(line, point, None) for line in lines for point in line.points]
    items += [(line, None, due) for line in lines for due in line.deadlines]
    return table_of(
        name,
        title,
        tongue.text("The figures drawn in the chart, and the due dates of the obligations that are measured by them."),
        (
            Column[_Row]("what", "string", "figure, or due date with the obligation", _what),
            Column("basis", "string", "basis", lambda r: r[0].basis),
            Column("subject", "string", "what is counted", lambda r: r[0].name),
            Column("on", "date", "day", lambda r: r[1].figure.on if r[1] else r[2] and r[2][0]),
            Column("as_of", "string", "as of, as stated", lambda r: r[1].figure.as_of if r[1] else None),
            Column("percent", "number", "percent", lambda r: r[1].percent if r[1] else None),
            Column("computed", "boolean", "whether computed here", lambda r: r[1].computed if r[1] else None),
            Column("amount", "number", "published amount", lambda r: r[1].figure.amount if r[1] else None),
            Column("of", "number", "the whole printed with it", lambda r: r[1].figure.of if r[1] else None),
            Column("bound", "string", "bound", lambda r: r[1].figure.bound if r[1] else None, vocabulary=True),
            Column("standing", "string", "standing", lambda r: r[1].figure.standing if r[1] else None, vocabulary=True),
            Column("drawn", "boolean", "whether the line goes through it", _drawn),
            Column("entry", "integer", "log index", lambda r: r[1].figure.entry if r[1] else None),
        ),
        items,
    )


def _drawn(row: _Row) -> bool | None:
    return row[0].leads_through(row[1]) if row[1] else None


def _what(row: _Row) -> Sentence:
    return sentence("due: {obligation}", obligation=row[2][1]) if row[2] else sentence("figure")

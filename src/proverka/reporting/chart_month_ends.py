"""What was held in each disposition at the end of each month, all places together: one panel to a unit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import altair as alt

from proverka.book import MonthEnds
from proverka.reporting.chart_canvas import (
    NARROW,
    SERIES,
    TICKS_NARROW,
    TICKS_WIDE,
    WIDE,
    Chart,
    Layer,
    Panel,
    by_role,
    colour,
    moment,
    rows,
    spread,
    time_axis,
    time_encoding,
    wrapped,
)
from proverka.reporting.table import Column, table_of
from proverka.reporting.wording import booked, tonnes_of, words

HEIGHT = 260
LINE_HEIGHT = 14
# A line through so few months shows each of them.
DOTS_MAX = 36
REST = "all other"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """What was held in a disposition at each month's end, in a unit of the book; `role` is its colour."""

    unit: str
    disposition: str
    held: tuple[int, ...]
    role: str

    @property
    def drawn(self) -> list[float]:
        """The numbers as the axis has them: tonnes, or a count."""
        return [float(_shown(value, self.unit)) for value in self.held]


def month_ends_chart(accounts: Sequence[MonthEnds], days: Sequence[date], units: Mapping[str, str]) -> Chart:
    """Return the chart of at least one account; `units` has `gram` or what is counted for each subject.

    At most six lines to a unit: beyond that the smallest dispositions are one line together.
    """
    lines = list(_lines(accounts, units))
    title = f"Held at the end of each month, {days[0]:%Y-%m} to {days[-1]:%Y-%m}"
    return Chart(
        name="month-ends",
        title=title,
        spoken=lambda: "; ".join(_spoken(one) for one in lines) + ".",
        note="All places together, as the movement tables have it.",
        table=table_of(
            "month-ends",
            title,
            "What was held in each disposition at the end of each month.",
            (
                Column[tuple[_Line, date, int]]("month_end", "date", "last day of the month", lambda r: r[1]),
                Column("disposition", "string", "what was done with it", lambda r: r[0].disposition),
                Column("held", "number", "amount", lambda r: _shown(r[2], r[0].unit)),
                Column("unit", "string", "unit", lambda r: _unit(r[0].unit)),
            ),
            [(one, day, held) for one in lines for day, held in zip(days, one.held, strict=True)],
        ),
        drawing=lambda wide: _drawing(lines, days, wide=wide),
    )


def _spoken(line: _Line) -> str:
    return f"{line.disposition}: {booked(line.held[-1], line.unit)} at the end"


def _lines(accounts: Sequence[MonthEnds], units: Mapping[str, str]) -> Iterator[_Line]:
    sums: dict[str, dict[str, tuple[int, ...]]] = {}
    for one in accounts:
        of_unit = sums.setdefault(units.get(one.subject, "unit"), {})
        of_unit[one.disposition] = _added(of_unit.get(one.disposition), one.held)
    for unit, found in sorted(sums.items()):
        largest = sorted(found, key=lambda name: (-max(map(abs, found[name])), name))
        if len(largest) > len(SERIES):
            for name in largest[len(SERIES) - 1 :]:
                found[REST] = _added(found.get(REST), found[name])
            largest = [*largest[: len(SERIES) - 1], REST]
        for name, role in zip(largest, SERIES, strict=False):
            yield _Line(unit=unit, disposition=words(name), held=found[name], role=role)


def _added(one: tuple[int, ...] | None, other: tuple[int, ...]) -> tuple[int, ...]:
    return other if one is None else tuple(a + b for a, b in zip(one, other, strict=True))


def _shown(value: int, unit: str) -> Decimal:
    return tonnes_of(value) if unit == "gram" else Decimal(value)


def _unit(unit: str) -> str:
    return "tonne" if unit == "gram" else unit


def _drawing(lines: Sequence[_Line], days: Sequence[date], *, wide: bool) -> Panel:
    units = list(dict.fromkeys(one.unit for one in lines))
    return alt.vconcat(*(_panel([one for one in lines if one.unit == unit], days, wide=wide) for unit in units))


def _panel(lines: Sequence[_Line], days: Sequence[date], *, wide: bool) -> Panel:
    width = (WIDE if wide else NARROW) - (210 if wide else 150)
    x = time_encoding(time_axis(days, TICKS_WIDE if wide else TICKS_NARROW))
    low = min(0.0, *(min(one.drawn) for one in lines))
    high = max(low + 1.0, *(max(one.drawn) for one in lines))
    y = alt.Y(
        "held",
        type="quantitative",
        title=f"{words(_unit(lines[0].unit))}s",
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(domain=False, ticks=False, tickCount=5, format=",~r", titleColor=colour("muted")),
    )
    data = [
        {"on": moment(day), "held": held, "role": one.role}
        for one in lines
        for day, held in zip(days, one.drawn, strict=True)
    ]
    mark = alt.Chart(rows(data)).mark_line(strokeWidth=2, point=len(days) <= DOTS_MAX)
    panel = alt.layer(mark.encode(x, y, by_role()), _labels(lines, width, low, high, y))
    return panel.properties(width=width, height=HEIGHT)


def _labels(lines: Sequence[_Line], width: int, low: float, high: float, y: alt.Y) -> Layer:
    """Return the name of each line and its last number, right of the last day, moved apart where they would touch."""
    ordered = sorted(lines, key=lambda one: -one.drawn[-1])
    texts = [[*wrapped(one.disposition, 20), booked(one.held[-1], one.unit)] for one in ordered]
    places = [HEIGHT * (high - one.drawn[-1]) / (high - low) for one in ordered]
    room = [LINE_HEIGHT * len(text) + 6.0 for text in texts]
    data: list[dict[str, Any]] = []
    for one, text, place, height in zip(ordered, texts, spread(places, room, -6, HEIGHT + 10), room, strict=True):
        for number, part in enumerate(text):
            at = place - height / 2 + 3 + LINE_HEIGHT * (number + 0.5)
            data.append({"text": part, "held": high - at / HEIGHT * (high - low), "role": one.role})
    mark = alt.Chart(rows(data)).mark_text(align="left", baseline="middle", x=width + 8)
    layer: Layer = mark.encode(y, by_role(), text="text:N")
    return layer

"""Obligations on a time line, one chart to an instrument: adopted, due, extended, missed, fulfilled."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from proverka.assessment.result import Audit, DatedDue, InstrumentResult, ObligationResult
from proverka.model.sentence import Sentence, sentence, term
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
    pixels,
    rows,
    time_axis,
    time_encoding,
)
from proverka.reporting.chart_plan import Item, Plan
from proverka.reporting.language import message
from proverka.reporting.table import Column, Table, table_of
from proverka.reporting.tongue import Tongue, language_behind
from proverka.reporting.wording import days_words, fulfilled_words, listed, words

ROW_HEIGHT = 36
# How many letters a row holds: the label at its left with the state at its right.
TEXT_MAX_WIDE, TEXT_MAX_NARROW = 106, 42
# An obligation that is long overdue, or recurs for years, would press everything else to the left.
NEAR = timedelta(days=1100)
NEAR_SHARE_MIN = 0.5
# What these are is so from the due date to the day asked for.
GOES_ON = ("overdue", "partly_met")

ROLE_OF_STATUS = {
    "met": "good",
    "met_late": "late",
    "partly_met": "late",
    "overdue": "bad",
    "at_risk": "late",
    "on_track": "open",
    "pending": "muted",
    "contested": "odd",
    "superseded": "muted",
    "no_evidence": "muted",
}


ROLE_OF_STATE = {"met": "good", "met_late": "late", "missed": "bad", "no_evidence": "muted"}
# An upright bar, as a path within the unit square that marks are drawn in.
DUE_SHAPE = "M-0.18,-1H0.18V1H-0.18Z"


def obligation_charts(audit: Audit, tongue: Tongue) -> dict[str, Chart]:
    """Return one chart to each instrument that has an obligation with a date, by the instrument."""
    charts = {}
    for instrument in audit.instruments:
        dated = [o for o in audit.obligations if o.instrument == instrument.id and (o.dates or o.fulfilled)]
        if dated:
            charts[instrument.id] = _chart(instrument, dated, audit, tongue)
    return charts


def main_instrument(audit: Audit) -> str:
    """Return the instrument that sets most dates for what is measured by figures, the earliest of equals; or none."""
    measured = Counter(o.instrument for o in audit.obligations if o.due and (o.bases or o.achieved))
    order = [i.id for i in audit.instruments if i.id in measured]
    return max(order, key=lambda i: measured[i], default="")


def _chart(instrument: InstrumentResult, dated: Sequence[ObligationResult], audit: Audit, tongue: Tongue) -> Chart:
    name = "obligations-" + "".join(c if c.isalnum() else "-" for c in instrument.id)
    title = tongue.text("{instrument}: obligations on a time line", instrument=instrument.id)
    as_of = audit.as_of
    return Chart(
        name=name,
        title=title,
        spoken=lambda: listed([_spoken(o, tongue) for o in dated], tongue),
        note=tongue.text(_NOTE),
        table=_table(name, title, instrument, dated, tongue),
        drawing=lambda wide: _drawing(instrument, dated, as_of, tongue, wide=wide),
        language=language_behind(tongue),
        plan=lambda: _plan(instrument, dated, as_of, tongue),
        beyond=[(o.action, o.due, _late_since(o, as_of) or o.days_late, o.days_late_least) for o in dated],
    )


_NOTE = message(
    "From adoption to the due date (upright bar; hollow: a date that was extended or replaced); dot: fulfilled, thick "
    "line: between which days; broken line: past due. What runs off the right edge goes on to the day asked for."
)


def _spoken(o: ObligationResult, tongue: Tongue) -> str:
    status = words(o.status, tongue)
    if o.due:
        told = tongue.text("{obligation} {status}, due {day}", obligation=o.id, status=status, day=o.due)
    else:
        told = tongue.text("{obligation} {status}, no due date", obligation=o.id, status=status)
    if not o.fulfilled:
        return told
    return tongue.text("{obligation}, fulfilled {days}", obligation=told, days=fulfilled_words(o.fulfilled, tongue))


def _plan(instrument: InstrumentResult, dated: Sequence[ObligationResult], as_of: date, tongue: Tongue) -> Plan:
    axes = (_axis(instrument, dated, near=near) for near in (True, False))
    duties = (item for o in dated for item in (_duty(instrument, o, as_of, tongue), *_dues(o)))
    return Plan(kind="time-line", items=(*axes, *duties))


def _duty(instrument: InstrumentResult, o: ObligationResult, as_of: date, tongue: Tongue) -> Item:
    spans = (f"{kind} {first} {last or 'edge'} {role}" for kind, first, last, role in _spans_of(instrument, o))
    return Item(
        kind="duty",
        facts={
            "role": ROLE_OF_STATUS[o.status],
            "spans": ";".join(spans),
            "fulfilled": str(o.fulfilled.latest) if o.fulfilled else "",
        },
        texts=(_whole_label(o), _state(o, as_of, tongue), _spoken(o, tongue)),
    )


def _dues(o: ObligationResult) -> Iterator[Item]:
    """Yield the due dates of a duty, by year: what recurs for years is another from one time to the next."""
    alike: dict[tuple[int, str, str], list[date]] = {}
    for d in o.dates:
        alike.setdefault((d.date.year, _kind_of_due(d), _role_of_due(d)), []).append(d.date)
    for (_, kind, role), days in alike.items():
        yield Item(kind=kind, facts={"role": role, "days": " ".join(map(str, days))})


def _axis(instrument: InstrumentResult, dated: Sequence[ObligationResult], *, near: bool) -> Item:
    """Return the axis for days asked for that are near, or all later: from when to when, and whether on to that day."""
    days, goes_on = _held(instrument, dated, near=near)
    until = str(instrument.adopted + NEAR) if near else ""
    facts = {"until": until, "first": str(min(days)), "last": str(max(days)), "on": "yes" if goes_on else ""}
    return Item(kind="axis", facts=facts)


def _days(instrument: InstrumentResult, dated: Sequence[ObligationResult], as_of: date) -> list[date]:
    """Return the days that the axis must hold."""
    days, goes_on = _held(instrument, dated, near=as_of - instrument.adopted <= NEAR)
    return [*days, as_of] if goes_on else days


def _held(instrument: InstrumentResult, dated: Sequence[ObligationResult], *, near: bool) -> tuple[list[date], bool]:
    """Return the days on record that the axis must hold, and whether it goes on to the day asked for, near or not.

    The later ones are left out where they would press the rest together.
    """
    days = [instrument.adopted]
    for o in dated:
        days += [d.date for d in o.dates if d.role != "occurrence"]
        days += [o.due] if o.due and not o.comes_again else []
        days += [o.fulfilled.earliest, o.fulfilled.latest] if o.fulfilled else []
    late = sum(1 for o in dated if o.status in GOES_ON)
    if all(o.comes_again for o in dated):
        return [*days, *(d.date for o in dated for d in o.dates)], late > 0
    close = [day for day in days if day - instrument.adopted <= NEAR]
    if len(close) + late * near > (len(days) + late) * NEAR_SHARE_MIN:
        return close, near and late > 0
    return days, late > 0


def _drawing(
    instrument: InstrumentResult, dated: Sequence[ObligationResult], as_of: date, tongue: Tongue, *, wide: bool
) -> Drawing:
    width, height = (WIDE if wide else NARROW) - 30, ROW_HEIGHT * len(dated)
    axis = time_axis(_days(instrument, dated, as_of), TICKS_WIDE if wide else TICKS_NARROW)
    y = pixels("y", alt.Y, height)
    layers = [
        _frame(axis),
        *_spans(instrument, dated, axis, y),
        *_marks_of_dates(dated, axis, y),
        *_words(dated, width, y, as_of, tongue, wide=wide),
    ]
    return Layers(layers=tuple(layers), width=width, height=height)


def _frame(axis: Axis) -> Layer:
    """Return the layer that carries the axis, with an upright line at each tick."""
    data = [{"on": moment(tick)} for tick in axis.ticks] or [{"on": moment(axis.first)}]
    mark = alt.Chart(rows(data)).mark_rule(color=colour("line"), strokeWidth=1)
    layer: Layer = mark.encode(time_encoding(axis))
    return layer


def _line_at(row: int) -> float:
    return row * ROW_HEIGHT + 26.0


def _spans(instrument: InstrumentResult, dated: Sequence[ObligationResult], axis: Axis, y: alt.Y) -> Iterator[Layer]:
    """Yield the lines of each row: to the due date thin, past it broken, between bounds of fulfilment thick."""
    data = [
        {
            "kind": kind,
            "on": _inside(axis, first),
            "to": _inside(axis, last or axis.last),
            "y": _line_at(row),
            "role": role,
        }
        for row, o in enumerate(dated)
        for kind, first, last, role in _spans_of(instrument, o)
    ]
    for kind, thickness, dash in (("owed", 1.5, [1, 0]), ("late", 2, [4, 3]), ("fulfilled", 5, [1, 0])):
        chosen = [row for row in data if row["kind"] == kind]
        if chosen:
            mark = alt.Chart(rows(chosen)).mark_rule(strokeWidth=thickness, strokeDash=dash)
            yield mark.encode(time_encoding(axis), y, by_role(), x2="to")


def _spans_of(instrument: InstrumentResult, o: ObligationResult) -> Iterator[tuple[str, date, date | None, str]]:
    """Yield the lines of a row: of which kind, from when to when, and in which role; without an end to the edge."""
    role = ROLE_OF_STATUS[o.status]
    due = o.due or (o.fulfilled.latest if o.fulfilled else instrument.adopted)
    yield "owed", instrument.adopted, due, "muted"
    if o.fulfilled is None and o.status in GOES_ON:
        yield "late", due, None, role
    if o.fulfilled is not None and o.fulfilled.earliest > due:
        yield "late", due, o.fulfilled.earliest, role
    if o.fulfilled is not None:
        yield "fulfilled", o.fulfilled.earliest, o.fulfilled.latest, role


def _inside(axis: Axis, day: date) -> int:
    """Return the moment of a day, or of the edge of the axis beyond which it lies."""
    return moment(min(max(day, axis.first), axis.last))


def _marks_of_dates(dated: Sequence[ObligationResult], axis: Axis, y: alt.Y) -> Iterator[Layer]:
    """Yield the due dates as upright bars, hollow where replaced; occurrences as short ones; fulfilment as dots."""
    dues = [(row, d) for row, o in enumerate(dated) for d in o.dates if axis.first <= d.date <= axis.last]
    drawn = [_due_mark(row, d) for row, d in dues]
    for kind, size, fill in (("due", 130, "ink"), ("replaced", 130, "paper"), ("occurrence", 50, None)):
        chosen = [row for row in drawn if row["kind"] == kind]
        if chosen:
            mark: dict[str, Any] = {"shape": DUE_SHAPE, "size": size, "opacity": 1, "strokeWidth": 1}
            inside: dict[str, Any] = {"fill": colour(fill)} if fill else {"filled": True}
            yield alt.Chart(rows(chosen)).mark_point(**mark, **inside).encode(time_encoding(axis), y, by_role())
    dots = [
        {"on": moment(o.fulfilled.latest), "y": _line_at(row), "role": ROLE_OF_STATUS[o.status]}
        for row, o in enumerate(dated)
        if o.fulfilled and axis.first <= o.fulfilled.latest <= axis.last
    ]
    if dots:
        yield (
            alt.Chart(rows(dots)).mark_point(size=70, filled=True, opacity=1).encode(time_encoding(axis), y, by_role())
        )


def _due_mark(row: int, dated: DatedDue) -> dict[str, Any]:
    place = {"on": moment(dated.date), "y": _line_at(row)}
    return {**place, "kind": _kind_of_due(dated), "role": _role_of_due(dated)}


def _kind_of_due(dated: DatedDue) -> str:
    if dated.role == "occurrence":
        return "occurrence"
    return "replaced" if dated.state == "replaced" or dated.role == "rescheduled" else "due"


def _role_of_due(dated: DatedDue) -> str:
    return ROLE_OF_STATE.get(dated.state, "muted") if dated.role == "occurrence" else "ink"


def _words(
    dated: Sequence[ObligationResult], width: int, y: alt.Y, as_of: date, tongue: Tongue, *, wide: bool
) -> Iterator[Layer]:
    data = [
        {
            "y": row * ROW_HEIGHT + 11,
            "label": _label(o, columns(_state(o, as_of, tongue)), wide=wide),
            "state": _state(o, as_of, tongue),
            "role": ROLE_OF_STATUS[o.status],
        }
        for row, o in enumerate(dated)
    ]
    base = alt.Chart(rows(data))
    yield base.mark_text(align="left", baseline="middle", x=0, color=colour("ink")).encode(y, text="label:N")
    state = base.mark_text(align="right", baseline="middle", x=width, fontWeight="bold")
    yield state.encode(y, by_role(), text="state:N")


def _label(o: ObligationResult, taken: int, *, wide: bool) -> str:
    """Return the number of an obligation within its instrument and what is owed, in the room that is not taken."""
    label = _whole_label(o)
    room = (TEXT_MAX_WIDE if wide else TEXT_MAX_NARROW) - taken
    return label if len(label) <= room else f"{label[: room - 1].rstrip()}…"


def _whole_label(o: ObligationResult) -> str:
    return f"{o.id.removeprefix(f'{o.instrument}/')}: {o.action}"


def _late_since(o: ObligationResult, as_of: date) -> date | None:
    """Return the day from which on a duty is late, where it still is."""
    return as_of - timedelta(days=o.days_late) if o.status in GOES_ON and o.days_late else None


def _state(o: ObligationResult, as_of: date, tongue: Tongue) -> str:
    status, late = words(o.status, tongue), ""
    if o.status in ("met_late", "overdue", "partly_met"):
        late = days_words(o.days_late, o.days_late_least, tongue, since=_late_since(o, as_of))
    return tongue.text("{status}, {days}", status=status, days=late) if late else status


_Row = tuple[ObligationResult, Sentence, date | None, date | None, str]


def _table(
    name: str, title: str, instrument: InstrumentResult, dated: Sequence[ObligationResult], tongue: Tongue
) -> Table:
    return table_of(
        name,
        title,
        tongue.text("The days drawn in the chart."),
        (
            Column[_Row]("obligation", "string", "obligation", lambda r: r[0].id),
            Column("status", "string", "status", lambda r: r[0].status, vocabulary=True),
            Column("what", "string", "what the day is", lambda r: r[1]),
            Column("first", "date", "day, or first of the days", lambda r: r[2]),
            Column("last", "date", "last of the days, where there are several", lambda r: r[3]),
            Column("state", "string", "what became of it", lambda r: r[4], vocabulary=True, title="outcome"),
        ),
        (row for o in dated for row in _marks(instrument, o)),
    )


def _marks(instrument: InstrumentResult, o: ObligationResult) -> Iterator[_Row]:
    yield o, sentence("adopted"), instrument.adopted, None, ""
    for dated in o.dates:
        yield o, sentence("due ({role})", role=term(dated.role)), dated.date, None, dated.state
    if o.fulfilled:
        last = o.fulfilled.latest if o.fulfilled.latest != o.fulfilled.earliest else None
        yield o, sentence("fulfilled"), o.fulfilled.earliest, last, ""

"""Removal and destruction by place: the latest amount published for each place, one chart to a unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from proverka.assessment.result import Audit, FigureResult
from proverka.model.quantity import unit_word
from proverka.reporting.chart_canvas import NARROW, WIDE, Chart, Drawing, Layers, by_role, colour, pixels, rows
from proverka.reporting.chart_plan import Item, Plan
from proverka.reporting.table import Column, Table, table_of
from proverka.reporting.tongue import Tongue, language_behind
from proverka.reporting.wording import bounded, listed, measured, place_words, words

FACTUAL = ("achieved", "derived")
BARS_MIN = 2
ROW_HEIGHT = 38
# What a bar may show of what becomes of a stockpile at a place; each disposition keeps its colour.
ROLES = {
    "removed": "series-2",
    "shipped": "series-2",
    "destroyed": "series-3",
    "disposed": "series-1",
    "remaining": "series-6",
}


def place_charts(audit: Audit, tongue: Tongue) -> tuple[Chart, ...]:
    """Return one chart to each unit in which amounts were published for at least two bars."""
    names = place_names(audit)
    subjects = {line.subject: line.name for line in audit.holdings}
    units: dict[str, list[FigureResult]] = {}
    for figure in latest_by_place(audit.figures):
        units.setdefault(figure.unit, []).append(figure)
    return tuple(
        _chart(unit, figures, _Names(names, subjects, tongue))
        for unit, figures in sorted(units.items())
        if len(figures) >= BARS_MIN
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What places and subjects are called, and the tongue in which all else is said."""

    places: dict[str, str]
    subjects: Mapping[str, str]
    tongue: Tongue


def place_names(audit: Audit) -> dict[str, str]:
    """Return the names of places, as far as the audit holds them."""
    return {
        **{line.place: line.place_name for line in audit.balance},
        **audit.places,
        **{f.place: f.place_name for f in audit.figures if f.place and f.place_name},
    }


def latest_by_place(figures: Sequence[FigureResult]) -> list[FigureResult]:
    """Return the last amount for each place and basis that says what was so, of the dispositions that are drawn."""
    found: dict[tuple[str, str], FigureResult] = {}
    for f in figures:
        if f.place and f.amount is not None and f.nature in FACTUAL and not f.withdrawn and f.disposition in ROLES:
            found[f.place, f.basis] = f
    return sorted(found.values(), key=lambda f: (f.place, f.disposition, f.basis))


def _chart(unit: str, figures: Sequence[FigureResult], names: _Names) -> Chart:
    name, tongue = f"places-{unit.replace('_', '-')}", names.tongue
    if unit == "facility":
        title = tongue.text("Destroyed by place, facilities")
    else:
        title = tongue.text("Removed and destroyed by place, {units}", units=tongue.term(unit_word(unit, None)))
    return Chart(
        name=name,
        title=title,
        spoken=lambda: listed([_spoken(_bar(f, names), tongue) for f in figures], tongue),
        note=tongue.text(
            "The latest figure published for each place. Bars of one place may speak of the same material at two "
            "stages: they are not to be added up."
        ),
        table=_table(name, title, figures, names),
        drawing=lambda wide: _drawing([_bar(f, names) for f in figures], wide=wide),
        language=language_behind(tongue),
        plan=lambda: _plan(figures, names),
        beyond=[names.subjects.get(f.subject) for f in figures],
    )


def _spoken(bar: Mapping[str, Any], tongue: Tongue) -> str:
    return tongue.text("{name}: {reached}", name=bar["label"], reached=bar["value"])


def _bar(figure: FigureResult, names: _Names) -> dict[str, Any]:
    tongue = names.tongue
    label = tongue.text(
        "{place}: {what} {state}",
        place=place_words(figure.place, names.places),
        what=names.subjects.get(figure.subject, figure.subject).partition(" (")[0],
        state=words(figure.disposition, tongue),
    )
    return {
        "amount": float(figure.amount or 0),
        "role": ROLES[figure.disposition],
        "label": label,
        "value": bounded(figure.bound, measured(figure.amount, figure.unit, tongue), tongue),
    }


def _plan(figures: Sequence[FigureResult], names: _Names) -> Plan:
    bars = ((figure, _bar(figure, names)) for figure in figures)
    items = (
        Item(
            kind="bar",
            facts={"role": bar["role"], "amount": f"{figure.amount or 0:f}"},
            texts=(bar["label"], bar["value"], _spoken(bar, names.tongue)),
        )
        for figure, bar in bars
    )
    return Plan(kind="bars", items=tuple(items))


def _drawing(bars: Sequence[dict[str, Any]], *, wide: bool) -> Drawing:
    width, height = (WIDE if wide else NARROW) - (140 if wide else 24), ROW_HEIGHT * len(bars)
    top = max(bar["amount"] for bar in bars) or 1.0
    share = 1.0 if wide else 0.72  # A phone has no margin for the numbers: they stand inside the plot.
    data = [
        {
            "from": 0,
            "to": max(bar["amount"] / top * width * share, 1),
            "y": ROW_HEIGHT * i + 25,
            "head": ROW_HEIGHT * i + 12,
            "role": bar["role"],
            "label": _short(bar["label"], wide=wide),
            "value": bar["value"],
        }
        for i, bar in enumerate(bars)
    ]
    base = alt.Chart(rows(data))
    x, y = pixels("to", alt.X, width), pixels("y", alt.Y, height)
    layers = (
        base.mark_rule(strokeWidth=10).encode(pixels("from", alt.X, width), y, by_role(), x2="to"),
        base.mark_text(align="left", baseline="middle", x=0, color=colour("ink")).encode(
            pixels("head", alt.Y, height), text="label:N"
        ),
        base.mark_text(align="left", baseline="middle", dx=6, fontWeight="bold").encode(
            x, y, by_role(), text="value:N"
        ),
    )
    return Layers(layers=layers, width=width, height=height)


LABEL_MAX_NARROW = 50


def _short(label: str, *, wide: bool) -> str:
    """Return a label that a phone holds in one line; the table has the whole."""
    return label if wide or len(label) <= LABEL_MAX_NARROW else f"{label[: LABEL_MAX_NARROW - 1].rstrip()}…"


def _table(name: str, title: str, figures: Sequence[FigureResult], names: _Names) -> Table:
    return table_of(
        name,
        title,
        names.tongue.text("The latest amount for each place and basis."),
        (
            Column[FigureResult]("place", "string", "place", lambda f: place_words(f.place, names.places)),
            Column("disposition", "string", "what was done with it", lambda f: f.disposition, vocabulary=True),
            Column("basis", "string", "basis", lambda f: f.basis),
            Column("amount", "number", "amount", lambda f: f.amount),
            Column("unit", "string", "unit", lambda f: f.unit, vocabulary=True),
            Column("bound", "string", "bound", lambda f: f.bound, vocabulary=True),
            Column("as_of", "string", "as of", lambda f: f.as_of),
            Column("standing", "string", "standing", lambda f: f.standing, vocabulary=True),
            Column("entry", "integer", "log index", lambda f: f.entry),
        ),
        figures,
    )

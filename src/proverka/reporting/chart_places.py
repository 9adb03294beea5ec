"""Removal and destruction by place: the latest amount published for each place, one chart to a unit."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from proverka.assessment.result import Audit, FigureResult
from proverka.reporting.chart_canvas import NARROW, WIDE, Chart, Drawing, by_role, colour, pixels, rows
from proverka.reporting.table import Column, Table, table_of
from proverka.reporting.wording import bounded, measured, place_words, words

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


def place_charts(audit: Audit) -> tuple[Chart, ...]:
    """Return one chart to each unit in which amounts were published for at least two bars."""
    names = place_names(audit)
    subjects = {line.subject: line.name for line in audit.holdings}
    units: dict[str, list[FigureResult]] = {}
    for figure in latest_by_place(audit.figures):
        units.setdefault(figure.unit, []).append(figure)
    return tuple(
        _chart(unit, figures, names, subjects) for unit, figures in sorted(units.items()) if len(figures) >= BARS_MIN
    )


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


def _chart(unit: str, figures: Sequence[FigureResult], names: Mapping[str, str], subjects: Mapping[str, str]) -> Chart:
    name = f"places-{unit.replace('_', '-')}"
    title = (
        f"Removed and destroyed by place, {words(unit)}s" if unit != "facility" else "Destroyed by place, facilities"
    )
    bars = [_bar(f, dict(names), subjects) for f in figures]
    description = "; ".join(f"{bar['label']}: {bar['value']}" for bar in bars) + "."
    return Chart(
        name=name,
        title=title,
        description=description,
        note="The latest figure published for each place. Bars of one place may speak of the same material at two "
        "stages: they are not to be added up.",
        table=_table(name, title, figures, dict(names)),
        drawing=lambda wide: _drawing(bars, wide=wide),
    )


def _bar(figure: FigureResult, names: dict[str, str], subjects: Mapping[str, str]) -> dict[str, Any]:
    subject = subjects.get(figure.subject, figure.subject).partition(" (")[0]
    return {
        "amount": float(figure.amount or 0),
        "role": ROLES[figure.disposition],
        "label": f"{place_words(figure.place, names)}: {subject} {words(figure.disposition)}",
        "value": bounded(figure.bound, measured(figure.amount, figure.unit)),
    }


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
    return alt.layer(
        base.mark_rule(strokeWidth=10).encode(pixels("from", alt.X, width), y, by_role(), x2="to"),
        base.mark_text(align="left", baseline="middle", x=0, color=colour("ink")).encode(
            pixels("head", alt.Y, height), text="label:N"
        ),
        base.mark_text(align="left", baseline="middle", dx=6, fontWeight="bold").encode(
            x, y, by_role(), text="value:N"
        ),
    ).properties(width=width, height=height)


LABEL_MAX_NARROW = 50


def _short(label: str, *, wide: bool) -> str:
    """Return a label that a phone holds in one line; the table has the whole."""
    return label if wide or len(label) <= LABEL_MAX_NARROW else f"{label[: LABEL_MAX_NARROW - 1].rstrip()}…"


def _table(name: str, title: str, figures: Sequence[FigureResult], names: dict[str, str]) -> Table:
    return table_of(
        name,
        title,
        "The latest amount for each place and basis.",
        (
            Column[FigureResult]("place", "string", "place", lambda f: place_words(f.place, names)),
            Column("disposition", "string", "state", lambda f: f.disposition),
            Column("basis", "string", "basis", lambda f: f.basis),
            Column("amount", "number", "amount", lambda f: f.amount),
            Column("unit", "string", "unit", lambda f: f.unit),
            Column("bound", "string", "bound", lambda f: f.bound),
            Column("as_of", "string", "as of", lambda f: f.as_of),
            Column("standing", "string", "standing", lambda f: f.standing),
            Column("entry", "integer", "log index", lambda f: f.entry),
        ),
        figures,
    )

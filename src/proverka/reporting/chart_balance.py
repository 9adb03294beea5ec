"""Control charts of a material balance: the tests, what is lost in all, and what makes each balance uncertain."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import altair as alt

from proverka.assessment.area_balance import BalancePeriod, SubjectBalance
from proverka.inventory.methods import ROWS_OWN
from proverka.model.quantity import unit_word
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
    time_axis,
    time_encoding,
    wrapped,
)
from proverka.reporting.language import message
from proverka.reporting.table import Column, table_of
from proverka.reporting.tongue import ENGLISH, Tongue, language_behind, one_after_another

HEIGHT = 170
LINE_HEIGHT = 14
# Of a normal value 95 % lie within so many standard deviations of its mean.
BAND = 1.959963984540054
REST = message("all other")


def balance_chart(
    balances: Sequence[SubjectBalance], *, name: str = "material-balance", where: str = "", tongue: Tongue = ENGLISH
) -> Chart:
    """Return the chart of subjects of which `is_drawn` holds: up to three panels over the ends of the periods.

    SITMUF with Page's statistic and its threshold; CUMUF with the band that holds it in 95 % of cases where nothing is
    lost; one standard deviation of each MUF, parted by the share that each effect has in its variance. `where` is told
    in the title.
    """
    subjects = ", ".join(map(_subject, balances))
    if where:
        title = tongue.text("Material balance of {subjects}, {place}", subjects=subjects, place=where)
    else:
        title = tongue.text("Material balance of {subjects}", subjects=subjects)
    return Chart(
        name=name,
        title=title,
        spoken=lambda: one_after_another(_spoken(one, tongue) for one in balances),
        note=tongue.text("One standard deviation of each MUF is parted by the share of each effect in its variance."),
        table=table_of(
            name,
            title,
            tongue.text("The balance of each period and what the tests say of it."),
            (
                Column[tuple[SubjectBalance, BalancePeriod]]("subject", "string", "of what", lambda r: r[0].subject),
                Column("end", "date", "end of the period", lambda r: r[1].end.date()),
                Column("muf", "number", "MUF", lambda r: r[1].muf),
                Column("deviation", "number", "one standard deviation", lambda r: _rounded(r[1].deviation)),
                Column("cumuf", "number", "CUMUF", lambda r: r[1].cumuf),
                Column("sitmuf", "number", "SITMUF", lambda r: _rounded(r[1].sitmuf)),
                Column("page", "number", "Page’s statistic", lambda r: _rounded(r[1].page)),
                Column("alarm", "boolean", "whether Page’s test alarms", lambda r: r[1].alarm),
            ),
            [(one, period) for one in balances for period in one.periods],
        ),
        drawing=lambda wide: alt.vconcat(
            *(panel for one in balances for panel in _panels(one, tongue, wide=wide, named=len(balances) > 1))
        ),
        language=language_behind(tongue),
    )


def _subject(one: SubjectBalance) -> str:
    return one.subject.replace("_", " ")


def _spoken(one: SubjectBalance, tongue: Tongue) -> str:
    alarms = ", ".join(period.end.date().isoformat() for period in one.periods if period.alarm)
    silent = tongue.text("Page’s test is silent")
    said = tongue.text("Page’s test alarms in the periods that end {days}", days=alarms) if alarms else silent
    return tongue.count(
        "{subject}: MUF of the one period {muf}; {test}.",
        "{subject}: MUF of the last of {count} periods {muf}; {test}.",
        len(one.periods),
        subject=_subject(one),
        muf=tongue.number(one.periods[-1].muf),
        test=said,
    )


def _rounded(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.3f}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Canvas:
    """What the panels share: their width, and how an instant becomes a place."""

    width: int
    x: alt.X
    wide: bool
    heading: str
    tongue: Tongue


def _panels(one: SubjectBalance, tongue: Tongue, *, wide: bool, named: bool) -> Iterator[Panel]:
    days = [one.periods[0].begin.date(), *(period.end.date() for period in one.periods)]
    canvas = _Canvas(
        width=(WIDE if wide else NARROW) - (220 if wide else 150),
        x=time_encoding(time_axis(days, TICKS_WIDE if wide else TICKS_NARROW)),
        wide=wide,
        heading=_subject(one) if named else "",
        tongue=tongue,
    )
    # A panel without a number would show an axis of its own making.
    if any(period.sitmuf is not None for period in one.periods):
        yield _tests(one, canvas)
    if one.run is not None:
        yield _sums(one, canvas)
    if any(period.contributions for period in one.periods):
        yield _contributions(one, canvas)


def is_drawn(one: SubjectBalance) -> bool:
    """Whether there is anything to draw of a balance: a run that is tested, or an error that somebody stated."""
    return one.run is not None or any(period.contributions for period in one.periods)


def _tested(one: SubjectBalance) -> list[BalancePeriod]:
    return [period for period in one.periods if period.tested]


def _tests(one: SubjectBalance, canvas: _Canvas) -> Panel:
    tested, threshold = _tested(one), next(test.threshold for test in one.tests if test.test == "page")
    found = [(period, period.sitmuf, "series-1") for period in tested]
    found += [(period, period.page, "series-2") for period in tested]
    data = [{"on": _moment(p), "value": value, "role": role} for p, value, role in found if value is not None]
    tongue = canvas.tongue
    y = _axis(data, [0.0, threshold], tongue.text("standard deviations"))
    points = [one for one in data if one["role"] == "series-1"]
    lines = [one for one in data if one["role"] == "series-2"]
    alarms = [{"on": _moment(p), "value": p.page, "role": "bad"} for p in tested if p.alarm and p.page is not None]
    return alt.layer(
        _rule(threshold, "bad", y),
        _rule(0.0, "muted", y),
        alt.Chart(rows(points)).mark_point(filled=True, size=45).encode(canvas.x, y("value"), by_role()),
        alt.Chart(rows(lines)).mark_line(strokeWidth=2, point=True).encode(canvas.x, y("value"), by_role()),
        alt.Chart(rows(alarms)).mark_point(size=160, strokeWidth=2).encode(canvas.x, y("value"), by_role()),
        *_legend(
            [
                ("SITMUF", "series-1"),
                (tongue.text("Page’s statistic"), "series-2"),
                (tongue.text("threshold {number}", number=tongue.number(Decimal(f"{threshold:.2f}"))), "bad"),
            ],
            canvas,
        ),
    ).properties(width=canvas.width, height=HEIGHT)


def _sums(one: SubjectBalance, canvas: _Canvas) -> Panel:
    data = [
        {"on": _moment(p), "value": p.cumuf, "low": -BAND * deviation, "high": BAND * deviation, "role": "series-1"}
        for p in _tested(one)
        if (deviation := p.cumuf_deviation) is not None
    ]
    tongue = canvas.tongue
    y = _axis(data, [0.0], tongue.text("CUMUF, {units}", units=_units(one, tongue)), "value", "low", "high")
    base = alt.Chart(rows(data))
    return alt.layer(
        base.mark_area(opacity=0.35, color=colour("line"), line=False).encode(canvas.x, y("low"), alt.Y2("high")),
        _rule(0.0, "muted", y),
        base.mark_line(strokeWidth=2, point=True).encode(canvas.x, y("value"), by_role()),
        *_legend([("CUMUF", "series-1"), (tongue.text("95 % where nothing is lost"), "muted")], canvas),
    ).properties(width=canvas.width, height=HEIGHT)


def _contributions(one: SubjectBalance, canvas: _Canvas) -> Panel:
    names = _largest(one)
    data = list(_stacked(one, names))
    tongue = canvas.tongue
    y = _axis(data, [0.0], tongue.text("σ of MUF, {units}", units=_units(one, tongue)), "high")
    size = max(4.0, min(40.0, canvas.width / (2 * len(one.periods))))
    bars = alt.Chart(rows(data)).mark_bar(size=size)
    return alt.layer(
        bars.encode(
            canvas.x,
            y("low"),
            alt.Y2("high"),
            by_role(),
        ),
        *_legend([(_effect(name, tongue), role) for name, role in zip(names, SERIES, strict=False)], canvas),
    ).properties(width=canvas.width, height=HEIGHT)


def _units(one: SubjectBalance, tongue: Tongue) -> str:
    return tongue.term(unit_word(one.unit, None))


def _effect(name: str, tongue: Tongue) -> str:
    return tongue.text(name) if name in (REST, ROWS_OWN) else name


def _largest(one: SubjectBalance) -> list[str]:
    """Return the effects with a colour of their own, the largest first: the rest of them are one together."""
    totals: dict[str, float] = {}
    for period in one.periods:
        for name, deviation in period.contributions.items():
            totals[name] = totals.get(name, 0.0) + deviation**2
    names = sorted(totals, key=lambda name: (-totals[name], name))
    return names if len(names) <= len(SERIES) else [*names[: len(SERIES) - 1], REST]


def _stacked(one: SubjectBalance, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    for period in one.periods:
        variances = dict.fromkeys(names, 0.0)
        for name, deviation in period.contributions.items():
            variances[name if name in variances else REST] += deviation**2
        whole, low = sum(variances.values()), 0.0
        for name, role in zip(names, SERIES, strict=False):
            high = low + (variances[name] / whole * period.deviation if whole else 0.0)
            yield {"on": _moment(period), "low": low, "high": high, "role": role}
            low = high


def _axis(data: Sequence[dict[str, Any]], also: Sequence[float], title: str, *fields: str) -> Callable[[str], alt.Y]:
    """Return how any field is encoded on an axis that holds these fields (`value`, if none is named) and numbers."""
    values = [float(row[field]) for row in data for field in fields or ("value",)] + list(also)
    low, high = min(values), max(values)
    air = (high - low or 1.0) * 0.06
    scale = alt.Scale(domain=[low - air if low < 0 else low, high + air], nice=False)
    axis = alt.Axis(domain=False, ticks=False, tickCount=5, format=",~r", titleColor=colour("muted"))
    return lambda field: alt.Y(field, type="quantitative", title=title, scale=scale, axis=axis)


def _rule(value: float, role: str, y: Callable[[str], alt.Y]) -> Layer:
    layer: Layer = (
        alt.Chart(rows([{"value": value}])).mark_rule(strokeDash=[4, 3], color=colour(role)).encode(y("value"))
    )
    return layer


def _legend(names: Sequence[tuple[str, str]], canvas: _Canvas) -> Iterator[Layer]:
    """Yield what each colour means, right of the panel, a line at a time."""
    place = 8.0
    for name, role in [*([(canvas.heading, "ink")] if canvas.heading else []), *names]:
        for part in wrapped(name, 28 if canvas.wide else 18):
            mark = alt.Chart(rows([{"text": part}])).mark_text(
                align="left", baseline="middle", x=canvas.width + 10, y=place, color=colour(role)
            )
            yield mark.encode(text="text:N")
            place += LINE_HEIGHT
        place += LINE_HEIGHT / 2


def _moment(period: BalancePeriod) -> int:
    return moment(period.end.date())

"""From the specification of a chart to SVG that a page can hold: same bytes everywhere, in the page's own colours."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from html import escape
from importlib.resources import files
from typing import Any, TypeVar
from unicodedata import bidirectional, category, east_asian_width

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

from proverka.reporting.chart_plan import Plan
from proverka.reporting.language import ENGLISH_LANGUAGE, Language
from proverka.reporting.table import Table

# Text is measured with the fonts in which pages set it, which come as packages: so a layout does not depend on the
# machine. Of a script that these lack, letters are measured by their number.
MEASURING_FONTS = {"ar": "Noto Sans Arabic", "zh": "Noto Sans SC"}
MEASURING_FONT = "Noto Sans"
FONT_SIZE = 12
# A page whose fonts are the system's may set a label at the right somewhat wider than it was measured.
PADDING = {"left": 4, "top": 4, "right": 14, "bottom": 4}

# Colours stand for roles. Each is drawn as a colour that nothing else uses and then replaced by a variable of the
# page, which has a light and a dark value; the colour after the comma is for SVG that left its page.
ROLES = {
    "ink": ("#010001", "#1d2733"),
    "muted": ("#010002", "#566473"),
    "line": ("#010003", "#d5dce3"),
    "paper": ("#010004", "#ffffff"),
    "series-1": ("#010011", "#0b5394"),
    "series-2": ("#010012", "#b3450b"),
    "series-3": ("#010013", "#1d7044"),
    "series-4": ("#010014", "#8a2f86"),
    "series-5": ("#010015", "#6f5a00"),
    "series-6": ("#010016", "#8d1f3a"),
    "good": ("#010021", "#1d7044"),
    "late": ("#010022", "#8a5a00"),
    "bad": ("#010023", "#b3261e"),
    "open": ("#010024", "#0b5394"),
    "odd": ("#010025", "#6d3a9c"),
}
SERIES = tuple(name for name in ROLES if name.startswith("series-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A drawing that is SVG already, in the page's own colours: its size in pixels, and what is in it."""

    width: float
    height: float
    body: str

    @property
    def svg(self) -> str:
        """The drawing by itself. It is laid out from left to right in every language."""
        size = f'viewBox="0 0 {self.width:g} {self.height:g}"'
        return f'<svg {size}><g direction="ltr">{self.body}</g></svg>'


# What a chart is made of, and the encoding of a place in it.
Layer = alt.Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """Layers over each other in one plot. Altair's own would copy each of them some twenty times."""

    layers: tuple[Layer, ...]
    width: float
    height: float

    def to_dict(self) -> dict[str, Any]:
        """Return the specification, with all data in it, and without a look."""
        made = [layer.to_dict(validate=False) for layer in self.layers]
        datasets = {name: data for one in made for name, data in one.pop("datasets", {}).items()}
        plain = [{key: value for key, value in one.items() if key not in ("$schema", "config")} for one in made]
        return {"layer": plain, "datasets": datasets, "width": self.width, "height": self.height}


# What can stand beside others in a drawing, and any drawing.
Panel = alt.LayerChart | alt.FacetChart | alt.VConcatChart | alt.HConcatChart
Drawing = Layers | Panel
XY = TypeVar("XY", alt.X, alt.Y)

# The widths for which each chart is drawn: a desk or a printed page, and a phone.
WIDE, NARROW = 760, 328


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart and the numbers in it: what it is called, what it shows in words, its table, and how it is drawn.

    `spoken` returns what it shows in words, and `drawing` the specification for a desk (True) or a phone (False):
    whoever wants the numbers alone does not wait for the drawing. Both are in `language`. `plan` returns what it draws
    for a browser that draws it itself, where one can; `beyond` is what it draws besides the numbers in its table.
    """

    name: str
    title: str
    spoken: Callable[[], str]
    note: str
    table: Table
    drawing: Callable[[bool], Drawing | Sketch]
    language: Language = ENGLISH_LANGUAGE
    plan: Callable[[], Plan] | None = None
    beyond: object = None

    @cached_property
    def description(self) -> str:
        """What it shows, in words for who does not see it."""
        return self.spoken()

    @cached_property
    def wide(self) -> str:
        """The SVG for a desk or a printed page."""
        return self._drawn(wide=True)

    @cached_property
    def narrow(self) -> str:
        """The SVG for a phone."""
        return self._drawn(wide=False)

    def _drawn(self, *, wide: bool) -> str:
        # Altair would check each part of each chart against its schema, which takes twenty times as long as to draw it.
        with debug_mode(False):  # noqa: FBT003 - its only parameter
            made = self.drawing(wide)
        name = f"{self.name}-{'wide' if wide else 'narrow'}"
        svg = made.svg if isinstance(made, Sketch) else _tidied(draw(made, self.language), name)
        if self.language.rtl:
            svg = _TEXT.sub(_turned, svg)
        return _named(svg, name, self.title, self.description)

    @property
    def alone(self) -> str:
        """The SVG for a file of its own, where no page says in which font and on which ground it stands."""
        return self.wide.replace("<svg ", '<svg font-family="sans-serif" style="background:#ffffff" ', 1) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A span of days with the days that are written under it."""

    first: date
    last: date
    ticks: tuple[date, ...]
    yearly: bool

    def share(self, day: date) -> float:
        """Return how far along the axis a day lies, 0 at its first and 1 at its last."""
        return (day - self.first).days / max(1, (self.last - self.first).days)

    def moment_at(self, share: float) -> int:
        """Return the moment that lies so far along the axis."""
        return round(moment(self.first) + share * (moment(self.last) - moment(self.first)))


def colour(role: str) -> str:
    """Return the colour by which a role is drawn before the page's own takes its place."""
    return ROLES[role][0]


def moment(day: date) -> int:
    """Return a day as a chart holds it: milliseconds since 1970 of its midnight in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


TICKS_WIDE, TICKS_NARROW = 9, 4
_MONTHS = (1, 2, 3, 6, 12, 24, 36, 60, 120)


def time_axis(days: Sequence[date], ticks_max: int) -> Axis:
    """Return an axis that holds the days with a little air, ticked at beginnings of months or years."""
    first, last = min(days), max(days)
    air = timedelta(days=max(3, (last - first).days // 40))
    first, last = first - air, last + air
    ticks: list[date] = []
    for months in _MONTHS:
        ticks = _month_starts(first, last, months)
        if len(ticks) <= ticks_max:
            break
    return Axis(first=first, last=last, ticks=tuple(ticks), yearly=all(tick.month == 1 for tick in ticks))


def _month_starts(first: date, last: date, step: int) -> list[date]:
    start = first.year * 12 // step * step
    months = range(start, last.year * 12 + 12, step)
    days = (date(month // 12, month % 12 + 1, 1) for month in months)
    return [day for day in days if first <= day <= last]


def time_encoding(axis: Axis, field: str = "on") -> alt.X:
    """Return the horizontal encoding of a day."""
    return alt.X(
        field,
        type="temporal",
        title=None,
        scale=alt.Scale(type="utc", domain=[moment(axis.first), moment(axis.last)], nice=False),
        axis=alt.Axis(
            values=[moment(tick) for tick in axis.ticks],
            labelExpr=f"utcFormat(datum.value, '{'%Y' if axis.yearly else '%Y-%m'}')",
            grid=False,
            labelFlush=False,
        ),
    )


def rows(items: Sequence[dict[str, Any]]) -> alt.InlineData:
    """Return rows as the data of a layer: as a tuple, since Altair copies every list anew for each layer around it."""
    return alt.InlineData(values=tuple(items))


def pixels(field: str, channel: type[XY], length: float) -> XY:
    """Return an encoding of a field that holds pixels, from the left or the top of a plot of that length."""
    scale = alt.Scale(domain=[0, length], nice=False, reverse=channel is alt.Y)
    return channel(field, type="quantitative", title=None, axis=None, scale=scale)


def by_role(*names: str) -> alt.Color:
    """Return the encoding of a field `role` by the colour of each role that is named, or of every role there is."""
    used = names or tuple(ROLES)
    scale = alt.Scale(domain=list(used), range=[colour(role) for role in used])
    return alt.Color("role", type="nominal", legend=None, scale=scale)


def draw(drawing: Drawing, language: Language) -> str:
    """Return a drawing as the SVG that vl-convert makes of it, its numbers written as a language writes them."""
    _register_fonts()
    with debug_mode(False):  # noqa: FBT003 - as above
        font = _font_of(language)
        if isinstance(drawing, Layers):
            specification = {**drawing.to_dict(), "config": _look(font)}
        else:
            specification = _themed(drawing, font).to_dict(validate=False)
    numbers = {
        "decimal": language.decimal,
        "thousands": language.group,
        "grouping": [3],
        "currency": ["", ""],
        "numerals": list(language.digits),
    }
    return vl_convert.vegalite_to_svg(specification, format_locale=numbers)


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    """Make the fonts of our packages known to vl-convert."""
    for package, folder in (("fontpkg_noto_sans", "files"), ("fontpkg_noto_sans_arabic", "files")):
        vl_convert.register_font_directory(str(files(package) / folder))
    vl_convert.register_font_directory(str(files("pylopdf_fonts_zh_cn")))


def _font_of(language: Language) -> str:
    return MEASURING_FONTS.get(language.code, MEASURING_FONT)


@lru_cache(maxsize=len(MEASURING_FONTS) + 1)
def _look(font: str) -> dict[str, Any]:
    """Return what `_themed` gives to a chart."""
    look: dict[str, Any] = _themed(alt.Chart(rows([])).mark_point(), font).to_dict(validate=False)["config"]
    return look


def _themed(chart: Layer | Panel, font: str) -> Layer | Panel:
    themed: Layer | Panel = (
        chart.configure(font=font, aria=False, background="transparent", padding=PADDING)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=FONT_SIZE,
            labelColor=colour("muted"),
            gridColor=colour("line"),
            domainColor=colour("muted"),
            tickColor=colour("muted"),
            labelPadding=5,
        )
        .configure_text(fontSize=FONT_SIZE, color=colour("ink"))
    )
    return themed


def _tidied(svg: str, name: str) -> str:
    """Return the SVG with the page's colours and font, with ids of its own, and without what says nothing."""
    for role, (drawn, plain) in ROLES.items():
        svg = svg.replace(f'"{drawn}"', f'"var(--{role}, {plain})"')
    svg = re.sub(r' font-family="[^"]*"', "", svg)
    svg = re.sub(r' (?:role|aria-roledescription|aria-hidden|pointer-events)="[^"]*"', "", svg)
    svg = re.sub(r'<rect [^>]*fill="transparent"/>', "", svg)
    svg = re.sub(r'<path class="(?:background|foreground)"[^>]*/>', "", svg)
    svg = re.sub(r' class="[^"]*"', "", svg)
    svg = re.sub(r'(id="|url\(#)', rf"\g<1>{name}-", _renumbered(svg))
    return re.sub(r"(\d+\.\d{2})\d+", r"\1", svg)


# What opens and closes a stretch that runs from right to left (Unicode Standard Annex 9, section 2.4.2).
_RTL, _END = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
# Where a stretch begins with a digit, Chromium sets that one apart from the others; not so after a mark.
_RTL_MARK = "\N{RIGHT-TO-LEFT MARK}"
_TEXT = re.compile("(?<=>)[^<>]+(?=</(?:text|tspan)>)")


def _turned(found: re.Match[str]) -> str:
    """Return a label that runs from right to left if any of its words do: the drawing itself runs the other way."""
    signs = {bidirectional(sign) for sign in found[0]}
    if signs & {"R", "AL"}:
        return f"{_RTL}{_RTL_MARK}{found[0]}{_END}"
    return f"{_RTL_MARK}{found[0]}{_RTL_MARK}" if "AN" in signs else found[0]


def _renumbered(svg: str) -> str:
    """Return the SVG with its clips numbered from 1: Vega counts on from one chart to the next."""
    numbers: dict[str, int] = {}
    return re.sub(
        r'(id="|url\(#)clip(\d+)', lambda found: f"{found[1]}clip{numbers.setdefault(found[2], len(numbers) + 1)}", svg
    )


def _named(svg: str, name: str, title: str, description: str) -> str:
    width, height = _size(svg)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" direction="ltr" '
        f'width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    )
    return head + svg[svg.index(">") + 1 :]


def _size(svg: str) -> tuple[str, str]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found, "vl-convert states the size of what it draws"
    return found[1], found[2]


def spread(places: Sequence[float], room: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return places (in pixels, ascending) moved apart so that each has its room, within top and bottom if it fits."""
    moved: list[float] = []
    edge = top
    for place, height in zip(places, room, strict=True):
        moved.append(max(place, edge + height / 2))
        edge = moved[-1] + height / 2
    limit = bottom
    for i in range(len(moved) - 1, -1, -1):
        moved[i] = min(moved[i], limit - room[i] / 2)
        limit = moved[i] - room[i] / 2
    return moved


def columns(text: str) -> int:
    """Return how many letters of a usual width a text takes: a Chinese sign takes two, what is not seen none."""
    return sum(0 if category(sign) == "Cf" else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most `width` characters, broken between words."""
    lines: list[str] = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return [line for line in lines if line]

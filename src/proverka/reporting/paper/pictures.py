"""The pictures of a printed report: each chart as it stands alone, in plain colours, with its name and its words."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from html import escape
from re import sub
from typing import Any

import vl_convert

from proverka.reporting.chart_canvas import Chart
from proverka.reporting.charts import Charts
from proverka.reporting.paper.fonts import FONT_FOLDERS

# Pixels of a picture for one of the drawing: enough for a page printed at 192 dots per inch.
SCALE = 2
_TITLE = r"(<title[^>]*>).*?(</title>)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart as a drawing (SVG, in CSS pixels), with what is read out in its place."""

    title: str
    description: str
    svg: str

    @property
    def alternative(self) -> str:
        """What is read out in place of the picture: its name, and what it shows."""
        return f"{self.title}: {self.description}"

    @property
    def named(self) -> str:
        """The drawing, its title being all that is read out: a PDF takes nothing else of a drawing."""
        return sub(_TITLE, lambda found: found[1] + escape(self.alternative) + found[2], self.svg, count=1)

    def png(self, families: Iterable[str]) -> bytes:
        """Return the drawing as pixels, its words in the first of some families that has them."""
        _bring_fonts()
        lettered = self.svg.replace("<svg ", f'<svg font-family="{", ".join(families)}" ', 1)
        return vl_convert.svg_to_png(lettered, scale=SCALE)


@lru_cache(maxsize=1)
def _bring_fonts() -> None:
    """Make our fonts known to what draws; once is enough."""
    for folder in FONT_FOLDERS:
        vl_convert.register_font_directory(str(folder))


def picture_of(chart: Chart) -> Picture:
    """Return the picture of a chart, for a page of A4, in the colours that it has without a page of its own."""
    return Picture(
        title=chart.title, description=chart.description, svg=sub(r"var\(--[\w-]+, (#\w+)\)", r"\1", chart.wide)
    )


@dataclass(frozen=True, kw_only=True)
class _Captioned(Chart):
    """A chart without its picture, which is put in later: a page is told faster than it is drawn."""

    @cached_property
    def wide(self) -> str:
        return ""

    @cached_property
    def narrow(self) -> str:
        return ""


def captioned(charts: Charts) -> Charts:
    """Return charts without their pictures."""
    return replace(charts, **{field.name: _captioned(getattr(charts, field.name)) for field in fields(charts)})


def _captioned(found: Any) -> Any:  # noqa: ANN401 - of whatever kind the field is
    match found:
        case tuple():
            return tuple(map(_captioned, found))
        case dict():
            return {key: _captioned(one) for key, one in found.items()}
        case Chart():
            return _Captioned(**{field.name: getattr(found, field.name) for field in fields(found)})
        case _:
            return found

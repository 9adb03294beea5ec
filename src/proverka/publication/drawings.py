"""The pictures of charts, each drawn once for a language: in pages, and as files of their own with title and source."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape

import vl_convert

from proverka.publication.edition_facts import EditionFacts
from proverka.reporting.chart_canvas import ROLES, Chart, wrapped

# The first is a font of ours, which drawing a chart makes known to vl-convert: a PNG is the same wherever it is drawn.
FONTS = "Noto Sans, Arial, Helvetica, sans-serif"
PNG_SCALE = 2
MARGIN = 16
TITLE_SIZE, TEXT_SIZE = 17, 12
LINE = 17
# The width of a letter as a share of its height: of one in a title, which is bold, and of one in a text.
TITLE_LETTER, TEXT_LETTER = 0.56, 0.5


class Drawings(Mapping[str, str]):
    """The pictures of charts as they stand in a page, by the names of the charts; each is drawn when first asked for.

    The charts are those of one language.
    """

    def __init__(self, charts: Iterable[Chart]) -> None:
        self._charts = {chart.name: chart for chart in charts}

    def __getitem__(self, name: str) -> str:
        chart = self._charts[name]
        return f'<div class="wide">{chart.wide}</div>\n<div class="narrow">{chart.narrow}</div>'

    def __iter__(self) -> Iterator[str]:
        return iter(self._charts)

    def __len__(self) -> int:
        return len(self._charts)


def pictures_of(chart: Chart, facts: EditionFacts) -> dict[str, bytes]:
    """Return a chart as files that need no page, by their endings: with its title, its note and where it comes from."""
    svg = picture(chart, facts)
    return {"svg": svg.encode(), "png": vl_convert.svg_to_png(svg, scale=PNG_SCALE)}


def source_line(chart: Chart, facts: EditionFacts) -> str:
    """Return where a chart comes from, in one sentence."""
    return f"{facts.title}. Record {facts.origin}, {facts.days}. Chart “{chart.name}”, CC0."


def picture(chart: Chart, facts: EditionFacts) -> str:
    """Return a chart as SVG that needs no page: in plain colours, under its title and above where it comes from."""
    width, height = _size(chart.wide)
    room = width - 2 * MARGIN
    title = wrapped(chart.title, int(room / (TITLE_SIZE * TITLE_LETTER)))
    letters = int(room / (TEXT_SIZE * TEXT_LETTER))
    below = [*wrapped(chart.note, letters), "", *wrapped(f"Source: {source_line(chart, facts)}", letters)]
    top = MARGIN + len(title) * (TITLE_SIZE + 5)
    whole = top + height + LINE * len(below) + MARGIN
    ink, muted, paper = (ROLES[role][1] for role in ("ink", "muted", "paper"))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:g}" height="{whole:g}" '
        f'viewBox="0 0 {width:g} {whole:g}" font-family="{FONTS}" aria-labelledby="title desc">\n'
        f'<title id="title">{escape(chart.title)}</title><desc id="desc">{escape(chart.description)}</desc>\n'
        f'<rect width="100%" height="100%" fill="{paper}"/>\n'
    )
    texts = [
        _text(
            line, MARGIN + TITLE_SIZE + number * (TITLE_SIZE + 5), f'font-size="{TITLE_SIZE}" font-weight="bold"', ink
        )
        for number, line in enumerate(title)
    ]
    texts += [
        _text(line, top + height + TEXT_SIZE + number * LINE, f'font-size="{TEXT_SIZE}"', muted)
        for number, line in enumerate(below)
    ]
    drawn = f'<g transform="translate(0,{top:g})">{_drawn(chart)}</g>\n'
    return head + "".join(text for text in texts if text) + drawn + "</svg>\n"


def _text(line: str, y: float, style: str, colour: str) -> str:
    return f'<text x="{MARGIN}" y="{y:g}" {style} fill="{colour}">{escape(line)}</text>\n' if line else ""


def _drawn(chart: Chart) -> str:
    """Return what is drawn, without its own name and with colours that every program knows."""
    svg = re.sub(r"<title .*?</title><desc .*?</desc>", "", chart.wide, count=1, flags=re.DOTALL)
    svg = re.sub(r' (?:role|aria-labelledby|class)="[^"]*"', "", svg)
    return re.sub(r"var\(--[a-z0-9-]+, (#[0-9a-f]{6})\)", r"\1", svg)


def _size(svg: str) -> tuple[float, float]:
    found = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert found, "every chart states its size"
    return float(found[1]), float(found[2])

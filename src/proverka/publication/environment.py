"""The templates of an edition: its own, and those that it shares with the report."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from proverka.publication.addresses import (
    PATHS,
    basis_page,
    chart_page,
    embed_page,
    figure_anchor,
    obligation_page,
    record_part,
)
from proverka.publication.data_places import chart_stem, figures_stem, has_more, obligation_stem
from proverka.publication.map_page import movement_views, site_views
from proverka.reporting.anchors import place_anchor
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.html import neutral_environment
from proverka.reporting.tongue import CUT, NEUTRAL


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates of an edition: its own, and those that it shares with the report."""
    made = neutral_environment(CUT)
    assert made.loader is not None, "made with one"
    made.loader = ChoiceLoader([PackageLoader("proverka.publication"), made.loader])
    pages = (basis_page, chart_page, embed_page, obligation_page)
    named = (*pages, chart_stem, figure_anchor, figures_stem, has_more, obligation_stem, place_anchor, record_part)
    made.filters.update({name.__name__: name for name in named})
    made.filters["latest"] = latest
    made.globals.update(
        to=PATHS,
        chart_data=lambda chart: _chart_data(made, chart),
        as_of=NEUTRAL.today(),
        known_at=NEUTRAL.known_at(),
        entries_max=ENTRIES_MAX,
        site_views=site_views,
        movement_views=movement_views,
        picture=_picture,
    )
    return made


def _picture(chart: Chart) -> Markup:
    """Return the picture of a chart, with what it draws for pages of other days, on which there is none."""
    return NEUTRAL.drawing(chart.name, chart.plan().html(chart.title, CUT) if chart.plan else "")


def _chart_data(templates: Environment, chart: Chart) -> Markup:
    """Return the links to the data of a chart, as they stand under it wherever it is shown."""
    macros: Any = templates.get_template("cite.html").module
    links: Markup = macros.chart(chart, Markup("{}#cite").format(PATHS.chart(chart.name)))
    return links


# As many rows as a page shows of one list: some 300 kB. Who wants more takes the data.
ROWS_MAX = 400


# As many entries as are named under one address at which they were read.
ENTRIES_MAX = 40


def latest(items: Iterable[object], most: int = ROWS_MAX) -> tuple[object, ...]:
    """Return the last of a list in order of day, as many as a page shows."""
    return tuple(items)[-most:]

"""The report: one HTML file that holds everything it needs and asks the network for nothing."""

import base64
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.filters import do_mark_safe
from markupsafe import Markup

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting import anchors, small_parts, telling, wording
from proverka.reporting.addresses import Anchors
from proverka.reporting.changes_table import changes_table
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.charts import charts_of
from proverka.reporting.contexts import OwnWords
from proverka.reporting.entries import LEAF_SHOWN
from proverka.reporting.page import Page
from proverka.reporting.page_views import by_day, by_party, occurrences
from proverka.reporting.settled import settled
from proverka.reporting.table import joined
from proverka.reporting.tongue import ENGLISH_LANGUAGE, NEUTRAL, Language, Place, Speaker, localized, safe

_DAY = re.compile(r"(?<![\w:-])\d{4}-\d{2}-\d{2}(?![\w-])")
_DOT = re.compile(r"(?<=[a-z])\.(?=[a-z])")


def render_html(audit: Audit, changes: Changes | None = None, language: Language = ENGLISH_LANGUAGE) -> str:
    """Return the report of an audit, with what changed since an earlier one where that is given.

    The same values give the same text. Whatever parties wrote is escaped, and no script but the page's own may run.
    """
    page = Page(audit=audit, charts=charts_of(audit, NEUTRAL), changes=changes)
    drawn = {chart.name: in_place(chart) for chart in charts_of(audit, Speaker(language)).all}
    template = _environment().get_template("report.html")
    neutral = template.render(
        page=page,
        audit=audit,
        changes=changes,
        changed=changes_table(changes),
        to=Anchors(figures=page.anchors),
        language=language,
        as_of=audit.as_of,
        known_at=audit.known_at,
    )
    return localized(neutral, language, Place(as_of=audit.as_of, known_at=audit.known_at, drawings=drawn))


def in_place(chart: Chart) -> str:
    """Return the drawings of a chart as they stand in a page: one for a desk, one for a phone."""
    return f'<div class="wide">{chart.wide}</div>\n<div class="narrow">{chart.narrow}</div>'


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = neutral_environment("")
    style = "\n".join(source_of(environment, name) for name in ("base.css", "report.css"))
    script = "\n".join(source_of(environment, name) for name in ("report.js", "filter.js"))
    environment.globals.update(style=style, script=script, script_hash=hash_of(script))
    return environment


def neutral_environment(cut: str) -> Environment:
    """Return the templates that tell of an audit, in no language; `cut` divides parts that change by themselves."""
    environment = escaping_environment()
    environment.add_extension(OwnWords)
    environment.filters.update(_filters())
    environment.globals.update(
        _=NEUTRAL.text,
        n_=NEUTRAL.count,
        by_day=by_day,
        by_party=by_party,
        cut=Markup(cut),  # noqa: S704 - a mark of ours
        keep=_at_once,
        leaf_shown=LEAF_SHOWN,
        occurrences=occurrences,
        picture=lambda chart: NEUTRAL.drawing(chart.name),
        status_meanings=wording.STATUS_MEANINGS,
    )
    return environment


def escaping_environment() -> Environment:
    """Return the templates of this package, in which whatever was written by others is escaped."""
    return Environment(
        loader=PackageLoader("proverka.reporting"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def hash_of(source: str) -> str:
    """Return the SHA-256 of a style or script as a Content-Security-Policy names it."""
    return base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def source_of(environment: Environment, name: str) -> str:
    """Return a style or script as it stands in a page."""
    assert environment.loader is not None, "set above"
    return environment.loader.get_source(environment, name)[0].strip()


def prose(text: str) -> str:
    """Return words of the audit, marked as its own where they are no message.

    No day is broken over two lines; the name of a host may be, after a dot.
    """
    return do_mark_safe(_DOT.sub(".<wbr>", _DAY.sub(r'<span class="nowrap">\g<0></span>', safe(text))))


def _said(one: object, name: str) -> str:
    """Return a member of a result, whose sentence stands beside it, as prose."""
    return prose(telling.member(one, name, NEUTRAL))


def breakable(identifier: object) -> str:
    """Return an identifier of the record that a narrow column may break after a stroke or an underscore."""
    return do_mark_safe(safe(str(identifier)).replace("/", "/<wbr>").replace("_", "_<wbr>"))


def _at_once(macro: Callable[..., object], _key: object, _shows: object, *values: object) -> object:
    """Return what a macro makes of values: a page that is made once keeps nothing for another day."""
    return macro(*values)


def _filters() -> dict[str, Any]:
    return {
        "achieved": lambda achieved: wording.achieved_number(achieved, NEUTRAL),
        "booked": lambda value, unit: wording.booked(value, unit, NEUTRAL),
        "bounded_part": lambda figure, part: telling.bounded_part(figure, part, NEUTRAL),
        "breakable": breakable,
        "cell": lambda cell: wording.cell_words(cell, NEUTRAL),
        "clock_delay": lambda clock, as_of: telling.clock_delay(clock, as_of, NEUTRAL),
        "days_late": lambda dated, as_of: telling.dated_delay(dated, as_of, NEUTRAL),
        "delay": lambda obligation, as_of: telling.delay(obligation, as_of, NEUTRAL),
        "difference": lambda value, unit: wording.difference(value, unit, NEUTRAL),
        "entry_anchor": anchors.entry_anchor,
        "entry_link": small_parts.entry_link,
        "entry_links": small_parts.entry_links,
        "figure_number": lambda figure: wording.figure_number(figure, NEUTRAL),
        "fulfilled": lambda fulfilled: wording.fulfilled_words(fulfilled, NEUTRAL),
        "host": anchors.host_of,
        "instrument_anchor": anchors.instrument_anchor,
        "joined": joined,
        "latest": tuple,
        "link": anchors.link_of,
        "margin": lambda value, unit: wording.margin(value, unit, NEUTRAL),
        "measured": lambda value, unit: wording.measured(value, unit, NEUTRAL),
        "number": lambda value: wording.number(value, NEUTRAL),
        "obligation_anchor": anchors.obligation_anchor,
        "prose": prose,
        "said": _said,
        "quotation": lambda quotation: telling.quotation(quotation, NEUTRAL),
        "settled": settled,
        "slug": anchors.slug,
        "source_link": small_parts.source_link,
        "standing": small_parts.standing,
        "statistic": lambda value: wording.statistic(value, NEUTRAL),
        "text_basis": lambda basis: telling.text_basis(basis, NEUTRAL),
        "units": lambda unit: telling.units(unit, NEUTRAL),
        "when": small_parts.when,
        "why": lambda obligation: prose(telling.why(obligation, NEUTRAL)),
        "words": lambda identifier: wording.words(identifier, NEUTRAL),
    }

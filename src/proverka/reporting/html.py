"""The report: one HTML file that holds everything it needs and asks the network for nothing."""

import base64
import hashlib
import re
from functools import lru_cache
from html import escape
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.filters import do_mark_safe

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting import anchors, wording
from proverka.reporting.changes_table import changes_table
from proverka.reporting.charts import charts_of
from proverka.reporting.entries import LEAF_SHOWN
from proverka.reporting.page import Page
from proverka.reporting.page_views import by_party, latest_stances, occurrences
from proverka.reporting.table import joined

_DAY = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
_DOT = re.compile(r"(?<=[a-z])\.(?=[a-z])")


def render_html(audit: Audit, changes: Changes | None = None) -> str:
    """Return the report of an audit, with what changed since an earlier one where that is given.

    The same values give the same text. Whatever parties wrote is escaped, and no script but the page's own may run.
    """
    page = Page(audit=audit, charts=charts_of(audit), changes=changes)
    template = _environment().get_template("report.html")
    return template.render(page=page, audit=audit, changes=changes, changed=changes_table(changes))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = escaping_environment()
    environment.filters.update(_filters())
    style = "\n".join(source_of(environment, name) for name in ("base.css", "report.css"))
    script = source_of(environment, "report.js")
    environment.globals.update(
        style=style,
        script=script,
        script_hash=hash_of(script),
        by_party=by_party,
        latest_stances=latest_stances,
        leaf_shown=LEAF_SHOWN,
        occurrences=occurrences,
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
    """Return words of the audit, escaped.

    No day and no percentage is broken over two lines; the name of a host may be, after a dot.
    """
    safe = escape(text).replace(" %", "&nbsp;%")
    return do_mark_safe(_DOT.sub(".<wbr>", _DAY.sub(r'<span class="nowrap">\g<0></span>', safe)))


def breakable(identifier: object) -> str:
    """Return an identifier, escaped, that a narrow column may break after a stroke or an underscore."""
    safe = escape(str(identifier))
    return do_mark_safe(safe.replace("/", "/<wbr>").replace("_", "_<wbr>"))


def _filters() -> dict[str, Any]:
    return {
        "achieved": wording.achieved_number,
        "booked": wording.booked,
        "breakable": breakable,
        "cell": wording.cell_words,
        "entry_anchor": anchors.entry_anchor,
        "figure_number": wording.figure_number,
        "difference": wording.difference,
        "fulfilled": wording.fulfilled_words,
        "host": anchors.host_of,
        "instrument_anchor": anchors.instrument_anchor,
        "joined": joined,
        "link": anchors.link_of,
        "margin": wording.margin,
        "measured": wording.measured,
        "number": wording.number,
        "obligation_anchor": anchors.obligation_anchor,
        "prose": prose,
        "statistic": wording.statistic,
        "words": wording.words,
    }

"""The pages of a public edition, as of one day and in no language: what each is called and what it holds.

A page is made of parts. Most of them stay the same from one day to the next, which is what makes it possible to keep
every page as of every day. A page is made anew only where what it shows is another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from proverka.assessment.result import Audit, FigureResult, ObligationResult
from proverka.publication.addresses import basis_page, chart_page, instrument_page, obligation_page
from proverka.publication.charts import charts_of
from proverka.publication.data_places import tables_of_page
from proverka.publication.environment import environment
from proverka.publication.keeper import Keeper, Sheet
from proverka.publication.moment import Moment
from proverka.reporting.changes_table import changes_table
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.page import Page
from proverka.reporting.settled import settled
from proverka.reporting.tongue import CUT, NEUTRAL

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a page has its place, what it is called, and under which page of the menu it is found."""

    path: str
    title: str
    under: str


@dataclass(frozen=True, slots=True)
class Plain:
    """A page of which there is one, with the members of an audit that it shows.

    One that shows none stays the same from day to day: it is made once, and has no past.
    """

    path: str
    template: str
    title: str
    shows: tuple[str, ...] = ()


def _title(text: str) -> str:
    """Return a title as it is written here, for whoever collects what is to be translated."""
    return text


_NAMED = ("obligations", "instruments")
# Templates of pages that hold several sections.
SEVERAL = ("holdings.html", "places.html", "views.html")

# The pages of which there is one each, in the order of the menu, under the headings of the menu.
MENU: tuple[tuple[str, tuple[Plain, ...]], ...] = (
    (
        _title("Where things stand"),
        (
            Plain(
                "index.html",
                "overview.html",
                _title("Overview"),
                ("summary", "obligations", "instruments", "figures", "issues", "record", "changes"),
            ),
            Plain("obligations/index.html", "sections/obligations.html", _title("Obligations"), _NAMED),
            Plain(
                "holdings.html",
                "holdings.html",
                _title("Holdings"),
                ("holdings", "figures", "checks", "summary", "findings", "issues"),
            ),
            Plain("changes.html", "changes.html", _title("What changed"), ("changes", "obligations")),
            Plain("reports/index.html", "reports.html", _title("Reports by period")),
        ),
    ),
    (
        _title("What happened"),
        (
            Plain(
                "places.html",
                "places.html",
                _title("Sites and movements"),
                ("balance", "timeline", "figures", "holdings", "checks", "material_balances", "movements", *_NAMED),
            ),
            Plain(
                "inspections.html",
                "sections/inspections.html",
                _title("Inspections"),
                ("timeline", "inspections", *_NAMED),
            ),
            Plain("issues.html", "sections/issues.html", _title("Outstanding issues"), ("issues",)),
            Plain(
                "allegations.html",
                "sections/allegations.html",
                _title("Allegations"),
                ("allegations", "timeline", *_NAMED),
            ),
            Plain("views.html", "views.html", _title("Who says what"), ("steps", *_NAMED)),
            Plain("statements.html", "sections/statements.html", _title("Statements"), ("statements", *_NAMED)),
            Plain("instruments/index.html", "sections/mandate.html", _title("Instruments"), _NAMED),
        ),
    ),
    (
        _title("How we know"),
        (
            Plain("figures/index.html", "figures.html", _title("Figures"), ("figures", "checks")),
            Plain("findings.html", "sections/findings.html", _title("Findings"), ("findings", *_NAMED)),
            Plain("record/index.html", "record.html", _title("Record")),
            Plain("sources.html", "sources.html", _title("Sources")),
            Plain("verify.html", "verify.html", _title("Verify")),
        ),
    ),
    (
        _title("Use it"),
        (
            Plain("search.html", "search.html", _title("Search")),
            Plain("charts/index.html", "charts.html", _title("Charts"), ("charts",)),
            Plain("downloads.html", "downloads.html", _title("Downloads")),
            Plain("about.html", "about.html", _title("About this edition")),
        ),
    ),
)
PLAIN = tuple(page for _, pages in MENU for page in pages)


def sheets_of(moment: Moment, keeper: Keeper) -> Iterator[Sheet]:
    """Yield every page that shows a day; those of the day before that show the same are taken over."""
    maker = SheetMaker(moment, keeper)
    yield from (maker.plain(one) for one in PLAIN if one.shows)
    yield from (maker.obligation(o) for o in moment.audit.obligations)
    for i in moment.audit.instruments:
        title = NEUTRAL.text("{instrument}: {title}", instrument=i.id, title=i.title)
        duties = [kept for o, kept in zip(moment.audit.obligations, maker.settled, strict=True) if o.instrument == i.id]
        heading = Heading(instrument_page(i.id), title, "instruments/index.html")
        yield maker.sheet(heading, "instrument_page.html", {"i": i}, (i, duties))
    for basis, figures in figures_by_basis(moment.audit).items():
        title = NEUTRAL.text("Figures: {basis}", basis=figures[0].basis_name)
        heading = Heading(basis_page(basis), title, "figures/index.html")
        yield maker.sheet(heading, "basis_page.html", {"figures": figures}, figures)
    yield from map(maker.chart, maker.page.charts.all)


def standing_sheets(moment: Moment, **values: object) -> Iterator[Sheet]:
    """Yield the pages that stay the same from day to day; `values` are what their templates need besides the audit."""
    maker = SheetMaker(moment, Keeper())
    for one in PLAIN:
        if not one.shows:
            yield maker.sheet(Heading(one.path, NEUTRAL.text(one.title), one.path), one.template, values, None)


class SheetMaker:
    """Makes the pages of a moment, or takes over those of the day before."""

    def __init__(self, moment: Moment, keeper: Keeper) -> None:
        self.audit = audit = moment.audit
        self.keeper = keeper
        self.page = Page(audit=audit, charts=charts_of(audit, NEUTRAL), changes=moment.changes)
        self.shared: Values = {
            "page": self.page,
            "audit": audit,
            "changes": moment.changes,
            "changed": changes_table(moment.changes),
            "keep": keeper.keep,
            "alone": True,
        }
        self.changes = moment.changes
        self.settled = tuple(settled(o, audit.as_of) for o in audit.obligations)
        keeper.begin((self.page.known_ids, self.page.instrument_ids))

    def plain(self, one: Plain) -> Sheet:
        """Return a page of which there is one."""
        called = NEUTRAL.text(one.title)
        values = {"called": called, "alone": one.template not in SEVERAL}
        return self.sheet(Heading(one.path, called, one.path), one.template, values, [*map(self._shown, one.shows)])

    def obligation(self, o: ObligationResult) -> Sheet:
        """Return the page of a duty."""
        title = NEUTRAL.text("{obligation}: {action}", obligation=o.id, action=o.action)
        shows = (settled(o, self.audit.as_of), self.page.forecast(o))
        heading = Heading(obligation_page(o.id), title, "obligations/index.html")
        return self.sheet(heading, "obligation_page.html", {"o": o}, shows)

    def chart(self, c: Chart) -> Sheet:
        """Return the page of a chart."""
        title = NEUTRAL.text("Chart: {title}", title=c.title)
        heading = Heading(chart_page(c.name), title, "charts/index.html")
        return self.sheet(heading, "chart_page.html", {"c": c}, (c.title, c.note, c.table, c.beyond))

    def sheet(self, at: Heading, template: str, values: Values, shows: object) -> Sheet:
        """Return a page made of a template and values, or the one of the day before where that shows the same."""
        before = self.keeper.sheets.get(at.path)
        if before is not None and before.shows == shows:
            return before
        text = (
            environment()
            .get_template("part.html")
            .render({**self.shared, **values}, body=template, tables=tables_of_page(at.path))
        )
        parts = tuple(part for part in text.split(CUT) if part)
        made = self.keeper.sheets[at.path] = Sheet(
            path=at.path, title=at.title, under=at.under, parts=parts, shows=shows
        )
        return made

    def _shown(self, name: str) -> object:
        match name:
            case "obligations":
                return self.settled, [(day, o.id) for day, o in self.page.due_soon], self.page.next_period
            case "inspections" | "findings":
                return [settled(one, self.audit.as_of) for one in getattr(self.audit, name)]
            case "changes":
                return self.changes
            case "charts":
                return [(c.name, c.title, len(c.table.rows)) for c in self.page.charts.all]
            case _:
                return getattr(self.audit, name)


def figures_by_basis(audit: Audit) -> dict[str, tuple[FigureResult, ...]]:
    """Return the figures of an audit under their basis, bases in the order of the audit."""
    found: dict[str, list[FigureResult]] = {}
    for figure in audit.figures:
        found.setdefault(figure.basis, []).append(figure)
    return {basis: tuple(figures) for basis, figures in found.items()}

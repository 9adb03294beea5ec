"""What of an audit can be cited as data: obligations, the figures on each basis, charts, the tables of pages."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit, ObligationResult
from proverka.model.sentence import Sentence
from proverka.publication.addresses import basis_page, chart_page, obligation_page
from proverka.publication.data_places import (
    TABLES,
    chart_stem,
    figures_stem,
    has_more,
    obligation_stem,
    table_stem,
)
from proverka.publication.datum import Datum
from proverka.publication.metadata import sources_of
from proverka.publication.pages import figures_by_basis
from proverka.publication.sources import SourceRow
from proverka.publication.sources import sources_of as read_at
from proverka.reporting.chart_canvas import Chart
from proverka.reporting.resources import obligation_dates, resources
from proverka.reporting.resources_evidence import figures_table
from proverka.reporting.settled import settled
from proverka.reporting.table import Cell, Column, Table, joined, table_of

# What the page of a basis shows of each figure.
FIGURE_COLUMNS = (
    "entry", "current", "percent", "amount", "absence", "unit", "of", "bound", "as_of", "dating", "known", "nature",
    "withdrawn", "standing", "by", "source",
)  # fmt: skip

ENTRIES = "entries"
# Tables of which a row may become another by the mere passing of a day.
DATED_TABLES = frozenset({"summary", "obligations", "obligation_dates", "findings", "changes"})
# Tables whose rows are figures.
FIGURE_TABLES = frozenset({"figures", "holdings"})


def obligation_data(audit: Audit) -> Iterator[Datum]:
    """Yield every obligation: its dates as a table, everything that was judged of it as JSON."""
    names = {figure.basis: figure.basis_name for figure in audit.figures}
    for o in audit.obligations:
        yield Datum(
            stem=obligation_stem(o.id),
            title=f"{o.id}: {o.action}",
            description=_owed(o),
            page=obligation_page(o.id),
            table=obligation_dates([o]),
            value={"obligation": o},
            bases={basis: names.get(basis, basis) for basis in _bases(o)},
            sources=tuple(dict.fromkeys((o.source, *(e.source for e in o.evidence), *(v.source for v in o.views)))),
            dated=msgspec.structs.replace(o, why="") != settled(o, audit.as_of),
        )


def _owed(o: ObligationResult) -> str:
    parties = f"{o.debtor} to {o.creditor}" if o.creditor else o.debtor
    under = f"{o.provision} of {o.instrument}" if o.provision else o.instrument
    return f"Owed by {parties} under {under}. The table has its dates; the JSON has all that was judged of it."


def _bases(o: ObligationResult) -> Sequence[str]:
    reached = (a.basis for a in (o.achieved, o.at_due, o.after_due) if a is not None and a.basis)
    return tuple(dict.fromkeys((*o.bases, *reached)))


def figure_data(audit: Audit) -> Iterator[Datum]:
    """Yield the figures on every basis."""
    for basis, figures in figures_by_basis(audit).items():
        title = figures[0].basis_name
        full = figures_table("figures", title, "Every figure on this basis, with all that is known of it.", figures)
        yield Datum(
            stem=figures_stem(basis),
            title=title,
            description=f"Every figure that was published on the basis {basis}.",
            page=basis_page(basis),
            table=chosen(full, FIGURE_COLUMNS),
            full=full,
            value={"basis": basis, "basis_name": title, "figures": figures},
            bases={basis: title},
            sources=tuple(dict.fromkeys(figure.source for figure in figures)),
        )


def chosen(table: Table, columns: Sequence[str]) -> Table:
    """Return a table with some of its columns, in the order given."""
    places = [next(n for n, field in enumerate(table.fields) if field.name == column) for column in columns]
    return Table(
        name=table.name,
        title=table.title,
        description=table.description,
        fields=tuple(table.fields[place] for place in places),
        rows=tuple(tuple(row[place] for place in places) for row in table.rows),
    )


def chart_data(audit: Audit, charts: Iterable[Chart]) -> Iterator[Datum]:
    """Yield every chart: the numbers drawn in it, and the whole of what they are taken from where that is more."""
    names = {figure.basis: figure.basis_name for figure in audit.figures}
    for chart in charts:
        bases = [basis for basis in _column(chart.table, "basis") if basis in names]
        yield Datum(
            stem=chart_stem(chart.name),
            title=chart.title,
            description=f"{chart.table.description} {chart.note}",
            page=chart_page(chart.name),
            table=chart.table,
            full=_behind(chart, audit, bases),
            value={
                "name": chart.name,
                "title": chart.title,
                "description": chart.description,
                "note": chart.note,
                **table_value(chart.table),
            },
            bases={basis: names[basis] for basis in bases},
            sources=sources_of(chart.table, audit),
            dated=True,
        )


def _column(table: Table, name: str) -> list[str]:
    """Return the different texts in a column, none where there is no such column."""
    places = [number for number, field in enumerate(table.fields) if field.name == name]
    return list(dict.fromkeys(str(row[place]) for place in places for row in table.rows if row[place]))


def _behind(chart: Chart, audit: Audit, bases: Sequence[str]) -> Table | None:
    """Return everything known of what a chart is drawn from: the figures on its bases, the dates of its obligations."""
    if not has_more(chart.table):
        return None
    if bases:
        figures = [figure for figure in audit.figures if figure.basis in bases]
        return figures_table(chart.name, chart.title, "Every figure on the bases of the chart.", figures)
    duties = _column(chart.table, "obligation")
    return obligation_dates([o for o in audit.obligations if o.id in duties])


def table_data(audit: Audit, changes: Changes | None) -> Iterator[Datum]:
    """Yield every table of the audit that a page shows."""
    names = {figure.basis: figure.basis_name for figure in audit.figures}
    for table in (*resources(audit, changes), sources_table(audit)):
        if table.name == ENTRIES:
            continue
        figures = table.name in FIGURE_TABLES
        yield Datum(
            stem=table_stem(table.name),
            title=table.title,
            description=table.description,
            page=TABLES[table.name][1],
            table=table,
            value=table_value(table),
            bases={basis: names[basis] for basis in _column(table, "basis")} if figures else {},
            sources=sources_of(table, audit),
            dated=table.name in DATED_TABLES,
        )


def sources_table(audit: Audit) -> Table:
    """Return where everything was read, by tier, host and address."""
    return table_of(
        "sources",
        "Sources",
        "Where the entries were read: every address, with the entries that rest on it.",
        (
            Column[SourceRow]("source", "string", "address", lambda s: s.address),
            Column("host", "string", "its host", lambda s: s.host),
            Column("tier", "string", "tier: A official to E press", lambda s: s.tier),
            Column("entries", "string", "entries that were read there", lambda s: joined(s.entries)),
        ),
        read_at(audit),
    )


def table_value(table: Table) -> dict[str, object]:
    """Return a table as members of JSON: its columns, and each row by their names."""
    columns = [field.name for field in table.fields]
    return {
        "fields": [{"name": f.name, "type": f.type, "description": f.description} for f in table.fields],
        "rows": [dict(zip(columns, map(_plain, row), strict=True)) for row in table.rows],
    }


def _plain(cell: Cell) -> Cell:
    return cell.english if isinstance(cell, Sentence) else cell


# The columns that all obligations, and all bases, have in common.
OBLIGATION_TABLE = obligation_dates(())
FIGURE_TABLE = figures_table("figures", "Figures", "Every figure on a basis, with all that is known of it.", ())
SHOWN_FIGURE_TABLE = chosen(FIGURE_TABLE, FIGURE_COLUMNS)

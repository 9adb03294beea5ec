"""Where each thing that can be cited has its files under `data/`, and which page shows which table."""

from proverka.publication.addresses import file_name
from proverka.reporting.anchors import slug
from proverka.reporting.table import Table


def _title(text: str) -> str:
    """Return a title as it is written here, for whoever collects what is to be translated."""
    return text


# Every table of an audit: its title and the page that shows it. Entries are not among them: the record has files of its
# own, which stay as they are.
TABLES = {
    "summary": (_title("Summary"), "index.html"),
    "obligations": (_title("Obligations"), "obligations/index.html"),
    "obligation_dates": (_title("Dates of obligations"), "obligations/index.html"),
    "evidence": (_title("Evidence"), "obligations/index.html"),
    "ladder": (_title("Steps after a breach"), "obligations/index.html"),
    "holdings": (_title("Summary figures"), "holdings.html"),
    "reconciled": (_title("Reconciled"), "holdings.html"),
    "changes": (_title("Changes"), "changes.html"),
    "balance": (_title("Balance by place"), "places.html"),
    "timeline": (_title("Time line"), "places.html"),
    "issues": (_title("Outstanding issues as counted"), "issues.html"),
    "issues_identified": (_title("Identified issues"), "issues.html"),
    "allegations": (_title("Allegations"), "allegations.html"),
    "views": (_title("Views by obligation"), "views.html"),
    "steps": (_title("Conference and political steps"), "views.html"),
    "preconditions": (_title("Preconditions"), "views.html"),
    "statements": (_title("Statements"), "statements.html"),
    "instruments": (_title("Instruments"), "instruments/index.html"),
    "figures": (_title("Published figures"), "figures/index.html"),
    "findings": (_title("Findings"), "findings.html"),
    "finding_entries": (_title("Entries of findings"), "findings.html"),
    "withheld": (_title("Withheld entries"), "record/index.html"),
    "sources": (_title("Sources"), "sources.html"),
}
# Pages that show a table which belongs to another page as well.
ALSO = {"inspections.html": ("timeline",)}


def tables_of_page(path: str) -> tuple[tuple[str, str], ...]:
    """Return the tables that a page shows, each with its title."""
    names = [name for name, (_, page) in TABLES.items() if page == path]
    return tuple((name, TABLES[name][0]) for name in (*names, *ALSO.get(path, ())))


def obligation_stem(identifier: str) -> str:
    """Return the place of an obligation under `data/`."""
    return f"obligations/{file_name(identifier)}"


def figures_stem(basis: str) -> str:
    """Return the place of the figures on a basis under `data/`."""
    return f"figures/{file_name(basis)}"


def chart_stem(name: str) -> str:
    """Return the place of a chart under `data/`."""
    return f"charts/{slug(name)}"


def has_more(table: Table) -> bool:
    """Return whether there is more to tell than a chart draws: of the figures on its bases, or of its obligations."""
    return any(field.name in ("basis", "obligation") for field in table.fields)


def table_stem(name: str) -> str:
    """Return the place of a table under `data/`."""
    return f"tables/{name}"

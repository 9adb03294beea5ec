"""What is to be known of data before they are used: a description beside each CSV, for programs.

The description is a Data Resource of Frictionless Data (v2), with what that standard leaves open under names of ours.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from proverka.assessment.result import Audit
from proverka.publication.datum import EDITION, FULL, Datum
from proverka.publication.edition_facts import DEMONSTRATION, EditionFacts
from proverka.publication.safe_csv import TREATMENT
from proverka.reporting.anchors import link_of
from proverka.reporting.package import LICENCE
from proverka.reporting.table import Table

RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True}
# A list of more sources than this tells a reader nothing that the rows do not.
SOURCES_MAX = 200

# Columns that count in one unit in every table.
UNITS = {
    "percent": "percent",
    "days_late": "day",
    "days_late_least": "day",
    "received_tonnes": "tonne",
    "sent_tonnes": "tonne",
    "net_tonnes": "tonne",
}
# Columns that count in what the column beside them says.
COUNTED_IN = {
    "amount": "unit",
    "of": "unit",
    "received": "unit",
    "sent": "unit",
    "net": "unit",
    "difference": "unit",
    "allowed": "unit",
    "achieved_value": "achieved_unit",
    "at_due_value": "at_due_unit",
    "after_due_value": "after_due_unit",
}

CAVEATS_OF_FIGURES = (
    "A percentage belongs to its basis: do not compare figures of different bases.",
    "Do not add up places or stages: “removed” is never “destroyed”.",
    "Claimed, verified and contested are three standings, and are never merged.",
    "A bound tells an exact figure from “about”, “at least” and “at most”; digits are those of the source.",
    "Blank, zero, unknown and withheld are four values: zero is 0, a blank cell is empty, `absence` tells the others.",
)
CAVEATS = (
    "Sources disagree, and some contradict their own arithmetic: see data/tables/findings.csv.",
    "An `entry` is a place in the log of the record; the text of each is under data/record/.",
)


def metadata(datum: Datum, facts: EditionFacts) -> dict[str, Any]:
    """Return the description of a datum, with addresses from the folder in which its files lie."""
    name = datum.name
    full = {FULL: f"{name}.{FULL}.csv"} if datum.full is not None else {}
    return {
        "$schema": RESOURCE_PROFILE,
        "name": resource_name(datum.stem),
        "path": f"{name}.csv",
        "type": "table",
        "title": datum.title,
        "description": datum.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
        "schema": table_schema(datum.table),
        **({"full_schema": table_schema(datum.full)} if datum.full is not None else {}),
        "licenses": [LICENCE],
        "sources": sources(datum.sources),
        "files": {
            "json": f"{name}.json",
            **full,
            **{ending: f"{name}.{ending}" for ending in datum.pictures},
            "readme": f"{name}.README.md",
        },
        "bases": [{"id": basis, "name": told} for basis, told in datum.bases.items()],
        "page": f"{datum.to_data}../{facts.language}/{datum.page}",
        "record": facts.origin,
        "edition": f"{datum.to_data}{EDITION}",
        **days_of(datum, facts),
        "citation": cited(datum, facts),
        "caveats": list(caveats(datum, facts)),
        "treatment": TREATMENT,
    }


def cited(datum: Datum, facts: EditionFacts) -> str:
    """Return how to cite a datum."""
    return facts.cited(datum.title, datum.path("csv"), dated=datum.dated)


def days_of(datum: Datum, facts: EditionFacts) -> dict[str, Any]:
    """Return as of and as known at when, for what may become another by the mere passing of a day; else nothing."""
    return {"as_of": facts.audit.as_of, "known_at": facts.audit.known_at} if datum.dated else {}


def caveats(datum: Datum, facts: EditionFacts) -> tuple[str, ...]:
    """Return what to beware of."""
    figures = CAVEATS_OF_FIGURES if datum.bases else ()
    return (*figures, *CAVEATS, *((DEMONSTRATION,) if facts.demonstration else ()))


def table_schema(table: Table) -> dict[str, Any]:
    """Return the columns of a table as Frictionless Data describes them, with the unit of what they count."""
    units = {column: _unit_in(table, beside) for column, beside in COUNTED_IN.items() if _has(table, beside)}
    return {
        "fields": [
            {
                "name": field.name,
                "type": field.type,
                "description": field.description,
                **({"unit": unit} if (unit := UNITS.get(field.name) or units.get(field.name)) else {}),
            }
            for field in table.fields
        ],
        "missingValues": [""],
    }


def _has(table: Table, column: str) -> bool:
    return any(field.name == column for field in table.fields)


def _unit_in(table: Table, column: str) -> str:
    """Return the unit that every row names, or which column names it."""
    place = next(number for number, field in enumerate(table.fields) if field.name == column)
    named = {str(row[place]) for row in table.rows if row[place]}
    return named.pop() if len(named) == 1 else f"as in the column {column}"


def resource_name(stem: str) -> str:
    """Return a name as Frictionless Data wants it: small letters, digits, point, hyphen and underscore."""
    return re.sub(r"[^a-z0-9._-]+", "-", stem.lower())


def sources(addresses: Iterable[str]) -> list[dict[str, str]]:
    """Return addresses as sources: as links where a browser may follow them; the first of very many."""
    found = sorted({address for address in addresses if address})
    told = [{"title": one, "path": one} if _is_link(one) else {"title": one} for one in found[:SOURCES_MAX]]
    more = len(found) - len(told)
    return [*told, {"title": f"and {more} more, named in the rows"}] if more else told


def _is_link(address: str) -> bool:
    return bool(link_of(address)) and re.fullmatch(r"https?://\S+", address) is not None


def sources_of(table: Table, audit: Audit) -> tuple[str, ...]:
    """Return where the rows of a table were read: what they name themselves, and what their entries name."""
    by_entry = {entry.index: entry.source for entry in audit.entries}
    columns = [field.name for field in table.fields]
    found: dict[str, None] = {}
    for row in table.rows:
        cells = dict(zip(columns, row, strict=True))
        found.update(dict.fromkeys(_of_row(cells, by_entry)))
    return tuple(address for address in found if address)


def _of_row(cells: Mapping[str, object], by_entry: Mapping[int, str]) -> Iterable[str]:
    yield str(cells.get("source") or "")
    for column in ("entry", "entries"):
        for index in re.findall(r"\d+", str(cells.get(column) or "")):
            yield by_entry.get(int(index), "")

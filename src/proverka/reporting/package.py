"""The data package: every table and every chart's numbers as CSV, with metadata after Frictionless Data, in one zip."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting.anchors import link_of
from proverka.reporting.charts import charts_of
from proverka.reporting.entries import known_entries
from proverka.reporting.package_readme import readme
from proverka.reporting.resources import resources
from proverka.reporting.table import Table, csv_text

# A zip holds a time for each file; the first that it can hold says nothing, and is the same every time.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
FILE_MODE = 0o644 << 16

LICENCE = {
    "name": "CC0-1.0",
    "title": "Creative Commons Zero 1.0: the figures are public facts; the words of sources remain theirs",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
}


def write_package(audit: Audit, changes: Changes | None, out: Path) -> None:
    """Write the data package to `out`; the same audit and changes give the same bytes."""
    out.write_bytes(package_bytes(package_files(audit, changes)))


def package_files(audit: Audit, changes: Changes | None) -> dict[str, str]:
    """Return the text of every file of the package, by its path in it."""
    tables = [(f"data/{table.name}.csv", table) for table in resources(audit, changes)]
    tables += [(f"charts/{chart.name}.csv", chart.table) for chart in charts_of(audit).all]
    descriptor = json.dumps(_descriptor(audit, changes, tables), ensure_ascii=False, indent=2)
    return {
        "README.md": readme(audit, [(path, table.title, table.description) for path, table in tables]),
        "datapackage.json": descriptor + "\n",
        **{path: csv_text(table) for path, table in tables},
    }


def package_bytes(files: dict[str, str]) -> bytes:
    """Return a zip of the files: sorted by name, not compressed, without times of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(path, date_time=ZIP_EPOCH)
            info.create_system = 3  # Unix, whatever made it, so that the bytes do not tell.
            info.external_attr = FILE_MODE
            archive.writestr(info, files[path].encode())
    return out.getvalue()


def _descriptor(audit: Audit, changes: Changes | None, tables: list[tuple[str, Table]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": audit.case.id,
        "title": f"{audit.case.title}: data as of {audit.as_of}, as known at {audit.known_at}",
        "description": audit.case.summary,
        "as_of": str(audit.as_of),
        "known_at": str(audit.known_at),
        "checkpoint": {"origin": audit.record.origin, "size": audit.record.size, "root": audit.record.root},
        "witnessed": audit.record.witnessed,
        "keys": audit.case.keys,
        "licenses": [LICENCE],
        "sources": _sources(audit, changes),
        "resources": [_resource(path, table) for path, table in tables],
    }


def _sources(audit: Audit, changes: Changes | None) -> list[dict[str, str]]:
    addresses = {entry.source for entry in known_entries(audit, changes) if entry.source}
    return [{"title": a, "path": a} if link_of(a) else {"title": a} for a in sorted(addresses)]


def _resource(path: str, table: Table) -> dict[str, Any]:
    return {
        "name": path.removesuffix(".csv").removeprefix("data/").replace("/", "-").lower(),
        "path": path,
        "profile": "tabular-data-resource",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [{"name": f.name, "type": f.type, "description": f.description} for f in table.fields],
            "missingValues": [""],
        },
    }

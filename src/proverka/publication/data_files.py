"""The files of an edition's data: what can be cited, each thing under its name, and the package of the whole."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from proverka.publication.data_readme import data_readme, whole_readme
from proverka.publication.datum import DATA, EDITION, FULL, Datum
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.metadata import days_of, metadata, resource_name, table_schema
from proverka.publication.safe_csv import safe_csv
from proverka.reporting.package import LICENCE, package_bytes, package_files
from proverka.reporting.table import Table

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

# Digits are a statement of accuracy: decimals are written as they are, and not through floats.
_ENCODER = msgspec.json.Encoder(decimal_format="number")

File = tuple[str, bytes]


def json_file(value: object) -> bytes:
    """Return a value as indented JSON; the same value gives the same bytes."""
    return msgspec.json.format(_ENCODER.encode(value), indent=2) + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A CSV of the package: its path under `data/`, its size, its hash, and what it says."""

    path: str
    title: str
    description: str
    schema: str | dict[str, Any]
    size: int
    sha256: str

    @classmethod
    def of(cls, path: str, content: bytes, table: Table, title: str, schema: str) -> "Resource":
        """Return the resource that a file of the edition is."""
        return cls(
            path=path.removeprefix(f"{DATA}/"),
            title=title,
            description=table.description,
            schema=schema or table_schema(table),
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )


@dataclass(slots=True)
class DataFiles:
    """Makes the files of data, and remembers of each CSV what the package says of it."""

    facts: EditionFacts
    resources: list[Resource] = field(default_factory=list)
    _schemas: dict[str, Table] = field(default_factory=dict)

    def shared(self, path: str, table: Table) -> str:
        """Return the path of a file, from `data/`, with the columns that many tables share; `schemas` yields it."""
        self._schemas[path] = table
        return path

    def schemas(self) -> Iterator[File]:
        """Yield the files with the columns that are shared."""
        for path, table in self._schemas.items():
            yield f"{DATA}/{path}", json_file(table_schema(table))

    def of(self, data: Iterable[Datum], schema: str = "", full: str = "") -> Iterator[File]:
        """Yield the files of things that can be cited; `schema` and `full` are paths of columns that they share."""
        for datum in data:
            yield from self.csv(datum.path("csv"), datum.table, datum.title, schema)
            if datum.full is not None:
                yield from self.csv(datum.path(f"{FULL}.csv"), datum.full, f"{datum.title}: everything", full)
            for ending, picture in datum.pictures.items():
                yield datum.path(ending), picture
            yield datum.path("json"), json_file({**self.head(datum), **datum.value})
            yield datum.path("metadata.json"), json_file(metadata(datum, self.facts))
            yield datum.path("README.md"), data_readme(datum, self.facts).encode()

    def head(self, datum: Datum) -> dict[str, object]:
        """Return the members that the JSON of every datum begins with."""
        return {
            "schema": f"proverka/{datum.stem.partition('/')[0]}/v1",
            "edition": f"{datum.to_data}{EDITION}",
            **days_of(datum, self.facts),
            "page": f"{datum.to_data}../{self.facts.language}/{datum.page}",
        }

    def csv(self, path: str, table: Table, title: str, schema: str = "") -> Iterator[File]:
        """Yield a table as CSV; `schema` is the path of its columns where they stand in a file of their own."""
        content = safe_csv(table)
        self.resources.append(Resource.of(path, content, table, title, schema))
        yield path, content

    def whole(self) -> Iterator[File]:
        """Yield what describes all data, once all of them were made: the edition, the package, a README."""
        yield f"{DATA}/{EDITION}", json_file(self.facts.told)
        yield f"{DATA}/README.md", whole_readme(self.facts).encode()
        yield f"{DATA}/datapackage.json", json_file(self._package())

    def _package(self) -> dict[str, object]:
        audit = self.facts.audit
        return {
            "$schema": PACKAGE_PROFILE,
            "name": resource_name(audit.case.id),
            "title": f"{self.facts.title}: data of the public edition {self.facts.days}",
            "description": audit.case.summary,
            "created": f"{audit.as_of}T00:00:00Z",
            "contributors": [{"title": self.facts.keeper, "roles": ["creator"]}],
            "licenses": [LICENCE],
            "edition": EDITION,
            "citation": self.facts.citation,
            "resources": list(self._described()),
        }

    def _described(self) -> Iterator[dict[str, object]]:
        used: set[str] = set()
        for one in self.resources:
            name = free_name(resource_name(one.path.removesuffix(".csv")), used)
            yield {
                "name": name,
                "path": one.path,
                "type": "table",
                "title": one.title,
                "description": one.description,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": one.size,
                "hash": f"sha256:{one.sha256}",
                "dialect": {"lineTerminator": "\n"},
                "schema": one.schema,
            }


def zip_file(facts: EditionFacts) -> File:
    """Return the data package in one file."""
    return f"{DATA}/{facts.zip_name}", package_bytes(package_files(facts.audit, facts.changes))


def free_name(wanted: str, used: set[str]) -> str:
    """Return a name that no other resource has, and put it among those that are used."""
    name, number = wanted, 1
    while name in used:
        number += 1
        name = f"{wanted}-{number}"
    used.add(name)
    return name

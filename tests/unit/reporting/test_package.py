"""The data package: every number of the report is in it, and its description is true."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit
from proverka.reporting import write_package
from proverka.reporting.package import package_files

READ: dict[str, Callable[[str], object]] = {
    "integer": int,
    "number": Decimal,
    "date": date.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
    "string": str,
}
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.fixture(scope="module")
def files(sample: Audit, changes: Changes) -> dict[str, str]:
    return package_files(sample, changes)


class Cells(HTMLParser):
    """The texts of the cells of all tables of a page, without the hashes in them, which are no numbers."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base has it
        if tag == "td":
            self.inside = True
            self.texts.append("")
        self.inside = self.inside and tag != "code"

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data + " "


def numbers(text: str) -> Iterator[str]:
    for found in NUMBER.findall(text):
        yield found.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", found) else found.rstrip(",")


def test_every_number_in_a_table_of_the_report_is_in_the_package(files: dict[str, str], html: str):
    cells = (
        cell for path in files if path.endswith(".csv") for row in csv.reader(io.StringIO(files[path])) for cell in row
    )
    packed = {number for cell in cells for number in numbers(cell)}
    told = {number for text in Cells(html).texts for number in numbers(text)}
    assert len(told) > 50
    assert sorted(told - packed) == []


def test_each_file_is_as_its_schema_says(files: dict[str, str]):
    described = json.loads(files["datapackage.json"])["resources"]
    assert {r["path"] for r in described} == set(files) - {"README.md", "datapackage.json"}
    for resource in described:
        names = [field["name"] for field in resource["schema"]["fields"]]
        header, *rows = csv.reader(io.StringIO(files[resource["path"]]))
        assert header == names
        for row in rows:
            for cell, field in zip(row, resource["schema"]["fields"], strict=True):
                assert cell == "" or READ[field["type"]](cell) is not None


def test_resources_have_names_that_frictionless_takes(files: dict[str, str]):
    names = [r["name"] for r in json.loads(files["datapackage.json"])["resources"]]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z0-9._-]+", name)] == []


def test_it_says_of_which_record_and_when(sample: Audit, files: dict[str, str]):
    described = json.loads(files["datapackage.json"])
    assert described["as_of"] == "2014-03-31"
    assert described["known_at"] == "2014-04-05"
    assert described["checkpoint"] == {"origin": sample.record.origin, "size": 61, "root": sample.record.root}
    for told in (sample.record.root, "blank", "zero", "unknown", "withheld", "removed/first", "How to cite"):
        assert told in files["README.md"]


def test_every_known_entry_is_in_it(sample: Audit, files: dict[str, str]):
    rows = list(csv.DictReader(io.StringIO(files["data/entries.csv"])))
    assert [int(row["entry"]) for row in rows] == [entry.index for entry in sample.entries]
    assert rows[4] | {"by": "Inspectorate", "leaf": sample.entries[4].leaf} == rows[4]


def test_every_sum_that_was_tested_is_in_it(files: dict[str, str]):
    rows = list(csv.DictReader(io.StringIO(files["data/reconciled.csv"])))
    told = [(row["date"], row["difference"], row["allowed"], row["unit"], row["holds"], row["entries"]) for row in rows]
    assert told == [
        ("2014-03-01", "0", "0.05", "tonne", "true", "8; 10; 9"),
        ("2014-03-20", "-5.304", "0.006", "percent", "false", "3; 4"),
    ]


def test_each_chart_has_its_numbers(files: dict[str, str]):
    charts = [path for path in files if path.startswith("charts/")]
    assert sorted(charts) == [
        "charts/burn-down-removed.csv",
        "charts/issues.csv",
        "charts/obligations-PACT.csv",
        "charts/places-tonne.csv",
    ]


def test_the_zip_holds_the_files_sorted_stored_and_undated(sample: Audit, files: dict[str, str], tmp_path: Path):
    out = tmp_path / "package.zip"
    write_package(sample, None, out)
    with zipfile.ZipFile(out) as archive:
        infos = archive.infolist()
    assert [info.filename for info in infos] == sorted(files)
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.compress_type for info in infos} == {zipfile.ZIP_STORED}

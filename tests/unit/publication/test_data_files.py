"""The files of data: what describes them is true, they are the same each time, and they stay where nothing happened."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.unit.publication.tables import rows_of

from proverka.assessment.result import Audit
from proverka.case.moments import Moments
from proverka.publication.data_files import DataFiles
from proverka.publication.data_places import TABLES
from proverka.publication.edition_data import ThingFiles, WholeData
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.record_data import part_files
from proverka.publication.record_entry import RecordEntry
from proverka.publication.record_pages import record_parts
from proverka.publication.site import Published
from proverka.reporting.package import package_bytes, package_files
from proverka.reporting.resources import resources

# A path or an address as Frictionless Data allows it (profiles/2.0, `url-or-path`).
URL_OR_PATH = re.compile(r"^((?=[^./~])(?!file:)((?!/\.\./)(?!\\)(?!://).)*|(http|ftp)s?://.*)$")
READ = {
    "integer": int,
    "number": Decimal,
    "date": date.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
    "string": str,
}
# A day and the next on which nothing happened, became known or fell due.
QUIET = date(2014, 2, 24), date(2014, 2, 25)


def loaded(content: bytes) -> Any:
    return json.loads(content)


def resolved(path: str, relative: str) -> str:
    """A path from the folder of a file, as one from the folder of the edition."""
    folder = path.split("/")[:-1]
    for step in relative.partition("#")[0].split("/"):
        folder = folder[:-1] if step == ".." else [*folder, step]
    return "/".join(folder)


@pytest.fixture(scope="module")
def described(edition: dict[str, bytes]) -> dict[str, Any]:
    return {path: loaded(content) for path, content in edition.items() if path.endswith("metadata.json")
            and path.startswith("data/")}  # fmt: skip


def check_schema(schema: Any, rows: list[dict[str, str]]) -> None:
    fields = schema["fields"]
    assert all(field["name"] and field["description"] and field["type"] in READ for field in fields)
    if rows:
        assert list(rows[0]) == [field["name"] for field in fields]
    for row in rows:
        for field in fields:
            cell = row[field["name"]]
            assert cell == "" or READ[field["type"]](cell) is not None  # type: ignore[operator]


def test_each_csv_is_as_its_metadata_says(edition: dict[str, bytes], described: dict[str, Any]):
    assert len(described) > 80
    for path, told in described.items():
        assert told["$schema"] == "https://datapackage.org/profiles/2.0/dataresource.json"
        assert re.fullmatch(r"[a-z0-9._-]+", told["name"])
        assert told["type"] == "table"
        assert URL_OR_PATH.match(told["path"])
        check_schema(told["schema"], rows_of(edition[resolved(path, told["path"])]))
        if "full_schema" in told:
            check_schema(told["full_schema"], rows_of(edition[resolved(path, told["files"]["full"])]))
        assert all(URL_OR_PATH.match(one["path"]) for one in told.get("sources", ()) if "path" in one)
        assert all(one["title"] for one in told.get("sources", ()))
        assert [one["name"] for one in told["licenses"]] == ["CC0-1.0"]


def test_what_it_leads_to_is_there(edition: dict[str, bytes], described: dict[str, Any]):
    for path, told in described.items():
        for relative in (told["page"], told["edition"], *told.get("files", {}).values()):
            assert resolved(path, relative) in edition, (path, relative)
        assert told["citation"].count("“") == 1
        assert told["record"] == "proverka.example/syria-2013"


def test_days_and_checkpoint_stand_where_they_belong(edition: dict[str, bytes], facts: EditionFacts):
    told = loaded(edition["data/edition.json"])
    assert (told["as_of"], told["known_at"]) == ("2014-03-10", "2014-03-10")
    assert told["record"]["root"] == facts.audit.record.root
    assert told["citation"].endswith(f"{facts.audit.record.size} entries, root {facts.audit.record.root}.")
    elsewhere = [
        path
        for path, content in edition.items()
        if path.startswith("data/")
        and path.endswith((".json", ".csv", ".md"))
        and facts.audit.record.root in content.decode()
    ]
    assert sorted(elsewhere) == ["data/README.md", "data/datapackage.json", "data/edition.json"]


def test_the_package_describes_every_csv(edition: dict[str, bytes]):
    package = loaded(edition["data/datapackage.json"])
    paths = {one["path"] for one in package["resources"]}
    assert {f"data/{path}" for path in paths} == {path for path in edition if path.endswith(".csv")}
    names = [one["name"] for one in package["resources"]]
    assert len(names) == len(set(names))
    for one in package["resources"]:
        content = edition[f"data/{one['path']}"]
        assert URL_OR_PATH.match(one["path"])
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        schema = one["schema"]
        check_schema(loaded(edition[f"data/{schema}"]) if isinstance(schema, str) else schema, rows_of(content))


def test_the_zip_is_the_data_package_of_the_report(edition: dict[str, bytes], published: Published):
    files = package_files(published.present.audit, published.present.changes)
    assert edition["data/syria-2013.zip"] == package_bytes(files)
    assert loaded(edition["data/edition.json"])["changes_since"] == "2014-01-31"


def test_every_table_of_the_report_has_its_place_and_its_title(facts: EditionFacts):
    found = {table.name: table.title for table in resources(facts.audit)}
    assert {name: title for name, (title, _) in TABLES.items() if name != "sources"} == {
        name: title for name, title in found.items() if name != "entries"
    }


def test_a_unit_is_told(described: dict[str, Any]):
    fields = {
        field["name"]: field.get("unit") for field in described["data/tables/figures.metadata.json"]["schema"]["fields"]
    }
    assert (fields["percent"], fields["amount"]) == ("percent", "as in the column unit")
    one = described["data/figures/declared~all.metadata.json"]["schema"]["fields"]
    assert {field["name"]: field.get("unit") for field in one}["amount"] == "tonne"


def test_a_readme_says_how_to_cite_and_what_to_beware_of(edition: dict[str, bytes]):
    text = edition["data/figures/removed~priority_1.README.md"].decode()
    for told in (
        "## How to cite", "## Licence", "## What to beware of", "## Basis", "`removed/priority_1`", "apostrophe",
        "for demonstration", "(../edition.json)", "(../../en/figures/removed~priority_1.html)", "Creative Commons Zero",
    ):  # fmt: skip
        assert told in text


def test_an_entry_can_be_checked_with_a_hash_alone(edition: dict[str, bytes]):
    entries = loaded(edition["data/record/001.json"])["entries"]
    assert len(entries) == 64
    for one in entries:
        assert hashlib.sha256(b"\0" + one["signed_text"].encode()).hexdigest() == one["leaf"]
        assert one["text"]
        assert isinstance(one["body"], dict)


def things(audit: Audit) -> dict[str, bytes]:
    facts = EditionFacts(audit=audit, keeper="Case desk", languages=("en",))
    things = ThingFiles(facts=facts)
    return dict([*things.things(), *WholeData(facts=facts, made=things.made).files((), {})])


def test_the_same_audit_gives_the_same_bytes(facts: EditionFacts):
    assert things(facts.audit) == things(facts.audit)


def test_on_a_quiet_day_only_what_depends_on_the_day_is_another(moments: Moments):
    before, after = (things(moments.on(day).audit) for day in QUIET)
    assert before.keys() == after.keys()
    changed = {path for path in before if before[path] != after[path]}
    whole = {"data/edition.json", "data/README.md", "data/datapackage.json", "data/syria-2013.zip",
             "feeds/deadlines.ics", "ro-crate-metadata.json"}  # fmt: skip
    assert whole <= changed
    for path in changed - whole:
        stem = re.sub(r"\.(csv|json|metadata\.json|README\.md)$", "", path)
        assert "as_of" in loaded(after[f"{stem}.json"]), path
    settled = [path for path in before if path.startswith("data/obligations/") and path not in changed]
    assert len(settled) > 20
    assert not [path for path in changed if path.startswith("data/figures/")]


def test_a_full_part_of_the_record_stays_until_a_later_entry_names_one_of_its_entries(
    entries: tuple[RecordEntry, ...], facts: EditionFacts
):
    data = DataFiles(facts=facts)
    for held in list(record_parts(entries))[:3]:
        earlier = [known_with(entry, held[-1].ref.index) for entry in held]
        before, after = dict(part_files(data, earlier)), dict(part_files(data, held))
        named_later = any(
            one.index > held[-1].ref.index for e in held for one in (*e.corrections, *e.objections, *e.mentions)
        )
        assert (before == after) is not named_later


def known_with(entry: RecordEntry, last: int) -> RecordEntry:
    """An entry as it was when the record ended with another."""
    return replace(
        entry,
        corrections=tuple(one for one in entry.corrections if one.index <= last),
        objections=tuple(one for one in entry.objections if one.index <= last),
        mentions=tuple(one for one in entry.mentions if one.index <= last),
    )


HOSTILE = (
    '=HYPERLINK("http://x.example";"y")\n\x07<script>alert(1)</script>, "q"; \\ [x](y) ]]>\N{RIGHT-TO-LEFT OVERRIDE}'
)


def test_hostile_words_stay_words(facts: EditionFacts):
    first, *others = facts.audit.obligations
    figure, *figures = facts.audit.figures
    audit = msgspec.structs.replace(
        facts.audit,
        obligations=(msgspec.structs.replace(first, action=HOSTILE, why=HOSTILE), *others),
        figures=(msgspec.structs.replace(figure, by_name=HOSTILE, note=HOSTILE, basis_name=HOSTILE), *figures),
    )
    files = things(audit)
    path = f"data/obligations/{first.id.replace('/', '~')}"
    assert loaded(files[f"{path}.json"])["obligation"]["action"] == HOSTILE
    row = next(row for row in rows_of(files["data/tables/obligations.csv"]) if row["id"] == first.id)
    assert row["action"] == "'" + HOSTILE.replace("\x07", "\N{REPLACEMENT CHARACTER}")
    readme = files[f"{path}.README.md"].decode()
    assert "<script>" not in readme.replace("\\<script\\>", "")
    assert "[x](y)" not in readme
    full = f"data/figures/{figure.basis.replace('/', '~')}"
    assert rows_of(files[f"{full}.full.csv"])[0]["note"].startswith("'=HYPERLINK")
    assert loaded(files[f"{full}.metadata.json"])["title"] == HOSTILE

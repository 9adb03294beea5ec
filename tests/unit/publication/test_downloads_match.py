"""Every download matches its page: what a reader sees is what the CSV has, and what the JSON has."""

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.publication.tables import Page, numbers, rows_of

from proverka.publication.data_places import TABLES, chart_stem, figures_stem, obligation_stem
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.record_entry import RecordEntry
from proverka.reporting.charts import charts_of
from proverka.reporting.table import cell_text
from proverka.reporting.wording import words


def loaded(content: bytes) -> Any:
    return json.loads(content, parse_float=Decimal)


def same(cell: str, value: object) -> bool:
    """Whether a cell of a CSV is a value of the JSON."""
    if isinstance(value, bool):
        return cell == ("true" if value else "false")
    if isinstance(value, list):
        return cell == "; ".join(map(str, value))
    return cell == cell_text(value) if value is not None else cell == ""  # type: ignore[arg-type]


def test_the_figures_on_a_basis(edition: dict[str, bytes], facts: EditionFacts):
    bases = dict.fromkeys(figure.basis for figure in facts.audit.figures)
    assert len(bases) > 20
    for basis in bases:
        stem = figures_stem(basis)
        page = Page(edition[f"en/{stem}.html"])
        shown = page.tables["Every figure on this basis"][1:]
        rows, told = rows_of(edition[f"data/{stem}.csv"]), loaded(edition[f"data/{stem}.json"])
        assert told["basis"] == basis
        assert len(shown) == len(rows) == len(told["figures"])
        for seen, row, figure in zip(shown, rows, told["figures"], strict=True):
            assert seen[0].removesuffix(" counts") == f"#{row['entry']}"
            assert seen[0].endswith("counts") == (row["current"] == "true")
            assert numbers(seen[1]) == ([row["percent"]] if row["percent"] else [])
            assert numbers(seen[2]) == ([row["amount"]] if row["amount"] else [])
            assert numbers(seen[3]) == ([row["of"]] if row["of"] else [])
            assert seen[5] == row["known"]
            assert seen[6].partition(",")[0] == words(row["nature"])
            assert seen[6].endswith("withdrawn") == (row["withdrawn"] == "true")
            assert seen[7] == row["standing"]
            derived = row["nature"] == "derived"
            assert seen[8] == (f"worked out here from what {row['by']} said" if derived else row["by"])
            for column in (
                "entry",
                "current",
                "percent",
                "amount",
                "absence",
                "unit",
                "of",
                "bound",
                "as_of",
                "source",
            ):
                assert same(row[column], figure[column]), column


def test_the_whole_of_a_basis_has_every_column_and_the_same_rows(edition: dict[str, bytes], facts: EditionFacts):
    for basis in dict.fromkeys(figure.basis for figure in facts.audit.figures):
        stem = figures_stem(basis)
        shown, full = rows_of(edition[f"data/{stem}.csv"]), rows_of(edition[f"data/{stem}.full.csv"])
        assert len(full[0]) > len(shown[0])
        assert [{name: row[name] for name in shown[0]} for row in full] == shown


def test_the_dates_of_an_obligation(edition: dict[str, bytes], facts: EditionFacts):
    dated = [o for o in facts.audit.obligations if o.dates]
    assert len(dated) > 10
    for o in dated:
        stem = obligation_stem(o.id)
        page = Page(edition[f"en/{stem}.html"])
        shown = page.tables[f"Dates of {o.id}"][1:]
        rows, told = rows_of(edition[f"data/{stem}.csv"]), loaded(edition[f"data/{stem}.json"])["obligation"]
        assert (told["id"], told["status"], told["due"]) == (o.id, o.status, str(o.due) if o.due else None)
        assert len(shown) == len(rows) == len(told["dates"])
        for seen, row, date in zip(shown, rows, told["dates"], strict=True):
            assert seen[0] == row["date"] == date["date"]
            assert seen[1].partition(":")[0] == words(row["role"]) == words(date["role"])
            assert seen[2].partition(",")[0] == words(row["state"]) == words(date["state"])
            assert numbers(seen[2]) == ([row["days_late"]] if int(row["days_late"] or 0) else [])
            assert same(row["days_late"], date["days_late"])
            assert seen[4] == " ".join(row["rule"].split())
            assert seen[5].replace("#", "").split() == row["entries"].replace(";", "").split()


def test_the_numbers_of_a_chart(edition: dict[str, bytes], facts: EditionFacts):
    charts = charts_of(facts.audit).all
    assert len(charts) > 5
    for chart in charts:
        stem = chart_stem(chart.name)
        shown = Page(edition[f"en/{stem}.html"]).tables[chart.table.title][1:]
        rows, told = rows_of(edition[f"data/{stem}.csv"]), loaded(edition[f"data/{stem}.json"])
        assert len(shown) == len(rows) == len(told["rows"])
        assert list(rows[0]) == [field["name"] for field in told["fields"]]
        for seen, row, values in zip(shown, rows, told["rows"], strict=True):
            for cell, (name, text) in zip(seen, row.items(), strict=True):
                assert same(text, values[name]), (chart.name, name)
                if name in ("entry", "percent", "amount", "of", "raised", "resolved", "open"):
                    assert numbers(cell.replace("#", "")) == ([text] if text else []), (chart.name, name)
                elif name in ("on", "first", "last", "date"):
                    assert cell == text, (chart.name, name)
                elif isinstance(values[name], bool):
                    assert cell == ("yes" if values[name] else "no")


def test_what_a_chart_draws_is_in_what_it_is_drawn_from(edition: dict[str, bytes], facts: EditionFacts):
    charts = [c for c in charts_of(facts.audit).all if f"data/{chart_stem(c.name)}.full.csv" in edition]
    assert len(charts) > 4
    for chart in charts:
        stem = chart_stem(chart.name)
        drawn, full = rows_of(edition[f"data/{stem}.csv"]), rows_of(edition[f"data/{stem}.full.csv"])
        if "basis" in drawn[0]:
            wanted = {(row["basis"], row["entry"]) for row in drawn if row["entry"]}
            assert wanted <= {(row["basis"], row["entry"]) for row in full}
        else:
            due = {(row["obligation"], row["first"]) for row in drawn if row["what"].startswith("due")}
            assert due == {(row["obligation"], row["date"]) for row in full}


def test_every_table_as_csv_and_as_json(edition: dict[str, bytes]):
    for name in TABLES:
        rows, told = rows_of(edition[f"data/tables/{name}.csv"]), loaded(edition[f"data/tables/{name}.json"])
        assert len(rows) == len(told["rows"])
        for row, values in zip(rows, told["rows"], strict=True):
            assert list(row) == list(values)
            for column, cell in row.items():
                assert same(cell.removeprefix("'"), values[column]), (name, column)


@pytest.mark.parametrize(
    ("pages", "table"),
    [
        (["statements.html"], "statements"),
        (["instruments/index.html"], "instruments"),
        (["findings.html"], "finding_entries"),
        (["holdings.html", "places.html"], "holdings"),  # facilities stand among the sites
    ],
)
def test_every_entry_in_a_table_is_on_its_page(edition: dict[str, bytes], pages: list[str], table: str):
    rows = rows_of(edition[f"data/tables/{table}.csv"])
    named = {link.rpartition("#")[2] for page in pages for link in Page(edition[f"en/{page}"]).links}
    assert len(rows) > 4
    assert {f"entry-{row['entry']}" for row in rows} <= named


def test_obligations_stand_in_the_list_as_in_the_table(edition: dict[str, bytes]):
    rows = {row["id"]: row for row in rows_of(edition["data/tables/obligations.csv"])}
    table = Page(edition["en/obligations/index.html"]).tables["Obligations as of 2014-03-10"]
    seen = {row[0]: row for row in table if row[0] in rows}
    assert seen.keys() == rows.keys()
    for name, row in rows.items():
        assert seen[name][1].startswith(words(row["status"]))
        assert seen[name][3].startswith(row["due"] or "no date")


def test_the_record_page_and_its_data(edition: dict[str, bytes], entries: tuple[RecordEntry, ...]):
    texts = {entry.ref.index: entry.text for entry in entries}
    told = [one for path in sorted(edition) if path.startswith("data/record/0") and path.endswith(".json")
            for one in loaded(edition[path])["entries"]]  # fmt: skip
    assert [one["index"] for one in told] == sorted(texts)
    for one in told:
        assert one["signed_text"].encode() == texts[one["index"]]
    for part in ("000", "003"):
        page = Page(edition[f"en/record/{part}.html"])
        held = loaded(edition[f"data/record/{part}.json"])["entries"]
        rows = rows_of(edition[f"data/record/{part}.csv"])
        assert [f"entry-{one['index']}" for one in held] == [one for one in page.ids if one.startswith("entry-")]
        for row, one in zip(rows, held, strict=True):
            assert row["entry"] == str(one["index"])
            assert row["leaf"] == one["leaf"]
            assert row["text"].removeprefix("'") == one["text"]
            assert row["corrected_by"] == "; ".join(str(said["index"]) for said in one["corrected_by"])

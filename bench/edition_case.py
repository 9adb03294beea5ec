"""A case of any size for the benchmark of editions: the Syrian one, its evidence again and again under its own labels.

Every copy of a table has its rows over, as other submissions of the same parties: nothing new is known by them, and
much more is to be published. What a copy refers to is in the same copy.
"""

import csv
import shutil
from pathlib import Path

CASE = Path("cases/syria-2013")
REFERENCES = "refers_to"
# What may be said again: an issue is raised once.
ONCE = "issue"


def write_case(folder: Path, entries: int) -> Path:
    """Write a case of about so many entries into a new folder; return it."""
    shutil.copytree(CASE, folder)
    tables = {path: _rows(path) for path in sorted((folder / "evidence").glob("*.csv")) if path.stem != ONCE}
    labels = {row["label"] for rows in tables.values() for row in rows}
    copies = max(1, round(entries / len(labels)))
    for path, rows in tables.items():
        with path.open("w", newline="", encoding="utf-8") as out:
            table = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
            table.writeheader()
            for copy in range(copies):
                table.writerows(_copied(row, copy, labels) for row in rows)
    return folder


def add_rows(folder: Path, count: int, known: str) -> None:
    """Append statements to a case, as known on a day."""
    path = folder / "evidence" / "statement.csv"
    rows = _rows(path)
    with path.open("a", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
        for number, row in enumerate(rows[:count]):
            said = {**row, "label": f"{row['label']}-new{number}", "known": known}
            table.writerow({name: "" if name == REFERENCES else value for name, value in said.items()})


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as table:
        return [*csv.DictReader(table)]


def _copied(row: dict[str, str], copy: int, labels: set[str]) -> dict[str, str]:
    if copy == 0:
        return row
    again = {**row, "label": f"{row['label']}-{copy}"}
    if row.get(REFERENCES):
        named = (one.strip() for one in row[REFERENCES].split(";"))
        again[REFERENCES] = "; ".join(f"{one}-{copy}" if one in labels else one for one in named)
    return again

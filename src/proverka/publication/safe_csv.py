"""A table as CSV that anybody may open: the values as they are, and none of them a formula that a spreadsheet runs."""

import csv
import io
from unicodedata import category

from proverka.model.sentence import Sentence
from proverka.reporting.table import Cell, Table, cell_text

# What a spreadsheet takes for the beginning of a formula, also in the wide forms of East Asian writing (OWASP, "CSV
# Injection"); blanks before it do not help.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
KEPT_CONTROLS = "\t\n"

TREATMENT = (
    "A text that a spreadsheet would run as a formula (one that begins with =, +, - or @) begins with an apostrophe in "
    "the CSV, and a control character in it stands as U+FFFD; numbers and dates are never changed. The JSON has the "
    "text as it is."
)


def safe_csv(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180, UTF-8, line feed at the end of a line), its field names first.

    Texts are treated as `TREATMENT` says; whatever is no text is written as `cell_text` writes it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in table.fields)
    writer.writerows([safe_cell(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def safe_cell(cell: Cell) -> str:
    """Return a cell as text that no spreadsheet runs as a formula."""
    if not isinstance(cell, str | Sentence):
        return cell_text(cell)
    said = cell if isinstance(cell, str) else cell.english
    text = said if said.isprintable() else "".join(map(_printable, said))
    return f"'{text}" if text.lstrip(" \n").startswith(FORMULA_STARTS) else text


def _printable(character: str) -> str:
    if category(character) in ("Cc", "Cs") and character not in KEPT_CONTROLS:
        return "\N{REPLACEMENT CHARACTER}"
    return character

"""Movement tables: Parquet files with one movement a row, under a published schema; CSV is converted to them.

The schema is docs/spec/movement-table.md. A row is named by its file and its number in it, from 1.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from proverka.model.errors import MalformedError, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a movement table: its type in DuckDB's words, whether it may be blank, and what it means."""

    type: str
    required: bool
    meaning: str


COLUMNS: Mapping[str, Column] = {
    "moved_at": Column(type="TIMESTAMP", required=True, meaning="when it was moved, in UTC"),
    "item": Column(type="VARCHAR", required=False, meaning="the item's own number; blank for a quantity of material"),
    "subject": Column(type="VARCHAR", required=True, meaning="what is moved, by its id in the case"),
    "quantity": Column(type="BIGINT", required=True, meaning="grams, or items of a subject that is counted"),
    "origin_place": Column(type="VARCHAR", required=False, meaning="from where; blank where it enters the book"),
    "origin_disposition": Column(type="VARCHAR", required=False, meaning="its state there"),
    "destination_place": Column(type="VARCHAR", required=True, meaning="to where"),
    "destination_disposition": Column(type="VARCHAR", required=True, meaning="its state there"),
    "container": Column(type="VARCHAR", required=False, meaning="in which container or ship"),
    "seal": Column(type="VARCHAR", required=False, meaning="under which seal"),
    "measured": Column(type="BIGINT", required=False, meaning="grams as measured"),
    "uncertainty": Column(type="BIGINT", required=False, meaning="one standard deviation of that, in grams"),
    "note": Column(type="VARCHAR", required=False, meaning="anything else that a reader should know"),
}

# What must hold of every row, with what is said of the first one for which it does not.
_ROW_RULES: Mapping[str, str] = {
    **{f"{name} IS NULL": f"a value for {name}" for name, column in COLUMNS.items() if column.required},
    "quantity < 0": "a quantity of zero or more",
    "(origin_place IS NULL) <> (origin_disposition IS NULL)": "both place and disposition of the origin, or neither",
    "item = ''": "the number of the item, or a blank",
    "(measured IS NULL) AND (uncertainty IS NOT NULL)": "a measurement, where there is an uncertainty",
}

PARQUET_TYPE = "application/vnd.apache.parquet"
PARQUET_SUFFIX = ".parquet"


def convert_csv(source: Path, target: Path, *, where: str) -> int:
    """Write the movement table of a CSV file to the new file `target`, and return its number of rows.

    The same rows give the same bytes. Times are ISO 8601, taken as UTC where they have no offset. Raises
    MalformedError: what `check_table` raises, and bad-syntax for what is no CSV with a header.
    """
    named = _header(source, where)
    _check_names(named, where)
    selected = ", ".join(_cast(n) if n in named else f"NULL::{c.type} AS {n}" for n, c in COLUMNS.items())
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in named)
    form = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"'"
    read = f"read_csv(?, {form}, columns = {{{columns}}})"
    with duckdb.connect() as connection:
        # One thread keeps the rows in their order, and so the bytes the same.
        connection.execute("SET threads = 1; SET TimeZone = 'UTC'")
        try:
            connection.execute(
                f"COPY (SELECT {selected} FROM {read}) TO '{_quoted(target)}' (FORMAT parquet, COMPRESSION zstd)",  # noqa: S608
                [str(source)],
            )
        except duckdb.ConversionException as error:
            expected = "values of the types in docs/spec/movement-table.md"
            raise _bad(Refusal.BAD_VALUE, where, expected, _first_line(error)) from error
        except duckdb.Error as error:
            raise _bad(Refusal.BAD_SYNTAX, where, "a CSV file in UTF-8", _first_line(error)) from error
    return check_table(target, where=where)


def check_table(path: Path, *, where: str) -> int:
    """Return the number of rows of a movement table.

    Raises MalformedError: bad-syntax for what is no Parquet, unknown-field and missing-field for columns, bad-value for
    a column of another type and for a row that breaks a rule; the first such row is named.
    """
    with duckdb.connect() as connection:
        try:
            described = connection.execute(f"DESCRIBE SELECT * FROM {_READ}", [str(path)]).fetchall()  # noqa: S608
            types = {name: kind for name, kind, *_ in described if name != "file_row_number"}
            _check_names(list(types), where)
            for name, kind in types.items():
                if kind != COLUMNS[name].type:
                    raise _bad(Refusal.BAD_VALUE, f"{where}: {name}", f"a column of type {COLUMNS[name].type}", kind)
            for rule, said in _ROW_RULES.items():
                if all(name in types for name in COLUMNS if name in rule):
                    query = f"SELECT min(file_row_number) FROM {_READ} WHERE {rule}"  # noqa: S608
                    (first,) = connection.execute(query, [str(path)]).fetchone() or (None,)
                    if first is not None:
                        raise _bad(Refusal.BAD_VALUE, f"{where}: row {first + 1}", said, "another")
            (count,) = connection.execute(f"SELECT count(*) FROM {_READ}", [str(path)]).fetchone() or (0,)  # noqa: S608
        except duckdb.Error as error:
            raise _bad(Refusal.BAD_SYNTAX, where, "a Parquet file", _first_line(error)) from error
    return int(count)


_READ = "read_parquet(?, file_row_number = true)"


def _header(source: Path, where: str) -> list[str]:
    """Return the names in the first line of a CSV file."""
    try:
        with source.open(encoding="utf-8", newline="") as file:
            return next(csv.reader(file, strict=True), [])
    except (csv.Error, UnicodeDecodeError) as error:
        raise _bad(Refusal.BAD_SYNTAX, where, "a CSV file in UTF-8 with a header", str(error)) from error


def _cast(name: str) -> str:
    kind = COLUMNS[name].type
    if kind == "TIMESTAMP":  # an offset is honoured, and the result is UTC
        return f"CAST({name} AS TIMESTAMPTZ)::TIMESTAMP AS {name}"
    if kind == "BIGINT":  # a cast alone would round
        whole = f"{name} IS NULL OR regexp_full_match({name}, '-?[0-9]+')"
        return f"CAST(CASE WHEN {whole} THEN {name} ELSE {name} || ' is no whole number' END AS BIGINT) AS {name}"
    return name


def _check_names(named: list[str], where: str) -> None:
    unknown = [name for name in named if name not in COLUMNS]
    missing = [name for name, column in COLUMNS.items() if column.required and name not in named]
    if unknown:
        raise _bad(Refusal.UNKNOWN_FIELD, where, f"columns among {', '.join(COLUMNS)}", ", ".join(unknown))
    if missing:
        raise _bad(Refusal.MISSING_FIELD, where, f"the columns {', '.join(missing)} too", ", ".join(named) or "none")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]


def _bad(refusal: Refusal, where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy="correct the table")

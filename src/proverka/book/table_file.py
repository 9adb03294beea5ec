"""Tables as files: Parquet under a published schema; CSV is converted to it.

A row is named by its file and its number in it, from 1.
"""

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from proverka.book.schema import Column, Schema, faults_of, filled, schema_of, written
from proverka.model.errors import MalformedError, Refusal

PARQUET_TYPE = "application/vnd.apache.parquet"
PARQUET_SUFFIX = ".parquet"

# Of a long list of names so many are told.
_NAMES_TOLD_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The names that a case declares, and that its tables may use."""

    places: Collection[str]
    subjects: Collection[str]


def convert_csv(source: Path, target: Path, *, where: str, declared: Declared | None = None) -> int:
    """Write the table of a CSV file to the new file `target`, and return its number of rows.

    The same rows give the same bytes. Times are ISO 8601, taken as UTC where they have no offset. Raises
    MalformedError: what `check_table` raises, and bad-syntax for what is no CSV with a header.
    """
    named = _header(source, where)
    schema = schema_of(named)
    _check_names(schema, named, where)
    casts = {name: _cast(name, column) for name, column in schema.columns.items() if name in named}
    types = {name: schema.columns[name].type for name in written(schema, named)}
    selected = ", ".join(casts.get(name, f"NULL::{kind} AS {name}") for name, kind in types.items())
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in named)
    form = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', hive_partitioning = false"
    read = f"read_csv(?, {form}, columns = {{{columns}}})"
    with duckdb.connect() as connection:
        # One thread keeps the rows in their order, and so the bytes the same.
        connection.execute("SET threads = 1; SET TimeZone = 'UTC'")
        try:
            connection.execute(
                f"COPY (SELECT {selected} FROM {read}) TO '{_quoted(target)}' (FORMAT parquet, COMPRESSION zstd)",  # noqa: S608
                [literal(source)],
            )
        except duckdb.ConversionException as error:
            expected = f"values of the types of a {schema.name} (docs/spec/)"
            raise _bad(Refusal.BAD_VALUE, where, expected, _first_line(error)) from error
        except duckdb.Error as error:
            raise _bad(Refusal.BAD_SYNTAX, where, "a CSV file in UTF-8", _first_line(error)) from error
    return check_table(target, where=where, declared=declared)


def check_table(path: Path, *, where: str, declared: Declared | None = None) -> int:
    """Return the number of rows of a table; `declared` are the names that a column may hold, by column.

    Raises MalformedError: bad-syntax for what is no Parquet, unknown-field and missing-field for columns, bad-value for
    a column of another type and for a row that breaks a rule, unknown-place and unknown-subject for names that are not
    declared; the first such row is named.
    """
    with _engine().cursor() as connection:
        try:
            described = connection.execute(f"DESCRIBE SELECT * FROM {_READ}", [literal(path)]).fetchall()  # noqa: S608
            types = {name: kind for name, kind, *_ in described if name != "file_row_number"}
            schema = schema_of(types)
            _check_names(schema, list(types), where)
            for name, kind in types.items():
                if kind != schema.columns[name].type:
                    expected = f"a column of type {schema.columns[name].type}"
                    raise _bad(Refusal.BAD_VALUE, f"{where}: {name}", expected, kind)
            named = _READ.replace("?", f"'{_quoted(literal(path))}'")
            rows = connection.sql(f"SELECT {filled(schema, types)}, file_row_number + 1 AS row FROM {named}")  # noqa: S608
            count = _check_rows(rows, schema, where)
            if declared is not None:
                _check_declared(rows, schema, declared, where)
        except duckdb.Error as error:
            raise _bad(Refusal.BAD_SYNTAX, where, "a Parquet file", _first_line(error)) from error
    return count


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """Return an engine that holds nothing: to start one takes longer than to check a small table."""
    return duckdb.connect()


# A folder called `item=Z` is no column of the tables in it.
_READ = "read_parquet(?, file_row_number = true, hive_partitioning = false)"


def literal(path: Path) -> str:
    """Return a path as the engine must be told it, which would take signs in it for a pattern of many files."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def _check_rows(rows: duckdb.DuckDBPyRelation, schema: Schema, where: str) -> int:
    """Refuse the first row that breaks a rule, of the first rule that any breaks; return the number of rows."""
    faults = faults_of(schema)
    asked = ", ".join(f"min(row) FILTER ({fault})" for fault in faults)
    ((count, *first),) = rows.aggregate(f"count(*), {asked}").fetchall()
    for row, expected in zip(first, faults.values(), strict=True):
        if row is not None:
            raise _bad(Refusal.BAD_VALUE, f"{where}: row {row}", expected, "another")
    return int(count)


def _check_declared(rows: duckdb.DuckDBPyRelation, schema: Schema, declared: Declared, where: str) -> None:
    names = {
        column: (Refusal.UNKNOWN_SUBJECT, declared.subjects)
        if column == "subject"
        else (Refusal.UNKNOWN_PLACE, declared.places)
        for column in schema.columns
        if column == "subject" or column.endswith("place")
    }
    asked = ", ".join(f"list(DISTINCT {column})" for column in names)
    (used,) = rows.aggregate(asked).fetchall()
    for (column, (refusal, known)), found in zip(names.items(), used, strict=True):
        for name in sorted(set(found or ()) - {None} - set(known)):
            ((row,),) = rows.filter(f"{column} = '{_quoted(name)}'").aggregate("min(row)").fetchall()
            told = ", ".join(sorted(known)[:_NAMES_TOLD_MAX])
            expected = f"a {column.rpartition('_')[2]} that the case declares: {told or 'none'}"
            raise _bad(refusal, f"{where}: row {row}: {column}", expected, repr(name))


def _header(source: Path, where: str) -> list[str]:
    """Return the names in the first line of a CSV file."""
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file, strict=True), [])
    except (csv.Error, UnicodeDecodeError) as error:
        raise _bad(Refusal.BAD_SYNTAX, where, "a CSV file in UTF-8 with a header", str(error)) from error


def _cast(name: str, column: Column) -> str:
    if column.type == "TIMESTAMP":  # an offset is honoured, and the result is UTC
        return f"CAST({name} AS TIMESTAMPTZ)::TIMESTAMP AS {name}"
    if column.type == "BIGINT":  # a cast alone would round
        whole = f"{name} IS NULL OR regexp_full_match({name}, '-?[0-9]+')"
        return f"CAST(CASE WHEN {whole} THEN {name} ELSE {name} || ' is no whole number' END AS BIGINT) AS {name}"
    if column.type == "BOOLEAN":
        return f"CAST({name} AS BOOLEAN) AS {name}"
    return name


def _check_names(schema: Schema, named: list[str], where: str) -> None:
    columns = schema.columns
    unknown = [name for name in named if name not in columns]
    missing = [name for name, column in columns.items() if column.required and name not in named]
    if unknown:
        expected = f"columns of a {schema.name}: {', '.join(columns)}"
        raise _bad(Refusal.UNKNOWN_FIELD, where, expected, ", ".join(unknown))
    if missing:
        raise _bad(Refusal.MISSING_FIELD, where, f"the columns {', '.join(missing)} too", ", ".join(named) or "none")


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]


def _bad(refusal: Refusal, where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy="correct the table")

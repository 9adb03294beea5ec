"""Rows written as a table: CSV or Parquet, by the name of the file."""

from pathlib import Path

from proverka.model.errors import Refusal, RefusedError

CSV_SUFFIX, PARQUET_SUFFIX = ".csv", ".parquet"


def suffix_of(target: Path) -> str:
    """Return the ending of a table's name; refuse (meaningless) one that names no form."""
    if target.suffix not in _FORMS:
        raise RefusedError(
            Refusal.MEANINGLESS,
            where=str(target),
            expected=f"a name that ends in {' or '.join(_FORMS)}",
            got=repr(target.suffix) if target.suffix else "a name without an ending",
            remedy="say by the ending which form the table is to have",
        )
    return target.suffix


def copy_statement(query: str, target: Path, suffix: str) -> str:
    """Return the statement in DuckDB's SQL that writes what `query` gives to `target`, in the form of a `suffix`.

    Times are ISO 8601 in UTC.
    """
    quoted = str(target).replace("'", "''")
    return f"COPY ({query}) TO '{quoted}' ({_FORMS[suffix]})"


_FORMS = {
    CSV_SUFFIX: "FORMAT csv, HEADER true, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%fZ'",
    PARQUET_SUFFIX: "FORMAT parquet, COMPRESSION zstd",
}

"""The ledger: the movement tables of a record behind one name, each with what the record says of it.

It holds no rows. Whatever is asked is asked of the tables where they lie, out of core.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from proverka.book.movement_table import COLUMNS
from proverka.model.errors import MalformedError, Refusal

# What DuckDB may take of memory before it works on disk, in its own words.
MEMORY = "3GB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A movement table as the record holds it: the file, the entry that signs it, and since when it is known."""

    path: Path
    entry: int
    known_from: datetime


@dataclass(slots=True)
class Ledger:
    """Segments as the relation `movements`, with the columns of a movement table, and `entry`, `row` and `known_from`.

    `row` counts from 1 in its table. Owned by one thread; close it, or use it in a `with` statement.
    """

    connection: duckdb.DuckDBPyConnection

    @classmethod
    def over(cls, segments: Iterable[Segment]) -> Self:
        """Return the ledger of these segments; they are read when something is asked.

        A file that several of them name is counted once, as of the first. Raises as `rows` does.
        """
        by_path: dict[Path, Segment] = {}
        for segment in segments:
            by_path.setdefault(segment.path, segment)
        held = list(by_path.values())
        connection = duckdb.connect()
        connection.execute(f"SET memory_limit = '{MEMORY}'; SET TimeZone = 'UTC'")
        connection.execute("CREATE TABLE segment (path VARCHAR, entry BIGINT, known_from TIMESTAMPTZ)")
        if held:
            rows = [(str(segment.path), segment.entry, segment.known_from) for segment in held]
            connection.executemany("INSERT INTO segment VALUES (?, ?, ?)", rows)
        columns = ", ".join(f"NULL::{column.type} AS {name}" for name, column in COLUMNS.items())
        empty = f"SELECT {columns}, ''::VARCHAR AS filename, 0::BIGINT AS file_row_number WHERE false"
        files = ", ".join("'" + str(segment.path).replace("'", "''") + "'" for segment in held)
        read = f"read_parquet([{files}], union_by_name = true, filename = true, file_row_number = true)"
        rows_of = f"{empty} UNION ALL BY NAME SELECT * FROM {read}" if held else empty  # noqa: S608
        ledger = cls(connection=connection)
        ledger.rows(
            "CREATE VIEW movements AS SELECT m.* EXCLUDE (filename, file_row_number), s.entry, "  # noqa: S608
            f"m.file_row_number + 1 AS row, s.known_from FROM ({rows_of}) m JOIN segment s ON m.filename = s.path"
        )
        return ledger

    def rows(self, query: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that answer a query in DuckDB's SQL.

        Raises MalformedError (bad-value) where a table is not what its schema says, and cannot be read for it.
        """
        try:
            return self.connection.execute(query, parameters).fetchall()
        except duckdb.Error as error:
            raise MalformedError(
                Refusal.BAD_VALUE,
                where="the movement tables of the case",
                expected="tables as docs/spec/movement-table.md has them",
                got=str(error).split("\n", 1)[0],
                remedy="let proverka verify look for a damaged one; a wrong one is for its party to take back",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def stream(self, query: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that answer a query, few of them in memory at a time; ask nothing else before the last.

        Raises as `rows` does.
        """
        try:
            answer = self.connection.execute(query, parameters)
            while batch := answer.fetchmany(_BATCH_ROWS):
                yield from batch
        except duckdb.Error as error:
            raise _unreadable(error) from error


# Rows that a stream holds at a time: enough that fetching costs little, a few megabytes of the longest.
_BATCH_ROWS = 10_000


def _unreadable(error: duckdb.Error) -> MalformedError:
    return MalformedError(
        Refusal.BAD_VALUE,
        where="the movement tables of the case",
        expected="tables as docs/spec/movement-table.md has them",
        got=str(error).split("\n", 1)[0],
        remedy="let proverka verify look for a damaged one; a wrong one is for its party to take back",
    )

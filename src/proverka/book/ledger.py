"""The ledger: the tables of a record behind a few names, each row with what the record says of it.

It holds no rows. Whatever is asked is asked of the tables where they lie, out of core.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import duckdb

from proverka.book.schema import COUNTS, MOVEMENTS, SEALS, Schema, schema_of
from proverka.book.table_file import literal
from proverka.model.errors import MalformedError, ProverkaError, Refusal

# What DuckDB may take of memory before it works on disk.
MEMORY_BYTES = 3_000_000_000

Standing = Literal["claimed", "verified", "contested"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excepted:
    """Rows that somebody who countersigned did not confirm: from `first` to `last`, by which entry, and why."""

    first: int
    last: int
    entry: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A table as the record holds it: the file, the entry that signs it, and since when it is known.

    `party` is whose table it is: nobody takes back the rows of another. `standing` is that of its rows, but for those
    in `excepted`, which are contested; `confirmed` says who confirmed them, and in which entry. `name` is what the
    entry calls the file, `sha256` the hash that it signs (hex), blank where nobody asks.
    """

    path: Path
    entry: int
    known_from: datetime
    name: str = ""
    party: str = ""
    standing: Standing = "claimed"
    confirmed: Mapping[str, int] = field(default_factory=dict)
    excepted: tuple[Excepted, ...] = ()
    sha256: str = ""


SlicedBy = Literal["items", "containers", "accounts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Slice `number`, from 0, of `count` that a book is divided into: by items, by containers or by accounts.

    Each item is in one slice whole; and so is a quantity without a number, by its subject, each container and each
    account. Which one a hash of the engine says, so that all slices of one division need one version of it.
    """

    by: SlicedBy
    number: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What the engine may take of the machine: memory, threads (None: as many as there are cores), a place on disk."""

    memory_bytes: int = MEMORY_BYTES
    threads: int | None = None
    scratch: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRef:
    """A row of a table: the entry that signs it, the table's name there, and its number in it, from 1."""

    entry: int
    table: str
    row: int


class Ledger:
    """Segments as the relations `movements`, `seals` and `counts`: the columns of their schemas, and more.

    `segment` is the number of the table in the order given, `row` counts in it from 1, `entry`, `party`, `known_from`
    and `standing` are what the record says; in `stood` the movements have the standing of each row. A file that several
    segments name is counted once, as of the first, with what was confirmed or excepted of any. Owned by one thread;
    close it, or use it in a `with` statement.

    Of a `part` by items the movements have the rows of those alone; questions about containers and accounts ask
    `within`, because whether a row was taken back is seen only beside the rows of its item.
    """

    def __init__(
        self, segments: Iterable[Segment], *, part: Slice | None = None, allowance: Allowance | None = None
    ) -> None:
        """Open the tables; they are read when something is asked. Raises as `rows` does."""
        self.segments: Sequence[Segment] = distinct(segments)
        self.part = part
        # As known before which instant the rows that take others back were paired with those: see `in_force`.
        self.paired_for: datetime | None = None
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        self._allow(allowance or Allowance())
        try:
            self._name_segments()
            by_schema = self._by_schema()
            for schema, view in ((MOVEMENTS, "movements"), (SEALS, "seals"), (COUNTS, "counts")):
                self._name_rows(view, schema, by_schema.get(schema.name, []))
            self._name_excepted()
        except MalformedError:
            self.connection.close()
            raise

    @classmethod
    def over(
        cls, segments: Iterable[Segment], *, part: Slice | None = None, allowance: Allowance | None = None
    ) -> Self:
        """Return the ledger of these segments, or of a part of what they hold."""
        return cls(segments, part=part, allowance=allowance)

    def within(self, by: SlicedBy, *columns: str) -> str:
        """Return the condition that what these columns name is in this part of the book."""
        if self.part is None or self.part.by != by:
            return "true"
        return f"hash({', '.join(columns)}) % {self.part.count} = {self.part.number}"

    @cached_property
    def takes_back(self) -> bool:
        """Whether any row takes an earlier one back."""
        return bool(self.rows("SELECT 1 FROM movements WHERE reversal LIMIT 1"))

    def rows(self, query: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that answer a query in DuckDB's SQL.

        Raises MalformedError (bad-value) where a table is not what its schema says, and cannot be read for it.
        """
        try:
            return self.connection.execute(query, parameters).fetchall()
        except duckdb.Error as error:
            raise _unreadable(error) from error

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

    def gather(self, path: Path) -> None:
        """Copy the movements to the new file `path`, which is read from now on; raise as `rows` does.

        Of a part by items: to read it once out of all tables, and not for each question, takes half the time.
        """
        written = literal(path).replace("'", "''")
        self.rows(
            f"COPY (FROM movements) TO '{str(path).replace(chr(39), chr(39) * 2)}' (FORMAT parquet, COMPRESSION lz4)"
        )
        self.rows(f"CREATE OR REPLACE VIEW movements AS FROM read_parquet('{written}', hive_partitioning = false)")

    def row(self, segment: int, number: int) -> RowRef:
        """Return the name of a row, by its segment and its number there."""
        held = self.segments[segment]
        return RowRef(entry=held.entry, table=held.name, row=number)

    def _allow(self, allowance: Allowance) -> None:
        scratch = str(allowance.scratch or tempfile.gettempdir())
        self.connection.execute(f"SET memory_limit = '{allowance.memory_bytes}B'")
        self.connection.execute("SET temp_directory = $path", {"path": scratch})
        if allowance.threads is not None:
            self.connection.execute(f"SET threads = {allowance.threads}")

    def _name_segments(self) -> None:
        self.connection.execute(
            "CREATE TABLE segment (segment BIGINT, path VARCHAR, entry BIGINT, party VARCHAR, known_from TIMESTAMPTZ, "
            "standing VARCHAR); CREATE TABLE excepted (segment BIGINT, first BIGINT, last BIGINT, "
            "entry BIGINT, reason VARCHAR); CREATE TABLE length (path VARCHAR, rows BIGINT)"
        )
        held = list(enumerate(self.segments))
        rows = [(n, str(s.path), s.entry, s.party, s.known_from, s.standing) for n, s in held]
        excepted = [(n, e.first, e.last, e.entry, e.reason) for n, s in held for e in s.excepted]
        for table, values in (("segment", rows), ("excepted", excepted)):
            if values:  # in one statement: hundreds take longer than to check a small book
                columns = ", ".join("unnest(?)" for _ in values[0])
                self.connection.execute(
                    f"INSERT INTO {table} SELECT {columns}", [*map(list, zip(*values, strict=True))]
                )

    def _by_schema(self) -> Mapping[str, list[Path]]:
        """Return the files of each kind of table, by the names of their columns."""
        if not self.segments:
            return {}
        files = [literal(segment.path) for segment in self.segments]
        found = self.rows("SELECT file_name, list(name) FROM parquet_schema(?) GROUP BY ALL", [files])
        kinds = {path: schema_of(columns).name for path, columns in found}
        by_schema: dict[str, list[Path]] = {}
        for segment in self.segments:
            by_schema.setdefault(kinds[str(segment.path)], []).append(segment.path)
        return by_schema

    def _name_rows(self, view: str, schema: Schema, files: Sequence[Path]) -> None:
        columns = ", ".join(f"NULL::{column.type} AS {name}" for name, column in schema.columns.items())
        empty = f"SELECT {columns}, ''::VARCHAR AS filename, 0::BIGINT AS file_row_number WHERE false"
        listed = ", ".join("'" + literal(path).replace("'", "''") + "'" for path in files)
        options = "union_by_name = true, filename = true, file_row_number = true, hive_partitioning = false"
        read = f"read_parquet([{listed}], {options})"
        rows = f"{empty} UNION ALL BY NAME SELECT * FROM {read}" if files else empty  # noqa: S608
        self.rows(
            f"CREATE VIEW {view} AS SELECT m.* EXCLUDE (filename, file_row_number), s.segment, s.entry, s.party, "  # noqa: S608
            f"m.file_row_number + 1 AS row, s.known_from, s.standing "
            f"FROM ({rows}) m JOIN segment s ON m.filename = s.path"
            + (f" WHERE {self.within('items', 'coalesce(item, subject)')}" if schema is MOVEMENTS else "")
        )

    def _name_excepted(self) -> None:
        """Name the rows that an exception contests, and the movements with the standing of each row.

        Most questions are not about standing: they ask `movements`, and are spared the join.
        """
        excepted = any(segment.excepted for segment in self.segments)
        if excepted:
            lengths = "SELECT file_name, num_rows FROM parquet_file_metadata(?)"
            self.connection.execute(f"INSERT INTO length {lengths}", [[literal(s.path) for s in self.segments]])
            # Runs that overlap are one: a row is named once, however often somebody excepts it.
            named = """
                WITH runs AS (
                    SELECT segment, first, least(last, l.rows) AS last
                    FROM excepted e JOIN segment s USING (segment) JOIN length l USING (path)
                ),
                parted AS (
                    SELECT *, first > coalesce(max(last) OVER (
                        PARTITION BY segment ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                    ), 0) AS begins FROM runs WHERE first <= last
                ),
                numbered AS (
                    SELECT *, count(*) FILTER (begins) OVER (PARTITION BY segment ORDER BY first, last) AS run
                    FROM parted
                )
                SELECT segment, unnest(range(min(first), max(last) + 1)) AS row FROM numbered GROUP BY segment, run
            """
        else:
            named = "SELECT 0::BIGINT AS segment, 0::BIGINT AS row WHERE false"
        self.rows(f"CREATE TABLE contested AS {named}")
        standing = (
            "SELECT m.* REPLACE (CASE WHEN c.row IS NULL THEN m.standing ELSE 'contested' END AS standing) "
            "FROM movements m LEFT JOIN contested c ON (m.segment, m.row) = (c.segment, c.row)"
        )
        self.rows(f"CREATE VIEW stood AS {standing if excepted else 'FROM movements'}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()


# Rows that a stream holds at a time: enough that fetching costs little, a few megabytes of the longest.
_BATCH_ROWS = 10_000


def distinct(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return segments with each file once: as of the first that names it, with what was said of its rows in any."""
    by_path: dict[Path, Segment] = {}
    for segment in segments:
        first = by_path.get(segment.path)
        by_path[segment.path] = segment if first is None else _signed_again(first, segment)
    return tuple(by_path.values())


def _signed_again(first: Segment, again: Segment) -> Segment:
    """Return a table that two entries sign: as of the first, and with what anybody said of its rows in either."""
    standing: Standing = (
        "verified" if "claimed" != again.standing != "contested" and first.standing == "claimed" else first.standing
    )
    excepted = (*first.excepted, *(one for one in again.excepted if one not in first.excepted))
    return replace(first, standing=standing, confirmed={**again.confirmed, **first.confirmed}, excepted=excepted)


def _unreadable(error: duckdb.Error) -> ProverkaError | OSError:
    if isinstance(error, duckdb.OutOfMemoryException | duckdb.IOException):
        return OSError(f"the machine could not hold what was asked of the book: {str(error).splitlines()[0]}")
    return MalformedError(
        Refusal.BAD_VALUE,
        where="the movement tables of the case",
        expected="tables as docs/spec/movement-table.md has them",
        got=str(error).split("\n", 1)[0],
        remedy="let proverka verify look for a damaged one; a wrong one is for its party to take back",
    )

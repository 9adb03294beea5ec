"""The daily cube: what each table brought to an account and took from it, by day. Cubes of tables are added up.

Holdings as of any day follow from it, and the bound that proves most days of every account.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from proverka.book.accounts import SUSPECT, Suspect
from proverka.book.balances import Holding, legs_of
from proverka.book.ledger import Ledger

# Parquet has no integers of 128 bits, which sums of many quantities may need; these are as exact.
_EXACT = "DECIMAL(38, 0)"


def cube_of(ledger: Ledger, *, known: datetime, first: int, scratch: Path) -> bytes:
    """Return the cube of the tables of a ledger, as known before an instant: Parquet, written by way of `scratch`.

    `first` is the number of its first table among all of the book.
    """
    path = scratch / "cube.parquet"
    sums = {
        "received": "sum(change) FILTER (gain)",
        "sent": "-sum(change) FILTER (NOT gain)",
        "received_verified": "sum(change) FILTER (gain AND standing = 'verified')",
        "sent_verified": "-sum(change) FILTER (NOT gain AND standing = 'verified')",
        "out": "sum(change) FILTER (change < 0)",
    }
    added = ", ".join(f"coalesce({what}, 0)::{_EXACT} AS {name}" for name, what in sums.items())
    cube = f"""
        SELECT segment + {first} AS segment, place, disposition, subject, moved_at::DATE AS day, {added}
        FROM ({legs_of("stood")}) WHERE known_from < '{known.isoformat()}'::TIMESTAMPTZ GROUP BY ALL
    """  # noqa: S608
    ledger.rows(f"COPY ({cube}) TO '{_quoted(path)}' (FORMAT parquet, COMPRESSION zstd)")
    return path.read_bytes()


class Cube:
    """The cubes of all tables of a book, added up. Owned by one thread; use it in a `with` statement."""

    def __init__(self, pieces: Iterable[bytes], *, scratch: Path) -> None:
        """Lay the pieces down in the folder `scratch`, whose owner removes it, and add them up when asked."""
        self._connection = duckdb.connect()
        paths = []
        for number, piece in enumerate(pieces):
            paths.append(scratch / f"cube-{number}.parquet")
            paths[-1].write_bytes(piece)
        self._connection.execute(
            "CREATE TABLE cube (segment BIGINT, place VARCHAR, disposition VARCHAR, subject VARCHAR, day DATE, "
            f"received {_EXACT}, sent {_EXACT}, received_verified {_EXACT}, sent_verified {_EXACT}, out {_EXACT})"
        )
        if paths:
            listed = ", ".join(f"'{_quoted(path)}'" for path in paths)
            self._connection.execute(f"INSERT INTO cube SELECT * FROM read_parquet([{listed}])")  # noqa: S608

    def holdings(self, *, as_of: datetime) -> list[Holding]:
        """Return what every account held before `as_of`, the first instant of a day, by place, disposition, subject."""
        assert as_of.time() == time(), "a cube knows days, and nothing between their ends"
        rows = self._connection.execute(
            """
            SELECT place, disposition, subject, sum(received), sum(sent), sum(received_verified), sum(sent_verified)
            FROM cube WHERE day < ?::DATE GROUP BY ALL ORDER BY ALL
            """,
            [as_of.date()],
        ).fetchall()
        return [
            Holding(
                place=place,
                disposition=disposition,
                subject=subject,
                received=int(received),
                sent=int(sent),
                received_verified=int(received_verified),
                sent_verified=int(sent_verified),
            )
            for place, disposition, subject, received, sent, received_verified, sent_verified in rows
        ]

    def suspects(self) -> Sequence[tuple[Suspect, tuple[int, ...]]]:
        """Return the days that their bound does not prove, by account, each with the numbers of the tables it is in."""
        rows = self._connection.execute(
            f"""
            WITH days AS (
                SELECT place, disposition, subject, day, sum(received) - sum(sent) AS change, sum(out) AS out
                FROM cube GROUP BY ALL
            ),
            {SUSPECT}
            SELECT place, disposition, subject, day, opening::HUGEINT::VARCHAR, list_sort(list(segment))
            FROM suspect JOIN cube USING (place, disposition, subject, day) GROUP BY ALL ORDER BY ALL
            """  # noqa: S608
        ).fetchall()
        return [
            (
                Suspect(place=place, disposition=disposition, subject=subject, day=day, opening=opening),
                tuple(segments),
            )
            for place, disposition, subject, day, opening, segments in rows
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")

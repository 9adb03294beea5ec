"""Small books to export: a table of rows, written as a party would write it, behind a ledger."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proverka.book import Ledger, Segment, convert_csv

KNOWN = datetime(2024, 3, 1, 12, tzinfo=UTC)
HEAD = (
    "moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition,"
    "container,seal,measured,uncertainty,note"
)


@pytest.fixture
def book_of(tmp_path: Path) -> Iterator[Callable[..., Ledger]]:
    """Give the ledger of tables, each some lines of CSV under HEAD; entries are 2, 3, …, known a day after another."""
    with ExitStack() as opened:

        def make(*tables: Sequence[str]) -> Ledger:
            segments = []
            for number, lines in enumerate(tables):
                source, path = tmp_path / f"{number}.csv", tmp_path / f"{number}.parquet"
                source.write_text("\n".join([HEAD, *lines, ""]), encoding="utf-8")
                convert_csv(source, path, where="test")
                known = KNOWN.replace(day=1 + number)
                segments.append(Segment(path=path, entry=2 + number, known_from=known))
            return opened.enter_context(Ledger.over(segments))

        yield make


Columns = Mapping[str, object]

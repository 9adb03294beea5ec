"""Small books to export: tables of rows, written as a party would write them, behind a ledger."""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from proverka.book import Ledger, Segment, convert_csv
from proverka.exchange import Identifiers, Scope, write_epcis

HEAD = (
    "moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition,"
    "container,seal,measured,uncertainty,note"
)
END = datetime(2025, 1, 1, tzinfo=UTC)
BASE = "https://proverka.example/quarry/"


@pytest.fixture
def book_of(tmp_path: Path) -> Iterator[Callable[..., Ledger]]:
    """Give the ledger of tables, each some lines of CSV; their entries are 2, 3, …, each known a day after another."""
    with ExitStack() as opened:

        def make(*tables: Sequence[str], head: str = HEAD) -> Ledger:
            segments = []
            for number, lines in enumerate(tables):
                source, path = tmp_path / f"{number}.csv", tmp_path / f"{number}.parquet"
                source.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
                convert_csv(source, path, where="test")
                segments.append(
                    Segment(path=path, entry=2 + number, known_from=datetime(2024, 3, 1 + number, tzinfo=UTC))
                )
            return opened.enter_context(Ledger.over(segments))

        yield make


@pytest.fixture
def epcis_of() -> Callable[..., dict[str, Any]]:
    """Export a ledger, and read what was written."""

    def export(ledger: Ledger, known: datetime = END, item: str | None = None, **more: Any) -> dict[str, Any]:
        out = io.BytesIO()
        scope = Scope(as_of=END, known=known, item=item)
        write_epcis(out, ledger, scope, identifiers=Identifiers(BASE), created=END, final=["destroyed"], **more)
        document: dict[str, Any] = json.loads(out.getvalue())
        return document

    return export

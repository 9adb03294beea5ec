"""The ledger before a table that no check has let in: one clear refusal, whether at the opening or at a question."""

from datetime import UTC, datetime

import duckdb
import pytest

from proverka.book import Ledger, Segment, holdings
from proverka.model.errors import MalformedError

KNOWN = datetime(2024, 1, 1, tzinfo=UTC)


def struck(path):
    with Ledger.over([Segment(path=path, entry=1, known_from=KNOWN)]) as ledger:
        return holdings(ledger, as_of=datetime(2025, 1, 1, tzinfo=UTC), known=datetime(2025, 1, 1, tzinfo=UTC))


def test_a_file_that_is_no_parquet(tmp_path):
    (tmp_path / "table").write_bytes(b"moved_at,item")
    with pytest.raises(MalformedError, match="bad-value"):
        struck(tmp_path / "table")


def test_a_column_of_another_type(tmp_path):
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'soon' AS moved_at, 'much' AS quantity) TO '{tmp_path}/t' (FORMAT parquet)")
    with pytest.raises(MalformedError, match="bad-value"):
        struck(tmp_path / "t")

"""The book as one table: every movement in order of time, with what the record says of it, or as a movement table."""

from pathlib import Path

from proverka.book import COLUMNS, Ledger
from proverka.exchange.epcis_export import Scope
from proverka.exchange.table_file import copy_statement

# What the record says of a row, beside what the row says.
RECORD_COLUMNS = ("entry", "row", "known_from")


def write_movements(target: Path, ledger: Ledger, scope: Scope, *, suffix: str, plain: bool = False) -> int:
    """Write the movements in scope to `target` in the form of a `suffix`; return their number.

    With `plain` it is a movement table that can be handed in; else it has RECORD_COLUMNS too. Raises as `Ledger.rows`
    does.
    """
    columns = list(COLUMNS) if plain else [*COLUMNS, *RECORD_COLUMNS]
    query = f"SELECT {', '.join(columns)} FROM movements WHERE {scope.condition} ORDER BY moved_at, entry, row"  # noqa: S608
    ((count,),) = ledger.rows(copy_statement(query, target, suffix), scope.parameters)
    return int(count)

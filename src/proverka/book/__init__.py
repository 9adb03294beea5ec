"""The book: movements of items and quantities between accounts, as tables, from twelve rows to fifty million.

It knows columns, instants and accounts, and asks every question of all rows at once (DuckDB over Parquet). It does not
know what a case is, who may say what, or what follows from a discrepancy; it reads no clock, and what it writes are
tables that somebody asked for.
"""

from proverka.book.balances import Holding, holdings
from proverka.book.checks import Breach, chain_breaches, overdrafts
from proverka.book.ledger import Ledger, Segment
from proverka.book.month_ends import MonthEnds, last_days, month_ends
from proverka.book.movement_table import COLUMNS, check_table, convert_csv
from proverka.book.trace import Step, trace

__all__ = [
    "COLUMNS",
    "Breach",
    "Holding",
    "Ledger",
    "MonthEnds",
    "Segment",
    "Step",
    "chain_breaches",
    "check_table",
    "convert_csv",
    "holdings",
    "last_days",
    "month_ends",
    "overdrafts",
    "trace",
]

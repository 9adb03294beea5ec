"""The book: movements of items and quantities between accounts, as tables, from twelve rows to fifty million.

It knows columns, instants and accounts, and asks every question of all rows at once (DuckDB over Parquet). It does not
know what a case is, who may say what, or what follows from a discrepancy; it reads no clock, and what it writes are
tables that somebody asked for.
"""

from proverka.book.accounts import overdrafts, split_containers
from proverka.book.amendments import amendment_breaches, rows_not_confirmed
from proverka.book.balances import Holding, holdings
from proverka.book.breach import Breach, BreachKind, in_order
from proverka.book.chains import chain_breaches, undeclared_ends
from proverka.book.checks import Terms, breaches_in
from proverka.book.inventories import inventory_differences, items_not_met
from proverka.book.ledger import Allowance, Excepted, Ledger, RowRef, Segment, Slice
from proverka.book.measurements import measured_otherwise, received_otherwise
from proverka.book.month_ends import MonthEnds, last_days, month_ends
from proverka.book.schema import COLUMNS, COUNTS, MOVEMENTS, SEALS
from proverka.book.sealing import seal_breaches
from proverka.book.statement import BookStatement, statement_of
from proverka.book.table_file import Declared, check_table, convert_csv
from proverka.book.totals import Total, totals
from proverka.book.trace import Step, carried_in, trace

__all__ = [
    "COLUMNS",
    "COUNTS",
    "MOVEMENTS",
    "SEALS",
    "Allowance",
    "BookStatement",
    "Breach",
    "BreachKind",
    "Declared",
    "Excepted",
    "Holding",
    "Ledger",
    "MonthEnds",
    "RowRef",
    "Segment",
    "Slice",
    "Step",
    "Terms",
    "Total",
    "amendment_breaches",
    "breaches_in",
    "carried_in",
    "chain_breaches",
    "check_table",
    "convert_csv",
    "holdings",
    "in_order",
    "inventory_differences",
    "items_not_met",
    "last_days",
    "measured_otherwise",
    "month_ends",
    "overdrafts",
    "received_otherwise",
    "rows_not_confirmed",
    "seal_breaches",
    "split_containers",
    "statement_of",
    "totals",
    "trace",
    "undeclared_ends",
]

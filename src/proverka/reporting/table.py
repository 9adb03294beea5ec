"""A table of plain values: what stands under every chart, and what a data package holds as a file."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from proverka.model.sentence import Sentence

# A sentence is what the system says of an item; all other texts are the record's own.
Cell = str | int | Decimal | date | bool | Sentence | None
CellType = Literal["string", "integer", "number", "date", "boolean"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column: its name, its type as Frictionless names it, what it says, whether in words of the vocabulary.

    `title` is what a page calls it, where that is not its name.
    """

    name: str
    type: CellType
    description: str
    vocabulary: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Named rows of cells; `name` is stable and is the name of its file in the data package."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]


# Without slots, which a generic frozen dataclass cannot have in Python 3.11 when it is called with its parameter.
@dataclass(frozen=True)
class Column(Generic[T]):
    """A field with the function that reads its cell from an item."""

    name: str
    type: CellType
    description: str
    value: Callable[[T], Cell]
    vocabulary: bool = False
    title: str = ""


def table_of(name: str, title: str, description: str, columns: Sequence[Column[T]], items: Iterable[T]) -> Table:
    """Return the table that has one row for each item, in the order given."""
    return Table(
        name=name,
        title=title,
        description=description,
        fields=tuple(
            Field(name=c.name, type=c.type, description=c.description, vocabulary=c.vocabulary, title=c.title)
            for c in columns
        ),
        rows=tuple(tuple(c.value(item) for c in columns) for item in items),
    )


def csv_text(table: Table) -> str:
    """Return the table as CSV (RFC 4180, line feed at the end of a line), its field names first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in table.fields)
    writer.writerows([cell_text(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def cell_text(cell: Cell) -> str:
    """Return a cell as text: digits as they were printed, dates in ISO 8601, nothing where nothing is stated."""
    match cell:
        case str():
            return str(cell)
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return f"{cell:f}"
        case Sentence():
            return cell.english
        case _:
            return str(cell)


def joined(parts: Iterable[object]) -> str:
    """Return several values as one cell, separated by semicolons."""
    return "; ".join(str(part) for part in parts)

"""Evidence as a clerk keeps it: one CSV file to a kind, one row to a submission.

The file's name is the kind (`figure.csv`); its columns are the fields of that kind beside those common to
all. A quantity takes two columns, `amount` and `amount_unit`, and its amount may be one of the words
unknown, withheld and blank; a passage takes three. Lists are separated by semicolons. An empty cell is an absent field.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

import msgspec

from proverka.model.errors import MalformedError, Refusal
from proverka.model.printed import Printing, ReadPassage
from proverka.model.quantity import Absence, Quantity
from proverka.model.submission import EVIDENCE_KINDS, Account

# A cell holds a sentence or an address; this is some thirty pages.
CELL_CHARACTERS_MAX = 100_000

# Columns that every kind has beside those of its body, and what they become.
COMMON_COLUMNS = (
    "label", "known", "date", "party", "by", "bears_on", "url", "outlet", "tier", "confidence", "class", "note",
    "refers_to", "documents", "countersigned_by", "seal",
)  # fmt: skip
LISTS = frozenset({"bears_on", "refers_to", "documents", "countersigned_by", "seal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: where it stands, its common fields, and its body as plain data."""

    where: str
    kind: str
    common: dict[str, object]
    body: dict[str, object]


def read_table(text: str, kind: str, *, where: str) -> Iterator[Row]:
    """Yield the rows of a table of `kind`.

    Raises MalformedError: unknown-kind, unknown-field (a column that the kind does not have),
    duplicate-id (a column twice), bad-syntax, too-large.
    """
    if kind not in EVIDENCE_KINDS:
        raise unknown_kind(kind, where)
    columns = _columns(kind)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        _check_header(header, columns, where)
        for cells in reader:
            yield _row(header, cells, kind, columns, where=f"{where}: line {reader.line_num}")
    except csv.Error as error:
        limit = "field larger than field limit" in str(error)
        raise MalformedError(
            Refusal.TOO_LARGE if limit else Refusal.BAD_SYNTAX,
            where=f"{where}: line {reader.line_num}",
            expected=f"cells of at most {csv.field_size_limit()} characters"
            if limit
            else "comma-separated values (RFC 4180)",
            got=str(error),
            remedy="attach long texts as documents" if limit else "correct the quotation marks on that line",
        ) from error


def unknown_kind(kind: str, where: str) -> MalformedError:
    """Return the refusal of a kind that does not exist."""
    return MalformedError(
        Refusal.UNKNOWN_KIND,
        where=where,
        expected=f"one of {', '.join(EVIDENCE_KINDS)}",
        got=repr(kind),
        remedy="name the file after the kind of its rows, or correct the kind",
    )


def columns_of(kind: str) -> tuple[str, ...]:
    """Return every column that a table of `kind` may have: common ones first, then those of its body."""
    return (*COMMON_COLUMNS, *_columns(kind))


def _columns(kind: str) -> dict[str, tuple[str, str]]:
    """Map each column of a body to (field, part of the field); the part is empty for a plain field."""
    columns: dict[str, tuple[str, str]] = {}
    for field in msgspec.structs.fields(EVIDENCE_KINDS[kind]):
        if _holds(field.type, Quantity):
            columns[field.name] = (field.name, "amount")
            columns[f"{field.name}_unit"] = (field.name, "unit")
        elif _holds(field.type, Account):
            columns[field.name] = (field.name, "place")
            columns[f"{field.name}_disposition"] = (field.name, "disposition")
        elif _holds(field.type, ReadPassage):
            columns[field.name] = (field.name, "sha256")
            columns |= {f"{field.name}_{part}": (field.name, part) for part in ("start", "end")}
        elif _holds(field.type, Printing):
            continue  # a list of records: written in TOML
        elif _holds(field.type, tuple):
            columns[field.name] = (field.name, "list")
        else:
            columns[field.name] = (field.name, "")
    return columns


def _holds(annotation: object, kind: type) -> bool:
    """Whether a type is `kind`, a generic of it, or a union that contains either."""
    origin = getattr(annotation, "__origin__", None)
    return (
        annotation is kind
        or origin is kind
        or any(_holds(arg, kind) for arg in get_args(annotation) if origin is not tuple or kind is Printing)
    )


def _check_header(header: list[str], columns: dict[str, tuple[str, str]], where: str) -> None:
    known = {*COMMON_COLUMNS, *columns}
    for name in header:
        if name not in known:
            raise MalformedError(
                Refusal.UNKNOWN_FIELD,
                where=f"{where}: line 1",
                expected=f"columns among {', '.join(sorted(known))}",
                got=repr(name),
                remedy="rename or remove the column",
            )
        if header.count(name) > 1:
            raise MalformedError(
                Refusal.DUPLICATE_ID,
                where=f"{where}: line 1",
                expected="every column once",
                got=f"{name!r} twice",
                remedy="remove one of the two",
            )


def _row(header: list[str], cells: list[str], kind: str, columns: dict[str, tuple[str, str]], *, where: str) -> Row:
    if len(cells) != len(header):
        raise MalformedError(
            Refusal.BAD_SYNTAX,
            where=where,
            expected=f"{len(header)} cells, as in the header",
            got=f"{len(cells)}",
            remedy="put texts that contain commas in quotation marks",
        )
    common: dict[str, object] = {}
    body: dict[str, object] = {}
    for name, cell in zip(header, cells, strict=True):
        if len(cell) > CELL_CHARACTERS_MAX:
            raise MalformedError(
                Refusal.TOO_LARGE,
                where=f"{where}: {name}",
                expected=f"at most {CELL_CHARACTERS_MAX} characters",
                got=f"{len(cell)}",
                remedy="attach long texts as documents",
            )
        if not cell.strip():
            continue
        if name in columns:
            _place(body, *columns[name], cell.strip())
        else:
            common[name] = _split(cell) if name in LISTS else cell.strip()
    return Row(where=where, kind=kind, common=common, body=body)


_ABSENT = {absence.value for absence in Absence}


def _place(body: dict[str, object], field: str, part: str, cell: str) -> None:
    if not part:
        body[field] = cell
    elif part == "list":
        body[field] = _split(cell)
    else:
        whole = body.setdefault(field, {})
        assert isinstance(whole, dict), "only parts of one field come here"
        whole["absence" if part == "amount" and cell in _ABSENT else part] = cell


def _split(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";") if item.strip()]

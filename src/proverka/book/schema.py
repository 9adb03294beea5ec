"""The published schemas of the tables that a manifest signs: movements, acts on seals, physical inventories.

The spec pages are docs/spec/movement-table.md, seal-table.md and inventory-table.md. Which of them a table follows its
columns say: each has a time of its own name.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

# What can be done to a seal.
SEAL_ACTS = ("applied", "checked", "broken", "removed", "replaced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its type in DuckDB's words, whether it must be filled, and what it means.

    One that is `recent` is left out of a table that is made here and has no use for it: what was made before the column
    was thought of is made to the byte again.
    """

    type: str
    required: bool
    meaning: str
    recent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The columns of a kind of table, and what must not be so of any row: SQL, with what is said of the first such row.

    `known_by` is the column that no other kind has, and that each of this kind must have.
    """

    name: str
    known_by: str
    columns: Mapping[str, Column]
    faults: Mapping[str, str]


def _text(meaning: str, *, required: bool = False) -> Column:
    return Column(type="VARCHAR", required=required, meaning=meaning)


def _time(meaning: str) -> Column:
    return Column(type="TIMESTAMP", required=True, meaning=meaning)


_SUBJECT = _text("what it is, by its id in the case", required=True)
_ITEM = _text("the item's own number; blank for a quantity of material")
_QUANTITY = Column(type="BIGINT", required=True, meaning="grams, or items of a subject that is counted")
_MEASURED = Column(type="BIGINT", required=False, meaning="grams as measured")
_UNCERTAINTY = Column(type="BIGINT", required=False, meaning="one standard deviation of that, in grams")
_METHOD = Column(type="VARCHAR", required=False, meaning="by which measurement method of the case", recent=True)
_NOTE = _text("anything else that a reader should know")

# A million million tonnes, in grams: sums, and three times an uncertainty, stay whole numbers of the engine.
_AMOUNT_MAX = 10**18

_IN_RANGE = f"BETWEEN 0 AND {_AMOUNT_MAX}"
_MEASUREMENT_FAULTS: Mapping[str, str] = {
    f"NOT quantity {_IN_RANGE}": f"a quantity from 0 to {_AMOUNT_MAX:.0e}",
    "measured IS NULL AND uncertainty IS NOT NULL": "a measurement, where there is an uncertainty",
    "measured IS NULL AND method IS NOT NULL": "a measurement, where there is a method",
    f"NOT measured {_IN_RANGE}": f"a measurement from 0 to {_AMOUNT_MAX:.0e}",
    f"NOT uncertainty {_IN_RANGE}": f"an uncertainty from 0 to {_AMOUNT_MAX:.0e}",
}

MOVEMENTS = Schema(
    name="movement table",
    known_by="moved_at",
    columns={
        "moved_at": _time("when it was moved, in UTC"),
        "item": _ITEM,
        "subject": _SUBJECT,
        "quantity": _QUANTITY,
        "origin_place": _text("from where; blank where it enters the book"),
        "origin_disposition": _text("its state there"),
        "destination_place": _text("to where", required=True),
        "destination_disposition": _text("its state there", required=True),
        "container": _text("in which container"),
        "seal": _text("under which seal"),
        "measured": _MEASURED,
        "uncertainty": _UNCERTAINTY,
        "method": _METHOD,
        "reversal": Column(
            type="BOOLEAN", required=False, meaning="true where it takes back an earlier row that says the same"
        ),
        "note": _NOTE,
    },
    faults={
        **_MEASUREMENT_FAULTS,
        "(origin_place IS NULL) <> (origin_disposition IS NULL)": "place and disposition of the origin, or neither",
    },
)

SEALS = Schema(
    name="seal table",
    known_by="acted_at",
    columns={
        "acted_at": _time("when it was done or found, in UTC"),
        "container": _text("on which container", required=True),
        "seal": _text("the number of the seal", required=True),
        "act": _text(", ".join(SEAL_ACTS), required=True),
        "replaces": _text("for a seal that takes the place of another: the number of that"),
        "place": _text("where"),
        "note": _NOTE,
    },
    faults={
        f"act NOT IN {SEAL_ACTS}": f"an act among {', '.join(SEAL_ACTS)}",
        "(act = 'replaced') <> (replaces IS NOT NULL)": "the seal that it replaces, for a replaced one and no other",
    },
)

COUNTS = Schema(
    name="inventory table",
    known_by="counted_at",
    columns={
        "counted_at": _time("as of when it was counted, in UTC"),
        "place": _text("of which account: the place", required=True),
        "disposition": _text("and the state there", required=True),
        "subject": _SUBJECT,
        "item": _ITEM,
        "quantity": _QUANTITY,
        "measured": _MEASURED,
        "uncertainty": _UNCERTAINTY,
        "method": _METHOD,
        "note": _NOTE,
    },
    faults=_MEASUREMENT_FAULTS,
)

SCHEMAS = (MOVEMENTS, SEALS, COUNTS)

COLUMNS: Mapping[str, Column] = MOVEMENTS.columns


def schema_of(columns: Collection[str]) -> Schema:
    """Return the schema that a table with these columns follows: that of movements where none of the times is there."""
    return next((schema for schema in SCHEMAS if schema.known_by in columns), MOVEMENTS)


def faults_of(schema: Schema) -> Mapping[str, str]:
    """Return every condition that must hold of no row of a table, with what was expected there."""
    columns = schema.columns.items()
    return {
        **{f"{name} IS NULL": f"a value for {name}" for name, column in columns if column.required},
        **{f"{name} = ''": f"a value for {name}, or a blank" for name, column in columns if column.type == "VARCHAR"},
        **{
            f"{name} NOT BETWEEN TIMESTAMP '1800-01-01' AND TIMESTAMP '2999-12-31'": "a time of the years 1800 to 2999"
            for name, column in columns
            if column.type == "TIMESTAMP"
        },
        **schema.faults,
    }


def filled(schema: Schema, columns: Collection[str]) -> str:
    """Return, as a list to be selected, every column of a schema: a blank one where a table does not have it."""
    return ", ".join(
        name if name in columns else f"NULL::{column.type} AS {name}" for name, column in schema.columns.items()
    )


def written(schema: Schema, columns: Collection[str]) -> list[str]:
    """Return the columns of a table that is made of these: all of its schema, recent ones where they are used."""
    return [name for name, column in schema.columns.items() if name in columns or not column.recent]

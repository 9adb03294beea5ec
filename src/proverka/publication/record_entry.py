"""An entry of the record as an edition shows it: what it is, what it says in clear, and what was said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from proverka.assessment.result import EntryRef
from proverka.model.submission import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Another entry that speaks of this one, known from a day on."""

    index: int
    known: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntry:
    """An entry with its envelope in short, its body in clear, and the entries that correct, contest or name it.

    `body` is plain data as decoded from JSON; sealed members that are open here are in it under their names, and
    `withheld` is how many are not. `text` is the signed text, exactly as it was logged.
    """

    ref: EntryRef
    party: str
    party_name: str
    number: int
    submitted_at: datetime
    signers: tuple[str, ...]
    bears_on: tuple[str, ...]
    classification: str
    confidence: str
    note: str
    references: tuple[int, ...]
    documents: tuple[Document, ...]
    body: object
    withheld: int
    corrections: tuple[Mention, ...]
    objections: tuple[Mention, ...]
    mentions: tuple[Mention, ...]
    text: bytes

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """The body as names and values: `percent` → `49.3`, `amount.unit` → `tonne`."""
        return tuple(_flat(self.body, ""))


def _flat(value: object, name: str) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _flat(inner, f"{name}.{key}" if name else str(key))
        case list() if value and all(isinstance(one, str | int | float) for one in value):
            yield name, "; ".join(map(str, value))
        case list():
            for number, inner in enumerate(value, start=1):
                yield from _flat(inner, f"{name}.{number}")
        case None:
            pass
        case bool():
            yield name, "true" if value else "false"
        case _:
            yield name, str(value)

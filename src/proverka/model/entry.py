"""An entry: one submission at its place in the record, read and typed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

from proverka.model.span import Span
from proverka.model.submission import Classification, Confidence, Source

B = TypeVar("B", covariant=True)  # noqa: PLC0105 - one letter, as in the standard library


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Generic[B]):
    """A submission as every layer above the record sees it.

    `index` and `leaf` (hex) name it for ever. `known_from` is when the record held it: the latest
    `submitted_at` of this entry and of all before it, since the log proves their order. `span` is when it
    was true or happened; an entry without a date of its own has the day on which it was submitted. `signers` are
    the parties under whose keys it is signed, its own among them.
    """

    index: int
    leaf: str
    party: str
    number: int
    submitted_at: datetime
    known_from: datetime
    kind: str
    label: str
    span: Span
    by: str
    bears_on: tuple[str, ...]
    source: Source | None
    confidence: Confidence
    classification: Classification
    note: str
    references: tuple[int, ...]
    body: B
    signers: frozenset[str] = frozenset()

    @property
    def known_day(self) -> date:
        """The day (UTC) from which the record knew it."""
        return self.known_from.astimezone(UTC).date()

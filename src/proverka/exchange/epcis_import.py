"""EPCIS events as a movement table: those that map, in order of time, and the others, each with the reason.

1. Events are taken in order of their time; of one time, in the order of the document.
2. An event that another declares to be an error is left out with it, unless our own terms say how both are booked.
3. Our own terms say from where an item came. Where they are missing, it came from where its previous event left it.
4. What is in a container moves with it.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import msgspec

from proverka.book import COLUMNS, check_table, convert_csv
from proverka.exchange.epcis_document import EventsRead
from proverka.exchange.epcis_form import MOVEMENT_TERM, Event
from proverka.exchange.event_reading import NotMappedError, Reading, Row
from proverka.exchange.table_file import CSV_SUFFIX, copy_statement
from proverka.model.errors import MalformedError, Refusal

Progress = Callable[[int, int], None]

_WITHOUT_MOVEMENT = "it goes with the event of a movement that is not here, or did not map"

# How often a bar moves, in events.
_TELL_EVERY = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmapped:
    """An event that is no movement: its number in the document, from 1, what it calls itself, and the reason."""

    number: int
    event_id: str
    type: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What became of a document: `events` in it, `rows` made of them, and what was not, in order of the document.

    `repeated` events only repeat what the event of a movement says. `assumed` counts what was taken for granted.
    """

    events: int
    rows: int
    repeated: int
    unmapped: tuple[Unmapped, ...]
    assumed: Mapping[str, int]


def convert_epcis(
    read: EventsRead,
    target: Path,
    *,
    suffix: str,
    where: str,
    names: Mapping[str, str] | None = None,
    subject: str = "",
    progress: Progress | None = None,
) -> Conversion:
    """Write the movement table of a document's events to the new file `target`, in the form of a `suffix`.

    `names` are names of the case for URIs of the document, of places, items, subjects and dispositions; `subject` is
    that of items that say none. The same document gives the same bytes. Raises MalformedError: bad-value where the
    rows are no movement table, and what `Reading.rows` raises.
    """
    reading = Reading(identifiers=read.identifiers, ours=read.ours, names=names or {}, subject=subject)
    walk = Walk(read=read, reading=reading)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.rows.") as name:
        lines = Path(name) / "rows.ndjson"
        with lines.open("wb") as out:
            out.writelines(msgspec.json.encode(row) + b"\n" for row in walk.rows(progress))
        rows = _write_table(lines, target, suffix, where)
    return Conversion(
        events=len(read.events),
        rows=rows,
        repeated=walk.repeated,
        unmapped=tuple(sorted(walk.unmapped, key=lambda one: one.number)),
        assumed=dict(sorted(reading.assumed.items())),
    )


class _Timed(NamedTuple):
    """An event by its time and place in the document."""

    at: datetime
    place: int


@dataclass(slots=True, kw_only=True)
class Walk:
    """All events in order of time, and what did not map of them."""

    read: EventsRead
    reading: Reading
    repeated: int = 0
    unmapped: list[Unmapped] = field(default_factory=list)

    def rows(self, progress: Progress | None) -> Iterator[Row]:
        """Yield the rows of all events, in order of time."""
        order, errors = self._order()
        mapped: set[str] = set()
        beside: list[tuple[int, str]] = []
        for done, (_, index) in enumerate(order, start=1):
            event, plain = self._event(index)
            try:
                self._check_error(event, plain, errors)
                found = self.reading.rows(event, plain)
            except NotMappedError as reason:
                self._leave_out(index, event, str(reason))
                continue
            if self.read.ours and MOVEMENT_TERM in plain:
                beside.append((index, str(plain[MOVEMENT_TERM])))
            elif self.read.ours:
                mapped.add(event.event_id)
            yield from found
            if progress is not None and (done % _TELL_EVERY == 0 or done == len(order)):
                progress(done, len(order))
        for index, movement in beside:
            if movement in mapped:
                self.repeated += 1
            else:
                self._leave_out(index, self._event(index)[0], _WITHOUT_MOVEMENT)

    def _order(self) -> tuple[list[_Timed], frozenset[str]]:
        """Return the events that have the standard's form, in order of time, and the ids of declared errors."""
        order, errors = [], set()
        for index, raw in enumerate(self.read.events):
            try:
                event = msgspec.json.decode(raw, type=Event)
            except msgspec.ValidationError as error:
                reason = f"it has not the form that the standard gives it: {error}"
                self.unmapped.append(Unmapped(number=index + 1, event_id="", type="", reason=reason))
                continue
            order.append(_Timed(event.event_time, index))
            if event.error_declaration is not None and event.event_id:
                errors.add(event.event_id)
        return sorted(order), frozenset(errors)

    def _event(self, index: int) -> tuple[Event, dict[str, Any]]:
        raw = self.read.events[index]
        return msgspec.json.decode(raw, type=Event), msgspec.json.decode(raw)

    def _check_error(self, event: Event, plain: dict[str, Any], errors: frozenset[str]) -> None:
        if "reversal" in COLUMNS and self.reading.says_itself(plain):
            return
        if event.error_declaration is not None:
            raise NotMappedError("it declares an event to be an error; both are left out")
        if event.event_id in errors:
            raise NotMappedError("another event declares it to be an error; both are left out")

    def _leave_out(self, index: int, event: Event, reason: str) -> None:
        self.unmapped.append(Unmapped(number=index + 1, event_id=event.event_id, type=event.type, reason=reason))


def _write_table(lines: Path, target: Path, suffix: str, where: str) -> int:
    """Write rows, one JSON object a line, as a movement table, and return their number."""
    types = ", ".join(f"{name}: '{column.type}'" for name, column in COLUMNS.items())
    read = f"read_json(?, format = 'newline_delimited', columns = {{{types}}})"
    try:
        with duckdb.connect() as connection:
            # One thread keeps the rows in their order, and so the bytes the same.
            connection.execute("SET threads = 1; SET TimeZone = 'UTC'")
            statement = copy_statement(f"SELECT {', '.join(COLUMNS)} FROM {read}", target, suffix)  # noqa: S608
            connection.execute(statement, [str(lines)])
    except duckdb.Error as error:
        raise MalformedError(
            Refusal.BAD_VALUE,
            where=where,
            expected="values that a movement table can hold",
            got=str(error).split("\n", 1)[0],
            remedy="correct the document",
        ) from error
    if suffix == CSV_SUFFIX:
        return convert_csv(target, lines.with_name("table.parquet"), where=where)
    return check_table(target, where=where)

"""The book as an EPCIS 2.0 document: each movement an event, and each change of container one beside it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

import msgspec

from proverka.book import COLUMNS, Ledger
from proverka.exchange.epcis_form import (
    BASE_TERM,
    CARRIED,
    GRAM,
    MOVEMENT_TERM,
    NAMESPACE,
    PREFIX,
    SCHEMA_VERSION,
    STANDARD_CONTEXT,
    Action,
)
from proverka.exchange.identifiers import Identifiers

Progress = Callable[[int, int], None]
Plain = dict[str, Any]

# How often a bar moves, in events.
_TELL_EVERY = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which movements: those before an instant, as known before another, of one item or of all."""

    as_of: datetime
    known: datetime
    item: str | None = None

    @property
    def condition(self) -> str:
        """The condition in SQL, with the parameters of `parameters`."""
        one = "" if self.item is None else " AND item = $item"
        return f"moved_at < $as_of::TIMESTAMPTZ::TIMESTAMP AND known_from < $known::TIMESTAMPTZ{one}"

    @property
    def parameters(self) -> dict[str, object]:
        """The values that `condition` names."""
        one = {} if self.item is None else {"item": self.item}
        return {"as_of": self.as_of, "known": self.known, **one}


def write_epcis(
    out: BinaryIO,
    ledger: Ledger,
    scope: Scope,
    *,
    identifiers: Identifiers,
    created: datetime,
    final: Collection[str] = (),
    counted: Collection[str] = (),
    progress: Progress | None = None,
) -> int:
    """Write the movements in scope to `out` as one EPCIS document, in order of time; return the number of movements.

    `created` is its creation date. `final` are the dispositions that nothing leaves again; `counted` the subjects
    whose quantities are numbers of items and not grams. Few rows are in memory at a time. The same rows give the same
    bytes, and a movement has the same event id in every export of the case. Raises as `Ledger.rows` does.
    """
    head = {
        "@context": [STANDARD_CONTEXT, {PREFIX: NAMESPACE}],
        "type": "EPCISDocument",
        "schemaVersion": SCHEMA_VERSION,
        "creationDate": created,
        BASE_TERM: identifiers.base,
    }
    encode = msgspec.json.Encoder().encode
    out.write(encode(head)[:-1] + b',"epcisBody":{"eventList":[')
    form = _Form(identifiers=identifiers, final=frozenset(final), counted=frozenset(counted))
    ((total,),) = ledger.rows(f"SELECT count(*) FROM movements WHERE {scope.condition}", scope.parameters)  # noqa: S608
    done, between, names = 0, b"\n", _names()
    for row in ledger.stream(_QUERY.format(**_query_parts(), condition=scope.condition), scope.parameters):
        for event in form.events(dict(zip(names, row, strict=True))):
            out.write(between + encode(event))
            between = b",\n"
        done += 1
        if progress is not None and (done % _TELL_EVERY == 0 or done == total):
            progress(done, total)
    out.write(b"\n]}}\n")
    return done


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What is needed to put a row into the standard's form."""

    identifiers: Identifiers
    final: frozenset[str]
    counted: frozenset[str]

    def events(self, row: Plain) -> Iterator[Plain]:
        """Yield the events of a row, in the order in which they happened."""
        movement = self._movement(row)
        around = [] if row["reversal"] else list(self._containers(row, movement))
        # What enters the book in a container is there before it can be in one.
        yield from (movement, *around) if row["origin_place"] is None else (*around, movement)

    def _movement(self, row: Plain) -> Plain:
        id_of = self.identifiers.uri
        action = self._action(row)
        event = self._event("ObjectEvent", row, action)
        event["eventID"] = id_of("movement", row["id"])
        event |= self._objects(row, "epcList", "quantityList")
        event |= _some("bizStep", _biz_step(row, action))
        event["disposition"] = self.identifiers.disposition_uri(row["destination_disposition"])
        event["bizLocation"] = {"id": id_of("place", row["destination_place"])}
        if row["origin_place"] is not None:
            event["sourceList"] = [{"type": "location", "source": id_of("place", row["origin_place"])}]
            event[f"{PREFIX}:origin_disposition"] = row["origin_disposition"]
        event["destinationList"] = [{"type": "location", "destination": id_of("place", row["destination_place"])}]
        if row["measured"] is not None:
            mass = {"type": "Mass", "value": row["measured"], "uom": GRAM, **_some("sDev", row["uncertainty"])}
            event["sensorElementList"] = [{"sensorReport": [mass]}]
        if row["reversal"]:
            event["errorDeclaration"] = {"declarationTime": row["known_from"], "reason": "incorrect_data"}
        event[f"{PREFIX}:subject"] = row["subject"]
        event[f"{PREFIX}:quantity"] = row["quantity"]
        for name in COLUMNS:
            if name not in CARRIED and row[name] is not None:
                event[f"{PREFIX}:{name}"] = row[name]
        event[f"{PREFIX}:entry"], event[f"{PREFIX}:row"] = row["entry"], row["row"]
        return event

    def _containers(self, row: Plain, movement: Plain) -> Iterator[Plain]:
        """Yield that an item was taken out of its container and put into another, or a quantity was seen in one."""
        before, now = row["container_before"], row["container"]
        if row["item"] is None:
            yield from [self._in_container(row, movement, now, "OBSERVE")] if now else []
        elif before != now:
            yield from [self._in_container(row, movement, before, "DELETE")] if before else []
            yield from [self._in_container(row, movement, now, "ADD")] if now else []

    def _in_container(self, row: Plain, movement: Plain, container: str, action: Action) -> Plain:
        event = self._event("AggregationEvent", row, action)
        event["eventID"] = f"{movement['eventID']}/{action.lower()}"
        event["parentID"] = self.identifiers.uri("container", container)
        event |= self._objects(row, "childEPCs", "childQuantityList")
        event |= _some("bizStep", {"ADD": "packing", "DELETE": "unpacking"}.get(action))
        event["bizLocation"] = {"id": self.identifiers.uri("place", row["origin_place"] or row["destination_place"])}
        event[MOVEMENT_TERM] = movement["eventID"]
        return event

    def _event(self, kind: str, row: Plain, action: Action) -> Plain:
        return {
            "type": kind,
            "eventTime": row["moved_at"].replace(tzinfo=UTC),
            "eventTimeZoneOffset": "+00:00",
            "recordTime": row["known_from"],
            "action": action,
        }

    def _action(self, row: Plain) -> Action:
        if row["origin_place"] is None:
            return "ADD"
        return "DELETE" if row["destination_disposition"] in self.final else "OBSERVE"

    def _objects(self, row: Plain, items: str, quantities: str) -> Plain:
        if row["item"] is not None:
            return {items: [self.identifiers.uri("item", row["item"])]}
        unit = {} if row["subject"] in self.counted else {"uom": GRAM}
        element = {"epcClass": self.identifiers.uri("subject", row["subject"]), "quantity": row["quantity"], **unit}
        return {quantities: [element]}


def _biz_step(row: Plain, action: Action) -> str | None:
    """Return what is done by the standard's words, where the two accounts alone tell it."""
    if action == "ADD":
        return "commissioning"
    if action == "DELETE":
        return "destroying" if row["destination_disposition"] == "destroyed" else "decommissioning"
    return "transporting" if row["origin_place"] != row["destination_place"] else None


def _some(name: str, value: object) -> Plain:
    return {} if value is None else {name: value}


# What a row says, by which another can take it back: without what is only noted beside it.
_SAID = (
    "party", "moved_at", "item", "subject", "quantity", "origin_place", "origin_disposition", "destination_place",
    "destination_disposition",
)  # fmt: skip

# A row's id is the hash of what it says, so that a row which takes another back is the same event; rows that say the
# same are numbered in the order in which they became known, which no later entry changes.
_QUERY = """
    WITH hashed AS (
        SELECT {columns}, {reversal} AS reversal, entry, row, known_from,
               left(sha256(concat({said})), 32) AS hash
        FROM movements WHERE {condition}
    ),
    numbered AS (
        SELECT *, row_number() OVER (PARTITION BY hash, reversal ORDER BY known_from, entry, row) AS number,
               lag(container) OVER (PARTITION BY item ORDER BY moved_at, entry, row) AS container_before
        FROM hashed
    )
    SELECT {columns}, reversal, entry, row, known_from, hash || if(number > 1, '-' || number, '') AS id,
           container_before
    FROM numbered ORDER BY moved_at, entry, row, id
"""


def _plain_columns() -> list[str]:
    return [name for name in COLUMNS if name != "reversal"]


def _names() -> tuple[str, ...]:
    return (*_plain_columns(), "reversal", "entry", "row", "known_from", "id", "container_before")


def _query_parts() -> dict[str, str]:
    texts = {name: f"epoch_us({name})" if name == "moved_at" else name for name in _SAID}
    return {
        "columns": ", ".join(_plain_columns()),
        "said": ", ".join(f"coalesce('{name}=' || {text} || chr(31), '')" for name, text in texts.items()),
        "reversal": "coalesce(reversal, false)" if "reversal" in COLUMNS else "false",
    }

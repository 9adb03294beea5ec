"""What an event says in the words of a movement table, given what the events before it said of the same items."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from msgspec.structs import replace

from proverka.book import COLUMNS
from proverka.exchange.epcis_form import (
    CARRIED,
    GRAMS_IN,
    MOVEMENT_TERM,
    PREFIX,
    Event,
    QuantityElement,
    SensorReport,
)
from proverka.exchange.identifiers import Identifiers, Kind, biz_step_word, class_of
from proverka.model.errors import MalformedError, Refusal

Row = dict[str, Any]

# A column of a movement table holds 64 bits; a number of more digits is none that was weighed or counted.
NUMBER_MAX = 2**63 - 1
DIGITS_MAX = 40
# An event of a container is one of each item in it: a short document could move a million items a million times.
OBJECTS_MAX = 20_000_000

_PYTHON_TYPE: Mapping[str, type] = {"VARCHAR": str, "BIGINT": int, "BOOLEAN": bool}

FIRST_SEEN = "an item enters the book with its first event, which is not one that adds it"
NO_DISPOSITION = "an item that no event gives a disposition is unknown, or inactive where it is taken out"
NO_MASS = "a measured mass that is not a whole number of grams, or not of one row, is left out"


class NotMappedError(Exception):
    """The reason why an event is no movement; it never leaves the import."""


class Account(NamedTuple):
    """Where an item is, its state there, and of which subject it is."""

    place: str
    disposition: str
    subject: str


@dataclass(slots=True, kw_only=True)
class Reading:
    """What the events up to now have said. `names` are names of ours for URIs; `subject` of items that say none.

    `ours` says whether our own terms count in the document. `assumed` counts what was taken for granted, by what.
    """

    identifiers: Identifiers
    ours: bool
    names: Mapping[str, str]
    subject: str
    assumed: Counter[str] = field(default_factory=Counter)
    _looked_at: int = 0
    _accounts: dict[str, Account] = field(default_factory=dict)
    _container_of: dict[str, str] = field(default_factory=dict)
    _contents: dict[str, dict[str, None]] = field(default_factory=dict)

    def rows(self, event: Event, plain: Mapping[str, Any]) -> list[Row]:
        """Return the movements that an event says; none for one that goes with the event of a movement.

        Raises NotMappedError, and then nothing of the event counts; MalformedError (too-large) over OBJECTS_MAX.
        """
        if self.ours and MOVEMENT_TERM in plain:
            return []
        if event.action is None and event.type in ("ObjectEvent", "AggregationEvent"):
            raise NotMappedError("it says no action")
        if event.type == "ObjectEvent":
            own = self.says_itself(plain)
            found = [self._own_row(event, plain)] if own else self._objects(event)
        elif event.type == "AggregationEvent":
            found = self._aggregation(event)
        else:
            raise NotMappedError(
                _REASONS.get(event.type, f"a movement table has no row for events of type {event.type}")
            )
        for row in found:
            if row.get("item") is not None:
                self._accounts[row["item"]] = Account(
                    row["destination_place"], row["destination_disposition"], row["subject"]
                )
        return found

    def says_itself(self, plain: Mapping[str, Any]) -> bool:
        """Whether an event says in our own terms from where its object came."""
        return self.ours and f"{PREFIX}:subject" in plain

    # Events with our own terms.

    def _own_row(self, event: Event, plain: Mapping[str, Any]) -> Row:
        if len(event.epc_list) + len(event.quantity_list) != 1 or event.biz_location is None:
            raise NotMappedError("with terms of ours it has one object and a business location")
        sources = [one.source for one in event.source_list if one.type == "location"]
        disposition = _own(plain, "origin_disposition", str)
        if len(sources) > 1 or bool(sources) != (disposition is not None):
            raise NotMappedError("with terms of ours it has both place and disposition of its origin, or neither")
        row: Row = {
            "moved_at": _utc(event),
            "item": self._item(event.epc_list[0]) if event.epc_list else None,
            "subject": _own(plain, "subject", str),
            "quantity": _own(plain, "quantity", int),
            "origin_place": self._name("place", sources[0]) if sources else None,
            "origin_disposition": disposition,
            "destination_place": self._name("place", event.biz_location.id),
            "destination_disposition": self.identifiers.disposition_name(event.disposition),
        }
        if row["quantity"] is None or not 0 <= row["quantity"] <= NUMBER_MAX:
            raise NotMappedError("its quantity is none")
        for name, column in COLUMNS.items():
            if name not in CARRIED:
                row[name] = _own(plain, name, _PYTHON_TYPE.get(column.type, str))
        if event.error_declaration is not None:
            row["reversal"] = True
        return self._measured([row], event)[0]

    # Events of other software.

    def _objects(self, event: Event) -> list[Row]:
        """Return a row for each item, for what is in it where it is a container, and for each quantity."""
        if not event.epc_list and not event.quantity_list:
            raise NotMappedError("it names no object")
        items = [one for epc in event.epc_list for one in self._moved(self._item(epc), epc)]
        rows = [self._item_row(event, item, epc) for item, epc in items]
        rows += [self._quantity_row(event, one) for one in event.quantity_list]
        return self._measured(rows, event)

    def _moved(self, item: str, epc: str) -> Iterator[tuple[str, str]]:
        """Yield an item and all that is in it; a container that is no item of the book stands for what is in it."""
        ahead, seen = deque([(item, epc)]), {item}
        while ahead:
            one, its_epc = ahead.popleft()
            self._looked_at += 1
            if self._looked_at > OBJECTS_MAX:
                raise MalformedError(
                    Refusal.TOO_LARGE,
                    where="the events of the document",
                    expected=f"at most {OBJECTS_MAX:,} objects in all events, those in their containers included",
                    got="more",
                    remedy="divide it into several documents",
                )
            within = self._contents.get(one, {})
            if one in self._accounts or not within:
                yield one, its_epc
            ahead.extend((inner, "") for inner in within if inner not in seen)
            seen.update(within)

    def _item_row(self, event: Event, item: str, epc: str) -> Row:
        before = self._accounts.get(item)
        if event.action != "ADD" and before is None:
            self.assumed[FIRST_SEEN] += 1
        origin = None if event.action == "ADD" else before
        place = self._place(event) or (before.place if before else "")
        if not place:
            raise NotMappedError("it says no place, and no event before it does")
        return {
            "moved_at": _utc(event),
            "item": item,
            "subject": before.subject if before else self._subject_of(epc),
            "quantity": 1,
            "origin_place": origin.place if origin else None,
            "origin_disposition": origin.disposition if origin else None,
            "destination_place": place,
            "destination_disposition": self._disposition(event, before),
            "container": self._container_of.get(item),
        }

    def _quantity_row(self, event: Event, element: QuantityElement) -> Row:
        if event.action != "ADD":
            raise NotMappedError("a quantity has no number by which to know from where it came")
        place = self._place(event)
        if not place:
            raise NotMappedError("it says no place")
        return {
            "moved_at": _utc(event),
            "subject": self._name("subject", element.epc_class),
            "quantity": _whole(element.quantity, element.uom),
            "destination_place": place,
            "destination_disposition": self._disposition(event, None),
        }

    def _aggregation(self, event: Event) -> list[Row]:
        """Return a row for each item that goes into a container or comes out of one, and keep that it did."""
        if event.child_quantity_list:
            raise NotMappedError("a quantity in a container has no number by which to follow it")
        parent = self._name("container", event.parent_id)
        out = event.action == "DELETE"
        children = {self._item(epc): epc for epc in event.child_epcs}
        if out and not children:
            children = dict.fromkeys(self._contents.get(parent, {}), "")
        if not parent or not children:
            raise NotMappedError("it names no container, or nothing that is in it")
        moved = {one: its_epc for child, epc in children.items() for one, its_epc in self._moved(child, epc)}
        # The action is that of the container: of the item it says only that it was seen.
        seen = replace(event, action="OBSERVE")
        rows = [self._item_row(seen, one, epc) for one, epc in moved.items()]
        for child in children:
            self._contents.get(self._container_of.pop(child, ""), {}).pop(child, None)
            if not out:
                self._container_of[child] = parent
                self._contents.setdefault(parent, {})[child] = None
        for row in rows:
            row["container"] = self._container_of.get(row["item"])
        return rows

    def _place(self, event: Event) -> str:
        located = event.biz_location or event.read_point
        return self._name("place", located.id) if located is not None else ""

    def _disposition(self, event: Event, before: Account | None) -> str:
        if event.disposition:
            return self.names.get(event.disposition) or self.identifiers.disposition_name(event.disposition)
        if event.action == "DELETE":
            if biz_step_word(event.biz_step) == "destroying":
                return "destroyed"
            self.assumed[NO_DISPOSITION] += 1
            return "inactive"
        if before is None:
            self.assumed[NO_DISPOSITION] += 1
            return "unknown"
        return before.disposition

    def _subject_of(self, epc: str) -> str:
        found = class_of(epc)
        subject = self.names.get(found) or self.subject or found
        if not subject:
            raise NotMappedError("it does not say of which subject its items are")
        return subject

    def _measured(self, rows: list[Row], event: Event) -> list[Row]:
        """Return the rows with the mass that was measured, where there is one of each."""
        reports = [one for element in event.sensor_element_list for one in element.sensor_report]
        masses = [one for one in reports if one.type.rpartition(":")[2].rpartition("/")[2] == "Mass"]
        for mass in masses[:1]:
            try:
                values = _mass(mass) if len(rows) == len(masses) == 1 else None
            except NotMappedError:
                values = None
            if values is None:
                self.assumed[NO_MASS] += 1
            else:
                rows[0] |= values
        return rows

    def _item(self, epc: str) -> str:
        name = self._name("item", epc)
        if not name:
            raise NotMappedError("it names an object without an identifier")
        return name

    def _name(self, kind: Kind, uri: str) -> str:
        return self.names.get(uri) or self.identifiers.name(kind, uri)


_REASONS = {
    "TransformationEvent": "a movement table has no row in which one thing becomes another",
    "TransactionEvent": "a movement table has no row for a business transaction",
    "AssociationEvent": "a movement table has no row for what is fixed to a place or a device",
}


def _utc(event: Event) -> str:
    try:
        return event.event_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    except OverflowError as error:
        raise NotMappedError("its time is outside the calendar") from error


def _mass(report: SensorReport) -> Row:
    uncertainty = None if report.s_dev is None else _whole(report.s_dev, report.uom)
    return {"measured": _whole(report.value, report.uom), "uncertainty": uncertainty}


def _whole(value: Decimal | None, unit: str | None) -> int:
    """Return a quantity in grams, or as a count where it has no unit."""
    factor = 1 if unit is None else GRAMS_IN.get(unit)
    if factor is None:
        raise NotMappedError(f"its unit is none of {', '.join(GRAMS_IN)}")
    if value is None or not value.is_finite():
        raise NotMappedError("its quantity is not said")
    _, digits, exponent = value.as_tuple()
    if len(digits) > DIGITS_MAX or not isinstance(exponent, int) or abs(exponent) > DIGITS_MAX:
        raise NotMappedError("its quantity has too many digits")
    exact = Fraction(value) * factor
    if exact.denominator != 1 or not 0 <= exact <= NUMBER_MAX:
        raise NotMappedError("its quantity is no whole number of grams or items, zero or more")
    return int(exact)


def _own(plain: Mapping[str, Any], name: str, kind: type) -> Any:  # noqa: ANN401 - of the type asked for
    value = plain.get(f"{PREFIX}:{name}")
    if value is not None and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
        raise NotMappedError(f"{PREFIX}:{name} is not of the type of its column")
    if isinstance(value, int) and abs(value) > NUMBER_MAX:
        raise NotMappedError(f"{PREFIX}:{name} has too many digits")
    return value

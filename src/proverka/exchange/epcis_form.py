"""The form of an EPCIS 2.0 document in JSON: which names it has, and what of it is read.

Source: GS1, EPCIS Standard 2.0 (2022), sections 7.4 and 10, and its JSON schema; units are those of UN/ECE
Recommendation 20.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct, field

STANDARD_CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
SCHEMA_VERSION = "2.0"
# Our own terms: a column that has no place in the standard stands under its own name with this prefix.
PREFIX = "proverka"
NAMESPACE = "https://proverka.example/epcis/"
BASE_TERM = f"{PREFIX}:base"
MOVEMENT_TERM = f"{PREFIX}:movement"

GRAM = "GRM"
GRAMS_IN: Mapping[str, int] = {"GRM": 1, "KGM": 1_000, "TNE": 1_000_000}

# Columns that the standard's own fields carry, wholly or with a term beside them.
CARRIED = frozenset({
    "moved_at", "item", "subject", "quantity", "origin_place", "origin_disposition", "destination_place",
    "destination_disposition", "measured", "uncertainty", "reversal",
})  # fmt: skip

Action = Literal["ADD", "OBSERVE", "DELETE"]
Instant = Annotated[datetime, Meta(tz=True)]


class Located(Struct, frozen=True):
    """A read point or a business location."""

    id: str


class QuantityElement(Struct, frozen=True, rename={"epc_class": "epcClass"}):
    """So much of a class of objects; without a unit it is a count."""

    epc_class: str
    quantity: Decimal | None = None
    uom: str | None = None


class Source(Struct, frozen=True):
    """From where, or from whom, a transfer comes."""

    type: str
    source: str


class SensorReport(Struct, frozen=True, rename={"s_dev": "sDev"}):
    """What a sensor measured: here only a mass is read."""

    type: str
    value: Decimal | None = None
    uom: str | None = None
    s_dev: Decimal | None = None


class SensorElement(Struct, frozen=True, rename="camel"):
    """A set of reports of sensors."""

    sensor_report: tuple[SensorReport, ...] = ()


class ErrorDeclaration(Struct, frozen=True, rename="camel"):
    """That an event, sent again with this, did not occur or is wrong."""

    declaration_time: Instant


class Event(Struct, frozen=True, kw_only=True, rename="camel"):
    """An event as far as it is read: what happened to which objects, when, where and why."""

    type: str
    event_time: Instant
    event_time_zone_offset: str = ""
    event_id: str = field(default="", name="eventID")
    action: Action | None = None
    biz_step: str = ""
    disposition: str = ""
    read_point: Located | None = None
    biz_location: Located | None = None
    epc_list: tuple[str, ...] = ()
    quantity_list: tuple[QuantityElement, ...] = ()
    parent_id: str = field(default="", name="parentID")
    child_epcs: tuple[str, ...] = field(default=(), name="childEPCs")
    child_quantity_list: tuple[QuantityElement, ...] = ()
    source_list: tuple[Source, ...] = ()
    sensor_element_list: tuple[SensorElement, ...] = ()
    error_declaration: ErrorDeclaration | None = None


class Body(Struct, frozen=True, rename="camel"):
    """The events, each as it stands in the document."""

    event_list: list[Raw]


class Document(Struct, frozen=True, kw_only=True, rename="camel"):
    """A document: its body, and of the rest what is needed to read it."""

    type: Literal["EPCISDocument"]
    schema_version: str
    epcis_body: Body
    context: str | dict[str, object] | list[str | dict[str, object]] = field(name="@context")
    base: str = field(default="", name=BASE_TERM)

    @property
    def ours(self) -> bool:
        """Whether its context gives our prefix the meaning that it has here."""
        held = self.context if isinstance(self.context, list) else [self.context]
        return any(isinstance(one, dict) and one.get(PREFIX) == NAMESPACE for one in held)

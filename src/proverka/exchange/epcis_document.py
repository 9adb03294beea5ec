"""An EPCIS document taken apart: its events as they stand in it, within limits; hostile bytes are refused here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from proverka.exchange.epcis_form import SCHEMA_VERSION, Document
from proverka.exchange.identifiers import Identifiers
from proverka.model.errors import MalformedError, Refusal
from proverka.model.members import names_of_objects

# A document is read whole, and then takes twice its length. A movement takes some 1,000 bytes: a million of them.
DOCUMENT_BYTES_MAX = 1024 * 1024 * 1024
# More than fit into a document of that length, unless they are made to cost time.
EVENTS_MAX = 2_000_000
# A pallet of many thousand items; what is longer is no event that anybody has seen.
EVENT_BYTES_MAX = 4 * 1024 * 1024
# The standard's own fields nest to seven; extensions seldom deeper than twice that.
NESTING_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsRead:
    """The events of a document as bytes, whether our own terms count in them, and the names under its base."""

    events: Sequence[msgspec.Raw]
    ours: bool
    identifiers: Identifiers


def parse_document(raw: bytes, *, where: str) -> EventsRead:
    """Return the events of a document.

    Raises MalformedError: bad-syntax for what is not one JSON value in UTF-8 in which no object has a name twice,
    missing-field and bad-value for what is no EPCIS 2.0 document, too-large where it is over a limit.
    """
    if len(raw) > DOCUMENT_BYTES_MAX:
        raise _too_large(where, f"a document of at most {DOCUMENT_BYTES_MAX:,} bytes", f"{len(raw):,} bytes")
    try:
        document = msgspec.json.decode(raw, type=Document)
    except msgspec.ValidationError as error:
        raise _malformed(error, where) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _bad(Refusal.BAD_SYNTAX, where, "one JSON value in UTF-8", str(error)) from error
    events = document.epcis_body.event_list
    if not document.schema_version.startswith(SCHEMA_VERSION):
        raise _bad(Refusal.BAD_VALUE, where, f"an EPCIS document of version {SCHEMA_VERSION}", document.schema_version)
    if len(events) > EVENTS_MAX:
        raise _too_large(where, f"at most {EVENTS_MAX:,} events", f"{len(events):,}")
    names_of_objects(_skeleton(raw, events), where=where)
    for number, event in enumerate(events, start=1):
        check_event(bytes(event), where=f"{where}: event {number}")
    base = document.base if document.ours and document.base.endswith("/") else ""
    return EventsRead(events=events, ours=document.ours, identifiers=Identifiers(base))


def check_event(event: bytes, *, where: str) -> None:
    """Refuse (too-large, bad-syntax) an event over a limit, or with a name twice in an object."""
    if len(event) > EVENT_BYTES_MAX:
        raise _too_large(where, f"an event of at most {EVENT_BYTES_MAX:,} bytes", f"{len(event):,} bytes")
    names_of_objects(event, where=where)
    if _deeper(msgspec.json.decode(event), NESTING_MAX):
        raise _too_large(where, f"values nested to a depth of {NESTING_MAX}", "deeper ones")


def _deeper(value: Any, depth: int) -> bool:  # noqa: ANN401 - JSON of strangers
    if not isinstance(value, dict | list):
        return False
    if depth == 0:
        return True
    return any(_deeper(one, depth - 1) for one in (value.values() if isinstance(value, dict) else value))


def _skeleton(raw: bytes, events: Sequence[msgspec.Raw]) -> bytes:
    """Return the document with null for each event, so that what is around them is looked at without them.

    A copy of an event before it is taken for it; then the event itself stays, which is looked at as well.
    """
    parts, begin = [], 0
    for event in events:
        text = bytes(event)
        at = raw.index(text, begin)
        parts.append(raw[begin:at])
        begin = at + len(text)
    return b"null".join([*parts, raw[begin:]])


def _malformed(error: msgspec.ValidationError, where: str) -> MalformedError:
    missing = "missing required field" in str(error)
    expected = "an EPCIS 2.0 document in JSON: type EPCISDocument, @context, schemaVersion, epcisBody with an eventList"
    return _bad(Refusal.MISSING_FIELD if missing else Refusal.BAD_VALUE, where, expected, str(error))


def _too_large(where: str, expected: str, got: str) -> MalformedError:
    remedy = "divide it into several documents"
    return MalformedError(Refusal.TOO_LARGE, where=where, expected=expected, got=got, remedy=remedy)


def _bad(refusal: Refusal, where: str, expected: str, got: str) -> MalformedError:
    remedy = "have it written anew by whoever wrote it"
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)

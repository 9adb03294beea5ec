"""An audit as JSON, and the schema that this JSON follows."""

from typing import Any

import msgspec

from proverka.assessment.result import Audit

SCHEMA_ID = "https://proverka.example/schemas/audit/v1"

# Digits are a statement of accuracy: 49.30 stays 49.30, so decimals are written as they are and not through floats.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def render_json(audit: Audit) -> bytes:
    """Return the audit as indented JSON (UTF-8); the same audit gives the same bytes."""
    return msgspec.json.format(_ENCODER.encode(audit), indent=2) + b"\n"


def audit_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what `render_json` writes."""
    (reference,), definitions = msgspec.json.schema_components(
        (Audit,), schema_hook=_no_hook, ref_template="#/$defs/{name}"
    )
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Audit of a case",
        **reference,
        "$defs": {name: _with_numbers(definition) for name, definition in sorted(definitions.items())},
    }
    return schema


def _no_hook(kind: type) -> dict[str, Any]:
    raise NotImplementedError(kind)


def _with_numbers(schema: object) -> object:
    """Return a schema in which a decimal is a number, as it is written, and not a string."""
    if isinstance(schema, list):
        return [_with_numbers(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return {**{key: value for key, value in schema.items() if key != "format"}, "type": "number"}
    return {key: _with_numbers(value) for key, value in schema.items()}

"""An answer as one JSON document."""

import msgspec

from proverka.model.span import Span


def json_of(value: object) -> bytes:
    """Return a value as indented JSON; decimals keep the digits that they were written with."""
    return msgspec.json.format(_ENCODER.encode(value), indent=2)


def _dates(value: object) -> str:
    assert isinstance(value, Span), type(value)
    return str(value)


_ENCODER = msgspec.json.Encoder(enc_hook=_dates, decimal_format="number")

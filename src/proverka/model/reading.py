"""From bytes to values: one decoder, so that every refusal of a body has the same form.

The only places where text becomes a typed value; nothing but `MalformedError` leaves them.
"""

import re
from typing import Any, TypeVar

import msgspec

from proverka.model.errors import MalformedError, ProverkaError, Refusal
from proverka.model.members import names_of_objects
from proverka.model.span import Span

T = TypeVar("T")

_UNKNOWN_FIELD = re.compile(r"unknown field `(?P<name>[^`]*)`")
_MISSING_FIELD = re.compile(r"missing required field `(?P<name>[^`]*)`")


def decode_json(data: bytes | msgspec.Raw, kind: type[T], *, where: str) -> T:
    """Return `data` as a value of `kind`; no object in it, at any depth, has a name twice.

    A `Raw` is a part of what was read before, whose names were looked at then. Raises MalformedError: bad-syntax,
    unknown-field, missing-field, percentage-without-basis, bad-date, bad-value or meaningless, each with the place
    inside the value; bad-syntax for a name that occurs twice, and whatever else `names_of_objects` refuses.
    """
    try:
        value = msgspec.json.decode(data, type=kind, dec_hook=_decode_hook)
    except ProverkaError as error:
        raise _placed(error, where) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(error, where) from _own_cause(error)
    if not isinstance(data, msgspec.Raw):
        names_of_objects(data, where=where)
    return value


def convert(value: object, kind: type[T], *, where: str) -> T:
    """Return plain data (from TOML or CSV) as a value of `kind`; errors as for `decode_json`."""
    try:
        return msgspec.convert(value, type=kind, dec_hook=_decode_hook, strict=False)
    except ProverkaError as error:
        raise _placed(error, where) from error
    except (msgspec.ValidationError, RecursionError) as error:
        raise _malformed(error, where) from _own_cause(error)


def encode_json(value: object) -> bytes:
    """Return `value` as JSON in one line of UTF-8, fields in their declared order."""
    return msgspec.json.encode(value, enc_hook=_encode_hook)


def schema_hook(kind: type) -> dict[str, Any]:
    """Return the JSON Schema of the types that msgspec does not know."""
    assert kind is Span, kind
    return {
        "type": "string",
        "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?$",
        "description": "a year, month or day, or two of those joined by a slash (inclusive)",
    }


def _decode_hook(kind: type, value: object) -> object:
    assert kind is Span, kind
    if isinstance(value, str):
        return Span.parse(value)
    if hasattr(value, "isoformat"):
        return Span.parse(value.isoformat())
    # msgspec makes this a ValidationError with its path; any other error would leave the decoder as it is.
    message = f"Expected a date as text, got `{type(value).__name__}`"
    raise TypeError(message)


def _encode_hook(value: object) -> object:
    assert isinstance(value, Span), type(value)
    return str(value)


def _own_cause(error: BaseException) -> BaseException:
    return error.__cause__ or error


def _malformed(error: BaseException, where: str) -> MalformedError:
    if isinstance(error.__cause__, ProverkaError):
        return _placed(error.__cause__, where)
    text = str(error)
    if (found := _UNKNOWN_FIELD.search(text)) is not None:
        return MalformedError(
            Refusal.UNKNOWN_FIELD,
            where=where,
            expected="only fields that its kind has (see docs/reference/submissions.md)",
            got=text,
            remedy=f"remove or rename {found['name']!r}",
        )
    if (found := _MISSING_FIELD.search(text)) is not None:
        basis = found["name"] == "basis"
        return MalformedError(
            Refusal.PERCENTAGE_WITHOUT_BASIS if basis else Refusal.MISSING_FIELD,
            where=where,
            expected="the basis of the figure: which part, of what" if basis else f"a value for {found['name']!r}",
            got="no basis" if basis else text,
            remedy="name a basis that case.toml declares" if basis else f"add {found['name']!r}",
        )
    syntax = not isinstance(error, msgspec.ValidationError)
    return MalformedError(
        Refusal.BAD_SYNTAX if syntax else Refusal.BAD_VALUE,
        where=where,
        expected="one well-formed JSON value" if syntax else "a value of the form that the field needs",
        got=text,
        remedy="correct it at the place named",
    )


def _placed(error: ProverkaError, where: str) -> MalformedError:
    fault = error.fault
    return MalformedError(
        fault.refusal, where=f"{where}: {fault.where}", expected=fault.expected, got=fault.got, remedy=fault.remedy
    )

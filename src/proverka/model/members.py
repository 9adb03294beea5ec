"""The names of the members of JSON objects, each of which must occur once, whatever is read of the value later.

Parsers that meet a name twice disagree on which of the two counts (RFC 8259 section 4): one text would say one thing
to one reader and another to the next.
"""

import json
from collections import Counter
from collections.abc import Iterable

from proverka.model.errors import MalformedError, Refusal

# Readers in use stop at so many digits (Python, by default) or lose them long before; no quantity needs more.
INTEGER_DIGITS_MAX = 4300


def names_of_objects(raw: bytes, *, where: str, refusal: Refusal = Refusal.BAD_SYNTAX) -> list[tuple[str, ...]]:
    """Return the names in every object of the JSON value `raw`, at any depth; an object comes after those within it.

    Raises `MalformedError` (as `refusal`) for what is not one JSON value in UTF-8, for a name twice in one object, for
    an integer of more than `INTEGER_DIGITS_MAX` digits, and for a value nested too deep to be read.
    """
    objects: list[tuple[str, ...]] = []

    def seen(pairs: list[tuple[str, object]]) -> None:
        if len(dict(pairs)) < len(pairs):
            raise _repeated([name for name, _ in pairs], where, refusal)
        objects.append(tuple([name for name, _ in pairs]))

    try:
        json.loads(raw.decode(), object_pairs_hook=seen, parse_int=_integer, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _bad(where, refusal, "one well-formed JSON value in UTF-8", str(error)) from error
    return objects


def _integer(text: str) -> None:
    if len(text.lstrip("-")) > INTEGER_DIGITS_MAX:
        message = f"an integer of more than {INTEGER_DIGITS_MAX} digits"
        raise ValueError(message)


def _no_constant(name: str) -> None:
    message = f"{name} is no JSON"
    raise ValueError(message)


def _repeated(names: Iterable[str], where: str, refusal: Refusal) -> MalformedError:
    twice = ", ".join(repr(name) for name, count in Counter(names).items() if count > 1)
    return _bad(where, refusal, "each name once in an object", f"{twice} more than once")


def _bad(where: str, refusal: Refusal, expected: str, got: str) -> MalformedError:
    remedy = "have it written anew by whoever wrote it: readers would not agree on what it says"
    return MalformedError(refusal, where=where, expected=expected, got=got, remedy=remedy)

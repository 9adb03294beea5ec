"""Names in JSON objects: each once at any depth, whatever else would have been read of the value."""

import json
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.model.errors import MalformedError, Refusal
from proverka.model.members import INTEGER_DIGITS_MAX, names_of_objects
from proverka.model.reading import decode_json
from proverka.model.submission import Envelope

ENVELOPE = '{"kind":"figure","label":"F","submitted_at":"2024-05-01T00:00:00Z","body":%s}'
NAMES = st.sampled_from(["a", "b", "_sd", "é", '"', "a:b", '{"a":1,"a":2}'])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(NAMES, inner), max_size=3).map(tuple),
    max_leaves=12,
)


def written(value: object) -> str:
    """Return JSON in which a tuple is an object with its pairs as they are, so that names can stand twice."""
    if isinstance(value, tuple):
        members = ", ".join(f"{json.dumps(name)} : {written(inner)}" for name, inner in value)
        return f"{{{members}}}"
    if isinstance(value, list):
        return f"[{','.join(map(written, value))}]"
    return json.dumps(value)


def repeats(value: object) -> bool:
    if isinstance(value, tuple):
        names = sorted(name for name, _ in value)
        return any(a == b for a, b in pairwise(names)) or any(repeats(inner) for _, inner in value)
    return isinstance(value, list) and any(map(repeats, value))


@given(VALUES)
def test_refused_exactly_where_a_name_stands_twice_in_one_object(value):
    raw = written(value).encode()
    if not repeats(value):
        assert names_of_objects(raw, where="it") is not None
        assert bytes(decode_json(raw, msgspec.Raw, where="it")) == raw
        return
    for read in (lambda: names_of_objects(raw, where="it"), lambda: decode_json(raw, msgspec.Raw, where="it")):
        with pytest.raises(MalformedError) as caught:
            read()
        assert caught.value.fault.refusal is Refusal.BAD_SYNTAX


@pytest.mark.parametrize(
    "payload",
    [
        ENVELOPE.replace('"label":"F"', '"label":"F","label":"G"') % "{}",
        ENVELOPE % '{"basis":"a","basis":"b"}',
        ENVELOPE % '{"amount":[{"unit":"tonne","unit":"kg"}]}',
        ENVELOPE % r'{"basis":"a","b\u0061sis":"b"}',
        ENVELOPE % f'{{"amount":{"1" * (INTEGER_DIGITS_MAX + 1)}}}',
        ENVELOPE % f'{{"amount":-{"1" * (INTEGER_DIGITS_MAX + 1)}}}',
        ENVELOPE % f'{{"amount":{"[" * 100_000}{"]" * 100_000}}}',
    ],
)
def test_an_envelope_that_readers_could_read_in_two_ways_or_not_at_all(payload):
    with pytest.raises(MalformedError) as caught:
        decode_json(payload.encode(), Envelope, where="entry 1")
    assert caught.value.fault.refusal is Refusal.BAD_SYNTAX


def test_the_largest_integer_is_read():
    assert names_of_objects(f'{{"a":-{"1" * INTEGER_DIGITS_MAX}}}'.encode(), where="it") == [("a",)]


def test_the_outermost_object_comes_last():
    assert names_of_objects(b'{"a":[{"b":{"c":1}}],"d":2}', where="it") == [("c",), ("b",), ("a", "d")]


def test_a_part_of_what_was_read_is_not_looked_at_again():
    assert decode_json(msgspec.Raw(b'{"a":1,"a":2}'), dict[str, int], where="it") == {"a": 2}

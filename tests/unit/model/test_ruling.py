"""Changes of key and policy as bodies of submissions: what they must say, and what they may not."""

import pytest

from proverka.model.errors import MalformedError
from proverka.model.policy import Policy
from proverka.model.reading import decode_json, encode_json
from proverka.model.ruling import RULING_KINDS, KeyChange, PolicyChange
from proverka.model.submission import NEVER_SEALED


@pytest.mark.parametrize(
    "change",
    [
        {"action": "enrol", "party": "state", "key": "K"},
        {"action": "rotate", "party": "state", "key": "K", "role": "witness", "reason": "yearly"},
        {"action": "revoke", "party": "state"},
        {"action": "revoke", "party": "state", "revoked_from": 7},
        {"action": "recover", "party": "state", "key": "K", "revoked_from": 1},
    ],
)
def test_a_change_of_key_is_read_and_written_the_same(change):
    read = decode_json(encode_json(change), KeyChange, where="body")
    assert decode_json(encode_json(read), KeyChange, where="body") == read


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"action": "enrol", "party": "state"}, "meaningless"),
        ({"action": "rotate", "party": "state"}, "meaningless"),
        ({"action": "recover", "party": "state"}, "meaningless"),
        ({"action": "revoke", "party": "state", "key": "K"}, "meaningless"),
        ({"action": "enrol", "party": "state", "key": "K", "revoked_from": 1}, "meaningless"),
        ({"action": "rotate", "party": "state", "key": "K", "revoked_from": 1}, "meaningless"),
        ({"action": "revoke", "party": "state", "revoked_from": 0}, "bad-value"),
        ({"action": "revoke", "party": "state", "role": "log"}, "bad-value"),
        ({"action": "lend", "party": "state", "key": "K"}, "bad-value"),
        ({"action": "revoke"}, "missing-field"),
        ({"action": "revoke", "party": "state", "from": 1}, "unknown-field"),
    ],
)
def test_a_change_of_key_that_cannot_be_meant_is_refused(change, code):
    with pytest.raises(MalformedError) as caught:
        decode_json(encode_json(change), KeyChange, where="body")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"policy": {}}, "missing-field"),
        ({"reason": "none"}, "missing-field"),
        ({"policy": {"quorum": {"least": 0, "of": []}}, "reason": "none"}, "bad-value"),
        ({"policy": {"groups": {"a b": {"least": 1, "of": ["state"]}}}, "reason": "none"}, "bad-value"),
        ({"policy": {"majority": {}}, "reason": "none"}, "unknown-field"),
    ],
)
def test_a_change_of_policy_that_is_none_is_refused(change, code):
    with pytest.raises(MalformedError) as caught:
        decode_json(encode_json(change), PolicyChange, where="body")
    assert caught.value.code == code


def test_a_policy_is_put_in_place_whole():
    change = decode_json(b'{"policy":{},"reason":"simpler"}', PolicyChange, where="body")
    assert change.policy == Policy()


def test_what_rules_the_record_is_never_sealed():
    assert RULING_KINDS.keys() <= NEVER_SEALED

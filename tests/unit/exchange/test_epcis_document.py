"""Hostile and broken documents: each is refused with one clear error, and nothing else leaves the parser."""

import json

import pytest

from proverka.exchange import epcis_document, parse_document
from proverka.model.errors import MalformedError

HEAD = {"@context": "x", "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2024-02-01T00:00:00Z"}


def of(*events, **more):
    return json.dumps({**HEAD, "epcisBody": {"eventList": list(events)}, **more}).encode()


def nested(depth):
    return b"[" * depth + b"]" * depth


EVENT = {"type": "ObjectEvent", "eventTime": "2024-01-01T00:00:00Z", "action": "ADD", "epcList": ["urn:x:1"]}
PLAIN = of(EVENT)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bad-syntax"),
        (b"\x00\xff", "bad-syntax"),
        (PLAIN[:-1], "bad-syntax"),
        (PLAIN + b"{}", "bad-syntax"),
        (b"[]", "bad-value"),
        (b"null", "bad-value"),
        (b"{}", "missing-field"),
        (of(type="EPCISQueryDocument"), "bad-value"),
        (of(schemaVersion="1.2"), "bad-value"),
        (of(epcisBody={}), "missing-field"),
        (of(epcisBody={"eventList": {}}), "bad-value"),
        (PLAIN.replace(b'"epcList"', b'"action": "DELETE", "epcList"'), "bad-syntax"),
        (PLAIN.replace(b'"schemaVersion"', b'"type": "EPCISDocument", "schemaVersion"'), "bad-syntax"),
        (PLAIN[:-1] + b', "epcisBody": {"eventList": []}}', "bad-syntax"),
        (PLAIN.replace(b"urn:x:1", b"\xff"), "bad-syntax"),
        (of({**EVENT, "x": json.loads(nested(100))}), "too-large"),
        (of({**EVENT, "x": json.loads(nested(500))}), "too-large"),
        (PLAIN.replace(b'["urn:x:1"]', nested(100_000)), "bad-syntax"),
        (PLAIN.replace(b'"x"', nested(100_000), 1), "bad-value"),
        (PLAIN.replace(b'["urn:x:1"]', b"1" * 5000), "bad-syntax"),
        (PLAIN.replace(b'["urn:x:1"]', b"NaN"), "bad-syntax"),
    ],
    ids=range(21),
)
def test_a_broken_document_is_refused(raw, code):
    with pytest.raises(MalformedError) as caught:
        parse_document(raw, where="test")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("limit", "value"), [("DOCUMENT_BYTES_MAX", 100), ("EVENTS_MAX", 1), ("EVENT_BYTES_MAX", 50), ("NESTING_MAX", 1)]
)
def test_limits(limit, value, monkeypatch):
    assert len(parse_document(of(EVENT, EVENT), where="test").events) == 2
    monkeypatch.setattr(epcis_document, limit, value)
    with pytest.raises(MalformedError, match="too-large"):
        parse_document(of(EVENT, EVENT), where="test")


def test_an_event_that_stands_in_the_header_too_is_read_once():
    assert len(parse_document(of(EVENT, {**EVENT, "action": "DELETE"}, epcisHeader=EVENT), where="test").events) == 2


def test_a_base_counts_only_where_our_prefix_has_our_meaning():
    said = {"proverka:base": "https://proverka.example/x/"}
    assert parse_document(of(**said), where="test").identifiers.base == ""
    ours = {"@context": [{"proverka": "https://proverka.example/epcis/"}]}
    assert parse_document(of(**said, **ours), where="test").identifiers.base == "https://proverka.example/x/"

"""The envelope of a submission that comes from outside: read as far as it can be, with all that is wrong with it."""

import msgspec

from proverka.disclosure.disclosure import SealedObject, is_sealed
from proverka.model.errors import ProverkaError
from proverka.model.precedence import Faults
from proverka.model.reading import decode_json
from proverka.model.submission import NEVER_SEALED, Envelope

# An envelope of the members that every one has. A stranger's are put into it one by one, to tell which of them are
# not of their form; for one that is not, its own stands.
_LEAST = {
    "kind": msgspec.Raw(b'"-"'),
    "label": msgspec.Raw(b'"a label that cannot be read"'),
    "submitted_at": msgspec.Raw(b'"2000-01-01T00:00:00Z"'),
    "body": msgspec.Raw(b"{}"),
}


def read_envelope(payload: bytes, faults: Faults, *, where: str) -> Envelope | None:
    """Return the envelope in a payload; `None` where it has no kind that can be read.

    What is wrong with it is added to `faults`: bad-syntax, unknown-field, missing-field, bad-value, bad-date, and
    bad-opening for a body that is not sealed in the right form. The envelope then lacks that, so that the rest can be
    judged, and is not to be kept.
    """
    try:
        envelope: Envelope | None = decode_json(payload, Envelope, where=where)
    except ProverkaError:
        envelope = _salvaged(payload, faults, where)
    if envelope is not None and envelope.kind not in NEVER_SEALED and is_sealed(envelope.body):
        with faults:
            SealedObject.parse(bytes(envelope.body), where=f"{where}: body")
    return envelope


def _salvaged(payload: bytes, faults: Faults, where: str) -> Envelope | None:
    members: dict[str, msgspec.Raw] = {}
    with faults:
        members = decode_json(payload, dict[str, msgspec.Raw], where=where)
    if not members:
        with faults:
            decode_json(payload, Envelope, where=where)
        return None
    for name in _LEAST.keys() - members.keys():
        with faults:
            _with({other: raw for other, raw in _LEAST.items() if other != name}, where)
    sound = dict(_LEAST)
    for name, raw in members.items():
        with faults:
            _with({**_LEAST, name: raw}, where)
            sound[name] = raw
    return _with(sound, where) if sound["kind"] is not _LEAST["kind"] else None


def _with(members: dict[str, msgspec.Raw], where: str) -> Envelope:
    return decode_json(msgspec.json.encode(members), Envelope, where=where)

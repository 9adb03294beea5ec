"""Disclosures, sealed tables and openings: they come back as they were, hide what they hold, and bear no change."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.disclosure.disclosure import (
    RESERVED,
    Disclosure,
    SealedObject,
    encode_disclosures,
    parse_disclosures,
    sealed,
)
from proverka.disclosure.opening import OpenedRow, Opening
from proverka.disclosure.sealed_document import SealedTable, parse_commitment, parse_row, row_commitment, sealed_row
from proverka.model.errors import ProverkaError
from proverka.model.reading import encode_json
from proverka.record import Checkpoint, SignedNote, SigningKey, compose
from proverka.record.merkle import leaf_hash
from proverka.witness.policy import WitnessPolicy
from proverka.witness.proof import make_receipt

SALTS = st.binary(min_size=32, max_size=32)
NAMES = st.text(min_size=1, max_size=12).filter(lambda name: name not in RESERVED)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
LOG = SigningKey.from_seed("example.org/log", b"\x01" * 32)
PARTY = SigningKey.from_seed("example.org/alpha", b"\x02" * 32)


@given(NAMES, VALUES, SALTS)
def test_a_disclosure_comes_back_as_it_was(name, value, salt):
    made = Disclosure.make(name, json.dumps(value, ensure_ascii=False).encode(), salt=salt)
    again = Disclosure.parse(made.text)
    assert again == made
    assert (again.name, json.loads(again.value)) == (name, value)


@given(NAMES, VALUES, SALTS, SALTS)
def test_one_value_under_two_salts_has_two_digests(name, value, one, other):
    raw = json.dumps(value).encode()
    digests = {Disclosure.make(name, raw, salt=salt).digest for salt in (one, other)}
    assert len(digests) == len({one, other})


@given(st.dictionaries(NAMES, st.tuples(VALUES, st.booleans()), min_size=1, max_size=6), st.randoms())
def test_what_is_opened_of_an_object_is_what_was_sealed(members, random):
    raw = {name: json.dumps(value).encode() for name, (value, _) in members.items()}
    made = [Disclosure.make(name, raw[name], salt=random.randbytes(32)) for name, (_, hide) in members.items() if hide]
    clear = {name: raw[name] for name, (_, hide) in members.items() if not hide}
    if not made:
        return
    found = SealedObject.parse(sealed(made, clear).encode(), where="body")
    shown = [disclosure for disclosure in made if random.random() < 0.5]
    opened = found.opened(shown, where="body")
    expected = {name: value for name, value in raw.items() if name in clear or name in {d.name for d in shown}}
    assert opened.members == expected
    assert len(opened.withheld) == len(made) - len(shown)
    assert set(parse_disclosures(encode_disclosures(made), where="file")) == set(made)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_hostile_bytes_are_refused_in_one_family(raw):
    for parse in (
        lambda: Disclosure.parse(raw.decode("latin-1")),
        lambda: SealedObject.parse(raw, where="body"),
        lambda: parse_commitment(raw, where="row"),
        lambda: SealedTable.read(io.BytesIO(raw), where="table"),
        lambda: Opening.parse(raw),
    ):
        assert code_of(parse) in {"", "bad-opening", "bad-proof", "too-large"}


def code_of(action: Callable[[], object]) -> str:
    """Return the code with which an action refuses, or nothing; anything else that it raises is a failure."""
    try:
        action()
    except ProverkaError as error:
        return error.code
    return ""


def sealed_entry() -> tuple[bytes, list[Disclosure]]:
    """Return an entry with a sealed body and a sealed table of five rows, and the disclosures of its body."""
    made = [
        Disclosure.make("amount", b'{"unit":"tonne","amount":12.50}', salt=b"\x03" * 32),
        Disclosure.make("basis", b'"declared/all"', salt=b"\x04" * 32),
    ]
    table = SealedTable.read(io.BytesIO(b"".join(rows())), where="table")
    document = {
        "name": "sites.csv", "sha256": "ab" * 32, "size": 1, "media_type": "text/csv", "classification": "restricted",
        "table": {"root": table.root.hex(), "rows": table.rows},
    }  # fmt: skip
    envelope = {
        "kind": "figure", "label": "F", "submitted_at": "2024-01-01T00:00:00Z", "documents": [document],
        "body": json.loads(sealed(made).encode()),
    }  # fmt: skip
    payload = encode_json(envelope)
    entry = compose(case="example", genesis=None, party="alpha", number=1, previous=None, payload=payload, keys=[PARTY])
    return entry.note.raw, made


def rows() -> list[bytes]:
    return [
        sealed_row(("site", "count"), (f"site {n}", str(n)), (bytes([n, m]) * 16 for m in range(2))) for n in range(5)
    ]


def policy() -> WitnessPolicy:
    return WitnessPolicy.parse(f"log {LOG.verifier}\nquorum none\n")


def opening(*, of_row: bool) -> Opening:
    entry, made = sealed_entry()
    at = Checkpoint(origin="example.org/log", size=1, root=leaf_hash(entry))
    receipt = make_receipt(entry, index=0, path=(), checkpoint=SignedNote.sign(at.text, [LOG], where="checkpoint").raw)
    if not of_row:
        return Opening(receipt=receipt, row=None, fields=tuple(made[:1]))
    table = SealedTable.read(io.BytesIO(b"".join(rows())), where="table")
    cells = parse_row(rows()[3], where="row")
    row = OpenedRow(table="ab" * 32, row=3, commitment=row_commitment(cells), path=table.path(3))
    return Opening(receipt=receipt, row=row, fields=cells[:1])


def proved(raw: bytes) -> tuple[object, ...] | None:
    """Return what an opening proves, or None where it is refused."""
    try:
        found = Opening.parse(raw).verify(policy(), [PARTY.verifier])
    except ProverkaError:
        return None
    return found.index, found.envelope, found.document, found.row, found.members, found.withheld, found.signers


@pytest.mark.parametrize("of_row", [False, True])
def test_every_changed_bit_of_an_opening_is_refused(of_row):
    raw = opening(of_row=of_row).encode()
    told = proved(raw)
    assert told is not None
    changed = bytearray(raw)
    for place in range(len(raw)):
        for bit in range(8):
            changed[place] ^= 1 << bit
            assert proved(bytes(changed)) in (None, told), f"byte {place}, bit {bit}"
            changed[place] ^= 1 << bit


@settings(max_examples=200)
@given(st.data())
def test_a_piece_taken_out_or_doubled_is_refused_or_proves_the_same(data):
    raw = opening(of_row=data.draw(st.booleans())).encode()
    first = data.draw(st.integers(0, len(raw)))
    last = data.draw(st.integers(first, len(raw)))
    doubled = data.draw(st.booleans())
    other = raw[:last] + raw[first:] if doubled else raw[:first] + raw[last:]
    assert proved(other) in (None, proved(raw))


def test_the_whole_file_is_read_back(tmp_path: Path):
    for of_row in (False, True):
        made = opening(of_row=of_row)
        assert Opening.parse(made.encode()) == made

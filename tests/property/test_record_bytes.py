"""Whatever bytes come, a parser returns a value that it would write the same way, or refuses in its own terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.model.errors import ProverkaError
from proverka.record import Checkpoint, SignedCheckpoint, SignedNote, SigningKey, Submission, VerifierKey, compose
from proverka.record.encoding import decode_base64, encode_base64
from proverka.record.tiles import TileAddress, decode_bundle, decode_tile, encode_bundle, encode_tile

KEY = SigningKey.from_seed("example.org/log", bytes(32))
NOTE = SignedNote.sign("text\n\nmore\n", [KEY]).raw
CHECKPOINT = SignedCheckpoint.sign(Checkpoint(origin=KEY.name, size=7, root=bytes(32)), KEY).note.raw
FIRST_SUBMISSION = compose(
    case="example", genesis=None, party="alpha", number=1, previous=None, payload=b'{"a":1}', keys=[KEY]
).note.raw
SUBMISSION = compose(
    case="example", genesis=b"\1" * 32, party="alpha", number=2, previous=bytes(32), payload=b'{"a":1}', keys=[KEY]
).note.raw
ADDRESS = TileAddress(level=None, index=0, width=3)
BUNDLE = encode_bundle([b"", b"abc", b"x" * 300])


def rewritten_note(raw: bytes) -> bytes:
    note = SignedNote.parse(raw)
    return (note.text + "\n" + "".join(s.line for s in note.signatures)).encode()


def rewritten_submission(raw: bytes) -> bytes:
    s = Submission.parse(raw)
    begins, previous = ("-" if named is None else encode_base64(named) for named in (s.genesis, s.previous))
    text = f"proverka/submission/v1\n{s.case} {begins}\n{s.party} {s.number}\n{previous}\n{s.payload.decode()}\n"
    return text.encode() + raw[len(text.encode()) :]


PARSERS = {
    "note": (NOTE, rewritten_note),
    "signed checkpoint": (CHECKPOINT, lambda raw: SignedCheckpoint.parse(raw, KEY.verifier).note.raw),
    "first submission": (FIRST_SUBMISSION, rewritten_submission),
    "submission": (SUBMISSION, rewritten_submission),
    "bundle": (BUNDLE, lambda raw: encode_bundle(decode_bundle(raw, ADDRESS))),
    "tile": (bytes(96), lambda raw: encode_tile(decode_tile(raw, ADDRESS))),
}
TEXT_PARSERS = {
    "verifier key": (str(KEY.verifier), lambda text: str(VerifierKey.parse(text))),
    "private key": (KEY.private_text(), lambda text: SigningKey.parse(text).private_text()),
    "checkpoint": (CHECKPOINT.decode().split("\n\n")[0] + "\n", lambda text: Checkpoint.parse(text).text),
    "tile path": ("tile/1/x001/234.p/5", lambda text: TileAddress.parse(text).path),
}


def mutations(good: bytes) -> st.SearchStrategy[bytes]:
    """Good bytes with a stretch of them replaced: closer to what passes than noise is."""
    ends = st.tuples(st.integers(0, len(good)), st.integers(0, len(good))).map(sorted)
    middle = st.one_of(
        st.binary(max_size=20),
        st.sampled_from([b"\n", b"\n\n", b"\r\n", b" ", b"+", b"0", b"-", b"=", "\u2028".encode(), b"\xe2\x80\x94 "]),
        st.just(good),
    )
    return st.builds(lambda span, new: good[: span[0]] + new + good[span[1] :], ends, middle)


def survives(rewrite, value) -> None:
    try:
        again = rewrite(value)
    except ProverkaError:
        return
    assert again == value


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_hostile_bytes(name, data):
    good, rewrite = PARSERS[name]
    survives(rewrite, data.draw(st.one_of(st.binary(max_size=400), mutations(good))))


@pytest.mark.parametrize("name", TEXT_PARSERS)
@given(data=st.data())
def test_hostile_texts(name, data):
    good, rewrite = TEXT_PARSERS[name]
    mutated = mutations(good.encode()).map(lambda raw: raw.decode(errors="surrogateescape"))
    survives(rewrite, data.draw(st.one_of(st.text(max_size=80), mutated)))


@given(st.text(max_size=60))
def test_one_text_for_each_value_in_base64(text):
    data = decode_base64(text)
    assert data is None or encode_base64(data) == text


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=256))
def test_bundles_round_trip(entries):
    address = TileAddress(level=None, index=0, width=len(entries))
    assert decode_bundle(encode_bundle(entries), address) == tuple(entries)


@given(st.one_of(st.none(), st.integers(0, 63)), st.integers(0, 2**63 - 1), st.integers(1, 256))
def test_paths_round_trip(level, index, width):
    address = TileAddress(level=level, index=index, width=width)
    assert TileAddress.parse(address.path) == address


NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,20}", fullmatch=True)
HASHES = st.binary(min_size=32, max_size=32)
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60)


@given(
    header=st.fixed_dictionaries(
        {
            "case": NAMES,
            "genesis": HASHES,
            "party": NAMES,
            "number": st.integers(2, 9_999_999_999),
            "previous": HASHES,
        }
    ),
    line=LINES,
)
def test_submissions_round_trip(header, line):
    made = compose(**header, payload=line.encode(), keys=[KEY])
    assert Submission.parse(made.note.raw) == made
    assert {name: getattr(made, name) for name in header} == header
    assert made.payload == line.encode()
    assert made.note.verify([KEY.verifier]) == (KEY.verifier,)

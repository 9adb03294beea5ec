"""Bundles of any content come back the same; bytes of any kind leave the reader as a bundle or as a refusal."""

import zipfile
from contextlib import nullcontext
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proverka.case.receiving import receive
from proverka.model.errors import ProverkaError
from proverka.record import Bundle, Carried, SigningKey, compose, write_bundle
from proverka.record.submission import draft

KEY = SigningKey.from_seed("example.org/alpha", bytes(32))
FIRST: dict[str, Any] = {
    "case": "example",
    "genesis": None,
    "party": "alpha",
    "number": 1,
    "previous": None,
    "payload": b"{}",
}
# What the library writes as it stands: it cuts a name at a zero byte.
NAMES = st.text(st.characters(min_codepoint=32, blacklist_categories=["Cs"]), min_size=1, max_size=20)
IN_A_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@st.composite
def contents(drawn):
    count = drawn(st.integers(1, 4))
    carried, genesis, previous = [], None, None
    for number in range(1, count + 1):
        payload = drawn(st.text(st.characters(min_codepoint=32, blacklist_categories=["Cs"]), min_size=1)).encode()
        named = {"genesis": genesis, "previous": previous}
        given = {"case": "example", "party": "alpha", "number": number, "payload": payload, **named}
        made = Carried.drafted(draft(**given))
        if drawn(st.booleans()):
            made = Carried.of(compose(**given, keys=[KEY]))
        genesis, previous = made.submission.log_hash, made.submission.text_hash
        carried.append(made)
    documents = drawn(st.lists(st.binary(max_size=50), max_size=3))
    names = st.binary(min_size=32, max_size=32).map(bytes.hex)
    openings = drawn(st.dictionaries(names, st.binary(max_size=50), max_size=3))
    return carried, {sha256(raw).hexdigest(): raw for raw in documents}, openings


def written(path, carried, documents, openings):
    opened = {name: partial(lambda raw: nullcontext(BytesIO(raw)), raw) for name, raw in documents.items()}
    write_bundle(path, carried, documents=opened, openings=openings)
    return path.read_bytes()


@IN_A_FOLDER
@given(contents())
def test_what_is_written_is_read_and_written_the_same(tmp_path, content):
    carried, documents, openings = content
    path = tmp_path / "it"
    raw = written(path, carried, documents, openings)
    bundle = Bundle.read(path)
    assert (list(bundle.submissions), bundle.openings) == (carried, openings)
    for name, held in documents.items():
        with bundle.document(name) as file:
            assert file.read() == held
    assert bundle.documents == {name: len(held) for name, held in documents.items()}
    bundle.replaced_by(bundle.submissions)
    assert path.read_bytes() == raw


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    path = tmp_path_factory.mktemp("bundle") / "it"
    first = compose(**FIRST, keys=[KEY])
    paper = b"The paper.\n"
    return written(path, [Carried.of(first)], {sha256(paper).hexdigest(): paper}, {"ab" * 32: b"one\n"})


def read_all(path, raw):
    """Read a bundle with its documents; anything but a refusal leaves."""
    path.write_bytes(raw)
    try:
        bundle = Bundle.read(path)
        for name in bundle.documents:
            with bundle.document(name) as file:
                file.read()
    except ProverkaError:
        return None
    return bundle


@IN_A_FOLDER
@given(st.binary(max_size=300))
def test_any_bytes_are_a_bundle_or_refused(tmp_path, raw):
    assert read_all(tmp_path / "it", raw) is None


@settings(IN_A_FOLDER, max_examples=400)
@given(st.data())
def test_a_bundle_with_bytes_changed_moved_or_lost_is_read_or_refused(tmp_path, sound, data):
    raw = bytearray(sound)
    for _ in range(data.draw(st.integers(1, 4))):
        start, length = data.draw(st.integers(0, len(raw))), data.draw(st.integers(0, 8))
        raw[start : start + length] = data.draw(st.binary(max_size=8))
    read_all(tmp_path / "it", bytes(raw))


def test_every_bit_of_a_bundle_can_flip_without_another_error(tmp_path, sound):
    carried = Carried.of(compose(**FIRST, keys=[KEY]))
    read = 0
    for place in range(len(sound) * 8):
        raw = bytearray(sound)
        raw[place // 8] ^= 1 << place % 8
        bundle = read_all(tmp_path / "it", bytes(raw))
        # What is carried has a checksum, and what has none, such as dates and versions, is not looked at.
        assert bundle is None or bundle.submissions == (carried,)
        read += bundle is not None
    assert 0 < read < 8 * len(sound)


@settings(IN_A_FOLDER, max_examples=150)
@given(st.dictionaries(NAMES, st.binary(max_size=20), max_size=4))
def test_an_archive_of_other_files_is_refused(tmp_path, files):
    path = tmp_path / "it"
    try:
        with zipfile.ZipFile(path, "w") as archive:
            for name, raw in files.items():
                archive.writestr(name, raw)
    except (ValueError, UnicodeError):
        return
    assert read_all(path, path.read_bytes()) is None


@pytest.fixture(scope="module")
def bundles(council, tmp_path_factory):
    """Three parties' submissions in bundles of one or two."""
    case = council.Council.founded(tmp_path_factory.mktemp("handed-in") / "built")
    bundles, number = [], 0
    for party in ("state", "neighbour", "inspectorate"):
        made = [case.submission(party, label=f"{party}-0")]
        for count in (1, 2, 3):
            made.append(case.submission(party, label=f"{party}-{count}", after=made[-1]))
        for part in (made[:1], made[1:3], made[3:]):
            bundles.append(case.bundle(*part, name=f"{number}.bundle"))
            number += 1
    return bundles


@settings(IN_A_FOLDER, max_examples=40)
@given(st.data())
def test_bundles_in_any_order_lost_and_repeated_never_break_a_chain(tmp_path_factory, council, bundles, data):
    order = data.draw(st.lists(st.sampled_from(range(len(bundles))), max_size=16))
    fresh = council.Council.founded(tmp_path_factory.mktemp("fresh") / "built")
    expected: dict[str, int] = {}
    for place in order:
        bundle = bundles[place]
        numbers = [carried.submission.number for carried in bundle.submissions]
        party = bundle.submissions[0].submission.party
        follows = numbers[0] <= expected.get(party, 0) + 1
        if not follows:
            with pytest.raises(ProverkaError, match="wrong-number"):
                receive(fresh.case, bundle, now=council.NOW)
            continue
        receive(fresh.case, bundle, now=council.NOW).take_in(council.LOG_KEY)
        expected[party] = max(expected.get(party, 0), numbers[-1])
    held = fresh.case
    assert {party: number for party, (number, _) in held.chain.last.items() if party != "desk"} == expected
    labels = [entry.label for entry in held.entries]
    assert len(labels) == len(set(labels)) == sum(expected.values())

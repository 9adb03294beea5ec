"""Bundles: one file, the same for the same content, and nothing in it that a bundle does not have."""

import zipfile
from contextlib import nullcontext
from functools import partial
from hashlib import sha256
from io import BytesIO

import pytest

from proverka.model.errors import ProverkaError
from proverka.record import Bundle, Carried, Submission, compose, write_bundle
from proverka.record.bundle import FILES_MAX, OPENING_BYTES_MAX, SUBMISSIONS_MAX
from proverka.record.submission import draft
from proverka.record.tiles import ENTRY_BYTES_MAX

PAPER = b"The paper.\n"
NAME = sha256(PAPER).hexdigest()


def opener(raw):
    return partial(lambda: nullcontext(BytesIO(raw)))


@pytest.fixture
def signed(party_key):
    payload = b'{"a":"\xc3\xa9"}'
    return compose(
        case="example", genesis=None, party="alpha", number=1, previous=None, payload=payload, keys=[party_key]
    )


@pytest.fixture
def drafted(signed):
    begins = signed.text_hash
    return Carried.drafted(
        draft(case="example", genesis=begins, party="alpha", number=2, previous=begins, payload=b'{"b":1}')
    )


@pytest.fixture
def path(tmp_path, signed, drafted):
    path = tmp_path / "one.bundle"
    write_bundle(path, [Carried.of(signed), drafted], documents={NAME: opener(PAPER)}, openings={"ab" * 32: b"one\n"})
    return path


def refusal(path):
    with pytest.raises(ProverkaError) as caught:
        Bundle.read(path)
    return caught.value.code


def archive(path, files, **given):
    with zipfile.ZipFile(path, "w", **given) as made:
        for name, content in files:
            made.writestr(name, content)
    return path


def test_what_is_written_is_read(path, signed, drafted):
    bundle = Bundle.read(path)
    assert bundle.submissions == (Carried.of(signed), drafted)
    assert [carried.signers for carried in bundle.submissions] == [("example.org/alpha",), ()]
    assert (bundle.documents, bundle.openings) == ({NAME: len(PAPER)}, {"ab" * 32: b"one\n"})
    with bundle.document(NAME) as content:
        assert content.read() == PAPER


def test_the_same_content_gives_the_same_file_and_ordinary_programs_open_it(path, signed, drafted):
    before = path.read_bytes()
    Bundle.read(path).replaced_by([Carried.of(signed), drafted])
    assert path.read_bytes() == before
    with zipfile.ZipFile(path) as made:
        assert made.namelist() == [
            "submissions/0001.note", "submissions/0002.note", f"documents/{NAME}", "openings/" + "ab" * 32,
        ]  # fmt: skip
        assert made.read("submissions/0001.note") == signed.note.raw


def test_a_draft_becomes_a_submission_when_it_is_signed(drafted, party_key, other_key):
    once = drafted.signed_by(party_key)
    assert once.signed_by(party_key) == once
    assert once.signed_by(other_key).signers == ("example.org/alpha", "example.org/beta")
    assert Carried.parse(once.raw, where="it") == once
    assert Carried.parse(drafted.raw, where="it") == drafted
    assert Submission.parse(once.raw).text == drafted.submission.text


def test_signed_forms_take_the_place_of_drafts_with_everything_else_kept(path, party_key):
    bundle = Bundle.read(path)
    bundle.replaced_by([carried.signed_by(party_key) for carried in bundle.submissions])
    again = Bundle.read(path)
    assert all(carried.note for carried in again.submissions)
    assert (again.documents, again.openings) == (bundle.documents, bundle.openings)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_write_that_fails_leaves_the_file_as_it_was(path, signed):
    before = path.read_bytes()

    def broken():
        raise OSError(5, "the stick was pulled out")

    with pytest.raises(OSError, match="stick"):
        write_bundle(path, [Carried.of(signed)], documents={NAME: broken}, openings={})
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


NOTE = "submissions/0001.note"


@pytest.mark.parametrize(
    "files",
    [
        [],
        [(f"documents/{NAME}", PAPER)],
        [("submissions/0002.note", b"")],
        [(NOTE, b""), ("submissions/0003.note", b"")],
        [(NOTE, b""), ("submissions/1.note", b"")],
        [(NOTE, b""), ("submissions/\N{ARABIC-INDIC DIGIT ONE}001.note", b"")],
        [(NOTE, b""), ("readme.txt", b"")],
        [(NOTE, b""), ("documents/", b"")],
        [(NOTE, b""), ("documents/../../etc/passwd", b"")],
        [(NOTE, b""), (f"documents/{NAME.upper()}", PAPER)],
        [(NOTE, b""), (f"documents/{NAME[1:]}", PAPER)],
        [(NOTE, b""), (f"openings/{NAME}.txt", b"")],
        [(NOTE, b""), (f"/documents/{NAME}", PAPER)],
    ],
)
def test_other_names_and_gaps_are_refused(files, tmp_path):
    assert refusal(archive(tmp_path / "it", files)) == "bad-bundle"


def test_a_name_does_not_end_at_a_zero_byte(path):
    data = path.read_bytes()
    assert data.count(NOTE.encode()) == 2
    path.write_bytes(data.replace(NOTE.encode(), NOTE.replace(".note", "\0note").encode()))
    assert refusal(path) == "bad-bundle"
    path.write_bytes(data.replace(b"openings/" + b"ab" * 32, b"openings/" + b"ab" * 31 + b"\0b"))
    assert refusal(path) == "bad-bundle"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_is_refused(tmp_path, signed):
    assert refusal(archive(tmp_path / "it", [(NOTE, signed.note.raw), (NOTE, b"other")])) == "bad-bundle"


def test_compression_and_comments_are_refused(tmp_path, signed):
    files = [(NOTE, signed.note.raw)]
    assert refusal(archive(tmp_path / "it", files, compression=zipfile.ZIP_DEFLATED)) == "bad-bundle"
    with zipfile.ZipFile(archive(tmp_path / "it", files), "a") as made:
        made.comment = b"for your eyes"
    assert refusal(tmp_path / "it") == "bad-bundle"
    info = zipfile.ZipInfo(NOTE)
    info.comment = b"for your eyes"
    assert refusal(archive(tmp_path / "it", [(info, signed.note.raw)])) == "bad-bundle"


def test_encryption_is_refused(path):
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    path.write_bytes(data)
    assert refusal(path) == "bad-bundle"


def test_nothing_stands_before_or_after_the_archive(path):
    data = path.read_bytes()
    for other in (
        b"#!/bin/sh\n" + data,
        data + b"\n",
        data + b"PK",
        data[:-1],
        data[:100],
        b"",
        b"PK\x05\x06" + bytes(18),
    ):
        path.write_bytes(other)
        assert refusal(path) == "bad-bundle"


def test_a_file_cut_or_changed_inside_is_refused(path):
    data = bytearray(path.read_bytes())
    data[data.index(b'{"a"')] ^= 1
    path.write_bytes(data)
    assert refusal(path) == "bad-bundle"


def test_a_damaged_document_is_found_when_it_is_read(path):
    data = bytearray(path.read_bytes())
    data[data.index(PAPER)] ^= 1
    path.write_bytes(data)
    bundle = Bundle.read(path)
    with pytest.raises(ProverkaError, match="bad-bundle"), bundle.document(NAME) as content:
        content.read()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bad-note"),
        (b"proverka/submission/v1\n\n", "bad-note"),
        (b"\xff\n\n", "wrong-encoding"),
        (b"no note at all\n", "bad-note"),
    ],
)
def test_what_is_no_submission_is_refused(raw, code, tmp_path):
    assert refusal(archive(tmp_path / "it", [(NOTE, raw)])) == code


def test_what_is_too_large_or_too_much_is_refused(tmp_path, signed, monkeypatch):
    assert refusal(archive(tmp_path / "it", [(NOTE, bytes(ENTRY_BYTES_MAX + 1))])) == "too-large"
    large = ("openings/" + "ab" * 32, bytes(OPENING_BYTES_MAX + 1))
    assert refusal(archive(tmp_path / "it", [(NOTE, signed.note.raw), large])) == "too-large"
    many = [(f"documents/{number:064x}", b"") for number in range(FILES_MAX)]
    assert refusal(archive(tmp_path / "it", [(NOTE, signed.note.raw), *many])) == "bad-bundle"
    monkeypatch.setattr("proverka.record.bundle.READ_BYTES_MAX", len(signed.note.raw) - 1)
    assert refusal(archive(tmp_path / "it", [(NOTE, signed.note.raw)])) == "too-large"
    with pytest.raises(ProverkaError, match="too-large"):
        write_bundle(tmp_path / "new", [Carried.of(signed)] * (SUBMISSIONS_MAX + 1), documents={}, openings={})
    assert not (tmp_path / "new").exists()


def test_what_is_no_file_is_missing(tmp_path):
    assert refusal(tmp_path / "nowhere") == "missing-file"
    assert refusal(tmp_path) == "missing-file"

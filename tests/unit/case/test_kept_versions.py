"""Versions of articles: each kept once, by its hash, and another one told."""

import hashlib
from datetime import UTC, datetime

import pytest

from proverka.case.kept_versions import LIST, KeptVersions
from proverka.model.errors import MalformedError, ProverkaError

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
PLACE = "https://herald.example/1"


def test_a_version_is_kept_under_its_hash_and_its_place_told(tmp_path):
    kept = KeptVersions.open(tmp_path / "kept")
    assert kept.keep(b"first", place=PLACE, read_at=AT) is None
    name = hashlib.sha256(b"first").hexdigest()
    assert (tmp_path / "kept" / name).read_bytes() == b"first"
    (version,) = KeptVersions.open(tmp_path / "kept").latest.values()
    assert (version.sha256, version.place, version.size, version.read_at) == (name, PLACE, 5, AT)


def test_the_same_again_is_not_told_twice(tmp_path):
    kept = KeptVersions.open(tmp_path)
    kept.keep(b"first", place=PLACE, read_at=AT)
    assert kept.keep(b"first", place=PLACE, read_at=AT) is None
    assert len((tmp_path / LIST).read_text().splitlines()) == 1


def test_another_version_is_told_with_the_one_before_which_stays(tmp_path):
    KeptVersions.open(tmp_path).keep(b"first", place=PLACE, read_at=AT)
    kept = KeptVersions.open(tmp_path)
    before = kept.keep(b"second", place=PLACE, read_at=AT)
    assert before is not None
    assert kept.read(before) == b"first"
    assert kept.keep(b"second", place="elsewhere", read_at=AT) is None
    assert len((tmp_path / LIST).read_text().splitlines()) == 3


def test_what_was_changed_on_the_disk_is_refused(tmp_path):
    kept = KeptVersions.open(tmp_path)
    kept.keep(b"first", place=PLACE, read_at=AT)
    version = kept.latest[PLACE]
    (tmp_path / version.sha256).write_bytes(b"other")
    with pytest.raises(MalformedError, match="wrong-document"):
        kept.read(version)


@pytest.mark.parametrize("line", [b"{}", b"not JSON", b'{"sha256":"../../etc/passwd","size":1,"place":"x"}'])
def test_a_list_of_another_form_is_refused(tmp_path, line):
    (tmp_path / LIST).write_bytes(line + b"\n")
    with pytest.raises(ProverkaError):
        KeptVersions.open(tmp_path)


def test_a_line_that_was_cut_off_counts_as_not_written(tmp_path):
    KeptVersions.open(tmp_path).keep(b"first", place=PLACE, read_at=AT)
    whole = (tmp_path / LIST).read_bytes()
    (tmp_path / LIST).write_bytes(whole + whole[:40])
    kept = KeptVersions.open(tmp_path)
    assert list(kept.latest) == [PLACE]
    kept.keep(b"second", place=PLACE, read_at=AT)
    assert KeptVersions.open(tmp_path).latest[PLACE].size == len(b"second")


def test_what_cannot_be_kept_leaves_nothing_and_names_the_folder(tmp_path, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    kept = KeptVersions.open(tmp_path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left") as refused:
        kept.keep(b"first", place=PLACE, read_at=AT)
    assert refused.value.filename == str(tmp_path)
    assert list(tmp_path.iterdir()) == []

"""Versions of articles: each kept once, by its hash, and another one told."""

import hashlib
from datetime import UTC, datetime

import pytest

from proverka.case.kept_versions import LIST, KeptVersions
from proverka.model.errors import MalformedError, ProverkaError

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
PLACE = "https://herald.example/1"


def keep(folder, data, *, place=PLACE):
    """Keep a version, and list it."""
    kept = KeptVersions.open(folder)
    kept.keep(data, place=place, read_at=AT)
    kept.settle()
    return kept


def test_a_version_is_kept_under_its_hash_and_its_place_told(tmp_path):
    keep(tmp_path / "kept", b"first")
    name = hashlib.sha256(b"first").hexdigest()
    assert (tmp_path / "kept" / name).read_bytes() == b"first"
    version = KeptVersions.open(tmp_path / "kept").latest(PLACE)
    assert version is not None
    assert (version.sha256, version.place, version.size, version.read_at) == (name, PLACE, 5, AT)


def test_the_same_again_is_not_listed_twice(tmp_path):
    kept = keep(tmp_path, b"first")
    kept.keep(b"first", place=PLACE, read_at=AT)
    kept.settle()
    keep(tmp_path, b"first")
    assert len((tmp_path / LIST).read_text().splitlines()) == 1


def test_of_another_version_the_one_before_stays(tmp_path):
    before = keep(tmp_path, b"first").latest(PLACE)
    kept = keep(tmp_path, b"second")
    assert before is not None
    assert kept.read(before) == b"first"
    assert kept.latest("elsewhere") is None
    keep(tmp_path, b"second", place="elsewhere")
    assert len((tmp_path / LIST).read_text().splitlines()) == 3


def test_a_version_that_was_not_settled_is_not_the_one_before(tmp_path):
    keep(tmp_path, b"first")
    kept = KeptVersions.open(tmp_path)
    kept.keep(b"second", place=PLACE, read_at=AT)
    after = KeptVersions.open(tmp_path).latest(PLACE)
    assert after is not None
    assert kept.read(after) == b"first"


def test_what_was_changed_on_the_disk_is_refused(tmp_path):
    kept = keep(tmp_path, b"first")
    version = kept.latest(PLACE)
    assert version is not None
    (tmp_path / version.sha256).write_bytes(b"other")
    with pytest.raises(MalformedError, match="wrong-document"):
        kept.read(version)


@pytest.mark.parametrize("line", [b"{}", b"not JSON", b'{"sha256":"../../etc/passwd","size":1,"place":"x"}'])
def test_a_list_of_another_form_is_refused(tmp_path, line):
    (tmp_path / LIST).write_bytes(line + b"\n")
    with pytest.raises(ProverkaError):
        KeptVersions.open(tmp_path)


def test_a_line_that_was_cut_off_counts_as_not_written(tmp_path):
    keep(tmp_path, b"first")
    whole = (tmp_path / LIST).read_bytes()
    (tmp_path / LIST).write_bytes(whole + whole[:40])
    assert KeptVersions.open(tmp_path).latest(PLACE) is not None
    keep(tmp_path, b"second")
    version = KeptVersions.open(tmp_path).latest(PLACE)
    assert version is not None
    assert version.size == len(b"second")


def test_what_cannot_be_kept_leaves_nothing_and_names_the_folder(tmp_path, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    kept = KeptVersions.open(tmp_path)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left") as refused:
        kept.keep(b"first", place=PLACE, read_at=AT)
    assert refused.value.filename == str(tmp_path)
    assert list(tmp_path.iterdir()) == []

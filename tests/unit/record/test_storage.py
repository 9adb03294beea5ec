import pytest

from proverka.model.errors import Refusal, RefusedError
from proverka.record import Folder


@pytest.fixture
def folder(tmp_path):
    return Folder(root=tmp_path / "root")


def test_what_is_not_there_is_none(folder):
    assert folder.read("a/b", bytes_max=1) is None
    assert folder.names("a") == []


def test_what_is_published_is_there(folder):
    folder.publish([("a/b", b"1"), ("a/c/d", b"2")])
    assert folder.read("a/b", bytes_max=1) == b"1"
    assert folder.names("a") == ["b", "c"]


def test_a_folder_is_not_a_file_and_a_file_not_a_folder(folder):
    folder.publish([("a/b", b"1")])
    assert folder.read("a", bytes_max=1) is None
    assert folder.read("a/b/c", bytes_max=1) is None
    assert folder.names("a/b") == []


def test_a_file_over_its_limit_is_refused(folder):
    folder.publish([("a", b"12")])
    with pytest.raises(RefusedError) as caught:
        folder.read("a", bytes_max=1)
    assert caught.value.fault.refusal is Refusal.TOO_LARGE


def test_what_the_system_cannot_read_is_refused(folder):
    folder.publish([("a", b"12")])
    (folder.root / "loop").symlink_to("loop")
    with pytest.raises(RefusedError) as caught:
        folder.read("loop", bytes_max=1)
    assert caught.value.fault.refusal is Refusal.MISSING_FILE


def test_replacing_leaves_no_other_file(folder):
    folder.publish([("a", b"1")])
    folder.replace("a", b"2")
    assert folder.names(".") == ["a"]
    assert folder.read("a", bytes_max=1) == b"2"


def test_removing_takes_an_empty_folder_along(folder):
    folder.publish([("a/b", b"1"), ("a/c", b"2")])
    folder.remove("a/b")
    assert folder.names("a") == ["c"]
    folder.remove("a/c")
    folder.remove("a/c")
    assert folder.names(".") == []


def test_a_lock_is_free_again_after_a_failure(folder):
    with pytest.raises(ZeroDivisionError), folder.exclusive():
        raise ZeroDivisionError
    with folder.exclusive(), pytest.raises(RefusedError) as caught, folder.exclusive():
        pass
    assert caught.value.fault.refusal is Refusal.BUSY


def test_a_folder_that_replace_makes_is_durable_too(tmp_path):
    """A loss of power must not take a new folder away with the file that was said to be durable in it."""
    synced = []

    class Noting(Folder):
        def sync_folder(self, path: str) -> None:
            synced.append(path)
            super().sync_folder(path)

    Noting(root=tmp_path).replace("new/folder/file", b"kept")
    assert synced == ["new/folder", "new", "."]

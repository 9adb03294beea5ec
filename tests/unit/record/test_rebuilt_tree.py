import pytest

from proverka.model.errors import ProverkaError
from proverka.record import Folder, Log
from proverka.record.rebuilt_tree import RebuiltTree

ENTRIES = [b"%d" % i for i in range(600)]


@pytest.fixture
def rebuild(tmp_path, log_key):
    """Rebuild the tree of a log of 600 entries; return it, what it found, and the entries that it gave."""
    log = Log.create(tmp_path, log_key)
    log.append(ENTRIES, log_key)

    def run() -> tuple[RebuiltTree, list[str], list[tuple[int, bytes]]]:
        found: list[str] = []
        given: list[tuple[int, bytes]] = []

        def fault(error: ProverkaError) -> None:
            found.append(error.fault.where)

        tree = RebuiltTree(
            found=fault,
            entry=lambda *entry: given.append(entry),
            folder=Folder(root=tmp_path),
            at=log.checkpoint,
        )
        tree.rebuild(None)
        return tree, found, given

    return run


def test_every_entry_is_given_with_its_index(rebuild):
    tree, found, given = rebuild()
    assert found == []
    assert given == list(enumerate(ENTRIES))
    assert (tree.tiles, tree.complete) == (4, True)


def test_a_changed_entry_is_found_in_its_tile_and_all_above(rebuild, tmp_path):
    file = tmp_path / "tile" / "entries" / "000"
    file.write_bytes(file.read_bytes().replace(b"\0\x03200", b"\0\x03999"))
    _, found, _ = rebuild()
    assert found == ["tile/0/000", "tile/1/000.p/2", "checkpoint"]


def test_a_changed_tile_is_found_alone_and_not_believed(rebuild, tmp_path):
    (tmp_path / "tile" / "0" / "001").write_bytes(bytes(8192))
    assert rebuild()[1] == ["tile/0/001"]


def test_an_older_partial_file_is_compared(rebuild, tmp_path):
    good = (tmp_path / "tile" / "0" / "000").read_bytes()[:64]
    Folder(root=tmp_path).publish([("tile/0/000.p/2", good), ("tile/0/000.p/3", good + bytes(32))])
    assert rebuild()[1] == ["tile/0/000.p/3"]


def test_what_lies_beyond_the_checkpoint_says_nothing(rebuild, tmp_path):
    Folder(root=tmp_path).publish([("tile/0/002.p/200", b""), ("tile/0/002", b""), ("tile/0/003", b""), ("x", b"")])
    assert rebuild()[1] == []

import pytest

from proverka.model.errors import Refusal, RefusedError
from proverka.record import Folder, Log, leaf_hash
from proverka.record.growth import new_bundles, new_tiles, remove_leftovers, remove_replaced, verified_edge
from proverka.record.stored_tree import StoredTree


@pytest.fixture
def tree(tmp_path, log_key):
    """The tree of a log of 250 entries."""
    folder = Folder(root=tmp_path)
    Log.create(folder, log_key).append([b"%d" % i for i in range(250)], log_key)
    return StoredTree(folder, 250)


def test_only_what_changes_is_written(tree):
    new = [b"new"] * 10
    assert [address.path for address, _ in new_bundles(tree, new)] == ["tile/entries/000", "tile/entries/001.p/4"]
    paths = [address.path for address, _ in new_tiles(tree, [leaf_hash(entry) for entry in new])]
    assert paths == ["tile/0/000", "tile/0/001.p/4", "tile/1/000.p/1"]


def test_what_the_signed_size_needs_is_never_written_over(tree):
    needed = {"tile/0/000.p/250", "tile/entries/000.p/250"}
    for count in (1, 5, 6, 7, 300):
        new = [b"new"] * count
        files = new_bundles(tree, new) + new_tiles(tree, [leaf_hash(entry) for entry in new])
        assert needed.isdisjoint(address.path for address, _ in files)


def test_an_edge_that_does_not_have_the_signed_root_is_refused(tree):
    with pytest.raises(RefusedError) as caught:
        verified_edge(tree, bytes(32))
    assert caught.value.fault.refusal is Refusal.WRONG_ROOT


def test_what_one_append_left_goes_and_what_was_signed_stays(tree, tmp_path):
    folder = Folder(root=tmp_path)
    folder.publish([(f"tile/0/000.p/{name}", b"") for name in ("255", "stray", "7")])
    folder.publish([("tile/0/001", b"")])
    remove_leftovers(folder, 250, new_tiles(tree, [leaf_hash(b"new")]))
    assert folder.names("tile/0/000.p") == ["250", "7", "stray"]
    # What will still lie beyond the checkpoint does no harm there.
    assert folder.names("tile/0") == ["000.p", "001"]


@pytest.mark.parametrize(
    ("left", "gone"),
    [(["tile/0/000.p/251", "tile/0/000.p/255"], None), (["tile/0/000.p/251", "tile/0/000"], None),
     (["tile/0/000"], "tile/0/000.p/250"), (["tile/0/000.p/252"], "tile/0/000.p/250")],
    ids=["two sizes", "partial and full", "full alone", "another size alone"],
)  # fmt: skip
def test_more_than_one_append_leaves_is_no_leftover(tree, tmp_path, left, gone):
    folder = Folder(root=tmp_path)
    folder.publish([(path, bytes(8192)) for path in left])
    new = new_tiles(tree, [leaf_hash(b"new")])
    if gone:
        folder.remove(gone)
    with pytest.raises(RefusedError) as caught:
        remove_leftovers(folder, 250, new)
    assert caught.value.fault.refusal is Refusal.WRONG_ROOT
    assert "taken back" in caught.value.fault.got
    assert all(folder.has(path) for path in left)


def test_partial_files_go_only_where_the_full_one_stands(tmp_path):
    folder = Folder(root=tmp_path)
    files = ["tile/0/000.p/250", "tile/entries/000.p/250", "tile/entries/000.p/3"]
    folder.publish([(path, b"") for path in files])
    remove_replaced(folder, 250, 255)
    assert folder.names("tile/entries/000.p") == ["250", "3"]
    remove_replaced(folder, 250, 256)
    assert folder.names("tile/entries") == folder.names("tile/0") == []

import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import Folder, Log, leaf_hash
from proverka.record.merkle import Frontier, root_of_hashes
from proverka.record.stored_tree import StoredTree, read_bundle, read_tile
from proverka.record.tiles import TileAddress

SIZE = 70_000
ENTRIES = [b"%d" % i for i in range(SIZE)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, log_key):
    """A log with three levels of tiles. It is only read."""
    folder = Folder(root=tmp_path_factory.mktemp("stored"))
    Log.create(folder, log_key).append(ENTRIES, log_key)
    return folder


@pytest.fixture
def tree(folder):
    return StoredTree(folder, SIZE)


def test_hashes_of_every_level(tree):
    assert tree.hashes(0, 273) == tuple(LEAVES[69_888:])
    assert tree.hashes(1, 0)[3] == root_of_hashes(LEAVES[768:1024])
    assert tree.hashes(2, 0) == (root_of_hashes(LEAVES[:65_536]),)
    assert tree.hashes(0, 274) == tree.hashes(3, 0) == ()


@pytest.mark.parametrize("span", [(0, SIZE), (0, 65_536), (65_536, SIZE), (512, 768), (7, 8), (69_888, 69_999)])
def test_subtree_roots(tree, span):
    assert tree.subtree_root(*span) == root_of_hashes(LEAVES[slice(*span)])


def test_the_frontier_is_that_of_the_leaves(tree):
    assert tree.frontier() == Frontier().extended(LEAVES)


def test_entries_across_bundles(tree):
    assert list(tree.entries(255, 513)) == ENTRIES[255:513]
    assert list(tree.entries(SIZE - 1, SIZE)) == ENTRIES[-1:]
    assert tree.bundle(274) == ()


def test_few_tiles_are_kept(tree):
    last = tree.size // 256
    for index in (last, *range(200)):
        tree.hashes(0, index)
    assert [index for _, index in tree._leaf_tiles] == [last, *range(185, 200)]
    for index in range(300):
        tree.hashes(1, index)
    assert len(tree._upper_tiles) == 256


def test_a_partial_file_may_have_given_way_to_its_full_one(folder):
    assert read_tile(folder, TileAddress(level=0, index=0, width=5)) == tuple(LEAVES[:5])
    assert read_bundle(folder, TileAddress(level=None, index=0, width=5)) == tuple(ENTRIES[:5])


def test_a_file_that_is_not_there_is_missed_by_name(folder):
    with pytest.raises(RefusedError) as caught:
        read_tile(folder, TileAddress(level=0, index=300, width=5))
    assert caught.value.fault.refusal is Refusal.MISSING_FILE
    assert caught.value.fault.where == "tile/0/300.p/5"


def test_a_cut_tile_is_refused(tmp_path):
    folder = Folder(root=tmp_path)
    folder.publish([("tile/0/000.p/2", bytes(63))])
    with pytest.raises(MalformedError) as caught:
        StoredTree(folder, 2).hashes(0, 0)
    assert caught.value.fault.refusal is Refusal.TRUNCATED_TILE

"""Checkpoints from different places, held against each other."""

import shutil

import pytest

from proverka.record import Checkpoint, Folder, Log, SignedCheckpoint
from proverka.witness import ForkEvidence
from proverka.witness.monitor import Sighting, compare


class Branches:
    """Histories of one log in folders, and sightings of them."""

    def __init__(self, root, key):
        self.root, self.key, self.logs = root, key, {}

    def grow(self, name, *entries):
        if name not in self.logs:
            self.logs[name] = Log.create(self.root / name, self.key)
        self.logs[name].append([entry.encode() for entry in entries], self.key)

    def seen(self, name, size=None, *, tiles=False):
        log = self.logs[name]
        at = log.checkpoint if size is None else Checkpoint(origin=self.key.name, size=size, root=log.root(size))
        source = Folder(root=self.root / name) if tiles else None
        return Sighting(where=f"{name} {at.size}", signed=SignedCheckpoint.sign(at, self.key), tiles=source)


@pytest.fixture
def branches(tmp_path, log_key):
    made = Branches(tmp_path, log_key)
    made.grow("one", *"abcdefg")
    made.grow("two", *"abcXYZUVW")
    return made


def judged(found, key):
    forks = [ForkEvidence.parse(fork.evidence.encode()).judge(key.verifier) for fork in found.forks]
    return [(fork.smaller.size, fork.larger.size) for fork in forks]


def names(found):
    return [[one.where for one in history.sightings] for history in found.histories]


def test_one_history_from_many_places(branches):
    found = compare([branches.seen("one", size) for size in range(7)] + [branches.seen("one", tiles=True)])
    assert names(found) == [[f"one {size}" for size in (7, 6, 5, 4, 3, 2, 1, 0)]]
    assert (found.forks, found.undecided, found.damaged) == ((), (), ())


def test_nothing_is_nothing():
    assert compare([]).histories == ()


@pytest.mark.parametrize(("one", "two"), [(4, 4), (4, 9), (7, 4), (7, 9), (5, 6)])
def test_two_histories_are_a_fork(one, two, branches, log_key):
    seen = [branches.seen("one", one), branches.seen("two", two)]
    found = compare([*seen, branches.seen("one", tiles=True), branches.seen("two", tiles=True)])
    assert len(found.histories) == 2
    # One evidence for the two histories: all others of the smaller one have been held against its own tree.
    assert judged(found, log_key) == [(7, 9)]
    assert found.undecided == ()


def test_before_they_part_histories_are_one(branches):
    found = compare([branches.seen("one", 3), branches.seen("two", tiles=True)])
    assert len(found.histories) == 1


def test_of_the_same_size_no_copy_is_needed(branches, log_key):
    found = compare([branches.seen("one", 5), branches.seen("two", 5)])
    assert judged(found, log_key) == [(5, 5)]


def test_without_a_copy_of_the_larger_tree_nothing_is_said(branches):
    found = compare([branches.seen("one", 5), branches.seen("two", 6), branches.seen("one", 7)])
    assert found.forks == ()
    assert [(one.where, other.where) for one, other in found.undecided] == [
        ("one 7", "two 6"),
        ("one 7", "one 5"),
        ("two 6", "one 5"),
    ]


def test_a_smaller_copy_says_nothing_of_larger_trees(branches, tmp_path):
    small = Log.create(tmp_path / "small", branches.key)
    small.append([b"a", b"b"], branches.key)
    branches.logs["small"] = small
    found = compare([branches.seen("one", 7), branches.seen("small", tiles=True), branches.seen("two", 2)])
    assert names(found) == [["one 7"], ["small 2", "two 2"]]
    assert len(found.undecided) == 1


def test_three_histories(branches, log_key):
    branches.grow("three", *"abcdQRST")
    found = compare([branches.seen(name, tiles=True) for name in ("one", "two", "three")])
    assert len(found.histories) == 3
    assert sorted(judged(found, log_key)) == [(7, 8), (7, 9), (8, 9)]


def test_a_damaged_copy_accuses_nobody(branches, tmp_path, log_key):
    shutil.copytree(tmp_path / "one", tmp_path / "bad")
    tile = tmp_path / "bad/tile/0/000.p/7"
    data = bytearray(tile.read_bytes())
    data[0] ^= 1
    tile.write_bytes(data)
    branches.logs["bad"] = branches.logs["one"]
    found = compare([branches.seen("bad", tiles=True), branches.seen("one", 4)])
    assert [one.where for one in found.damaged] == ["bad 7"]
    assert found.forks == ()
    assert len(found.undecided) == 1


def test_a_copy_that_is_damaged_below_its_edge_accuses_nobody(tmp_path, log_key):
    branches = Branches(tmp_path, log_key)
    branches.grow("log", *(str(number) for number in range(600)))
    tile = tmp_path / "log/tile/0/000"
    data = bytearray(tile.read_bytes())
    data[0] ^= 1
    honest = [branches.seen("log", size) for size in (100, 300)]
    tile.write_bytes(data)
    copy = Sighting(where="copy", signed=branches.logs["log"].signed_checkpoint, tiles=Folder(root=tmp_path / "log"))
    found = compare([copy, *honest])
    assert found.forks == ()
    assert [one.where for one in found.damaged] == ["copy"]
    assert len(found.undecided) >= 1

import shutil
from pathlib import Path

import pytest

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record import DocumentStore, Folder, Log, verify_tree
from proverka.record.document_repair import repair_documents
from proverka.record.repair import repair_log

SIZE = 600


def entries(start: int, end: int) -> list[bytes]:
    return [b"entry %d" % i for i in range(start, end)]


@pytest.fixture(scope="module")
def template(tmp_path_factory, log_key):
    root = tmp_path_factory.mktemp("template") / "log"
    log = Log.create(root, log_key)
    for start, end in ((0, 3), (3, 560), (560, SIZE)):
        log.append(entries(start, end), log_key)
    return root


@pytest.fixture
def copies(tmp_path, template):
    """Two copies of a log: the one to repair, and the one to repair it from."""
    for name in ("here", "there"):
        shutil.copytree(template, tmp_path / name)
    return tmp_path / "here", tmp_path / "there"


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def record(root: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(root).items() if not name.startswith("aside/")}


def damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        changed = {"bit": data[:-1] + bytes([data[-1] ^ 1]), "cut": data[: len(data) // 2], "longer": data + b"\0",
                   "empty": b""}[how]  # fmt: skip
        path.write_bytes(changed)


FILES = [
    "checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/48", "tile/0/002.p/88", "tile/1/000.p/2",
    "tile/entries/000", "tile/entries/001", "tile/entries/002.p/48", "tile/entries/002.p/88",
]  # fmt: skip


@pytest.mark.parametrize("how", ["bit", "cut", "longer", "empty", "gone"])
@pytest.mark.parametrize("name", FILES)
def test_each_file_is_mended_and_the_damaged_one_kept(copies, log_key, name, how):
    here, there = copies
    assert sorted(record(here)) == FILES
    before = contents(here)
    damage(here / name, how)
    damaged = contents(here).get(name)
    done = repair_log(Folder(root=here), log_key.verifier, Folder(root=there))
    assert done.refused == []
    older = name.endswith("48") and how == "gone"
    assert [mended.path for mended in done.mended] == ([] if older else [name])
    assert record(here) == before if not older else record(here).items() <= before.items()
    for mended in done.mended:
        assert (mended.aside is None) == (how == "gone")
        if mended.aside:
            assert (here / mended.aside).read_bytes() == damaged
    assert verify_tree(here, log_key.verifier).sound
    assert repair_log(Folder(root=here), log_key.verifier, Folder(root=there)).mended == []


def test_everything_may_be_lost_but_the_key(copies, log_key):
    here, there = copies
    before = record(here)
    shutil.rmtree(here)
    here.mkdir()
    done = repair_log(Folder(root=here), log_key.verifier, Folder(root=there))
    older = {"tile/0/002.p/48", "tile/entries/002.p/48"}
    assert record(here) == {name: data for name, data in before.items() if name not in older}
    assert len(done.mended) == len(FILES) - 2


def test_a_mirror_that_has_grown_serves_an_older_log(copies, log_key):
    here, there = copies
    Log.open(there, log_key.verifier).append(entries(SIZE, 1000), log_key)
    before = record(here)
    for name in ("tile/0/002.p/88", "tile/entries/002.p/88", "tile/1/000.p/2", "tile/entries/001"):
        (here / name).unlink()
    done = repair_log(Folder(root=here), log_key.verifier, Folder(root=there))
    assert done.refused == []
    assert record(here) == before


def test_a_newer_partial_tile_is_cut(copies, log_key):
    here, there = copies
    Log.open(there, log_key.verifier).append(entries(SIZE, SIZE + 3), log_key)
    for root in (here, there):
        (root / "tile/0/002.p/88").unlink()
        (root / "tile/entries/002.p/88").unlink()
    assert repair_log(Folder(root=here), log_key.verifier, Folder(root=there)).refused == []
    assert verify_tree(here, log_key.verifier).sound


@pytest.mark.parametrize("name", [name for name in FILES if "48" not in name])
def test_a_mirror_with_a_wrong_byte_is_refused_and_nothing_replaced(copies, log_key, name):
    here, there = copies
    damage(here / name, "cut")
    damage(there / name, "bit")
    before = contents(here)
    try:
        done = repair_log(Folder(root=here), log_key.verifier, Folder(root=there))
    except ProverkaError as error:
        faults = [error.fault]
    else:
        assert done.mended == []
        faults = done.refused
    assert len(faults) == 1
    assert "copy" in faults[0].where
    assert contents(here) == before


def test_two_copies_damaged_in_different_places_mend_each_other(copies, log_key):
    here, there = copies
    before = record(here)
    for name in ("tile/0/000", "tile/1/000.p/2", "tile/entries/002.p/88"):
        damage(here / name, "bit")
    for name in ("tile/0/001", "tile/0/002.p/88", "tile/entries/000"):
        damage(there / name, "cut")
    assert repair_log(Folder(root=here), log_key.verifier, Folder(root=there)).refused == []
    assert record(here) == before
    assert repair_log(Folder(root=there), log_key.verifier, Folder(root=here)).refused == []
    assert record(there) == before


def test_nothing_below_an_unproved_tile_is_replaced(copies, log_key):
    """Both copies show the same forged tile and bundle: only what the root vouches for may take a place."""
    here, there = copies
    for root in (here, there):
        damage(root / "tile/0/001", "bit")
    damage(here / "tile/entries/001", "cut")
    done = repair_log(Folder(root=here), log_key.verifier, Folder(root=there))
    assert [fault.where for fault in done.refused] == ["tile/0/001 of the copy"]
    assert done.mended == []


def test_an_older_mirrors_checkpoint_is_not_taken(copies, log_key, template, tmp_path):
    here, _ = copies
    older = Log.create(tmp_path / "older", log_key)
    older.append(entries(0, 560), log_key)
    damage(here / "checkpoint", "cut")
    with pytest.raises(RefusedError) as caught:
        repair_log(Folder(root=here), log_key.verifier, Folder(root=tmp_path / "older"))
    assert caught.value.fault.refusal is Refusal.WRONG_ROOT
    assert "beyond it" in caught.value.fault.got


def test_a_repair_takes_the_lock(copies, log_key):
    here, there = copies
    with Folder(root=here).exclusive(), pytest.raises(RefusedError) as caught:
        repair_log(Folder(root=here), log_key.verifier, Folder(root=there))
    assert caught.value.fault.refusal is Refusal.BUSY


def test_an_empty_log_needs_nothing(tmp_path, log_key):
    Log.create(tmp_path / "log", log_key)
    assert repair_log(Folder(root=tmp_path / "log"), log_key.verifier, Folder(root=tmp_path)).mended == []


@pytest.mark.parametrize("size", [256, 65_536, 65_537])
def test_sizes_at_which_tiles_are_full(tmp_path, log_key, size):
    log = Log.create(tmp_path / "here", log_key)
    log.append(entries(0, size), log_key)
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    before = record(tmp_path / "here")
    shutil.rmtree(tmp_path / "here" / "tile")
    done = repair_log(Folder(root=tmp_path / "here"), log_key.verifier, Folder(root=tmp_path / "there"))
    assert done.refused == []
    assert record(tmp_path / "here") == before


def test_a_document_larger_than_its_entry_says_is_not_taken(tmp_path):
    here, there = DocumentStore(folder=tmp_path / "here"), DocumentStore(folder=tmp_path / "there")
    name = there.put(b"five!")
    done = repair_documents(here, [(name, 4)], Folder(root=tmp_path / "there"))
    assert [fault.where for fault in done.refused] == [f"sha256/{name[:2]}/{name} of the copy"]
    assert name not in here


def test_documents(tmp_path):
    here, there = DocumentStore(folder=tmp_path / "here"), DocumentStore(folder=tmp_path / "there")
    names = [store.put(content) for store in (here, there) for content in (b"one", b"two", b"three", b"four")][:4]
    here.path(names[0]).write_bytes(b"changed")
    here.path(names[1]).unlink()
    here.path(names[2]).unlink()
    there.path(names[2]).write_bytes(b"a lie")
    (tmp_path / "here/sha256/ab").mkdir(exist_ok=True)
    (tmp_path / "here/sha256/ab/stray").write_bytes(b"")
    named = [(names[1], 3), (names[2], 5), (names[3], 4)]
    done = repair_documents(here, named, Folder(root=tmp_path / "there"))
    assert sorted(mended.path[-64:] for mended in done.mended) == sorted(names[:2])
    assert [here.get(names[i]) for i in (0, 1, 3)] == [b"one", b"two", b"four"]
    aside = [mended.aside for mended in done.mended if mended.aside]
    assert [(tmp_path / "here" / path).read_bytes() for path in aside] == [b"changed"]
    assert sorted(fault.refusal.code for fault in done.refused) == ["bad-value", "wrong-root"]
    assert names[2] not in here

"""A mirror grows with its source, whatever stops it, and goes no other way."""

import itertools
import shutil

import pytest

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record import Folder, Log, SigningKey, verify_record
from proverka.witness import CosigningKey, ForkEvidence, with_cosignatures
from proverka.witness.mirror import mirror_log

DAMAGED = ["tile/entries/000", "tile/0/000", "tile/0/001.p/44", "tile/entries/001.p/44"]
WITNESS = CosigningKey.from_seed("example.org/witness", b"\x03" * 32)


@pytest.fixture
def source(tmp_path, log_key):
    return Log.create(tmp_path / "log", log_key)


@pytest.fixture
def mirror(tmp_path, log_key):
    def run(source="log", **more):
        return mirror_log(Folder(root=tmp_path / source), Folder(root=tmp_path / "mirror"), log_key.verifier, **more)

    return run


def files(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and path.name != "lock"
    }


@pytest.fixture
def grow(source, chain, party_key, log_key):
    def grown(count):
        source.append(chain(party_key, len(source) + count)[len(source) :], log_key)

    return grown


@pytest.mark.parametrize("counts", [[0], [1], [3, 2], [250, 10, 1], [256, 256, 1], [300, 0, 700], [513, 87]])
def test_a_mirror_is_the_log_byte_for_byte(counts, tmp_path, source, mirror, grow):
    for count in counts:
        before = len(source)
        grow(count)
        new: list[tuple[int, bytes]] = []
        done = mirror(entry=lambda index, raw, new=new: new.append((index, raw)))
        assert (done.before, done.after, done.fork) == (before, before + count, None)
        assert new == list(enumerate(source.entries(before), before))
        assert done.entry_bytes == sum(len(raw) for _, raw in new)
        found = verify_record(tmp_path / "mirror", source.verifier_key)
        assert found.sound, found.faults
    assert files(tmp_path / "mirror").items() <= files(tmp_path / "log").items()
    assert list(Log.open(tmp_path / "mirror", source.verifier_key).entries()) == list(source.entries())


def test_cosignatures_that_come_later_are_taken_over(tmp_path, source, mirror, log_key):
    mirror()
    signed = source.signed_checkpoint
    line = WITNESS.cosign(signed.note.text, time=7)
    (tmp_path / "log/checkpoint").write_bytes(with_cosignatures(signed, [line]).note.raw)
    mirror()
    assert (tmp_path / "mirror/checkpoint").read_bytes() == (tmp_path / "log/checkpoint").read_bytes()
    (tmp_path / "log/checkpoint").write_bytes(signed.note.raw)
    mirror()
    assert line.line.encode() in (tmp_path / "mirror/checkpoint").read_bytes()


def test_a_source_that_lags_behind_changes_nothing(tmp_path, mirror, grow):
    shutil.copytree(tmp_path / "log", tmp_path / "old")
    grow(5)
    mirror()
    done = mirror("old")
    assert (done.before, done.after, done.fork) == (5, 5, None)


@pytest.mark.parametrize("size", [3, 5, 9])
def test_another_history_is_evidence_and_is_not_taken(size, tmp_path, mirror, grow, log_key):
    grow(5)
    mirror()
    held = files(tmp_path / "mirror")
    Log.create(tmp_path / "other", log_key).append([b"other %d" % n for n in range(size)], log_key)
    done = mirror("other")
    assert (done.before, done.after) == (5, 5)
    assert done.fork is not None
    fork = ForkEvidence.parse(done.fork.encode()).judge(log_key.verifier)
    assert {fork.smaller.size, fork.larger.size} == {5, size}
    assert files(tmp_path / "mirror") == held


@pytest.mark.parametrize("damage", list(itertools.product(DAMAGED, ["flip", "cut", "gone"])), ids=" ".join)
def test_a_damaged_source_is_refused_and_nothing_is_counted(damage, tmp_path, mirror, grow, log_key):
    grow(300)
    what, change = damage
    file = tmp_path / "log" / what
    data = file.read_bytes()
    if change == "gone":
        file.unlink()
    else:
        file.write_bytes(data[:-1] + bytes([data[-1] ^ 1] if change == "flip" else []))
    with pytest.raises(ProverkaError) as caught:
        mirror()
    assert caught.value.fault.refusal in (Refusal.WRONG_ROOT, Refusal.TRUNCATED_TILE, Refusal.MISSING_FILE)
    assert not (tmp_path / "mirror/checkpoint").exists()
    file.write_bytes(data)
    assert mirror().after == 300
    assert verify_record(tmp_path / "mirror", log_key.verifier).sound


def test_a_source_whose_files_agree_and_are_not_what_it_signed_is_refused(tmp_path, source, mirror, log_key):
    source.append([b"a", b"b"], log_key)
    Log.create(tmp_path / "other", log_key).append([b"x", b"y"], log_key)
    shutil.copy(tmp_path / "log/checkpoint", tmp_path / "other/checkpoint")
    with pytest.raises(RefusedError) as caught:
        mirror("other")
    assert caught.value.fault.refusal is Refusal.WRONG_ROOT
    assert mirror().after == 2
    assert verify_record(tmp_path / "mirror", log_key.verifier).entries == 2


def test_a_damaged_mirror_does_not_grow(tmp_path, mirror, grow):
    grow(5)
    mirror()
    tile = tmp_path / "mirror/tile/entries/000.p/5"
    tile.write_bytes(tile.read_bytes().replace(b"say", b"SAY", 1))
    grow(5)
    with pytest.raises(RefusedError) as caught:
        mirror()
    assert caught.value.fault.refusal is Refusal.WRONG_ROOT


def test_what_reads_the_entries_can_stop_it(tmp_path, mirror, grow):
    grow(5)

    def refuse(_index, _raw):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mirror(entry=refuse)
    assert not (tmp_path / "mirror/checkpoint").exists()


def test_a_log_of_another_key_and_none_at_all_are_refused(tmp_path, mirror, source):
    Log.create(tmp_path / "foreign", SigningKey.from_seed("example.org/log", b"\x09" * 32))
    with pytest.raises(RefusedError) as caught:
        mirror("foreign")
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY
    with pytest.raises(RefusedError) as caught:
        mirror("nowhere")
    assert caught.value.fault.refusal is Refusal.MISSING_FILE


class CountingSource:
    """A source that tells what was asked of it."""

    def __init__(self, root):
        self.folder, self.paths = Folder(root=root), []

    def read(self, path, *, bytes_max):
        self.paths.append(path)
        return self.folder.read(path, bytes_max=bytes_max)


def test_what_an_interrupted_run_fetched_is_not_fetched_again(tmp_path, grow, log_key):
    grow(700)
    folder = Folder(root=tmp_path / "mirror")
    mirror_log(Folder(root=tmp_path / "log"), folder, log_key.verifier)
    (tmp_path / "mirror/checkpoint").unlink()
    counting = CountingSource(tmp_path / "log")
    assert mirror_log(counting, folder, log_key.verifier).after == 700
    assert [path for path in counting.paths if "entries" in path] == ["tile/entries/002.p/188"]
    assert verify_record(tmp_path / "mirror", log_key.verifier).sound

import pytest

from proverka.model.errors import ProverkaError, Refusal, RefusedError
from proverka.record import Checkpoint, Folder, Log, SignedCheckpoint, verify_consistency, verify_inclusion
from proverka.record.merkle import EMPTY_ROOT, leaf_hash, root_of_hashes


def numbered(start: int, end: int) -> list[bytes]:
    return [b"entry %d" % i for i in range(start, end)]


def refusal_of(call) -> Refusal:
    with pytest.raises(ProverkaError) as caught:
        call()
    return caught.value.fault.refusal


@pytest.fixture
def grown(log, log_key):
    """A log of 700 entries that came in three goes, and the roots it had."""
    roots = {0: log.checkpoint.root}
    for start, end in ((0, 3), (3, 300), (300, 700)):
        assert log.append(numbered(start, end), log_key) == range(start, end)
        roots[end] = log.checkpoint.root
    return log, roots


def test_a_new_log_is_empty_and_signed(log, log_key, tmp_path):
    assert log.checkpoint == Checkpoint(origin=log_key.name, size=0, root=EMPTY_ROOT)
    assert Log.open(tmp_path / "log", log_key.verifier).checkpoint == log.checkpoint
    assert list(log.entries()) == []
    assert len(log) == log.size == 0
    assert log


def test_a_log_is_not_made_over_another(log, log_key, tmp_path):
    assert refusal_of(lambda: Log.create(tmp_path / "log", log_key)) is Refusal.ALREADY_THERE


def test_a_folder_without_a_checkpoint_is_no_log(tmp_path, log_key):
    assert refusal_of(lambda: Log.open(tmp_path, log_key.verifier)) is Refusal.MISSING_FILE


def test_entries_come_back_byte_for_byte(grown):
    log, _ = grown
    assert list(log.entries()) == numbered(0, 700)
    assert list(log.entries(255, 257)) == numbered(255, 257)
    assert list(log.entries(5, 5)) == []
    assert log.entry(299) == b"entry 299"


def test_roots_are_those_of_the_entries(grown):
    _, roots = grown
    for size, root in roots.items():
        assert root == root_of_hashes([leaf_hash(e) for e in numbered(0, size)])


def test_every_proof_verifies(grown):
    log, roots = grown
    for index in range(700):
        path = log.inclusion_proof(index)
        verify_inclusion(leaf=leaf_hash(b"entry %d" % index), index=index, size=700, path=path, root=roots[700])
    for old in roots:
        for new in roots:
            if old <= new:
                path = log.consistency_proof(old, new)
                verify_consistency(old=old, new=new, old_root=roots[old], new_root=roots[new], path=path)


@pytest.mark.parametrize("index", [-1, 700])
def test_what_the_log_does_not_hold_is_refused(grown, index):
    log, _ = grown
    assert refusal_of(lambda: log.entry(index)) is Refusal.UNKNOWN_ENTRY
    assert refusal_of(lambda: log.inclusion_proof(index)) is Refusal.UNKNOWN_ENTRY
    assert refusal_of(lambda: log.entries(index, 701)) is Refusal.UNKNOWN_ENTRY
    assert refusal_of(lambda: log.consistency_proof(1, 701)) is Refusal.UNKNOWN_ENTRY


def test_the_bytes_do_not_depend_on_when_the_folder_was_made(tmp_path, log_key):
    files = []
    for name in ("one", "two"):
        log = Log.create(tmp_path / name, log_key)
        log.append(numbered(0, 300), log_key)
        root = tmp_path / name
        files.append({p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()})
    assert files[0] == files[1]


def test_the_files_are_those_of_the_specification(grown, tmp_path):
    root = tmp_path / "log"
    names = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()}
    assert names == {
        "checkpoint",
        "lock",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/188",
        "tile/1/000.p/1",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/188",
    }


def test_a_reader_at_an_older_checkpoint_reads_on_while_the_log_grows(log, log_key, tmp_path):
    log.append(numbered(0, 100), log_key)
    reader = Log.open(tmp_path / "log", log_key.verifier)
    log.append(numbered(100, 300), log_key)
    assert not (tmp_path / "log" / "tile" / "0" / "000.p").exists()
    assert list(reader.entries()) == numbered(0, 100)
    assert reader.inclusion_proof(99)
    assert reader.refresh() == log.checkpoint
    assert reader.size == 300


def test_appending_nothing_signs_nothing(log, log_key):
    before = log.signed_checkpoint
    assert log.append([], log_key) == range(0)
    assert log.signed_checkpoint == before


def test_progress_ends_at_the_number_of_entries(log, log_key):
    seen = []
    log.append(numbered(0, 600), log_key, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(256, 600), (512, 600), (600, 600)]


def test_only_the_logs_own_key_appends(log, other_key):
    assert refusal_of(lambda: log.append([b"x"], other_key)) is Refusal.UNKNOWN_KEY


def test_one_writer_at_a_time(log, log_key, tmp_path):
    with Folder(root=tmp_path / "log").exclusive():
        assert refusal_of(lambda: log.append([b"x"], log_key)) is Refusal.BUSY
    assert log.append([b"x"], log_key) == range(1)


def test_two_writers_in_turn_go_on_from_each_other(log, log_key, tmp_path):
    other = Log.open(tmp_path / "log", log_key.verifier)
    log.append(numbered(0, 5), log_key)
    assert other.append(numbered(5, 7), log_key) == range(5, 7)
    assert log.append(numbered(7, 8), log_key) == range(7, 8)
    assert list(log.entries()) == numbered(0, 8)


def test_an_entry_too_large_is_refused_before_anything_is_written(log, log_key, tmp_path):
    assert refusal_of(lambda: log.append([b"x", b"x" * 65_536], log_key)) is Refusal.TOO_LARGE
    assert not (tmp_path / "log" / "tile").exists()


def test_the_largest_and_the_empty_entry_are_kept(log, log_key):
    entries = [b"", b"x" * 65_535]
    log.append(entries, log_key)
    assert list(log.entries()) == entries


@pytest.mark.parametrize("path", ["tile/0/000.p/3", "tile/entries/000.p/3"])
def test_nothing_is_built_on_damage(log, log_key, tmp_path, path):
    log.append(numbered(0, 3), log_key)
    file = tmp_path / "log" / path
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    again = Log.open(tmp_path / "log", log_key.verifier)
    assert refusal_of(lambda: again.append([b"x"], log_key)) is Refusal.WRONG_ROOT
    assert refusal_of(lambda: list(again.entries())) is Refusal.WRONG_ROOT


def test_no_proof_is_given_from_damaged_tiles(log, log_key, tmp_path):
    log.append(numbered(0, 3), log_key)
    file = tmp_path / "log" / "tile/0/000.p/3"
    file.write_bytes(bytes(96))
    again = Log.open(tmp_path / "log", log_key.verifier)
    assert refusal_of(lambda: again.inclusion_proof(0)) is Refusal.WRONG_PROOF
    assert refusal_of(lambda: again.consistency_proof(1)) is Refusal.WRONG_PROOF


def test_a_log_that_forgets_or_rewrites_is_caught(log, log_key, tmp_path):
    log.append(numbered(0, 3), log_key)
    watcher = Log.open(tmp_path / "log", log_key.verifier)
    old = (tmp_path / "log" / "checkpoint").read_bytes()
    log.append(numbered(3, 5), log_key)
    watcher.refresh()
    (tmp_path / "log" / "checkpoint").write_bytes(old)
    assert refusal_of(watcher.refresh) is Refusal.WRONG_PROOF
    assert watcher.size == 5
    forked = SignedCheckpoint.sign(Checkpoint(origin=log_key.name, size=5, root=bytes(32)), log_key)
    (tmp_path / "log" / "checkpoint").write_bytes(forked.note.raw)
    assert refusal_of(watcher.refresh) is Refusal.WRONG_PROOF


class ForgetfulFolder(Folder):
    """A disk that keeps another byte than it was given, in one file."""

    def write(self, path: str, data: bytes) -> None:
        super().write(path, data[:-1] + bytes([data[-1] ^ 1]) if path.startswith("tile/entries/") else data)


def test_what_the_disk_did_not_keep_is_found_before_signing(tmp_path, log_key):
    log = Log.create(ForgetfulFolder(root=tmp_path), log_key)
    with pytest.raises(RefusedError) as caught:
        log.append([b"x"], log_key)
    assert caught.value.fault.refusal is Refusal.WRONG_ROOT
    assert "Nothing was published" in caught.value.__notes__[0]
    assert Log.open(tmp_path, log_key.verifier).size == 0


def test_the_cost_of_a_proof_does_not_grow_with_the_log(tmp_path, log_key):
    reads = []

    class Counting(Folder):
        def read(self, path: str, *, bytes_max: int) -> bytes | None:
            reads.append(path)
            return super().read(path, bytes_max=bytes_max)

    log = Log.create(Counting(root=tmp_path), log_key)
    log.append(numbered(0, 20_000), log_key)
    reads.clear()
    Log.open(Counting(root=tmp_path), log_key.verifier).inclusion_proof(12_345)
    assert not any("entries" in path for path in reads)
    assert len(reads) <= 6


def test_an_older_partial_file_that_cannot_be_removed_is_no_failure(tmp_path, log_key, monkeypatch):
    log = Log.create(tmp_path, log_key)
    log.append(numbered(0, 200), log_key)

    def cannot(*_) -> None:
        raise OSError

    monkeypatch.setattr("proverka.record.growth.remove_replaced", cannot)
    assert log.append(numbered(200, 300), log_key) == range(200, 300)
    assert Log.open(tmp_path, log_key.verifier).size == 300


def test_append_for_another_size_is_refused_and_appends_nothing(log, log_key, tmp_path):
    """Two writers opened the log at one size: the second would name a predecessor that is no longer the last."""
    other = Log.open(tmp_path / "log", log_key.verifier)
    log.append([b"first"], log_key, after=0)
    assert refusal_of(lambda: other.append([b"second"], log_key, after=0)) is Refusal.BUSY
    assert Log.open(tmp_path / "log", log_key.verifier).size == 1

"""A log grown in any way holds what was put in, and one changed bit anywhere in a record is found."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.record import DocumentStore, Log, SigningKey, compose, verify_consistency, verify_inclusion, verify_record
from proverka.record.merkle import leaf_hash, root_of_hashes

LOG_KEY = SigningKey.from_seed("example.org/log", bytes(32))
PARTY_KEY = SigningKey.from_seed("example.org/alpha", b"\x01" * 32)
# Enough for two levels of tiles, a full tile and a partial one at the lower, older partials beside them.
LARGE = 600
FLIPS_IN_LARGE = 400


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_growth(counts, chance):
    entries: list[bytes] = []
    with tempfile.TemporaryDirectory() as folder:
        log = Log.create(Path(folder), LOG_KEY)
        for count in counts:
            size, root = log.size, log.checkpoint.root
            new = [chance.randbytes(chance.randrange(40)) for _ in range(count)]
            entries += new
            assert log.append(new, LOG_KEY) == range(size, size + count)
            assert log.checkpoint.root == root_of_hashes([leaf_hash(entry) for entry in entries])
            path = log.consistency_proof(size)
            verify_consistency(old=size, new=log.size, old_root=root, new_root=log.checkpoint.root, path=path)
        assert list(Log.open(Path(folder), LOG_KEY.verifier).entries()) == entries
        for index in chance.sample(range(len(entries)), min(5, len(entries))):
            path = log.inclusion_proof(index)
            leaf = leaf_hash(entries[index])
            verify_inclusion(leaf=leaf, index=index, size=log.size, path=path, root=log.checkpoint.root)


def make_record(root: Path, count: int, batches: list[int]) -> None:
    """Make a record of `count` submissions, appended up to each of `batches`, and two documents."""
    log, documents = Log.create(root / "log", LOG_KEY), DocumentStore(folder=root / "documents")
    documents.put(b"first")
    documents.put(b"second, which nobody names")
    entries, genesis, previous = [], None, None
    for number in range(1, count + 1):
        submission = compose(
            case="example",
            genesis=genesis,
            party="alpha",
            number=number,
            previous=previous,
            payload=b"{}",
            keys=[PARTY_KEY],
        )
        entries.append(submission.note.raw)
        genesis, previous = submission.log_hash, submission.text_hash
    for start, end in zip([0, *batches], [*batches, count], strict=True):
        log.append(entries[start:end], LOG_KEY)
    (root / "log" / "lock").unlink()  # It has no bytes to change.


def is_sound(root: Path) -> bool:
    # Without the parties' keys: their signatures are inside entries, whose every bit the tree already covers.
    documents = DocumentStore(folder=root / "documents")
    return verify_record(root / "log", LOG_KEY.verifier, documents=documents).sound


def is_found(root: Path, file: Path, at: int, bit: int) -> bool:
    data = file.read_bytes()
    changed = bytearray(data)
    changed[at] ^= 1 << bit
    file.write_bytes(changed)
    try:
        return not is_sound(root)
    finally:
        file.write_bytes(data)


def files_of(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def test_every_changed_byte_of_a_small_record_is_found(tmp_path):
    make_record(tmp_path, 3, [1])
    assert is_sound(tmp_path)
    files = files_of(tmp_path)
    assert len(files) == 7  # checkpoint, two sizes of tile and of bundle, two documents
    chance = random.Random(1)
    for file in files:
        for at in range(file.stat().st_size):
            assert is_found(tmp_path, file, at, chance.randrange(8)), (file.name, at)


def test_every_bit_of_a_checkpoint_counts(tmp_path):
    make_record(tmp_path, 1, [])
    file = tmp_path / "log" / "checkpoint"
    for at in range(file.stat().st_size):
        for bit in range(8):
            assert is_found(tmp_path, file, at, bit), (at, bit)


def test_a_changed_bit_in_any_file_of_a_larger_record_is_found(tmp_path):
    make_record(tmp_path, LARGE, [280, 530, 560])
    assert is_sound(tmp_path)
    files = files_of(tmp_path)
    paths = {file.relative_to(tmp_path / "log").as_posix() for file in files if file.is_relative_to(tmp_path / "log")}
    assert {"tile/0/001", "tile/0/002.p/18", "tile/0/002.p/88", "tile/1/000.p/1", "tile/entries/002.p/48"} <= paths
    chance = random.Random(2)
    each = -(-FLIPS_IN_LARGE // len(files))
    for file in files:
        for _ in range(each):
            at, bit = chance.randrange(file.stat().st_size), chance.randrange(8)
            assert is_found(tmp_path, file, at, bit), (file.name, at, bit)


@pytest.mark.parametrize("change", ["cut", "longer", "empty", "gone"])
def test_a_file_cut_lengthened_emptied_or_removed_is_found(tmp_path, change):
    make_record(tmp_path, 300, [])
    for file in files_of(tmp_path / "log"):
        data = file.read_bytes()
        if change == "gone":
            file.unlink()
        else:
            file.write_bytes({"cut": data[:-1], "longer": data + b"\0", "empty": b""}[change])
        assert not is_sound(tmp_path), file.name
        file.write_bytes(data)
    assert is_sound(tmp_path)

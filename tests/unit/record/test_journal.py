import pytest

from proverka.model.errors import Refusal, RefusedError
from proverka.record import Checkpoint, Folder, SignedCheckpoint
from proverka.record.journal import JOURNAL, Journal, read_journal
from proverka.record.merkle import Frontier, leaf_hashes


@pytest.fixture
def journal(tmp_path, log_key):
    """Commit batches of entries to a journal, each counted by a checkpoint: `(commit, read, path)`."""
    folder = Folder(root=tmp_path)
    kept = Journal(folder=folder)
    at = Frontier()

    def commit(*entries: bytes, sign=None) -> SignedCheckpoint:
        def signed(held) -> SignedCheckpoint:
            nonlocal at
            at = at.extended(leaf_hashes(held))
            return SignedCheckpoint.sign(Checkpoint(origin=log_key.name, size=at.size, root=at.root), log_key)

        return kept.commit(entries, sign or signed)

    return commit, lambda size=0: read_journal(folder, log_key.verifier, size=size), tmp_path / JOURNAL


def test_what_is_committed_is_read(journal):
    commit, read, _ = journal
    assert read() is None
    first, second = commit(b"a", b"", b"x" * 65_535), commit(b"b")
    left = read()
    assert [frame.entries for frame in left.frames] == [[b"a", b"", b"x" * 65_535], [b"b"]]
    assert [frame.signed for frame in left.frames] == [first, second]
    assert (left.tail, left.damage) == (b"", None)


def test_frames_that_the_log_counts_are_passed_over(journal):
    commit, read, _ = journal
    commit(b"a", b"b")
    commit(b"c")
    assert [frame.size for frame in read(2).frames] == [3]
    assert read(3).frames == []


def test_a_cut_end_is_the_tail(journal):
    commit, read, path = journal
    commit(b"a")
    whole = path.read_bytes()
    commit(b"b")
    data = path.read_bytes()
    for end in range(len(whole), len(data)):
        path.write_bytes(data[:end])
        left = read()
        assert [frame.size for frame in left.frames] == [1]
        assert (left.tail, left.damage) == (data[len(whole) : end], None)


def test_damage_before_the_end_is_told_with_what_to_do(journal):
    commit, read, path = journal
    commit(b"first")
    commit(b"second")
    path.write_bytes(path.read_bytes().replace(b"first", b"worst"))
    damage = read().damage
    assert damage.fault.refusal is Refusal.BAD_JOURNAL
    assert "up to 2 entries" in damage.fault.expected
    assert "keep it" in damage.fault.remedy


def test_an_entry_that_looks_like_a_frame_is_no_frame(journal, other_key):
    """A stranger puts whole frames into an entry: old ones of this log, and one that another key signed."""
    commit, read, path = journal
    commit(b"a")
    old = path.read_bytes()
    strange = SignedCheckpoint.sign(Checkpoint(origin=other_key.name, size=99, root=bytes(32)), other_key)
    forged = Journal(folder=Folder(root=path.parent / "forged"))
    forged.folder.root.mkdir()
    forged.commit([b"z"], lambda _: strange)
    commit(old + (path.parent / "forged" / JOURNAL).read_bytes())
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    left = read()
    assert [frame.size for frame in left.frames] == [1]
    assert left.damage is None


def test_what_the_disk_did_not_keep_is_not_signed(tmp_path):
    class ForgetfulFolder(Folder):
        def write_at(self, path: str, offset: int, data: bytes) -> None:
            super().write_at(path, offset, data.replace(b"entry", b"entri"))

    def sign(_) -> SignedCheckpoint:
        pytest.fail("signed what was not read back")

    with pytest.raises(RefusedError) as caught:
        Journal(folder=ForgetfulFolder(root=tmp_path)).commit([b"entry"], sign)
    assert caught.value.fault.refusal is Refusal.WRONG_ROOT


def test_a_cleared_journal_begins_anew(journal, tmp_path, log_key):
    commit, read, path = journal
    commit(b"a")
    Journal(folder=Folder(root=tmp_path), length=path.stat().st_size).clear()
    assert read() is None

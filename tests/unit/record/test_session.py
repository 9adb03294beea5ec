import shutil
from errno import ENOSPC

import pytest

from proverka.model.errors import ProverkaError, Refusal
from proverka.record import Folder, Log, SignedCheckpoint, verify_tree
from proverka.record import session as session_module


def refusal_of(call) -> Refusal:
    with pytest.raises(ProverkaError) as caught:
        call()
    return caught.value.fault.refusal


def left_behind(root, log_key, *batches: list[bytes]) -> None:
    """Leave a log as a writer does that dies after `batches` were acknowledged."""
    session = Log.open(root, log_key.verifier).session(log_key)
    for batch in batches:
        session.append(batch)
    session.held.__exit__(None, None, None)


def test_what_is_acknowledged_is_public_when_the_session_is_closed(log, log_key, tmp_path):
    reader = Log.open(tmp_path / "log", log_key.verifier)
    with log.session(log_key) as session:
        assert session.append([b"a"]) == range(1)
        assert session.append([b"b", b"c"]) == range(1, 3)
        assert session.append([]) == range(3, 3)
        assert (session.size, log.size, reader.refresh().size) == (3, 0, 0)
        session.publish()
        assert (log.size, reader.refresh().size) == (3, 3)
        session.append([b"d"])
    assert list(log.entries()) == [b"a", b"b", b"c", b"d"]
    assert not (tmp_path / "log" / "journal").exists()
    assert verify_tree(tmp_path / "log", log_key.verifier).sound


def test_the_files_are_those_of_plain_appends(log, log_key, tmp_path):
    entries = [b"%d" % i for i in range(300)]
    with log.session(log_key) as session:
        for start in range(0, 300, 7):
            session.append(entries[start : start + 7])
    plain = Log.create(tmp_path / "plain", log_key)
    plain.append(entries, log_key)
    one, other = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "log", tmp_path / "plain")
    )
    assert one == other


def test_nobody_else_writes_meanwhile(log, log_key, tmp_path):
    with log.session(log_key) as session:
        other = Log.open(tmp_path / "log", log_key.verifier)
        assert refusal_of(lambda: other.append([b"x"], log_key)) is Refusal.BUSY
        assert refusal_of(lambda: other.session(log_key)) is Refusal.BUSY
        session.append([b"a"])
    assert other.append([b"x"], log_key) == range(1, 2)


def test_a_closed_session_takes_nothing(log, log_key):
    with log.session(log_key) as session:
        pass
    session.close()
    assert refusal_of(lambda: session.append([b"a"])) is Refusal.BUSY
    assert refusal_of(session.publish) is Refusal.BUSY
    assert log.size == 0


def test_what_cannot_be_taken_is_refused_and_the_session_goes_on(log, log_key, monkeypatch, other_key):
    monkeypatch.setattr(session_module, "FRAME_BYTES_MAX", 100)
    assert refusal_of(lambda: log.session(other_key)) is Refusal.UNKNOWN_KEY
    with log.session(log_key) as session:
        assert refusal_of(lambda: session.append([b"x" * 65_536])) is Refusal.TOO_LARGE
        assert refusal_of(lambda: session.append([b"x" * 60, b"y" * 60])) is Refusal.TOO_LARGE
        assert session.append([b"a"]) == range(1)


@pytest.mark.parametrize(("limit", "value"), [("PENDING_ENTRIES_MAX", 10), ("PENDING_BYTES_MAX", 30)])
def test_much_that_is_pending_is_published_on_the_way(log, log_key, monkeypatch, limit, value):
    monkeypatch.setattr(session_module, limit, value)
    sizes = []
    with log.session(log_key) as session:
        for number in range(30):
            session.append([b"%d" % number])
            sizes.append(log.size)
        assert len(session.pending) < 11
    assert log.size == 30
    assert len(set(sizes)) >= 3


def test_the_next_writer_publishes_what_a_dead_one_left(log, log_key, tmp_path):
    root = tmp_path / "log"
    log.append([b"0"], log_key)
    left_behind(root, log_key, [b"1", b"2"], [b"3"])
    found = verify_tree(root, log_key.verifier)
    assert found.sound
    assert "3 entries beyond the checkpoint" in found.notes[0]
    assert log.refresh().size == 1
    assert log.append([b"4"], log_key) == range(4, 5)
    assert list(log.entries()) == [b"0", b"1", b"2", b"3", b"4"]
    assert verify_tree(root, log_key.verifier).notes == ()


def test_a_journal_of_another_history_is_refused(log, log_key, tmp_path):
    shutil.copytree(tmp_path / "log", tmp_path / "other")
    log.append([b"here"], log_key)
    Log.open(tmp_path / "other", log_key.verifier).append([b"there"], log_key)
    left_behind(tmp_path / "other", log_key, [b"more"])
    shutil.copy(tmp_path / "other" / "journal", tmp_path / "log" / "journal")
    assert refusal_of(lambda: log.append([], log_key)) is Refusal.BAD_JOURNAL
    assert list(log.entries()) == [b"here"]
    assert (tmp_path / "log" / "journal").exists()


def test_a_checkpoint_that_its_entries_do_not_give_is_refused(log, log_key, tmp_path):
    session = log.session(log_key)
    sign = session.sign
    session.sign = lambda at: sign(type(at)(origin=at.origin, size=at.size, root=bytes(32)))
    session.append([b"a"])
    session.held.__exit__(None, None, None)
    assert refusal_of(lambda: log.append([], log_key)) is Refusal.BAD_JOURNAL
    assert log.refresh().size == 0


def test_after_a_failure_of_the_disk_the_session_refuses_more(tmp_path, log_key):
    class FullFolder(Folder):
        def write_at(self, path: str, offset: int, data: bytes) -> None:
            if b"last" in data:
                raise OSError(ENOSPC, "No space left on device")
            super().write_at(path, offset, data)

    log = Log.create(FullFolder(root=tmp_path), log_key)
    session = log.session(log_key)
    session.append([b"first"])
    for entry in (b"last", b"any"):
        with pytest.raises(OSError, match=r"No space|failed") as caught:
            session.append([entry])
        assert caught.value.errno == ENOSPC
    with pytest.raises(OSError, match="nothing acknowledged is lost"):
        session.close()
    assert log.append([b"again"], log_key) == range(1, 2)
    assert list(log.entries()) == [b"first", b"again"]


def test_a_wrong_signature_is_found_before_anybody_sees_it(log, log_key):
    session = log.session(log_key)
    sign = session.sign

    def wrong(at) -> SignedCheckpoint:
        signed = sign(at)
        other = sign(type(at)(origin=at.origin, size=at.size + 1, root=at.root))
        line = other.note.signatures[0].line
        return SignedCheckpoint(
            checkpoint=at, note=type(signed.note).parse(f"{at.text}\n{line}".encode(), where="checkpoint")
        )

    session.sign = wrong
    session.append([b"a"])
    assert refusal_of(session.publish) is Refusal.WRONG_SIGNATURE
    with pytest.raises(OSError, match="open the log again"):
        session.close()
    assert log.refresh().size == 0


def test_a_signer_that_errs_acknowledges_nothing_and_what_was_acknowledged_stays(log, log_key, tmp_path, monkeypatch):
    sound = type(log_key).sign
    session = log.session(log_key)
    session.append([b"a"])
    monkeypatch.setattr(type(log_key), "sign", lambda key, message: sound(key, message + b"?"))
    assert refusal_of(lambda: session.append([b"b"])) is Refusal.WRONG_SIGNATURE
    monkeypatch.undo()
    with pytest.raises(OSError, match="nothing acknowledged is lost"):
        session.append([b"c"])
    with pytest.raises(OSError, match="nothing acknowledged is lost"):
        session.close()
    again = Log.open(tmp_path / "log", log_key.verifier)
    again.append([b"d"], log_key)
    assert list(again.entries()) == [b"a", b"d"]


def test_a_commit_that_was_cut_short_is_told_by_every_verification_from_then_on(log, log_key, tmp_path):
    session = log.session(log_key)
    session.append([b"acknowledged"])
    session.held.__exit__(None, None, None)
    journal = tmp_path / "log" / "journal"
    journal.write_bytes(journal.read_bytes() + b"proverka/frame/v1\nand no more")
    log.append([b"next"], log_key)
    (aside,) = (tmp_path / "log" / "aside").iterdir()
    found = verify_tree(tmp_path / "log", log_key.verifier)
    assert found.sound
    assert [note for note in found.notes if f"aside/{aside.name}" in note and "never acknowledged" in note]

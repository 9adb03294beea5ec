import shutil

import pytest

from proverka.model.errors import MalformedError, Refusal
from proverka.record import (
    Checkpoint,
    DocumentStore,
    Log,
    SignedCheckpoint,
    Submission,
    VerifierKey,
    compose,
    verify_record,
)
from proverka.record import verification as verification_module


@pytest.fixture
def record(tmp_path, log, log_key, party_key, other_key):
    """Append entries, and verify the log: `(append, verify)`."""
    keys = {"alpha": [party_key.verifier], "beta": [other_key.verifier]}

    def append(*entries: bytes) -> None:
        log.append(entries, log_key)

    def verify(**options):
        options.setdefault("keys_of", lambda _, submission: keys.get(submission.party, []))
        return verify_record(tmp_path / "log", log_key.verifier, **options)

    return append, verify


def refusals(verification) -> list[Refusal]:
    return [fault.refusal for fault in verification.faults]


def test_a_sound_record(record, chain, party_key, other_key, genesis):
    append, verify = record
    append(*chain(party_key, 200))
    append(*chain(other_key, 150, party="beta", genesis=genesis))
    found = verify()
    assert found.sound
    assert (found.entries, found.submissions, found.signatures, found.tiles) == (350, 350, 350, 3)
    assert found.parties == (("alpha", 200), ("beta", 150))
    assert found.checkpoint.size == 350
    assert found.bytes_hashed > 350 * 100


def test_an_empty_record_is_sound(record):
    _, verify = record
    assert verify().sound


def test_without_keys_no_signature_is_counted(record, chain, party_key):
    append, verify = record
    append(*chain(party_key, 2))
    found = verify(keys_of=None)
    assert found.sound
    assert found.signatures == 0


def test_a_folder_that_is_no_log(tmp_path, log_key):
    found = verify_record(tmp_path / "none", log_key.verifier)
    assert refusals(found) == [Refusal.MISSING_FILE]
    assert found.checkpoint is None
    assert not found.complete


def test_a_withheld_submission_is_a_gap(record, chain, party_key):
    append, verify = record
    entries = chain(party_key, 4)
    append(entries[0], entries[2], entries[3])
    found = verify()
    assert refusals(found) == [Refusal.WRONG_NUMBER]
    assert found.faults[0].where == "entry 1"
    assert (found.faults[0].expected, found.faults[0].got) == ("number 2 of alpha", "number 3")


def test_a_replaced_submission_breaks_the_chain(record, chain, party_key):
    append, verify = record
    entries = chain(party_key, 3)
    begins = Submission.parse(entries[0]).text_hash
    other = compose(
        case="example", genesis=begins, party="alpha", number=2, previous=begins, payload=b"[]", keys=[party_key]
    )
    append(entries[0], other.note.raw, entries[2])
    found = verify()
    assert refusals(found) == [Refusal.WRONG_NUMBER]
    assert found.faults[0].where == "entry 2"


def test_a_repeated_submission_is_found(record, chain, party_key):
    append, verify = record
    append(*chain(party_key, 2), chain(party_key, 2)[1])
    assert refusals(verify()) == [Refusal.WRONG_NUMBER]


def test_another_case(record, chain, party_key, other_key, genesis):
    append, verify = record
    append(*chain(party_key, 1), *chain(other_key, 1, party="beta", case="another", genesis=genesis))
    assert refusals(verify()) == [Refusal.WRONG_CASE]
    assert refusals(verify(case="another")) == [Refusal.WRONG_CASE]


def test_another_log_of_this_case(record, chain, party_key, other_key):
    append, verify = record
    append(*chain(party_key, 2), *chain(other_key, 1, party="beta", genesis=bytes(32)))
    found = verify()
    assert refusals(found) == [Refusal.WRONG_CASE]
    assert found.faults[0].where == "entry 2"
    assert found.faults[0].got == f"example, the log that begins {'00' * 32}"


def test_a_second_beginning_in_one_log(record, chain, party_key, other_key):
    append, verify = record
    append(*chain(party_key, 2), *chain(other_key, 1, party="beta"))
    found = verify()
    assert refusals(found) == [Refusal.WRONG_CASE]
    assert found.faults[0].got == "example, the first entry of its log"


def test_a_log_whose_beginning_was_cut_off(record, chain, party_key, other_key, genesis):
    append, verify = record
    append(*chain(other_key, 2, party="beta", genesis=genesis))
    (fault,) = verify().faults
    assert (fault.refusal, fault.where) == (Refusal.WRONG_CASE, "entry 0")
    assert fault.expected == "example, the first entry of its log"


def test_where_the_first_entry_cannot_be_read_the_next_one_says_what_it_was(record, chain, other_key, genesis):
    append, verify = record
    append(b"", *chain(other_key, 2, party="beta", genesis=genesis), *chain(other_key, 1, party="beta"))
    found = verify()
    assert [fault.where for fault in found.faults] == ["entry 0", "entry 3", "entry 3"]
    assert refusals(found)[1:] == [Refusal.WRONG_CASE, Refusal.WRONG_NUMBER]


def test_what_is_no_submission(record, chain, party_key, genesis):
    append, verify = record
    append(b"", b"\xff", *chain(party_key, 1, genesis=genesis))
    found = verify()
    assert [fault.where for fault in found.faults] == ["entry 0", "entry 1"]
    assert (found.entries, found.submissions) == (3, 1)


def test_signatures_are_those_of_the_party(record, chain, other_key, genesis):
    append, verify = record
    append(*chain(other_key, 1))
    append(*chain(other_key, 1, party="gamma", genesis=genesis))
    assert refusals(verify()) == [Refusal.UNKNOWN_KEY, Refusal.UNKNOWN_KEY]


def test_keys_are_asked_for_in_the_order_of_the_log(record, chain, party_key):
    append, verify = record
    append(*chain(party_key, 3))
    asked = []

    def keys_of(index: int, submission: Submission) -> list[VerifierKey]:
        asked.append((submission.party, index))
        return [party_key.verifier]

    verify(keys_of=keys_of)
    assert asked == [("alpha", 0), ("alpha", 1), ("alpha", 2)]


def test_who_did_not_sign_does_not_seem_to_have_signed(record, chain, party_key, other_key):
    append, verify = record
    both = [party_key.verifier, other_key.verifier]
    first, second = chain(party_key, 2)
    elsewhere = Submission.parse(second).signed_by(other_key).note.raw.removeprefix(second)
    append(first + elsewhere)
    assert verify().sound
    assert refusals(verify(keys_of=lambda *_: both)) == [Refusal.WRONG_SIGNATURE]


def test_all_who_must_have_signed(record, chain, party_key, other_key):
    append, verify = record
    append(*chain(party_key, 1))
    both = [party_key.verifier, other_key.verifier]
    found = verify(keys_of=lambda *_: both)
    assert refusals(found) == [Refusal.UNKNOWN_KEY]
    assert found.signatures == 0


def test_a_joint_submission_is_sound(record, chain, party_key, other_key):
    append, verify = record
    both = [party_key.verifier, other_key.verifier]
    append(Submission.parse(chain(party_key, 1)[0]).signed_by(other_key).note.raw)
    assert verify(keys_of=lambda *_: both).sound


def test_documents(record, chain, party_key, tmp_path):
    append, verify = record
    append(*chain(party_key, 2))
    store = DocumentStore(folder=tmp_path / "documents")
    name, unnamed = store.put(b"named"), store.put(b"not named")
    options = {"documents": store, "named_documents": lambda *_: [(name, 5)]}
    assert verify(**options).sound
    assert verify(**options).documents == 2
    mistaken = verify(documents=store, named_documents=lambda index, _: [(name, 5 + index)])
    assert [(fault.refusal, fault.where) for fault in mistaken.faults] == [(Refusal.WRONG_DOCUMENT, "entry 1")]
    store.path(unnamed).write_bytes(b"changed")
    store.path(name).unlink()
    found = verify(**options)
    assert refusals(found) == [Refusal.WRONG_DOCUMENT, Refusal.MISSING_DOCUMENT]
    assert found.faults[1].where == "entry 0"
    store.path(unnamed).rename(store.path(unnamed).with_name("stray"))
    assert refusals(verify(**options)) == [Refusal.BAD_VALUE, Refusal.MISSING_DOCUMENT]


def test_a_lost_bundle_is_told_once_and_the_rest_is_still_checked(record, chain, party_key, tmp_path):
    append, verify = record
    append(*chain(party_key, 600))
    (tmp_path / "log" / "tile" / "entries" / "001").unlink()
    (tmp_path / "log" / "tile" / "1" / "000.p" / "2").write_bytes(bytes(64))
    found = verify()
    wheres = [fault.where for fault in found.faults]
    assert wheres == ["tile/entries/001", "entry 512", "tile/1/000.p/2"]


def test_where_neither_bundle_nor_tile_is_left_the_tree_is_given_up(record, chain, party_key, tmp_path):
    append, verify = record
    append(*chain(party_key, 3))
    shutil.rmtree(tmp_path / "log" / "tile")
    found = verify()
    assert refusals(found) == [Refusal.MISSING_FILE, Refusal.MISSING_FILE]
    assert not found.complete


def test_a_hostile_size_does_not_hold_up_the_verifier(record, log_key, tmp_path):
    _, verify = record
    huge = SignedCheckpoint.sign(Checkpoint(origin=log_key.name, size=2**62, root=bytes(32)), log_key)
    (tmp_path / "log" / "checkpoint").write_bytes(huge.note.raw)
    assert not verify().complete


def test_too_many_faults_stop_the_verification(record, monkeypatch):
    append, verify = record
    append(*[b"x"] * 20)
    monkeypatch.setattr(verification_module, "FAULTS_MAX", 5)
    found = verify()
    assert len(found.faults) == 5
    assert not found.complete
    assert not found.sound


def test_the_root_that_was_signed_is_the_root_of_the_entries(record, log_key, chain, party_key, tmp_path):
    """A log whose operator swaps an entry and makes all tiles fit is caught by the signed root alone."""
    append, verify = record
    entries = chain(party_key, 3)
    append(*entries)
    forged = Log.create(tmp_path / "forged", log_key)
    forged.append([*entries[:2], *chain(party_key, 1)], log_key)
    shutil.rmtree(tmp_path / "log" / "tile")
    shutil.copytree(tmp_path / "forged" / "tile", tmp_path / "log" / "tile")
    assert Refusal.WRONG_ROOT in refusals(verify())


def test_progress(record, chain, party_key):
    append, verify = record
    append(*chain(party_key, 300))
    seen = []
    verify(progress=lambda done, total: seen.append((done, total)))
    assert seen == [(256, 300), (300, 300)]


def test_what_the_layer_above_cannot_read_is_a_fault(record, chain, party_key):
    append, verify = record
    append(*chain(party_key, 2))

    def unreadable(index: int, submission: Submission) -> list[tuple[str, int]]:
        raise MalformedError(Refusal.BAD_VALUE, where="payload", expected="a list", got="none", remedy="ask")

    assert refusals(verify(named_documents=unreadable)) == [Refusal.BAD_VALUE, Refusal.BAD_VALUE]

"""Who must have signed a submission, and who must not have."""

import json

import pytest

from proverka.case.keybook import KeyBook
from proverka.case.signers import signers_of
from proverka.model.errors import ProverkaError
from proverka.model.policy import Policy
from proverka.model.reading import decode_json
from proverka.model.ruling import KeyChange
from proverka.model.submission import Envelope
from proverka.record import NoteSignature, SigningKey, Submission, compose


@pytest.fixture
def book(council):
    return KeyBook.opening(council.words_with(Policy()))


def submission(council, *keys, party="state", kind="event", body=None):
    envelope = {"kind": kind, "label": "L", "submitted_at": council.THEN, "body": body or {}}
    payload = json.dumps(envelope).encode()
    return compose(case="council", genesis=bytes(32), party=party, number=1, previous=None, payload=payload, keys=keys)


def signers(submission, book):
    return signers_of(submission, decode_json(submission.payload, Envelope, where="payload"), book, where="here")


def refusal(submission, book):
    with pytest.raises(ProverkaError) as caught:
        signers(submission, book)
    return caught.value


def test_a_party_signs_alone_or_with_others_and_its_key_comes_first(council, book):
    state, desk = council.key_of("state"), council.key_of("desk")
    alone = signers(submission(council, state), book)
    assert (alone.parties, alone.keys, alone.ended) == ({"state"}, (state.verifier,), None)
    joint = signers(submission(council, desk, state), book)
    assert (joint.parties, joint.keys) == ({"state", "desk"}, (state.verifier, desk.verifier))


def test_without_its_own_party_a_submission_is_nobodys(council, book):
    refused = refusal(submission(council, council.key_of("desk")), book)
    assert refused.code == "unknown-key"
    assert str(council.key_of("state").verifier) in refused.fault.expected
    assert "it has none" in refusal(submission(council, council.key_of("desk"), party="observer"), book).fault.expected


@pytest.mark.parametrize("who", ["observer", "nobody"])
def test_a_line_of_a_key_that_the_record_does_not_state_is_refused(who, council, book):
    # Otherwise somebody would seem to have signed whose signature nobody can check.
    assert refusal(submission(council, council.key_of("state"), council.key_of(who)), book).code == "unknown-key"
    assert refusal(submission(council, council.key_of("state"), council.key_of("desk", 3)), book).code == "unknown-key"


def test_a_second_line_of_one_key_is_refused(council, book):
    once = submission(council, council.key_of("state"))
    other = NoteSignature(name=once.note.signatures[0].name, key_id=once.note.signatures[0].key_id, signature=bytes(64))
    twice = Submission.parse(once.note.raw + other.line.encode())
    refused = refusal(twice, book)
    assert (refused.code, "one line for each key" in refused.fault.expected) == ("unknown-key", True)


def test_a_former_key_is_known_and_no_longer_in_force(council, book):
    book.take(KeyChange(action="rotate", party="state", key=str(council.key_of("state", 1).verifier)), 4)
    for keys in ((council.key_of("state"),), (council.key_of("state", 1), council.key_of("state"))):
        found = signers(submission(council, *keys), book)
        assert found.ended.until == 5
        with pytest.raises(ProverkaError, match=r"revoked-key.*\n.*a key of state"):
            found.check_in_force(where="here")
    signers(submission(council, council.key_of("state", 1)), book).check_in_force(where="here")


def test_a_new_key_signs_the_entry_that_states_it(council, book):
    new = council.key_of("state", 1)
    change = {"action": "rotate", "party": "state", "key": str(new.verifier)}
    both = submission(council, council.key_of("state"), new, kind="key", body=change)
    found = signers(both, book)
    assert (found.parties, found.keys) == ({"state"}, (council.key_of("state").verifier, new.verifier))
    without = submission(council, council.key_of("state"), kind="key", body=change)
    assert "the new key too" in refusal(without, book).fault.expected
    # The new key alone shows only that somebody holds it.
    assert refusal(submission(council, new, kind="key", body=change), book).code == "unknown-key"
    # And under another kind the line is of nobody.
    assert refusal(submission(council, council.key_of("state"), new, body=change), book).code == "unknown-key"


def test_a_witness_key_signs_no_submission(council, book):
    change = {"action": "enrol", "party": "state", "role": "witness", "key": str(council.witness_of("state").verifier)}
    assert signers(submission(council, council.key_of("state"), kind="key", body=change), book).parties == {"state"}


def test_a_new_key_that_is_none_is_refused_before_any_line(council, book):
    change = {"action": "rotate", "party": "state", "key": "nothing"}
    unsigned = submission(council, SigningKey.from_seed("stranger", bytes(32)), kind="key", body=change)
    assert refusal(unsigned, book).code == "bad-key"
    other = {"action": "rotate", "party": "state", "key": str(council.key_of("desk", 5).verifier)}
    assert refusal(submission(council, council.key_of("state"), kind="key", body=other), book).code == "bad-key"


def test_a_body_that_is_no_change_of_key_needs_no_other_signature(council, book):
    # What is wrong with it is told when it is read.
    assert signers(submission(council, council.key_of("state"), kind="key", body={"party": 7}), book).parties == {
        "state"
    }


def test_a_key_of_another_party_held_up_as_new_does_not_make_that_party_sign(council, book):
    desk = council.key_of("desk")
    change = {"action": "recover", "party": "desk", "key": str(desk.verifier)}
    found = signers(submission(council, council.key_of("state"), desk, kind="key", body=change), book)
    assert found.parties == {"state"}

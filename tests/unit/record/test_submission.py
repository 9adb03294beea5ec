from typing import Any

import pytest

from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.record import SignedNote, Submission, compose, leaf_hash

HASH = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
FIELDS: dict[str, Any] = {"case": "example", "party": "alpha", "number": 1, "previous": None, "payload": b"{}"}


def test_what_is_composed_is_read_back(party_key):
    submission = compose(**FIELDS, keys=[party_key])
    assert submission.note.text == "proverka/submission/v1\nexample\nalpha 1\n-\n{}\n"
    assert Submission.parse(submission.note.raw) == submission
    assert submission.leaf_hash == leaf_hash(submission.note.raw)


def test_the_next_one_names_the_last(party_key):
    first = compose(**FIELDS, keys=[party_key])
    second = compose(**FIELDS | {"number": 2, "previous": first.text_hash}, keys=[party_key])
    assert second.previous == first.text_hash


def test_a_joint_submission_may_be_signed_in_two_places(party_key, other_key):
    at_once = compose(**FIELDS, keys=[party_key, other_key])
    in_turn = compose(**FIELDS, keys=[party_key]).signed_by(other_key)
    assert at_once == in_turn
    assert len(at_once.note.verify([party_key.verifier, other_key.verifier])) == 2


def test_payload_of_any_alphabet_passes_untouched(party_key):
    payload = '{"ملاحظة":"пункт\u2028"}'.encode()
    assert compose(**FIELDS | {"payload": payload}, keys=[party_key]).payload == payload


@pytest.mark.parametrize(
    "text",
    [
        "proverka/submission/v2\nexample\nalpha 1\n-\n{}\n",
        "proverka/submission/v1\nexample\nalpha 1\n-\n",
        "proverka/submission/v1\nexample\nalpha 1\n-\n\n",
        "proverka/submission/v1\nexample\nalpha 1\n-\n{}\n{}\n",
        "proverka/submission/v1\n\nalpha 1\n-\n{}\n",
        "proverka/submission/v1\n../example\nalpha 1\n-\n{}\n",
        "proverka/submission/v1\nexample\nalpha\n-\n{}\n",
        "proverka/submission/v1\nexample\n 1\n-\n{}\n",
        "proverka/submission/v1\nexample\nalpha 0\n-\n{}\n",
        "proverka/submission/v1\nexample\nalpha 01\n-\n{}\n",
        "proverka/submission/v1\nexample\nalpha ١\n-\n{}\n",
        "proverka/submission/v1\nexample\nalpha  1\n-\n{}\n",
        "proverka/submission/v1\nexample\nalpha 99999999999\n-\n{}\n",
        "proverka/submission/v1\nexample\nalpha 2\n\n{}\n",
        "proverka/submission/v1\nexample\nalpha 2\nAAAA\n{}\n",
        f"proverka/submission/v1\n{'e' * 65}\nalpha 1\n-\n{{}}\n",
    ],
)
def test_every_other_header_is_malformed(text, party_key):
    with pytest.raises(MalformedError) as caught:
        Submission.parse(SignedNote.sign(text, [party_key]).raw)
    assert caught.value.fault.refusal is Refusal.BAD_NOTE


@pytest.mark.parametrize("line", ["alpha 2\n-", f"alpha 1\n{HASH}"])
def test_number_and_previous_entry_go_together(line, party_key):
    with pytest.raises(MalformedError) as caught:
        Submission.parse(SignedNote.sign(f"proverka/submission/v1\nexample\n{line}\n{{}}\n", [party_key]).raw)
    assert caught.value.fault.refusal is Refusal.BAD_NOTE


@pytest.mark.parametrize(
    "change",
    [
        {"case": "two words"},
        {"party": "two\nlines"},
        {"number": 0},
        {"number": -1},
        {"previous": b"short"},
        {"payload": b""},
        {"payload": b"{}\n{}"},
        {"payload": b"{\t}"},
        {"payload": b"\xff"},
    ],
)
def test_what_could_not_be_read_back_is_not_composed(change, party_key):
    with pytest.raises(ProverkaError):
        compose(**FIELDS | change, keys=[party_key])


def test_a_submission_fits_an_entry(party_key):
    with pytest.raises(RefusedError) as caught:
        compose(**FIELDS | {"payload": b'"' + b"x" * 65_535 + b'"'}, keys=[party_key])
    assert caught.value.fault.refusal is Refusal.TOO_LARGE


def test_a_submission_needs_a_signer():
    with pytest.raises(MalformedError):
        compose(**FIELDS, keys=[])

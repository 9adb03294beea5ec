from base64 import b64encode
from typing import Any

import pytest

from proverka.model.errors import MalformedError, ProverkaError, Refusal, RefusedError
from proverka.record import SignedNote, Submission, SubmissionText, beginning, compose, draft, leaf_hash

HASH = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
OTHER_HASH = "WdBPZbAfpoYXOvUAqorcDMcegVem7TwdXykI4cdy+7A="
FIELDS: dict[str, Any] = {
    "case": "example",
    "genesis": None,
    "party": "alpha",
    "number": 1,
    "previous": None,
    "payload": b"{}",
}


def test_what_is_composed_is_read_back(party_key):
    submission = compose(**FIELDS, keys=[party_key])
    assert submission.note.text == "proverka/submission/v1\nexample -\nalpha 1\n-\n{}\n"
    assert Submission.parse(submission.note.raw) == submission
    assert submission.leaf_hash == leaf_hash(submission.note.raw)


def test_the_next_one_names_the_last(party_key):
    first = compose(**FIELDS, keys=[party_key])
    names = {"genesis": first.text_hash, "previous": first.text_hash}
    second = compose(**FIELDS | names | {"number": 2}, keys=[party_key])
    assert (second.genesis, second.previous) == (first.text_hash, first.text_hash)


def test_the_first_text_of_a_log_begins_it_and_every_other_one_names_it(party_key, other_key):
    first = compose(**FIELDS, keys=[party_key])
    other = compose(**FIELDS | {"genesis": first.text_hash, "party": "beta"}, keys=[other_key])
    assert (first.genesis, first.log_hash) == (None, first.text_hash)
    assert (other.genesis, other.log_hash) == (first.text_hash, first.text_hash)
    assert other.text.split("\n")[1] == f"example {b64encode(first.text_hash).decode()}"
    assert beginning("example", first.genesis) == "example, the first entry of its log"
    assert beginning("example", other.genesis) == f"example, the log that begins {first.text_hash.hex()}"


def test_who_signs_later_lines_does_not_change_what_a_log_begins_with(party_key, other_key):
    first = compose(**FIELDS, keys=[party_key])
    assert first.signed_by(other_key).log_hash == first.log_hash


def test_a_draft_names_its_log_too():
    drafted = draft(**FIELDS | {"genesis": bytes(32)})
    assert SubmissionText.read(drafted.text) == drafted
    assert drafted.log_hash == bytes(32)


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
        "proverka/submission/v2\nexample -\nalpha 1\n-\n{}\n",
        "proverka/submission/v1\nexample -\nalpha 1\n-\n",
        "proverka/submission/v1\nexample -\nalpha 1\n-\n\n",
        "proverka/submission/v1\nexample -\nalpha 1\n-\n{}",
        "proverka/submission/v1\nexample -\nalpha 1\n-\n{}\n{}\n",
        "proverka/submission/v1\n\nalpha 1\n-\n{}\n",
        "proverka/submission/v1\n -\nalpha 1\n-\n{}\n",
        "proverka/submission/v1\n../example -\nalpha 1\n-\n{}\n",
        "proverka/submission/v1\nexample -\nalpha\n-\n{}\n",
        "proverka/submission/v1\nexample -\n 1\n-\n{}\n",
        "proverka/submission/v1\nexample -\nalpha 0\n-\n{}\n",
        "proverka/submission/v1\nexample -\nalpha 01\n-\n{}\n",
        "proverka/submission/v1\nexample -\nalpha ١\n-\n{}\n",
        "proverka/submission/v1\nexample -\nalpha  1\n-\n{}\n",
        "proverka/submission/v1\nexample -\nalpha 99999999999\n-\n{}\n",
        f"proverka/submission/v1\nexample {HASH}\nalpha 2\n\n{{}}\n",
        f"proverka/submission/v1\nexample {HASH}\nalpha 2\nAAAA\n{{}}\n",
        f"proverka/submission/v1\n{'e' * 65} -\nalpha 1\n-\n{{}}\n",
    ],
)
def test_every_other_header_is_malformed(text, party_key):
    refused(text, party_key)


@pytest.mark.parametrize(
    "line",
    [
        "example",
        "example ",
        "example  -",
        "example - ",
        "example --",
        "example -\t",
        f"example\t{HASH}",
        f"example {HASH} ",
        f"example  {HASH}",
        f"example {HASH} {HASH}",
        f"{HASH}",
        f"{HASH} example",
        f"example {HASH[:-1]}",  # without its padding
        f"example {HASH[:-2]}J=",  # a spare bit is set
        f"example {HASH.replace('4', '-')}",  # of another alphabet
        f"example {b64encode(bytes(31)).decode()}",
        f"example {b64encode(bytes(33)).decode()}",
        f"example {bytes(32).hex()}",
        f"exa mple {HASH}",
    ],
)
def test_the_line_of_the_log_has_one_form(line, party_key):
    refused(f"proverka/submission/v1\n{line}\nalpha 1\n-\n{{}}\n", party_key)
    refused(f"proverka/submission/v1\n{line}\nalpha 2\n{HASH}\n{{}}\n", party_key)


@pytest.mark.parametrize(
    ("begins", "line"),
    [
        (HASH, "alpha 2\n-"),
        (HASH, f"alpha 1\n{OTHER_HASH}"),
        ("-", "alpha 2\n-"),
        ("-", f"alpha 1\n{OTHER_HASH}"),
        ("-", f"alpha 2\n{OTHER_HASH}"),
    ],
)
def test_number_previous_text_and_first_text_go_together(begins, line, party_key):
    refused(f"proverka/submission/v1\nexample {begins}\n{line}\n{{}}\n", party_key)


def refused(text, key):
    """Hold a text, signed and as a draft, to be no submission."""
    with pytest.raises(MalformedError) as caught:
        Submission.parse(SignedNote.sign(text, [key]).raw)
    assert caught.value.fault.refusal is Refusal.BAD_NOTE
    with pytest.raises(MalformedError) as caught:
        SubmissionText.read(text)
    assert caught.value.fault.refusal is Refusal.BAD_NOTE


@pytest.mark.parametrize(
    "change",
    [
        {"case": "two words"},
        {"party": "two\nlines"},
        {"number": 0},
        {"number": -1},
        {"genesis": b"short"},
        {"genesis": b""},
        {"number": 2, "previous": bytes(32)},
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

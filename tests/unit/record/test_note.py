import base64

import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import SignedNote, SigningKey
from proverka.record.keys import VerifierKey
from proverka.record.note import NOTE_BYTES_MAX, SIGNATURE_LINES_MAX

TEXT = "One line.\n\nAnother, after a blank one.\n"
LINE = "— somebody " + base64.b64encode(bytes(8)).decode() + "\n"


@pytest.fixture
def note(party_key):
    return SignedNote.sign(TEXT, [party_key])


def test_the_last_blank_line_separates(note):
    assert note.text == TEXT
    assert note.raw.startswith(TEXT.encode() + b"\n\xe2\x80\x94 example.org/alpha ")


def test_a_note_keeps_the_bytes_that_it_came_in(note):
    assert SignedNote.parse(note.raw) == note


def test_the_signer_is_told(note, party_key, other_key):
    assert note.verify([other_key.verifier, party_key.verifier]) == (party_key.verifier,)


def test_several_signers_make_a_joint_note(note, party_key, other_key):
    joint = note.signed_by(other_key)
    assert joint.raw.startswith(note.raw)
    assert joint.raw == SignedNote.sign(TEXT, [party_key, other_key]).raw
    assert joint.verify([other_key.verifier, party_key.verifier]) == (party_key.verifier, other_key.verifier)


def test_signing_again_changes_nothing(note, party_key):
    assert note.signed_by(party_key) is note


def test_lines_of_unknown_keys_are_kept_and_passed_over(note, party_key):
    longer = SignedNote.parse(note.raw + LINE.encode())
    assert longer.verify([party_key.verifier]) == (party_key.verifier,)
    assert [s.name for s in longer.signatures] == ["example.org/alpha", "somebody"]


def test_the_same_name_with_another_identifier_is_another_key(note, party_key):
    namesake = SigningKey.from_seed(party_key.name, b"\x07" * 32)
    with pytest.raises(RefusedError) as caught:
        note.verify([namesake.verifier])
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY


def test_one_line_of_a_known_key_that_fails_refuses_the_whole_note(note, party_key, other_key):
    forged = note.raw + SignedNote.sign("Other.\n", [other_key]).signatures[0].line.encode()
    with pytest.raises(RefusedError) as caught:
        SignedNote.parse(forged).verify([party_key.verifier, other_key.verifier])
    assert caught.value.fault.refusal is Refusal.WRONG_SIGNATURE


def test_no_known_key_at_all_is_refused(note):
    with pytest.raises(RefusedError) as caught:
        note.verify([])
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY


def test_two_keys_that_cannot_be_told_apart_are_refused(note, party_key, other_key):
    colliding = VerifierKey(name=party_key.name, public=other_key.verifier.public)
    object.__setattr__(colliding, "key_id", party_key.key_id)
    with pytest.raises(RefusedError) as caught:
        note.verify([party_key.verifier, colliding])
    assert caught.value.fault.refusal is Refusal.BAD_KEY
    assert note.verify([party_key.verifier, party_key.verifier]) == (party_key.verifier,)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "\n",
        "text\n",
        "text\n\n",
        f"text\n{LINE}",
        f"text\n\n{LINE}"[:-1],
        f"text\n\n{LINE}\n",
        f"text\n\n{LINE}more\n",
        f"text\r\n\r\n{LINE}",
        f"te\x00xt\n\n{LINE}",
        f"te\txt\n\n{LINE}",
        "text\n\n- somebody AAAAAAAAAAA=\n",
        "text\n\n—somebody AAAAAAAAAAA=\n",
        "text\n\n—  AAAAAAAAAAA=\n",
        "text\n\n— some+body AAAAAAAAAAA=\n",
        "text\n\n— some\u2003body AAAAAAAAAAA=\n",
        "text\n\n— somebody  AAAAAAAAAAA=\n",
        "text\n\n— somebody AAAAAAAAAAA= \n",
        "text\n\n— somebody AAAAAAAAAAB=\n",
        "text\n\n— somebody AAAAAA==\n",
        "text\n\n— somebody\n",
        "text\n\n— somebody \n",
    ],
)
def test_every_other_form_is_malformed(raw):
    with pytest.raises(MalformedError) as caught:
        SignedNote.parse(raw.encode())
    assert caught.value.fault.refusal is Refusal.BAD_NOTE


def test_bytes_that_are_not_utf8_are_malformed():
    with pytest.raises(MalformedError) as caught:
        SignedNote.parse(b"te\xffxt\n\n" + LINE.encode())
    assert caught.value.fault.refusal is Refusal.WRONG_ENCODING


def test_line_breaks_of_other_alphabets_break_no_line():
    note = SignedNote.parse(f"one\u2028line\x85\n\n{LINE}".encode())
    assert note.text == "one\u2028line\x85\n"


def test_limits():
    assert len(SignedNote.parse(("text\n\n" + LINE * SIGNATURE_LINES_MAX).encode()).signatures) == SIGNATURE_LINES_MAX
    with pytest.raises(MalformedError) as caught:
        SignedNote.parse(("text\n\n" + LINE * (SIGNATURE_LINES_MAX + 1)).encode())
    assert caught.value.fault.refusal is Refusal.BAD_NOTE
    with pytest.raises(MalformedError) as caught:
        SignedNote.parse(b"x" * (NOTE_BYTES_MAX + 1))
    assert caught.value.fault.refusal is Refusal.TOO_LARGE


@pytest.mark.parametrize("text", ["", "no newline", "carriage\r\n", "lone \ud800\n"])
def test_a_text_that_no_note_can_carry_is_not_signed(text, party_key):
    with pytest.raises(MalformedError):
        SignedNote.sign(text, [party_key])


def test_a_note_needs_a_signature():
    with pytest.raises(MalformedError):
        SignedNote.sign(TEXT, [])

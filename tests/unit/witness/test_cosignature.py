import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import Checkpoint, NoteSignature, SignedCheckpoint, SignedNote, SigningKey, VerifierKey
from proverka.record.merkle import EMPTY_ROOT
from proverka.witness import (
    CosignerKey,
    CosigningKey,
    MldsaCosignerKey,
    cosignatures,
    parse_cosignature_lines,
    parse_cosigner_key,
    with_cosignatures,
)
from proverka.witness.cosigning import Algorithm

SEED = bytes(range(32))
ALGORITHMS: tuple[Algorithm, ...] = ("ed25519", "ml-dsa-44")
TIME = 1_700_000_000


@pytest.fixture(params=ALGORITHMS)
def witness(request):
    return CosigningKey.from_seed("example.org/witness", SEED, request.param)


@pytest.fixture
def signed(log_key):
    return SignedCheckpoint.sign(Checkpoint(origin=log_key.name, size=7, root=bytes(range(32))), log_key)


def changed(line: NoteSignature, place: int) -> NoteSignature:
    """The line with one bit of its signature flipped."""
    data = bytearray(line.signature)
    data[place] ^= 1
    return NoteSignature(name=line.name, key_id=line.key_id, signature=bytes(data))


def test_a_cosignature_verifies_with_the_time_that_it_states(signed, witness):
    line = witness.cosign(signed.note.text, time=TIME)
    cosigned = with_cosignatures(signed, [line])
    (found,) = cosignatures(cosigned, [witness.verifier])
    assert (found.key, found.time, found.line) == (witness.verifier, TIME, line)
    assert cosigned.checkpoint == signed.checkpoint


def test_the_same_key_judges_the_note_itself(signed, witness):
    cosigned = with_cosignatures(signed, [witness.cosign(signed.note.text, time=TIME)])
    assert cosigned.note.verify([witness.verifier]) == (witness.verifier,)


@pytest.mark.parametrize("time", [1, 2**32, 2**63 - 1])
def test_every_time_up_to_the_largest_is_carried(signed, witness, time):
    cosigned = with_cosignatures(signed, [witness.cosign(signed.note.text, time=time)])
    assert [c.time for c in cosignatures(cosigned, [witness.verifier])] == [time]


@pytest.mark.parametrize("place", [0, 7, 8, 40, -1], ids=["time", "time-end", "signature", "middle", "end"])
def test_a_changed_cosignature_is_refused(signed, witness, place):
    line = changed(witness.cosign(signed.note.text, time=TIME), place)
    with pytest.raises(RefusedError) as caught:
        cosignatures(with_cosignatures(signed, [line]), [witness.verifier])
    assert caught.value.fault.refusal is Refusal.WRONG_SIGNATURE


def test_a_time_beyond_the_largest_is_refused_even_if_signed(signed, witness):
    line = witness.cosign(signed.note.text, time=TIME)
    beyond = NoteSignature(name=line.name, key_id=line.key_id, signature=b"\xff" * 8 + line.signature[8:])
    assert not witness.verifier.verify(signed.note.message, beyond.signature)


def test_a_cosignature_of_another_length_does_not_verify(signed, witness):
    signature = witness.cosign(signed.note.text, time=TIME).signature
    for wrong in (b"", signature[:8], signature[:-1], signature + b"\0"):
        assert not witness.verifier.verify(signed.note.message, wrong)


def test_a_cosignature_of_another_tree_origin_or_cosigner_is_refused(signed, witness, log_key):
    line = witness.cosign(signed.note.text, time=TIME)
    for other in (
        Checkpoint(origin=log_key.name, size=8, root=bytes(range(32))),
        Checkpoint(origin=log_key.name, size=7, root=bytes(32)),
        Checkpoint(origin="example.org/log2", size=7, root=bytes(range(32))),
    ):
        assert not witness.verifier.verify(other.text.encode(), line.signature)


def test_only_mldsa_binds_the_name_of_the_cosigner(signed):
    renamed = [CosigningKey.from_seed(name, SEED, "ml-dsa-44") for name in ("a", "b")]
    line = renamed[0].cosign(signed.note.text, time=TIME)
    assert not renamed[1].verifier.verify(signed.note.message, line.signature)


def test_extension_lines_are_covered_by_ed25519_and_by_the_log_but_not_by_mldsa(log_key):
    plain = Checkpoint(origin=log_key.name, size=7, root=bytes(32))
    extended = Checkpoint(origin=log_key.name, size=7, root=bytes(32), extensions=("more",))
    for algorithm, covered in zip(ALGORITHMS, (True, False), strict=True):
        witness = CosigningKey.from_seed("w", SEED, algorithm)
        signature = witness.cosign(plain.text, time=TIME).signature
        assert witness.verifier.verify(extended.text.encode(), signature) is not covered


def test_mldsa_signs_no_text_but_a_checkpoints():
    key = CosigningKey.from_seed("w", SEED, "ml-dsa-44").verifier
    signature = bytes(8 + 2420)
    assert not key.verify(b"not a checkpoint\n", signature)
    assert not key.verify(b"\xff\n1\n", signature)


def test_several_lines_of_one_cosigner_are_all_given_in_order(signed, witness):
    lines = [witness.cosign(signed.note.text, time=time) for time in (TIME + 9, TIME, TIME + 5)]
    cosigned = with_cosignatures(signed, lines)
    assert [c.time for c in cosignatures(cosigned, [witness.verifier])] == [TIME + 9, TIME, TIME + 5]


def test_one_wrong_line_among_several_is_refused(signed, witness):
    good = witness.cosign(signed.note.text, time=TIME)
    cosigned = with_cosignatures(signed, [good, changed(good, -1)])
    with pytest.raises(RefusedError) as caught:
        cosignatures(cosigned, [witness.verifier])
    assert caught.value.fault.refusal is Refusal.WRONG_SIGNATURE


def test_unknown_lines_are_passed_over_and_kept_as_they_are(signed, witness):
    stranger = NoteSignature(name="stranger", key_id=b"abcd", signature=b"?")
    cosigned = with_cosignatures(signed, [stranger, witness.cosign(signed.note.text, time=TIME)])
    assert cosigned.note.raw.startswith(signed.note.raw + stranger.line.encode())
    assert [c.time for c in cosignatures(cosigned, [witness.verifier])] == [TIME]
    assert cosignatures(cosigned, []) == ()


def test_a_line_is_added_once(signed, witness):
    line = witness.cosign(signed.note.text, time=TIME)
    once = with_cosignatures(signed, [line, line])
    assert with_cosignatures(once, [line]) == once
    assert once.note.signatures.count(line) == 1


def test_more_lines_than_a_note_carries_are_refused(signed):
    lines = [NoteSignature(name="n", key_id=b"abcd", signature=b"%d" % i) for i in range(100)]
    with pytest.raises(MalformedError) as caught:
        with_cosignatures(signed, lines)
    assert caught.value.fault.refusal is Refusal.BAD_NOTE


def test_a_cosignature_that_states_no_time_is_no_witnesss(signed, log_key):
    # Made with the parts of the module: `cosign` itself never states the time 0.
    seed_key = SigningKey.from_seed("w", SEED)
    key = CosignerKey(name="w", public=seed_key.verifier.public)
    signature = bytes(8) + seed_key.sign(b"cosignature/v1\ntime 0\n" + signed.note.message)
    assert key.verify(signed.note.message, signature)
    cosigned = with_cosignatures(signed, [NoteSignature(name="w", key_id=key.key_id, signature=signature)])
    assert cosignatures(cosigned, [key]) == ()


def test_two_cosigners_that_share_name_and_identifier_are_refused(signed, witness):
    twin = CosigningKey.from_seed("twin", b"\x05" * 32).verifier
    object.__setattr__(twin, "name", witness.name)
    object.__setattr__(twin, "key_id", witness.key_id)
    with pytest.raises(RefusedError) as caught:
        cosignatures(signed, [witness.verifier, twin])
    assert caught.value.fault.refusal is Refusal.BAD_KEY
    assert cosignatures(signed, [witness.verifier, witness.verifier]) == ()


def test_a_logs_signature_is_no_cosignature_and_the_other_way_round(signed, log_key):
    as_witness = CosignerKey(name=log_key.name, public=log_key.verifier.public)
    assert cosignatures(signed, [as_witness]) == ()
    line = CosigningKey.from_seed(log_key.name, log_key.seed).cosign(signed.note.text, time=TIME)
    note = SignedNote.parse(f"{signed.note.text}\n{line.line}".encode())
    with pytest.raises(RefusedError) as caught:
        SignedCheckpoint.parse(note.raw, log_key.verifier)
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY


def test_both_text_forms_round_trip(witness):
    text = str(witness.verifier)
    assert parse_cosigner_key(text) == witness.verifier
    assert type(witness.verifier).parse(text) == witness.verifier
    assert CosigningKey.parse(witness.private_text()) == witness
    assert CosigningKey.parse(witness.private_text()).algorithm == witness.algorithm


def test_one_seed_gives_a_key_of_each_algorithm_with_its_own_identifier():
    first, second = (CosigningKey.from_seed("w", SEED, algorithm) for algorithm in ALGORITHMS)
    assert first != second
    assert len({first.key_id, second.key_id, SigningKey.from_seed("w", SEED).key_id}) == 3
    assert isinstance(first.verifier, CosignerKey)
    assert isinstance(second.verifier, MldsaCosignerKey)


def test_each_parser_takes_its_own_type_only():
    ed25519, mldsa44 = (CosigningKey.from_seed("w", SEED, algorithm) for algorithm in ALGORITHMS)
    plain = SigningKey.from_seed("w", SEED)
    refused = [
        (CosignerKey.parse, str(mldsa44.verifier)),
        (MldsaCosignerKey.parse, str(ed25519.verifier)),
        (parse_cosigner_key, str(plain.verifier)),
        (VerifierKey.parse, str(ed25519.verifier)),
        (CosigningKey.parse, plain.private_text()),
        (SigningKey.parse, ed25519.private_text()),
    ]
    for parse, text in refused:
        with pytest.raises(MalformedError) as caught:
            parse(text)
        assert caught.value.fault.refusal is Refusal.BAD_KEY


def test_a_text_with_any_part_changed_is_refused(witness):
    text = str(witness.verifier)
    name, key_id, body = text.split("+", 2)
    wrong = ["", name, f"{name}+{key_id}", f"{name}x+{key_id}+{body}", f"+{key_id}+{body}", f"{text}\n", f"{text}="]
    wrong += [f"{name}+{key_id.upper()}+{body}" if key_id.upper() != key_id else "", f"{name}+00000000+{body}"]
    wrong += [f"{name}+{key_id}+{body[:-4]}", f"{name}+{key_id}+", f"{name}+{key_id[:-1]}+{body}", "x" * 5000]
    for value in wrong:
        for parse in (parse_cosigner_key, type(witness.verifier).parse):
            with pytest.raises(MalformedError) as caught:
                parse(value)
            assert caught.value.fault.refusal is Refusal.BAD_KEY, value


def test_a_key_with_a_name_beyond_every_size_is_refused():
    text = str(CosigningKey.from_seed("w" * 4096, SEED).verifier)
    with pytest.raises(MalformedError) as caught:
        parse_cosigner_key(text)
    assert caught.value.fault.refusal is Refusal.BAD_KEY


@pytest.mark.parametrize("public", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32, b"", bytes(31)])
def test_an_ed25519_cosigner_key_is_under_the_strict_rule(public):
    with pytest.raises(MalformedError) as caught:
        CosignerKey(name="w", public=public)
    assert caught.value.fault.refusal is Refusal.BAD_KEY


@pytest.mark.parametrize(
    ("name", "size"), [("w", 1311), ("w", 1313), ("a b", 1312), ("w" * 256, 1312), ("й" * 128, 1312)]
)
def test_an_mldsa_key_of_another_size_or_with_a_name_that_cannot_be_signed_is_refused(name, size):
    with pytest.raises(MalformedError) as caught:
        MldsaCosignerKey(name=name, public=bytes(size))
    assert caught.value.fault.refusal is Refusal.BAD_KEY


@pytest.mark.parametrize("length", [0, 31, 33, 64])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_seed_has_32_bytes(length, algorithm):
    with pytest.raises(MalformedError):
        CosigningKey.from_seed("w", bytes(length), algorithm)


def test_neither_repr_nor_error_shows_a_secret(witness):
    text = witness.private_text()
    secret = text.rsplit("+", 1)[-1]
    assert repr(SEED) not in repr(witness)
    assert secret not in repr(witness)
    for wrong in (text[:-1], text + "A", text.replace("witness", "w"), text.removeprefix("PRIVATE+KEY+")):
        with pytest.raises(MalformedError) as caught:
            CosigningKey.parse(wrong)
        assert secret[:20] not in str(caught.value)


@pytest.mark.parametrize("text", ["", "no checkpoint\n", "o\n1\nAAAA\n"])
def test_nothing_but_a_checkpoint_is_cosigned(witness, text):
    with pytest.raises(MalformedError) as caught:
        witness.cosign(text, time=TIME)
    assert caught.value.fault.refusal is Refusal.BAD_CHECKPOINT


def test_an_origin_that_a_message_cannot_carry_is_refused():
    witness = CosigningKey.from_seed("w", SEED, "ml-dsa-44")
    carried = Checkpoint(origin="o" * 255, size=0, root=EMPTY_ROOT)
    assert witness.verifier.verify(carried.text.encode(), witness.cosign(carried.text, time=TIME).signature)
    long = Checkpoint(origin="o" * 256, size=0, root=EMPTY_ROOT)
    with pytest.raises(MalformedError) as caught:
        witness.cosign(long.text, time=TIME)
    assert caught.value.fault.refusal is Refusal.BAD_CHECKPOINT
    assert not witness.verifier.verify(long.text.encode(), bytes(8 + 2420))


def test_an_origin_that_utf8_cannot_carry_is_refused(witness):
    with pytest.raises(MalformedError) as caught:
        witness.cosign(Checkpoint(origin="\ud800", size=0, root=EMPTY_ROOT).text, time=TIME)
    assert caught.value.fault.refusal is Refusal.BAD_CHECKPOINT


def test_the_answer_of_a_witness_is_read(signed):
    lines = [
        CosigningKey.from_seed(f"w{i}", SEED, a).cosign(signed.note.text, time=TIME) for i, a in enumerate(ALGORITHMS)
    ]
    assert parse_cosignature_lines("".join(line.line for line in lines).encode()) == tuple(lines)


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"text\n", b"text\n\n\xe2\x80\x94 a YWJjZGU=\n", b"\xe2\x80\x94 a YWJjZGU=", b"\xff\n"]
)
def test_no_other_answer_of_a_witness_is(raw):
    with pytest.raises(MalformedError) as caught:
        parse_cosignature_lines(raw)
    assert caught.value.fault.refusal in (Refusal.BAD_NOTE, Refusal.WRONG_ENCODING)

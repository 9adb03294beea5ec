import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import Checkpoint, SignedCheckpoint, SignedNote
from proverka.record.merkle import EMPTY_ROOT

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


def test_the_text_round_trips_with_its_extension_lines():
    text = f"example.org/log\n15368405\n{ROOT}\nan extension\nanother\n"
    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size, len(checkpoint.root)) == ("example.org/log", 15368405, 32)
    assert checkpoint.extensions == ("an extension", "another")
    assert checkpoint.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "o\n1\n",
        f"o\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        f"o\n\n{ROOT}\n",
        f"o\n01\n{ROOT}\n",
        f"o\n+1\n{ROOT}\n",
        f"o\n-1\n{ROOT}\n",
        f"o\n1 \n{ROOT}\n",
        f"o\n١\n{ROOT}\n",
        f"o\n{2**63}\n{ROOT}\n",
        f"o\n{'9' * 5000}\n{ROOT}\n",
        f"o\n1\n{ROOT[:-1]}\n",
        "o\n1\nAAAA\n",
        f"o\n1\n{ROOT[:-2]}J=\n",
        f"o\n1\n{ROOT}\n\n",
        f"o\n1\n{ROOT}\n\nextension\n",
        f"o\n0\n{ROOT}\n",
    ],
)
def test_every_other_text_is_malformed(text):
    with pytest.raises(MalformedError) as caught:
        Checkpoint.parse(text)
    assert caught.value.fault.refusal is Refusal.BAD_CHECKPOINT


def test_the_empty_tree_has_the_empty_root():
    assert Checkpoint.parse(f"o\n0\n{EMPTY}\n").root == EMPTY_ROOT


def test_the_logs_own_signature_is_needed(log_key, other_key):
    signed = SignedCheckpoint.sign(Checkpoint(origin=log_key.name, size=0, root=EMPTY_ROOT), log_key)
    assert SignedCheckpoint.parse(signed.note.raw, log_key.verifier) == signed
    with pytest.raises(RefusedError) as caught:
        SignedCheckpoint.parse(signed.note.raw, other_key.verifier)
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY


def test_cosignatures_are_kept_and_not_judged(log_key, other_key):
    signed = SignedCheckpoint.sign(Checkpoint(origin=log_key.name, size=0, root=EMPTY_ROOT), log_key)
    cosigned = signed.note.signed_by(other_key)
    read = SignedCheckpoint.parse(cosigned.raw, log_key.verifier)
    assert read.note.raw == cosigned.raw
    assert read.checkpoint == signed.checkpoint


def test_a_key_speaks_only_for_the_origin_that_it_is_named_after(log_key):
    note = SignedNote.sign(Checkpoint(origin="another.org/log", size=0, root=EMPTY_ROOT).text, [log_key])
    with pytest.raises(RefusedError) as caught:
        SignedCheckpoint.parse(note.raw, log_key.verifier)
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY

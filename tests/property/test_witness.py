"""A witness answers as a slow, obvious model says, whatever it is asked in whatever order."""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.model.errors import Refusal, RefusedError
from proverka.record import Checkpoint, Folder, SignedCheckpoint, SigningKey, leaf_hash
from proverka.record.merkle import EMPTY_ROOT, consistency_proof, root_of_hashes
from proverka.witness import CosigningKey, ForkEvidence
from proverka.witness.checkpoint_request import CheckpointRequest
from proverka.witness.state import WatchedLog
from proverka.witness.witness import Witness

LOG_KEY = SigningKey.from_seed("example.org/log", bytes(32))
STRANGER = SigningKey.from_seed("example.org/stranger", b"\x07" * 32)
WITNESS_KEY = CosigningKey.from_seed("example.org/witness", b"\x03" * 32)
SIZE_MAX = 12
# Three histories: the second parts from the first after four entries, the third after seven.
HISTORIES = [
    [f"{n}" for n in range(SIZE_MAX)],
    [f"{n}" if n < 4 else f"{n} second" for n in range(SIZE_MAX)],
    [f"{n}" if n < 7 else f"{n} third" for n in range(SIZE_MAX)],
]


@dataclass
class Model:
    """What a witness should be: the list of entries that it has agreed to, and its last time."""

    entries: list[str] | None = None
    time: int = 0
    cosigned: list[tuple[int, list[str]]] = field(default_factory=list)

    def answer(self, entries, old, now, *, honest_proof, signed):
        held = self.entries or []
        if not signed:
            return 403
        if old > len(entries):
            return 400
        if old != len(held):
            return 409
        extends = entries[: len(held)] == held
        if not extends or not honest_proof:
            return 422
        if now < self.time:
            return None
        self.entries, self.time = entries, now
        self.cosigned.append((now, entries))
        return 200


def root(entries):
    return root_of_hashes([leaf_hash(entry.encode()) for entry in entries]) if entries else EMPTY_ROOT


def request(entries, old, *, honest_proof, signed):
    at = Checkpoint(origin=LOG_KEY.name, size=len(entries), root=root(entries))
    note = SignedCheckpoint.sign(at, LOG_KEY).note
    if not signed:
        other = note.signed_by(STRANGER)
        note = type(note).parse(other.raw.replace(note.signatures[0].line.encode(), b""))
    path = consistency_proof(old, len(entries), lambda a, b: root(entries[a:b])) if old <= len(entries) else ()
    return CheckpointRequest(old=old, path=path if honest_proof else (*path, bytes(32)), note=note)


asked = st.fixed_dictionaries(
    {
        "history": st.sampled_from(HISTORIES),
        "size": st.integers(0, SIZE_MAX),
        # Most requests begin where the witness stands: the others are soon answered.
        "old": st.one_of(st.none(), st.none(), st.none(), st.integers(0, SIZE_MAX + 1)),
        "step": st.integers(-1, 2),
        "honest_proof": st.sampled_from([True, True, True, False]),
        "signed": st.sampled_from([True] * 7 + [False]),
        "restart": st.booleans(),
        # Without a mirror: the folder of the log goes, with all that is in it.
        "lost": st.sampled_from([True] + [False] * 7),
    }
)


@settings(max_examples=120, deadline=None)
@given(st.lists(asked, max_size=12))
def test_a_witness_is_its_model(questions):
    with tempfile.TemporaryDirectory() as folder:
        check(Path(folder), questions)


def lose_and_recover(folder, witness, model, now):
    """Remove what the witness knows of the log: it refuses to begin anew, and goes on from its own last word."""
    states = list(folder.glob("*/checkpoint"))
    last = states[0].read_bytes() if states else b""
    for state in states:
        shutil.rmtree(state.parent)
    if not model.entries:
        if last:
            witness.recover(last)
        return
    contradicting = request(["another"], 0, honest_proof=True, signed=True).encode()
    with pytest.raises(RefusedError) as caught:
        witness.add_checkpoint(contradicting, now=now)
    assert caught.value.fault.refusal is Refusal.MISSING_FILE
    assert list(folder.glob("*/checkpoint")) == []
    assert witness.recover(last)


def check(folder, questions):
    def fresh():
        return Witness(Folder(root=folder), [WITNESS_KEY], [WatchedLog(key=LOG_KEY.verifier)])

    model, witness, now = Model(), fresh(), 1000
    for question in questions:
        now = max(1, now + question["step"])
        witness = fresh() if question["restart"] else witness
        if question["lost"]:
            witness = fresh()
            lose_and_recover(folder, witness, model, now)
        entries = question["history"][: question["size"]]
        old = len(model.entries or []) if question["old"] is None else question["old"]
        how = {"honest_proof": question["honest_proof"], "signed": question["signed"]}
        before = len(model.entries or [])
        expected = model.answer(entries, old, now, **how)
        raw = request(entries, old, **how).encode()
        if expected is None:
            with pytest.raises(RefusedError) as caught:
                witness.add_checkpoint(raw, now=now)
            assert caught.value.fault.refusal is Refusal.BACKWARDS
            continue
        got = witness.add_checkpoint(raw, now=now)
        assert got.status == expected
        if expected == 409:
            assert got.body == b"%d\n" % before
    evidence = [ForkEvidence.parse(path.read_bytes()) for path in (folder / "evidence").glob("*")]
    for found in evidence:
        fork = found.judge(LOG_KEY.verifier)
        assert any(fork.smaller.root == root(h[: fork.smaller.size]) for h in HISTORIES)
    states = [path.read_bytes() for path in folder.glob("*/checkpoint")]
    if model.entries is not None:
        signed = SignedCheckpoint.parse(states[0], LOG_KEY.verifier)
        assert (signed.checkpoint.size, signed.checkpoint.root) == (len(model.entries), root(model.entries))
    else:
        assert states == []
    sizes = [len(entries) for _, entries in model.cosigned]
    assert sizes == sorted(sizes)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 300), st.integers(0, 7))
def test_hostile_bytes_are_answered_and_change_nothing(noise, at, bit):
    good = request(HISTORIES[0][:5], 0, honest_proof=True, signed=True).encode()
    flipped = bytearray(good)
    flipped[at % len(good)] ^= 1 << bit
    with tempfile.TemporaryDirectory() as folder:
        witness = Witness(Folder(root=Path(folder)), [WITNESS_KEY], [WatchedLog(key=LOG_KEY.verifier)])
        for raw in (noise, good[:at], bytes(flipped), noise + good, good + noise):
            if raw != good:
                # One bit of the old size may ask for a wrong one; nothing else gets past the signature.
                assert witness.add_checkpoint(raw, now=1).status in (400, 403, 404, 409)
        assert list(Path(folder).glob("*/checkpoint")) == []
        assert witness.add_checkpoint(good, now=1).status == 200

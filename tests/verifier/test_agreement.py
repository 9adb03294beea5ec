"""The standalone verifier and `proverka verify` agree: on what holds, and on every kind of damage."""

import base64
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring, read_keyring
from proverka.case.opened import open_case
from proverka.case.verifying import verify_case
from proverka.case.witnessing import WitnessedCase
from proverka.model.errors import ProverkaError
from proverka.record import Checkpoint, Log, SignedCheckpoint, SigningKey, Submission, compose
from proverka.witness import CosigningKey

FIGURE: Mapping[str, object] = {
    "kind": "figure",
    "label": "NEW",
    "submitted_at": "2024-05-01T00:00:00Z",
    "body": {"basis": "destroyed/stock", "percent": 60},
}
PAYLOAD = json.dumps(FIGURE).encode()
NO_DOCUMENT = {"name": "x", "sha256": "0" * 64, "size": 1, "media_type": "text/plain"}


def append(built: Path, payload: bytes = PAYLOAD, *, party="inspectorate", signer="", line=b"", **changed: Any) -> None:
    """Append what an operator lets in unseen: counted by a signed checkpoint, and otherwise unchecked."""
    case, keyring = open_case(built), read_keyring(built / "keys")
    number, previous = case.chain.last.get(party, (0, None))
    header: dict[str, Any] = {
        "case": case.words.case,
        "genesis": case.chain.genesis,
        "party": party,
        "number": number + 1,
        "previous": previous,
    }
    made = compose(**header | changed, payload=payload, keys=[keyring.party(signer or party)])
    case.log.append([made.note.raw + line], keyring.log)


def begun_anew(built: Path, *, names: bytes | None = None, first: bytes | None = None) -> None:
    """Write the record again as its operator can, with a first entry that names a log, or with `first` in its place."""
    case, keyring = open_case(built), read_keyring(built / "keys")
    entries, genesis, last = [], names, dict[str, tuple[int, bytes | None]]()
    for old in map(Submission.parse, case.log.entries()):
        number, previous = last.get(old.party, (0, None))
        keys = [keyring.party(old.party)]
        made = compose(
            case=old.case,
            genesis=genesis,
            party=old.party,
            number=number + 1,
            previous=previous,
            payload=old.payload,
            keys=keys,
        )
        genesis, last[old.party] = made.log_hash, (made.number, made.text_hash)
        entries.append(made.note.raw)
    shutil.rmtree(built / "record")
    Log.create(built / "record", keyring.log).append([first or entries[0], *entries[1:]], keyring.log)


def edited(path: Path, edit) -> None:
    path.write_bytes(edit(path.read_bytes()))


def forged_line(built: Path) -> bytes:
    key = read_keyring(built / "keys").party("state")
    return f"\N{EM DASH} {key.name} {base64.b64encode(key.key_id + bytes(64)).decode()}\n".encode()


def misnamed_document(built: Path) -> None:
    (built / "documents/sha256/00").mkdir()
    (built / "documents/sha256/00" / ("0" * 64)).write_bytes(b"x")


def figure(**changed: object) -> bytes:
    return json.dumps({**FIGURE, **changed}).encode()


def other_checkpoint(built: Path, *, size: int | None = None, root: bytes | None = None, key: SigningKey | None = None):
    keyring, at = read_keyring(built / "keys"), open_case(built).log.checkpoint
    changed = Checkpoint(origin=at.origin, size=size or at.size, root=root or at.root)
    note = SignedCheckpoint.sign(changed, key or keyring.log).note.raw
    (built / "record" / "checkpoint").write_bytes(note)


def swap_entries(data: bytes) -> bytes:
    lengths, at, entries = [], 0, []
    while at < len(data):
        lengths.append(int.from_bytes(data[at : at + 2], "big"))
        entries.append(data[at : at + 2 + lengths[-1]])
        at += 2 + lengths[-1]
    return b"".join([entries[0], *reversed(entries[1:])])


BUNDLE = "record/tile/entries/000.p/3"
TILE = "record/tile/0/000.p/3"
DAMAGE = {
    "a bundle is gone": lambda case: (case / BUNDLE).unlink(),
    "a bundle is cut": lambda case: edited(case / BUNDLE, lambda data: data[:-1]),
    "a bundle is longer": lambda case: edited(case / BUNDLE, lambda data: data + b"\0"),
    "two entries change places": lambda case: edited(case / BUNDLE, swap_entries),
    "a tile is gone": lambda case: (case / TILE).unlink(),
    "a tile is cut": lambda case: edited(case / TILE, lambda data: data[:-1]),
    "a tile holds another hash": lambda case: edited(case / TILE, lambda data: bytes(32) + data[32:]),
    "an older partial tile": lambda case: (case / "record/tile/0/000.p/2").write_bytes(bytes(64)),
    "an older partial bundle": lambda case: (case / "record/tile/entries/000.p/1").write_bytes(b"\0\0"),
    "the checkpoint is gone": lambda case: (case / "record/checkpoint").unlink(),
    "the checkpoint is empty": lambda case: (case / "record/checkpoint").write_bytes(b""),
    "a checkpoint of a larger tree": lambda case: other_checkpoint(case, size=4),
    "a checkpoint of another root": lambda case: other_checkpoint(case, root=bytes(32)),
    "a checkpoint of another log": lambda case: other_checkpoint(
        case, key=SigningKey.from_seed(open_case(case).log.checkpoint.origin, bytes(32))
    ),
    "a document is another": lambda case: edited(
        next(path for path in (case / "documents").rglob("*") if path.is_file()), lambda _: b"other"
    ),
    "the documents are gone": lambda case: shutil.rmtree(case / "documents"),
    "a document is misnamed": misnamed_document,
    "a number is left out": lambda case: append(case, number=9),
    "a number twice": lambda case: append(case, number=1, previous=None),
    "another text before it": lambda case: append(case, previous=bytes(32)),
    "another case": lambda case: append(case, case="other"),
    "another log of this case": lambda case: append(case, genesis=bytes(32)),
    "a second beginning": lambda case: append(case, genesis=None, party="state", number=1, previous=None),
    "a beginning that names another log": lambda case: begun_anew(case, names=bytes(32)),
    "signed by another party": lambda case: append(case, signer="state"),
    "a party that nobody knows": lambda case: append(case, party="ghost", signer="state"),
    "a forged line of another party": lambda case: append(case, line=forged_line(case)),
    "a document that is not there": lambda case: append(case, figure(documents=[NO_DOCUMENT])),
    "a payload that is no object": lambda case: append(case, b"[]"),
    "a payload that is no JSON": lambda case: append(case, b"{"),
    "a second entry of the first kind": lambda case: append(case, figure(kind="genesis")),
}


def passes_verify(case: Path) -> bool:
    try:
        return bool(verify_case(case).sound)
    except ProverkaError:
        return False


def passes_alone(alone, case: Path, policy) -> bool:
    try:
        alone.check_log(case, policy)
    except (alone.WrongError, *alone.FORM_ERRORS):
        return False
    return True


def test_both_pass_what_was_built(built, standalone):
    policy = standalone.read_policy((built / "policy.txt").read_bytes())
    assert passes_verify(built)
    assert passes_alone(standalone, built, policy)
    append(built)
    assert passes_verify(built)
    assert passes_alone(standalone, built, policy)


# What only `proverka verify` finds, because it is a question of meaning.
MEANING_ONLY = {"a second entry of the first kind"}


@pytest.mark.parametrize("what", DAMAGE)
def test_both_find_damage(what, built, standalone):
    policy = standalone.read_policy((built / "policy.txt").read_bytes())
    DAMAGE[what](built)
    assert not passes_verify(built)
    assert passes_alone(standalone, built, policy) == (what in MEANING_ONLY)


def faults_alone(alone, case: Path) -> list[str]:
    record = alone.Record(case, alone.read_policy((case / "policy.txt").read_bytes()))
    record.check()
    return list(record.faults)


@pytest.mark.parametrize(
    ("what", "place"),
    [
        ("another case", "entry 3"),
        ("another log of this case", "entry 3"),
        ("a second beginning", "entry 3"),
        ("a beginning that names another log", "entry 0"),
    ],
)
def test_both_say_where_a_submission_to_another_log_stands(what, place, built, standalone):
    DAMAGE[what](built)
    assert [(fault.where, fault.refusal.code) for fault in verify_case(built).faults] == [(place, "wrong-case")]
    (fault,) = faults_alone(standalone, built)
    assert fault.startswith(f"{place}: a submission to another log")


def test_where_the_first_entry_cannot_be_read_the_others_are_not_blamed_for_it(built, standalone):
    begun_anew(built)
    assert passes_verify(built)
    assert faults_alone(standalone, built) == []
    begun_anew(built, first=b"no submission")
    assert "wrong-case" not in [fault.refusal.code for fault in verify_case(built).faults]
    assert not any("another log" in fault for fault in faults_alone(standalone, built))


def test_the_policy_of_another_log(built, standalone):
    other = SigningKey.from_seed("example.org/other", bytes(32)).verifier
    assert not passes_alone(standalone, built, standalone.read_policy(f"log {other}\nquorum none\n".encode()))


def test_a_full_file_in_the_place_of_a_partial_one(tmp_path, standalone):
    """What a mirror may delete: partial files, once their full one is there."""
    key, party = SigningKey.from_seed("example.org/log", bytes(32)), SigningKey.from_seed("example.org/a", b"\1" * 32)
    log, entries, genesis, previous = Log.create(tmp_path / "log", key), [], None, None
    for number in range(1, 301):
        made = compose(
            case="c", genesis=genesis, party="a", number=number, previous=previous, payload=b"{}", keys=[party]
        )
        entries.append(made.note.raw)
        genesis, previous = made.log_hash, made.text_hash
    log.append(entries[:200], key)
    old = (tmp_path / "log" / "checkpoint").read_bytes()
    log.append(entries[200:], key)
    (tmp_path / "log" / "checkpoint").write_bytes(old)
    record = standalone.Record(tmp_path / "log", standalone.read_policy(f"log {key.verifier}\nquorum none\n".encode()))
    record.check()
    assert {fault.split(": ")[1] for fault in record.faults} <= {
        "another form than it must have", "without a first entry nobody has a key",
    }  # fmt: skip


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Path:
    """The worked case, cosigned by three of its witnesses."""
    built = tmp_path_factory.mktemp("worked") / "built"
    authored = read_authored(repository / "cases" / "syria-2013")
    keyring = demonstration_keyring(authored.words)
    log = build_case(authored, built, keyring)
    for time, name in enumerate(sorted(keyring.witnesses)[:3], start=1_700_000_000):
        line = keyring.witnesses[name].cosign(log.checkpoint.text, time=time).line
        WitnessedCase.open(built).take(line.encode(), where="the answer")
    return built


def test_the_worked_case(worked, standalone):
    found = verify_case(worked)
    assert found.sound
    assert found.checkpoint is not None
    record = standalone.Record(worked, standalone.read_policy((worked / "policy.txt").read_bytes()))
    at = record.check()
    assert record.faults == []
    assert (at.size, at.root) == (found.checkpoint.size, found.checkpoint.root)
    assert (record.counts["entries"], record.tiles.compared) == (found.entries, found.tiles)
    assert {party: last for party, (last, _) in record.chains.last.items()} == dict(found.parties)
    assert len(at.times) == 3


def test_what_is_not_witnessed_does_not_count(worked, standalone, tmp_path):
    shutil.copytree(worked, tmp_path / "case")
    policy = standalone.read_policy((worked / "policy.txt").read_bytes())
    checkpoint = tmp_path / "case" / "record" / "checkpoint"
    size = checkpoint.read_text().splitlines()[1]
    for path in (checkpoint, tmp_path / "case" / "checkpoints" / size):
        edited(path, lambda data: b"\n".join(data.split(b"\n")[:-2]) + b"\n")
    with pytest.raises(standalone.WrongError, match=f"has cosigned 0 of its {size} entries"):
        standalone.check_log(tmp_path / "case", policy)


def test_an_empty_log_that_nobody_cosigned_does_not_count(tmp_path, standalone):
    key = SigningKey.from_seed("example.org/log", bytes(32))
    witness = CosigningKey.from_seed("example.org/witness", b"\1" * 32)
    Log.create(tmp_path / "log", key)
    text = f"log {key.verifier}\nwitness w {witness.verifier}\nquorum "
    with pytest.raises(standalone.WrongError, match="has cosigned 0 of its 0 entries"):
        standalone.check_log(tmp_path / "log", standalone.read_policy(f"{text}w\n".encode()))
    assert standalone.check_log(tmp_path / "log", standalone.read_policy(f"{text}none\n".encode()))


def test_a_kept_checkpoint_of_another_tree_or_of_more_entries(worked, standalone, tmp_path):
    shutil.copytree(worked, tmp_path / "case")
    policy = standalone.read_policy((worked / "policy.txt").read_bytes())
    log_key = read_keyring(worked / "keys").log
    for size, said in ((600, "a fork"), (700, "some were taken away")):
        note = SignedCheckpoint.sign(Checkpoint(origin=log_key.name, size=size, root=bytes(32)), log_key).note.raw
        path = tmp_path / "case" / "checkpoints" / str(size)
        path.write_bytes(note)
        assert not verify_case(tmp_path / "case").sound
        with pytest.raises(standalone.WrongError, match=said):
            standalone.check_log(tmp_path / "case", policy)
        path.unlink()
    assert standalone.check_log(tmp_path / "case", policy)

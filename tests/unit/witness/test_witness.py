"""What a witness answers, what it keeps, and what it never does."""

import hashlib

import pytest

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.record import Checkpoint, Folder, Log, SignedCheckpoint, SignedNote, SigningKey
from proverka.record.encoding import encode_base64
from proverka.witness import CosigningKey, cosignatures, parse_cosignature_lines, with_cosignatures
from proverka.witness.checkpoint_request import CheckpointRequest
from proverka.witness.evidence import ForkEvidence
from proverka.witness.state import REJECTED_MAX, Mirror, WatchedLog, make_own
from proverka.witness.witness import Witness

KEY = CosigningKey.from_seed("example.org/witness", b"\x03" * 32)
MLDSA_KEY = CosigningKey.from_seed("example.org/witness", b"\x04" * 32, "ml-dsa-44")


class Branch:
    """A log and what it asks of witnesses."""

    def __init__(self, root, key, entries):
        self.key = key
        self.log = Log.create(root, key)
        self.grow(*entries)

    def grow(self, *entries):
        self.log.append([entry.encode() for entry in entries], self.key)
        return self

    def request(self, old, size=None, path=None):
        size = self.log.size if size is None else size
        at = self.log.checkpoint
        root = self.log._tree.subtree_root(0, size) if size else at.root
        signed = SignedCheckpoint.sign(Checkpoint(origin=at.origin, size=size, root=root), self.key)
        proof = self.log.consistency_proof(old, size) if path is None else path
        return CheckpointRequest(old=old, path=tuple(proof), note=signed.note).encode()


@pytest.fixture
def branch(tmp_path, log_key):
    return Branch(tmp_path / "log", log_key, ["a", "b", "c", "d", "e"])


@pytest.fixture
def other(tmp_path, log_key):
    """The same log's other history, which parts from the first after two entries."""
    return Branch(tmp_path / "other", log_key, ["a", "b", "X", "Y", "Z"])


@pytest.fixture
def make(tmp_path, log_key):
    def made(name="witness", *, keys=(KEY,), mirrors=()):
        return Witness(Folder(root=tmp_path / name), keys, [WatchedLog(key=log_key.verifier, mirrors=tuple(mirrors))])

    return made


@pytest.fixture
def mirror(tmp_path):
    folder = Folder(root=tmp_path / "mirror")
    make_own(folder, [KEY.verifier])
    return Mirror(place="mirror", source=folder, folder=folder)


def hex_of(key):
    return hashlib.sha256(key.name.encode()).hexdigest()


def evidence(tmp_path, name="witness"):
    return [path.read_bytes() for path in sorted((tmp_path / name / "evidence").glob("*"))]


def test_a_first_checkpoint_is_cosigned_and_kept(branch, make, log_key):
    witness = make()
    answer = witness.add_checkpoint(branch.request(0), now=100)
    assert (answer.status, answer.content_type) == (200, "text/plain")
    lines = parse_cosignature_lines(answer.body)
    signed = with_cosignatures(branch.log.signed_checkpoint, lines)
    assert [(one.key, one.time) for one in cosignatures(signed, [KEY.verifier])] == [(KEY.verifier, 100)]
    assert witness.checkpoint(hex_of(log_key)) == signed.note.raw
    assert witness.checkpoint("0" * 64) is None
    assert witness.checkpoint("../witness") is None


def test_it_goes_on_from_what_it_cosigned(branch, make):
    witness = make()
    assert witness.add_checkpoint(branch.request(0), now=100).status == 200
    branch.grow("f", "g")
    assert make().add_checkpoint(branch.request(5), now=101).status == 200
    # The same again, as a log does that lost the answer: cosigned anew, at a later time.
    assert witness.add_checkpoint(branch.request(7), now=101).status == 200
    assert witness.add_checkpoint(branch.request(7), now=102).status == 200


def test_several_keys_answer_side_by_side(branch, make):
    answer = make(keys=(KEY, MLDSA_KEY)).add_checkpoint(branch.request(0), now=7)
    signed = with_cosignatures(branch.log.signed_checkpoint, parse_cosignature_lines(answer.body))
    found = cosignatures(signed, [KEY.verifier, MLDSA_KEY.verifier])
    assert [(one.key, one.time) for one in found] == [(KEY.verifier, 7), (MLDSA_KEY.verifier, 7)]


def test_several_logs_are_kept_apart(tmp_path, branch, log_key, other_key):
    second = Branch(tmp_path / "second", other_key, ["q"])
    logs = [WatchedLog(key=log_key.verifier), WatchedLog(key=other_key.verifier)]
    witness = Witness(Folder(root=tmp_path / "witness"), [KEY], logs)
    assert witness.add_checkpoint(branch.request(0), now=5).status == 200
    # Each log has its own last time: the second was never cosigned.
    assert witness.add_checkpoint(second.request(0), now=4).status == 200
    assert witness.checkpoint(hex_of(log_key)) != witness.checkpoint(hex_of(other_key))


def test_one_origin_has_one_key(tmp_path, log_key):
    forged = SigningKey.from_seed(log_key.name, b"\x09" * 32)
    with pytest.raises(RefusedError) as caught:
        Witness(Folder(root=tmp_path), [KEY], [WatchedLog(key=log_key.verifier), WatchedLog(key=forged.verifier)])
    assert caught.value.fault.refusal is Refusal.DUPLICATE_ID


MALFORMED = {
    "empty": b"",
    "no checkpoint": b"old 0\n",
    "no blank line": b"old 0\nexample.org/log\n",
    "another word": b"new 0\n\n",
    "leading zero": b"old 00\n\n",
    "a sign": b"old +1\n\n",
    "another digit": "old ٣\n\n".encode(),
    "beyond 63 bits": b"old 9223372036854775808\n\n",
    "no newline after old": b"old 0",
    "carriage return": b"old 0\r\n\r\n",
    "not base64": b"old 1\n!\n\n",
    "a short hash": b"old 1\nAAAA\n\n",
    "too many hashes": b"old 1\n" + b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" * 64 + b"\n",
    "too large": b"old 0\n" + b"x" * 600_000,
}


@pytest.mark.parametrize("what", MALFORMED)
def test_400_for_what_is_no_request(what, branch, make):
    checkpoint = branch.log.signed_checkpoint.note.raw
    head = MALFORMED[what]
    raw = head + checkpoint if head.endswith(b"\n\n") else head
    assert make().add_checkpoint(raw, now=1).status == 400


@pytest.mark.parametrize(
    "text",
    ["example.org/log\n5\n", "example.org/log\nfive\nAAAA\n", "example.org/log\n0\nAAAA\n", "example.org/log\n0\n"],
)
def test_400_for_what_is_no_checkpoint(text, make, log_key):
    note = SignedNote.sign(text, [log_key])
    assert make().add_checkpoint(CheckpointRequest(old=0, path=(), note=note).encode(), now=1).status == 400


def test_64_hashes_are_one_too_many_and_63_are_not(branch, make):
    many = branch.request(0, path=[bytes(32)] * 63)
    assert make().add_checkpoint(many, now=1).status == 422
    with pytest.raises(MalformedError):
        CheckpointRequest.parse(many.replace(b"\n\n", b"\n" + encode_base64(bytes(32)).encode() + b"\n\n", 1))


def test_404_for_a_log_that_is_not_known(tmp_path, other_key, make):
    stranger = Branch(tmp_path / "stranger", other_key, ["q"])
    assert make().add_checkpoint(stranger.request(0), now=1).status == 404


def test_403_without_a_signature_that_verifies(branch, make, log_key, other_key):
    text = branch.log.signed_checkpoint.note.text
    unsigned = SignedNote.sign(text, [other_key])
    assert make().add_checkpoint(CheckpointRequest(old=0, path=(), note=unsigned).encode(), now=1).status == 403
    forged = SignedNote.sign(text.replace("\n5\n", "\n6\n"), [log_key]).raw.replace(b"\n6\n", b"\n5\n")
    note = SignedNote.parse(forged)
    assert make().add_checkpoint(CheckpointRequest(old=0, path=(), note=note).encode(), now=1).status == 403


def test_lines_of_others_are_passed_over_and_not_kept(branch, make, log_key, other_key):
    note = branch.log.signed_checkpoint.note.signed_by(other_key)
    witness = make()
    assert witness.add_checkpoint(CheckpointRequest(old=0, path=(), note=note).encode(), now=1).status == 200
    kept = SignedNote.parse(witness.checkpoint(hex_of(log_key)))
    assert [line.name for line in kept.signatures] == [log_key.name, KEY.name]


def test_400_where_the_old_size_is_larger(branch, make):
    witness = make()
    witness.add_checkpoint(branch.request(0), now=1)
    assert witness.add_checkpoint(branch.request(6, 5, []), now=2).status == 400


def test_409_tells_the_size_it_stands_at(branch, make):
    witness = make()
    answer = witness.add_checkpoint(branch.request(3), now=1)
    assert (answer.status, answer.content_type, answer.body) == (409, "text/x.tlog.size", b"0\n")
    witness.add_checkpoint(branch.request(0), now=1)
    branch.grow("f")
    answer = witness.add_checkpoint(branch.request(4), now=1)
    assert (answer.status, answer.content_type, answer.body) == (409, "text/x.tlog.size", b"5\n")


def test_422_for_a_proof_that_proves_nothing(branch, make):
    witness = make()
    assert witness.add_checkpoint(branch.request(0, path=[bytes(32)]), now=1).status == 422
    witness.add_checkpoint(branch.request(0), now=1)
    branch.grow("f")
    proof = branch.log.consistency_proof(5)
    for path in (proof[:-1], (*proof, bytes(32)), (bytes(32), *proof[1:]), ()):
        assert witness.add_checkpoint(branch.request(5, path=path), now=1).status == 422
    assert witness.add_checkpoint(branch.request(5), now=1).status == 200


def zero(root, key):
    note = SignedNote.sign(f"{key.name}\n0\n{encode_base64(root)}\n", [key])
    return CheckpointRequest(old=0, path=(), note=note).encode()


def test_an_empty_log_is_cosigned_and_one_with_a_root_is_not(branch, make, log_key):
    witness = make()
    assert witness.add_checkpoint(zero(b"\x01" * 32, log_key), now=1).status == 422
    assert witness.add_checkpoint(zero(hashlib.sha256(b"").digest(), log_key), now=1).status == 200
    assert witness.add_checkpoint(branch.request(0), now=1).status == 200
    assert witness.add_checkpoint(zero(b"\x01" * 32, log_key), now=1).status == 409


def test_never_to_a_smaller_tree(branch, make):
    witness = make()
    witness.add_checkpoint(branch.request(0), now=1)
    for old in range(6):
        path = branch.log.consistency_proof(old, 4) if old <= 4 else ()
        assert witness.add_checkpoint(branch.request(old, 4, path), now=2).status in (400, 409)


def test_never_at_an_earlier_time(branch, make):
    witness = make()
    witness.add_checkpoint(branch.request(0), now=1000)
    with pytest.raises(RefusedError) as caught:
        witness.add_checkpoint(branch.request(5), now=999)
    assert caught.value.fault.refusal is Refusal.BACKWARDS
    branch.grow("f")
    with pytest.raises(RefusedError) as caught:
        make().add_checkpoint(branch.request(5), now=999)
    assert caught.value.fault.refusal is Refusal.BACKWARDS
    assert make().add_checkpoint(branch.request(5), now=1000).status == 200


def test_one_size_and_two_roots_are_evidence_at_once(tmp_path, branch, other, make, log_key):
    witness = make()
    witness.add_checkpoint(branch.request(0), now=1)
    assert witness.add_checkpoint(other.request(5), now=1).status == 422
    (found,) = evidence(tmp_path)
    fork = ForkEvidence.parse(found).judge(log_key.verifier)
    assert (fork.smaller.size, fork.larger.size) == (5, 5)
    # However it is asked for, and however often.
    assert witness.add_checkpoint(other.request(3), now=1).status == 409
    assert evidence(tmp_path) == [found]


def test_a_good_proof_from_another_beginning_is_evidence(tmp_path, branch, other, make, log_key):
    witness = make()
    witness.add_checkpoint(branch.request(0), now=1)
    other.grow("W", "V")
    assert witness.add_checkpoint(other.request(5), now=1).status == 422
    (found,) = evidence(tmp_path)
    fork = ForkEvidence.parse(found).judge(log_key.verifier)
    assert (fork.smaller.size, fork.larger.size) == (5, 7)
    assert fork.root == other.log._tree.subtree_root(0, 5)


def test_a_bad_proof_accuses_nobody(tmp_path, branch, make):
    witness = make()
    witness.add_checkpoint(branch.request(0), now=1)
    branch.grow("f", "g")
    for path in ([bytes(32)] * 3, [bytes(32)], [b"\x01" * 32] * 63):
        assert witness.add_checkpoint(branch.request(5, path=path), now=1).status == 422
    assert evidence(tmp_path) == []


def test_rejected_requests_are_kept_once_and_dropped_when_granted(tmp_path, branch, make, log_key):
    witness = make()
    folder = tmp_path / "witness" / hex_of(log_key) / "rejected"
    for _ in range(3):
        assert witness.add_checkpoint(branch.request(3), now=1).status == 409
    (kept,) = folder.iterdir()
    assert CheckpointRequest.parse(kept.read_bytes()).note.raw == branch.log.signed_checkpoint.note.raw
    assert witness.add_checkpoint(branch.request(0), now=1).status == 200
    assert not folder.exists()


def test_rejected_requests_are_bounded(tmp_path, branch, make, log_key):
    witness = make()
    for size in range(1, REJECTED_MAX + 10):
        text = f"{log_key.name}\n{size}\n{encode_base64(bytes(32))}\n"
        request = CheckpointRequest(old=1, path=(), note=SignedNote.sign(text, [log_key])).encode()
        assert witness.add_checkpoint(request, now=1).status == 409
    assert len(list((tmp_path / "witness" / hex_of(log_key) / "rejected").iterdir())) == REJECTED_MAX


def test_a_request_without_the_logs_signature_leaves_nothing(tmp_path, branch, make, other_key):
    witness = make()
    note = SignedNote.sign(branch.log.signed_checkpoint.note.text, [other_key])
    witness.add_checkpoint(CheckpointRequest(old=0, path=(), note=note).encode(), now=1)
    assert [path for path in (tmp_path / "witness").rglob("*") if path.is_file()] == []


def test_the_mirror_is_written_before_the_answer(tmp_path, branch, make, mirror, log_key):
    make(mirrors=[mirror]).add_checkpoint(branch.request(0), now=1)
    path = f"{hex_of(log_key)}/checkpoint"
    assert (tmp_path / "mirror" / path).read_bytes() == (tmp_path / "witness" / path).read_bytes()


def test_a_restored_witness_goes_on_from_its_mirror(branch, other, make, mirror):
    make(mirrors=[mirror]).add_checkpoint(branch.request(0), now=1000)
    restored = make("restored", mirrors=[mirror])
    answer = restored.add_checkpoint(other.request(0), now=1001)
    assert (answer.status, answer.body) == (409, b"5\n")
    with pytest.raises(RefusedError) as caught:
        restored.add_checkpoint(branch.request(5), now=999)
    assert caught.value.fault.refusal is Refusal.BACKWARDS
    assert restored.add_checkpoint(branch.request(5), now=1000).status == 200


def test_a_mirror_may_be_a_copy_of_the_log(tmp_path, branch, other, make, log_key):
    answer = make().add_checkpoint(branch.request(0), now=9)
    cosigned = with_cosignatures(branch.log.signed_checkpoint, parse_cosignature_lines(answer.body))
    (tmp_path / "log" / "checkpoint").write_bytes(cosigned.note.raw)
    copy = Mirror(place="copy", source=Folder(root=tmp_path / "log"))
    assert make("restored", mirrors=[copy]).add_checkpoint(other.request(0), now=9).status == 409


def test_a_copy_that_is_not_cosigned_by_this_witness_is_no_memory(tmp_path, branch, make):
    copy = Mirror(place="copy", source=Folder(root=tmp_path / "log"))
    assert make(mirrors=[copy]).add_checkpoint(branch.request(0), now=9).status == 200


def test_a_mirror_that_is_not_there_stops_the_witness(tmp_path, branch, make, mirror):
    make(mirrors=[mirror]).add_checkpoint(branch.request(0), now=1)
    (tmp_path / "mirror").rename(tmp_path / "unmounted")
    (tmp_path / "mirror").mkdir()
    with pytest.raises(RefusedError) as caught:
        make("restored", mirrors=[mirror]).add_checkpoint(branch.request(0), now=1)
    assert caught.value.fault.refusal is Refusal.MISSING_FILE
    with pytest.raises(RefusedError):
        make("restored", mirrors=[mirror]).settle()


def test_a_mirror_belongs_to_one_witness(mirror, make, branch):
    stranger = CosigningKey.from_seed("example.org/stranger", b"\x05" * 32)
    with pytest.raises(RefusedError) as caught:
        make_own(mirror.folder, [stranger.verifier])
    assert caught.value.fault.refusal is Refusal.ALREADY_THERE
    with pytest.raises(RefusedError) as caught:
        make(keys=[stranger], mirrors=[mirror]).add_checkpoint(branch.request(0), now=1)
    assert caught.value.fault.refusal is Refusal.MISSING_FILE
    make_own(mirror.folder, [KEY.verifier, MLDSA_KEY.verifier])


def test_a_new_mirror_is_brought_up(tmp_path, branch, make, mirror, log_key):
    make().add_checkpoint(branch.request(0), now=1)
    make(mirrors=[mirror]).settle()
    path = f"{hex_of(log_key)}/checkpoint"
    assert (tmp_path / "mirror" / path).read_bytes() == (tmp_path / "witness" / path).read_bytes()


def test_recover_takes_only_its_own_word(branch, make, log_key, other_key):
    witness = make()
    answer = witness.add_checkpoint(branch.request(0), now=9)
    note = with_cosignatures(branch.log.signed_checkpoint, parse_cosignature_lines(answer.body)).note.raw
    restored = make("restored")
    with pytest.raises(RefusedError) as caught:
        restored.recover(branch.log.signed_checkpoint.note.raw)
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY
    assert restored.checkpoint(hex_of(log_key)) is None
    assert restored.recover(note) is True
    assert restored.recover(note) is False
    assert restored.checkpoint(hex_of(log_key)) == note
    with pytest.raises(RefusedError) as caught:
        restored.recover(SignedNote.sign("example.org/else\n0\nx\n", [other_key]).raw)
    assert caught.value.fault.refusal is Refusal.UNKNOWN_KEY


def cosigned(branch, make, name, now):
    """The checkpoint of a branch as a copy of the witness, run elsewhere under the same key, would cosign it."""
    answer = make(name).add_checkpoint(branch.request(0), now=now)
    return with_cosignatures(branch.log.signed_checkpoint, parse_cosignature_lines(answer.body)).note.raw


def test_recover_finds_the_fork_in_its_own_memory(tmp_path, branch, other, make, log_key):
    witness = make()
    witness.add_checkpoint(branch.request(0), now=1)
    with pytest.raises(RefusedError) as caught:
        witness.recover(cosigned(other, make, "elsewhere", 1))
    assert caught.value.fault.refusal is Refusal.WRONG_PROOF
    (found,) = evidence(tmp_path)
    ForkEvidence.parse(found).judge(log_key.verifier)


def test_a_mirror_with_tiles_shows_that_it_is_of_another_history(tmp_path, branch, other, make, log_key):
    witness = make()
    witness.add_checkpoint(branch.request(0), now=1)
    other.grow("W", "V")
    (tmp_path / "other" / "checkpoint").write_bytes(cosigned(other, make, "elsewhere", 2))
    copy = Mirror(place="other", source=Folder(root=tmp_path / "other"))
    with pytest.raises(RefusedError) as caught:
        make(mirrors=[copy]).add_checkpoint(branch.request(5), now=3)
    assert caught.value.fault.refusal is Refusal.WRONG_PROOF
    (found,) = evidence(tmp_path)
    fork = ForkEvidence.parse(found).judge(log_key.verifier)
    assert (fork.smaller.size, fork.larger.size) == (5, 7)


def test_a_smaller_tree_cosigned_later_betrays_a_second_witness(tmp_path, branch, make):
    late = cosigned(branch, make, "elsewhere", 50)
    branch.grow("f")
    witness = make()
    witness.add_checkpoint(branch.request(0), now=40)
    with pytest.raises(RefusedError) as caught:
        witness.recover(late)
    assert caught.value.fault.refusal is Refusal.BACKWARDS


def test_a_damaged_state_is_told_and_left_alone(tmp_path, branch, make, log_key):
    make().add_checkpoint(branch.request(0), now=1)
    path = tmp_path / "witness" / hex_of(log_key) / "checkpoint"
    damaged = path.read_bytes().replace(b"\n5\n", b"\n4\n")
    path.write_bytes(damaged)
    with pytest.raises(RefusedError) as caught:
        make().add_checkpoint(branch.request(5), now=1)
    assert caught.value.fault.refusal is Refusal.WRONG_SIGNATURE
    assert path.read_bytes() == damaged


def test_another_process_is_kept_out(tmp_path, branch, make):
    with Folder(root=tmp_path / "witness").exclusive(), pytest.raises(RefusedError) as caught:
        make().add_checkpoint(branch.request(0), now=1)
    assert caught.value.fault.refusal is Refusal.BUSY

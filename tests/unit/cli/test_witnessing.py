"""Witnesses by files, copies, comparisons and judgements, as a person types them."""

import json
import shutil
import stat
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proverka.case.opened import log_key
from proverka.case.policy_file import read_policy
from proverka.case.witnessing import WitnessedCase
from proverka.model.errors import RefusedError
from proverka.record import Bundle, Carried, Folder, Log, SignedCheckpoint, SigningKey
from proverka.record.note import SignedNote
from proverka.record.submission import SubmissionText
from proverka.witness import CosigningKey, DoubleNumberEvidence, cosignatures, parse_cosigner_key
from proverka.witness.state import WatchedLog

LATER = """\
[[entries]]
kind = "figure"
label = "{label}"
known = 2024-08-02
date = 2024-07-31
party = "inspectorate"
body = {{ basis = "destroyed/stock", percent = {percent} }}
"""


@pytest.fixture
def clock(monkeypatch):
    times = [datetime(2025, 1, 1, 12, tzinfo=UTC)]
    monkeypatch.setattr("proverka.cli.witnessing.now", lambda: times[0])

    def advance(**more):
        times[0] += timedelta(**more)

    return advance


@pytest.fixture
def witnessed(proverka, clock):
    """The case `built`, in whose record the witness in `guard` is that of `state`, and a quorum by itself."""
    assert proverka("witness", "new", "guard", "--name", "example.org/guard").status == 0
    own = Path("guard/witness.txt").read_text(encoding="utf-8").strip()
    path = Path("quarry/case.toml")
    text = path.read_text(encoding="utf-8").replace('keys = "demonstration"', 'keys = "held"')
    text = text.replace('id = "state"\n', f'id = "state"\nwitness = "{own}"\n', 1)
    path.write_text(text + '\n[policy.quorum]\nleast = 1\nof = ["state"]\n', encoding="utf-8")
    shutil.rmtree("built")
    assert proverka("case", "build", "quarry", "built").status == 0
    assert proverka("witness", "trust", "guard", str(log_key(Path("built")))).status == 0
    return proverka


def by_hand(proverka, *, old=None):
    for name in ("request", "answer"):
        Path(name).unlink(missing_ok=True)
    extra = ("--witness", "state") if old is None else ("--old", str(old))
    assert proverka("witness", "request", "built", "--out", "request", *extra).status == 0
    answer = proverka("witness", "cosign", "guard", "request", "--out", "answer")
    return answer, proverka("witness", "gather", "built", "answer")


def times_at(size):
    case = WitnessedCase.open(Path("built"))
    signed = case.kept(size)
    assert signed is not None
    return [one.time for one in cosignatures(signed, case.keys)]


def grow(proverka, label, percent=100):
    Path("later.toml").write_text(LATER.format(label=label, percent=percent), encoding="utf-8")
    assert proverka("submit", "built", "later.toml").status == 0


def test_a_new_witness_has_keys_that_only_its_owner_reads(proverka):
    made = proverka("witness", "new", "guard", "--name", "example.org/guard", "--algorithm", "both")
    keys = [parse_cosigner_key(line) for line in Path("guard/witness.txt").read_text(encoding="utf-8").splitlines()]
    assert [key.TYPE for key in keys] == [4, 6]
    assert all(str(key) in made.out for key in keys)
    for path in Path("guard/keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert CosigningKey.parse(path.read_text(encoding="utf-8").strip()).verifier in keys
        assert path.read_text(encoding="utf-8").strip() not in made.out
    assert stat.S_IMODE(Path("guard/keys").stat().st_mode) == 0o700
    again = proverka("witness", "new", "guard", "--name", "example.org/guard")
    assert (again.status, "already-there" in again.err) == (2, True)
    assert proverka("witness", "new", "other", "--name", "a space").status == 2
    assert not Path("other").exists()


def test_by_files_a_case_is_witnessed_and_each_time_kept(witnessed, clock):
    answer, gathered = by_hand(witnessed)
    assert (answer.status, gathered.status) == (0, 0)
    assert "cosigned 3 entries at 2025-01-01 12:00:00 UTC" in gathered.out
    first = int(datetime(2025, 1, 1, 12, tzinfo=UTC).timestamp())
    for seconds in (10, 20, 30):
        clock(seconds=10)
        by_hand(witnessed)
        assert times_at(3) == [first, first + seconds]
    assert Path("built/record/checkpoint").read_bytes() == Path("built/checkpoints/3").read_bytes()
    assert Path("built/checkpoints.txt").read_text(encoding="utf-8") == "3\n"
    assert sorted(path.name for path in Path("built/checkpoints").iterdir()) == ["3"]


def test_an_answer_is_taken_in_after_the_log_has_grown(witnessed):
    assert witnessed("witness", "request", "built", "--out", "request").status == 0
    assert witnessed("witness", "cosign", "guard", "request", "--out", "answer").status == 0
    grow(witnessed, "FIG-2")
    assert witnessed("witness", "gather", "built", "answer").status == 0
    assert len(times_at(3)) == 1
    answer, gathered = by_hand(witnessed)
    assert (answer.status, gathered.status) == (0, 0)
    assert len(times_at(4)) == 1
    assert Path("built/checkpoints.txt").read_text(encoding="utf-8") == "3\n4\n"
    assert witnessed("verify", "built").status == 0


def test_a_wrong_guess_is_told_and_put_right(witnessed):
    by_hand(witnessed)
    answer, gathered = by_hand(witnessed, old=1)
    assert (answer.status, Path("answer").read_bytes()) == (1, b"3\n")
    assert (gathered.status, "--old 3" in gathered.err) == (2, True)
    assert by_hand(witnessed, old=3)[1].status == 0
    beyond = witnessed("witness", "request", "built", "--out", "another", "--old", "9")
    assert (beyond.status, "backwards" in beyond.err, Path("another").exists()) == (2, True, False)
    unknown = witnessed("witness", "request", "built", "--out", "another", "--witness", "nobody")
    assert (unknown.status, "unknown-name" in unknown.err) == (2, True)


def test_a_clock_that_went_back_is_refused_and_nothing_is_written(witnessed, clock):
    by_hand(witnessed)
    clock(seconds=-1)
    Path("answer").unlink()
    answer, gathered = by_hand(witnessed)
    assert (answer.status, "backwards" in answer.err) == (2, True)
    assert (gathered.status, Path("answer").exists()) == (2, False)


def test_an_answer_of_nobody_and_of_nothing_is_refused(witnessed):
    by_hand(witnessed)
    stranger = CosigningKey.from_seed("example.org/stranger", b"\x05" * 32)
    text = SignedNote.parse(Path("built/checkpoints/3").read_bytes()).text
    guard = CosigningKey.parse(Path("guard/keys/ed25519.key").read_text(encoding="utf-8").strip())
    before = Path("built/checkpoints/3").read_bytes()
    for line, code in (
        (stranger.cosign(text, time=5).line, "unknown-key"),
        (guard.cosign(text.replace("\n3\n", "\n2\n"), time=5).line, "wrong-signature"),
        ("hello\n", "bad-note"),
        ("", "bad-note"),
    ):
        Path("answer").write_text(line, encoding="utf-8")
        refused = witnessed("witness", "gather", "built", "answer")
        assert (refused.status, code in refused.err) == (2, True), refused
        assert Path("built/checkpoints/3").read_bytes() == before


def test_one_witness_that_fails_does_not_stop_the_others(witnessed):
    witnessed("witness", "request", "built", "--out", "request")
    witnessed("witness", "cosign", "guard", "request", "--out", "answer")
    found = witnessed("witness", "gather", "built", "http://127.0.0.1:1", "answer")
    assert (found.status, "unreachable" in found.err) == (2, True)
    assert "answer: example.org/guard cosigned 3 entries" in found.out


def test_lines_are_kept_while_somebody_appends(witnessed):
    with Folder(root=Path("built/record")).exclusive():
        _, gathered = by_hand(witnessed)
    assert gathered.status == 0
    assert len(times_at(3)) == 1
    assert b"example.org/guard" not in Path("built/record/checkpoint").read_bytes()


def test_trust_is_written_once_and_one_key_to_an_origin(witnessed):
    key = str(log_key(Path("built")))
    assert "already" in witnessed("witness", "trust", "guard", key).out
    assert "Trusted:" in witnessed("witness", "trust", "guard", key, "--mirror", "second").out
    assert "already" in witnessed("witness", "trust", "guard", key, "--mirror", "second").out
    assert len(Path("guard/logs.txt").read_text(encoding="utf-8").splitlines()) == 2
    other = SigningKey.from_seed(log_key(Path("built")).name, b"\x09" * 32).verifier
    assert "duplicate-id" in witnessed("witness", "trust", "guard", str(other)).err
    by_hand(witnessed)
    assert list(Path("second").glob("*/checkpoint"))


def test_a_witness_is_restored_from_its_mirror_and_from_a_case(witnessed):
    witnessed("witness", "trust", "guard", str(log_key(Path("built"))), "--mirror", "second")
    shutil.copytree("guard", "backup")
    by_hand(witnessed)
    shutil.rmtree("guard")
    shutil.copytree("backup", "guard")
    assert by_hand(witnessed, old=0)[0].status == 1
    Path("guard/logs.txt").write_text(f"{log_key(Path('built'))}\n", encoding="utf-8")
    shutil.rmtree(next(path.parent for path in Path("guard").glob("*/checkpoint")))
    assert "goes on from this" in witnessed("witness", "recover", "guard", "built/checkpoints/3").out
    assert by_hand(witnessed, old=0)[0].status == 1
    assert by_hand(witnessed, old=3)[0].status == 0


def test_a_copy_is_the_case_and_grows_with_it(witnessed):
    grow(witnessed, "FIG-2")
    by_hand(witnessed)
    assert witnessed("mirror", "built", "copy").out.startswith("copy: 4 new entries, 4 in all; 1 checkpoints.")
    assert witnessed("verify", "copy").status == 0
    grow(witnessed, "FIG-3")
    assert witnessed("mirror", "built", "copy").out.startswith("copy: 1 new entries, 5 in all")
    for name in ("record/checkpoint", "policy.txt", "checkpoints/4", "checkpoints.txt"):
        assert Path("copy", name).read_bytes() == Path("built", name).read_bytes()
    assert not Path("copy/keys").exists()


@pytest.fixture
def with_document(proverka):
    Path("paper.txt").write_text("A paper.", encoding="utf-8")
    entry = LATER.format(label="FIG-2", percent=100).replace("body", 'documents = ["paper.txt"]\nbody')
    Path("later.toml").write_text(entry, encoding="utf-8")
    assert proverka("submit", "built", "later.toml").status == 0
    return next(Path("built/documents").glob("*/*/*"))


def test_documents_travel_and_what_is_absent_or_damaged_is_told(proverka, with_document):
    content = with_document.read_bytes()
    with_document.write_bytes(b"another.")
    assert "1 damaged" in proverka("mirror", "built", "damaged").out
    with_document.unlink()
    assert "1 absent there" in proverka("mirror", "built", "copy").out
    with_document.write_bytes(content)
    assert "documents" not in proverka("mirror", "built", "copy").out
    for copy in ("copy", "damaged"):
        assert "1 documents" in proverka("mirror", "built", copy, "--complete").out
        assert Path(copy, with_document.relative_to("built")).read_bytes() == content


@pytest.fixture
def forked(witnessed):
    """Another history under the same keys, as `other`."""
    shutil.copytree("quarry", "quarry-2")
    path = Path("quarry-2/mandate/agreement.toml")
    path.write_text(path.read_text(encoding="utf-8").replace("Destroy", "Inspect"), encoding="utf-8")
    assert witnessed("case", "build", "quarry-2", "other").status == 0
    return witnessed


def test_what_a_monitor_finds_is_judged_offline(forked):
    by_hand(forked)
    found = forked("monitor", "built", "other", "guard", "built/checkpoints/3", "--format", "json")
    assert found.status == 1
    document = json.loads(found.out)
    assert [len(history) for history in document["histories"]] == [4, 1]
    (fork,) = document["forks"]
    judged = forked("judge", fork["evidence"], "--policy", "built/policy.txt")
    assert (judged.status, judged.out.startswith("PROVED: ")) == (0, True)
    assert forked("judge", fork["evidence"]).status == 2
    Path("wrong.txt").write_text("log " + str(SigningKey.from_seed("example.org/x", bytes(32)).verifier), "utf-8")
    Path("wrong.txt").write_text(Path("wrong.txt").read_text("utf-8") + "\nquorum none\n", "utf-8")
    refused = forked("judge", fork["evidence"], "--policy", "wrong.txt")
    assert (refused.status, "wrong-evidence" in refused.err) == (2, True)


def test_a_copy_and_a_witness_refuse_the_other_history(forked):
    by_hand(forked)
    assert forked("mirror", "built", "copy").status == 0
    before = Path("copy/record/checkpoint").read_bytes()
    assert forked("mirror", "other", "copy").status == 1
    assert Path("copy/record/checkpoint").read_bytes() == before
    assert len(list(Path("copy/evidence").iterdir())) == 1
    forked("witness", "request", "other", "--out", "request-2", "--old", "3")
    assert forked("witness", "cosign", "guard", "request-2", "--out", "answer-2").status == 1
    assert not Path("answer-2").exists()
    (kept,) = Path("guard/evidence").iterdir()
    assert forked("judge", str(kept), "--policy", "built/policy.txt").status == 0


def hand_in(proverka, name, percent):
    Path(f"{name}.toml").write_text(LATER.format(label="FIG-2", percent=percent), encoding="utf-8")
    assert proverka("draft", "copy", f"{name}.toml", name).status == 0
    assert proverka("sign", name, "--key", "built/keys/inspectorate.key").status == 0


def test_what_was_handed_in_is_looked_for(witnessed, clock):
    shutil.copytree("built", "copy")
    hand_in(witnessed, "first", 100)
    missing = witnessed("monitor", "built", "first")
    assert (missing.status, "no witness has cosigned" in missing.out) == (1, True)
    by_hand(witnessed)
    clock(days=2)
    by_hand(witnessed)
    missing = witnessed("monitor", "built", "first")
    assert "MISSING: first: submission 1 (inspectorate 2) is not among the 3 entries" in missing.out
    assert "since 2025-01-01 12:00:00 UTC, as witnesses cosigned it; the last time at 2025-01-03" in missing.out
    assert witnessed("receive", "built", "first").status == 0
    found = witnessed("monitor", "built", "first", "copy")
    assert (found.status, "In the log: first" in found.out) == (0, True)
    alone = witnessed("monitor", "first", "--policy", "built/policy.txt")
    assert (alone.status, "Not looked for" in alone.out) == (0, True)


def test_what_its_party_has_not_signed_accuses_nobody(witnessed):
    shutil.copytree("built", "copy")
    hand_in(witnessed, "first", 100)
    bundle = Bundle.read(Path("first"))
    (carried,) = bundle.submissions
    unsigned = replace(carried, note=None)
    own = SigningKey.parse(Path("built/keys/inspectorate.key").read_text(encoding="utf-8").strip())
    stranger = SigningKey.from_seed(own.name, b"\x09" * 32)
    other = SigningKey.from_seed(own.name.replace("inspectorate", "state"), b"\x08" * 32)
    text, begins = carried.submission.text, b64encode(carried.submission.log_hash).decode()
    elsewhere = (text.replace("quarry", "another", 1), text.replace(begins, b64encode(bytes(32)).decode(), 1))
    assert carried.note is not None
    (line,) = carried.note.signatures
    wrong = SignedNote.parse((text[:-3] + "} \n\n" + line.line).encode())
    cases = [
        unsigned,
        unsigned.signed_by(stranger),
        unsigned.signed_by(other),
        Carried(submission=SubmissionText.read(wrong.text), note=wrong),
        *(Carried.drafted(SubmissionText.read(foreign)).signed_by(own) for foreign in elsewhere),
    ]
    for one in cases:
        bundle.replaced_by([one])
        told = witnessed("monitor", "built", "first")
        assert (told.status, "MISSING" in told.out) == (0, False)
        assert "Proves nothing: first: submission 1 (inspectorate 2) is not in the log" in told.out
        assert "not signed for it by inspectorate" in told.out
        found = json.loads(witnessed("monitor", "built", "first", "--format", "json").out)
        assert (found["clean"], found["handed_in"][0]["signed"]) == (True, False)
    bundle.replaced_by([carried])
    assert witnessed("monitor", "built", "first").status == 1


def test_a_number_used_twice_is_the_partys_doing(witnessed):
    shutil.copytree("built", "copy")
    hand_in(witnessed, "first", 100)
    hand_in(witnessed, "second", 90)
    assert witnessed("receive", "built", "first").status == 0
    found = json.loads(witnessed("monitor", "built", "second", "--format", "json").out)
    evidence = found["handed_in"][0]["evidence"]
    key = SigningKey.parse(Path("built/keys/inspectorate.key").read_text(encoding="utf-8").strip()).verifier
    judged = witnessed("judge", evidence, "--key", str(key))
    assert (judged.status, "signed two different texts" in judged.out) == (0, True)
    assert witnessed("judge", evidence).status == 2


def test_what_a_party_signed_for_another_log_of_this_case_accuses_nobody(witnessed):
    """The desk begins a second log under the same case and keys; a party hands in to both, each time as its second."""
    shutil.copytree("quarry", "quarry-2")
    path = Path("quarry-2/case.toml")
    path.write_text(path.read_text(encoding="utf-8").replace('title = "', 'title = "Again: ', 1), encoding="utf-8")
    assert witnessed("case", "build", "quarry-2", "other").status == 0
    for log, name in (("other", "first"), ("built", "second")):
        shutil.copytree(log, "copy")
        hand_in(witnessed, name, 100)
        shutil.rmtree("copy")
    refused = witnessed("receive", "built", "first")
    assert (refused.status, "wrong-case" in refused.err) == (2, True)
    assert witnessed("receive", "built", "second").status == 0
    told = witnessed("monitor", "built", "first")
    assert (told.status, "Proves nothing: first" in told.out) == (0, True)
    found = json.loads(witnessed("monitor", "built", "first", "--format", "json").out)
    assert found["handed_in"][0]["evidence"] is None
    notes = [Bundle.read(Path(name)).submissions[0].raw for name in ("first", "second")]
    Path("evidence").write_bytes(DoubleNumberEvidence(first=notes[0], second=notes[1]).encode())
    key = SigningKey.parse(Path("built/keys/inspectorate.key").read_text(encoding="utf-8").strip()).verifier
    judged = witnessed("judge", "evidence", "--key", str(key))
    assert (judged.status, "the log that begins" in judged.err) == (2, True)


def test_a_receipt_is_a_checkpoint_that_its_holder_was_shown(forked):
    by_hand(forked)
    assert forked("receipt", "built", "FIG-1", "receipt.tlog-proof").status == 0
    assert forked("monitor", "built", "receipt.tlog-proof").status == 0
    lost = forked("monitor", "other", "receipt.tlog-proof", "--policy", "built/policy.txt")
    assert (lost.status, "FORK: " in lost.out) == (1, True)


def test_places_that_cannot_be_read_are_told(witnessed):
    Path("noise").write_bytes(b"noise")
    Path("empty").write_bytes(b"")
    Path("folder").mkdir()
    for place, code in (
        ("nowhere", "missing-file"),
        ("noise", "bad-note"),
        ("empty", "missing-file"),
        ("folder", "missing-file"),
        ("http://127.0.0.1:1", "unreachable"),
    ):
        found = witnessed("monitor", "built", place)
        assert (found.status, code in found.out, code in found.err) == (2, True, True), (place, found)
    assert witnessed("monitor", "built", "--format", "csv").status == 2
    assert witnessed("monitor", "noise").status == 2
    assert witnessed("witness", "serve", "guard", "--listen", "8410").status == 2
    assert witnessed("witness", "serve", "guard", "--listen", "x:99999").status == 2


def test_a_checkpoint_that_contradicts_the_log_is_not_kept_beside_it(witnessed):
    by_hand(witnessed)
    key = SigningKey.parse(Path("built/keys/log.key").read_text(encoding="utf-8").strip())
    log = Log.create(Path("elsewhere"), key)
    log.append([b"x", b"y", b"z"], key)
    Path("built/checkpoints/3").write_bytes(log.signed_checkpoint.note.raw)
    refused = witnessed("witness", "request", "built", "--out", "request")
    assert (refused.status, "wrong-root" in refused.err) == (2, True)
    assert SignedCheckpoint.parse(Path("built/record/checkpoint").read_bytes(), key.verifier)


def test_the_case_reads_its_policy(witnessed):
    assert set(WitnessedCase.open(Path("built")).cosigners) == set(read_policy(Path("built/policy.txt")).cosigners)
    with pytest.raises(RefusedError):
        WitnessedCase.open(Path("quarry"))


def memory_of(folder="guard"):
    return Path(folder) / WatchedLog(key=log_key(Path("built"))).folder


def test_a_witness_without_its_memory_cosigns_nothing_until_it_is_given_back(witnessed):
    by_hand(witnessed)
    assert Path("guard/cosigned.txt").read_text(encoding="utf-8") == f"3 {log_key(Path('built')).name}\n"
    shutil.rmtree(memory_of())
    assert witnessed("witness", "request", "built", "--out", "anew").status == 0
    refused = witnessed("witness", "cosign", "guard", "anew", "--out", "answer-anew")
    assert (refused.status, Path("answer-anew").exists(), memory_of().exists()) == (2, False, False)
    assert "missing-file" in refused.err
    assert "proverka witness recover" in refused.err
    assert witnessed("witness", "recover", "guard", "built/checkpoints/3").status == 0
    assert witnessed("witness", "cosign", "guard", "request", "--out", "answer-after").status == 1  # it stands at 3


def test_a_checkpoint_older_than_the_last_is_no_memory(witnessed):
    by_hand(witnessed)
    grow(witnessed, "FIG-2")
    Path("answer").unlink()
    Path("request").unlink()
    by_hand(witnessed)
    shutil.rmtree(memory_of())
    refused = witnessed("witness", "recover", "guard", "built/checkpoints/3")
    assert (refused.status, "backwards" in refused.err, memory_of().exists()) == (2, True, False)
    assert witnessed("witness", "recover", "guard", "built/checkpoints/4").status == 0


def test_a_log_of_which_nothing_is_known_is_not_taken_for_new(witnessed):
    by_hand(witnessed)
    shutil.rmtree(memory_of())
    for held, code in ((None, "missing-file"), ("three example.org\n", "bad-value"), ("3\n", "bad-value")):
        if held is None:
            Path("guard/cosigned.txt").unlink()
        else:
            Path("guard/cosigned.txt").write_text(held, encoding="utf-8")
        assert witnessed("witness", "request", "built", "--out", "anew").status == 0
        refused = witnessed("witness", "cosign", "guard", "anew", "--out", "answer-anew")
        assert (refused.status, code in refused.err, Path("answer-anew").exists()) == (2, True, False)


def test_trust_without_a_mirror_warns(witnessed):
    vkey = str(log_key(Path("built")))
    assert "a lost disk is a lost memory" in witnessed("witness", "trust", "guard", vkey).out
    assert "lost" not in witnessed("witness", "trust", "guard", vkey, "--mirror", "second").out


def test_no_answer_and_no_request_is_written_over(witnessed):
    by_hand(witnessed)
    kept = Path("answer").read_bytes()
    again = witnessed("witness", "cosign", "guard", "request", "--out", "answer")
    assert (again.status, "already-there" in again.err, Path("answer").read_bytes()) == (2, True, kept)
    assert witnessed("witness", "request", "built", "--out", "twice").status == 0
    assert witnessed("witness", "request", "built", "--out", "twice").status == 0
    other = witnessed("witness", "request", "built", "--out", "answer")
    assert (other.status, "already-there" in other.err, Path("answer").read_bytes()) == (2, True, kept)


def test_a_request_that_is_none_is_not_shown_as_a_page(witnessed):
    Path("noise").write_bytes(bytes(range(256)) * 40)
    refused = witnessed("witness", "cosign", "guard", "noise", "--out", "answer")
    assert (refused.status, Path("answer").exists()) == (1, False)
    assert "characters that are no such line" in refused.out
    assert len(refused.out) < 600


def test_a_folder_that_is_no_witness_is_told_so(witnessed):
    Path("empty").mkdir()
    for folder, got in (("empty", "a folder without logs.txt"), ("nowhere", "no such folder")):
        refused = witnessed("witness", "cosign", folder, "request", "--out", "answer")
        assert (refused.status, got in refused.err, "witness new" in refused.err) == (2, True, True)


def with_lines(path, *lines):
    path.write_bytes(path.read_bytes() + b"".join(line.line.encode() for line in lines))


def test_a_mirror_takes_no_line_that_nobody_vouches_for(witnessed):
    by_hand(witnessed)
    sound = Path("built/checkpoints/3").read_bytes()
    shutil.copytree("built", "hostile")
    text = SignedNote.parse(sound, where="it").text
    stranger = CosigningKey.from_seed("example.org/stranger", bytes(32)).cosign(text, time=1)
    forged = replace(SignedNote.parse(sound, where="it").signatures[-1], signature=bytes(72))
    for name in ("record/checkpoint", "checkpoints/3"):
        with_lines(Path("hostile", name), stranger, forged)
    for _ in range(2):
        assert witnessed("mirror", "hostile", "copy").status == 0
        assert Path("copy/checkpoints/3").read_bytes() == sound
        assert Path("copy/record/checkpoint").read_bytes() == sound
        assert witnessed("verify", "copy").status == 0


def test_more_lines_than_a_note_carries_stop_no_mirror(witnessed):
    by_hand(witnessed)
    shutil.copytree("built", "hostile")
    sound = Path("built/checkpoints/3").read_bytes()
    text = SignedNote.parse(sound, where="it").text
    key = CosigningKey.from_seed("example.org/stranger", bytes(32))
    many = [key.cosign(text, time=second) for second in range(1, 99)]
    assert witnessed("mirror", "built", "copy").status == 0
    for name in ("record/checkpoint", "checkpoints/3"):
        with_lines(Path("hostile", name), *many)
        with_lines(Path("copy", name), *(key.cosign(text, time=second) for second in range(1000, 1050)))
    assert witnessed("mirror", "hostile", "copy").status == 0
    assert Path("copy/checkpoints/3").read_bytes() == sound
    assert witnessed("verify", "copy").status == 0

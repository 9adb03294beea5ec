"""Checkpoints that a case keeps: what they prove, and what is found wrong with them."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.case.auditing import audit_case, log_times
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.cosigned import cosigned_at
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring, read_keyring
from proverka.case.opened import open_case
from proverka.case.policy_file import read_policy
from proverka.case.scaffold import write_scaffold
from proverka.case.submitting import read_drafts, submit
from proverka.case.verifying import verify_case
from proverka.model.logged import LogTimes, Witnessing
from proverka.model.policy import Group, Policy
from proverka.model.sentence import sentence
from proverka.record import Checkpoint, SignedCheckpoint, SignedNote, SigningKey

NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp())
NOW = datetime(2026, 11, 21, tzinfo=UTC)
QUORUM = '\n[policy.quorum]\nleast = 2\nof = ["state", "inspectorate", "desk"]\n'
LATER = """\
[[entries]]
kind = "figure"
label = "{label}"
known = {known}
party = "inspectorate"
body = {{ basis = "destroyed/stock", percent = 60 }}
"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    write_scaffold(tmp_path / "case", "case")
    with (tmp_path / "case" / "case.toml").open("a", encoding="utf-8") as file:
        file.write(QUORUM)
    authored = read_authored(tmp_path / "case")
    build_case(authored, tmp_path / "built", demonstration_keyring(authored.words))
    return tmp_path / "built"


def keep(built: Path, *cosigned: tuple[str, int], signed: SignedCheckpoint | None = None, name: str = "") -> None:
    """Keep a checkpoint, by default the log's own, with cosignatures by party and time in seconds after noon."""
    keyring = read_keyring(built / "keys")
    signed = signed or open_case(built).log.signed_checkpoint
    lines = [keyring.witnesses[party].cosign(signed.checkpoint.text, time=NOON + after) for party, after in cosigned]
    (built / "checkpoints").mkdir(exist_ok=True)
    raw = signed.note.raw + b"".join(line.line.encode() for line in lines)
    (built / "checkpoints" / (name or str(signed.checkpoint.size))).write_bytes(raw)


def add(built: Path, label: str, known: str) -> None:
    file = built.parent / f"{label}.toml"
    file.write_text(LATER.format(label=label, known=known), encoding="utf-8")
    submit(open_case(built), read_drafts(file), CaseFolder(built.parent), now=NOW, salts=lambda _: bytes(32))


def codes(built: Path) -> list[str]:
    return [fault.refusal.code for fault in verify_case(built).faults]


def test_a_quorum_is_reached_with_its_second_witness(built):
    keep(built, ("state", 0), ("inspectorate", 30), ("desk", 90))
    (one,) = log_times(open_case(built)).cosigned
    assert (one.size, one.first.timestamp() - NOON, one.last.timestamp() - NOON) == (3, 30, 30)


def test_earliest_and_latest_cosignatures_both_count(built):
    keep(built, ("state", 0), ("inspectorate", 30), ("state", 600), ("inspectorate", 700))
    (one,) = log_times(open_case(built)).cosigned
    assert (one.first.timestamp() - NOON, one.last.timestamp() - NOON) == (30, 600)


def test_one_witness_twice_is_no_quorum(built):
    keep(built, ("state", 0), ("state", 60))
    assert log_times(open_case(built)).cosigned == ()
    assert "not witnessed" in verify_case(built).notes[-1]


def test_verification_tells_how_far_the_log_is_witnessed(built):
    keep(built, ("state", 0), ("inspectorate", 30))
    add(built, "LATER", "2026-11-20T13:00:00Z")
    found = verify_case(built)
    assert found.sound
    assert "3 entries are witnessed" in found.notes[-1]
    assert "the 1 after them is not yet" in found.notes[-1]


def test_a_submission_dated_back_is_found_in_the_audit(built):
    keep(built, ("state", 0), ("inspectorate", 30))
    add(built, "BACK", "2026-11-03")
    add(built, "TRUE", "2026-11-20T13:00:00Z")
    case = open_case(built)
    found = [
        finding
        for finding in audit_case(case, as_of=date(2026, 11, 21), known=date(2026, 11, 21)).findings
        if finding.rule == "date-contradicts-cosigned-time"
    ]
    assert [(f.about, [ref.label for ref in f.entries]) for f in found] == [("inspectorate", ["BACK"])]


def test_a_later_cosignature_changes_no_earlier_answer(built):
    add(built, "BACK", "2026-11-03")
    day = date(2026, 11, 10)
    before = audit_case(open_case(built), as_of=day, known=day)
    keep(built, ("state", 0), ("inspectorate", 30))
    after = audit_case(open_case(built), as_of=day, known=day)
    # The header alone tells of the record as it stands now: how large it is, and how far it is witnessed.
    assert msgspec.structs.replace(after, record=before.record) == before
    assert before.record.witnessed.startswith("not witnessed: the policy asks for")
    assert after.record.witnessed.startswith("4 entries are witnessed")
    assert (after.record.witnessed_size, before.record.witnessed_since) == (4, None)


def test_what_a_former_quorum_cosigned_is_told_as_such():
    then, now = sentence("at least 1 of desk"), sentence("at least 2 of state, desk")
    found = Witnessing(asked=now, met=then, size=3, since=datetime.fromtimestamp(NOON, UTC))
    assert f"3 entries are witnessed, as the policy asked then ({then}; now {now}), since" in found.told(5).english


def test_a_log_that_was_taken_back_is_found(built):
    old = open_case(built).log.signed_checkpoint.note.raw
    add(built, "LATER", "2026-11-20T13:00:00Z")
    keep(built, ("state", 3_600), ("inspectorate", 3_600))
    (built / "record" / "checkpoint").write_bytes(old)
    found = [fault for fault in verify_case(built).faults if fault.where == "checkpoints/4"]
    assert [fault.refusal.code for fault in found] == ["wrong-root"]
    assert "taken back" in found[0].got


def test_a_checkpoint_of_another_history_is_found(built):
    keyring, at = read_keyring(built / "keys"), open_case(built).log.checkpoint
    other = Checkpoint(origin=at.origin, size=2, root=bytes(32))
    keep(built, ("state", 0), ("inspectorate", 0), signed=SignedCheckpoint.sign(other, keyring.log))
    assert codes(built) == ["wrong-root"]
    assert log_times(open_case(built)).cosigned == ()


def test_every_changed_byte_of_a_kept_checkpoint_is_found(built):
    keep(built, ("state", 0), ("inspectorate", 30))
    path = built / "checkpoints" / "3"
    raw = path.read_bytes()
    for offset in range(0, len(raw), 7):
        path.write_bytes(raw[:offset] + bytes([raw[offset] ^ 1]) + raw[offset + 1 :])
        assert not verify_case(built).sound, raw[max(0, offset - 20) : offset + 20]


def test_a_checkpoint_under_the_name_of_another_size(built):
    keep(built, ("state", 0), ("inspectorate", 0), name="2")
    assert codes(built) == ["bad-checkpoint"]


def test_the_policy_beside_the_record_is_the_one_that_it_states(built):
    policy = read_policy(built / "policy.txt")
    assert set(policy.cosigners) == {"state", "inspectorate", "desk"}
    assert policy.met_by({"state", "desk"})
    assert not policy.met_by({"state"})
    text = (built / "policy.txt").read_text(encoding="utf-8")
    (built / "policy.txt").write_text(text.replace("quorum 2 ", "quorum 1 "), encoding="utf-8")
    assert codes(built) == ["wrong-policy"]


def test_a_line_called_like_the_log_by_another_key_is_found(built):
    keep(built, ("state", 0), ("inspectorate", 30))
    path = built / "checkpoints" / "3"
    raw = path.read_bytes()
    origin = open_case(built).log.checkpoint.origin
    other = SignedNote.sign("its text\n", [SigningKey.from_seed(origin, b"\7" * 32)]).signatures[0]
    path.write_bytes(raw + other.line.encode())
    assert codes(built) == ["unknown-key"]


PARTIES = ("a", "b", "c", "d")
GIVEN = st.dictionaries(st.sampled_from(PARTIES), st.lists(st.integers(1, 12), min_size=1, max_size=4))
GROUP = Group(least=1, of=("c", "d"))


@given(GIVEN, st.sampled_from([Group(least=n, of=PARTIES) for n in range(1, 5)] + [Group(least=2, of=("a", "b", "g"))]))
def test_what_was_proved_by_an_instant_is_what_the_cosignatures_of_then_prove(given_times, quorum):
    policy, whole = Policy(groups={"g": GROUP}), range(14)
    found = cosigned_at(3, policy, quorum, given_times)
    times = LogTimes(cosigned=(found,) if found else ())
    for now in whole:
        known = {party: [time for time in all_ if time <= now] for party, all_ in given_times.items()}
        firsts = [t for t in whole if policy.met(quorum, {p for p, ts in known.items() if any(u <= t for u in ts)})]
        lasts = [t for t in whole if policy.met(quorum, {p for p, ts in known.items() if any(u >= t for u in ts)})]
        got = times.known_by(datetime.fromtimestamp(now, UTC)).cosigned
        told = [(one.first.timestamp(), one.last.timestamp()) for one in got]
        assert told == ([(firsts[0], lasts[-1])] if firsts and lasts else [])


def test_a_later_cosignature_of_one_witness_does_not_move_what_two_prove():
    found = cosigned_at(3, Policy(), Group(least=2, of=("a", "b")), {"a": [100, 400], "b": [200, 500]})
    assert found is not None
    steps = [(known.timestamp(), last.timestamp()) for known, last in found.lasts]
    assert steps == [(200, 100), (400, 200), (500, 400)]

"""A policy that a reader brings is demanded, by `proverka verify --policy` as by the standalone verifier."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from proverka.case.policy_file import publish_policy, read_policy
from proverka.case.verifying import verify_case
from proverka.case.witnessing import WitnessedCase
from proverka.cli.app import app
from proverka.model.policy import Group, Policy
from proverka.witness import with_cosignatures

PARTIES = ("state", "neighbour")


@pytest.fixture
def case(council, tmp_path):
    """A record of which two witnesses must cosign each entry, and have."""
    policy = Policy(quorum=Group(least=2, of=PARTIES))
    founded = council.Council.founded(tmp_path / "case", policy, witnesses=PARTIES)
    founded.take(founded.submission("desk", label="FIRST"))
    cosign(founded, council)
    return founded


def cosign(case, council, *parties: str) -> None:
    for name in parties or PARTIES:
        line = council.witness_of(name).cosign(case.case.log.checkpoint.text, time=1_700_000_000).line
        WitnessedCase.open(case.root).take(line.encode(), where="the answer")


@pytest.fixture
def both(standalone, tmp_path) -> Callable[..., list[str]]:
    """Verify a case under a policy with both verifiers, which must agree; return the codes of what is wrong."""

    def verify(root: Path, policy: str) -> list[str]:
        path = tmp_path / "brought.txt"
        path.write_text(policy, encoding="ascii")
        found = verify_case(root, policy=read_policy(path))
        try:
            standalone.check_log(root, standalone.read_policy(path.read_bytes()))
        except standalone.WrongError:
            assert not found.sound
        else:
            assert found.sound
        return [fault.refusal.code for fault in found.faults]

    return verify


def text_of(case) -> str:
    root: Path = case.root
    return (root / "policy.txt").read_text(encoding="ascii")


def test_the_policy_in_force_with_its_quorum(case, both):
    assert both(case.root, text_of(case)) == []
    assert both(case.root, f"# as I was given it\n{text_of(case)}") == []


def test_what_is_not_witnessed_is_wrong_for_who_brings_a_policy_and_told_to_others(case, both, council):
    case.take(case.submission("desk", label="SECOND"))
    assert both(case.root, text_of(case)) == ["unwitnessed"]
    found = verify_case(case.root)
    assert found.sound
    assert any("the 1 after them is not yet" in note for note in found.notes)
    cosign(case, council, "state")
    assert both(case.root, text_of(case)) == ["unwitnessed"]
    cosign(case, council, "neighbour")
    assert both(case.root, text_of(case)) == []


def test_cosignatures_under_the_checkpoint_alone_count(case, both):
    """A copy may keep no checkpoints beside the log's own."""
    for path in (case.root / "checkpoints").iterdir():
        path.unlink()
    (case.root / "checkpoints.txt").unlink()
    assert both(case.root, text_of(case)) == []


def test_a_policy_of_another_log_or_quorum_is_wrong(case, both, council):
    other = council.key_of("desk", 7).verifier
    assert both(case.root, text_of(case).replace(str(council.LOG_KEY.verifier), str(other))) == ["wrong-policy"]
    weaker = text_of(case).replace("group quorum 2", "group quorum 1")
    assert both(case.root, weaker) == ["wrong-policy"]
    (case.root / "policy.txt").write_text(weaker, encoding="ascii")
    assert both(case.root, text_of(case).replace("group quorum 1", "group quorum 2")) == ["wrong-policy"]


def test_a_policy_that_was_in_force_says_which_entry_changed_it(case, both, council):
    old = text_of(case)
    new = council.witness_of("state", 1)
    change = {"action": "rotate", "party": "state", "role": "witness", "key": str(new.verifier)}
    case.take(case.key_change("state", change))
    publish_policy(case.root, council.LOG_KEY.verifier, case.case.meaning)
    assert "wrong-policy" in both(case.root, old)
    path = case.root.parent / "old.txt"
    path.write_text(old, encoding="ascii")
    found = verify_case(case.root, policy=read_policy(path))
    assert "until entry 2 changed it" in next(f.got for f in found.faults if f.refusal.code == "wrong-policy")


def test_the_command_demands_the_policy_too(case, tmp_path, capsys):
    (tmp_path / "mine.txt").write_text(text_of(case).replace("quorum 2", "quorum 1"), encoding="ascii")
    for policy, status in (("policy.txt", 0), ("../mine.txt", 1)):
        with pytest.raises(SystemExit) as ended:
            app(["verify", str(case.root), "--policy", str(case.root / policy)])
        assert ended.value.code == status, capsys.readouterr()


def test_a_log_that_was_emptied_is_not_sound(case, both, council):
    shutil.rmtree(case.root / "record")
    council.Log.create(case.root / "record", council.LOG_KEY)
    assert both(case.root, text_of(case)) == ["not-a-case", "wrong-root"]
    assert not verify_case(case.root).sound


def test_a_witness_whose_key_was_ended_makes_nothing_count(case, both, council):
    """A keeper who puts the old policy back, with a key that its witness has given up, perhaps since it was stolen."""
    old = text_of(case)
    change = {
        "action": "rotate",
        "party": "state",
        "role": "witness",
        "key": str(council.witness_of("state", 1).verifier),
    }
    case.take(case.key_change("state", change))
    (case.root / "policy.txt").write_text(old, encoding="ascii")
    signed = case.case.log.signed_checkpoint
    lines = [council.witness_of(name).cosign(signed.note.text, time=1_700_000_000) for name in PARTIES]
    (case.root / "record" / "checkpoint").write_bytes(with_cosignatures(signed, lines).note.raw)
    assert "wrong-policy" in both(case.root, old)


def test_the_order_of_groups_is_no_other_policy(council, tmp_path, both):
    groups = {"one": Group(least=1, of=("state",)), "two": Group(least=1, of=("neighbour",))}
    policy = Policy(quorum=Group(least=1, of=("one", "two")), groups=groups)
    founded = council.Council.founded(tmp_path / "case", policy, witnesses=PARTIES)
    cosign(founded, council)
    lines = text_of(founded).splitlines()
    at = [number for number, line in enumerate(lines) if line.startswith("group ")][:2]
    lines[at[0]], lines[at[1]] = lines[at[1]], lines[at[0]]
    assert both(founded.root, "\n".join(lines) + "\n") == []

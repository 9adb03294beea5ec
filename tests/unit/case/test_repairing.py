"""What lies beside a log is put right from a copy: openings, cosigned checkpoints, the policy. Nothing is believed."""

import shutil
from pathlib import Path

import pytest

from proverka.case.edition import make_edition
from proverka.case.opened import open_case
from proverka.case.repairing import repair_case
from proverka.case.verifying import verify_case
from proverka.case.witnessing import WitnessedCase
from proverka.model.errors import RefusedError
from proverka.model.policy import Group, Policy
from proverka.record import Checkpoint, Folder, SignedCheckpoint

WITNESSES = ("state", "neighbour")


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and "aside" not in path.parts and path.name != "lock"
    }


def repaired(root: Path, copy: Path) -> tuple[list[str], list[str]]:
    """Return what was mended, `+` where a damaged file was kept, and what was not."""
    done = repair_case(root, Folder(root=copy))
    return [one.path + ("+" if one.aside else "") for one in done.mended], [fault.where for fault in done.refused]


@pytest.fixture
def secrets(build_with, tmp_path) -> tuple[Path, Path]:
    """A case with openings, and a copy of it."""
    root = build_with(tmp_path)
    shutil.copytree(root, tmp_path / "copy")
    return root, tmp_path / "copy"


def test_openings_that_are_missing_damaged_or_cut_are_put_right(secrets):
    root, copy = secrets
    first, second, third = sorted((root / "openings").iterdir())[:3]
    first.unlink()
    second.write_bytes(second.read_bytes()[:-9])
    third.write_bytes(first.read_bytes() if first.is_file() else (copy / "openings" / first.name).read_bytes())
    assert not verify_case(root).sound
    names = {f"openings/{first.name}", f"openings/{second.name}+", f"openings/{third.name}+"}
    mended, refused = repaired(root, copy)
    assert (set(mended), refused) == (names, [])
    assert files(root) == files(copy)
    assert verify_case(root).sound
    assert repaired(root, copy) == ([], [])


def test_what_opens_something_is_kept_from_a_damaged_file_too(secrets, tmp_path):
    """A copy may hold less than this case held."""
    root, copy = secrets
    path = max((root / "openings").iterdir(), key=lambda path: path.read_bytes().count(b"\n"))
    first, second = path.read_bytes().splitlines()[:2]
    (copy / "openings" / path.name).write_bytes(first + b"\n")
    path.write_bytes(path.read_bytes()[:-1])  # its last newline
    assert repaired(root, copy) == ([f"openings/{path.name}+"], [])
    assert second in path.read_bytes()
    path.write_bytes(first + b"\n" + second[:-5] + b"\n")
    assert repaired(root, copy) == ([f"openings/{path.name}+"], [f"openings/{path.name} of the copy"])
    assert verify_case(root).sound


def test_openings_of_a_copy_that_fit_nothing_are_not_taken(secrets):
    root, copy = secrets
    first, second = sorted((root / "openings").iterdir())[:2]
    first.write_bytes(b"broken\n")
    (copy / "openings" / first.name).write_bytes(second.read_bytes())
    before = files(root)
    assert repaired(root, copy) == ([], [f"openings/{first.name} of the copy"])
    assert files(root) == before


@pytest.fixture
def edition(secrets, tmp_path: Path) -> Path:
    """The public edition of the case with secrets."""
    make_edition(open_case(secrets[0]), tmp_path / "public", readers="public")
    return tmp_path / "public"


def test_an_edition_is_given_nothing_that_is_not_for_its_readers(secrets, edition, tmp_path):
    shutil.copytree(edition, tmp_path / "same")
    before = files(edition)
    assert repaired(edition, secrets[1]) == ([], [])
    assert files(edition) == before
    open_to_all = next(path for path in (edition / "documents").rglob("*") if path.is_file())
    open_to_all.unlink()
    assert repaired(edition, secrets[1]) == ([f"documents/sha256/{open_to_all.parent.name}/{open_to_all.name}"], [])
    assert files(edition) == before
    assert verify_case(edition).sound
    assert repaired(edition, tmp_path / "same") == ([], [])
    (edition / "edition.json").unlink()
    with pytest.raises(RefusedError) as caught:
        repaired(edition, secrets[1])
    assert caught.value.code == "missing-file"


@pytest.fixture
def witnessed(council, tmp_path):
    """A case of which two witnesses have cosigned two sizes, and a copy of it."""
    policy = Policy(quorum=Group(least=2, of=WITNESSES))
    case = council.Council.founded(tmp_path / "case", policy, witnesses=WITNESSES)
    for time, label in ((1_700_000_000, "FIRST"), (1_700_000_100, "SECOND")):
        case.take(case.submission("desk", label=label))
        for name in WITNESSES:
            line = council.witness_of(name).cosign(case.case.log.checkpoint.text, time=time).line
            WitnessedCase.open(case.root).take(line.encode(), where="the answer")
    shutil.copytree(case.root, tmp_path / "copy")
    return case.root, tmp_path / "copy"


def test_checkpoints_that_are_missing_or_damaged_are_put_right(witnessed):
    root, copy = witnessed
    (root / "checkpoints" / "2").unlink()
    third = root / "checkpoints" / "3"
    third.write_bytes(third.read_bytes().replace(b"checkpoint", b"chickpoint")[:-3])
    (root / "checkpoints.txt").write_bytes(b"2\n")
    assert not verify_case(root).sound
    assert repaired(root, copy) == (["checkpoints/2", "checkpoints/3+"], [])
    assert files(root) == files(copy)
    assert verify_case(root).sound


def test_a_damaged_checkpoint_stays_where_no_copy_has_it(witnessed):
    root, copy = witnessed
    for place in (root, copy):
        (place / "checkpoints" / "2").write_bytes(b"broken")
    before = files(root)
    assert repaired(root, copy) == ([], ["checkpoints/2 of the copy"])
    assert files(root) == before


def test_evidence_of_a_second_history_is_not_mended_away(witnessed, council):
    root, copy = witnessed
    other = Checkpoint(origin=council.ORIGIN, size=2, root=bytes(32))
    signed = SignedCheckpoint.sign(other, council.LOG_KEY).note.raw
    (root / "checkpoints" / "2").write_bytes(signed)
    repaired(root, copy)
    assert (root / "checkpoints" / "2").read_bytes() == signed
    assert not verify_case(root).sound


def test_what_a_copy_holds_of_another_history_is_told_and_the_rest_is_taken(witnessed, council):
    root, copy = witnessed
    other = Checkpoint(origin=council.ORIGIN, size=2, root=bytes(32))
    (copy / "checkpoints" / "2").write_bytes(SignedCheckpoint.sign(other, council.LOG_KEY).note.raw)
    (root / "checkpoints" / "2").unlink()
    (root / "checkpoints" / "3").write_bytes(b"broken")
    assert repaired(root, copy) == (["checkpoints/3+"], ["checkpoints/2 of the copy"])
    assert (root / "checkpoints" / "3").read_bytes() == (copy / "checkpoints" / "3").read_bytes()


def test_evidence_under_the_name_of_another_size_stays_too(witnessed, council):
    root, copy = witnessed
    other = Checkpoint(origin=council.ORIGIN, size=2, root=bytes(32))
    signed = SignedCheckpoint.sign(other, council.LOG_KEY).note.raw
    (root / "checkpoints" / "3").write_bytes(signed)
    assert repaired(root, copy) == ([], [])
    assert (root / "checkpoints" / "3").read_bytes() == signed
    assert not verify_case(root).sound


def test_a_checkpoint_that_is_too_large_or_no_file_is_no_checkpoint(witnessed):
    root, copy = witnessed
    (root / "checkpoints" / "2").unlink()
    (root / "checkpoints" / "3").write_bytes(b"x" * 1_000_001)
    (copy / "checkpoints" / "2").write_bytes(b"x" * 1_000_001)
    assert repaired(root, copy) == (["checkpoints/3+"], [])
    assert verify_case(root).sound


def test_the_policy_is_never_taken_from_anywhere(witnessed):
    """It says whom to trust; and a record that does not verify states what its keeper likes."""
    root, copy = witnessed
    text = (root / "policy.txt").read_text(encoding="ascii")
    weaker = text.replace("group quorum 2", "group quorum 1")
    assert weaker != text
    (root / "policy.txt").write_text(weaker, encoding="ascii")
    assert [fault.refusal.code for fault in verify_case(root).faults] == ["wrong-policy"]
    assert repaired(root, copy) == ([], [])
    assert (root / "policy.txt").read_text(encoding="ascii") == weaker

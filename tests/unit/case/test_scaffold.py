"""The case to begin from checks, builds, and is left out whole where it cannot be made."""

from datetime import date

import pytest

from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import open_case
from proverka.case.scaffold import write_scaffold
from proverka.case.verifying import verify_case
from proverka.model.errors import MalformedError, RefusedError


def test_the_scaffold_checks_builds_and_verifies(tmp_path):
    names = write_scaffold(tmp_path / "case", "my-case.2")
    assert all((tmp_path / "case" / name).is_file() for name in names)
    authored = read_authored(tmp_path / "case")
    assert authored.words.case == "my-case.2"
    build_case(authored, tmp_path / "built", demonstration_keyring(authored.words))
    assert verify_case(tmp_path / "built").sound
    result = audit_case(open_case(tmp_path / "built"), as_of=date(2024, 5, 1), known=date(2024, 5, 1))
    (duty,) = result.obligations
    assert (duty.status, duty.due) == ("on_track", date(2024, 7, 10))
    assert [(d.date, d.target, d.state) for d in duty.dates if d.role == "step"] == [(date(2024, 4, 10), "45 %", "met")]


@pytest.mark.parametrize("case_id", ["", "a b", "ä", "-a", "a/b", "x" * 65, "a\n"])
def test_an_id_that_a_record_does_not_admit_is_refused(case_id, tmp_path):
    with pytest.raises(MalformedError, match="bad-value"):
        write_scaffold(tmp_path / "case", case_id)
    assert not (tmp_path / "case").exists()


def test_a_folder_that_exists_is_left_alone(tmp_path):
    (tmp_path / "case").mkdir()
    with pytest.raises(RefusedError, match="already-there"):
        write_scaffold(tmp_path / "case", "case")
    assert list((tmp_path / "case").iterdir()) == []


def test_a_failure_leaves_no_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("proverka.case.scaffold._FILES", {"case.toml": "{case}", "bad\0name.toml": ""})
    with pytest.raises(ValueError, match="null byte"):
        write_scaffold(tmp_path / "case", "case")
    assert not (tmp_path / "case").exists()

"""Submissions from several processes, and what a submission may refer to."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import open_case
from proverka.case.scaffold import write_scaffold
from proverka.case.submitting import read_drafts, submit
from proverka.case.verifying import verify_case
from proverka.model.errors import RefusedError
from proverka.record import SigningKey

NOW = datetime(2026, 1, 1, tzinfo=UTC)

FIGURE = """\
[[entries]]
kind = "figure"
label = "{label}"
known = 2024-05-01
party = "inspectorate"
body = {{ basis = "destroyed/stock", percent = 60 }}
"""

OBJECTION = """\
[[entries]]
kind = "objection"
label = "OBJECTION"
known = 2024-05-01
party = "state"
refers_to = ["{to}"]
body = { grounds = "The wording." }
"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    write_scaffold(tmp_path / "case", "case")
    authored = read_authored(tmp_path / "case")
    build_case(authored, tmp_path / "built", demonstration_keyring(authored.words))
    return tmp_path / "built"


def drafts(folder: Path, text: str):
    (folder / "new.toml").write_text(text, encoding="utf-8")
    return read_drafts(folder / "new.toml")


def test_of_two_that_read_the_same_record_the_second_is_refused(built, tmp_path):
    first, second = open_case(built), open_case(built)
    assert submit(first, drafts(tmp_path, FIGURE.format(label="A")), CaseFolder(tmp_path), now=NOW) == range(3, 4)
    with pytest.raises(RefusedError, match="busy"):
        submit(second, drafts(tmp_path, FIGURE.format(label="B")), CaseFolder(tmp_path), now=NOW)
    assert verify_case(built).sound
    again = open_case(built)
    assert submit(again, drafts(tmp_path, FIGURE.format(label="B")), CaseFolder(tmp_path), now=NOW) == range(4, 5)
    assert verify_case(built).sound


@pytest.mark.parametrize("to", ["genesis", "FIG-1", "AGREEMENT"])
def test_what_is_objected_to_can_be_read_again(to, built, tmp_path):
    case = open_case(built)
    submit(case, drafts(tmp_path, OBJECTION.replace("{to}", to)), CaseFolder(tmp_path), now=NOW)
    assert "OBJECTION" in open_case(built).meaning.said


def test_a_key_that_the_record_does_not_know_signs_nothing(built, tmp_path):
    other = SigningKey.from_seed("proverka.example/case/inspectorate", bytes(32))
    (built / "keys" / "inspectorate.key").write_text(other.private_text(), encoding="utf-8")
    case = open_case(built)
    with pytest.raises(RefusedError, match="unknown-key"):
        submit(case, drafts(tmp_path, FIGURE.format(label="A")), CaseFolder(tmp_path), now=NOW)
    assert len(open_case(built).log) == 3

"""What an authored case must hold before anything is signed."""

from pathlib import Path

import pytest

from proverka.case.authored import BODY_BYTES_MAX, read_authored
from proverka.case.scaffold import write_scaffold
from proverka.model.errors import MalformedError


def test_what_would_not_fit_into_an_entry_is_refused_before_anything_is_signed(tmp_path: Path):
    write_scaffold(tmp_path / "mine", "mine")
    assert read_authored(tmp_path / "mine").drafts
    (tmp_path / "mine" / "evidence" / "event.csv").write_text(
        f"label,known,party,event,title\nE-1,2024-05-01,desk,meeting,{'x' * BODY_BYTES_MAX}\n", encoding="utf-8"
    )
    with pytest.raises(MalformedError) as caught:
        read_authored(tmp_path / "mine")
    assert caught.value.code == "too-large"
    assert "E-1" in caught.value.fault.where

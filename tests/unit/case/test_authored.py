"""What an authored case must hold before anything is signed."""

from pathlib import Path

import pytest

from proverka.case.authored import BODY_BYTES_MAX, read_authored
from proverka.case.keyring import demonstration_keyring, read_keyring, write_keyring
from proverka.case.scaffold import write_scaffold
from proverka.model.errors import MalformedError
from proverka.model.vocabulary import Vocabulary


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


def test_a_ring_of_keys_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    words = read_authored_words(tmp_path)
    ring = demonstration_keyring(words)
    calls = []

    def fails_at_the_second(path: Path, text: str, *, mode: int = 0o644) -> None:
        calls.append(path)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(path))
        path.write_text(text, encoding="utf-8")

    monkeypatch.setattr("proverka.case.keyring.write_durably", fails_at_the_second)
    with pytest.raises(OSError, match="No space"):
        write_keyring(ring, tmp_path / "keys", demonstration=False)
    assert not (tmp_path / "keys").exists()
    monkeypatch.undo()
    write_keyring(ring, tmp_path / "keys", demonstration=False)
    assert read_keyring(tmp_path / "keys") == ring
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "keys").glob("*.key")} == {0o600}


def read_authored_words(folder: Path) -> Vocabulary:
    write_scaffold(folder / "mine", "mine")
    return read_authored(folder / "mine").words

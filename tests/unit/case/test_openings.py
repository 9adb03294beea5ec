from pathlib import Path

from proverka.case.openings import Openings
from proverka.disclosure.disclosure import Disclosure


def test_the_folder_of_the_first_opening_is_durable_too(tmp_path, monkeypatch):
    synced: list[Path] = []
    monkeypatch.setattr("proverka.case.openings.sync_folder", synced.append)
    held = Openings(folder=tmp_path / "openings")
    disclosure = Disclosure.make("text", b'"kept"', salt=bytes(32))
    held.keep(bytes(32), [disclosure])
    assert synced == [tmp_path / "openings", tmp_path]
    assert held.of(bytes(32)) == (disclosure,)

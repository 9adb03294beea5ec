"""Names of files that no system has, and names that lead nowhere; folders that one process fills."""

from pathlib import Path

import pytest

from proverka.case.folder import CaseFolder, whole_folder
from proverka.model.errors import Refusal, RefusedError


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000, "ring", ".", "nothing", "a/" * 3000])
def test_a_name_of_no_file_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "ring").symlink_to("ring")
    with pytest.raises(RefusedError) as caught:
        CaseFolder(tmp_path).path(name, where="here")
    assert caught.value.fault.refusal is Refusal.MISSING_FILE


def test_two_do_not_fill_one_folder(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "out") as first:
        (first / "mine").write_text("here")
        with pytest.raises(RefusedError) as refused, whole_folder(tmp_path / "out"):
            pass
        assert refused.value.fault.refusal is Refusal.BUSY
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]

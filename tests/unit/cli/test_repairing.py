"""`proverka verify --repair-from COPY`: what is mended, what is kept, what is refused."""

import json
import shutil
from pathlib import Path

import pytest

LATER = """\
[[entries]]
kind = "figure"
label = "FIG-2"
known = 2024-07-20
date = 2024-07-15
party = "inspectorate"
documents = ["paper.txt"]
body = { basis = "destroyed/stock", percent = 100 }
"""


@pytest.fixture
def copied(proverka):
    """A built case with a document, and a copy of it."""
    Path("paper.txt").write_text("paper", encoding="utf-8")
    Path("later.toml").write_text(LATER, encoding="utf-8")
    assert proverka("submit", "built", "later.toml").status == 0
    shutil.copytree("built", "copy")
    return proverka


def only(pattern: str) -> Path:
    (path,) = Path().glob(pattern)
    return path


def files(root: str) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in Path(root).rglob("*")
        if path.is_file() and "aside" not in path.parts and path.name != "lock"
    }


def test_record_and_documents_are_mended_and_the_damaged_kept(copied):
    only("built/documents/sha256/*/*").unlink()
    tile = only("built/record/tile/0/000.p/4")
    tile.write_bytes(tile.read_bytes()[:-1])
    found = copied("verify", "built", "--repair-from", "copy")
    assert found.status == 0, found.out + found.err
    first, second, verdict = found.out.splitlines()[:3]
    assert first.startswith("mended record/tile/0/000.p/4; the damaged file is kept as record/aside/tile/0/000.p/4.")
    assert second.startswith("mended documents/sha256/")
    assert second.endswith("; it was missing")
    assert verdict.startswith("✓ sound")
    assert files("built") == files("copy")
    assert only("built/record/aside/tile/0/000.p/*").stat().st_size == 127
    assert "Nothing had to be mended." in copied("verify", "built", "--repair-from", "copy").out


def test_a_log_alone_mends_the_record(copied):
    only("built/record/tile/0/000.p/4").unlink()
    told = copied("verify", "built", "--repair-from", "copy/record", "--format", "json")
    assert told.status == 0
    assert json.loads(told.out)["repair"] == {
        "mended": [{"path": "record/tile/0/000.p/4", "aside": None}],
        "not_mended": [],
    }
    assert json.loads(copied("verify", "built", "--format", "json").out)["repair"] is None


def test_what_no_copy_proves_is_told_and_left(copied):
    for root in ("built", "copy"):
        document = only(f"{root}/documents/sha256/*/*")
        document.write_bytes(b"other" if root == "built" else b"wrong")
    before = files("built")
    found = copied("verify", "built", "--repair-from", "copy")
    assert found.status == 1
    assert found.out.startswith("not mended: documents/sha256/")
    assert "bytes of another hash" in found.out
    assert "NOT SOUND: 1 fault" in found.out
    assert files("built") == before


@pytest.mark.parametrize("place", ["nowhere", "copy/documents"])
def test_a_place_that_is_no_copy(copied, place):
    tile = only("built/record/tile/0/000.p/4")
    tile.write_bytes(b"")
    before = files("built")
    found = copied("verify", "built", "--repair-from", place)
    assert (found.status, found.out) == (2, "")
    assert ("missing-file" if place == "nowhere" else "wrong-root") in found.err
    assert files("built") == before

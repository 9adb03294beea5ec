"""No address, however it is made, leads out of the folder that is served, to a link, or to what is hidden in it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.cli.static_folder import StaticFolder

OPEN = {"index.html", "en/index.html", "en/a.csv", "record/checkpoint"}
CLOSED = {"keys/log", "record/lock", "en/log.key", ".hidden", "en/.hidden"}

PARTS = st.one_of(
    st.sampled_from(["", ".", "..", "...", "en", "EN", "record", "keys", "Keys", "lock", "linked", "inner"]),
    st.sampled_from(["index.html", "a.csv", "checkpoint", "log", "log.key", ".hidden", "link.txt", "outside.txt"]),
    st.sampled_from(["..\\..", "C:", "\0", "index.html\0", "index.html ", "index.html.", "keyſ", "\ud800", "~"]),
    st.text(max_size=5),
)  # fmt: skip
ADDRESSES = st.one_of(st.lists(PARTS, max_size=6).map(lambda parts: "/" + "/".join(parts)), st.text(max_size=20))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outer = tmp_path_factory.mktemp("outer")
    folder = outer / "edition"
    for path in (*(folder / name for name in OPEN | CLOSED), outer / "outside.txt", outer / "beside" / "index.html"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name, encoding="utf-8")
    (folder / "link.txt").symlink_to(outer / "outside.txt")
    (folder / "linked").symlink_to(outer / "beside")
    (folder / "inner").symlink_to(folder / "en")
    return folder


@given(address=ADDRESSES)
def test_only_open_files_are_found(folder: Path, address: str) -> None:
    served = StaticFolder(folder)
    found = served.find(address)
    if found is not None and served.inside(found):
        assert found.name in OPEN
        assert Path(found.path) == folder.resolve() / found.name


@pytest.mark.parametrize("name", sorted(OPEN))
def test_open_files_are_found(folder: Path, name: str) -> None:
    served = StaticFolder(folder)
    found = served.find(f"/{name}")
    assert found is not None
    assert served.inside(found)

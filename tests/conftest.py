"""What every suite may ask for: the repository, the folder of shared reference data, a browser."""

import os
import shutil
from pathlib import Path

import pytest

# Where a browser goes by one of these names, browser tests can run.
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this checkout."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared(repository: Path) -> Path:
    """The reference data and vectors that lie beside the repository where its developers work; absent elsewhere."""
    folder = repository.parent / "shared"
    if not folder.is_dir():
        pytest.skip("there is no shared/ folder beside the repository: its reference data cannot be compared with")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser that page tests drive; a laptop may lack one, CI may not."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is not None:
        return Path(found)
    reason = "no Chromium on the PATH: `make test` installs it where it may, otherwise install it by hand"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)

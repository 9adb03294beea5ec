"""What every suite may ask for: the repository, the standalone verifier, shared reference data, a browser."""

import gc
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

# What many tests share stays until the last of them: it need not be looked through every few hundred objects.
gc.set_threshold(50_000, 25, 25)

# How long an example takes says how busy the machine is, and nothing of what is tested. A fifth as many as usual
# in every run of all tests; `PROVERKA_EXAMPLES=1000 make property` tries more.
settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=int(os.environ.get("PROVERKA_EXAMPLES", "20")),
)
settings.load_profile("unhurried")

# Where a browser goes by one of these names, browser tests can run.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this checkout."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def standalone(repository: Path) -> ModuleType:
    """The verifier that stands alone, as a module: it is a program, and no part of the package."""
    found = importlib.util.spec_from_file_location("proverka_verify", repository / "verifier" / "proverka_verify.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def council(repository: Path) -> ModuleType:
    """What makes a record among parties, and bundles on their way to it, as a module."""
    found = importlib.util.spec_from_file_location("council", repository / "tests" / "council.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["council"] = module  # where its dataclasses look for their own names
    found.loader.exec_module(module)
    return module


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

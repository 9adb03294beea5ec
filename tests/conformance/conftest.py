"""Where published vectors are found: a copy that always runs, and the whole collection where there is one."""

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def published() -> Path:
    """The published vectors that are kept in this repository, each with its licence."""
    return Path(__file__).parent / "vectors"


@pytest.fixture(scope="session")
def ours(repository):
    """Read one file of this project's own vectors, as `docs/spec` publishes them."""

    def read(name: str) -> Any:
        return json.loads((repository / "docs" / "spec" / "vectors" / name).read_text(encoding="utf-8"))

    return read

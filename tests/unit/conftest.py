"""Pages and schemas that are made from the source: compared here, and written anew on request."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def generated(repository: Path) -> Callable[[str, str], None]:
    """Hold a file of the repository to what the source says; `REGENERATE=1` in the environment writes it."""

    def hold(name: str, text: str) -> None:
        path = repository / name
        if os.environ.get("REGENERATE"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{name} is missing: REGENERATE=1 .venv/bin/pytest tests/unit writes it"
        assert path.read_text(encoding="utf-8") == text, f"{name} is old: REGENERATE=1 .venv/bin/pytest tests/unit"

    return hold

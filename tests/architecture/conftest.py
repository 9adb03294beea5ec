"""The source, parsed once for all tests of its shape."""

import ast
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def modules(repository: Path) -> dict[str, ast.Module]:
    """Every module of the package: its path under src/ to its syntax tree."""
    src = repository / "src"
    trees = {
        path.relative_to(src).as_posix(): ast.parse(path.read_bytes(), str(path)) for path in sorted(src.rglob("*.py"))
    }
    assert "proverka/model/__init__.py" in trees
    return trees

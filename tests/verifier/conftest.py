"""Where vectors are found, and a small built case to damage."""

import json
from pathlib import Path
from typing import Any

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.scaffold import write_scaffold


@pytest.fixture(scope="session")
def ours(repository: Path):
    """Read one file of this project's own vectors, as `docs/spec` publishes them."""

    def read(name: str) -> Any:
        return json.loads((repository / "docs" / "spec" / "vectors" / name).read_text(encoding="utf-8"))

    return read


@pytest.fixture(scope="session")
def published(repository: Path) -> Path:
    """The published vectors that are kept in this repository, each with its licence."""
    return repository / "tests" / "conformance" / "vectors"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built case of three entries, one of which rests on a document."""
    write_scaffold(tmp_path / "case", "case")
    (tmp_path / "case" / "report.txt").write_text("counted", encoding="utf-8")
    table = tmp_path / "case" / "evidence" / "figure.csv"
    header, row = table.read_text(encoding="utf-8").splitlines()
    table.write_text(f"{header},documents\n{row},report.txt\n", encoding="utf-8")
    authored = read_authored(tmp_path / "case")
    build_case(authored, tmp_path / "built", demonstration_keyring(authored.words))
    return tmp_path / "built"

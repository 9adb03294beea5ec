"""The program run in this process, in a folder with a built case, at a fixed time."""

import io
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proverka.cli import main

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    status: object
    out: str
    err: str


def run(*arguments: str) -> Answer:
    """Run the program in the current folder."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    status: object = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        patch.setattr("sys.stderr", err)
        try:
            main(arguments)
        except SystemExit as ending:
            status = ending.code or 0
    out.flush()
    written = out.buffer
    assert isinstance(written, io.BytesIO)
    return Answer(status, written.getvalue().decode(), err.getvalue())


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("case")
    before = Path.cwd()
    os.chdir(root)
    try:
        assert run("case", "new", "quarry").status == 0
        assert run("case", "build", "quarry", "built").status == 0
    finally:
        os.chdir(before)
    return root


@pytest.fixture
def proverka(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answer]:
    """Run the program beside an authored case `quarry` and the same, `built`; the folder is the current one."""

    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("proverka.cli.arguments.now", lambda: NOW)
    monkeypatch.setattr("proverka.cli.recording.now", lambda: NOW)
    monkeypatch.setattr("proverka.cli.reading.now", lambda: NOW)
    return run

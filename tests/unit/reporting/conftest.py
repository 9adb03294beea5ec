"""A made-up audit with every status, every kind of section, and words that try to break out of the page."""

from pathlib import Path

import msgspec
import pytest

from proverka.assessment.changes import Changes
from proverka.assessment.result import Audit, Issues
from proverka.reporting import render_html


@pytest.fixture(scope="session")
def sample(repository: Path) -> Audit:
    return msgspec.json.decode((repository / "tests/golden/report-audit.json").read_bytes(), type=Audit)


@pytest.fixture(scope="session")
def changes(repository: Path) -> Changes:
    return msgspec.json.decode((repository / "tests/golden/report-changes.json").read_bytes(), type=Changes)


@pytest.fixture(scope="session")
def html(sample: Audit, changes: Changes) -> str:
    return render_html(sample, changes)


@pytest.fixture(scope="session")
def bare(sample: Audit) -> Audit:
    """An audit of a record that says nothing yet."""
    return msgspec.structs.replace(
        sample,
        summary=msgspec.structs.replace(sample.summary, obligations=0, statuses={}, kinds={}, findings=0, missed=0),
        issues=Issues(
            open=None, raised=None, resolved=None, as_of=None, derived_open=None, counts=(), identified=()
        ),
        instruments=(), obligations=(), holdings=(), balance=(), figures=(), findings=(), allegations=(),
        statements=(), steps=(), timeline=(), checks=(), entries=(), places={},
    )  # fmt: skip

"""Pages made from the source, compared here and written anew on request; a small log, the same bytes each time."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from proverka.record import Log, SigningKey, Submission, compose


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


@pytest.fixture(scope="session")
def log_key():
    return SigningKey.from_seed("example.org/log", bytes(32))


@pytest.fixture(scope="session")
def party_key():
    return SigningKey.from_seed("example.org/alpha", b"\x01" * 32)


@pytest.fixture(scope="session")
def other_key():
    return SigningKey.from_seed("example.org/beta", b"\x02" * 32)


@pytest.fixture(scope="session")
def chain():
    """Make `count` submissions of one party, each after the last; the first begins the log, or names its `genesis`."""

    def make(
        key: SigningKey, count: int, *, party: str = "alpha", case: str = "example", genesis: bytes | None = None
    ) -> list[bytes]:
        entries, previous = [], None
        for number in range(1, count + 1):
            submission = compose(
                case=case,
                genesis=genesis,
                party=party,
                number=number,
                previous=previous,
                payload=b'{"say":%d}' % number,
                keys=[key],
            )
            entries.append(submission.note.raw)
            genesis, previous = submission.log_hash, submission.text_hash
        return entries

    return make


@pytest.fixture(scope="session")
def genesis(chain, party_key):
    """What a log that begins with a chain of alpha's is named by."""
    return Submission.parse(chain(party_key, 1)[0]).text_hash


@pytest.fixture
def log(tmp_path, log_key):
    return Log.create(tmp_path / "log", log_key)

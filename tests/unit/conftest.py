"""Pages made from the source, compared here and written anew on request; a small log, the same bytes each time;
articles with statements that were not found but made.
"""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proverka.record import Log, SigningKey, Submission, compose
from proverka.sources.analysis import Reading
from proverka.sources.article import Article, Block, Story, Version
from proverka.sources.passage import Passage
from proverka.sources.statement import FoundStatement


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


def made_reading(text: str, *statements: FoundStatement, name: str = "made.txt", **story: Any) -> Reading:
    """Return an article of paragraphs between blank lines, all of one story, with the statements that are given."""
    data = text.encode()
    starts = [0, *(found.end() for found in re.finditer(r"\n\n", text))]
    ends = [*(start - 2 for start in starts[1:]), len(text)]
    paragraphs = tuple(Passage(start, end) for start, end in zip(starts, ends, strict=True))
    version = Version(
        name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type="text/plain", encoding="utf-8"
    )
    article = Article(
        version=version,
        text=text,
        blocks=tuple(Block(kind="paragraph", passage=paragraph) for paragraph in paragraphs),
        stories=(Story(paragraphs=paragraphs, **story),),
    )
    return Reading(article=article, statements=statements)


def made_statement(text: str, *words: str, **more: Any) -> FoundStatement:
    """Return a statement whose words stand where they first do in a text; by default quoted, and by nobody."""
    places = tuple(Passage(text.index(one), text.index(one) + len(one)) for one in words)
    return FoundStatement(**{"quotation": "direct", "words": places, "sentence": places[0], "story": 0, **more})


@pytest.fixture(scope="session")
def make_reading() -> Callable[..., Reading]:
    return made_reading


@pytest.fixture(scope="session")
def make_statement() -> Callable[..., FoundStatement]:
    return made_statement

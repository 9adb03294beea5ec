"""The vectors of public editions, as `docs/spec/vectors/edition.json` publishes them: the code gives these bytes."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from proverka.publication.manifest import MANIFEST, SUMS, Ledger, hash_of_words, manifest_files, words_of
from proverka.publication.proofs import script_file
from proverka.record import Checkpoint, SigningKey


@pytest.fixture(scope="module")
def vectors(repository: Path) -> dict[str, Any]:
    text = (repository / "docs" / "spec" / "vectors" / "edition.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def test_words(vectors):
    assert len(vectors["words"]) == 8
    for one in vectors["words"]:
        assert words_of(one["page"]) == one["words"], one["what"]
        assert hash_of_words(one["page"]) == one["sha256"] == hashlib.sha256(one["words"].encode()).hexdigest()


def test_paths(vectors):
    for one in vectors["lists"]:
        assert hashlib.sha256(one["path"].encode()).hexdigest() == one["sha256"]


def test_scripts(vectors):
    for one in vectors["scripts"]:
        path, script = script_file(one["name"], one["value"])
        assert (path, script.decode()) == (one["path"], one["script"])
        assert hashlib.sha256(script).hexdigest() == one["sha256"]


@pytest.mark.parametrize("signed", [True, False])
def test_an_edition(vectors, signed):
    given = vectors["edition"]
    ledger = Ledger()
    files = {path: text.encode() for path, text in given["files"].items()}
    assert dict(ledger.gathered(files.items())) == files
    at, day = Checkpoint.parse(given["checkpoint"]), date.fromisoformat(given["as_of"])
    key = SigningKey.parse(given["key"]) if signed else None
    made = {path: content.decode() for path, content in manifest_files(ledger, at, day, key)}
    lists = {path: text for path, text in made.items() if path.startswith("proof/lists/")}
    assert len(lists) == 16
    assert {path: text for path, text in lists.items() if text != _empty(path)} == given["lists"]
    assert made[SUMS] == given["sums"]
    assert made[MANIFEST] == given["manifest" if signed else "manifest_unsigned"]
    if signed:
        assert made["proof/manifest.js"] == given["manifest_script"]


def _empty(path: str) -> str:
    return f'proverka.put("{path.removesuffix(".js")}", "");\n'

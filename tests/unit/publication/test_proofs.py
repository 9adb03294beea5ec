"""Proofs as scripts: what a page that may read no file still has, byte for byte, a page of the record at a time."""

import base64
import json
from collections.abc import Iterator

import pytest

from proverka.publication.addresses import ENTRIES_TO_A_PAGE
from proverka.publication.proofs import Disclosed, Proved, proof_files, script_file

ENTRIES = [f"entry {n}\n— \u2028 “é” \\ \x7f\n".encode() for n in range(2 * ENTRIES_TO_A_PAGE + 3)]
TILE = bytes(range(64))


def proved(**given: object) -> Proved:
    values = {
        "checkpoint": b"log\n1\nroot\n",
        "cosigned": (b"cosigned\n",),
        "policy": b"quorum none\n",
        "rulings": (3, 70),
        "disclosed": {1: Disclosed(documents=("b" * 64, "a" * 64), openings={"c" * 64: "WyJ\n"})},
        "tiles": lambda: iter([("tile/0/000.p/2", TILE)]),
        "entries": lambda: iter(ENTRIES),
    }
    return Proved(**{**values, **given})  # type: ignore[arg-type]


def value_of(script: bytes, name: str) -> object:
    text = script.decode()
    begin, end = f"proverka.put({json.dumps(name)}, ", ");\n"
    assert text.startswith(begin)
    assert text.endswith(end)
    return json.loads(text[len(begin) : -len(end)])


def test_every_entry_is_there_as_it_was_signed():
    files = dict(proof_files(proved()))
    assert [path for path in files if path.startswith("proof/entries/")] == [
        f"proof/entries/00{number}.js" for number in range(3)
    ]
    texts = [
        text
        for number in range(3)
        for text in value_of(files[f"proof/entries/00{number}.js"], f"proof/entries/00{number}")  # type: ignore[attr-defined]
    ]
    assert [text.encode() for text in texts] == ENTRIES


def test_the_head_says_what_else_there_is():
    files = dict(proof_files(proved()))
    assert value_of(files["proof/record.js"], "proof/record") == {
        "checkpoint": "log\n1\nroot\n",
        "cosigned": ["cosigned\n"],
        "policy": "quorum none\n",
        "rulings": [3, 70],
        "disclosed": [1],
    }
    assert value_of(files["proof/tile/0/000.p/2.js"], "proof/tile/0/000.p/2") == base64.b64encode(TILE).decode()
    assert value_of(files["proof/disclosed/001.js"], "proof/disclosed/001") == {
        "documents": ["a" * 64, "b" * 64],
        "openings": {"c" * 64: "WyJ\n"},
    }


def test_what_is_full_stays_as_it_is():
    before = dict(proof_files(proved(entries=lambda: iter(ENTRIES[:-2]))))
    after = dict(proof_files(proved()))
    same = {path for path in before if before[path] == after[path]}
    assert {"proof/entries/000.js", "proof/entries/001.js"} <= same
    assert "proof/entries/002.js" not in same


def test_no_more_entries_are_held_than_one_file_has():
    taken = 0

    def entries() -> Iterator[bytes]:
        nonlocal taken
        for entry in ENTRIES:
            taken += 1
            yield entry

    for path, _ in proof_files(proved(entries=entries)):
        if path == "proof/entries/000.js":
            assert taken == ENTRIES_TO_A_PAGE
    assert taken == len(ENTRIES)


@pytest.mark.parametrize("value", [[], {}, "", "\u2028\u2029</script>", [1, "٤", None, True], {"b": 1, "a": "\x1f"}])
def test_a_script_is_what_it_puts(value):
    path, script = script_file("some/name", value)
    assert path == "some/name.js"
    assert value_of(script, "some/name") == value

"""Proofs as scripts: what a page that may read no file still has, byte for byte, a page of the record at a time."""

import base64
import json

import pytest

from proverka.publication.addresses import ENTRIES_TO_A_PAGE
from proverka.publication.proofs import Disclosed, Proved, entries_file, proof_files, script_file

ENTRIES = [f"entry {n}\n— \u2028 “é” \\ \x7f\n".encode() for n in range(3)]
TILE = bytes(range(64))


def proved(**given: object) -> Proved:
    values = {
        "checkpoint": b"log\n1\nroot\n",
        "cosigned": (b"cosigned\n",),
        "policy": b"quorum none\n",
        "rulings": (3, 70),
        "disclosed": {1: Disclosed(documents=("b" * 64, "a" * 64), openings={"c" * 64: "WyJ\n"})},
        "tiles": lambda: iter([("tile/0/000.p/2", TILE)]),
    }
    return Proved(**{**values, **given})  # type: ignore[arg-type]


def value_of(script: bytes, name: str) -> object:
    text = script.decode()
    begin, end = f"proverka.put({json.dumps(name)}, ", ");\n"
    assert text.startswith(begin)
    assert text.endswith(end)
    return json.loads(text[len(begin) : -len(end)])


def test_every_entry_is_there_as_it_was_signed():
    path, script = entries_file(ENTRIES_TO_A_PAGE + 5, ENTRIES)
    assert path == "proof/entries/001.js"
    texts: list[str] = value_of(script, "proof/entries/001")  # type: ignore[assignment]
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


@pytest.mark.parametrize("value", [[], {}, "", "\u2028\u2029</script>", [1, "٤", None, True], {"b": 1, "a": "\x1f"}])
def test_a_script_is_what_it_puts(value):
    path, script = script_file("some/name", value)
    assert path == "some/name.js"
    assert value_of(script, "some/name") == value

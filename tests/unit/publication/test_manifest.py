"""What an edition lists of itself: every file once, in the same order each time."""

import hashlib
from datetime import date

import pytest

from proverka.publication.manifest import FILES_IN_16_LISTS, Ledger, lists_of, manifest_files, sums_of, words_of
from proverka.record import Checkpoint, SignedNote, SigningKey

AT = Checkpoint(origin="example.org/log", size=7, root=bytes(32), extensions=("an extension",))
DAY = date(2026, 3, 1)
KEY = SigningKey.from_seed("example.org/log/alpha", bytes(32))


def ledger_of(*paths: str) -> Ledger:
    ledger = Ledger()
    for path in paths:
        ledger.add(path, hashlib.sha256(path.encode()).hexdigest(), "ab" * 32 if path.endswith(".html") else "")
    return ledger


def test_files_are_noted_on_their_way():
    ledger = Ledger()
    files = [("en/a.html", b"<body>A</body>"), ("b.css", b"")]
    assert list(ledger.gathered(files)) == files
    assert ledger.files["en/a.html"].file == hashlib.sha256(files[0][1]).hexdigest()
    assert ledger.files["en/a.html"].words == hashlib.sha256(b"A").hexdigest()
    assert ledger.files["b.css"].words == ""


@pytest.mark.parametrize(("files", "lists"), [(1, 16), (FILES_IN_16_LISTS, 16), (FILES_IN_16_LISTS + 1, 256)])
def test_every_file_is_in_the_list_of_its_path(files, lists):
    ledger = ledger_of(*(f"en/{number}.html" for number in range(files)))
    found = lists_of(ledger)
    assert len(found) == lists
    listed = {line.split(" ", 2)[2]: name for name, text in found.items() for line in text.splitlines()}
    assert listed.keys() == ledger.files.keys()
    assert all(hashlib.sha256(path.encode()).hexdigest().startswith(name) for path, name in listed.items())


def test_a_change_of_one_file_changes_one_list():
    before, after = ledger_of("en/a.html", "b.css", "c.js"), ledger_of("en/a.html", "b.css", "c.js")
    after.add("c.js", "00" * 32)
    changed = [name for name, text in lists_of(before).items() if lists_of(after)[name] != text]
    assert changed == [hashlib.sha256(b"c.js").hexdigest()[0]]


def test_sums_do_not_depend_on_the_order_of_writing():
    assert sums_of(ledger_of("b", "a", "c/d")) == sums_of(ledger_of("c/d", "a", "b"))
    assert [line.split("  ")[1] for line in sums_of(ledger_of("b", "a", "c/d")).decode().splitlines()] == [
        "a",
        "b",
        "c/d",
    ]


def test_the_manifest_is_a_note_where_somebody_signs_it():
    files = dict(manifest_files(ledger_of("a"), AT, DAY, KEY))
    note = SignedNote.parse(files["manifest"])
    assert note.verify([KEY.verifier]) == (KEY.verifier,)
    assert note.text.startswith("proverka/manifest/v1\nexample.org/log\n7\n")
    assert "an extension" not in note.text
    assert f"\nas-of 2026-03-01\nsums {hashlib.sha256(files['SHA256SUMS']).hexdigest()}\nlist 0 " in note.text
    assert dict(manifest_files(ledger_of("a"), AT, DAY))["manifest"].decode() == note.text


def test_sums_name_the_lists():
    files = dict(manifest_files(ledger_of("a"), AT, DAY))
    named = {line.split("  ")[1] for line in files["SHA256SUMS"].decode().splitlines()}
    assert named == {"a", *(path for path in files if path.startswith("proof/lists/"))}
    assert len(named) == 17


def test_a_name_that_sha256sum_writes_otherwise_is_our_own_fault():
    with pytest.raises(AssertionError):
        ledger_of("a\nb")


def test_what_is_no_page_has_no_words():
    with pytest.raises(AssertionError, match="body"):
        words_of("<p>no body</p>")

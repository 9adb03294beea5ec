"""What an edition lists of itself, so that a change to any file of it, or to the words of any page, is found.

The lists name every file with its SHA-256, and every page with that of its words too, which a reader's browser can
tell where it may not read the file. A file goes into a list by the hash of its path, so that a page needs one of them.
The manifest names the lists, and SHA256SUMS, which says the same to standard tools; somebody may sign it.
docs/spec/edition.md has all of it.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from html import unescape

from proverka.publication.proofs import script_file
from proverka.record import Checkpoint, SignedNote, SigningKey

MANIFEST = "manifest"
SUMS = "SHA256SUMS"
MANIFEST_LINE = "proverka/manifest/v1"

# From so many files on there are 256 lists instead of 16: none is then longer than a page of the edition.
FILES_IN_16_LISTS = 4096

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
# Elements that are no text, and what stands from the end of a tag to the beginning of another.
_NO_TEXT = re.compile(r"<(script|style|template|noscript)\b[^>]*>.*?</\1>", re.DOTALL)
_TEXT = re.compile(r">([^<]+)")
_SPACE = re.compile(r"[\t\n\f\r ]+")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of an edition: the SHA-256 of its bytes and, of a page, that of its words, in hex."""

    file: str
    words: str = ""


@dataclass(slots=True)
class Ledger:
    """Every file of an edition by its path, gathered while the files are written."""

    files: dict[str, Listed] = field(default_factory=dict)

    def gathered(self, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Yield files as they come, and note each of them on the way."""
        for path, content in files:
            words = hash_of_words(content.decode()) if path.endswith(".html") else ""
            self.add(path, hashlib.sha256(content).hexdigest(), words)
            yield path, content

    def add(self, path: str, file: str, words: str = "") -> None:
        """Note a file by the SHA-256 of its bytes."""
        # Whoever reads a list or sums reads lines; sha256sum writes names with these in another way.
        assert not re.search(r"[\n\r\\]", path), path
        self.files[path] = Listed(file, words)


def words_of(page: str) -> str:
    """Return the words of a page: the text of its body, without scripts, styles and templates, in single spaces."""
    found = _BODY.search(page)
    assert found is not None, "every page of ours has a body"
    text = unescape("".join(_TEXT.findall(f">{_NO_TEXT.sub('', found[1])}")))
    # Python takes a vertical tab for a space, as HTML does not; its own way with spaces is four times as fast.
    return _SPACE.sub(" ", text).strip(" ") if "\v" in text else b" ".join(text.encode().split()).decode()


def hash_of_words(page: str) -> str:
    """Return the SHA-256 of the words of a page, in hex."""
    return hashlib.sha256(words_of(page).encode()).hexdigest()


def sums_of(ledger: Ledger) -> bytes:
    """Return the files of an edition as `sha256sum --check` reads them, in the order of their paths."""
    return "".join(f"{listed.file}  {path}\n" for path, listed in sorted(ledger.files.items())).encode()


def lists_of(ledger: Ledger) -> dict[str, str]:
    """Return the lists of an edition by name: of each file its hash, the hash of its words or `-`, and its path."""
    digits = 1 if len(ledger.files) <= FILES_IN_16_LISTS else 2
    rows: dict[str, list[str]] = defaultdict(list)
    for path, listed in sorted(ledger.files.items()):
        name = hashlib.sha256(path.encode()).hexdigest()[:digits]
        rows[name].append(f"{listed.file} {listed.words or '-'} {path}\n")
    return {f"{number:0{digits}x}": "".join(rows[f"{number:0{digits}x}"]) for number in range(16**digits)}


def manifest_of(ledger: Ledger, lists: dict[str, str], at: Checkpoint, as_of: date) -> str:
    """Return the text of the manifest: which state of which record, as of when, and the hashes of sums and lists."""
    sums = hashlib.sha256(sums_of(ledger)).hexdigest()
    hashes = (f"list {name} {hashlib.sha256(text.encode()).hexdigest()}\n" for name, text in lists.items())
    state = replace(at, extensions=()).text
    return f"{MANIFEST_LINE}\n{state}as-of {as_of}\nsums {sums}\n{''.join(hashes)}"


def manifest_files(
    ledger: Ledger, at: Checkpoint, as_of: date, key: SigningKey | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the last files of an edition: lists, sums and manifest, which is a signed note where a key is given.

    The lists are noted in the ledger; they name every file but themselves, the sums and the manifest.
    """
    lists = lists_of(ledger)
    yield from ledger.gathered(script_file(f"proof/lists/{name}", text) for name, text in lists.items())
    text = manifest_of(ledger, lists, at, as_of)
    raw = text.encode() if key is None else SignedNote.sign(text, [key], where=MANIFEST).raw
    yield SUMS, sums_of(ledger)
    yield MANIFEST, raw
    yield script_file(f"proof/{MANIFEST}", raw.decode())

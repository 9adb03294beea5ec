"""Search without a server: an index in parts, of which a reader's browser reads those that hold the words asked for.

A word is a run of letters and digits, in small letters and without accents; a stretch of Chinese or Japanese signs
gives each sign and each pair of neighbours. Words are kept in shards by their beginning, what was found in rows of so
many: see docs/spec/search-index.md. The script of the search page takes texts apart in the same way.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from proverka.assessment.result import Audit
from proverka.publication.addresses import basis_page, instrument_page, obligation_page, record_page
from proverka.publication.map_sites import sites_of
from proverka.publication.pages import figures_by_basis
from proverka.publication.past import Past
from proverka.publication.record_entry import RecordEntry
from proverka.reporting.anchors import entry_anchor, place_anchor

# Found things to a file: some 20 kB.
ROWS_TO_A_FILE = 128
# A word of more than so many letters is cut: nobody types one, and it would name its shard all the same.
WORD_MAX = 40
# Of what an entry says so many characters are looked at: the body of a first entry holds a whole vocabulary.
TEXT_MAX = 4000
# How much a word weighs by where it stands.
IN_NAME, IN_TITLE, IN_TEXT = 9, 4, 1

_RUN = re.compile(r"[^\W_]+")
# Signs of writing that has no spaces between its words, kana among them: nothing tells where a word ends.
_SIGNS = "\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGN = re.compile(f"[{_SIGNS}]")
_STRETCH = re.compile(f"[{_SIGNS}]+|[^{_SIGNS}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that can be found: its kind, its name and title, where it is, and its text.

    `known` is the day on which the record first held an entry, or anything of a place. A page has none: when it was
    there its past tells, which is made in other processes (`first_days_file`).
    """

    kind: str
    name: str
    title: str
    path: str
    known: str = ""
    text: str = ""


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are looked for."""
    if text.isascii():
        return [run[:WORD_MAX] for run in _RUN.findall(text.lower())]
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", text).lower() if unicodedata.category(sign)[0] != "M"
    )
    return [word for run in _RUN.findall(plain) for word in _words_in(run)]


def _words_in(run: str) -> list[str]:
    if not _SIGN.search(run):
        return [run[:WORD_MAX]]
    words: list[str] = []
    for stretch in _STRETCH.findall(run):
        if _SIGN.match(stretch):
            words += (*stretch, *(stretch[i : i + 2] for i in range(len(stretch) - 1)))
        else:
            words.append(stretch[:WORD_MAX])
    return words


def shard_of(word: str) -> str:
    """Return the name of the shard that holds a word: its first two letters where they are ASCII, else its code."""
    return word[:2] if word[:2].isascii() else f"u{ord(word[0]):x}"


def findable(audit: Audit, record: Iterable[RecordEntry]) -> Iterator[Found]:
    """Yield all that can be found, what is judged first."""
    for o in audit.obligations:
        yield Found(
            kind="obligation", name=o.id, title=o.action, path=obligation_page(o.id),
            text=f"{o.debtor} {o.creditor} {o.remarks} {o.provision}",
        )  # fmt: skip
    for i in audit.instruments:
        yield Found(
            kind="instrument", name=i.id, title=i.title, path=instrument_page(i.id),
            text=f"{' '.join(i.body)} {i.official_ref} {i.place}",
        )  # fmt: skip
    for basis, figures in figures_by_basis(audit).items():
        names = [*dict.fromkeys(f.basis_name for f in figures)]
        yield Found(kind="figure", name=basis, title=names[0], path=basis_page(basis), text=" ".join(names[1:]))
    yield from _places(audit)
    for one in record:
        e = one.ref
        yield Found(
            kind=e.kind, name=e.label, title=e.text, path=f"{record_page(e.index)}#{entry_anchor(e.index)}",
            known=str(e.known), text=_text(one),
        )  # fmt: skip


def _places(audit: Audit) -> Iterator[Found]:
    """Yield the places of which something is on record, each from the day on which the first of it was known."""
    known = {entry.index: entry.known for entry in audit.entries}
    names = {place.id: place.name for place in audit.gazetteer}
    for site in sites_of(audit):
        days = [known[index] for index in site.entries if index in known]
        if days:
            yield Found(
                kind="place", name=site.name, title=names.get(site.place.within, ""),
                path=f"places.html#{place_anchor(site.id)}", known=str(min(days)), text=f"{site.id} {site.place.kind}",
            )  # fmt: skip


def _text(one: RecordEntry) -> str:
    """Return the words by which an entry can be found besides its name and its line."""
    said = " ".join(value for _, value in one.said)
    return f"#{one.ref.index} {one.ref.by_name} {one.ref.source} {one.note} {said[:TEXT_MAX]}"


def index_files(things: Iterable[Found]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the index: rows of what can be found, and shards of the words that lead there."""
    rows: list[list[str]] = []
    places: dict[str, list[int]] = {}
    for number, thing in enumerate(things):
        rows.append([thing.kind, thing.name, thing.title, thing.path, thing.known])
        for word, weight in _weights(thing).items():
            places.setdefault(word, []).extend((number, weight))
    shards: dict[str, dict[str, list[int]]] = {}
    for word, found in sorted(places.items()):
        shards.setdefault(shard_of(word), {})[word] = found
    for first in range(0, len(rows), ROWS_TO_A_FILE):
        name = f"rows/{first // ROWS_TO_A_FILE}"
        yield f"search/{name}.js", _script(name, rows[first : first + ROWS_TO_A_FILE])
    for shard, words in sorted(shards.items()):
        yield f"search/words/{shard}.js", _script(f"words/{shard}", words)
    yield (
        "search/index.js",
        _script("index", {"rows": len(rows), "rowsToAFile": ROWS_TO_A_FILE, "shards": sorted(shards)}),
    )


def _weights(thing: Found) -> dict[str, int]:
    """Return the words by which something can be found, each with how much it weighs at most."""
    weights = dict.fromkeys(words_of(thing.text), IN_TEXT)
    weights |= dict.fromkeys(words_of(thing.title), IN_TITLE)
    weights |= dict.fromkeys(words_of(thing.name), IN_NAME)
    return weights


def first_days_file(past: Past) -> tuple[str, bytes]:
    """Return the file that says of each page on which day it was first there: nothing is found before."""
    first = {path: str(day) for path in sorted(past.pages) if (day := past.since(path)) is not None}
    return "search/pages.js", _script("pages", first)


def _script(name: str, value: object) -> bytes:
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"proverka.put({json.dumps(f'search/{name}')}, {packed});\n".encode()

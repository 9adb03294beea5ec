"""Where articles are read from: files, the files of a folder, standard input, and addresses where that is asked for."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from proverka.case.folder import read_limited
from proverka.model.errors import Refusal, RefusedError
from proverka.record.web import is_address
from proverka.record.web_page import WebPage, fetch_page
from proverka.sources.reading.decoding import BYTES_MAX

STANDARD_INPUT = "-"
_NAME_ONE = "name a file, a folder, an address, or - for standard input"
# What a file of a folder ends in where it is meant to be read.
ENDINGS = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".xml", ".rss", ".atom"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The bytes that stood at a place, with the name and, of a fetched page, the address in the end."""

    name: str
    data: bytes
    address: str = ""
    page: WebPage | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Places to read from, in order: each a file, an address or `-`; `folders` says whether one was named."""

    places: tuple[str, ...]
    folders: bool
    fetch: bool

    @property
    def several(self) -> bool:
        """Whether a bad one among them leaves others to be read."""
        return self.folders or len(self.places) > 1


def places_of(named: Iterable[str], *, fetch: bool) -> Places:
    """Return the places that were named, folders replaced by the files in them that end as articles do, by name.

    Raises RefusedError (missing-file) for an address where fetching was not asked for: nothing is fetched unless
    asked; and for a folder without such a file.
    """
    found: list[str] = []
    folders = False
    for one in named:
        if is_address(one):
            _check_asked(one, fetch=fetch)
        elif not one:
            raise _unreadable("a place to read", expected="a file, a folder, an address, or -", got="an empty name")
        if one != STANDARD_INPUT and not is_address(one) and Path(one).is_dir():
            folders = True
            found.extend(_files(Path(one)))
        else:
            found.append(one)
    return Places(places=tuple(found), folders=folders, fetch=fetch)


def load(place: str) -> Found:
    """Return what stands at a place; refuse (missing-file) what is empty; raise what reading or fetching it raises."""
    found = _found(place)
    if not found.data.strip():
        raise _unreadable(found.name, expected="an article", got="nothing: it is empty")
    return found


def _found(place: str) -> Found:
    if place == STANDARD_INPUT:
        return Found(name="standard input", data=_standard_input())
    if is_address(place):
        page = fetch_page(place, bytes_max=BYTES_MAX)
        return Found(name=place, data=page.body, address=page.address, page=page)
    return Found(name=place, data=read_limited(Path(place), BYTES_MAX, remedy=_NAME_ONE))


def _standard_input() -> bytes:
    return sys.stdin.buffer.read(BYTES_MAX + 1)


def _files(folder: Path) -> Iterator[str]:
    names = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    shown = [str(path) for path in names if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not shown:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(folder),
            expected=f"a file that ends in {', '.join(sorted(ENDINGS))}",
            got="none",
            remedy="name the files themselves where they end otherwise",
        )
    yield from shown


def _unreadable(where: str, *, expected: str, got: str) -> RefusedError:
    return RefusedError(Refusal.MISSING_FILE, where=where, expected=expected, got=got, remedy=_NAME_ONE)


def _check_asked(address: str, *, fetch: bool) -> None:
    if not fetch:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=address,
            expected="a file, a folder, or - for standard input",
            got="an address, and nothing is fetched unless asked",
            remedy="add --fetch, or save the page and name the file",
        )

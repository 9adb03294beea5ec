"""Where what was read may be written: over nothing that was read, and over nothing that a person has worked on."""

import os
from pathlib import Path

from proverka.cli.article_places import Places
from proverka.cli.console import check_target
from proverka.model.errors import Refusal, RefusedError


def check_written(target: Path, places: Places, *, also: Path | None) -> None:
    """Refuse a file to write before anything is read: what `check_target` refuses, an article, and the `also` written.

    Raises RefusedError (already-there).
    """
    check_target(target)
    if also is not None and _same(target, also):
        raise _there(target, "a file of its own for the page and for the drafts", "one name for both")
    if any(_same(target, Path(place)) for place in places.places):
        raise _there(target, "a file that is not read here", "an article that is to be read")


def check_unedited(target: Path, text: str) -> None:
    """Refuse (already-there) to put other drafts in the place of a file: a person may have gone through it."""
    if target.exists() and target.read_bytes() != text.encode():
        raise _there(target, "a new file, or these same drafts", "another file, perhaps drafts that somebody corrected")


def check_page(target: Path, text: str) -> None:
    """Refuse (already-there) to put a page in the place of what is no page, such as drafts that somebody corrected."""
    opening = text.partition("\n")[0].encode()
    if target.exists():
        with target.open("rb") as file:
            if file.read(len(opening)) != opening:
                raise _there(target, "a new file, or a page that was written before", "a file that is no page")


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _there(target: Path, expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.ALREADY_THERE,
        where=str(target),
        expected=expected,
        got=got,
        remedy="name another file to write to, or move that one away",
    )

"""What a case gives to and takes from other people's forms: its account areas, its identifiers, files of others."""

import csv
import io
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import quote

from proverka.book import Ledger
from proverka.case.folder import TEXT_BYTES_MAX, decode_text, too_large
from proverka.exchange import DOCUMENT_BYTES_MAX, Area, EventsRead, Identifiers, parse_document
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.names import unknown
from proverka.model.quantity import GRAMS_IN
from proverka.model.vocabulary import Vocabulary
from proverka.record.storage import open_regular


def identifiers_of(words: Vocabulary) -> Identifiers:
    """Return the URIs of a case: under the name of its log."""
    return Identifiers(f"https://{quote(words.log_name, safe='/:')}/")


def counted_subjects(words: Vocabulary) -> list[str]:
    """Return the subjects that are counted and not weighed."""
    return [subject.id for subject in words.subjects if subject.unit not in GRAMS_IN]


def account_area(
    words: Vocabulary, ledger: Ledger, places: Collection[str], *, codes: Mapping[str, str] | None = None
) -> Area:
    """Return the area of these places and of all that the case has within them; of every place where none is named.

    Refuses (unknown-place) a place that neither the case nor a movement names, and as `Area.of` does.
    """
    booked = _booked_places(ledger)
    if not places:
        return Area.of(booked, final=words.final, codes=codes)
    known = booked | set(words.place_by_id)
    for place in places:
        if place not in known:
            raise unknown(Refusal.UNKNOWN_PLACE, place, known, "--area", "place")
    return Area.of(_within(words, places), final=words.final, codes=codes)


def _booked_places(ledger: Ledger) -> set[str]:
    rows = ledger.rows(
        "SELECT destination_place FROM movements UNION "
        "SELECT origin_place FROM movements WHERE origin_place IS NOT NULL"
    )
    return {place for (place,) in rows}


def _within(words: Vocabulary, places: Collection[str]) -> set[str]:
    """Return places with all that is in them; a case admits no ring of places."""
    found, ahead = set(places), list(places)
    while ahead:
        holder = ahead.pop()
        inner = [place.id for place in words.places if place.within == holder and place.id not in found]
        found.update(inner)
        ahead += inner
    return found


def read_events(path: Path) -> EventsRead:
    """Return the events of an EPCIS document. Raises as `parse_document` does, and refuses (missing-file)."""
    return parse_document(_read(path, DOCUMENT_BYTES_MAX), where=path.name)


def read_pairs(path: Path, columns: tuple[str, str]) -> dict[str, str]:
    """Return a CSV file of two columns as a mapping of the first to the second.

    Raises MalformedError: bad-syntax for what is no CSV with these names in its first line, duplicate-id where a value
    of the first column occurs twice, too-large, and what `decode_text` raises. Refuses (missing-file).
    """
    where, pairs = path.name, {}
    text = decode_text(_read(path, TEXT_BYTES_MAX), where=where)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise _no_pairs(where, columns, str(error)) from error
    if not rows or rows[0] != list(columns):
        raise _no_pairs(where, columns, ",".join(rows[0]) if rows else "an empty file")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(columns):
            raise _no_pairs(f"{where}: row {number}", columns, f"{len(row)} cells")
        if row[0] in pairs:
            raise MalformedError(
                Refusal.DUPLICATE_ID,
                where=f"{where}: row {number}",
                expected=f"each {columns[0]} once",
                got=repr(row[0]),
                remedy="leave one of the two",
            )
        pairs[row[0]] = row[1]
    return pairs


def _read(path: Path, limit: int) -> bytes:
    try:
        with open_regular(path) as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=str(path),
            expected="a file that can be read",
            got=error.strerror or str(error),
            remedy="check the name",
        ) from error
    if len(data) > limit:
        raise too_large(path.name, path.stat().st_size, limit, "divide it into several files")
    return data


def _no_pairs(where: str, columns: tuple[str, str], got: str) -> MalformedError:
    expected = f"a CSV file with the columns {' and '.join(columns)}"
    return MalformedError(Refusal.BAD_SYNTAX, where=where, expected=expected, got=got, remedy="correct the file")

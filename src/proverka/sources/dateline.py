"""Datelines: where a story was filed, on which day, and by which agency, before its first sentence."""

import re
from dataclasses import dataclass

from proverka.sources.byline import agency_in
from proverka.sources.daystamps import day_of
from proverka.sources.pagewords import PageWords, bare
from proverka.sources.phrases import plainly

# “UNITED NATIONS, Sept. 24 (Xinhua) -- ” and longer ones have about this many characters.
_DATELINE_MAX = 110
# A dash with space around it, or a long one; a hyphen inside a name has none.
_DASH = re.compile(r"\s{0,3}(?:—|–|--|―)\s{0,3}|\s{1,3}-\s{1,3}|\)\s{0,2}-\s{1,3}")
_AGENCY = re.compile(r"\(([^()]{2,60})\)?\s{0,2}$|(?<![\w.])([A-Z][\w-]{1,15}(?:\s[A-Z][\w-]{1,15}){0,2})\s{0,2}$")
_DAY = re.compile(
    r"[,.]?\s{0,2}\b([A-Za-z]{3,9})\.?\s{1,2}(\d{1,2})(?:,?\s{1,2}((?:19|20)\d{2}))?\s{0,2}$|[,.]?\s{0,2}\b(\d{1,2})\s{1,2}([A-Za-z]{3,9})\.?(?:,?\s{1,2}((?:19|20)\d{2}))?\s{0,2}$"
)
_PLACE_WORD = re.compile(r"[A-Z][\w.'’-]*")
_CAPITALS = re.compile(r"[^a-z]{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A dateline: its place as printed, its agency, its month, day and year as far as it has them, and where it ends.

    What the dateline lacks is empty or 0.
    """

    place: str
    agency: str = ""
    month: int = 0
    day: int = 0
    year: int = 0
    end: int


def dateline_of(text: str, words: PageWords) -> Dateline | None:
    """Return the dateline with which a paragraph begins, None where it begins with none.

    >>> from proverka.sources.pagewords import page_words
    >>> found = dateline_of("MOSCOW, Oct 7 (Interfax) - The talks went well.", page_words("en"))
    >>> (found.place, found.agency, found.month, found.day)
    ('MOSCOW', 'Interfax', 10, 7)
    """
    head = text[:_DATELINE_MAX]
    for dash in _DASH.finditer(head):
        begun = head[: dash.start() + dash[0].startswith(")")]
        found = _read(begun, dash.end(), words)
        if found is not None:
            return found
    return None


def _read(begun: str, end: int, words: PageWords) -> Dateline | None:
    """Return what stands before a dash as a dateline, None where it is none."""
    if not begun or not begun[0].isupper() or any(mark in begun for mark in '"“”?!;:'):
        return None
    rest, agency = _without_agency(begun, words)
    rest, (year, month, day) = _without_day(rest, words)
    if not agency:
        rest, agency = _without_agency(rest, words)
    place = rest.strip(" ,/")
    if not _is_place(place):
        return None
    first, _, _ = place.partition(",")
    capitals = _CAPITALS.fullmatch(first) is not None
    if not (capitals or agency or day):
        return None
    return Dateline(place=place, agency=agency, month=month, day=day, year=year, end=end)


def _without_agency(text: str, words: PageWords) -> tuple[str, str]:
    found = _AGENCY.search(text)
    name = (found[1] or found[2]) if found else ""
    agency = agency_in(name, words) if name else ""
    if found and found.start() and (agency or (found[1] and bare(found[1]) in words.agencies)):
        return text[: found.start()].rstrip(), agency
    return text, ""


def _without_day(text: str, words: PageWords) -> tuple[str, tuple[int, int, int]]:
    found = _DAY.search(text)
    if found is None:
        return text, (0, 0, 0)
    name, number, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
    month = words.months.get(plainly(name), 0)
    if not month or day_of(2012, month, int(number)) is None:  # a leap year has every day
        return text, (0, 0, 0)
    return text[: found.start()], (int(year or 0), month, int(number))


def _is_place(place: str) -> bool:
    """Whether a text is the name of a place, with its country or region behind a comma."""
    parts = place.replace("/", " ").replace(",", " ").split()
    if not 1 <= len(parts) <= 7:  # noqa: PLR2004 - “ON BOARD THE MV CAPE RAY, Spain”
        return False
    return all(
        _PLACE_WORD.fullmatch(part) or part.lower() in {"of", "the", "and", "de", "al", "on", "in"} for part in parts
    )

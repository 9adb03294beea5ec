"""Datelines: where a story was filed, on which day, and by which agency, before its first sentence or above it."""

import re
from dataclasses import dataclass

from proverka.sources.reading.byline import agency_in
from proverka.sources.reading.daystamps import day_of, is_date_line
from proverka.sources.reading.pagewords import PageWords, bare
from proverka.sources.reading.phrases import plainly

# “UNITED NATIONS, Sept. 24 (Xinhua) -- ” and longer ones have about this many characters.
_DATELINE_MAX = 110
# What parts a dateline from its story: a long dash, one with space around it, a colon, the strokes of ITAR-TASS.
_PARTING = re.compile(r"\s{0,3}(?:—|–|--|―)\s{0,3}|\s{1,3}-\s{1,3}|(?<=\))\s{0,2}-\s{1,3}|(?<=/)\.\s{1,3}|:\s{1,3}")
_IN_BRACKETS = re.compile(r"[\s.,]{0,3}[(/]([^()/]{2,60})[)/]?\s{0,2}$")
_IN_WORDS = re.compile(r"(?<![\w.])([A-Z][\w-]{1,15}(?:\s[A-Z][\w-]{1,15}){0,2})\s{0,2}$")
_MONTH_DAY = re.compile(r"[,.]?\s{0,2}\b([A-Za-z]{3,9})\.?\s{1,2}(\d{1,2})(?:,?\s{1,2}((?:19|20)\d{2}))?[\s.]{0,2}$")
_DAY_MONTH = re.compile(r"[,.]?\s{0,2}\b(\d{1,2})\s{1,2}([A-Za-z]{3,9})\.?(?:,?\s{1,2}((?:19|20)\d{2}))?[\s.]{0,2}$")
_PLACE_WORD = re.compile(r"[A-Z][\w.'’-]*")
_JOINING = frozenset(["of", "the", "and", "de", "al", "on", "in"])
_PLACE_WORDS_MAX = 7
_CAPITALS = re.compile(r"[^a-z]{3,}")
_HOST = re.compile(r"((?:[a-z0-9-]{1,30}\.){1,3}[a-z]{2,6})[\s,|–-]{1,5}", re.IGNORECASE)
_LABEL = re.compile(r"([A-Z][^|–—\d]{2,60}?)\s{0,3}(?:[|–—,:]|\s-\s)\s{0,3}(.{2,80})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A dateline: its place as printed, its agency, its month, day and year as far as it has them, and where it ends.

    What the dateline lacks is empty or 0. It is not `sure` before a colon, where a speaker may stand in capitals too.
    """

    place: str = ""
    agency: str = ""
    month: int = 0
    day: int = 0
    year: int = 0
    end: int = 0
    sure: bool = True


def dateline_of(text: str, words: PageWords) -> Dateline | None:
    """Return the dateline with which a paragraph begins, None where it begins with none.

    >>> from proverka.sources.reading.pagewords import page_words
    >>> found = dateline_of("MOSCOW, Oct 7 (Interfax) - The talks went well.", page_words("en"))
    >>> (found.place, found.agency, found.month, found.day)
    ('MOSCOW', 'Interfax', 10, 7)
    """
    head = text[:_DATELINE_MAX]
    if not head[:1].isupper() and not head.startswith("("):
        return None
    for parting in _PARTING.finditer(head):
        begun = head[: parting.start()]
        if any(mark in begun for mark in '"“”?!;:'):
            return None
        found = _read(begun, parting.end(), words, colon=parting[0].startswith(":"))
        if found is not None:
            return found
    return None


def _read(begun: str, end: int, words: PageWords, *, colon: bool) -> Dateline | None:
    """Return what stands before a dash or a colon as a dateline, None where it is none."""
    rest, agency = _without_agency(begun, words)
    rest, (year, month, day) = _without_day(rest, words)
    if not agency:
        rest, agency = _without_agency(rest, words)
    place = rest.strip(" ,/.")
    if not place and agency:
        return Dateline(agency=agency, end=end)  # “(Reuters) - ”: the place stands above
    if not _is_place(place):
        return None
    capitals = _CAPITALS.fullmatch(place.partition(",")[0]) is not None
    if not capitals and plainly(place.split()[0]) in words.unfinished:
        return None  # “On Oct. 7 — a Monday — they met”
    # Before a colon a name in capitals is a place; anything else is a speaker, or the beginning of a title.
    if not capitals and (colon or not (agency or day)):
        return None
    return Dateline(place=place, agency=agency, month=month, day=day, year=year, end=end, sure=not colon)


def _without_agency(text: str, words: PageWords) -> tuple[str, str]:
    """Return a text without the agency that ends it: any name in brackets, or a known one after the place."""
    found = _IN_BRACKETS.search(text)
    if found is not None:
        name = found[1].strip()
        return text[: found.start()], agency_in(name, words) or (name if name[:1].isupper() else "")
    found = _IN_WORDS.search(text)
    if found is not None and found.start() and (agency := agency_in(found[1], words)):
        return text[: found.start()].rstrip(), agency
    return text, ""


def _without_day(text: str, words: PageWords) -> tuple[str, tuple[int, int, int]]:
    for pattern, name, number in ((_MONTH_DAY, 1, 2), (_DAY_MONTH, 2, 1)):
        found = pattern.search(text)
        month = words.months.get(plainly(found[name]), 0) if found else 0
        # A leap year has every day that a dateline without a year may have.
        if found and month and day_of(2012, month, int(found[number])) is not None:
            return text[: found.start()], (int(found[3] or 0), month, int(found[number]))
    return text, (0, 0, 0)


def _is_place(place: str) -> bool:
    """Whether a text is the name of a place, with its country or region behind a comma."""
    parts = place.replace("/", " ").replace(",", " ").split()
    if not 1 <= len(parts) <= _PLACE_WORDS_MAX:
        return False
    return all(_PLACE_WORD.fullmatch(part) or part.lower() in _JOINING for part in parts)


# --- above the story ---


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLine:
    """A line above or below a story that names a place, a newspaper or an agency beside a day, or an agency alone."""

    place: str = ""
    outlet: str = ""
    agency: str = ""


def labelled_line(text: str, words: PageWords) -> LabelledLine | None:
    """Return what a line of a label and a date, or of a place and an agency, names; None for every other line.

    >>> from proverka.sources.reading.pagewords import page_words
    >>> labelled_line("UNITED NATIONS | Wed Jul 9, 2014 3:12am EDT", page_words("en")).place
    'UNITED NATIONS'
    """
    if len(text) > _DATELINE_MAX or text.endswith((".", "?", "!", '"', "”")):
        return None
    label, rest = _label(text)
    if not label or all(part in words.date_words or part in words.months for part in bare(label).split()):
        return None
    agency = agency_in(label, words)
    if is_date_line(rest, words):
        if agency:
            return LabelledLine(agency=agency)
        return _named(label, words, colon=text.endswith(":"))
    if _CAPITALS.fullmatch(label) and _is_place(label):
        agency = agency_in(rest, words) or (rest if plainly(rest).endswith(words.table.agency_endings) else "")
        return LabelledLine(place=label, agency=agency) if agency else None
    return None


def _label(text: str) -> tuple[str, str]:
    """Return the first part of a line and its rest: what a stroke, a comma, brackets or three spaces set apart."""
    if text.startswith("(") and ")" in text:
        label, _, rest = text[1:].partition(")")
        return label.strip(), rest.strip()
    host = _HOST.match(text)
    if host is not None:
        return host[1], text[host.end() :]
    found = _LABEL.match(text)
    return (found[1].strip(), found[2].strip(" :")) if found else ("", "")


def _named(label: str, words: PageWords, *, colon: bool) -> LabelledLine | None:
    """Return whether the label beside a date is a place or a newspaper."""
    last = plainly(label).rsplit(" ", 1)[-1]
    if "." in label or last in words.table.outlet_endings or words.outlet.fullmatch(label):
        return LabelledLine(outlet=label)
    if _is_place(label) and (colon or _CAPITALS.fullmatch(label) or label.count(" ") <= 1):
        return LabelledLine(place=label)
    return None

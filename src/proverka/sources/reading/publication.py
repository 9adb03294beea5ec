"""When a story was published: the day that its page gives, what says so, and what says otherwise.

In order of trust: a line of the page with a date, what the page states for programs, the day in its address, the
dateline with a year from elsewhere. Others that differ are told. Where there is no day, a later version or a notice of
rights bounds it from above, a day that the text names in full from below.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from proverka.model.span import Span
from proverka.sources.article import Block, Publication
from proverka.sources.passage import Passage
from proverka.sources.reading.dateline import Dateline
from proverka.sources.reading.daystamps import DayStamp, day_in_address, day_of, stamps_in
from proverka.sources.reading.pagewords import PageWords
from proverka.sources.reading.phrases import PlainText
from proverka.sources.reading.stretch import DatedBy

# A story is filed a few days before it is printed at most; a dateline further away is of another year.
_FILED_BEFORE_DAYS = 14
_PRINTED_WITHIN_DAYS = 3
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_FULL_DATE = re.compile(
    r"\b[A-Za-z]{3,9}\.?\s{1,2}\d{1,2},\s{1,2}(?:19|20)\d\d\b|\b\d{1,2}\s{1,2}[A-Za-z]{3,9}\.?,?\s{1,2}(?:19|20)\d\d\b"
)
# A day without a year, by which something is to be done.
_BY_DAY = re.compile(
    r"\b(?:by|before|until|no later than|not later than)\s(?:the\s)?(?:end\sof\s)?"
    r"(?:(\d{1,2})\s([A-Z][a-z]{2,8})|([A-Z][a-z]{2,8})\.?\s(\d{1,2}))\b(?!,?\s(?:19|20)\d\d)"
)
_HALF_A_YEAR = 180
# A story says in its first paragraphs on which weekday it happened.
_OPENING = 3
_SHOWN_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Witness:
    """One sign of a day, in words, and where it stands in the text."""

    day: date
    words: str
    passage: Passage | None = None
    other: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """All of a story and its page that may tell when it was published.

    `zone` is that of the newspaper, `carrier_zone` that of the agency, which may tell how figures are to be read.
    """

    text: str
    blocks: Sequence[Block]
    stated: tuple[DatedBy, ...] = ()
    address: str = ""
    dateline: Dateline | None = None
    zone: str = ""
    carrier_zone: str = ""
    period: Span | None = None


def publication_of(signs: Signs, words: PageWords) -> Publication:
    """Return when a story was published as far as its signs tell, with the evidence in words."""
    found = list(_witnesses(signs, words))
    if not found:
        return replace(_bounded(signs, words), zone=signs.zone)
    first = found[0]
    others = dict.fromkeys(f"{other.words} says {other.day}" for other in found[1:] if other.day != first.day)
    evidence = "; ".join([first.words, *(f"but {other}" for other in others)])
    span = Span.day(first.day)
    if first.other is not None:
        span = Span(*sorted([first.day, first.other]))
        evidence += f", which is {first.day} or {first.other}"
    return Publication(span=span, evidence=evidence, passage=first.passage, zone=signs.zone)


def _witnesses(signs: Signs, words: PageWords) -> Iterator[_Witness]:
    """Yield every sign of the day of publication, the most trusted first."""
    known: list[_Witness] = []
    known.extend(_printed(signs, words))
    known.extend(_Witness(day=d.span.earliest, words=d.evidence) for d in signs.stated if d.span.is_day)
    in_address = day_in_address(signs.address, words) if signs.address else None
    if in_address is not None:
        known.append(_Witness(day=in_address, words="the day in the address"))
    yield from known
    filed = _filed(signs, known[0].day if known else None, words)
    # A dateline a few days before the day of print agrees with it.
    if filed is not None and (not known or not 0 <= (known[0].day - filed.day).days <= _FILED_BEFORE_DAYS):
        yield filed


def _printed(signs: Signs, words: PageWords) -> Iterator[_Witness]:
    for block in signs.blocks:
        if block.kind not in {"date", "byline"}:
            continue
        line = block.passage.of(signs.text)
        for stamp in stamps_in(line, words):
            if not stamp.later:
                day, other = _read_as(stamp, signs)
                yield _Witness(day=day, words=f"the line “{_shown(line)}”", passage=block.passage, other=other)


def _read_as(stamp: DayStamp, signs: Signs) -> tuple[date, date | None]:
    """Return the day that a date in figures is where the paper is printed, or both where that is unknown."""
    if stamp.other is None:
        return stamp.day, None
    both, zone = (stamp.day, stamp.other), signs.zone or signs.carrier_zone
    filed = [day for day in both if signs.dateline and _filed_near(signs.dateline, day)]
    within = [day for day in both if _within(day, signs)]
    for meant in (filed, within):
        if len(meant) == 1:
            return meant[0], None
    if zone:
        return (stamp.day if zone.startswith("America/") else stamp.other), None
    return both


def _filed_near(line: Dateline, day: date) -> bool:
    """Whether a story with the dateline may have been printed that day: on the day of the dateline or soon after."""
    filed = day_of(line.year or day.year, line.month, line.day) if line.day else None
    return filed is not None and 0 <= (day - filed).days <= _PRINTED_WITHIN_DAYS


def _filed(signs: Signs, near: date | None, words: PageWords) -> _Witness | None:
    """Return the day of the dateline, in its own year, in that of the page, or in the one that its weekday allows."""
    line = signs.dateline
    if line is None or not line.day:
        return None
    if line.year:
        day = day_of(line.year, line.month, line.day)
        return _Witness(day=day, words="the day of the dateline") if day else None
    year = near.year if near is not None else _year_of(signs)
    if not year:
        return _by_weekday(signs, line, words)
    day = day_of(year, line.month, line.day)
    if near is not None and day is not None and (day - near).days > _HALF_A_YEAR:
        day = day_of(year - 1, line.month, line.day)
    return _Witness(day=day, words=f"the day of the dateline, in the year {day.year}") if day else None


def _by_weekday(signs: Signs, line: Dateline, words: PageWords) -> _Witness | None:
    """Return the day of the dateline in the only year, of those that may be meant, in which it is the weekday named.

    The years are those of the period that the reader gave, or those beside the years that the text names.
    """
    named = _weekday_past(signs, words)
    days = [day for year in _years_meant(signs) if (day := day_of(year, line.month, line.day)) and _within(day, signs)]
    if named is not None:
        weekday = words.table.weekdays.index(named)
        days = [day for day in days if day.weekday() == weekday] or [
            day for day in days if (day.weekday() - 1) % 7 == weekday
        ]
    elif signs.period is None:
        return None  # a year that the text names is no evidence by itself
    if len(days) != 1:
        return None
    told = f", the one in which it fits “{named}”" if named else ", the only one in the period given"
    return _Witness(day=days[0], words=f"the day of the dateline, in the year {days[0].year}{told}")


def _weekday_past(signs: Signs, words: PageWords) -> str | None:
    """Return the first weekday that the opening names, but for one that is to come, as in “until Friday”."""
    opening = [block.passage.of(signs.text)[:600] for block in signs.blocks if block.kind == "paragraph"][:_OPENING]
    for paragraph in opening:
        for found in words.weekday.finditer(paragraph):
            before = paragraph[: found.start()].rsplit(maxsplit=1)[-1:]
            if not (before and words.to_come.within(PlainText(before[0]))):
                return found[0]
    return None


def _years_meant(signs: Signs) -> list[int]:
    if signs.period is not None:
        return list(range(signs.period.earliest.year, signs.period.latest.year + 1))
    paragraphs = [block.passage.of(signs.text) for block in signs.blocks if block.kind == "paragraph"]
    named = {int(year) for paragraph in paragraphs for year in _YEAR.findall(paragraph)}
    # The latest years that a story names are those that it is of, or plans for.
    return sorted({year for latest in sorted(named)[-1:] for year in (latest - 1, latest)})


def _within(day: date, signs: Signs) -> bool:
    return signs.period is None or signs.period.earliest <= day <= signs.period.latest


def _year_of(signs: Signs) -> int:
    """Return the year that the address or a notice of rights names, 0 where there is none or more than one."""
    places = [signs.address, *(block.passage.of(signs.text) for block in signs.blocks if block.kind == "furniture")]
    years = {int(year) for place in places for year in _YEAR.findall(place[:400])}
    return years.pop() if len(years) == 1 else 0


def _bounded(signs: Signs, words: PageWords) -> Publication:
    """Return what bounds an undated story, as an interval where both ends are known."""
    earliest = max(_named_days(signs, words), key=lambda named: named.day, default=None)
    latest = min([*_later_days(signs, words), *_due_days(signs, earliest, words)], key=lambda w: w.day, default=None)
    if signs.period is not None:
        if earliest is None or earliest.day < signs.period.earliest:
            earliest = _Witness(day=signs.period.earliest, words="the period given")
        if latest is None or latest.day > signs.period.latest:
            latest = _Witness(day=signs.period.latest, words="the period given")
    told = [f"not before {earliest.day}: {earliest.words}"] if earliest else []
    told += [f"not after {latest.day}: {latest.words}"] if latest else []
    span = Span(earliest.day, latest.day) if earliest and latest and earliest.day <= latest.day else None
    return Publication(span=span, evidence="; ".join(told), passage=earliest.passage if earliest else None)


def _due_days(signs: Signs, earliest: _Witness | None, words: PageWords) -> Iterator[_Witness]:
    """Yield the days by which something “will” or “must” be done, counted from the latest day that is past."""
    if earliest is None:
        return
    for block in signs.blocks:
        if block.kind != "paragraph":
            continue
        paragraph = block.passage.of(signs.text)
        for found in _BY_DAY.finditer(paragraph):
            month = words.months.get((found[2] or found[3]).lower(), 0)
            day = _next_day(earliest.day, month, int(found[1] or found[4])) if month else None
            before = PlainText(paragraph[max(found.start() - 90, 0) : found.start()])
            if day is not None and words.duty.within(before):
                at = block.passage.start + found.start()
                yield _Witness(
                    day=day,
                    words=f"something is still to be done “{found[0]}”",
                    passage=Passage(at, at + len(found[0])),
                )


def _next_day(after: date, month: int, day: int) -> date | None:
    """Return the first such day of a calendar that is not before another."""
    found = day_of(after.year, month, day)
    return found if found is None or found >= after else day_of(after.year + 1, month, day)


def _named_days(signs: Signs, words: PageWords) -> Iterator[_Witness]:
    """Yield the days that the story names in full, unless it speaks of them as to come."""
    for block in signs.blocks:
        if block.kind != "paragraph":
            continue
        paragraph = block.passage.of(signs.text)
        if not _YEAR.search(paragraph):
            continue
        for found in _FULL_DATE.finditer(paragraph):
            before = paragraph[max(found.start() - 80, 0) : found.start()].lower()
            if words.to_come.within(PlainText(before)):
                continue
            at = block.passage.start + found.start()
            where = Passage(at, at + len(found[0]))
            yield from (
                _Witness(day=stamp.day, words=f"it names “{found[0]}” as past", passage=where)
                for stamp in stamps_in(found[0], words)
            )


def _later_days(signs: Signs, words: PageWords) -> Iterator[_Witness]:
    """Yield the days after which the page was not published: those of later versions, the end of the year of rights."""
    for block in signs.blocks:
        line = block.passage.of(signs.text)
        if block.kind in {"date", "byline", "furniture"}:
            yield from (
                _Witness(day=s.day, words=f"the line “{_shown(line)}”") for s in stamps_in(line[:200], words) if s.later
            )
        if block.kind == "furniture" and "©" in line:
            yield from (
                _Witness(day=date(int(year), 12, 31), words=f"the line “{_shown(line)}”")
                for year in _YEAR.findall(line[:200])
            )


def _shown(line: str) -> str:
    return line if len(line) <= _SHOWN_MAX else f"{line[:_SHOWN_MAX]}…"

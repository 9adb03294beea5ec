"""Every page as of every day: which parts it was made of, from which day on.

A page is the same from one day to the next unless something happened, became known, fell due or passed. So a page is
looked at on the days on which that can be, and kept where it is another than before. Numbers of days that grow by
themselves stand in it as marks, and are counted by whoever tells the page.
"""

import json
from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import msgspec

from proverka.assessment.result import Audit
from proverka.publication.chronicle import Chronicle
from proverka.publication.keeper import Keeper, Sheet
from proverka.publication.moment import Moment
from proverka.publication.pages import sheets_of
from proverka.reporting.page import SOON

DAY = timedelta(days=1)

_States = list[tuple[date, tuple[int, ...] | None]]


@dataclass(slots=True)
class PastPage:
    """One page: its parts, and of which of them it was made from each day on; of none where it was not yet."""

    parts: dict[str, int] = field(default_factory=dict)
    states: _States = field(default_factory=list)

    def add(self, day: date, parts: Iterable[str] | None) -> None:
        """Keep how the page was on a day, if it was another than on the day before."""
        made = None if parts is None else tuple(self.parts.setdefault(part, len(self.parts)) for part in parts)
        if not self.states or self.states[-1][1] != made:
            self.states.append((day, made))

    def on(self, day: date) -> str | None:
        """Return the page as of a day, in no language; None where it was not yet."""
        made = next((ids for since, ids in reversed(self.states) if since <= day), None)
        texts = [*self.parts]
        return None if made is None else "".join(texts[number] for number in made)

    @property
    def file_value(self) -> dict[str, object]:
        """The page as it is kept in an edition: docs/spec/past-pages.md."""
        before: tuple[int, ...] = ()
        steps: list[list[object]] = []
        for day, made in self.states:
            steps.append([str(day), *_step(before, made)])
            before = made or ()
        return {"parts": [*self.parts], "steps": steps}


def _step(before: tuple[int, ...], after: tuple[int, ...] | None) -> list[object]:
    """Return how a page became another: from where on, how many parts went, and which came; nothing where it ended."""
    if after is None:
        return []
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return [start, len(before) - start - end, list(after[start : len(after) - end])]


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return how many numbers two rows have in common at their beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@dataclass(slots=True)
class Past:
    """Every page by its path, from the first day to the last."""

    pages: dict[str, PastPage] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    chronicle: Chronicle = field(default_factory=Chronicle)

    def add(self, day: date, sheets: Iterable[Sheet]) -> None:
        """Keep the pages of a day."""
        self.days.append(day)
        here = set()
        for sheet in sheets:
            here.add(sheet.path)
            self.pages.setdefault(sheet.path, PastPage()).add(day, sheet.parts)
        for path in self.pages.keys() - here:
            self.pages[path].add(day, None)

    def since(self, path: str) -> date | None:
        """Return the first day on which a page was there; None where it was on no day."""
        page = self.pages.get(path)
        return None if page is None else next((day for day, made in page.states if made is not None), None)

    def append(self, later: "Past") -> None:
        """Add the days of another past, all of which come after those that are held here."""
        self.days += later.days
        self.chronicle.append(later.chronicle)
        for path, page in later.pages.items():
            here = self.pages.setdefault(path, PastPage())
            texts = [*page.parts]
            for day, made in page.states:
                here.add(day, None if made is None else [texts[number] for number in made])
        for path in self.pages.keys() - later.pages.keys():
            self.pages[path].add(later.days[0], None)

    @property
    def packed(self) -> bytes:
        """The past as bytes, for another process."""
        pages = {path: (list(page.parts), page.states) for path, page in self.pages.items()}
        return msgspec.msgpack.encode((self.days, pages, self.chronicle))

    @staticmethod
    def unpacked(data: bytes) -> "Past":
        """Return the past that is in bytes of `packed`."""
        form = tuple[list[date], dict[str, tuple[list[str], _States]], Chronicle]
        days, pages, chronicle = msgspec.msgpack.decode(data, type=form)
        kept = {path: _page(parts, states) for path, (parts, states) in pages.items()}
        return Past(pages=kept, days=days, chronicle=chronicle)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the file of each page: a script, because a page opened from a disk may read nothing else."""
        for path, page in self.pages.items():
            packed = json.dumps(page.file_value, ensure_ascii=False, separators=(",", ":"))
            yield f"past/{path}.js", f"proverka.put({json.dumps(path)}, {packed});\n".encode()


def _page(parts: list[str], states: _States) -> PastPage:
    return PastPage(parts={part: number for number, part in enumerate(parts)}, states=states)


def past_of(moment_on: Callable[[date], Moment], days: Iterable[date], until: date, *, turning: bool = True) -> Past:
    """Return every page from the first of the days up to `until`.

    `days` are those on which something happened or became known; those on which something falls due are found in what
    is asked for on the way, unless only the days themselves are to be looked at.
    """
    ahead = sorted({day for day in days if day <= until})
    past, keeper, done = Past(), Keeper(), set[date]()
    for day in ahead:  # grows on the way: every day put in lies ahead
        if day in done:
            continue
        done.add(day)
        moment = moment_on(day)
        past.add(day, sheets_of(moment, keeper))
        past.chronicle.take(moment.audit)
        for found in _turns(moment.audit) if turning else ():
            if day < found <= until and found not in done and found not in ahead:
                insort(ahead, found)
    return past


def _turns(audit: Audit) -> set[date]:
    """Return the days on which a page may change by the calendar alone."""
    days: set[date] = set()
    for o in audit.obligations:
        for due in (*(dated.date for dated in o.dates), o.due, o.due_earliest):
            if due is not None:
                days |= {due, due + DAY, due - SOON}
        if o.forecast is not None:
            days |= {o.forecast, o.forecast + DAY}
        if o.not_before is not None:
            days |= {o.not_before, o.not_before + DAY}
    for one in audit.inspections:
        for clock in one.clocks:
            days |= {clock.due, clock.due + DAY}
    return days

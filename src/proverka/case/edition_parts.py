"""The parts of an edition that take long, each for one process: spans of its past, its record, search, pictures."""

import gc
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from proverka.case.moments import DAY, Moments
from proverka.case.opened import Case, open_case
from proverka.case.public_record import PublicRecord
from proverka.case.writing import write_files
from proverka.fleet import Executor
from proverka.fleet.executor import Progress
from proverka.publication.addresses import ENTRIES_TO_A_PAGE
from proverka.publication.frame import File, Frame
from proverka.publication.manifest import Ledger, Listed
from proverka.publication.moment import Moment
from proverka.publication.pace import Pace
from proverka.publication.past import Past, past_of
from proverka.publication.periods import Period, period_of
from proverka.publication.site import drawn_here, record_files, search_files
from proverka.reporting.catalogues import language_of, languages
from proverka.reporting.tongue import ENGLISH_LANGUAGE

# Spans of the past: enough that two processes end at much the same time, and that a reader sees how far it is; of so
# many days that most of a page can be taken over from the day before.
SPANS = 16
DAYS_MIN = 4
# Entries of the record to a part: some seconds of work.
ENTRIES = 64 * ENTRIES_TO_A_PAGE


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """The edition that is made: the folder of its case, at the root of which tree; the days that are looked at.

    `before` is the folder of the edition before, from which files that stay the same are taken over.
    """

    folder: str
    tree: bytes
    pace: Pace
    days: tuple[date, ...]
    before: str

    @property
    def day(self) -> date:
        """The day of the edition."""
        return self.days[-1]


class _Span(msgspec.Struct, frozen=True, kw_only=True, tag="span"):
    """A span of days, with those that are to be looked at."""

    of: Edition
    days: tuple[date, ...]
    until: date


class _Record(msgspec.Struct, frozen=True, kw_only=True, tag="record"):
    """Entries of the record, from `first` up to but without `end`."""

    of: Edition
    first: int
    end: int


class _Search(msgspec.Struct, frozen=True, kw_only=True, tag="search"):
    """What can be found, and the words that lead there."""

    of: Edition


class _Pictures(msgspec.Struct, frozen=True, kw_only=True, tag="pictures"):
    """The charts in a language."""

    of: Edition
    language: str


@dataclass(slots=True, kw_only=True)
class Parts:
    """What the parts of an edition came to: its past, its reports, pictures by language, and what was written."""

    past: Past = field(default_factory=Past)
    periods: list[Period] = field(default_factory=list)
    pictures: dict[str, dict[str, str]] = field(default_factory=dict)
    listed: dict[str, Listed] = field(default_factory=dict)
    changed: int = 0


def parts_of(case: Case, edition: Edition, executor: Executor, progress: Progress | None) -> Parts:
    """Make the parts of an edition: the pages of its record and what searches it are written, all else is returned."""
    asked = [*_spans(edition), _Search(of=edition), *_ranges(case, edition), *_languages(edition)]
    answers = executor.run(made_part, [*map(msgspec.msgpack.encode, asked)], progress)
    made = Parts()
    for part, found in zip(asked, answers, strict=True):
        match part:
            case _Span():
                pages, reports = msgspec.msgpack.decode(found, type=tuple[bytes, list[Period]])
                made.past.append(Past.unpacked(pages))
                made.periods += reports
            case _Record() | _Search():
                listed, changed = msgspec.msgpack.decode(found, type=tuple[dict[str, Listed], int])
                made.listed |= listed
                made.changed += changed
            case _Pictures():
                made.pictures[part.language] = msgspec.msgpack.decode(found, type=dict[str, str])
    return made


def _spans(edition: Edition) -> Iterator[_Span]:
    """Yield the days in spans of much the same number of days to be looked at."""
    days = edition.days
    size = max(DAYS_MIN, -(-len(days) // SPANS))
    for first in range(0, len(days), size):
        span = days[first : first + size]
        until = days[first + size] - DAY if first + size < len(days) else span[-1]
        yield _Span(of=edition, days=span, until=until)


def _ranges(case: Case, edition: Edition) -> Iterator[_Record]:
    """Yield the entries of the record in ranges, the first of all among them."""
    for first in range(0, len(case.log), ENTRIES):
        yield _Record(of=edition, first=first, end=min(first + ENTRIES, len(case.log)))


def _languages(edition: Edition) -> Iterator[_Pictures]:
    """Yield the languages but English, in which the data have their pictures too."""
    for language in languages():
        if language.code != ENGLISH_LANGUAGE.code:
            yield _Pictures(of=edition, language=language.code)


def made_part(part: bytes) -> bytes:
    """Return what a part came to: the work of one process."""
    asked = msgspec.msgpack.decode(part, type=_Span | _Search | _Record | _Pictures)
    moments, record = _held_in(asked.of.folder, asked.of.tree)
    if isinstance(asked, _Span):
        return _past(moments, asked)
    present = moments.on(asked.of.day)
    if isinstance(asked, _Pictures):
        return msgspec.msgpack.encode(dict(drawn_here(present.audit, language_of(asked.language))))
    if isinstance(asked, _Search):
        return _written(asked.of, search_files(present.audit, record.entries()))
    of = asked.of
    frame = Frame(audit=present.audit, first=of.days[0], pace=of.pace, days=of.days)
    return _written(of, record_files(frame, present, record.entries(asked.first, asked.end)))


@lru_cache(maxsize=1)
def _held_in(folder: str, _tree: bytes) -> tuple[Moments, PublicRecord]:
    """Return the case in a folder, on any day and as a record, opened once for all parts that a process makes."""
    case = open_case(Path(folder))
    # It stays as long as the process does: nobody need look through it again and again for what may go.
    gc.freeze()
    return Moments(case), PublicRecord(case)


def _past(moments: Moments, span: _Span) -> bytes:
    """Return every page as of every day of a span, and the reports on its periods."""
    pace, ends, periods = span.of.pace, deque[date](), list[Period | None]()
    ends.extend(pace.ends(span.days[0], span.until))

    def report_until(day: date) -> None:
        while ends and ends[0] <= day:
            end = ends.popleft()
            periods.append(period_of(moments.since(pace.before(end), end), pace.called(end)))

    def looked_at(day: date) -> Moment:
        report_until(day - DAY)
        # Where a case is looked at but once in a period, its page of changes tells of that period.
        whole = pace is not Pace.DAY and day != span.of.day and day in ends
        return moments.since(pace.before(day), day) if whole else moments.on(day)

    past = past_of(looked_at, span.days, span.until, turning=pace is Pace.DAY)
    report_until(span.until)
    return msgspec.msgpack.encode((past.packed, [period for period in periods if period]))


def _written(edition: Edition, files: Iterator[File]) -> bytes:
    """Write files of an edition; return them as they are listed, and how many are new or changed."""
    ledger, before = Ledger(), Path(edition.before) if edition.before else None
    _, changed = write_files(ledger.gathered(files), Path(edition.folder), before)
    return msgspec.msgpack.encode((ledger.files, changed))

"""The parts of an edition, each for one process: spans of its past, its record, its pages in a language, and more.

A part writes its files where they belong, and returns what has to be told of them; of its past it returns the pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import msgspec

from proverka.case.moments import DAY
from proverka.fleet import Executor
from proverka.fleet.executor import Progress, Work
from proverka.publication.addresses import ENTRIES_TO_A_PAGE
from proverka.publication.edition_data import DataMade
from proverka.publication.manifest import Listed
from proverka.publication.pace import Pace
from proverka.publication.past import Past
from proverka.publication.periods import Period
from proverka.publication.record_pages import RecordPart
from proverka.reporting.catalogues import languages

# Spans of the past: enough that two processes end at much the same time, and that a reader sees how far it is; of so
# many days that most of a page can be taken over from the day before.
SPANS = 16
DAYS_MIN = 8
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


class SpanPart(msgspec.Struct, frozen=True, kw_only=True, tag="span"):
    """A span of days, with those that are to be looked at."""

    of: Edition
    days: tuple[date, ...]
    until: date


class RecordRange(msgspec.Struct, frozen=True, kw_only=True, tag="record"):
    """Entries of the record, from `first` up to but without `end`."""

    of: Edition
    first: int
    end: int


class LanguagePart(msgspec.Struct, frozen=True, kw_only=True, tag="language"):
    """The pages of the day in a language, with the charts drawn in it; with those in English go the data of charts."""

    of: Edition
    language: str


class ThingsPart(msgspec.Struct, frozen=True, kw_only=True, tag="things"):
    """The data of whatever can be cited but the charts."""

    of: Edition


class SearchPart(msgspec.Struct, frozen=True, kw_only=True, tag="search"):
    """What can be found, and the words that lead there."""

    of: Edition


class SharedPart(msgspec.Struct, frozen=True, kw_only=True, tag="shared"):
    """What all pages share."""

    of: Edition


Part = SpanPart | RecordRange | LanguagePart | ThingsPart | SearchPart | SharedPart


class Made(msgspec.Struct, kw_only=True):
    """What a part came to: which files it has written, how many are new, and what has to be told of them."""

    listed: dict[str, Listed] = {}
    changed: int = 0
    past: bytes = b""
    periods: list[Period] = []
    data: DataMade = msgspec.field(default_factory=DataMade)
    record: list[RecordPart] = []


@dataclass(slots=True, kw_only=True)
class Parts:
    """What the parts of an edition came to, together."""

    past: Past = field(default_factory=Past)
    periods: list[Period] = field(default_factory=list)
    data: DataMade = field(default_factory=DataMade)
    record: list[RecordPart] = field(default_factory=list)
    listed: dict[str, Listed] = field(default_factory=dict)
    changed: int = 0

    def add(self, made: Made) -> None:
        """Add what another part came to."""
        if made.past:
            self.past.append(Past.unpacked(made.past))
        self.periods += made.periods
        self.data.add(made.data)
        self.record += made.record
        self.listed |= made.listed
        self.changed += made.changed


def parts_of(edition: Edition, size: int, work: Work, executor: Executor, progress: Progress | None) -> Parts:
    """Make the parts of an edition of a record of so many entries: have each done by `work`, which an executor runs.

    Those that take long come first, so that no process is at work for long when the others are done.
    """
    asked: list[Part] = [*_spans(edition), ThingsPart(of=edition), *_languages(edition)]
    asked += [SearchPart(of=edition), SharedPart(of=edition), *_ranges(edition, size)]
    made = Parts()
    for answer in executor.run(work, [*map(msgspec.msgpack.encode, asked)], progress):
        made.add(msgspec.msgpack.decode(answer, type=Made))
    return made


def _spans(edition: Edition) -> Iterator[SpanPart]:
    """Yield the days in spans of much the same number of days to be looked at."""
    days = edition.days
    size = max(DAYS_MIN, -(-len(days) // SPANS))
    for first in range(0, len(days), size):
        span = days[first : first + size]
        until = days[first + size] - DAY if first + size < len(days) else span[-1]
        yield SpanPart(of=edition, days=span, until=until)


def _ranges(edition: Edition, size: int) -> Iterator[RecordRange]:
    """Yield the entries of the record in ranges, the first of all among them."""
    for first in range(0, size, ENTRIES):
        yield RecordRange(of=edition, first=first, end=min(first + ENTRIES, size))


def _languages(edition: Edition) -> Iterator[LanguagePart]:
    for language in languages():
        yield LanguagePart(of=edition, language=language.code)

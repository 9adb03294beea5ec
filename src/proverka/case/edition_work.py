"""The work of one process on an edition: it makes the parts that it is given, of a case that it has open."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path

import msgspec

from proverka.case.edition_parts import (
    Edition,
    LanguagePart,
    Made,
    Part,
    RecordRange,
    SearchPart,
    SharedPart,
    SpanPart,
    ThingsPart,
)
from proverka.case.moments import DAY, Moments
from proverka.case.opened import Case, open_case
from proverka.case.public_record import PublicRecord
from proverka.case.writing import write_files
from proverka.model.collecting import settle
from proverka.publication.charts import charts_of
from proverka.publication.data_files import DataFiles
from proverka.publication.drawings import Drawings
from proverka.publication.edition_data import ThingFiles
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.frame import File, Frame
from proverka.publication.keeper import Keeper, Sheet
from proverka.publication.manifest import Ledger
from proverka.publication.moment import Moment
from proverka.publication.pace import Pace
from proverka.publication.pages import SheetMaker
from proverka.publication.past import past_of
from proverka.publication.periods import Period, period_of
from proverka.publication.site import facts_of
from proverka.publication.site_parts import (
    RecordFiles,
    day_files,
    day_sheets,
    report_files,
    search_files,
    shared_files,
)
from proverka.reporting.catalogues import language_of
from proverka.reporting.tongue import ENGLISH_LANGUAGE, Speaker


@dataclass(frozen=True)
class Held:
    """A case that is open while its edition is made, on any day and as a record."""

    case: Case
    edition: Edition

    @cached_property
    def moments(self) -> Moments:
        """The case on any day."""
        return Moments(self.case, self.edition.day)

    @cached_property
    def record(self) -> PublicRecord:
        """The entries as pages show them."""
        return PublicRecord(self.case)

    @cached_property
    def present(self) -> Moment:
        """The case on the day of the edition."""
        return self.moments.on(self.edition.day)

    @cached_property
    def keeper(self) -> str:
        """Who keeps the record."""
        return next(self.record.entries(0, 1)).party_name

    @cached_property
    def frame(self) -> Frame:
        """What stands around its pages."""
        return Frame(audit=self.present.audit, pace=self.edition.pace)

    @cached_property
    def facts(self) -> EditionFacts:
        """What the edition says of itself."""
        return facts_of(self.present, self.keeper)

    @cached_property
    def maker(self) -> SheetMaker:
        """What makes the pages of the record."""
        return SheetMaker(self.present, Keeper())

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The pages of the day, in no language."""
        return day_sheets(self.present)


# What this process holds: a copy of another process holds what that did.
_HELD: list[Held] = []


@contextmanager
def holding(case: Case, edition: Edition) -> Iterator[Held]:
    """Hold a case open for the parts of its edition that this process makes, or processes that are copied from it."""
    held = Held(case, edition)
    _HELD[:] = [held]
    try:
        yield held
    finally:
        _HELD.clear()


def made_part(part: bytes) -> bytes:
    """Return what a part came to: the work of one process, which opens the case once if it does not hold it."""
    asked: Part = msgspec.msgpack.decode(part, type=Part)
    if not _HELD or _HELD[0].edition != asked.of:
        _HELD[:] = [Held(open_case(Path(asked.of.folder)), asked.of)]
        # It stays as long as the process does: nobody need look through it again and again for what may go.
        settle()
    return msgspec.msgpack.encode(_made(_HELD[0], asked))


def _made(held: Held, asked: Part) -> Made:
    match asked:
        case SpanPart():
            return _past(held, asked)
        case RecordRange():
            return _record(held, asked)
        case LanguagePart():
            return _told(held, asked)
        case ThingsPart():
            return _things(held, asked)
        case SearchPart():
            return _written(asked.of, search_files(held.present.audit, held.record.entries()))
        case SharedPart():
            return _written(asked.of, shared_files(held.present.audit, asked.of.pace, asked.of.days))


def _told(held: Held, asked: LanguagePart) -> Made:
    """Make the pages of the day in a language, and the data of charts where they are drawn in the language of those."""
    language, things = language_of(asked.language), ThingFiles(facts=held.facts)
    charts = charts_of(held.present.audit, Speaker(language)).all
    pages = day_files(held.frame, held.sheets, language, Drawings(charts))
    data = things.charts(charts) if language is ENGLISH_LANGUAGE else ()
    made = _written(asked.of, chain(pages, data))
    made.data = things.made
    return made


def _things(held: Held, asked: ThingsPart) -> Made:
    """Make the data of whatever can be cited but the charts."""
    things = ThingFiles(facts=held.facts)
    made = _written(asked.of, things.things())
    made.data = things.made
    return made


def _record(held: Held, asked: RecordRange) -> Made:
    """Make the files of some entries of the record."""
    data = DataFiles(facts=held.facts)
    files = RecordFiles(frame=held.frame, maker=held.maker, data=data)
    made = _written(asked.of, files.of(held.record.entries(asked.first, asked.end)))
    made.record, made.data.resources = files.pages, data.resources
    return made


def _past(held: Held, span: SpanPart) -> Made:
    """Return every page as of every day of a span, and write the reports on its periods."""
    moments, pace, ends, periods = held.moments, span.of.pace, deque[date](), list[Period | None]()
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
    found = [period for period in periods if period]
    made = _written(span.of, report_files(held.frame, found))
    made.past, made.periods = past.packed, [msgspec.structs.replace(period, parts=()) for period in found]
    return made


def _written(edition: Edition, files: Iterable[File]) -> Made:
    """Write files of an edition; return them as they are listed, and how many are new or changed."""
    ledger, before = Ledger(), Path(edition.before) if edition.before else None
    _, changed = write_files(ledger.gathered(files), Path(edition.folder), before)
    return Made(listed=ledger.files, changed=changed)

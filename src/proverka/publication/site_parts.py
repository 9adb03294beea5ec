"""The parts of an edition that need nothing of each other, as files: pages of the day, the record, what searches it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec

from proverka.assessment.result import Audit
from proverka.publication.addresses import embed_page
from proverka.publication.charts import charts_of
from proverka.publication.data_files import DataFiles
from proverka.publication.environment import environment
from proverka.publication.fonts import font_files, font_style
from proverka.publication.frame import File, Frame
from proverka.publication.keeper import Keeper, Sheet
from proverka.publication.moment import Moment
from proverka.publication.pace import Pace
from proverka.publication.pages import SheetMaker, sheets_of
from proverka.publication.periods import Period, report_sheet
from proverka.publication.proofs import entries_file, script_file
from proverka.publication.record_data import part_files
from proverka.publication.record_entry import RecordEntry
from proverka.publication.record_pages import RecordPart, in_short, record_parts, record_sheet
from proverka.publication.search import findable, index_files
from proverka.publication.verify_page import checking_files
from proverka.publication.words import words_file
from proverka.reporting.catalogues import languages
from proverka.reporting.html import source_of
from proverka.reporting.tongue import NEUTRAL, Language, localized

STYLES = ("base.css", "report.css", "site.css", "layout.css", "map.css", "cite.css", "verify.css", "print.css")
SCRIPTS = ("data.js", "tell.js", "site.js", "draw.js", "search.js", "cite.js", "filter.js")


def shared_files(audit: Audit, pace: Pace, days: Sequence[date]) -> Iterator[File]:
    """Yield what all pages share: styles, scripts, words, fonts with the letters that they need; the days of a past."""
    styles = "\n".join((font_style(), *(source_of(environment(), name) for name in STYLES)))
    yield "assets/site.css", styles.encode() + b"\n"
    yield "assets/icon.svg", source_of(environment(), "icon.svg").encode() + b"\n"
    for name in SCRIPTS:
        yield f"assets/{name}", source_of(environment(), name).encode() + b"\n"
    listed = [str(day) for day in days] if pace is not Pace.DAY else []
    yield script_file("assets/days", {"first": str(days[0]), "last": str(days[-1]), "days": listed})
    yield from checking_files(languages())
    for language in languages():
        yield f"assets/words/{language.code}.js", words_file(language)
    yield from font_files([msgspec.json.encode(audit).decode()])


def day_sheets(moment: Moment) -> tuple[Sheet, ...]:
    """Return every page that shows the day of an edition."""
    return tuple(sheets_of(moment, Keeper()))


def day_files(frame: Frame, sheets: Sequence[Sheet], language: Language, pictures: Mapping[str, str]) -> Iterator[File]:
    """Yield the pages of the day in a language, with its pictures, and each chart alone, for pages of others."""
    here = replace(frame, kept=frozenset(sheet.path for sheet in sheets), pictures={language.code: pictures})
    yield from here.pages(sheets, told_in=(language,))
    for chart in charts_of(frame.audit, NEUTRAL).all:
        path = embed_page(chart.name)
        neutral = environment().get_template("embed.html").render(c=chart, audit=frame.audit, language=language)
        yield f"{language.code}/{path}", localized(neutral, language, here.place(path, language)).encode()


def report_files(frame: Frame, periods: Iterable[Period]) -> Iterator[File]:
    """Yield the pages of reports on periods."""
    return frame.pages(map(report_sheet, periods))


def search_files(audit: Audit, record: Iterable[RecordEntry]) -> Iterator[File]:
    """Yield the files by which a reader's browser searches an edition, but for the days on which pages begin."""
    return index_files(findable(audit, record))


@dataclass(slots=True, kw_only=True)
class RecordFiles:
    """Makes the files of some of the record's entries, and remembers in short which pages they stand on."""

    frame: Frame
    maker: SheetMaker
    data: DataFiles
    pages: list[RecordPart] = field(default_factory=list)

    def of(self, entries: Iterable[RecordEntry]) -> Iterator[File]:
        """Yield pages, data and proofs of entries, as many as fill whole pages."""
        for held in record_parts(entries):
            self.pages.append(in_short(held))
            yield from self.frame.pages([record_sheet(self.maker, held)])
            self.maker.keeper.forget()
            yield from part_files(self.data, held)
            yield entries_file(held[0].ref.index, (entry.text for entry in held))

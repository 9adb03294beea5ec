"""A whole public edition: every file of it, by its path."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from proverka.assessment.result import Audit
from proverka.publication.addresses import embed_page
from proverka.publication.charts import charts_of
from proverka.publication.drawings import Drawings
from proverka.publication.edition_data import EditionData
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.environment import environment
from proverka.publication.fonts import font_files, font_style
from proverka.publication.frame import File, Frame, Pictures
from proverka.publication.keeper import Keeper, Sheet
from proverka.publication.moment import Moment
from proverka.publication.pace import Pace
from proverka.publication.pages import SheetMaker, sheets_of, standing_sheets
from proverka.publication.past import Past
from proverka.publication.periods import INDEX as REPORTS
from proverka.publication.periods import Period
from proverka.publication.record_entry import RecordEntry
from proverka.publication.record_pages import RecordPart, in_short, record_parts, record_sheet
from proverka.publication.search import findable, first_days_file, index_files
from proverka.publication.sources import sources_of
from proverka.publication.verify_page import Checking, checking_files
from proverka.publication.words import words_file
from proverka.reporting.catalogues import languages
from proverka.reporting.html import source_of
from proverka.reporting.tongue import NEUTRAL, Language, Speaker, localized

STYLES = ("base.css", "report.css", "site.css", "layout.css", "map.css", "cite.css", "verify.css")
SCRIPTS = ("tell.js", "site.js", "search.js", "cite.js", "filter.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What an edition is made of, with its printed reports, if any.

    `beside` are the sizes of what lies in its folder already, by its path; the pages of its record and its search are
    made apart from the rest (`record_files`, `search_files`), and so may be the `pictures` of some languages.
    """

    present: Moment
    past: Past
    pace: Pace
    periods: Sequence[Period]
    record: Callable[[], Iterator[RecordEntry]]
    checking: Checking
    papers: Sequence[File] = ()
    beside: Mapping[str, int] = field(default_factory=dict)
    pictures: Pictures = field(default_factory=dict)


def frame_of(published: Published) -> Frame:
    """Return what stands around the pages of an edition."""
    audit = published.present.audit
    return Frame(
        audit=audit,
        first=published.past.days[0],
        pace=published.pace,
        days=published.past.days,
        kept=published.past.pages,
        pictures={one.code: published.pictures.get(one.code) or drawn_here(audit, one) for one in languages()},
    )


def drawn_here(audit: Audit, language: Language) -> Drawings:
    """Return the pictures of the charts of an audit in a language, each drawn when it is asked for."""
    return Drawings(charts_of(audit, Speaker(language)).all)


def search_files(audit: Audit, record: Iterable[RecordEntry]) -> Iterator[File]:
    """Yield the files by which a reader's browser searches an edition, but for the days on which pages begin."""
    return index_files(findable(audit, record))


def record_files(frame: Frame, moment: Moment, entries: Iterable[RecordEntry]) -> Iterator[File]:
    """Yield the pages of some of the record's entries, as many as fill whole pages, in every language."""
    maker = SheetMaker(moment, Keeper())
    return frame.pages(record_sheet(maker, held) for held in record_parts(entries))


def site_files(published: Published) -> Iterator[File]:
    """Yield every file of the edition but what `search_files` and `record_files` yield: its path and its bytes."""
    sizes = dict(published.beside)
    for path, content in _Site(published, sizes).files():
        sizes[path] = len(content)
        yield path, content


def asset_files() -> Iterator[File]:
    """Yield what all pages share: styles, scripts, words."""
    styles = "\n".join((font_style(), *(source_of(environment(), name) for name in STYLES)))
    yield "assets/site.css", styles.encode() + b"\n"
    yield "assets/icon.svg", source_of(environment(), "icon.svg").encode() + b"\n"
    for name in SCRIPTS:
        yield f"assets/{name}", source_of(environment(), name).encode() + b"\n"
    yield from checking_files(languages())
    for language in languages():
        yield f"assets/words/{language.code}.js", words_file(language)


class _Site:
    """The files of an edition, one after another. `sizes` has, whenever one is asked for, the sizes of those before."""

    def __init__(self, published: Published, sizes: Mapping[str, int]) -> None:
        self.published = published
        self.sizes = sizes
        self.audit = published.present.audit
        self.charts = charts_of(self.audit).all
        self.frame = frame_of(published)
        keeper = next(published.record()).party_name
        codes = tuple(language.code for language in languages())
        changes = published.present.changes
        facts = EditionFacts(audit=self.audit, changes=changes, keeper=keeper, languages=codes)
        self.data = EditionData(facts=facts, charts=self.charts)

    def files(self) -> Iterator[File]:
        """Yield every file. What tells of others comes after them."""
        yield "index.html", self.doors().encode()
        yield from asset_files()
        yield from font_files([msgspec.json.encode(self.audit).decode()])
        yield from self.published.past.files()
        yield first_days_file(self.published.past)
        yield from self.frame.pages(sheets_of(self.published.present, Keeper()))
        yield from self.embeds()
        yield from self.data.things()
        record: list[RecordPart] = []
        for held in record_parts(self.published.record()):
            record.append(in_short(held))
            yield from self.data.part(held)
        yield from self.published.papers
        yield from self.data.whole(self.published.past.chronicle.turns, self.sizes)
        yield from self.frame.pages(self.reports())
        values = {
            "record": record,
            "sources": sources_of(self.audit),
            "periods": self.published.periods,
            "downloads": self.data.downloads(self.sizes),
            "checking": self.published.checking,
        }
        yield from self.frame.pages(standing_sheets(self.published.present, **values))

    def doors(self) -> str:
        """Return the first page of all: it leads to the English one, and names the other languages."""
        template = environment().get_template("root.html")
        return template.render(name=self.audit.case.title, languages=languages())

    def reports(self) -> Iterator[Sheet]:
        """Yield the reports on periods."""
        for period in self.published.periods:
            title = NEUTRAL.text("Report on {period}", period=period.name)
            yield Sheet(path=period.path, title=title, under=REPORTS, parts=period.parts, of=period.until)

    def embeds(self) -> Iterator[File]:
        """Yield each chart alone, for pages of others, in every language."""
        for chart in charts_of(self.audit, NEUTRAL).all:
            path = embed_page(chart.name)
            for language in languages():
                template = environment().get_template("embed.html")
                neutral = template.render(c=chart, audit=self.audit, language=language)
                yield f"{language.code}/{path}", localized(neutral, language, self.frame.place(path, language)).encode()

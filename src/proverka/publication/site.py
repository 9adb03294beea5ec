"""A whole public edition: every file of it, by its path."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from markupsafe import Markup

from proverka.publication.environment import environment
from proverka.publication.fonts import font_files, font_style
from proverka.publication.keeper import Keeper, Sheet
from proverka.publication.moment import Moment
from proverka.publication.pace import Pace
from proverka.publication.pages import MENU, SheetMaker, sheets_of, standing_sheets
from proverka.publication.past import Past
from proverka.publication.periods import INDEX as REPORTS
from proverka.publication.periods import Period
from proverka.publication.record_entry import RecordEntry
from proverka.publication.record_pages import RecordPart, record_sheets
from proverka.publication.search import findable, index_files
from proverka.publication.sources import sources_of
from proverka.publication.words import words_file
from proverka.reporting.catalogues import languages
from proverka.reporting.html import source_of
from proverka.reporting.tongue import CUT, NEUTRAL, Language, Place, localized

STYLES = ("base.css", "report.css", "site.css", "layout.css")
SCRIPTS = ("tell.js", "site.js", "search.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What an edition is made of."""

    present: Moment
    past: Past
    pace: Pace
    periods: Sequence[Period]
    record: Callable[[], Iterator[RecordEntry]]


def site_files(published: Published) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the edition: its path and its bytes."""
    yield "index.html", _doors(published).encode()
    yield from asset_files()
    yield from font_files([msgspec.json.encode(published.present.audit).decode()])
    yield from published.past.files()
    yield from index_files(findable(published.present.audit, published.record()))
    for sheet in _sheets(published):
        for language in languages():
            yield f"{language.code}/{sheet.path}", _told(sheet, published, language).encode()


def _sheets(published: Published) -> Iterator[Sheet]:
    """Yield every page: those of the day, those of the record, and those that need no day."""
    yield from sheets_of(published.present, Keeper())
    record: list[RecordPart] = []
    yield from record_sheets(SheetMaker(published.present, Keeper()), published.record(), record)
    sources = sources_of(published.present.audit)
    for period in published.periods:
        title = NEUTRAL.text("Report on {period}", period=period.name)
        yield Sheet(path=period.path, title=title, under=REPORTS, parts=period.parts, of=period.until)
    yield from standing_sheets(published.present, record=record, sources=sources, periods=published.periods)


def _doors(published: Published) -> str:
    """Return the first page of all: it leads to the English one, and names the other languages."""
    template = environment().get_template("root.html")
    return template.render(name=published.present.audit.case.title, languages=languages())


def asset_files() -> Iterator[tuple[str, bytes]]:
    """Yield what all pages share: styles, scripts, words."""
    styles = "\n".join((font_style(), *(source_of(environment(), name) for name in STYLES)))
    yield "assets/site.css", styles.encode() + b"\n"
    yield "assets/icon.svg", source_of(environment(), "icon.svg").encode() + b"\n"
    for name in SCRIPTS:
        yield f"assets/{name}", source_of(environment(), name).encode() + b"\n"
    for language in languages():
        yield f"assets/words/{language.code}.js", words_file(language)


def _told(sheet: Sheet, published: Published, language: Language) -> str:
    base = "../" * sheet.path.count("/")
    audit, first = published.present.audit, published.past.days[0]
    neutral = (
        environment()
        .get_template("frame.html")
        .render(
            sheet=sheet,
            title=sheet.title,
            name=audit.case.title,
            language=language,
            languages=languages(),
            menu=MENU,
            base=base,
            first=first,
            kept=sheet.path in published.past.pages,
            pace=published.pace.value,
            days=published.past.days if published.pace is not Pace.DAY else (),
            last=audit.as_of,
            main=Markup(CUT),  # noqa: S704 - a mark of ours
            footer=audit.record.origin,
        )
    )
    neutral = neutral.replace(CUT, "".join(sheet.parts))
    day = sheet.of or audit.as_of
    return localized(neutral, language, Place(as_of=day, known_at=sheet.of or audit.known_at, base=base))

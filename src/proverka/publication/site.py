"""A whole public edition: every file of it, by its path."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from proverka.publication.keeper import Keeper, Sheet
from proverka.publication.moment import Moment
from proverka.publication.pages import MENU, environment, sheets_of, standing_sheets
from proverka.publication.past import Past
from proverka.publication.words import words_file
from proverka.reporting.html import source_of
from proverka.reporting.paper import Imprint, paper_files
from proverka.reporting.paper.pdf import Progress
from proverka.reporting.tongue import CUT, ENGLISH_LANGUAGE, Language, Place, localized

LANGUAGES = (ENGLISH_LANGUAGE,)
STYLES = ("base.css", "report.css", "site.css")
SCRIPTS = ("tell.js", "site.js")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What an edition is made of; with an `imprint`, printed reports are part of it."""

    present: Moment
    past: Past
    imprint: Imprint | None = None


def site_files(published: Published, progress: Progress | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the edition: its path and its bytes.

    `progress` is told of the pages of printed reports. Raises RefusedError (not-installed) where they are part of it
    and the libraries that set type are missing on this machine.
    """
    yield from asset_files()
    yield from published.past.files()
    for sheet in (*sheets_of(published.present, Keeper()), *standing_sheets(published.present)):
        for language in LANGUAGES:
            yield f"{language.code}/{sheet.path}", _told(sheet, published, language).encode()
    if published.imprint is not None:
        moment = published.present
        yield from paper_files(moment.audit, moment.changes, LANGUAGES, published.imprint, progress)


def asset_files() -> Iterator[tuple[str, bytes]]:
    """Yield what all pages share: styles, scripts, words."""
    styles = "\n".join(source_of(environment(), name) for name in STYLES)
    yield "assets/site.css", styles.encode() + b"\n"
    for name in SCRIPTS:
        yield f"assets/{name}", source_of(environment(), name).encode() + b"\n"
    for language in LANGUAGES:
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
            languages=LANGUAGES,
            menu=MENU,
            base=base,
            first=first,
            last=audit.as_of,
            main=Markup(CUT),  # noqa: S704 - a mark of ours
            footer=audit.record.origin,
        )
    )
    neutral = neutral.replace(CUT, "".join(sheet.parts))
    return localized(neutral, language, Place(as_of=audit.as_of, known_at=audit.known_at, base=base))

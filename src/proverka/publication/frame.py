"""What stands around every page of an edition, and the words of a language in both."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from proverka.assessment.result import Audit
from proverka.publication.environment import environment
from proverka.publication.keeper import Sheet
from proverka.publication.pace import Pace
from proverka.publication.pages import MENU
from proverka.reporting.catalogues import languages
from proverka.reporting.tongue import CUT, Language, Place, localized

File = tuple[str, bytes]
# The pictures of charts by their names, by the codes of languages.
Pictures = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the pages of an edition have in common: the audit of its day, and which days a reader can ask for.

    `kept` are the paths of the pages that are kept as of other days.
    """

    audit: Audit
    first: date
    pace: Pace
    days: Sequence[date]
    kept: Container[str] = ()
    pictures: Pictures = field(default_factory=dict)

    def pages(self, sheets: Iterable[Sheet], *, told_in: Sequence[Language] = ()) -> Iterator[File]:
        """Yield pages in some languages, in every one where none is named."""
        for sheet in sheets:
            neutral = "".join(sheet.parts)
            for language in told_in or languages():
                place = self.place(sheet.path, language, sheet.of)
                before, after = self._around(sheet, language).split(CUT)
                told = (localized(part, language, place) for part in (before, neutral, after))
                yield f"{language.code}/{sheet.path}", "".join(told).encode()

    def place(self, path: str, language: Language, of: date | None = None) -> Place:
        """Return where a page lies, of when it is (`of`, if of another day than the rest), and the pictures for it."""
        return Place(
            as_of=of or self.audit.as_of,
            known_at=of or self.audit.known_at,
            base="../" * path.count("/"),
            drawings=self.pictures.get(language.code, {}),
        )

    def _around(self, sheet: Sheet, language: Language) -> str:
        """Return the frame of a page, in no language, cut where the page stands in it."""
        return environment().get_template("frame.html").render(
            sheet=sheet,
            title=sheet.title,
            name=self.audit.case.title,
            language=language,
            languages=languages(),
            menu=MENU,
            base="../" * sheet.path.count("/"),
            first=self.first,
            kept=sheet.path in self.kept,
            pace=self.pace.value,
            days=self.days if self.pace is not Pace.DAY else (),
            last=self.audit.as_of,
            main=Markup(CUT),  # noqa: S704 - a mark of ours
            demonstration=self.audit.case.keys == "demonstration",
            footer=self.audit.record.origin,
        )  # fmt: skip

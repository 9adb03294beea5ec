"""What stands around every page of an edition, and the words of a language in both."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup, escape

from proverka.assessment.result import Audit
from proverka.publication.environment import environment
from proverka.publication.keeper import Sheet
from proverka.publication.pace import Pace
from proverka.publication.pages import MENU
from proverka.reporting.catalogues import languages
from proverka.reporting.marks import plain
from proverka.reporting.tongue import Language, Place, localized

File = tuple[str, bytes]
# The pictures of charts by their names, by the codes of languages.
Pictures = Mapping[str, Mapping[str, str]]
# Stand in a frame for the path of its page, its title, and the page itself: code points that say nothing to anybody.
_PATH, _TITLE, _PAGE = "\ue010", "\ue011", "\ue012"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the pages of an edition have in common: the audit of its day, and at what pace a reader can ask for others.

    `kept` are the paths of the pages that are kept as of other days. No frame says which day it is: what stands in it
    stays the same when a record has grown.
    """

    audit: Audit
    pace: Pace
    kept: Container[str] = ()
    pictures: Pictures = field(default_factory=dict)
    _made: dict[tuple[object, ...], tuple[str, str]] = field(default_factory=dict, init=False, repr=False)

    def pages(self, sheets: Iterable[Sheet], *, told_in: Sequence[Language] = ()) -> Iterator[File]:
        """Yield pages in some languages, in every one where none is named."""
        for sheet in sheets:
            neutral, title = "".join(sheet.parts), escape(plain(sheet.title))
            for language in told_in or languages():
                place = self.place(sheet.path, language, sheet.of)
                before, after = (
                    part.replace(_PATH, escape(sheet.path)).replace(_TITLE, localized(title, language, place))
                    for part in self._around(sheet, language, place)
                )
                yield f"{language.code}/{sheet.path}", f"{before}{localized(neutral, language, place)}{after}".encode()

    def place(self, path: str, language: Language, of: date | None = None) -> Place:
        """Return where a page lies, of when it is (`of`, if of another day than the rest), and the pictures for it."""
        return Place(
            as_of=of or self.audit.as_of,
            known_at=of or self.audit.known_at,
            base="../" * path.count("/"),
            drawings=self.pictures.get(language.code, {}),
        )

    def _around(self, sheet: Sheet, language: Language, place: Place) -> tuple[str, str]:
        """Return what a language has before and after a page, with signs in the places of its path and title.

        Pages to which one page of the menu leads, and that lie as deep, have all the rest in common.
        """
        alone = sheet.path == sheet.under
        key = (language.code, place.base, place.as_of, sheet.under, alone, sheet.path in self.kept)
        if key not in self._made:
            told = localized(self._neutral(sheet, language, place.base), language, place)
            before, _, after = told.partition(_PAGE)
            self._made[key] = before, after
        return self._made[key]

    def _neutral(self, sheet: Sheet, language: Language, base: str) -> str:
        """Return the frame of a page in no language, with signs in the places of its path, its title and itself."""
        return environment().get_template("frame.html").render(
            at=sheet.path if sheet.path == sheet.under else "",
            path=_PATH,
            under=sheet.under,
            title=_TITLE,
            name=self.audit.case.title,
            language=language,
            languages=languages(),
            menu=MENU,
            base=base,
            kept=sheet.path in self.kept,
            listed=self.pace is not Pace.DAY,
            main=Markup(_PAGE),  # noqa: S704 - a sign of ours
            demonstration=self.audit.case.keys == "demonstration",
            footer=self.audit.record.origin,
        )  # fmt: skip

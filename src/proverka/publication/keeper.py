"""The parts of pages, kept from one day to the next for as long as what they show stays the same."""

from dataclasses import dataclass
from datetime import date

from jinja2.runtime import Macro
from markupsafe import Markup

from proverka.reporting.tongue import CUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page: its place in the folder of a language, its title, under which heading it is found, and its parts.

    `shows` is all that it was made of: where that is the same on another day, so is the page. `of` is the day that it
    shows, where that is not the day of the edition.
    """

    path: str
    title: str
    under: str
    parts: tuple[str, ...]
    shows: object = None
    of: date | None = None


class Keeper:
    """Keeps the parts of pages from one day to the next: a part is made anew where what it shows is another."""

    def __init__(self) -> None:
        self.sheets: dict[str, Sheet] = {}
        self._parts: dict[tuple[str, object], tuple[object, Markup]] = {}
        self._names: object = None

    def begin(self, names: object) -> None:
        """Begin a day; `names` are the duties and instruments that can be linked to, by which every part may change."""
        if names != self._names:
            self._names, self._parts, self.sheets = names, {}, {}

    def forget(self) -> None:
        """Let go of whole pages, where none of them is made for another day."""
        self.sheets.clear()

    def keep(self, macro: Macro, key: object, shows: object, *values: object) -> Markup:
        """Return what a macro makes of values, which show as much as `shows`; under its name and a key."""
        kept = self._parts.get((macro.name, key))
        if kept is None or kept[0] != shows:
            kept = shows, Markup(CUT) + macro(*values) + Markup(CUT)  # noqa: S704 - a mark of ours
            self._parts[macro.name, key] = kept
        return kept[1]

"""Something of an edition that can be cited: an obligation, the figures on a basis, a chart, a table of a page.

It has one address for ever, as a page and as files beside each other under one name: `NAME.csv` and `NAME.json` with
what the page shows, `NAME.full.csv` where there is more, `NAME.metadata.json` and `NAME.README.md` about them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from proverka.reporting.table import Table

# The folder of everything that is data, shared by all languages.
DATA = "data"
# What changes with every edition stands in one file, to which all others refer, so that they stay as they are.
EDITION = "edition.json"

FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Where something can be cited: its place under `data/`, without an ending, its title, and its page.

    The page is named from the folder of a language.
    """

    stem: str
    title: str
    page: str

    def path(self, ending: str) -> str:
        """Return the path of one of its files, from the folder of the edition."""
        return f"{DATA}/{self.stem}.{ending}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum(Cited):
    """What can be cited, as the files beside its page hold it.

    `table` is what that page shows, `full` a table with more rows or columns, if there is more to tell. `value` are the
    members of its JSON besides those that every such file has. `bases` are what its figures are measured by, with their
    names, `sources` where its rows were read. `dated`: whether it may become another by the mere passing of a day.
    """

    description: str
    table: Table
    value: Mapping[str, object]
    full: Table | None = None
    bases: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    dated: bool = False
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last part of its place."""
        return self.stem.rpartition("/")[2]

    @property
    def cited(self) -> Cited:
        """Where it is, without what it says."""
        return Cited(stem=self.stem, title=self.title, page=self.page)

    @property
    def to_data(self) -> str:
        """What leads from its files to the folder of all data."""
        return "../" * self.stem.count("/")

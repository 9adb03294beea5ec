"""What the page of downloads lists: everything of an edition that others can use, with its size."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from proverka.publication.charts import charts_of
from proverka.publication.crate import CRATE_FILE
from proverka.publication.data_places import chart_stem
from proverka.publication.datum import DATA, EDITION, FULL, Cited
from proverka.publication.deadlines import CALENDAR_FILE
from proverka.publication.edition_facts import EditionFacts
from proverka.publication.feed import FEED_FILE
from proverka.reporting.paper.files import FOLDER as PAPERS
from proverka.reporting.tongue import NEUTRAL

# From so many bytes on a size is told in megabytes.
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file: its path in the edition, its size, what it is called and what it is, in no language."""

    path: str
    size: Markup
    name: str
    told: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A thing that can be cited, its title in no language, its page, and those of its files that a reader asks for."""

    title: str
    page: str
    files: tuple[Download, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """Everything: the whole, what to subscribe to, what to print, tables, charts; and whose it is."""

    whole: tuple[Download, ...]
    papers: tuple[Download, ...]
    subscriptions: tuple[Download, ...]
    tables: tuple[Listed, ...]
    charts: tuple[Listed, ...]
    keeper: str


def downloads_of(facts: EditionFacts, data: Iterable[Cited], sizes: Mapping[str, int]) -> Downloads:
    """Return what there is to download, of files whose sizes are given."""
    things = tuple(data)
    titles = {chart_stem(chart.name): chart.title for chart in charts_of(facts.audit, NEUTRAL).all}
    return Downloads(
        whole=tuple(_whole(facts, sizes)),
        papers=tuple(_papers(sizes)),
        subscriptions=tuple(_subscriptions(sizes)),
        tables=tuple(_listed(one, NEUTRAL.term(one.title), sizes) for one in things if one.stem.startswith("tables/")),
        charts=tuple(_listed(one, titles[one.stem], sizes) for one in things if one.stem in titles),
        keeper=facts.keeper,
    )


def _whole(facts: EditionFacts, sizes: Mapping[str, int]) -> Iterator[Download]:
    told = {
        f"{DATA}/{facts.zip_name}": NEUTRAL.text(
            "The data package: every table and every chart’s numbers in one file."
        ),
        f"{DATA}/datapackage.json": NEUTRAL.text(
            "Every CSV with its columns, its size and its SHA-256 (Frictionless Data)."
        ),
        f"{DATA}/{EDITION}": NEUTRAL.text("The days of this edition and the checkpoint of the record."),
        f"{DATA}/README.md": NEUTRAL.text("How the data are arranged, how to cite them, what to beware of."),
        CRATE_FILE: NEUTRAL.text("This whole folder described as a research object (RO-Crate)."),
    }
    return (_file(path, sizes, words) for path, words in told.items())


def _subscriptions(sizes: Mapping[str, int]) -> Iterator[Download]:
    yield _file(FEED_FILE, sizes, NEUTRAL.text("What changed, day by day: for a feed reader (Atom)."))
    yield _file(CALENDAR_FILE, sizes, NEUTRAL.text("Dates that run and dates that were missed: for a calendar."))


def _papers(sizes: Mapping[str, int]) -> Iterator[Download]:
    told = {
        "pdf": NEUTRAL.text("The report for printing, tagged and with bookmarks (PDF)."),
        "docx": NEUTRAL.text("The same report for a word processor (DOCX)."),
    }
    for path in sizes:
        if path.startswith(f"{PAPERS}/"):
            yield _file(path, sizes, told[path.rpartition(".")[2]])


def _listed(datum: Cited, title: str, sizes: Mapping[str, int]) -> Listed:
    kinds = {
        "csv": Markup("CSV"),
        f"{FULL}.csv": NEUTRAL.text("CSV, every column"),
        "json": Markup("JSON"),
        "svg": Markup("SVG"),
        "png": Markup("PNG"),
    }
    files = ((datum.path(ending), kind) for ending, kind in kinds.items())
    return Listed(
        title=title,
        page=datum.page,
        files=tuple(_file(path, sizes, kind) for path, kind in files if path in sizes),
    )


def _file(path: str, sizes: Mapping[str, int], told: Markup) -> Download:
    return Download(path=path, size=size_told(sizes[path]), name=path.rpartition("/")[2], told=told)


def size_told(size: int) -> Markup:
    """Return a number of bytes for a reader."""
    if size >= MEGABYTE:
        return NEUTRAL.text("{size} MB", size=NEUTRAL.number(round(Decimal(size) / MEGABYTE, 1)))
    return NEUTRAL.text("{size} kB", size=NEUTRAL.number(max(1, round(size / 1000))))

"""Articles read one after another: those that can be, what was refused, and what is kept of each."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from proverka.case.glossary import ReadersCase
from proverka.case.kept_versions import KeptVersion, KeptVersions
from proverka.cli.article_places import Found, Places, load
from proverka.model.errors import ProverkaError
from proverka.model.span import Span
from proverka.record.web_page import WebPage
from proverka.sources.analysis import Reading, analyse
from proverka.sources.article import Article
from proverka.sources.reading import read_article, read_feed
from proverka.sources.reading.feed import feed_of, is_feed
from proverka.sources.revision import Revision, revision_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How articles are read: for which case, in which language, within which days an undated one was published."""

    case: ReadersCase
    language: str
    period: Span | None = None

    def analysed(self, article: Article) -> Reading:
        """Return what is found in an article."""
        return analyse(article, self.case.aliases, adopted=self.case.adopted, language=self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A place at which another version was kept before, and what differs in its statements."""

    place: str
    before: KeptVersion
    revision: Revision
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """What came of one place: its articles or why it was refused; whether it was fetched; what changed since before."""

    place: str
    readings: tuple[Reading, ...] = ()
    refused: ProverkaError | None = None
    page: WebPage | None = None
    changed: tuple[Changed, ...] = ()


def read_each(
    places: Places,
    manner: Manner,
    *,
    keep: KeptVersions | None,
    now: Callable[[], datetime],
    progress: Callable[[int, int], None],
) -> Iterator[One]:
    """Yield what came of each place, in order; what cannot be read is refused by itself, where it stands among others.

    `now` tells the instant of reading, under which a version is kept; it is for the caller to `settle` the versions.
    """
    for done, place in enumerate(places.places, start=1):
        try:
            yield _read(place, manner, keep=keep, now=now)
        except ProverkaError as error:
            if not places.several:
                raise
            yield One(place=place, refused=error)
        progress(done, len(places.places))


def _read(place: str, manner: Manner, *, keep: KeptVersions | None, now: Callable[[], datetime]) -> One:
    found = load(place)
    read = [(data, manner.analysed(article)) for data, article in _articles(found, manner)]
    changed = () if keep is None else tuple(_kept(read, manner, keep, now()))
    return One(place=place, readings=tuple(reading for _, reading in read), page=found.page, changed=changed)


def _articles(found: Found, manner: Manner) -> Iterator[tuple[bytes, Article]]:
    """Yield the articles in what was found, each with the bytes that are its version."""
    if is_feed(found.data):
        articles = read_feed(found.data, name=found.name, language=manner.language, period=manner.period)
        contents = (one.content.encode("utf-8", "surrogatepass") for one in feed_of(found.data, where=found.name).items)
        yield from zip(contents, articles, strict=True)
        return
    yield (
        found.data,
        read_article(
            found.data, name=found.name, address=found.address, language=manner.language, period=manner.period
        ),
    )


def _kept(
    read: Iterable[tuple[bytes, Reading]], manner: Manner, keep: KeptVersions, read_at: datetime
) -> Iterator[Changed]:
    for data, reading in read:
        stories = reading.article.stories
        address = next((story.address for story in stories if story.address), "")
        place = address or reading.article.version.name
        before = keep.latest(place)
        if before is not None and before.sha256 != hashlib.sha256(data).hexdigest():
            old = read_article(
                keep.read(before), name=place, address=address, language=manner.language, period=manner.period
            )
            yield Changed(
                place=place, before=before, revision=revision_of(manner.analysed(old), reading), reading=reading
            )
        keep.keep(data, place=place, read_at=read_at)

"""From bytes to an article: its text, what each part of it is, and the stories in it."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from proverka.model.span import Span
from proverka.sources.article import Article, Block, MediaType, Story, Version
from proverka.sources.language import ENGLISH
from proverka.sources.passage import Passage
from proverka.sources.reading.decoding import decode
from proverka.sources.reading.feed import Feed, FeedItem, feed_of
from proverka.sources.reading.formats import check_text
from proverka.sources.reading.furniture import sort_out
from proverka.sources.reading.hypertext import headed
from proverka.sources.reading.origin import Setting, story_of
from proverka.sources.reading.outlets import outlets
from proverka.sources.reading.page import media_type_of, page_of
from proverka.sources.reading.pagedata import day_written
from proverka.sources.reading.pagewords import page_words
from proverka.sources.reading.part import Part
from proverka.sources.reading.story import sections
from proverka.sources.reading.stretch import DatedBy, Page


def read_article(
    data: bytes,
    *,
    name: str,
    media_type: MediaType | None = None,
    address: str = "",
    language: str = ENGLISH,
    period: Span | None = None,
) -> Article:
    """Return the article in a file: its text, its blocks and its stories, with the SHA-256 of the bytes as found.

    `name` is the file or address under which it was found; `address` that of its page, where the file does not tell;
    `period` days within which an undated story was published, as far as its reader knows.
    Raises RefusedError (too-large) for what is larger than any article, and MalformedError for what cannot be read:
    wrong-encoding for a file of a format that is no text.
    Takes time linear in the bytes.
    """
    check_text(data, where=name)
    decoded = decode(data, where=name)
    kind = media_type or media_type_of(decoded.text, name)
    page = page_of(decoded.text, kind, address=address, language=language, where=name)
    version = Version(
        name=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data), media_type=kind, encoding=decoded.encoding
    )
    page = replace(page, repairs=(*decoded.repairs, *page.repairs))
    return article_of(page, version, language=language, period=period)


def read_feed(data: bytes, *, name: str, language: str = ENGLISH, period: Span | None = None) -> tuple[Article, ...]:
    """Return the items of an RSS or Atom file as articles, in order; nothing is fetched.

    The version of each is of its content in UTF-8, which stays the same while the feed goes on; its name is the address
    of the item, else that of the file with the item's number. `period` as in `read_article`. Raises MalformedError
    (bad-syntax) for what is no feed or declares entities, RefusedError (too-large) for more than feeds have.
    """
    feed = feed_of(data, where=name)
    return tuple(_item_read(item, feed, name, language, period) for item in feed.items)


def _item_read(item: FeedItem, feed: Feed, name: str, language: str, period: Span | None) -> Article:
    where = item.address or f"{name}#{item.number}"
    data = item.content.encode("utf-8", "surrogatepass")
    version = Version(
        name=where,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=item.media_type,
        encoding=feed.encoding,
    )
    page = page_of(item.content, item.media_type, address=item.address, language=language, where=where, whole=True)
    return article_of(_stated_by(feed, item, page, language), version, language=language, period=period)


def _stated_by(feed: Feed, item: FeedItem, page: Page, language: str) -> Page:
    """Return the page of an item with what the feed states of it."""
    known = (
        outlets(language).at(item.address) or outlets(language).at(feed.address) or outlets(language).called(feed.title)
    )
    day = day_written(item.dated, known.zone if known else "", page_words(language))
    title = item.title or page.title
    return replace(
        page,
        stretches=headed(page.stretches, title),
        title=title,
        author=item.author or page.author,
        outlet=known.name if known else feed.title,
        address=item.address,
        dates=(DatedBy(span=Span.day(day), evidence=f"the “{item.dated_by}” of the feed"),) if day else page.dates,
    )


def article_of(page: Page, version: Version, *, language: str = ENGLISH, period: Span | None = None) -> Article:
    """Return the article of a page that was laid out; `period` as in `read_article`."""
    text, blocks = _laid_out(sort_out(page, page_words(language)))
    stories = _stories(page, text, blocks, language, period)
    return Article(version=version, text=text, blocks=blocks, stories=stories, repairs=page.repairs)


def _laid_out(parts: Sequence[Part]) -> tuple[str, tuple[Block, ...]]:
    """Return the text of the parts, a blank line between them, and the blocks over it."""
    blocks, at = [], 0
    for part in parts:
        passage = Passage(at, at + len(part.stretch.text))
        blocks.append(Block(kind=part.kind, passage=passage, rule=part.rule))
        at = passage.end + 2
    return "\n\n".join(part.stretch.text for part in parts), tuple(blocks)


def _stories(page: Page, text: str, blocks: tuple[Block, ...], language: str, period: Span | None) -> tuple[Story, ...]:
    """Return the stories of the sections that have a paragraph; those of one page share what the page tells."""
    found = []
    parts = sections(blocks, text, page_words(language))
    for part in parts:
        if any(block.kind == "paragraph" for block in part.blocks):
            around = tuple(block for other in parts if other.page == part.page for block in other.blocks)
            own = page if part.page == 0 else Page(stretches=())
            setting = Setting(text=text, page=own, blocks=around, language=language, period=period)
            found.append(story_of(part, setting))
    return tuple(found)

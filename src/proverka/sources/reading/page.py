"""A file as a page: which media type it is, and what it is made of."""

import re
from dataclasses import replace

from proverka.model.span import Span
from proverka.sources.article import MediaType
from proverka.sources.reading.characters import repaired
from proverka.sources.reading.frontmatter import cut_front_matter
from proverka.sources.reading.hypertext import headed, page_of_html
from proverka.sources.reading.outlets import outlets
from proverka.sources.reading.pagedata import day_written
from proverka.sources.reading.pagewords import page_words
from proverka.sources.reading.plain import page_of_text, within_lines
from proverka.sources.reading.stretch import DatedBy, Page, within_limits

_BY_NAME: dict[str, MediaType] = {
    "html": "text/html", "htm": "text/html", "xhtml": "text/html", "shtml": "text/html", "php": "text/html",
    "asp": "text/html", "aspx": "text/html", "md": "text/markdown", "markdown": "text/markdown", "txt": "text/plain",
    "text": "text/plain",
}  # fmt: skip
_HTML = re.compile(
    r"\s{0,200}(?:<!--.{0,2000}?-->\s{0,200})?<(?:!doctype\s+html|html|head|body|article|div|p|h1|meta|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKDOWN = re.compile(r"^#{1,6} \S|\]\([^)\s]{1,500}\)|^[-*] \[|(?<!\*)\*\*[^*\n]{1,200}\*\*(?!\*)", re.MULTILINE)
# What a file is shows in its beginning.
_LOOKED_AT = 20_000


def media_type_of(text: str, name: str) -> MediaType:
    """Return what a file is: HTML where it begins as such, else by the ending of its name, else by its markers.

    >>> media_type_of("# A title", "article")
    'text/markdown'
    """
    if _HTML.match(text[:_LOOKED_AT]):
        return "text/html"
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending in _BY_NAME:
        return _BY_NAME[ending]
    return "text/markdown" if _MARKDOWN.search(text[:_LOOKED_AT]) else "text/plain"


def page_of(text: str, media_type: MediaType, *, address: str, language: str, where: str, whole: bool = False) -> Page:
    """Return the page of a decoded file; `address` is where it was found, `whole`: all of its text is the story.

    Raises RefusedError (too-large) where it is over a limit of articles, MalformedError (bad-syntax) for HTML without
    an element.
    """
    if media_type == "text/html":
        page = _mended(page_of_html(text, address=address, language=language, where=where, whole=whole))
    else:
        within_lines(text.splitlines() or [""], where=where)  # before anything is done by the line
        page = _of_text(text, address, language)
    return within_limits(page, where=where)


def _of_text(text: str, address: str, language: str) -> Page:
    """Return the page of plain text or Markdown, with what stands before it."""
    words = page_words(language)
    mended, repairs = repaired(text, entities=True)
    head, rest = cut_front_matter(mended)
    page = page_of_text(rest, words)
    known = outlets(language).at(head.address or address) or outlets(language).called(head.outlet)
    day = day_written(head.dated, known.zone if known else "", words) if head.dated else None
    return replace(
        page,
        stretches=headed(page.stretches, head.title),
        title=head.title,
        author=head.author,
        outlet=known.name if known else head.outlet,
        address=head.address or address,
        dates=(DatedBy(span=Span.day(day), evidence="the head of the file"),) if day else (),
        repairs=(*repairs, *page.repairs),
    )


def _mended(page: Page) -> Page:
    """Return a page of HTML with its characters repaired: what its references stand for is known only now."""
    joined, repairs = repaired("\n".join(stretch.text for stretch in page.stretches))
    lines = joined.split("\n")
    # A character that ends lines was inside a stretch: then each is repaired alone.
    texts = lines if len(lines) == len(page.stretches) else [_one_line(stretch.text) for stretch in page.stretches]
    mended = (replace(stretch, text=text.strip()) for stretch, text in zip(page.stretches, texts, strict=True))
    return replace(
        page,
        stretches=tuple(stretch for stretch in mended if stretch.text),
        title=_one_line(page.title),
        author=_one_line(page.author),
        outlet=_one_line(page.outlet),
        repairs=(*repairs, *page.repairs),
    )


def _one_line(text: str) -> str:
    return " ".join(repaired(text)[0].split())

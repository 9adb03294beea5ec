"""A file as a page: which media type it is, and what it is made of."""

import re
from dataclasses import replace

from proverka.sources.article import MediaType
from proverka.sources.characters import repaired
from proverka.sources.plain import page_of_text
from proverka.sources.stretch import Page, within_limits

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


def page_of(text: str, *, unfinished: frozenset[str], where: str) -> Page:
    """Return the page of a decoded file; raise RefusedError (too-large) where it is over a limit of articles."""
    mended, repairs = repaired(text, entities=True)
    page = page_of_text(mended, unfinished=unfinished, where=where)
    return within_limits(replace(page, repairs=(*repairs, *page.repairs)), where=where)

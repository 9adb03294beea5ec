"""Feeds: the items of an RSS 0.9x, 1.0 or 2.0 or Atom file, each to be read as an article of its own.

Nothing is fetched. lxml reads them with all that XML can do beyond text switched off, and a file that declares
entities is refused before: the libraries for feeds repair more than may be repaired before a person has seen it, and
fetch, sanitise and guess in ways that nobody here could vouch for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml import etree

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.sources.article import MediaType
from proverka.sources.reading.decoding import decode
from proverka.sources.reading.markup import NOT_XML, has_tags

# Newspapers publish the last 20 to 100 items.
ITEMS_MAX = 500
# All items of a feed together: as much as a hundred articles.
_CONTENT_MAX = 4_000_000

_ROOT = re.compile(
    r"\ufeff?\s{0,200}(?:<\?xml[^>]{0,300}>\s{0,200})?(?:<!--.{0,2000}?-->\s{0,200}|<\?[^>]{0,500}>\s{0,200}){0,20}(?:<!(?i:DOCTYPE)[^>\[]{0,500}(?:\[.{0,5000}?\]\s{0,20})?>\s{0,200})?<(?:rss|feed|rdf:RDF|(?:\w{1,20}:)?feed)\b",
    re.DOTALL,
)
_ENTITIES = re.compile(r"<!(?:ENTITY|DOCTYPE[^>]{0,1000}\[)", re.IGNORECASE)
_DECLARATION = re.compile(r"\s{0,200}<\?xml[^>]{0,300}\?>")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,30};")
_TAG = re.compile(r"<[^<>]{0,500}>")
# The fuller text of an item first.
_CONTENTS = ("encoded", "content", "description", "summary")
_DATES = ("pubDate", "published", "date", "issued", "created", "updated", "modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One item as its feed gives it; a field is empty where the item lacks it.

    `dated` is the time of publication as written, and `dated_by` the element that it was in.
    """

    number: int
    title: str = ""
    address: str = ""
    author: str = ""
    dated: str = ""
    dated_by: str = ""
    content: str = ""
    media_type: MediaType = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: its own title and address, the encoding of its file, and its items in order."""

    title: str
    address: str
    encoding: str
    items: tuple[FeedItem, ...]


def is_feed(data: bytes) -> bool:
    """Whether bytes begin as a feed does, in whatever encoding."""
    return _ROOT.match(decode(data[:40_000], where="feed").text) is not None


def feed_of(data: bytes, *, where: str) -> Feed:
    """Return the feed in a file; `where` names it in messages.

    Raises MalformedError (bad-syntax) for what is no feed or declares entities, RefusedError (too-large) for more items
    or more text than feeds have.
    """
    decoded = decode(data, where=where)
    root = _root(decoded.text, where)
    items = [element for element in root.iter() if _name(element) in {"item", "entry"}]
    if len(items) > ITEMS_MAX:
        raise _too_large(where, f"at most {ITEMS_MAX} items", str(len(items)))
    channel = next((element for element in root.iter() if _name(element) == "channel"), root)
    found = tuple(_item(element, number) for number, element in enumerate(items, 1))
    length = sum(len(item.content) for item in found)
    if length > _CONTENT_MAX:
        raise _too_large(where, f"at most {_CONTENT_MAX} characters in its items", str(length))
    return Feed(title=_text(channel, "title"), address=_address(channel), encoding=decoded.encoding, items=found)


def _root(text: str, where: str) -> Any:  # noqa: ANN401 - lxml does not say its types
    if _ENTITIES.search(text):
        raise _malformed(where, "a feed that declares no entities", "a declaration of entities")
    if _ROOT.match(text) is None:
        raise _malformed(where, "an RSS or Atom feed", f"a file that begins “{text[:60].strip()}”")
    plain = NOT_XML.sub("", _NAMED.sub(lambda found: unescape(found[0]).replace("&", "&amp;"), text))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True,
        remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    try:
        root = etree.fromstring(_DECLARATION.sub("", plain, count=1).encode(), parser=parser)
    except etree.LxmlError as cause:
        raise _malformed(where, "a feed in XML", str(cause)) from cause
    # What is broken further on is left out by the parser; that it would leave out whole items is not let pass.
    if root is None or any("depth" in error.message.lower() for error in parser.error_log):
        raise _malformed(where, "a feed in XML, nested as feeds are", "what has no root, or nests too deep")
    return root


def _item(element: Any, number: int) -> FeedItem:  # noqa: ANN401 - as above
    content, media_type = _content(element)
    dated_by = next((name for name in _DATES if _text(element, name)), "")
    return FeedItem(
        number=number,
        title=" ".join(unescape(_TAG.sub(" ", _text(element, "title"))).split()),
        address=_address(element),
        author=_author(element),
        dated=_text(element, dated_by) if dated_by else "",
        dated_by=dated_by,
        content=content,
        media_type=media_type,
    )


def _children(element: Any, name: str) -> Iterator[Any]:  # noqa: ANN401 - as above
    return (child for child in element if _name(child) == name)


def _name(element: Any) -> str:  # noqa: ANN401 - as above
    """Return the name of an element without its namespace; feeds spell those in many ways."""
    return str(element.tag).rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _text(element: Any, name: str) -> str:  # noqa: ANN401 - as above
    return next(("".join(child.itertext()).strip() for child in _children(element, name)), "")


def _author(element: Any) -> str:  # noqa: ANN401 - as above
    for child in (*_children(element, "creator"), *_children(element, "author")):
        found = _text(child, "name") or "".join(child.itertext()).strip()
        # RSS wants “address (name)” here; of that the name is what was printed.
        if found:
            return re.sub(r"^[^\s()]{1,100}@[^\s()]{1,100}\s{1,3}\(([^()]{1,100})\)$", r"\1", found)
    return ""


def _address(element: Any) -> str:  # noqa: ANN401 - as above
    """Return the address of an item's page: its link, or a permanent id that is one."""
    for link in _children(element, "link"):
        address = str(link.get("href") or link.text or "").strip()
        if address.startswith(("http://", "https://")) and str(link.get("rel") or "alternate") == "alternate":
            return address
    for identity in (*_children(element, "guid"), *_children(element, "id")):
        address = str(identity.text or "").strip()
        if address.startswith(("http://", "https://")) and identity.get("isPermaLink") != "false":
            return address
    return ""


def _content(element: Any) -> tuple[str, MediaType]:  # noqa: ANN401 - as above
    """Return the fullest text of an item, and whether it is HTML."""
    for name in _CONTENTS:
        for child in _children(element, name):
            if str(child.get("type") or "") in {"xhtml", "application/xhtml+xml"}:
                return "".join(etree.tostring(inner, encoding="unicode") for inner in child), "text/html"
            text = "".join(child.itertext()).strip()
            if text:
                return text, "text/html" if has_tags(text) else "text/plain"
    return "", "text/plain"


def _malformed(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(
        Refusal.BAD_SYNTAX,
        where=where,
        expected=expected,
        got=got,
        remedy="save the feed again as its newspaper serves it",
    )


def _too_large(where: str, expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.TOO_LARGE,
        where=where,
        expected=f"{expected}: no feed has more",
        got=got,
        remedy="save its articles one by one",
    )

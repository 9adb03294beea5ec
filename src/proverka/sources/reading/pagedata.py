"""What a page states about itself for programs: title, author, newspaper, address and day of publication.

In elements of its head (Open Graph, Dublin Core, the names that newspapers use), in attributes of its body
(microdata), and in JSON (schema.org). Nothing of it is shown to readers, so that each says where it was found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from proverka.model.span import Span
from proverka.sources.reading.daystamps import day_of, stamps_in
from proverka.sources.reading.pagewords import PageWords
from proverka.sources.reading.stretch import DatedBy

_TITLES = ("og:title", "twitter:title", "dc.title", "headline", "title")
_AUTHORS = ("author", "article:author", "dc.creator", "byl", "sailthru.author", "parsely-author", "article.author")
_OUTLETS = ("og:site_name", "application-name", "dc.publisher", "publisher", "source", "cre")
_ADDRESSES = ("og:url", "twitter:url", "dc.identifier")
_DATES = (
    *("article:published_time", "og:published_time", "datepublished", "article.published", "originalpublicationdate"),
    *("pubdate", "publishdate", "publish-date", "publication_date", "publication-date", "published_time"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dc.date.created"),
    *("sailthru.date", "parsely-pub-date", "displaydate", "dat", "pdate", "ptime", "date"),
)
_STORIES = frozenset(
    ["NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting", "WebPage"],
)
_UTC = frozenset(["Z", "+00:00", "+0000", "-00:00"])
# A page has some ten nodes of data; what has more is made to be walked.
_NODES_MAX = 2000
_VALUE_MAX = 500
_ISO = re.compile(r"((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})[\d:.]{0,13}\s?(Z|[+-]\d{2}:?\d{2})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageData:
    """What a page states; each field empty where it does not. `addressed` is its address, `named` its newspaper."""

    title: str = ""
    author: str = ""
    named: str = ""
    addressed: str = ""
    dates: tuple[tuple[str, str], ...] = ()


def page_data(tree: Any, stated: Iterable[str]) -> PageData:  # noqa: ANN401 - lxml does not say its types
    """Return what the tree of a page and its data in JSON state."""
    metas = _metas(tree)
    nodes = [node for text in stated for node in _nodes(text)]
    return PageData(
        title=_first(metas, _TITLES) or _text_in(nodes, "headline"),
        author=_author(metas, nodes, tree),
        named=_first(metas, _OUTLETS) or _text_in(nodes, "publisher"),
        addressed=_canonical(tree) or _first(metas, _ADDRESSES) or _text_in(nodes, "url"),
        dates=tuple(_dates(metas, nodes, tree)),
    )


def _metas(tree: Any) -> dict[str, str]:  # noqa: ANN401 - as above
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = str(meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        value = " ".join(str(meta.get("content") or "").split())
        if name and value and len(value) <= _VALUE_MAX:
            found.setdefault(name, value)
    return found


def _first(metas: Mapping[str, str], names: Iterable[str]) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _nodes(text: str) -> Iterator[dict[str, object]]:
    """Yield the stories that data in JSON describes; nothing where it is none."""
    try:
        waiting: list[object] = [msgspec.json.decode(text.strip().encode("utf-8", "replace"))]
    except (msgspec.DecodeError, RecursionError):
        return
    for _ in range(_NODES_MAX):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node[:_NODES_MAX]))
        elif isinstance(node, dict):
            kinds = node.get("@type")
            if _STORIES & set(map(str, kinds if isinstance(kinds, list) else [kinds])):
                yield node
            waiting.append(node.get("@graph"))


def _text_in(nodes: Iterable[Mapping[str, object]], key: str) -> str:
    """Return the text of the first node that has the key; of what is a node itself, its name or its id."""
    for node in nodes:
        value = node.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = value.get("name") or value.get("@id")
        if isinstance(value, str) and value.strip() and len(value) <= _VALUE_MAX:
            return " ".join(value.split())
    return ""


def _author(metas: Mapping[str, str], nodes: list[dict[str, object]], tree: Any) -> str:  # noqa: ANN401 - as above
    for found in (_first(metas, _AUTHORS), _text_in(nodes, "author")):
        if found and "://" not in found:
            return found
    for element in tree.iter("a", "span", "p", "div", "address"):
        marks = (
            f"{element.get('rel') or ''} {element.get('itemprop') or ''} {element.get('class') or ''}".lower().split()
        )
        if "author" in marks or "byline" in marks:
            text = " ".join(str(element.text_content())[:_VALUE_MAX].split())
            if 0 < len(text) <= 120:  # noqa: PLR2004 - names, and no biography
                return text
    return ""


def _canonical(tree: Any) -> str:  # noqa: ANN401 - as above
    found = (
        str(link.get("href") or "") for link in tree.iter("link") if str(link.get("rel") or "").lower() == "canonical"
    )
    return next((address for address in found if address.startswith(("http://", "https://"))), "")


def _dates(metas: Mapping[str, str], nodes: Iterable[Mapping[str, object]], tree: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield (where it was found, the time as written) of each time of publication."""
    yield from ((f"the page's “{name}”", metas[name]) for name in _DATES if name in metas)
    in_json = _text_in(nodes, "datePublished")
    if in_json:
        yield "the page's “datePublished” in JSON", in_json
    times = [element for element in tree.iter("time") if element.get("datetime")]
    chosen = [t for t in times if str(t.get("itemprop") or "").lower() == "datepublished"] or times[:1]
    yield from (("the page's first <time>", str(element.get("datetime"))) for element in chosen[:1])


def dated_by(data: PageData, zone: str, words: PageWords) -> Iterator[DatedBy]:
    """Yield the days of publication that a page states, as the newspaper's own zone counts them."""
    for where, written in data.dates:
        day = day_written(written, zone, words)
        if day is not None:
            yield DatedBy(span=Span.day(day), evidence=where)


def day_written(written: str, zone: str, words: PageWords) -> date | None:
    """Return the day of a time as programs write it; of one in UTC, the day on which it was in the zone."""
    found = _ISO.match(written.strip())
    if found is None:
        return _in_zone(written[:_VALUE_MAX], zone) or next(
            (s.day for s in stamps_in(written[:_VALUE_MAX], words)), None
        )
    day = day_of(int(found[1]), int(found[2]), int(found[3]))
    if day is None or not zone or found[6] not in _UTC or int(found[4]) > 23 or int(found[5]) > 59:  # noqa: PLR2004 - a clock
        return day
    # Programs write UTC; readers in Moscow saw the page on a day that begins four hours earlier.
    at = datetime.combine(day, time(int(found[4]), int(found[5])), UTC)
    return at.astimezone(ZoneInfo(zone)).date()


def _in_zone(written: str, zone: str) -> date | None:
    """Return the day in a zone of a time as letters and feeds write it, with its own zone; None where it is none."""
    try:
        at = parsedate_to_datetime(written)
        return at.astimezone(ZoneInfo(zone)).date() if zone and at.tzinfo is not None else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None

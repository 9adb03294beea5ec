"""HTML cut into tags and text, and put together again without what runs, hides or floods.

A parser is given nothing that was not written here: of each tag only its name and a few attributes, of scripts only the
data that pages state about themselves. So its time is bounded whatever the page holds, and no script, style, event
handler or comment is anywhere behind this.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from itertools import islice

from proverka.model.errors import Refusal, RefusedError

# A front page of a newspaper has some 5,000 elements, an article 1,000; extracting takes up to 0.2 ms for each.
TAGS_MAX = 15_000
# Of a page without its scripts, styles and unused attributes; the longest articles have a tenth of it.
_MARKUP_CHARACTERS_MAX = 4_000_000
_ATTRIBUTES_READ = 60
_VALUE_MAX = 2000
# What a page states about itself is short; a program that is over this is none of it.
_STATED_MAX = 200_000

# What a tree of elements cannot hold; it is no text in any case.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Text in these is no markup. What stands in them is dropped, but for the title and for data in a script.
_RAW = "script|style|title|textarea|noscript|iframe|template|noframes|noembed|xmp"
_TOKEN = re.compile(
    rf"""
      <!--.*?(?:-->|\Z)
    | <!\[CDATA\[.*?(?:\]\]>|\Z)
    | <(?P<raw>{_RAW})(?=[\s/>])(?P<stated>[^>]*+)(?:>|\Z)(?P<inside>.*?)(?:</(?P=raw)(?=[\s/>])[^>]*+(?:>|\Z)|\Z)
    | <(?P<end>/?)(?P<name>[a-z][^\s/>]*+)
      (?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|))*+)(?:>|\Z)
    | <[!?/][^>]*+(?:>|\Z)
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""([^\s/>="']{1,60}+)(?:\s*+=\s*+(?:"([^"]*+)"?|'([^']*+)'?|([^\s"'>][^\s>]*+)))?""", re.DOTALL
)
_TEXT_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|img|ul|ol|li|h[1-6]|blockquote|table)(?=[\s/>])", re.IGNORECASE
)
_NAME = re.compile(r"[a-z][a-z0-9]{0,15}", re.IGNORECASE)
_KEPT = frozenset(
    [
        "alt",
        "class",
        "content",
        "datetime",
        "href",
        "id",
        "itemprop",
        "itemtype",
        "lang",
        "name",
        "property",
        "rel",
        "role",
        "type",
    ]
)
_HIDING = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|font-size\s{0,9}:\s{0,9}0(?![\d.])|opacity\s{0,9}:\s{0,9}0(?![\d.])",
    re.IGNORECASE,
)
# How an element that a browser would not show is marked for whoever removes it from the tree.
HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A page's markup as it may be parsed, its title, and the data in JSON that it states about itself."""

    text: str
    title: str = ""
    stated: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cut:
    pieces: list[str] = field(default_factory=list)
    title: str = ""
    stated: list[str] = field(default_factory=list)
    tags: int = 0


def harmless(page: str, *, where: str) -> Markup:
    """Return a page without what runs, hides or floods; takes time linear in the page.

    Raises RefusedError (too-large) for more elements or more markup than any article has.
    """
    page = NOT_XML.sub("", page)
    cut, at = _Cut(), 0
    for token in _TOKEN.finditer(page):
        cut.pieces.append(_text(page[at : token.start()]))
        _take(token, cut)
        at = token.end()
        if cut.tags > TAGS_MAX:
            raise _too_much(where, f"at most {TAGS_MAX} elements", "more")
    text = "".join([*cut.pieces, _text(page[at:])])
    if len(text) > _MARKUP_CHARACTERS_MAX:
        raise _too_much(where, f"at most {_MARKUP_CHARACTERS_MAX} characters of markup and text", f"{len(text)}")
    return Markup(text=text, title=cut.title, stated=tuple(cut.stated))


def has_tags(text: str) -> bool:
    """Whether a text is HTML rather than plain: it holds the tag of an element that texts are made of."""
    return _TEXT_TAG.search(text) is not None


def _text(text: str) -> str:
    """Return text between tags: a `<` that begins no tag is itself, no reference is to what XML cannot hold."""
    return escape(NOT_XML.sub("", unescape(text)), quote=False) if "&" in text or "<" in text else text


def _take(token: re.Match[str], cut: _Cut) -> None:
    """Add what may stay of one token."""
    if token["raw"]:
        _take_raw(token["raw"].lower(), token["stated"], token["inside"], cut)
    elif token["name"]:
        cut.tags += not token["end"]
        name = token["name"].lower()
        if _NAME.fullmatch(name):
            attributes = "" if token["end"] else "".join(_kept(token["attributes"]))
            cut.pieces.append(f"<{token['end']}{name}{attributes}>")
    elif token[0].startswith("<![CDATA["):
        cut.pieces.append(escape(token[0][9:].removesuffix("]]>")))
    else:
        cut.pieces.append(" ")  # a comment parts nothing, and joins nothing


def _take_raw(name: str, attributes: str, inside: str, cut: _Cut) -> None:
    if name == "title":
        cut.title = cut.title or " ".join(unescape(inside[:_VALUE_MAX]).split())
    elif name == "script" and "ld+json" in attributes and len(inside) <= _STATED_MAX:
        cut.stated.append(inside)
    cut.pieces.append(" ")


def _kept(attributes: str) -> Iterator[str]:
    """Yield the attributes that tell what an element is, written anew; of the others, whether they hide it."""
    if not attributes or attributes.isspace():
        return
    for found in islice(_ATTRIBUTE.finditer(attributes), _ATTRIBUTES_READ):
        name = found[1].lower()
        value = found[2] or found[3] or found[4] or ""
        if name in _KEPT:
            yield f' {name}="{escape(NOT_XML.sub("", unescape(value[:_VALUE_MAX])))}"'
        elif (
            name == "hidden"
            or (name == "aria-hidden" and value == "true")
            or (name == "style" and _HIDING.search(value[:_VALUE_MAX]))
        ):
            yield f' {HIDDEN}=""'


def _too_much(where: str, expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.TOO_LARGE,
        where=where,
        expected=f"{expected}: no article has more",
        got=got,
        remedy="save the article alone as text, each paragraph on its own line",
    )

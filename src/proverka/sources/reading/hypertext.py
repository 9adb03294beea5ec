"""HTML as a page: its main text by trafilatura, what it states about itself, and nothing that it hides.

Where trafilatura finds nothing, because a page is short or is no article's, all of its visible text is taken.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.span import Span
from proverka.sources.reading.byline import is_byline
from proverka.sources.reading.daystamps import is_date_line, stamps_in
from proverka.sources.reading.markup import HIDDEN, harmless
from proverka.sources.reading.outlets import outlets
from proverka.sources.reading.pagedata import PageData, dated_by, page_data
from proverka.sources.reading.pagewords import PageWords, bare, page_words
from proverka.sources.reading.phrases import PlainText, plainly
from proverka.sources.reading.plain import rejoined
from proverka.sources.reading.stretch import DatedBy, Layout, Page, Stretch

# Pages of newspapers nest some thirty deep; tags left open add to that. libxml2 drops what lies deeper than 2,048.
DEPTH_MAX = 250
# What looks at an element may look at all that it stands in: the time goes with the sum of depths. Of the largest
# pages it is 150,000, at ten or fifteen deep on average.
DEPTHS_MAX = 250_000
# trafilatura takes shorter results for accidents, and so do we where the page has more.
_MAIN_TEXT_MIN = 200
_SURROUNDED = 4
# A date and a byline stand within so many lines of the title.
_BELOW_TITLE = 6
_ABOVE_TITLE = 3

_BLOCKS: dict[str, Layout] = {
    **dict.fromkeys(["p", "div", "section", "article", "main", "body", "header", "address", "center"], "plain"),
    **dict.fromkeys(["table", "tr", "td", "th", "row", "cell", "ul", "ol", "list", "dl", "dt", "dd"], "plain"),
    **dict.fromkeys(["quote", "blockquote", "code", "pre"], "plain"),
    **dict.fromkeys(["head", "h1", "h2", "h3", "h4", "h5", "h6"], "heading"),
    **dict.fromkeys(["item", "li"], "item"),
    "figcaption": "caption",
    "hr": "rule",
}
_UNSEEN = ("svg", "math", "object", "select", "button", "form", "nav", "footer", "canvas", "audio", "video", "head")
_LINKS = frozenset(["a", "ref"])
_EMPHASIS = frozenset(["b", "strong", "i", "em", "cite", "hi"])
_BREAKS = frozenset(["br", "lb"])
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SUFFIX = re.compile(r"\s{1,3}[|»–—:-]\s{1,3}([^|»–—]{2,60})$")


def page_of_html(text: str, *, address: str, language: str, where: str, whole: bool = False) -> Page:
    """Return the page of an HTML document; `address` is where it was found, if known.

    All of its text is taken where it is `whole` the story, as in the items of a feed.

    Raises RefusedError (too-large) where it has more elements, markup or nesting than any article, and MalformedError
    (bad-syntax) where it has no element.
    """
    words = page_words(language)
    markup = harmless(text, where=where)
    tree = _tree(markup.text, where)
    data = page_data(tree, markup.stated)
    hidden = _remove_hidden(tree)
    found = data.addressed or address
    known = outlets(language).at(found) or outlets(language).called(data.named)
    title = _title(data, markup.title, tree)
    dates = tuple(dated_by(data, known.zone if known else "", words))
    # What stands beside the title is asked before trafilatura takes the tree apart.
    beside = () if whole or (dates and data.author) else _beside_title(tree, title)
    stretches, breaks = rejoined(_stretches(tree) if whole else _main_text(tree), words)
    told = [f"{hidden} element{'s' * (hidden > 1)} with text that the page hides left out"] if hidden else []
    told += [f"{breaks} sentence{'s' * (breaks > 1)} broken over paragraphs joined"] if breaks else []
    return Page(
        stretches=headed(stretches, title),
        title=title,
        author=data.author or next((line for line in beside if is_byline(PlainText(line), words)), ""),
        outlet=known.name if known else data.named or _outlet_of_window(markup.title, words),
        address=found,
        dates=dates or tuple(_dates_of(beside, words)),
        repairs=tuple(told),
    )


def _tree(text: str, where: str) -> Any:  # noqa: ANN401 - lxml does not say its types
    """Return the tree of harmless markup, within the limits on its depth."""
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, collect_ids=False)
    try:
        tree = document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError) as cause:
        raise MalformedError(
            Refusal.BAD_SYNTAX,
            where=where,
            expected="an HTML page with text in it",
            got=str(cause) or "nothing",
            remedy="save the page again, or its text alone",
        ) from cause
    deepest, depths = _depths(tree)
    if deepest > DEPTH_MAX or depths > DEPTHS_MAX:
        raise RefusedError(
            Refusal.TOO_LARGE,
            where=where,
            expected=f"elements nested at most {DEPTH_MAX} deep, {DEPTHS_MAX} in sum: no article nests deeper",
            got=f"{deepest} deep, {depths} in sum",
            remedy="save the article alone as text, each paragraph on its own line",
        )
    return tree


def _depths(tree: Any) -> tuple[int, int]:  # noqa: ANN401 - as above
    """Return the greatest depth, and the sum of all."""
    depth = deepest = depths = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            depth += 1
            depths += depth
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest, depths


def _remove_hidden(tree: Any) -> int:  # noqa: ANN401 - as above
    """Remove what a browser would not show; return how many elements with text were among it."""
    hidden = [element for element in tree.iter() if element.get(HIDDEN) is not None and element.getparent() is not None]
    count = sum(bool(str(element.text_content()).strip()) for element in hidden)
    for element in hidden:
        if element.getparent() is not None:
            element.drop_tree()
    return count


def _main_text(tree: Any) -> list[Stretch]:  # noqa: ANN401 - as above
    """Return the stretches of the page's main text, or of all of it where that is hardly any."""
    body = _extracted(tree)
    found = _stretches(body) if body is not None else []
    length = sum(len(stretch.text) for stretch in found)
    if length >= _MAIN_TEXT_MIN:
        return found
    for element in list(tree.iter(*_UNSEEN)):
        if element.getparent() is not None:
            element.drop_tree()
    whole = _stretches(tree)
    # A short text amid much else is a short story, and the rest is not of it.
    return found if found and sum(len(stretch.text) for stretch in whole) > _SURROUNDED * length else whole


def _extracted(tree: Any) -> Any:  # noqa: ANN401 - as above
    """Return the body of the main text as trafilatura finds it, None where it finds none."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - it takes 200 ms to load, and only HTML needs it

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)  # what it did not find is told by our own result
    try:
        found = bare_extraction(
            tree, include_comments=False, include_tables=True, include_links=True, include_formatting=True
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError, etree.LxmlError):
        return None  # a page that it cannot take apart is read whole
    return getattr(found, "body", None)


@dataclass(slots=True)
class _Walk:
    """The text since the last block began: its pieces, how much of it is links, and its last emphasised words."""

    stretches: list[Stretch] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    tail: str = ""

    def add(self, text: str | None, *, linked: bool = False, emphasised: bool = False) -> None:
        if not text:
            return
        plain = _SPACES.sub(" ", text)
        self.pieces.append(plain)
        if plain.strip():
            self.linked += len(plain.strip()) * linked
            self.tail = plain.strip() if emphasised else ""

    def flush(self, layout: Layout) -> None:
        lines = [line for line in (_SPACES.sub(" ", line).strip() for line in "".join(self.pieces).split("\n")) if line]
        for number, line in enumerate(lines):
            last = number == len(lines) - 1
            linked = len(lines) == 1 and self.linked * 10 >= len(line) * 9
            tail = self.tail if last and self.tail != line else ""
            self.stretches.append(Stretch(text=line, layout=layout, linked=linked, tail=tail))
        self.pieces, self.linked, self.tail = [], 0, ""


def _stretches(tree: Any) -> list[Stretch]:  # noqa: ANN401 - as above
    """Return the blocks of a tree in order; without recursion, whatever its depth."""
    walk = _Walk()
    around: list[Layout] = ["plain"]
    links = emphases = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = str(element.tag)
        began = event == "start"
        if name in _BLOCKS:
            walk.flush(around[-1])
            if began:
                around.append(_inner(around[-1], _BLOCKS[name]))
            else:
                around.pop()
        links += (1 if began else -1) * (name in _LINKS)
        emphases += (1 if began else -1) * (name in _EMPHASIS)
        if began and name in _BREAKS:
            walk.pieces.append("\n")
        walk.add(element.text if began else element.tail, linked=links > 0, emphasised=emphases > 0)
    walk.flush("plain")
    return walk.stretches


def _inner(outer: Layout, own: Layout) -> Layout:
    """Return what a block in a block is: a paragraph in an item or a caption stays that."""
    return outer if own == "plain" and outer in {"item", "caption", "heading"} else own


def _beside_title(tree: Any, title: str) -> tuple[str, ...]:  # noqa: ANN401 - as above
    """Return the lines around the title on the whole page, those below it first: the main text often lacks them."""
    lines = [stretch.text for stretch in _stretches(tree)]
    at = next((place for place, line in enumerate(lines) if bare(line) == bare(title)), None)
    if at is None:
        return ()
    return (*lines[at + 1 : at + 1 + _BELOW_TITLE], *lines[max(at - _ABOVE_TITLE, 0) : at][::-1])


def _dates_of(lines: Sequence[str], words: PageWords) -> Iterator[DatedBy]:
    """Yield the first day among lines that are dates and nothing else."""
    for line in lines:
        if is_date_line(line, words):
            for stamp in stamps_in(line, words):
                if not stamp.later and stamp.other is None:
                    yield DatedBy(span=Span.day(stamp.day), evidence=f"the line “{line}” beside the title")
                    return


def _title(data: PageData, title: str, tree: Any) -> str:  # noqa: ANN401 - as above
    """Return the title: as stated, else the only heading of the first rank, else the window's without the newspaper."""
    if not data.title:
        headings = [" ".join(str(element.text_content()).split()) for element in tree.iter("h1")]
        headings = [heading for heading in headings if heading]
        if len(headings) == 1:
            return headings[0]
    whole = data.title or title
    suffix = _SUFFIX.search(whole[-70:])
    own = suffix is not None and (bare(suffix[1]) == bare(data.named) or not data.title)
    return whole[: len(whole) - len(suffix[0])] if own and suffix else whole


def _outlet_of_window(title: str, words: PageWords) -> str:
    """Return the newspaper that ends the title of the window, where it is called as newspapers are."""
    suffix = _SUFFIX.search(title[-70:])
    if suffix is None:
        return ""
    if known := words.outlet.match(suffix[1]):
        return known[0]
    last = plainly(suffix[1]).rsplit(" ", 1)[-1]
    return suffix[1].strip() if last in words.table.outlet_endings else ""


def headed(stretches: Sequence[Stretch], title: str) -> tuple[Stretch, ...]:
    """Return the stretches with the title first, where none of the first of them is it."""
    if not title or any(bare(stretch.text) == bare(title) for stretch in stretches[:4]):
        return tuple(stretches)
    return (Stretch(text=title, layout="heading"), *stretches)

"""What each stretch of a page is: a story's own paragraph, its title, or the page's furniture.

1. Credits at the end of a paragraph are cut off: they are nobody's words.
2. Each stretch is looked at alone: addresses, dates, bylines, credits, captions, buttons, headings of links, appeals.
3. What remains is a paragraph, or a title where it has no end and stands where titles do.
4. Appeals are widened over the paragraphs between and beside them in which the newspaper speaks of itself, and lists
   of links are taken together with their headings.

Where nothing is sure, a stretch stays a paragraph: a caption that is read as one does little harm, a paragraph that is
thrown away loses what somebody said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from proverka.sources.article import BlockKind
from proverka.sources.byline import is_byline, is_credit, trailing_credit
from proverka.sources.caption import caption_rule
from proverka.sources.daystamps import is_date_line
from proverka.sources.pagewords import PageWords, bare
from proverka.sources.phrases import Phrases, PlainText
from proverka.sources.stretch import Page, Stretch

_ADDRESS = re.compile(r"(?:[\w ]{1,30}:\s{0,3})?<?(?:https?://|www\.)[^\s<>]{3,2000}>?$", re.IGNORECASE)
# Titles of newspapers have up to 20 words; a longer line is a paragraph that lost its end.
_TITLE_WORDS_MAX = 28
_TITLE_CHARACTERS = range(4, 220)
_ENDED = re.compile(r"[.:;,…][\"'”’)\]]{0,3}$")
_ABBREVIATED_END = re.compile(r"\b(?:[A-Z]\.){2,4}$|\b(?:Inc|Jr|Sr|Ltd|Co)\.$")
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")  # “US” is not “us”
_LABEL_MAX = 60
# An appeal has this many paragraphs at most between two that ask outright.
_APPEAL_GAP_MAX = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """A stretch, its words ready to be searched, what it is, and the rule by which."""

    stretch: Stretch
    plain: PlainText
    kind: BlockKind
    rule: str


def sort_out(page: Page, words: PageWords) -> tuple[Sorted, ...]:
    """Return the stretches of a page in order, each with its kind; a stretch with a credit at its end becomes two."""
    stretches = [piece for stretch in page.stretches for piece in _cut(stretch, words)]
    alone = [_alone(stretch, words) for stretch in stretches]
    placed = _titled(alone, page, words)
    return tuple(_widened(_grouped(placed, words), words))


def _cut(stretch: Stretch, words: PageWords) -> Iterator[Stretch]:
    """Yield the stretch, without the credit that ends it, and then the credit."""
    at = trailing_credit(stretch.text, words)
    if at:
        yield replace(stretch, text=stretch.text[:at].rstrip(), tail="")
        yield Stretch(text=stretch.text[at:])
    else:
        yield stretch


def _alone(stretch: Stretch, words: PageWords) -> Sorted:
    """Return what a stretch is by itself; a paragraph where nothing says otherwise."""
    plain = PlainText(stretch.text)
    for kind, rule in _clues(stretch, plain, words):
        if rule:
            return Sorted(stretch=stretch, plain=plain, kind=kind, rule=rule)
    return Sorted(stretch=stretch, plain=plain, kind="paragraph", rule="")


def _clues(stretch: Stretch, plain: PlainText, words: PageWords) -> Iterator[tuple[BlockKind, str]]:
    """Yield each kind with the rule by which the stretch is of it, empty where it is not; the first one counts."""
    text = stretch.text
    short = len(text) <= _TITLE_CHARACTERS.stop
    yield "furniture", "a line that divides" if stretch.layout == "rule" else ""
    yield "address", "an address" if short and _ADDRESS.match(text) else ""
    yield "date", "a line of dates" if is_date_line(text, words) else ""
    yield "furniture", _furniture_rule(stretch, plain, words)
    yield "credit", "a credit" if is_credit(plain, words) else ""
    yield "byline", "a byline" if short and is_byline(plain, words) else ""
    yield "related", _related_rule(stretch, plain, words)
    yield "appeal", _appeal_rule(plain, words)
    yield "caption", caption_rule(stretch, plain, words)


def _furniture_rule(stretch: Stretch, plain: PlainText, words: PageWords) -> str:
    text = stretch.text
    if len(text) <= _LABEL_MAX and (bare(text) in words.furniture_lines or not any(c.isalpha() for c in text)):
        return "a label or a button"
    if plain.plain.startswith(words.table.furniture.openers) or _says(words.furniture_phrase, plain):
        return "a notice"
    return ""


def _related_rule(stretch: Stretch, plain: PlainText, words: PageWords) -> str:
    text = stretch.text
    if len(text) <= _LABEL_MAX and bare(text) in words.related_headings:
        return "a heading of links"
    if len(text) <= _TITLE_CHARACTERS.stop and plain.plain.startswith(words.table.related.openers):
        return "a link"
    return "a link" if stretch.linked and stretch.layout != "heading" else ""


def _appeal_rule(plain: PlainText, words: PageWords) -> str:
    first, _, _ = plain.plain.partition(" ")
    if first in words.table.appeals.verbs and plain.text.endswith("!") and len(plain.text) <= _LABEL_MAX:
        return "it asks the reader"
    return "it asks the reader" if _says(words.appeal_strong, plain) else ""


def _says(phrases: Phrases, plain: PlainText) -> bool:
    """Whether a phrase stands in the text outside quotation marks: what somebody else says is not the page's."""
    return bool(phrases.within(plain)) and bool(phrases.within(plain.unquoted))


# --- titles ---


def could_be_title(stretch: Stretch, words: PageWords) -> bool:
    """Whether a stretch has the form of a title: short, and without the end of a sentence."""
    text = stretch.text
    if stretch.layout == "heading":
        return len(text) <= 2 * _TITLE_CHARACTERS.stop
    if stretch.layout == "item" or len(text) not in _TITLE_CHARACTERS or text.count(" ") >= _TITLE_WORDS_MAX:
        return False
    if _ENDED.search(text) and not _ABBREVIATED_END.search(text):
        return False
    last = text.rsplit(" ", 1)[-1].lower()
    return not text[0].islower() and last not in words.unfinished


def _titled(blocks: list[Sorted], page: Page, words: PageWords) -> list[Sorted]:
    """Return the blocks with titles set apart from paragraphs: by their form, and by what stands around them."""
    placed: list[Sorted] = []
    for place, block in enumerate(blocks):
        rule = ""
        if block.kind == "paragraph":
            rule = _title_rule(blocks, place, placed, page, words)
        placed.append(replace(block, kind="title", rule=rule) if rule else block)
    return placed


def _title_rule(blocks: Sequence[Sorted], place: int, placed: Sequence[Sorted], page: Page, words: PageWords) -> str:
    stretch = blocks[place].stretch
    if page.title and _same_title(stretch.text, page.title):
        return "the title that the page gives"
    if not could_be_title(stretch, words):
        return ""
    begun = any(block.kind == "paragraph" for block in placed)
    if not begun:
        return "below the title" if any(block.kind == "title" for block in placed) else "first line without an end"
    following = next((block for block in blocks[place + 1 :] if block.kind not in {"furniture", "caption"}), None)
    if following is not None and following.kind in {"date", "byline"}:
        return "above a date or a byline"
    return "a line without an end"


def _same_title(text: str, title: str) -> bool:
    shorter, longer = sorted((bare(text), bare(title)), key=len)
    return len(shorter) >= _TITLE_CHARACTERS.start and longer.startswith(shorter) and 2 * len(shorter) >= len(longer)


# --- what stands together ---


def _grouped(blocks: list[Sorted], words: PageWords) -> list[Sorted]:
    """Return the blocks with lists of links, and points that repeat the story, taken with their headings."""
    grouped: list[Sorted] = []
    heading = ""
    for block in blocks:
        heading, kind, rule = _below(heading, block, words)
        grouped.append(replace(block, kind=kind, rule=rule))
    return grouped


def _below(heading: str, block: Sorted, words: PageWords) -> tuple[str, BlockKind, str]:
    """Return what a block is below a heading (empty: below none), with the heading that the next one stands below."""
    if len(block.stretch.text) <= _LABEL_MAX and bare(block.stretch.text) in words.summary_headings:
        return "a point of a summary", "furniture", "a heading of a summary"
    if block.kind == "related" and block.rule == "a heading of links":
        return "a link", "related", block.rule
    listed = block.stretch.layout == "item" or block.stretch.linked or _headline(block, words)
    if heading and listed and block.kind in {"paragraph", "title", "date", "related"}:
        return heading, "related", f"{heading} below its heading"
    return "", block.kind, block.rule


def _headline(block: Sorted, words: PageWords) -> bool:
    return block.kind in {"title", "date"} and (block.kind == "date" or could_be_title(block.stretch, words))


def _widened(blocks: list[Sorted], words: PageWords) -> list[Sorted]:
    """Return the blocks with each appeal taken whole: paragraphs beside it in which the newspaper speaks of itself."""
    asks = [place for place, block in enumerate(blocks) if block.kind == "appeal"]
    widened = list(blocks)
    for place in asks:
        for step in (-1, 1):
            beside = place + step
            while (
                0 <= beside < len(blocks)
                and abs(beside - place) <= _APPEAL_GAP_MAX
                and _of_itself(blocks[beside], words)
            ):
                widened[beside] = replace(blocks[beside], kind="appeal", rule="beside an appeal")
                beside += step
    return widened


def _of_itself(block: Sorted, words: PageWords) -> bool:
    """Whether the newspaper speaks of itself, or to its readers, outside quotation marks."""
    if block.kind not in {"paragraph", "title"}:
        return False
    own = block.plain.unquoted
    spoken = PlainText(_ACRONYM.sub("", own.text))
    itself = len(words.appeal_person.within(spoken)) + bool(words.outlet.search(own.text))
    return itself > 0 and itself + len(words.appeal_weak.within(spoken)) > 1

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
from collections.abc import Iterator
from dataclasses import replace

from proverka.sources.article import BlockKind
from proverka.sources.reading.byline import is_byline, is_credit, trailing_credit
from proverka.sources.reading.caption import caption_rule
from proverka.sources.reading.dateline import labelled_line
from proverka.sources.reading.daystamps import is_date_line
from proverka.sources.reading.pagewords import PageWords, bare
from proverka.sources.reading.part import Part
from proverka.sources.reading.phrases import Phrases, PlainText
from proverka.sources.reading.stretch import Page, Stretch
from proverka.sources.reading.titles import TITLE_CHARACTERS_MAX, could_be_title, is_ended, titled

_ADDRESS = re.compile(r"(?:[\w ]{1,30}:\s{0,3})?<?(?:https?://|www\.)[^\s<>]{3,2000}>?$", re.IGNORECASE)
_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")  # “US” is not “us”
_LABEL_MAX = 60
_HOST = re.compile(r"(?:www\.)?[A-Za-z0-9-]{2,40}(?:\.[A-Za-z]{2,6}){1,2}")
# Desks sign with their initials in small letters: “kd/rt/me”, with the agencies that they drew on.
_INITIALS = re.compile(r"[A-Z]{2,5}|[a-z]{2,3}(?:[/ ][a-z]{2,4}){0,3}(?:\s?\([A-Za-z, ]{2,40}\))?")
_STROKES = re.compile(r"[|•·/]")
# Of the paragraphs, all but the first few may be below the story.
_LAST_MAX = 3
# An appeal has this many paragraphs at most between two that ask outright.
_APPEAL_GAP_MAX = 6


def sort_out(page: Page, words: PageWords) -> tuple[Part, ...]:
    """Return the stretches of a page in order, each with its kind; a stretch with a credit at its end becomes two."""
    stretches = [piece for stretch in page.stretches for piece in _cut(stretch, words)]
    alone = [_alone(stretch, words) for stretch in stretches]
    placed = titled(alone, page, words)
    return tuple(_ended(_addressed(_widened(_grouped(placed, words), words), words)))


def _cut(stretch: Stretch, words: PageWords) -> Iterator[Stretch]:
    """Yield the stretch, without the credit that ends it, and then the credit."""
    at = trailing_credit(stretch.text, words)
    if at:
        yield replace(stretch, text=stretch.text[:at].rstrip(), tail="")
        yield Stretch(text=stretch.text[at:])
    else:
        yield stretch


def _alone(stretch: Stretch, words: PageWords) -> Part:
    """Return what a stretch is by itself; a paragraph where nothing says otherwise."""
    plain = PlainText(stretch.text)
    for kind, rule in _clues(stretch, plain, words):
        if rule:
            return Part(stretch=stretch, plain=plain, kind=kind, rule=rule)
    return Part(stretch=stretch, plain=plain, kind="paragraph", rule="")


def _clues(stretch: Stretch, plain: PlainText, words: PageWords) -> Iterator[tuple[BlockKind, str]]:
    """Yield each kind with the rule by which the stretch is of it, empty where it is not; the first one counts."""
    text = stretch.text
    short = len(text) <= TITLE_CHARACTERS_MAX
    yield "furniture", "a line that divides" if stretch.layout == "rule" else ""
    yield "address", "an address" if short and _ADDRESS.match(text) else ""
    yield "date", "a line of dates" if is_date_line(text, words) else ""
    yield "furniture", _furniture_rule(stretch, plain, words)
    yield _labelled(text, words)
    yield "credit", "a credit" if is_credit(plain, words) else ""
    yield "byline", "a byline" if short and is_byline(plain, words) else ""
    yield "related", _related_rule(stretch, plain, words)
    yield "appeal", _appeal_rule(plain, words)
    yield "caption", caption_rule(stretch, plain, words)


def _labelled(text: str, words: PageWords) -> tuple[BlockKind, str]:
    """Return the kind of a line that names a place, newspaper or agency beside a date, or a place and an agency."""
    found = labelled_line(text, words)
    if found is None:
        return "date", ""
    if found.agency and found.place:
        return "byline", "a place and an agency"
    return "date", "a date beside a name"


def _furniture_rule(stretch: Stretch, plain: PlainText, words: PageWords) -> str:
    text = stretch.text
    if len(text) <= _LABEL_MAX and (bare(text) in words.furniture_lines or not any(c.isalpha() for c in text)):
        return "a label or a button"
    if len(text) <= _LABEL_MAX and bare(text) not in words.agencies and _names_itself(text, words):
        return "the name of a page, or of who edited it"
    if len(text) <= _LABEL_MAX and not is_ended(text) and words.button_phrase.within(plain):
        return "a label or a button"
    if len(text) <= TITLE_CHARACTERS_MAX and _buttons(text, words):
        return "a row of buttons"
    if plain.plain.startswith(words.table.furniture.openers) or _says(words.furniture_phrase, plain):
        return "a notice"
    return ""


def _names_itself(text: str, words: PageWords) -> bool:
    """Whether a line is the name of a page or a newspaper, or the initials of a desk, and nothing else."""
    return any(pattern.fullmatch(text) for pattern in (_HOST, _INITIALS, words.outlet))


def _buttons(text: str, words: PageWords) -> bool:
    """Whether most parts of a line that strokes divide are labels."""
    parts = [bare(part) for part in _STROKES.split(text) if part.strip()]
    return len(parts) > 1 and 2 * sum(part in words.furniture_lines for part in parts) > len(parts)


def _related_rule(stretch: Stretch, plain: PlainText, words: PageWords) -> str:
    text = stretch.text
    if len(text) <= _LABEL_MAX and bare(text) in words.related_headings:
        return "a heading of links"
    if len(text) <= TITLE_CHARACTERS_MAX and plain.plain.startswith(words.table.related.openers):
        return "a link"
    return "a link" if stretch.linked and stretch.layout != "heading" else ""


def _appeal_rule(plain: PlainText, words: PageWords) -> str:
    first, _, _ = plain.plain.partition(" ")
    short = len(plain.text) <= _LABEL_MAX and plain.text.endswith("!")
    if short and (first in words.table.appeals.verbs or words.outlet.search(plain.text)):
        return "it asks the reader"
    return "it asks the reader" if _says(words.appeal_strong, plain) else ""


def _says(phrases: Phrases, plain: PlainText) -> bool:
    """Whether a phrase stands in the text outside quotation marks: what somebody else says is not the page's."""
    return bool(phrases.within(plain)) and bool(phrases.within(plain.unquoted))


# --- what stands together ---


def _grouped(blocks: list[Part], words: PageWords) -> list[Part]:
    """Return the blocks with lists of links, and points that repeat the story, taken with their headings."""
    grouped: list[Part] = []
    heading = ""
    for block in blocks:
        heading, kind, rule = _below(heading, block, words)
        grouped.append(replace(block, kind=kind, rule=rule))
    return grouped


def _below(heading: str, block: Part, words: PageWords) -> tuple[str, BlockKind, str]:
    """Return what a block is below a heading (empty: below none), with the heading that the next one stands below."""
    if len(block.stretch.text) <= _LABEL_MAX and bare(block.stretch.text) in words.summary_headings:
        return "a point of a summary", "furniture", "a heading of a summary"
    if block.kind == "related" and block.rule == "a heading of links":
        return "a link", "related", block.rule
    listed = block.stretch.layout == "item" or block.stretch.linked or _headline(block, words)
    if heading and listed and block.kind in {"paragraph", "title", "date", "related"}:
        return heading, "related", f"{heading} below its heading"
    return "", block.kind, block.rule


def _headline(block: Part, words: PageWords) -> bool:
    return block.kind in {"title", "date"} and (block.kind == "date" or could_be_title(block.stretch, words))


def _ended(blocks: list[Part]) -> list[Part]:
    """Return the blocks with titles below the last paragraph, or right above links, taken for links themselves."""
    ended: list[Part] = []
    below, before_links = True, False
    for block in reversed(blocks):
        below = below and block.kind != "paragraph"
        if block.kind == "title" and (below or before_links) and block.rule != "the title that the page gives":
            ended.append(replace(block, kind="related", rule="a line below the story, or above links"))
        else:
            ended.append(block)
        before_links = ended[-1].kind == "related"
    return ended[::-1] if any(block.kind == "paragraph" for block in blocks) else blocks


def _addressed(blocks: list[Part], words: PageWords) -> list[Part]:
    """Return the blocks with the last paragraphs taken for appeals where they alone speak to the reader."""
    paragraphs = [place for place, block in enumerate(blocks) if block.kind == "paragraph"]
    turned = list(blocks)
    for place in reversed(paragraphs[_LAST_MAX:]):
        if not _speaks_to_reader(blocks[place], words):
            break
        turned[place] = replace(blocks[place], kind="appeal", rule="it speaks to the reader below the story")
    # Where the paragraphs above speak to the reader as well, it is the voice of the story.
    above = [place for place in paragraphs if turned[place].kind == "paragraph"]
    return blocks if any(_speaks_to_reader(blocks[place], words) for place in above) else turned


def _speaks_to_reader(block: Part, words: PageWords) -> bool:
    text = block.plain
    if any(mark in text.text for mark in '"“”'):
        return False
    return bool(words.appeal_reader.within(text))


def _widened(blocks: list[Part], words: PageWords) -> list[Part]:
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


def _of_itself(block: Part, words: PageWords) -> bool:
    """Whether the newspaper speaks of itself, or to its readers, outside quotation marks."""
    if block.kind not in {"paragraph", "title"}:
        return False
    own = block.plain.unquoted
    spoken = PlainText(_ACRONYM.sub("", own.text))
    itself = len(words.appeal_person.within(spoken)) + bool(words.outlet.search(own.text))
    return itself > 0 and itself + len(words.appeal_weak.within(spoken)) > 1

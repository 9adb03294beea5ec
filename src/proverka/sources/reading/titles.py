"""Titles: lines without the end of a sentence, told from paragraphs by where they stand.

Above the first paragraph such a line is the title; above a date, a byline or a dateline it is the title of another
story; among paragraphs a short one is the head of a part, and a long one either lost its end or stands under a picture.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from proverka.sources.reading.byline import is_name
from proverka.sources.reading.caption import is_labelled
from proverka.sources.reading.dateline import dateline_of
from proverka.sources.reading.pagewords import PageWords, bare
from proverka.sources.reading.part import Part
from proverka.sources.reading.stretch import Page, Stretch

# Titles of newspapers have up to 20 words; a longer line is a paragraph that lost its end.
_TITLE_WORDS_MAX = 28
TITLE_CHARACTERS_MAX = 220
_TITLE_CHARACTERS_MIN = 4
_ENDED = re.compile(r"[.:;,…][\"'”’»›)\]]{0,4}$|[?!][\"'”’»›)]{1,4}$")
_ABBREVIATED_END = re.compile(r"\b(?:[A-Z]\.){2,4}$|\b(?:Inc|Jr|Sr|Ltd|Co)\.$")
# Heads of parts are this short.
_SUBHEAD_WORDS_MAX = 10
# So far a title looks for what stands below it.
_NEAR = 6
# Where so many paragraphs and so large a share of them end as sentences do, one that does not is no sentence.
_ENDED_MIN = 5
_ENDED_SHARE = 0.75
_WORD_END = re.compile(r"\w\)?$")


def is_ended(text: str) -> bool:
    """Whether a text ends as a sentence does, or as what another one follows."""
    return _ENDED.search(text) is not None and _ABBREVIATED_END.search(text) is None


def could_be_title(stretch: Stretch, words: PageWords) -> bool:
    """Whether a stretch has the form of a title: short, and without the end of a sentence."""
    text = stretch.text
    if stretch.layout == "heading":
        return len(text) <= 2 * TITLE_CHARACTERS_MAX
    if stretch.layout == "item" or not _TITLE_CHARACTERS_MIN <= len(text) <= TITLE_CHARACTERS_MAX:
        return False
    if is_ended(text) or text.count(" ") >= _TITLE_WORDS_MAX:
        return False
    last = text.rsplit(" ", 1)[-1].lower()
    return not text[0].islower() and last not in words.table.dangling


def titled(parts: Sequence[Part], page: Page, words: PageWords) -> list[Part]:
    """Return the parts with titles, lone names of authors and lines under pictures set apart from paragraphs."""
    search = _Search(parts=parts, page=page, words=words, even=_ends_evenly(parts))
    return [search.placed(place) for place in range(len(parts))]


def _ends_evenly(parts: Sequence[Part]) -> bool:
    """Whether nearly all long paragraphs end as sentences do."""
    long = [part for part in parts if part.kind == "paragraph" and part.stretch.text.count(" ") >= _SUBHEAD_WORDS_MAX]
    ended = sum(not _WORD_END.search(part.stretch.text) for part in long)
    return ended >= _ENDED_MIN and ended >= _ENDED_SHARE * len(long)


@dataclass(slots=True, kw_only=True)
class _Search:
    """The parts from the first on: `begun` once there was a paragraph, `named` once there was a title."""

    parts: Sequence[Part]
    page: Page
    words: PageWords
    even: bool
    begun: bool = False
    named: bool = False

    def placed(self, place: int) -> Part:
        """Return a part as what its place makes of it; each place is asked for once, in order."""
        part = self._placed(place) if self.parts[place].kind == "paragraph" else self.parts[place]
        self.begun = self.begun or part.kind == "paragraph"
        self.named = self.named or part.kind == "title"
        return part

    def _placed(self, place: int) -> Part:
        part = self.parts[place]
        if self._is_author(place):
            return replace(part, kind="byline", rule="a name alone")
        if rule := self._title_rule(place):
            return replace(part, kind="title", rule=rule)
        if rule := self._caption_rule(place):
            return replace(part, kind="caption", rule=rule)
        return part

    def _is_author(self, place: int) -> bool:
        """Whether a name stands alone, below the title or a “By”."""
        if self.begun or not is_name(self.parts[place].stretch.text):
            return False
        below = bare(self.parts[place - 1].stretch.text) in self.words.table.byline_openers if place else False
        return below or self.named

    def _title_rule(self, place: int) -> str:
        stretch = self.parts[place].stretch
        if self.page.title and _same_title(stretch.text, self.page.title):
            return "the title that the page gives"
        if not could_be_title(stretch, self.words):
            return ""
        return self._title_among(place, stretch) if self.begun else self._opening_rule()

    def _opening_rule(self) -> str:
        return "below the title" if self.named else "first line without an end"

    def _title_among(self, place: int, stretch: Stretch) -> str:
        """Return the rule where a line among paragraphs is the title of a story or the head of a part."""
        below = self._below(place)
        if below is not None and below.kind in {"date", "byline"}:
            return "above a date or a byline"
        if stretch.layout == "heading":
            return "a heading"
        if below is not None and dateline_of(below.stretch.text, self.words) is not None:
            return "above a dateline"
        short = stretch.text.count(" ") < _SUBHEAD_WORDS_MAX
        return "a line without an end" if short and not is_labelled(stretch.text) else ""

    def _below(self, place: int) -> Part | None:
        """Return what stands below, past pictures and buttons."""
        near = islice(self.parts, place + 1, place + 1 + _NEAR)
        return next((part for part in near if part.kind not in {"furniture", "caption"}), None)

    def _caption_rule(self, place: int) -> str:
        """Return the rule where a line among paragraphs is none: labelled, or without the end that others have."""
        text = self.parts[place].stretch.text
        if not self.begun or self.parts[place].stretch.layout != "plain":
            return ""
        if is_labelled(text):
            return "a label and a description"
        # The last line may have been cut short; one that ends in a quotation mark is somebody's words.
        follows = any(part.kind == "paragraph" for part in islice(self.parts, place + 1, place + 1 + _NEAR))
        lost = self.even and follows and len(text) <= 2 * TITLE_CHARACTERS_MAX and _WORD_END.search(text) is not None
        return "no end among sentences that have one" if lost else ""


def _same_title(text: str, title: str) -> bool:
    shorter, longer = sorted((bare(text), bare(title)), key=len)
    return len(shorter) >= _TITLE_CHARACTERS_MIN and longer.startswith(shorter) and 2 * len(shorter) >= len(longer)

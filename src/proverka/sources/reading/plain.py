"""Plain text and Markdown as a page: which lines are one paragraph, and what their markers say.

A blank line ends a paragraph, unless a sentence goes on behind it. Lines of one width are a paragraph that was wrapped;
other lines are paragraphs each.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise

from proverka.model.errors import Refusal, RefusedError
from proverka.sources.reading.byline import is_byline
from proverka.sources.reading.markdown import emphasised_tail, image_words, is_link, layout, without_markers
from proverka.sources.reading.pagewords import PageWords
from proverka.sources.reading.phrases import PlainText
from proverka.sources.reading.stretch import LINES_MAX, PARAGRAPH_CHARACTERS_MAX, Page, Stretch

# Lines wrapped by programs and agencies are 60 to 80 characters wide; a longer line is a paragraph of its own.
_WRAPPED_MAX = 100
_WRAPPED_MIN = 45
# Shorter than this and without an end, a line is a title or a label, not the first half of a sentence.
_HALF_SENTENCE_MIN = 40
_HANGING_MIN = 20
# “by Jane Roe” is no rest of a sentence.
_BYLINE_MAX = 100

_GLUED = re.compile(r"(<(?:https?|ftp)://[^<>\s]{1,2000}>)")
_SPACES = re.compile(r"[ ]{2,}")
_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]*_]{0,5}\s{0,3}(?:\([^()]{1,60}\)\s{0,3})?$")
_HOST = re.compile(r"(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,6}\b")
_WORD_END = re.compile(r"(\w{1,20})$")


def page_of_text(text: str, words: PageWords) -> Page:
    """Return plain text or Markdown as a page."""
    lines = text.split("\n")
    width = _wrapping(lines)
    stretches = list(chain.from_iterable(_stretches(chunk, width) for chunk in _chunks(lines)))
    joined, breaks = rejoined(stretches, words)
    told = (f"{breaks} sentence{'' if breaks == 1 else 's'} broken by a blank line joined",) if breaks else ()
    return Page(stretches=tuple(joined), repairs=told)


def within_lines(lines: list[str], *, where: str) -> None:
    """Raise RefusedError (too-large) for a line or a number of lines that no article has."""
    longest = max(map(len, lines))
    if longest <= PARAGRAPH_CHARACTERS_MAX and len(lines) <= LINES_MAX:
        return
    raise RefusedError(
        Refusal.TOO_LARGE,
        where=where,
        expected=f"at most {LINES_MAX} lines of at most {PARAGRAPH_CHARACTERS_MAX} characters: no article has more",
        got=f"{len(lines)} lines, the longest of {longest} characters",
        remedy="save the article alone as text, each paragraph on its own line",
    )


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    """Yield the lines between blank ones."""
    chunk: list[str] = []
    for line in lines:
        if line.strip():
            chunk.append(line)
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _wrapping(lines: list[str]) -> int:
    """Return the width at which lines were wrapped, or 0 where they were not."""
    lengths = [len(line.rstrip()) for line in lines if line.strip()]
    long = sum(length > _WRAPPED_MAX for length in lengths)
    width = max((length for length in lengths if length <= _WRAPPED_MAX), default=0)
    return width if width >= _WRAPPED_MIN and long * 10 <= len(lengths) else 0


def _stretches(chunk: list[str], width: int) -> Iterator[Stretch]:
    for paragraph in _paragraphs(chunk, width):
        for piece in _GLUED.split(paragraph):
            if piece.strip():
                yield _stretch(piece)


def _paragraphs(chunk: list[str], width: int) -> Iterator[str]:
    """Yield the paragraphs of lines between which no blank one stands."""
    current = chunk[0]
    for before, line in pairwise(chunk):
        if _goes_on(before, line, width):
            current = f"{current.rstrip()}{'' if before.endswith('-') else ' '}{line.lstrip()}"
        else:
            yield current
            current = line
    yield current


def _goes_on(before: str, line: str, width: int) -> bool:
    """Whether a line is the rest of the one before: the writer wrapped, because the next word did not fit."""
    if layout(line)[0] != "plain" or layout(before)[0] in {"heading", "rule"}:
        return False
    first, _, _ = line.strip().partition(" ")
    if before.endswith(" ") and not before.endswith("  ") and not _ENDED.search(before[-70:]):
        return True  # whoever broke the line left the space between the words
    if len(line) - len(line.lstrip()) > len(before) - len(before.lstrip()):
        return False  # it is indented: a new paragraph, as typewriters begin one
    if width and len(before.rstrip()) + 1 + len(first) > width:
        return True
    return first[:1].islower() and not _ENDED.search(before[-70:])


def _stretch(line: str) -> Stretch:
    kind, rest = layout(line)
    if (words := image_words(rest)) is not None:
        return Stretch(text=words or "[image]", layout="caption")
    text = _SPACES.sub(" ", without_markers(rest)).strip()
    return Stretch(text=text or line.strip(), layout=kind, linked=is_link(rest), tail=emphasised_tail(rest))


def rejoined(stretches: list[Stretch], words: PageWords) -> tuple[list[Stretch], int]:
    """Return the stretches with each sentence that a break had cut put together, and how many there were."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and _broken(joined[-1], stretch, words):
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text} {stretch.text}", tail=stretch.tail)
        else:
            joined.append(stretch)
    return joined, len(stretches) - len(joined)


def _broken(before: Stretch, after: Stretch, words: PageWords) -> bool:
    """Whether a sentence goes on in the next stretch: it has no end yet, and what follows begins no sentence."""
    if before.layout != "plain" or after.layout != "plain" or before.linked or after.linked or before.tail:
        return False
    end = before.text[-70:]
    if _ENDED.search(end) or "://" in end or _HOST.match(after.text):
        return False
    last = _WORD_END.search(end)
    hangs = end.endswith(",") or (last is not None and last[1].lower() in words.unfinished)
    if after.text[:1].islower() and not is_byline(PlainText(after.text[:_BYLINE_MAX]), words):
        return len(before.text) >= (_HANGING_MIN if hangs else _HALF_SENTENCE_MIN)
    return hangs and len(before.text) >= 2 * _HALF_SENTENCE_MIN
